"""The award: what the winner offered becomes the contract's promises, with no re-typing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.contracts import Key
from svtools.jobs.measures import register_rows
from svtools.jobs.opening import open_declared, refuse_unusable
from svtools.jobs.register import TEMPLATE as REGISTER
from svtools.jobs.register import read_register
from svtools.jobs.tender.marking import scored
from svtools.jobs.tender.offers import YEARS
from svtools.jobs.tender.pack import SCORING
from svtools.monitoring import split_by_days
from svtools.monitoring.split import by_year
from svtools.numbers import settled
from svtools.policy import Council
from svtools.workbooks.content import Content, Row
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Problem
from svtools.workbooks.write import write

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

    `lost` is what of the register could not be carried over.
    """

    bidder: str
    ref: str
    lot: str
    promises: tuple[Promised, ...]
    rank: int
    lost: tuple[Problem, ...] = ()


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
    content = open_declared(scoring, SCORING)
    refuse_unusable(content)
    rank = _rank(content, bidder)
    ref = content.value("contract.ref") or ""
    lot = (content.value("contract.lot") or "") if lot is None else lot
    key, number = _winner(content, bidder)
    start, end = content.value("contract.start"), content.value("contract.end")
    promises = tuple(_promises(content, key, start, end))
    if not promises:
        raise InputError(f"{bidder} offered nothing that could become a promise.", "Check Offers.")
    before = open_declared(register_path, REGISTER)
    sets = read_register(register_path, council).sets
    edition = str(content.value("contract.edition") or "")
    if edition and edition not in sets:
        raise InputError(
            f"The register has no measure edition '{edition}', which this tender uses.",
            "Add it with 'svtools measures import', then award again.",
        )
    data = register_rows(before, council, list(sets.values()))
    contract = _contract_row(data, ref, lot, bidder, edition)
    contract["supplier_number"] = number or contract.get("supplier_number")
    _add_promises(data, promises, ref, lot, bidder)
    write(template(REGISTER), data, output)
    lost = tuple(
        p for p in before.problems if p.code in {"extra-column", "extra-sheet", "stray-cell"}
    )
    return Award(bidder, ref, lot, promises, rank, lost)


def _rank(content: Content, bidder: str) -> int:
    """The bidder's rank by the marks. Raises InputError for one that has none."""
    _, results = scored(content)
    for name, why in results.not_assessed.items():
        if name.casefold() == bidder.casefold():
            raise InputError(f"{name} was not assessed ({why}).", "Award to a bidder that was.")
    ranks = {name.casefold(): rank for name, rank in results.ranks.items()}
    if bidder.casefold() not in ranks:
        named = ", ".join(results.ranks)
        raise InputError(f"There is no bidder '{bidder}'.", f"There are: {named or 'none'}.")
    return ranks[bidder.casefold()]


def _winner(content: Content, bidder: str) -> tuple[str, str]:
    """The winner's key and number."""
    for row in content.rows("bidders"):
        if str(row.get("bidder") or "").casefold() == bidder.casefold():
            if row.get("excluded") == "Yes":
                raise InputError(f"{bidder} was not assessed.", "Award to a bidder that was.")
            return row.get("key"), row.get("number") or ""
    named = ", ".join(str(row.get("bidder")) for row in content.rows("bidders"))
    raise InputError(f"There is no bidder '{bidder}'.", f"There are: {named or 'none'}.")


def _promises(content: Content, key: str, start: date, end: date) -> list[Promised]:
    found = []
    for row in content.rows("offers"):
        offered = row.get("offered")
        contracted = row.get("contracted")
        units = offered if contracted is None else contracted
        if row.get("key") == key and units:
            years = _financial_years(row, units, start, end)
            found.append(Promised(row.get("measure"), units, years))
    return found


def _financial_years(row: Row, units: Decimal, start: date, end: date) -> dict[str, Decimal]:
    """Units of contract years on financial years by days (R18), in proportion where varied."""
    offered = {year: row.get(year) for year in YEARS if row.get(year)}
    whole = sum(offered.values(), Decimal(0))
    spans = _contract_years(start, end)
    if not whole or any(year not in spans for year in offered):
        return {str(y): u for y, u in by_year(split_by_days(units, start, end)).items() if u}
    found: dict[str, Decimal] = {}
    left = units
    for place, (year, share) in enumerate(offered.items(), start=1):
        mine = left if place == len(offered) else settled(units * share / whole)
        left -= mine
        for financial, part in by_year(split_by_days(mine, *spans[year])).items():
            found[str(financial)] = found.get(str(financial), Decimal(0)) + part
    return {year: part for year, part in sorted(found.items()) if part}


def _contract_years(start: date, end: date) -> dict[str, tuple[date, date]]:
    """First and last day of each contract year; `later` is all after the fifth."""
    spans: dict[str, tuple[date, date]] = {}
    begins = start
    for year in YEARS:
        if begins > end:
            break
        following = _anniversary(start, len(spans) + 1)
        last = end if year == YEARS[-1] else min(end, following - timedelta(days=1))
        spans[year] = (begins, last)
        begins = following
    return spans


def _anniversary(day: date, years: int) -> date:
    """The same day so many years on; 1 March for 29 February in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _contract_row(
    data: Mapping[str, Any], ref: str, lot: str, bidder: str, edition: str
) -> dict[str, Any]:
    """The register's row of the contract with this supplier, made where there is none."""
    rows: list[dict[str, Any]] = data["contracts"]
    same = [r for r in rows if (r.get("ref"), r.get("lot") or "") == (ref, lot)]
    if not same:
        raise InputError(
            f"The register has no contract '{Key(ref, lot, '').label}'.",
            "Add a row for it on the register's sheet Contracts (reference, lot, title, category, "
            "value, dates), save it, then award again.",
        )
    taken = {
        p.get("supplier") or same[0].get("supplier")
        for p in data["promises"]
        if (p.get("ref"), p.get("lot") or "") == (ref, lot)
    }
    if bidder in taken:
        raise InputError(
            f"{bidder} already has promises for {ref}.", "Vary them in the register instead."
        )
    row = dict(same[0]) if taken else same[0]
    if taken:
        rows.insert(rows.index(same[-1]) + 1, row)
    if row.get("supplier") != bidder:
        row |= dict.fromkeys(OF_THE_SUPPLIER) | {"supplier": bidder}
    row["edition"] = edition or row.get("edition")
    return row


def _add_promises(
    data: Mapping[str, Any], promises: tuple[Promised, ...], ref: str, lot: str, bidder: str
) -> None:
    for promise in promises:
        names = {"ref": ref, "lot": lot or None, "measure": promise.measure}
        data["promises"].append({**names, "supplier": bidder, "units": promise.units})
        for year, units in promise.years.items():
            data["promise_years"].append(
                {**names, "supplier": bidder, "year": year, "units": units}
            )
