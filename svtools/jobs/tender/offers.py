"""Bidders' offers, read by their declaration: what each offers, and what was found."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.errors import UnreadableFile
from svtools.jobs.consolidation import files_of
from svtools.jobs.opening import titles
from svtools.workbooks.book import open_book
from svtools.workbooks.content import Content, Row
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Level, Problem
from svtools.workbooks.read import identify, read

TEMPLATE = "tender_offer"
YEARS = ("y1", "y2", "y3", "y4", "y5", "later")
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


@dataclass(slots=True)
class Offer:
    """One bidder's offer, or a file that is none."""

    file: str
    bidder: str = ""
    number: str = ""
    price: Decimal | None = None
    completed: date | None = None
    offered: dict[str, Offered] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    how: dict[str, dict[str, str]] = field(default_factory=dict)
    confidential: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def rejected(self) -> bool:
        """Whether it can't be taken into the scoring."""
        return any(problem.level == Level.REJECTED for problem in self.problems)


def read_offers(
    folder: Path, ref: str, lot: str, scoring: Path, asked: Collection[str]
) -> list[Offer]:
    """Every file of the folder as an offer, sorted; the scoring workbook itself is left out.

    `asked` are the codes of the tender's measures.

    Raises InputError where there is no such folder.
    """
    left_out = frozenset({scoring.resolve()})
    offers = [_read(folder, file, ref, lot, asked) for file in files_of(folder, left_out)]
    _refuse_twins(offers)
    return offers


def _read(folder: Path, file: str, ref: str, lot: str, asked: Collection[str]) -> Offer:
    made = Offer(file)
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
    found = (content.value("tender.ref") or "", content.value("tender.lot") or "")
    if found != (ref, lot):
        wanted = f"{ref} lot {lot}" if lot else ref
        return _reject(made, "other-tender", {"found": " ".join(found).strip(), "wanted": wanted})
    _fill(made, content)
    made.problems += _other_measures(made, content, asked)
    return made


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
    if not made.bidder:
        made.bidder = Path(made.file).stem
    for row in content.rows("offers"):
        if row.get("measure"):
            made.offered[row.get("measure")] = _offered(row)
            made.problems += _row_problems(made, content, row)
    for row in content.rows("questions"):
        if row.get("number") and row.get("answer"):
            made.answers[row.get("number")] = row.get("answer")
    for row in content.rows("how"):
        if row.get("measure"):
            made.how[row.get("measure")] = {k: v for k, v in row.values.items() if k != "measure"}
    made.confidential = [dict(row.values) for row in content.rows("confidential")]
    made.problems += _statements(made, content)


def _offered(row: Row) -> Offered:
    by_year = {year: row.get(year) for year in YEARS if row.get(year) is not None}
    no_offer = row.get("no_offer") == "Yes"
    units = sum(by_year.values(), Decimal(0)) if by_year or no_offer else None
    return Offered(row.get("measure"), units, by_year, no_offer)


def _row_problems(made: Offer, content: Content, row: Row) -> Iterator[Problem]:
    table = content.tables["offers"]
    offered = made.offered[row.get("measure")]
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


def _other_measures(made: Offer, content: Content, asked: Collection[str]) -> Iterator[Problem]:
    """Rows of measures that the tender doesn't ask for, and measures without a row."""
    table = content.tables.get("offers")
    sheet, order = (table.sheet, table.order) if table else ("", 0)
    for row in table.rows if table else ():
        code = row.get("measure")
        if code and code not in asked:
            cells = (table.cell(row, "measure"),) if table else ()
            yield Problem("offer-not-asked", made.file, sheet, cells, {"measure": code}, order)
    for code in asked:
        if code not in made.offered:
            yield Problem("offer-blank", made.file, sheet, (), {"measure": code}, order)


def _statements(made: Offer, content: Content) -> Iterator[Problem]:
    for name, label in STATEMENTS.items():
        found = content.fields.get(name)
        if found and found.value == "No":
            cells = ((found.row, found.column),)
            yield Problem("attested-no", made.file, found.sheet, cells, {"label": label}, 99)


def _refuse_twins(offers: list[Offer]) -> None:
    """The same bidder twice: neither can be preferred, so both are refused."""
    by_name: dict[str, list[Offer]] = {}
    for offer in offers:
        if not offer.rejected and offer.bidder:
            by_name.setdefault(" ".join(offer.bidder.casefold().split()), []).append(offer)
    for same in by_name.values():
        if len(same) > 1:
            files = ", ".join(offer.file for offer in same)
            for offer in same:
                details = {"bidder": offer.bidder, "files": files}
                offer.problems.append(Problem("bidder-twice", offer.file, details=details))
