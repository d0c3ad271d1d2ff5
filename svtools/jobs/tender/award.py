"""The award: what the winner offered becomes the contract's promises, with no re-typing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.consolidation.checking import as_said
from svtools.jobs.issued_by import refuse_other_council
from svtools.jobs.opening import open_own, refuse_unusable, unusable
from svtools.jobs.register.contracts import Key
from svtools.jobs.register.read import TEMPLATE as REGISTER
from svtools.jobs.register.read import register_of
from svtools.jobs.tender.blocking import Despite, let_through, recorded, today
from svtools.jobs.tender.contract_years import YEARS, by_year_of, said, spans, that_count
from svtools.jobs.tender.flagged import Flagged
from svtools.jobs.tender.marking import marked
from svtools.measures import Counting, Measure
from svtools.monitoring import FinancialYear, quarter_of, split_by_days
from svtools.monitoring.split import by_year
from svtools.numbers import plain, settled
from svtools.policy import Council
from svtools.scoring import BidMarks, Results
from svtools.workbooks.content import Content, Row
from svtools.workbooks.problems import Problem, Problems
from svtools.workbooks.replacing import replace_all
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
    `problems` are what of the register can't be used, and where its dates are not the tender's;
    `despite` says why it was awarded although something blocked it, `open_flags` what was not
    answered.
    """

    bidder: str
    contract: Key
    promises: tuple[Promised, ...]
    rank: int
    unmarked: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    despite: Despite | None = None
    open_flags: tuple[Flagged, ...] = ()


def award(
    scoring: Path,
    bidder: str,
    register_path: Path,
    output: Path,
    council: Council,
    *,
    lot: str | None = None,
    accept_loss: bool = False,
    despite: str = "",
    on: date | None = None,
) -> Award:
    """Write the register to `output` with the winner's contracted units as promises.

    The contract's supplier becomes the winner; where another supplier has promises already, the
    winner gets a row of its own. All else in the register stays. Raises InputError where bidder,
    lot or contract don't fit, something can't be kept, unless `accept_loss`, or something blocks
    the award and `despite` gives no reason to go on (it is recorded in the scoring workbook, `on`
    that day).
    """
    marks = marked(scoring)
    content, tender, results = marks.content, marks.tender, marks.results
    refuse_other_council(content, scoring.name, council)
    refuse_unusable(content)
    won = _won(results, bidder)
    going_on = let_through(marks, despite)
    ref, lot_of_tender = (content.value(f"contract.{name}") or "" for name in ("ref", "lot"))
    key = Key(ref, lot_of_tender if lot is None else lot, won.bidder)
    workbook = open_own(register_path, REGISTER)
    edition = str(content.value("contract.edition") or "")
    sets = register_of(workbook, council).sets
    if edition and edition not in sets:
        raise InputError(
            f"The register has no measure edition '{edition}', which this tender uses.",
            "Add it with 'svtools measures import', then award again.",
        )
    contract, is_new = _contract_row(workbook.content, key)
    offers = [
        row
        for row in content.rows("offers")
        if row.get("bidder") == won.bidder and won.contracted.get(row.get("measure") or "")
    ]
    promises = _promises(offers, won, contract, tender.asked)
    revision = Revision(workbook)
    numbers = {row.get("bidder"): row.get("number") for row in content.rows("bidders")}
    of_the_tender = {"supplier_number": numbers[won.bidder], "edition": edition}
    if "weighting" in contract.place.columns:  # an older register has none
        of_the_tender["weighting"] = content.value("criteria.social_value")
    _put_supplier(revision, contract, key, of_the_tender, is_new=is_new)
    _add_promises(revision, promises, key)
    record = recorded(marks, going_on, f"{key.label} was awarded to {won.bidder}", on or today())
    replace_all({output: revision.saved_as(output, accept_loss=accept_loss)} | record)
    problems = Problems(scoring.name)
    problems += unusable(workbook.content)
    problems += revision.problems
    _compare_dates(problems, content, contract)
    _note_after_the_end(problems, offers, won, contract)
    unmarked = tuple(f"{bid.bidder}: {gap}" for bid in results.bids for gap in bid.unmarked)
    return Award(
        won.bidder,
        key,
        promises,
        won.place.rank,
        unmarked,
        tuple(problems),
        going_on,
        marks.open_flags,
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
        day, expected = content.fields[f"contract.{name}"], contract.get(name)
        if day.value and day.value != expected:
            details = {"entered": as_said(day.value), "expected": as_said(expected)}
            problems.add("award-differs", day, label=label, **details)


def _promises(
    offers: Sequence[Row], won: BidMarks, contract: Row, asked: Mapping[str, Measure]
) -> tuple[Promised, ...]:
    """The contracted units by measure. Raises InputError where there are none, or no dates."""
    start, end = contract.get("start"), contract.get("end")
    if start is None or end is None or end < start:
        raise InputError(
            "The register doesn't say when the contract starts and ends.",
            "Fill in both on the register's sheet Contracts, save it, then award again.",
        )
    if not offers:
        raise InputError(
            f"{won.bidder} offered nothing that could become a promise.", "Check Offers."
        )
    contracted = [(row, row.get("measure"), won.contracted[row.get("measure")]) for row in offers]
    return tuple(
        Promised(
            measure,
            units,
            _levels(row, units, asked[measure].counting, start, end)
            if asked[measure].counting.is_stock
            else _financial_years(row, units, asked[measure], start, end),
        )
        for row, measure, units in contracted
    )


def _financial_years(
    row: Row, units: Decimal, measure: Measure, start: date, end: date
) -> dict[str, Decimal]:
    """Units of contract years on financial years by days (R18), in proportion where varied.

    Units offered for years that the contract doesn't have say nothing about when to deliver.
    """
    years = spans(start, end)
    shares = [(u, years[year]) for year, u in by_year_of(row).items() if u and year in years]
    shares = shares or [(units, (start, end))]
    whole = sum(share for share, _ in shares)
    financial: dict[str, Decimal] = {}
    left = units
    for number, (share, days) in enumerate(shares, start=1):
        part = left if number == len(shares) else settled(units * share / whole)
        left -= part
        split = split_by_days(part, *days, pro_rata=measure.counts_pro_rata)
        for year, promised in by_year(split).items():
            financial[str(year)] = financial.get(str(year), Decimal(0)) + promised
    return {year: promised for year, promised in sorted(financial.items()) if promised}


def _levels(
    row: Row, units: Decimal, counting: Counting, start: date, end: date
) -> dict[str, Decimal]:
    """The level of a stock in each financial year, where contract years differ in it.

    A financial year has the level of the contract year that runs at its end, in proportion where
    the contracted units are not those offered.
    """
    years = spans(start, end)
    offered = {year: level for year, level in by_year_of(row).items() if year in years}
    whole = sum(that_count(offered, counting).values(), Decimal(0))
    if not whole or all(level == whole for level in offered.values()):
        return {}
    levels = {}
    for financial in range(quarter_of(start).year.first, quarter_of(end).year.first + 1):
        financial_year = FinancialYear(financial)
        last = min(financial_year.end, end)
        running = next(year for year, (first, until) in years.items() if first <= last <= until)
        known = [offered[year] for year in YEARS[: YEARS.index(running) + 1] if year in offered]
        if known:
            levels[str(financial_year)] = settled(known[-1] * units / whole)
    return levels


def _note_after_the_end(
    problems: Problems, offers: Sequence[Row], won: BidMarks, contract: Row
) -> None:
    """Note units that were offered for years which the contract doesn't have by the register."""
    years = spans(contract.get("start"), contract.get("end"))
    for row in offers:
        late = {year: u for year, u in by_year_of(row).items() if u and year not in years}
        if late:
            measure = row.get("measure")
            details = {"late": said(late), "units": plain(won.contracted[measure])}
            cells = (row.cell(year) for year in late)
            problems.add("award-after-end", *cells, measure=measure, **details)


def _contract_row(register: Content, key: Key) -> tuple[Row, bool]:
    """The contract's row, and whether another supplier has promises. Raises InputError for none."""
    wanted = (key.ref, key.lot)
    contracts, promises = (
        [row for row in register.rows(table) if (row.get("ref"), row.get("lot") or "") == wanted]
        for table in ("contracts", "promises")
    )
    if not contracts:
        raise InputError(
            f"The register has no contract '{key.label}'.",
            "Add a row for it on the register's sheet Contracts (reference, lot, title, category, "
            "value, dates), save it, then award again.",
        )
    supplier = contracts[0].get("supplier")
    taken = {str(row.get("supplier") or supplier or "").casefold() for row in promises}
    if key.supplier.casefold() in taken:
        raise InputError(
            f"{key.supplier} already has promises for {key.label}.",
            "Vary them in the register instead.",
        )
    return contracts[0], bool(taken)


def _put_supplier(
    revision: Revision, row: Row, key: Key, of_the_tender: Mapping[str, Any], *, is_new: bool
) -> None:
    """Make the winner the contract's supplier, in a row of its own where there is another's."""
    same = str(row.get("supplier") or "").casefold() == key.supplier.casefold()
    values: dict[str, Any] = {
        "supplier": key.supplier,
        **dict.fromkeys(() if same else OF_THE_SUPPLIER),
        **{name: value for name, value in of_the_tender.items() if value},
    }
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
