"""Bidders' offers, read by their declaration: what each offers, and what was found.

An offer is held against what the tender published: ours is used, a difference is told with both.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from svtools.errors import UnreadableFile
from svtools.jobs.consolidation.return_files import of_the_system
from svtools.jobs.folder_files import files_of, why_not
from svtools.jobs.tender.contract_years import by_year_of, that_count
from svtools.jobs.tender.offer import ADDRESSED, Offer, Offered, OfferedBid
from svtools.jobs.tender.offer_as_published import compare_with_the_published
from svtools.jobs.tender.offer_checks import (
    asked_codes,
    check_answers,
    check_measures,
    check_statements,
    label_of,
)
from svtools.jobs.tender.offered_lots import prices_of
from svtools.jobs.tender.scoring_rows import tender_label
from svtools.measures import Counting
from svtools.numbers import plain
from svtools.spelling import as_known, folded
from svtools.workbooks.content import Content, Row
from svtools.workbooks.file_names import shown
from svtools.workbooks.opening import open_workbook
from svtools.workbooks.problems import Problems

TEMPLATE = "tender_offer"
STATEMENTS = ("sign_off.own_offer", "sign_off.will_deliver")


def read_offers(folder: Path, scoring: Path, published: Content) -> list[Offer]:
    """Every file of the folder as an offer, sorted; the scoring workbook itself is left out.

    `published` is what the scoring workbook holds: the tender, its measures and questions.

    Raises InputError where there is no such folder.
    """
    files = files_of(folder, frozenset({scoring.resolve()}))
    offers = [_read(folder, file, published) for file in files]
    _refuse_twins(offers)
    for offer in offers:
        offer.problems[:] = [replace(problem, in_offer=True) for problem in offer.problems]
    return offers


def _read(folder: Path, file: str, published: Content) -> Offer:
    offer = Offer(shown(file), Problems(shown(file)))
    left_behind = of_the_system(Path(file).name)
    code = left_behind or why_not(folder, file)
    if code:
        offer.passed_over = bool(left_behind)
        offer.problems.add(code)
        return offer
    try:
        content = open_workbook(folder / file, TEMPLATE, file=file, formulas=True).content
    except UnreadableFile as verdict:
        offer.problems.add(verdict.code, **verdict.details)
        return offer
    tender, wanted = tender_label(content, "tender"), tender_label(published, "contract")
    if folded(tender) != folded(wanted):
        ref = content.fields["tender.ref"]
        offer.problems.add("other-tender", ref, found=tender or "no tender", wanted=wanted)
        return offer
    _respell(content, "offers", "measure", asked_codes(published))
    _fill(offer, content, published)
    check_measures(offer, content, published)
    check_answers(offer, content, published)
    check_statements(offer, content, published)
    compare_with_the_published(offer.problems, content, published)
    return offer


def _fill(offer: Offer, content: Content, published: Content) -> None:
    value = content.value
    offer.problems += content.problems
    offer.bidder = value("bidder.name") or Path(offer.file).stem
    offer.number = value("bidder.number") or ""
    offer.letters = {name: value(f"bidder.{name}") or "" for name in ADDRESSED}
    offer.name_cell = content.fields["bidder.name"].cell
    prices = prices_of(content, published, offer.problems)
    offer.bids = {lot: OfferedBid(price) for lot, price in prices.items()}
    by_measure: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in content.rows("offers"):
        if row.get("measure"):
            by_measure[row.get("lot") or "", row.get("measure")].append(row)
    countings = {
        row.get("code"): Counting(row.get("counting") or Counting.FLOW)
        for row in published.rows("measures")
    }
    for (lot, code), rows in by_measure.items():
        if lot in offer.bids:
            counting = countings.get(code, Counting.FLOW)
            offer.bids[lot].offered[code] = _offered(rows, counting)
            _note_measure_twice(offer, rows, counting)
    _note_lots_not_bid_for(offer, by_measure)
    offer.answers = {
        str(row.get("number")): row.get("answer")
        for row in content.rows("questions")
        if row.get("answer")
    } | _statements(content, published)
    offer.confidential = [dict(row.values) for row in content.rows("confidential")]
    for name in STATEMENTS:
        if value(name) == "No":
            label = content.template.field(name).label
            offer.problems.add("offer-attested-no", content.fields[name], label=label)


def _offered(rows: Sequence[Row], counting: Counting) -> Offered:
    """What is offered of a measure; where it stands in several rows, they add up.

    The years of a stock do not: it counts once.
    """
    by_year: dict[str, Decimal] = {}
    for row in rows:
        for year, units in by_year_of(row).items():
            by_year[year] = by_year.get(year, Decimal(0)) + units
    is_said = by_year or any(row.get("no_offer") == "Yes" for row in rows)
    units = sum(that_count(by_year, counting).values(), Decimal(0))
    return Offered(units if is_said else None, by_year)


def _note_measure_twice(offer: Offer, rows: Sequence[Row], counting: Counting) -> None:
    """A measure in more than one row: its units add up, and both cells are named."""
    if len(rows) > 1:
        *units, whole = (
            "nothing" if offered.units is None else plain(offered.units)
            for offered in (_offered(some, counting) for some in (*([row] for row in rows), rows))
        )
        cells = (row.cell("measure") for row in rows)
        details = {"measure": label_of(rows[0]), "each": " and ".join(units), "sum": whole}
        offer.problems.add("offer-twice", *cells, **details)


def _note_lots_not_bid_for(offer: Offer, by_measure: Mapping[tuple[str, str], list[Row]]) -> None:
    """Units for a lot that isn't bid for are not loaded, and named."""
    for (lot, _), rows in by_measure.items():
        for row in rows if lot not in offer.bids else ():
            by_year = by_year_of(row)
            if by_year:
                details = {"measure": label_of(row), "units": plain(sum(by_year.values()))}
                offer.problems.add("offer-lot-units", row.cell("measure"), **details)


def _statements(content: Content, published: Content) -> dict[str, str]:
    """The method statements, where they are marked: what the offer's sheet How says."""
    said = {row.get("measure"): row.get("how") for row in content.rows("how") if row.get("how")}
    asked = {row.get("number"): row.get("measure") for row in published.rows("questions")}
    return {number: said[code] for number, code in asked.items() if code in said}


def _refuse_twins(offers: list[Offer]) -> None:
    """The same bidder twice: neither can be preferred, so both are refused."""
    by_name: dict[str, list[Offer]] = defaultdict(list)
    for offer in offers:
        if offer.taken:
            by_name[folded(offer.bidder)].append(offer)
    for same in by_name.values():
        files = ", ".join(offer.file for offer in same)
        for offer in same if len(same) > 1 else ():
            offer.problems.add("bidder-twice", offer.name_cell, bidder=offer.bidder, files=files)


def _respell(content: Content, table: str, column: str, known: Iterable[str]) -> None:
    """Put the names in a column of a table that was read as they are spelt among `known`."""
    names = tuple(known)
    place = content.tables[table]
    rows = (
        row._replace(values={**row.values, column: as_known(row.values[column], names)})
        if row.values.get(column)
        else row
        for row in place.rows
    )
    content.tables[table] = replace(place, rows=tuple(rows))
