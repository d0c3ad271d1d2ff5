"""An offer against what the tender published: ours is used, a difference is told with both."""

from collections.abc import Iterator
from typing import Any

from svtools.jobs.consolidation.checking import as_said
from svtools.jobs.tender.contract_years import after_the_end, by_year_of, said, years_of
from svtools.jobs.tender.pack import OFFER
from svtools.numbers import plain
from svtools.workbooks.content import Content
from svtools.workbooks.declaration import Template
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Problem

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


def against_the_published(file: str, offer: Content, published: Content) -> Iterator[Problem]:
    """Everything in which an offer is not about what the tender published."""
    yield from _other_questions(file, offer, published)
    yield from _too_long(file, offer, published)
    yield from _after_the_end(file, offer, published)
    known = template(OFFER)
    for name, ours in FIELDS.items():
        found = offer.fields.get(name)
        if found:
            place = (found.sheet, (found.row, found.column), _order(known, found.sheet))
            label = _label(known, name)
            yield from _changed(file, place, label, found.value, published.value(ours))
    yield from _columns_changed(file, offer, published, known)


def _columns_changed(
    file: str, offer: Content, published: Content, known: Template
) -> Iterator[Problem]:
    for (name, key), (ours, our_key, columns) in TABLES.items():
        table = offer.tables.get(name)
        right = {row.get(our_key): row for row in published.rows(ours)}
        for row in table.rows if table else ():
            row_of_ours = right.get(row.get(key))
            for column, our_column in columns.items() if table and row_of_ours else ():
                if table is None or row_of_ours is None or column not in table.columns:
                    continue
                label = f"{row.get(key)}: {known.table(name).column(column).label}"
                place = (table.sheet, table.cell(row, column), table.order)
                yield from _changed(
                    file, place, label, row.get(column), row_of_ours.get(our_column)
                )


def _changed(
    file: str, place: tuple[str, tuple[int, int], int], label: str, found: Any, ours: Any
) -> Iterator[Problem]:
    if as_said(found) == as_said(ours):
        return
    sheet, cell, order = place
    details = {
        "label": label,
        "entered": as_said(found) or "blank",
        "expected": as_said(ours) or "blank",
    }
    yield Problem("offer-changed", file, sheet, (cell,), details, order)


def _other_questions(file: str, offer: Content, published: Content) -> Iterator[Problem]:
    """Answers to questions that the tender doesn't ask."""
    table = offer.tables.get("questions")
    asked = {row.get("number") for row in published.rows("questions")}
    for row in table.rows if table else ():
        if table and row.get("answer") and row.get("number") not in asked:
            details = {"question": row.get("number") or "a blank"}
            cells = (table.cell(row, "number"),)
            yield Problem("offer-question", file, table.sheet, cells, details, table.order)


def _too_long(file: str, offer: Content, published: Content) -> Iterator[Problem]:
    """Answers of more words than were allowed, by the published limit."""
    table = offer.tables.get("questions")
    asked = {row.get("number"): row for row in published.rows("questions")}
    for row in table.rows if table else ():
        limit = asked[row.get("number")].get("limit") if row.get("number") in asked else None
        words = words_in(row.get("answer") or "")
        if table and limit and words > limit:
            details = {"question": row.get("number"), "words": words, "limit": plain(limit)}
            cells = (table.cell(row, "answer"),)
            yield Problem("offer-too-long", file, table.sheet, cells, details, table.order)


def words_in(answer: str) -> int:
    """The words of an answer, counted as the offer's own sheet counts them."""
    return len([word for word in answer.replace("\n", " ").split(" ") if word])


def _after_the_end(file: str, offer: Content, published: Content) -> Iterator[Problem]:
    """Units in years that the contract doesn't have."""
    table, years = offer.tables.get("offers"), years_of(published)
    for row in table.rows if table else ():
        late = after_the_end(by_year_of(row), years)
        if table and row.get("measure") and late:
            details = {"measure": row.get("measure"), "late": said(late), "years": years}
            cells = tuple(table.cell(row, year) for year in late)
            yield Problem("offer-after-end", file, table.sheet, cells, details, table.order)


def _order(known: Template, sheet: str) -> int:
    names = [each.name for each in known.sheets]
    return names.index(sheet) if sheet in names else 0


def _label(known: Template, name: str) -> str:
    return next(item.label for _, block, item in known.items() if f"{block.key}.{item.key}" == name)
