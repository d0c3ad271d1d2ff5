"""Bidders' offers, read by their declaration: what each offers, and what was found."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.errors import UnreadableFile
from svtools.jobs.consolidation.consolidation import files_of
from svtools.jobs.consolidation.returns import of_the_system
from svtools.jobs.opening import titles
from svtools.jobs.tender.contract_years import YEARS, by_year_of
from svtools.jobs.tender.published import against_the_published
from svtools.numbers import plain
from svtools.workbooks.book import open_book
from svtools.workbooks.content import Content, Row
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Level, Problem
from svtools.workbooks.read import identify, read

TEMPLATE = "tender_offer"
STATEMENTS = {
    "sign_off.own_offer": "This offer is for this contract alone",
    "sign_off.will_deliver": "We will deliver it if we are chosen",
}


@dataclass(frozen=True, slots=True)
class Offered:
    """Units offered of one measure: in all (None where nothing was said) and by contract year."""

    measure: str
    units: Decimal | None
    by_year: dict[str, Decimal]
    no_offer: bool

    def __add__(self, other: "Offered") -> "Offered":
        """Both rows of a measure that stands twice: what was offered, adds up."""
        by_year = dict(self.by_year)
        for year, more in other.by_year.items():
            by_year[year] = by_year.get(year, Decimal(0)) + more
        said = [each.units for each in (self, other) if each.units is not None]
        units = sum(said, Decimal(0)) if said else None
        return Offered(self.measure, units, by_year, self.no_offer and other.no_offer)


@dataclass(slots=True)
class Offer:
    """One bidder's offer, or a file that is none; what programs leave behind is passed over."""

    file: str
    bidder: str = ""
    number: str = ""
    price: Decimal | None = None
    completed: date | None = None
    name_cell: tuple[str, tuple[int, int]] | None = None
    offered: dict[str, Offered] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    how: dict[str, dict[str, str]] = field(default_factory=dict)
    confidential: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    passed_over: bool = False

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
        if self.passed_over:
            return "passed over"
        return "rejected" if self.rejected else "loaded"


def read_offers(folder: Path, scoring: Path, published: Content) -> list[Offer]:
    """Every file of the folder as an offer, sorted; the scoring workbook itself is left out.

    `published` is what the scoring workbook holds: the tender, its measures and questions.

    Raises InputError where there is no such folder.
    """
    left_out = frozenset({scoring.resolve()})
    offers = [_read(folder, file, published) for file in files_of(folder, left_out)]
    _refuse_twins(offers)
    for offer in offers:
        offer.problems = [replace(each, in_offer=True) for each in offer.problems]
    return offers


def _read(folder: Path, file: str, published: Content) -> Offer:
    made = Offer(file)
    code = of_the_system(Path(file).name)
    if code:
        made.passed_over = True
        return _reject(made, code, {})
    try:
        book = open_book(folder / file)
        name, version = identify(book)
        known = template(TEMPLATE)
        if name != TEMPLATE:
            return _reject(made, "other-template", titles(name, TEMPLATE))
        if version > known.version:
            return _reject(made, "newer-version", {"found": version, "known": known.version})
        content = read(book, known, file)
    except UnreadableFile as unreadable:
        return _reject(made, unreadable.code, unreadable.details)
    found, wanted = _tender_of(content, "tender"), _tender_of(published, "contract")
    if found != wanted:
        details = {"found": found or "no tender", "wanted": wanted}
        made.problems.append(_at_field(made, content, "tender.ref", "other-tender", details))
        return made
    _fill(made, content)
    made.problems += _other_measures(made, content, published)
    made.problems += _not_answered(made, content, published)
    made.problems += against_the_published(file, content, published)
    return made


def _tender_of(content: Content, block: str) -> str:
    """A tender's reference and lot, as people say them."""
    ref, lot = content.value(f"{block}.ref") or "", content.value(f"{block}.lot") or ""
    return f"{ref} lot {lot}" if lot else ref


def _at_field(made: Offer, content: Content, name: str, code: str, details: Any) -> Problem:
    """A problem with the cell of one field, where that was found."""
    found = content.fields.get(name)
    if found is None:
        return Problem(code, made.file, details=details)
    return Problem(code, made.file, found.sheet, ((found.row, found.column),), details)


def _reject(made: Offer, code: str, details: Any) -> Offer:
    made.problems.append(Problem(code, made.file, details=details))
    return made


def _fill(made: Offer, content: Content) -> None:
    value = content.value
    made.problems += content.problems
    made.bidder = value("bidder.name") or ""
    made.number = value("bidder.number") or ""
    made.price = value("bidder.price")
    made.completed = value("sign_off.date_completed")
    name = content.fields.get("bidder.name")
    made.name_cell = (name.sheet, (name.row, name.column)) if name else None
    if not made.bidder:
        made.bidder = Path(made.file).stem
    for row in content.rows("offers"):
        if row.get("measure"):
            offered = _offered(row)
            made.problems += _row_problems(made, content, row, offered)
            before = made.offered.get(offered.measure)
            made.offered[offered.measure] = before + offered if before else offered
    made.problems += _measures_twice(made, content)
    for row in content.rows("questions"):
        if row.get("number") and row.get("answer"):
            made.answers[row.get("number")] = row.get("answer")
    for row in content.rows("how"):
        if row.get("measure"):
            made.how[row.get("measure")] = {k: v for k, v in row.values.items() if k != "measure"}
    made.confidential = [dict(row.values) for row in content.rows("confidential")]
    made.problems += _statements(made, content)


def _offered(row: Row) -> Offered:
    by_year = by_year_of(row)
    no_offer = row.get("no_offer") == "Yes"
    units = sum(by_year.values(), Decimal(0)) if by_year or no_offer else None
    return Offered(row.get("measure"), units, by_year, no_offer)


def _measures_twice(made: Offer, content: Content) -> Iterator[Problem]:
    """A measure in more than one row: its units add up, and both cells are named."""
    table = content.tables.get("offers")
    rows: dict[str, list[Row]] = {}
    for row in table.rows if table else ():
        rows.setdefault(row.get("measure") or "", []).append(row)
    for code, same in rows.items():
        if table and code and len(same) > 1:
            each = [_offered(row).units for row in same]
            whole = made.offered[code].units
            details = {
                "measure": code,
                "each": " and ".join("nothing" if u is None else plain(u) for u in each),
                "sum": "nothing" if whole is None else plain(whole),
            }
            cells = tuple(table.cell(row, "measure") for row in same)
            yield Problem("offer-twice", made.file, table.sheet, cells, details, table.order)


def _row_problems(made: Offer, content: Content, row: Row, offered: Offered) -> Iterator[Problem]:
    table = content.tables["offers"]
    faulty = any(("offers", row.number, year) in content.faulty for year in YEARS)
    if offered.units is None and not faulty:
        code = "offer-blank"
    elif offered.no_offer and offered.by_year:
        code = "offer-and-no-offer"
    else:
        return
    cells = (table.cell(row, "y1"),)
    details = {"measure": row.get("measure")}
    yield Problem(code, made.file, table.sheet, cells, details, table.order)


def _other_measures(made: Offer, content: Content, published: Content) -> Iterator[Problem]:
    """Rows of measures that the tender doesn't ask for, and measures without a row."""
    table = content.tables.get("offers")
    asked = [row.get("code") for row in published.rows("measures") if row.get("code")]
    sheet, order = (table.sheet, table.order) if table else ("", 0)
    for row in table.rows if table else ():
        code = row.get("measure")
        if table and code and code not in asked:
            details = {"measure": code, "units": _units(row)}
            cells = (table.cell(row, "measure"),)
            yield Problem("offer-not-asked", made.file, sheet, cells, details, order)
    there = {row.get("measure") for row in table.rows} if table else set()
    for code in asked:
        if code not in there:
            yield Problem("offer-blank", made.file, sheet, (), {"measure": code}, order)


def _not_answered(made: Offer, content: Content, published: Content) -> Iterator[Problem]:
    """Questions of the tender to which the offer says nothing."""
    table = content.tables.get("questions")
    rows = {row.get("number"): row for row in table.rows} if table else {}
    sheet, order = (table.sheet, table.order) if table else ("", 0)
    for asked in published.rows("questions"):
        number = asked.get("number")
        if number and number not in made.answers:
            row = rows.get(number)
            cells = (table.cell(row, "answer"),) if table and row else ()
            yield Problem("offer-no-answer", made.file, sheet, cells, {"question": number}, order)


def _units(row: Row) -> str:
    typed = by_year_of(row).values()
    return f"{plain(sum(typed, Decimal(0)))} units" if typed else "no units"


def _statements(made: Offer, content: Content) -> Iterator[Problem]:
    for name, label in STATEMENTS.items():
        found = content.fields.get(name)
        if found and found.value == "No":
            cells = ((found.row, found.column),)
            yield Problem("offer-attested-no", made.file, found.sheet, cells, {"label": label}, 99)


def _refuse_twins(offers: list[Offer]) -> None:
    """The same bidder twice: neither can be preferred, so both are refused."""
    by_name: dict[str, list[Offer]] = {}
    for offer in offers:
        if offer.taken:
            by_name.setdefault(" ".join(offer.bidder.casefold().split()), []).append(offer)
    for same in by_name.values():
        if len(same) > 1:
            files = ", ".join(offer.file for offer in same)
            for offer in same:
                details = {"bidder": offer.bidder, "files": files}
                cells = (offer.name_cell[1],) if offer.name_cell else ()
                sheet = offer.name_cell[0] if offer.name_cell else ""
                offer.problems.append(Problem("bidder-twice", offer.file, sheet, cells, details))
