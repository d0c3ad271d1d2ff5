"""Payments and a list of suppliers to one workbook: how much of the spend is local."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.gc_pause import no_collection
from svtools.jobs.local_spend.columns import read_map
from svtools.jobs.local_spend.doubles import doubles
from svtools.jobs.local_spend.figures import figures
from svtools.jobs.local_spend.found import problems_of
from svtools.jobs.local_spend.kept import Kept
from svtools.jobs.local_spend.payment_files import open_payments
from svtools.jobs.local_spend.payments import PaymentFile, Reason
from svtools.jobs.local_spend.people import People
from svtools.jobs.local_spend.places import Places
from svtools.jobs.local_spend.rings import read_rings
from svtools.jobs.local_spend.rules import read_rules
from svtools.jobs.local_spend.suppliers import read_suppliers
from svtools.jobs.local_spend.tally import Tally
from svtools.jobs.local_spend.workbook import LocalSpendResult
from svtools.jobs.opening import refuse_as_output
from svtools.monitoring import FinancialYear
from svtools.numbers import how_many
from svtools.policy import Council, postcodes_in, postcodes_outside
from svtools.policy.statutory import statute
from svtools.settings import setting
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Problems
from svtools.workbooks.write import write

TEMPLATE = "local_spend"
NO_BOUNDARY = (
    "No list of full postcodes is named, so no supplier can be known to be local: districts reach "
    "over the boundary. Make one with 'svtools postcodes' and name it with --postcodes."
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files of a run."""

    payments: Sequence[Path]
    suppliers: Sequence[Path]
    rules: Path | None = None
    rings: Path | None = None
    columns: Path | None = None
    postcodes: Path | None = field(default_factory=lambda: setting("postcodes"))
    """The full postcodes of the council's area, one a line."""

    def refuse_as_output(self, output: Path) -> None:
        """Raise InputError where the result would be written over something that is read."""
        given = (self.rules, self.rings, self.columns, self.postcodes)
        read = [*self.payments, *self.suppliers, *filter(None, given)]
        refuse_as_output(output, read)


def local_spend(
    inputs: Inputs,
    output: Path,
    council: Council,
    year: FinancialYear | None = None,
    *,
    tell: Callable[[list[PaymentFile]], Any] = lambda _: None,
) -> LocalSpendResult:
    """Work out Local Spend of the `year`, or of all payments without one, and write the workbook.

    `tell` is called with the files once their columns are found, before their rows are read.
    Raises InputError, in words, where anything can't be used, and OutputError where the workbook
    can't be written; then nothing is.
    """
    inputs.refuse_as_output(output)
    result = worked_out(inputs, council, year, tell=tell)
    write(template(TEMPLATE), result.data(), output)
    return result


@no_collection()
def worked_out(
    inputs: Inputs,
    council: Council,
    year: FinancialYear | None = None,
    *,
    tell: Callable[[list[PaymentFile]], Any] = lambda _: None,
    keep: Kept | None = None,
) -> LocalSpendResult:
    """Local Spend, without writing it; each payment goes into `keep`. Raises as `local_spend`."""
    if council.area is None:
        raise InputError(
            f"The area of {council.short_name} is not held here.", "Add local_area.yaml to it."
        )
    rules, rings, given = (
        read_rules(inputs.rules),
        read_rings(inputs.rings),
        read_map(inputs.columns),
    )
    known = postcodes_in(inputs.postcodes) if inputs.postcodes else frozenset[str]()
    outside = postcodes_outside(inputs.postcodes) if inputs.postcodes else frozenset[str]()
    listed = read_suppliers(inputs.suppliers)
    passed_over = Problems(own=True)
    files = open_payments(inputs.payments, given, passed_over)
    tell(files)
    tally, people = Tally(), People(rules)
    people.note_listed(listed)
    for number, file in enumerate(files):
        file.beside_others = len(files) > 1
        tally.merge(_tally_of(file, files[:number], people, year, keep))
        _refuse_unread(file)
    tally.keep_back(people)
    if keep:
        keep.keep_back(people)
    _refuse_nothing(files, year)
    found = figures(tally, Places(council.area, known, outside, listed, rings))
    others = [*passed_over, *listed.problems]
    problems = problems_of(files, found, others, people, has_boundary=bool(known))
    boundary = "" if known else NO_BOUNDARY
    return LocalSpendResult(council, year, files, tally, found, rings, rules, problems, boundary)


def _tally_of(
    file: PaymentFile,
    before: Sequence[PaymentFile],
    people: People,
    year: FinancialYear | None,
    keep: Kept | None,
) -> Tally:
    """The payments of one file, without those that stand in files before it."""
    small = int(statute().published_over.values[-1].value * 100)

    def read() -> Tally:
        tally, payments = Tally(), file.payments(people, year)
        tally.add(keep.each(file, payments) if keep else payments, small)
        return tally

    tally = read()
    file.doubles = doubles(file.marks, [(each.name, each.marks) for each in before])
    if not file.doubles.again:
        return tally
    if keep:
        keep.forget_last()
    return read()


def _refuse_unread(file: PaymentFile) -> None:
    """Raise InputError for a file in which no amount can be read at all."""
    held = file.set_aside.get(Reason.AMOUNT)
    readable = file.set_aside.keys() - {Reason.AMOUNT, Reason.NO_AMOUNT, Reason.TOTAL}
    if held and not (file.counted.rows or file.other_years.rows or readable):
        raise InputError(
            f"{file.table.file}: none of the {how_many(held.rows, 'amount')} under "
            f"'{file.columns.heading(file.amount)}' can be read; the first is '{held.entered}'.",
            "Name the column of amounts with --columns, for example 'amount: Net Amount'.",
        )


def _refuse_nothing(files: Sequence[PaymentFile], year: FinancialYear | None) -> None:
    """Raise InputError where no payment is left to add up."""
    if any(file.counted.rows for file in files):
        return
    if year and not any(file.is_dated for file in files):
        raise InputError(
            f"No file has a column of dates, so which payments are of {year} can't be told.",
            "Name the column with --columns, or leave --year out where the files hold one year.",
        )
    others = sum(file.other_years.rows for file in files)
    if others:
        raise InputError(
            f"None of the {how_many(others, 'payment')} is of {year}.",
            "Check --year, and that these are the right files.",
        )
    raise InputError(
        "The files hold no payment that can be read.",
        "Check that they are the right files; --columns says which column holds what.",
    )


def as_json(result: LocalSpendResult) -> dict[str, Any]:
    """The figures for a script: £ and payments by place, shares, and what was held back."""
    whole = result.figures.whole
    pounds, payments = whole
    return {
        "period": str(result.year) if result.year else None,
        "pounds": _places(pounds, float),
        "payments": _places(payments, int),
        "local_at_least": float(pounds.between[0]) if pounds.between else None,
        "local_at_most": float(pounds.between[1]) if pounds.between else None,
        "known_share": float(pounds.known_share) if pounds.known_share is not None else None,
        "accounted": {
            row["what"]: {"payments": row["payments"], "pounds": float(row["pounds"])}
            for row in result.accounted()
        },
        "held_back": result.held_back,
        "suppliers_to_look_up": len(result.figures.to_look_up),
        "problems": len(result.problems),
        "says": {name: text for name, text in result.says().items() if text},
    }


def _places(spend: Any, kind: Callable[[Any], Any]) -> dict[str, Any]:
    names = ("local", "elsewhere", "unknown", "total")
    return {name: kind(getattr(spend, name)) for name in names}
