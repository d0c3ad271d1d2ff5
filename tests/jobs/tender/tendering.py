"""Whole tenders with made-up bidders, built without files of anybody else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.jobs.opening import open_own
from svtools.jobs.register.asking import asked_alone
from svtools.jobs.tender.contract_years import YEARS
from svtools.jobs.tender.load import Loaded, load_offers
from svtools.jobs.tender.pack import OFFER, SCORING, offer_data, scoring_data
from svtools.jobs.tender.rules import years_between
from svtools.jobs.tender.sealing import BY_HAND, SEAL
from svtools.jobs.tender.tenders import PreparedTender
from svtools.jobs.tender.terms import DEFAULT_QUESTIONS, DEFAULT_TARGET, Terms
from svtools.measures import MeasureSet, open_set
from svtools.scoring import AwardCriteria, Qualitative, Quantitative, Tender
from svtools.workbooks.parse import template
from svtools.workbooks.write import write
from tests.making import contract, council, edit, register_of
from tools.tender_sample import Typed, type_in

END = date(2028, 3, 31)
CODES = ("OP08", "OP12", "OP15", "PJ03")
DONE = {
    "completed_by": "Owner",
    "date_completed": date(2025, 3, 20),
    "own_offer": "Yes",
    "will_deliver": "Yes",
}
ALL_ANSWERED = {"SV1": "We will do it.", "SV2": "We will show it."}


@dataclass(frozen=True)
class Bidder:
    """What a bidder types: price, units by measure (a list by contract year), answers."""

    name: str
    price: Any = 100_000
    units: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=lambda: ALL_ANSWERED)
    fields: Mapping[str, Any] = field(default_factory=dict)
    how: Mapping[str, str] = field(default_factory=dict)


def tender(
    ref: str = "C1",
    lot: str = "",
    *,
    measures: MeasureSet | None = None,
    codes: Sequence[str] = CODES,
    about: Mapping[str, Any] | None = None,
    **changes: Any,
) -> PreparedTender:
    """A tender of three years with price 50, quality 35, social value 15.

    `changes` are attributes of any part of the rules of marking.
    """
    each = contract(ref, lot, **({"end": END} | dict(about or {})))
    used = measures or open_set()
    said: dict[str, Any] = {
        "price": Decimal("0.5"),
        "quality": Decimal("0.35"),
        "social_value": Decimal("0.15"),
        "target": DEFAULT_TARGET,
        "estimated_value": each.net_value,
        "questions": DEFAULT_QUESTIONS,
    } | changes
    of_parts = [
        {item.name: said.pop(item.name) for item in fields(part) if item.name in said}
        for part in (AwardCriteria, Quantitative, Qualitative)
    ]
    marking = Tender(
        AwardCriteria(**of_parts[0]),
        Quantitative(**of_parts[1]),
        Qualitative(**of_parts[2]),
        tuple(used.measures[code] for code in codes),
        years=years_between(each.start, each.end),
        **said,
    )
    return PreparedTender(each, asked_alone(each, council()), Terms(marking), used, council())


def save_offer(of: PreparedTender, bidder: Bidder, folder: Path, file: str = "") -> Path:
    """The bidder's offer, filled in."""
    data = offer_data(of)
    typed = {"bidder.name": bidder.name, "bidder.price": bidder.price}
    attested = {f"sign_off.{key}": value for key, value in DONE.items()}
    data["fields"] = typed | attested | dict(bidder.fields)
    for row in data["measures"]:
        units = bidder.units.get(row["code"], (0,))
        row.update(zip(YEARS, units if isinstance(units, list | tuple) else (units,), strict=False))
    for row in data["measures"]:
        row["how"] = bidder.how.get(row["code"])
    for row in data["questions"]:
        row["answer"] = bidder.answers.get(row["number"])
    path = folder / (file or f"{bidder.name}.xlsx")
    path.parent.mkdir(parents=True, exist_ok=True)
    write(template(OFFER), data, path)
    return path


def save_scoring(of: PreparedTender, path: Path) -> Path:
    """The scoring workbook before any offer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write(template(SCORING), scoring_data(of), path)
    return path


def loaded(of: PreparedTender, folder: Path, *bidders: Bidder, typed: Typed | None = None) -> Path:
    """A scoring workbook with these offers and what the panel typed."""
    path, made = load(of, folder, *bidders)
    assert [offer.file for offer in made.offers if offer.rejected] == []
    if typed:
        type_in(path, typed, path)
    return path


def with_marks(of: PreparedTender, folder: Path, *bidders: Bidder, **more: Any) -> Path:
    """A scoring workbook with these offers, everything that a panel has to mark, and `more`."""
    typed = all_marked(*(bidder.name for bidder in bidders), **more)
    return loaded(of, folder, *bidders, typed=typed)


def load(of: PreparedTender, folder: Path, *bidders: Bidder) -> tuple[Path, Loaded]:
    """A scoring workbook with these offers, and what became of them."""
    for bidder in bidders:
        save_offer(of, bidder, folder / "offers")
    blank = save_scoring(of, folder / "scoring.xlsx")
    path = folder / "loaded.xlsx"
    return path, load_offers(folder / "offers", blank, path)


def moderated(*bidders: str, marks: Sequence[Any] = (3, 4)) -> dict[tuple[str, ...], Any]:
    """One moderated mark for each question of each bidder."""
    return {
        (bidder, f"SV{number}"): {"moderated": mark, "rationale": f"Because of {bidder}"}
        for bidder in bidders
        for number, mark in enumerate(marks, start=1)
    }


def quality(*bidders: str, share: Any = 0.8) -> dict[tuple[str, ...], Any]:
    """One quality mark for each bidder, where quality is one criterion."""
    return {(bidder, "Quality"): {"share": share} for bidder in bidders}


def all_marked(*bidders: str, **more: Any) -> dict[str, dict[tuple[str, ...], Any]]:
    """Everything that a panel has to mark, and what else it types."""
    return {"quality_marks": quality(*bidders), "moderation": moderated(*bidders)} | more


def unsealed(path: Path) -> None:
    """Take out what is sealed, as in a workbook filled in by hand: what is typed counts."""
    seal = open_own(path, SCORING).content.fields[SEAL].cell
    assert seal

    def emptied(book: Any) -> None:
        book[seal.sheet][seal.name].value = BY_HAND
        for row in book["Sealed"].iter_rows(min_row=5):
            for each in row:
                each.value = None

    edit(path, emptied)


def place(path: Path, table: str, column: str, *of: str) -> tuple[str, str]:
    """Sheet and name of a cell, in the first row of the table with all these words in it."""
    rows = open_own(path, SCORING).content.rows(table)
    row = next(row for row in rows if set(of) <= {str(value) for value in row.values.values()})
    cell = row.cell(column)
    return cell.sheet, cell.name


def in_register(of: PreparedTender) -> Any:
    """A register that has the tender's contract."""
    return register_of((of.contract, {}))
