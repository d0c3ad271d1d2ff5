"""An offer held against what the tender published: ours is used, a difference is told with both."""

from typing import Any

from svtools.jobs.consolidation.checking import as_said
from svtools.jobs.tender.offered_lots import by_lot
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
