"""An offer against what the tender published: ours is used, a difference is told with both."""

from typing import Any

from svtools.jobs.consolidation.checking import as_said
from svtools.jobs.tender.contract_years import after_the_end, by_year_of, said, years_of
from svtools.numbers import plain
from svtools.workbooks.content import Content, FieldValue
from svtools.workbooks.problems import Problems

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


def compare_with_the_published(problems: Problems, offer: Content, published: Content) -> None:
    """Note everything in which an offer is not about what the tender published."""
    _compare_answers(problems, offer, published)
    _note_after_the_end(problems, offer, published)
    for name, our_name in FIELDS.items():
        label = offer.template.field(name).label
        _compare(problems, label, offer.fields[name], published.value(our_name))
    for (name, key), (ours, our_key, columns) in TABLES.items():
        our_rows = {row.get(our_key): row for row in published.rows(ours)}
        for row in offer.rows(name):
            our_row = our_rows.get(row.get(key))
            for column, our_column in columns.items() if our_row else ():
                if our_row and column in row.place.columns:
                    label = f"{row.get(key)}: {offer.template.table(name).column(column).label}"
                    issued = FieldValue(row.get(column), row.cell(column))
                    _compare(problems, label, issued, our_row.get(our_column))


def _compare(problems: Problems, label: str, issued: FieldValue, ours: Any) -> None:
    if issued.cell and as_said(issued.value) != as_said(ours):
        entered, expected = as_said(issued.value) or "blank", as_said(ours) or "blank"
        problems.add("offer-changed", issued, label=label, entered=entered, expected=expected)


def _compare_answers(problems: Problems, offer: Content, published: Content) -> None:
    """Note answers to questions that aren't asked, or of more words than were allowed."""
    asked = {row.get("number"): row.get("words") for row in published.rows("questions")}
    for row in offer.rows("questions"):
        number, answer = row.get("number"), row.get("answer") or ""
        words, limit = words_in(answer), asked.get(number)
        if answer and number not in asked:
            problems.add("offer-question", row.cell("number"), question=number or "a blank")
        if limit and words > limit:
            details = {"question": number, "words": words, "limit": plain(limit)}
            problems.add("offer-too-long", row.cell("answer"), **details)


def _note_after_the_end(problems: Problems, offer: Content, published: Content) -> None:
    """Note units in years that the contract doesn't have."""
    years = years_of(published)
    for row in offer.rows("offers"):
        late = after_the_end(by_year_of(row), years)
        if row.get("measure") and late:
            details = {"measure": row.get("measure"), "late": said(late), "years": years}
            problems.add("offer-after-end", *(row.cell(year) for year in late), **details)


def words_in(answer: str) -> int:
    """The words of an answer, counted as the offer's own sheet counts them."""
    return len([word for word in answer.replace("\n", " ").split(" ") if word])
