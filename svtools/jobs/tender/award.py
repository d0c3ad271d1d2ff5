"""The award: what the winner offered becomes the contract's promises, with no re-typing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.consolidation.checking import as_said
from svtools.jobs.opening import open_own, refuse_unusable, unusable
from svtools.jobs.register.contracts import Key, Register
from svtools.jobs.register.read import TEMPLATE as REGISTER
from svtools.jobs.register.read import register_of
from svtools.jobs.tender.contract_years import by_year_of, said, spans
from svtools.jobs.tender.marking import scored
from svtools.jobs.tender.pack import SCORING
from svtools.monitoring import split_by_days
from svtools.monitoring.split import by_year
from svtools.numbers import plain, settled
from svtools.policy import Council
from svtools.scoring import BidMarks, Results
from svtools.workbooks.content import Content, Row
from svtools.workbooks.problems import Problem, Problems
from svtools.workbooks.revision import Revision

OF_THE_SUPPLIER = ("supplier_number", "contact", "sme", "vcse", "equality_led")
"""What the register says of a supplier, which its successor doesn't inherit."""


@dataclass(frozen=True, slots=True)
class Promised:
    """One measure of the award: contracted units, and how they fall on financial years."""

    measure: str
    units: Decimal
    years: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Award:
    """What an award puts into the register, and the bidder's rank by the marks.

    `unmarked` are marks that the panel has not entered yet, so that the rank may still change;
    `problems` are what of the register can't be used, and where its dates are not the tender's.
    """

    bidder: str
    contract: Key
    promises: tuple[Promised, ...]
    rank: int
    unmarked: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def award(
    scoring: Path,
    bidder: str,
    register_path: Path,
    output: Path,
    council: Council,
    *,
    lot: str | None = None,
    accept_loss: bool = False,
) -> Award:
    """Write the register to `output` with the winner's contracted units as promises.

    The contract's supplier becomes the winner; where another supplier has promises already, the
    winner gets a row of its own. All else in the register stays. Raises InputError where bidder,
    lot or contract don't fit, or something can't be kept, unless `accept_loss`.
    """
    content = open_own(scoring, SCORING).content
    refuse_unusable(content)
    _, results = scored(content)
    won = _won(results, bidder)
    key = Key(
        content.value("contract.ref") or "",
        (content.value("contract.lot") or "") if lot is None else lot,
        won.bidder,
    )
    workbook = open_own(register_path, REGISTER)
    edition = str(content.value("contract.edition") or "")
    _refuse_other_edition(register_of(workbook, council), edition)
    same, taken = _rows_of(workbook.content, key)
    promises = tuple(_promises(content, won, same[0]))
    revision = Revision(workbook)
    numbers = {row.get("bidder"): row.get("number") for row in content.rows("bidders")}
    _put_supplier(revision, same[0], key, edition, numbers[won.bidder], is_new=bool(taken))
    _add_promises(revision, promises, key)
    revision.save(output, accept_loss=accept_loss)
    problems = Problems(scoring.name)
    problems += unusable(workbook.content)
    problems += revision.problems
    _compare_dates(problems, content, same[0])
    _note_after_the_end(problems, content, won, same[0])
    unmarked = tuple(f"{bid.bidder}: {gap}" for bid in results.bids for gap in bid.unmarked)
    return Award(won.bidder, key, promises, won.place.rank, unmarked, tuple(problems))


def _refuse_other_edition(register: Register, edition: str) -> None:
    """Raises InputError where the tender's measure edition isn't in the register."""
    if edition and edition not in register.sets:
        raise InputError(
            f"The register has no measure edition '{edition}', which this tender uses.",
            "Add it with 'svtools measures import', then award again.",
        )


def _won(results: Results, bidder: str) -> BidMarks:
    """The bidder's marks. Raises InputError for one that has none."""
    for name, why in results.not_assessed.items():
        if name.casefold() == bidder.casefold():
            raise InputError(f"{name} was not assessed ({why}).", "Award to a bidder that was.")
    for bid in results.bids:
        if bid.bidder.casefold() == bidder.casefold():
            return bid
    named = ", ".join(results.ranks)
    raise InputError(f"There is no bidder '{bidder}'.", f"There are: {named or 'none'}.")


def _compare_dates(problems: Problems, content: Content, contract: Row) -> None:
    """Note where the tender's dates are not the register's, by which the promises are split."""
    for name, label in (("start", "Start"), ("end", "End")):
        found, expected = content.fields[f"contract.{name}"], contract.get(name)
        if found.value and found.value != expected:
            said = {"entered": as_said(found.value), "expected": as_said(expected)}
            problems.add("award-differs", found, label=label, **said)


def _promises(content: Content, won: BidMarks, contract: Row) -> list[Promised]:
    """The contracted units by measure. Raises InputError where there are none, or no dates."""
    start, end = contract.get("start"), contract.get("end")
    if start is None or end is None or end < start:
        raise InputError(
            "The register doesn't say when the contract starts and ends.",
            "Fill in both on the register's sheet Contracts, save it, then award again.",
        )
    found = []
    for row in content.rows("offers"):
        units = won.contracted.get(row.get("measure") or "")
        if row.get("bidder") == won.bidder and units:
            years = _financial_years(row, units, start, end)
            found.append(Promised(row.get("measure"), units, years))
    if not found:
        raise InputError(
            f"{won.bidder} offered nothing that could become a promise.", "Check Offers."
        )
    return found


def _financial_years(row: Row, units: Decimal, start: date, end: date) -> dict[str, Decimal]:
    """Units of contract years on financial years by days (R18), in proportion where varied.

    Units offered for years that the contract doesn't have say nothing about when to deliver.
    """
    years = spans(start, end)
    offered = {year: each for year, each in by_year_of(row).items() if each and year in years}
    whole = sum(offered.values(), Decimal(0))
    if not whole:
        return {str(y): u for y, u in by_year(split_by_days(units, start, end)).items() if u}
    found: dict[str, Decimal] = {}
    left = units
    for place, (year, share) in enumerate(offered.items(), start=1):
        mine = left if place == len(offered) else settled(units * share / whole)
        left -= mine
        for financial, part in by_year(split_by_days(mine, *years[year])).items():
            found[str(financial)] = found.get(str(financial), Decimal(0)) + part
    return {year: part for year, part in sorted(found.items()) if part}


def _note_after_the_end(problems: Problems, content: Content, won: BidMarks, contract: Row) -> None:
    """Note units that were offered for years which the contract doesn't have by the register."""
    years = spans(contract.get("start"), contract.get("end"))
    for row in content.rows("offers"):
        measure = row.get("measure") or ""
        units = won.contracted.get(measure)
        late = {year: each for year, each in by_year_of(row).items() if each and year not in years}
        if row.get("bidder") == won.bidder and units and late:
            cells = (row.cell(year) for year in late)
            details = {"measure": measure, "late": said(late), "units": plain(units)}
            problems.add("award-after-end", *cells, **details)


def _rows_of(register: Content, key: Key) -> tuple[list[Row], set[str]]:
    """The contract's rows, and the suppliers that have promises. Raises InputError for none."""
    name = (key.ref, key.lot)
    same = [r for r in register.rows("contracts") if (r.get("ref"), r.get("lot") or "") == name]
    if not same:
        raise InputError(
            f"The register has no contract '{key.label}'.",
            "Add a row for it on the register's sheet Contracts (reference, lot, title, category, "
            "value, dates), save it, then award again.",
        )
    taken = {
        str(row.get("supplier") or same[0].get("supplier") or "").casefold()
        for row in register.rows("promises")
        if (row.get("ref"), row.get("lot") or "") == name
    }
    if key.supplier.casefold() in taken:
        raise InputError(
            f"{key.supplier} already has promises for {key.label}.",
            "Vary them in the register instead.",
        )
    return same, taken


def _put_supplier(
    revision: Revision, row: Row, key: Key, edition: str, number: Any, *, is_new: bool
) -> None:
    """Make the winner the contract's supplier, in a row of its own where there is another's."""
    values: dict[str, Any] = {"supplier": key.supplier}
    same = str(row.get("supplier") or "").casefold() == key.supplier.casefold()
    if not same:
        values |= dict.fromkeys(OF_THE_SUPPLIER)
    if number:
        values["supplier_number"] = number
    if edition:
        values["edition"] = edition
    if is_new:
        revision.add_row("contracts", {**row.values, **values})
    else:
        revision.set_row(row, "contracts", values)


def _add_promises(revision: Revision, promises: Iterable[Promised], key: Key) -> None:
    for promise in promises:
        names = {
            "ref": key.ref,
            "lot": key.lot or None,
            "supplier": key.supplier,
            "measure": promise.measure,
        }
        revision.add_row("promises", {**names, "units": promise.units})
        for year, units in promise.years.items():
            revision.add_row("promise_years", {**names, "year": year, "units": units})
