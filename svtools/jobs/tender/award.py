"""The award: what the winner offered becomes the contract's promises, with no re-typing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.consolidation.checking import as_said
from svtools.jobs.opening import open_own, refuse_unusable
from svtools.jobs.register.contracts import Key, Register
from svtools.jobs.register.measure_sets import register_rows
from svtools.jobs.register.read import TEMPLATE as REGISTER
from svtools.jobs.register.read import register_of
from svtools.jobs.tender.contract_years import by_year_of, said, spans
from svtools.jobs.tender.marking import scored
from svtools.jobs.tender.pack import SCORING
from svtools.measures import MeasureSet
from svtools.monitoring import split_by_days
from svtools.monitoring.split import by_year
from svtools.numbers import plain, settled
from svtools.policy import Council
from svtools.scoring import BidMarks, Results
from svtools.workbooks.content import Content, Row
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Level, Problem, Problems
from svtools.workbooks.write import write

OF_THE_SUPPLIER = ("supplier_number", "contact", "sme", "vcse", "equality_led")
"""What the register says of a supplier, which its successor doesn't inherit."""

OF_THE_COUNCILS_OWN = ("extra-column", "extra-sheet", "stray-cell")
"""Problems that name what the council put into places of its own."""


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
    `problems` are what of the register could not be carried over, and where its dates are not the
    tender's.
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
) -> Award:
    """Write the register anew to `output` with the winner's contracted units as promises.

    The contract's supplier becomes the winner; where another supplier has promises already, the
    winner gets a row of its own. Raises InputError where bidder, lot or contract don't fit.
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
    before = workbook.content
    edition = str(content.value("contract.edition") or "")
    data = register_rows(before, council, _sets(register_of(workbook, council), edition))
    contract = _contract_row(data, key, edition)
    row = next(r for r in content.rows("bidders") if r.get("bidder") == won.bidder)
    contract["supplier_number"] = row.get("number") or contract.get("supplier_number")
    promises = tuple(_promises(content, won, contract))
    _add_promises(data, promises, key)
    write(template(REGISTER), data, output)
    problems = Problems(scoring.name)
    problems += _not_carried(before)
    _compare_dates(problems, content, contract)
    _note_after_the_end(problems, content, won, contract)
    unmarked = tuple(f"{bid.bidder}: {gap}" for bid in results.bids for gap in bid.unmarked)
    return Award(won.bidder, key, promises, won.place.rank, unmarked, tuple(problems))


def _sets(register: Register, edition: str) -> list[MeasureSet]:
    """The register's measure sets. Raises InputError where the tender's edition isn't there."""
    sets = register.sets
    if edition and edition not in sets:
        raise InputError(
            f"The register has no measure edition '{edition}', which this tender uses.",
            "Add it with 'svtools measures import', then award again.",
        )
    return list(sets.values())


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


def _not_carried(register: Content) -> Iterator[Problem]:
    """What stood in the register and doesn't stand in the new one."""
    for problem in register.problems:
        lost = problem.level == Level.NOT_COUNTED and problem.code != "required-blank"
        if lost or problem.code in OF_THE_COUNCILS_OWN:
            yield problem


def _compare_dates(problems: Problems, content: Content, contract: Mapping[str, Any]) -> None:
    """Note where the tender's dates are not the register's, by which the promises are split."""
    for name, label in (("start", "Start"), ("end", "End")):
        found, expected = content.fields[f"contract.{name}"], contract[name]
        if found.value and found.value != expected:
            said = {"entered": as_said(found.value), "expected": as_said(expected)}
            problems.add("award-differs", found, label=label, **said)


def _promises(content: Content, won: BidMarks, contract: Mapping[str, Any]) -> list[Promised]:
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


def _note_after_the_end(
    problems: Problems, content: Content, won: BidMarks, contract: Mapping[str, Any]
) -> None:
    """Note units that were offered for years which the contract doesn't have by the register."""
    years = spans(contract["start"], contract["end"])
    for row in content.rows("offers"):
        measure = row.get("measure") or ""
        units = won.contracted.get(measure)
        late = {year: each for year, each in by_year_of(row).items() if each and year not in years}
        if row.get("bidder") == won.bidder and units and late:
            cells = (row.cell(year) for year in late)
            details = {"measure": measure, "late": said(late), "units": plain(units)}
            problems.add("award-after-end", *cells, **details)


def _contract_row(data: Mapping[str, Any], key: Key, edition: str) -> dict[str, Any]:
    """The register's row of the contract with this supplier, made where there is none."""
    rows: list[dict[str, Any]] = data["contracts"]
    same = [r for r in rows if (r.get("ref"), r.get("lot") or "") == (key.ref, key.lot)]
    if not same:
        raise InputError(
            f"The register has no contract '{key.label}'.",
            "Add a row for it on the register's sheet Contracts (reference, lot, title, category, "
            "value, dates), save it, then award again.",
        )
    taken = {
        str(p.get("supplier") or same[0].get("supplier") or "").casefold()
        for p in data["promises"]
        if (p.get("ref"), p.get("lot") or "") == (key.ref, key.lot)
    }
    if key.supplier.casefold() in taken:
        raise InputError(
            f"{key.supplier} already has promises for {key.label}.",
            "Vary them in the register instead.",
        )
    row = dict(same[0]) if taken else same[0]
    if taken:
        rows.insert(rows.index(same[-1]) + 1, row)
    if str(row.get("supplier") or "").casefold() != key.supplier.casefold():
        row |= dict.fromkeys(OF_THE_SUPPLIER)
    row["supplier"] = key.supplier
    row["edition"] = edition or row.get("edition")
    return row


def _add_promises(data: Mapping[str, Any], promises: Iterable[Promised], key: Key) -> None:
    for promise in promises:
        names = {
            "ref": key.ref,
            "lot": key.lot or None,
            "supplier": key.supplier,
            "measure": promise.measure,
        }
        data["promises"].append({**names, "units": promise.units})
        for year, units in promise.years.items():
            data["promise_years"].append({**names, "year": year, "units": units})
