"""Bidders' offers, read by their declaration: what each offers, and what was found."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.errors import UnreadableFile
from svtools.jobs.consolidation.consolidation import files_of
from svtools.jobs.consolidation.returns import of_the_system
from svtools.jobs.tender.contract_years import YEARS, by_year_of
from svtools.jobs.tender.published import compare_with_the_published
from svtools.numbers import plain
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Content, Row
from svtools.workbooks.opening import open_workbook
from svtools.workbooks.problems import Level, Problems

TEMPLATE = "tender_offer"
STATEMENTS = ("sign_off.own_offer", "sign_off.will_deliver")


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
    name_cell: Cell | None = None
    offered: dict[str, Offered] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    how: dict[str, dict[str, str]] = field(default_factory=dict)
    confidential: list[dict[str, Any]] = field(default_factory=list)
    problems: Problems = field(init=False)
    passed_over: bool = False

    def __post_init__(self) -> None:
        self.problems = Problems(self.file)

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
        offer.problems[:] = [replace(each, in_offer=True) for each in offer.problems]
    return offers


def _read(folder: Path, file: str, published: Content) -> Offer:
    offer = Offer(file)
    code = of_the_system(Path(file).name)
    if code:
        offer.passed_over = True
        offer.problems.add(code)
        return offer
    try:
        content = open_workbook(folder / file, TEMPLATE, file=file).content
    except UnreadableFile as verdict:
        offer.problems.add(verdict.code, **verdict.details)
        return offer
    found, wanted = _tender_of(content, "tender"), _tender_of(published, "contract")
    if found != wanted:
        ref = content.fields["tender.ref"]
        offer.problems.add("other-tender", ref, found=found or "no tender", wanted=wanted)
        return offer
    _fill(offer, content)
    _note_other_measures(offer, content, published)
    _note_not_answered(offer, content, published)
    compare_with_the_published(offer.problems, content, published)
    return offer


def _tender_of(content: Content, block: str) -> str:
    """A tender's reference and lot, as people say them."""
    ref, lot = content.value(f"{block}.ref") or "", content.value(f"{block}.lot") or ""
    return f"{ref} lot {lot}" if lot else ref


def _fill(offer: Offer, content: Content) -> None:
    value = content.value
    offer.problems += content.problems
    offer.bidder = value("bidder.name") or Path(offer.file).stem
    offer.number = value("bidder.number") or ""
    offer.price = value("bidder.price")
    offer.completed = value("sign_off.date_completed")
    offer.name_cell = content.fields["bidder.name"].cell
    for row in content.rows("offers"):
        if row.get("measure"):
            offered = _offered(row)
            _check_row(offer, row, offered)
            before = offer.offered.get(offered.measure)
            offer.offered[offered.measure] = before + offered if before else offered
    _note_measures_twice(offer, content)
    for row in content.rows("questions"):
        if row.get("number") and row.get("answer"):
            offer.answers[row.get("number")] = row.get("answer")
    for row in content.rows("how"):
        if row.get("measure"):
            offer.how[row.get("measure")] = {k: v for k, v in row.values.items() if k != "measure"}
    offer.confidential = [dict(row.values) for row in content.rows("confidential")]
    for name in STATEMENTS:
        statement = content.fields[name]
        if statement.value == "No":
            label = content.template.field(name).label
            offer.problems.add("offer-attested-no", statement, label=label)


def _offered(row: Row) -> Offered:
    by_year = by_year_of(row)
    no_offer = row.get("no_offer") == "Yes"
    units = sum(by_year.values(), Decimal(0)) if by_year or no_offer else None
    return Offered(row.get("measure"), units, by_year, no_offer)


def _note_measures_twice(offer: Offer, content: Content) -> None:
    """A measure in more than one row: its units add up, and both cells are named."""
    rows: dict[str, list[Row]] = {}
    for row in content.rows("offers"):
        rows.setdefault(row.get("measure") or "", []).append(row)
    for code, same in rows.items():
        if code and len(same) > 1:
            units = [_offered(row).units for row in same]
            offer.problems.add(
                "offer-twice",
                *(row.cell("measure") for row in same),
                measure=code,
                each=" and ".join(map(_said, units)),
                sum=_said(offer.offered[code].units),
            )


def _said(units: Decimal | None) -> str:
    return "nothing" if units is None else plain(units)


def _check_row(offer: Offer, row: Row, offered: Offered) -> None:
    if offered.units is None and row.faulty.isdisjoint(YEARS):
        offer.problems.add("offer-blank", row.cell("y1"), measure=offered.measure)
    elif offered.no_offer and offered.by_year:
        offer.problems.add("offer-and-no-offer", row.cell("y1"), measure=offered.measure)


def _note_other_measures(offer: Offer, content: Content, published: Content) -> None:
    """Rows of measures that the tender doesn't ask for, and measures without a row."""
    asked = [row.get("code") for row in published.rows("measures") if row.get("code")]
    rows = content.rows("offers")
    for row in rows:
        code = row.get("measure")
        if code and code not in asked:
            cell = row.cell("measure")
            offer.problems.add("offer-not-asked", cell, measure=code, units=_units(row))
    there = {row.get("measure") for row in rows}
    sheet = content.tables["offers"].place.whole_sheet
    for code in asked:
        if code not in there:
            offer.problems.add("offer-blank", sheet, measure=code)


def _note_not_answered(offer: Offer, content: Content, published: Content) -> None:
    """Questions of the tender to which the offer says nothing."""
    cells = {row.get("number"): row.cell("answer") for row in content.rows("questions")}
    sheet = content.tables["questions"].place.whole_sheet
    for question in published.rows("questions"):
        number = question.get("number")
        if number and number not in offer.answers:
            offer.problems.add("offer-no-answer", cells.get(number, sheet), question=number)


def _units(row: Row) -> str:
    typed = by_year_of(row).values()
    return f"{plain(sum(typed, Decimal(0)))} units" if typed else "no units"


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
                bidder = offer.bidder
                offer.problems.add("bidder-twice", offer.name_cell, bidder=bidder, files=files)
