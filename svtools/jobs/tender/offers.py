"""Bidders' offers, read by their declaration: what each offers, and what was found.

An offer is held against what the tender published: ours is used, a difference is told with both.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.errors import UnreadableFile
from svtools.jobs.consolidation.checking import as_said
from svtools.jobs.consolidation.returns import of_the_system
from svtools.jobs.folder_files import files_of, why_not
from svtools.jobs.register.contracts import Key
from svtools.jobs.spelling import folded, respelt
from svtools.jobs.tender.contract_years import (
    YEARS,
    after_the_end,
    by_year_of,
    said,
    that_count,
    years_of,
)
from svtools.jobs.tender.offered_lots import by_lot, prices_of
from svtools.measures import Counting
from svtools.numbers import plain
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Content, FieldValue, Row
from svtools.workbooks.file_names import shown
from svtools.workbooks.opening import open_workbook
from svtools.workbooks.problems import Level, Problems

TEMPLATE = "tender_offer"
LETTERS = ("address", "email", "identifier")
STATEMENTS = ("sign_off.own_offer", "sign_off.will_deliver")

FIELDS = {
    "tender.title": "contract.title",
    "tender.start": "contract.start",
    "tender.end": "contract.end",
    "tender.edition": "contract.edition",
}
"""Fields of the offer that were issued, with where the scoring workbook has the same."""

TABLES = {
    # table, what its rows go by -> the published table, what its rows go by, column by column
    ("offers", "measure"): ("measures", "code", {n: n for n in ("title", "unit", "proxy")}),
    ("kinds", "measure"): ("measures", "code", {"kind": "kind"}),
    ("questions", "number"): ("questions", "number", {n: n for n in ("question", "weight")}),
}
"""Columns of the offer that were issued, with where the scoring workbook has the same."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Units offered of one measure: in all (None where nothing was said) and by contract year."""

    units: Decimal | None
    by_year: dict[str, Decimal]


@dataclass(slots=True)
class OfferedBid:
    """What an offer says of one lot: its price, and units by measure.

    Where there are no lots, of all of it.
    """

    price: Decimal | None
    offered: dict[str, Offered] = field(default_factory=dict)


@dataclass(slots=True)
class Offer:
    """One bidder's offer, or a file that is none; what programs leave behind is passed over.

    `bids` are what it offers by lot; the answers are for all of them.
    """

    file: str
    problems: Problems
    bidder: str = ""
    number: str = ""
    bids: dict[str, OfferedBid] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    """Where letters to it go: what it says of the scoring workbook's columns."""
    name_cell: Cell | None = None
    answers: dict[str, str] = field(default_factory=dict)
    confidential: list[dict[str, Any]] = field(default_factory=list)
    passed_over: bool = False

    @property
    def answered(self) -> Set[str]:
        """The numbers of the questions that it answers."""
        return self.answers.keys()

    @property
    def rejected(self) -> bool:
        """Whether it can't be taken into the scoring."""
        return any(problem.level == Level.REJECTED for problem in self.problems)

    @property
    def taken(self) -> bool:
        """Whether it is an offer that goes into the scoring."""
        return not (self.rejected or self.passed_over)

    @property
    def became(self) -> str:
        """What became of the file, in words."""
        loaded = "rejected" if self.rejected else "loaded"
        return "passed over" if self.passed_over else loaded


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
        content = open_workbook(folder / file, TEMPLATE, file=file).content
    except UnreadableFile as verdict:
        offer.problems.add(verdict.code, **verdict.details)
        return offer
    tender, wanted = _tender_of(content, "tender"), _tender_of(published, "contract")
    if folded(tender) != folded(wanted):
        ref = content.fields["tender.ref"]
        offer.problems.add("other-tender", ref, found=tender or "no tender", wanted=wanted)
        return offer
    respelt(content, "offers", "measure", _asked(published))
    _fill(offer, content, published)
    _check_measures(offer, content, published)
    _check_answers(offer, content, published)
    _check_statements(offer, content, published)
    _compare_with_the_published(offer.problems, content, published)
    return offer


def _tender_of(content: Content, block: str) -> str:
    ref, lot = (content.value(f"{block}.{name}") or "" for name in ("ref", "lot"))
    return Key(ref, lot, "").label


def _fill(offer: Offer, content: Content, published: Content) -> None:
    value = content.value
    offer.problems += content.problems
    offer.bidder = value("bidder.name") or Path(offer.file).stem
    offer.number = value("bidder.number") or ""
    offer.letters = {name: value(f"bidder.{name}") or "" for name in LETTERS}
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
        details = {"measure": _named(rows[0]), "each": " and ".join(units), "sum": whole}
        offer.problems.add("offer-twice", *cells, **details)


def _note_lots_not_bid_for(offer: Offer, by_measure: Mapping[tuple[str, str], list[Row]]) -> None:
    """Units for a lot that isn't bid for are not loaded, and named."""
    for (lot, _), rows in by_measure.items():
        for row in rows if lot not in offer.bids else ():
            by_year = by_year_of(row)
            if by_year:
                details = {"measure": _named(row), "units": plain(sum(by_year.values()))}
                offer.problems.add("offer-lot-units", row.cell("measure"), **details)


def _named(row: Row) -> str:
    """A row's measure, with its lot where there are lots."""
    lot = row.get("lot")
    return f"{row.get('measure')} of lot {lot}" if lot else str(row.get("measure"))


def _check_measures(offer: Offer, content: Content, published: Content) -> None:
    """Note rows without a number, of other measures or years, and measures without a row."""
    asked = _asked(published)
    for row in content.rows("offers"):
        if row.get("measure") and (row.get("lot") or "") in offer.bids:
            _check_row(offer.problems, row, asked, years_of(published))
    sheet = content.tables["offers"].place.whole_sheet
    for lot, bid in offer.bids.items():
        for code in asked:
            if code not in bid.offered:
                named = f"{code} of lot {lot}" if lot else code
                offer.problems.add("offer-blank", sheet, measure=named)


def _asked(published: Content) -> list[str]:
    """The codes of the measures that the tender asks for."""
    return [row.get("code") for row in published.rows("measures") if row.get("code")]


def _check_row(problems: Problems, row: Row, asked: Sequence[str], years: int | None) -> None:
    measure, by_year, no_offer = _named(row), by_year_of(row), row.get("no_offer") == "Yes"
    late = after_the_end(by_year, years)
    if no_offer and by_year:
        problems.add("offer-and-no-offer", row.cell("y1"), measure=measure)
    elif not no_offer and not by_year and row.faulty.isdisjoint(YEARS):
        problems.add("offer-blank", row.cell("y1"), measure=measure)
    if row.get("measure") not in asked:
        units = f"{plain(sum(by_year.values()))} units" if by_year else "no units"
        problems.add("offer-not-asked", row.cell("measure"), measure=measure, units=units)
    if late:
        details = {"measure": measure, "late": said(late), "years": years}
        problems.add("offer-after-end", *(row.cell(year) for year in late), **details)


def _statements(content: Content, published: Content) -> dict[str, str]:
    """The method statements, where they are marked: what the offer's sheet How says."""
    said = {row.get("measure"): row.get("how") for row in content.rows("how") if row.get("how")}
    asked = {row.get("number"): row.get("measure") for row in published.rows("questions")}
    return {number: said[code] for number, code in asked.items() if code in said}


def _check_statements(offer: Offer, content: Content, published: Content) -> None:
    """Note method statements that are missing where units are offered, and longer ones."""
    cells = {row.get("measure"): row.cell("how") for row in content.rows("how")}
    sheet = content.tables["how"].place.whole_sheet
    for row in published.rows("questions"):
        number, code, limit = (row.get(name) for name in ("number", "measure", "words"))
        offered = any(bid.offered[code].units for bid in offer.bids.values() if code in bid.offered)
        if code and offered and number not in offer.answers:
            offer.problems.add("offer-no-answer", cells.get(code, sheet), question=number)
        words = _words(offer.answers.get(number)) if code else 0
        if limit and words > limit:
            details = {"question": number, "words": words, "limit": plain(limit)}
            offer.problems.add("offer-too-long", cells.get(code, sheet), **details)


def _words(text: str | None) -> int:
    """So many words, as the offer's own sheets count them."""
    return len([word for word in (text or "").replace("\n", " ").split(" ") if word])


def _check_answers(offer: Offer, content: Content, published: Content) -> None:
    """Note questions that aren't answered or aren't asked, and answers longer than allowed.

    Words are counted as the offer's own sheet counts them.
    """
    asked = {
        row.get("number"): row.get("words")
        for row in published.rows("questions")
        if not row.get("measure")
    }
    cells = {row.get("number"): row.cell("answer") for row in content.rows("questions")}
    sheet = content.tables["questions"].place.whole_sheet
    for number in asked:
        if number and number not in offer.answered:
            offer.problems.add("offer-no-answer", cells.get(number, sheet), question=number)
    for row in content.rows("questions"):
        number, answer, limit = row.get("number"), row.get("answer"), asked.get(row.get("number"))
        words = _words(answer)
        if answer and number not in asked:
            offer.problems.add("offer-question", row.cell("number"), question=number or "a blank")
        if limit and words > limit:
            details = {"question": number, "words": words, "limit": plain(limit)}
            offer.problems.add("offer-too-long", row.cell("answer"), **details)


def _compare_with_the_published(problems: Problems, offer: Content, published: Content) -> None:
    """Note everything issued that an offer says otherwise than the tender.

    In one line where it was made with another edition of the pack.
    """
    changed = Problems(problems.file)
    _compare_all(changed, offer, published)
    seal, ours = offer.fields["tender.seal"], published.value("contract.seal")
    if not seal.value or not ours or seal.value == ours:
        problems += changed
        return
    labels = dict.fromkeys(str(problem.details["label"]) for problem in changed)
    named = f" It differs in {'; '.join(labels)}." if labels else ""
    problems.add("offer-edition", seal, found=seal.value, seal=ours, named=named)


def _compare_all(problems: Problems, offer: Content, published: Content) -> None:
    for name, our_name in FIELDS.items():
        label = offer.template.field(name).label
        _compare(problems, label, offer.fields[name], published.value(our_name))
    for (table, key), (our_table, our_key, columns) in TABLES.items():
        our_rows = {row.get(our_key): row for row in published.rows(our_table)}
        for row in offer.rows(table):
            our_row = our_rows.get(row.get(key))
            for column, our_column in columns.items() if our_row else ():
                if our_row and column in row.place.columns:
                    label = f"{row.get(key)}: {offer.template.table(table).column(column).label}"
                    issued = FieldValue(row.get(column), row.cell(column))
                    ours = our_row.get(our_column)
                    if column == "title" and row.get("lot"):
                        ours = by_lot(ours, row.get("lot"))
                    _compare(problems, label, issued, ours)


def _compare(problems: Problems, label: str, issued: FieldValue, ours: Any) -> None:
    if issued.cell and as_said(issued.value) != as_said(ours):
        entered, expected = as_said(issued.value) or "blank", as_said(ours) or "blank"
        problems.add("offer-changed", issued, label=label, entered=entered, expected=expected)


def _refuse_twins(offers: list[Offer]) -> None:
    """The same bidder twice: neither can be preferred, so both are refused."""
    by_name: dict[str, list[Offer]] = defaultdict(list)
    for offer in offers:
        if offer.taken:
            by_name[" ".join(offer.bidder.casefold().split())].append(offer)
    for same in by_name.values():
        files = ", ".join(offer.file for offer in same)
        for offer in same if len(same) > 1 else ():
            offer.problems.add("bidder-twice", offer.name_cell, bidder=offer.bidder, files=files)
