"""Terms sealed as they were issued, and offers as they were loaded: what is otherwise now is told.

The scoring workbook holds a copy of both on its sheet Sealed, a row for each term and each row of
what was loaded. `as_issued` holds the sheets against it: what was issued or loaded counts, and each
input that somebody typed over is one problem with both values. The seal of all terms stands on
record, offer and scoring workbook, so that an offer made with other terms is known.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from svtools.jobs.tender.contract_years import YEARS
from svtools.jobs.tender.rules import TERMS
from svtools.jobs.tender.sealed_texts import (
    packed,
    text_of,
    unpacked,
)
from svtools.workbooks.content import Content
from svtools.workbooks.declaration import Template
from svtools.workbooks.layout import look_up, value_of
from svtools.workbooks.revision import Values

BY_HAND = "none: filled in by hand"
"""What stands for a seal on a blank scoring workbook, which nobody issued."""

ROW = "row"
"""The column in which a row of what was loaded says which one it is: the key of its sealed copy."""

FACTS = ("ref", "lot", "title", "net_value", "start", "end", "years", "edition")
SEAL = "contract.seal"
FIELDS = (*(f"contract.{name}" for name in FACTS), *(term.key for term in TERMS))
"""The fields that are sealed: the contract's facts, and how tenders are marked."""


@dataclass(frozen=True, slots=True)
class SealedTable:
    """What tells the rows of a table apart, and which of its columns are sealed."""

    keys: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Both together."""
        return self.keys + self.columns


ISSUED = {
    "quality_parts": SealedTable(("criterion",), ("weight",)),
    "bands": SealedTable(("at_least",), ("share",)),
    "questions": SealedTable(("number",), ("question", "weight", "words", "measure")),
    "scale": SealedTable(("mark",), ("means",)),
    "lots": SealedTable(("lot",), ("title", "net_value")),
    "measures": SealedTable(("code",), ("title", "unit", "proxy", "kind", "group", "counting")),
}
"""The tables of the terms."""

LOADED = {
    "bidders": SealedTable(
        ("key",), ("bidder", "number", "price", "name", "lot", "lot_no", "answers_key")
    ),
    "quality_marks": SealedTable(("key", "criterion"), ("bidder", "weight")),
    "offers": SealedTable(
        ("key", "measure"), ("bidder", "unit", "proxy", "kind", "group", "offered", *YEARS)
    ),
    "marks": SealedTable(("key", "code", "evaluator"), ("bidder", "question")),
    "moderation": SealedTable(("key", "question"), ("bidder", "weight", "answered", "measure")),
}
"""The tables of what was loaded."""

SEALED = ISSUED | LOADED


def sealed_terms(template: Template, data: Mapping[str, Any]) -> list[Values]:
    """The terms, from the data with which a scoring workbook is issued."""
    items = {f"{block.key}.{item.key}": item for _, block, item in template.items()}
    rows = [
        _sealed(items[name].label, name, text_of(value_of(items[name], {}, data)))
        for name in FIELDS
    ]
    for name, sealed in ISSUED.items():
        table = template.table(name)
        issued = (
            {key: value_of(table.column(key), row, data) for key in sealed.all}
            for row in look_up(table.rows or "", data, data)
        )
        rows += sealed_rows(template, name, issued)
    return rows


def sealed_rows(template: Template, name: str, rows: Iterable[Values]) -> Iterator[Values]:
    """The rows of a table as they are issued or loaded, to stand on the sheet Sealed."""
    sheet = next(s.name for s, table in template.tables() if table.key == name)
    sealed = SEALED[name]
    for row in rows:
        whose = [row["bidder"]] if name in LOADED else []
        named = ", ".join(map(text_of, [*whose, *(row[k] for k in sealed.keys if k != "key")]))
        values = {key: text_of(row.get(key)) for key in sealed.all}
        yield _sealed(f"{sheet}: {named}", key_of(name, row), packed(values))


def with_rows(name: str, rows: Iterable[Values]) -> list[Values]:
    """The rows of a table, each of which says which one it is."""
    return [{**row, ROW: key_of(name, row)} for row in rows]


def is_sealed(content: Content) -> bool:
    """Whether a scoring workbook was issued with sealed terms, whatever became of them.

    Older ones were not, and blank ones say so.
    """
    is_newer = content.version >= content.template.field(SEAL).since
    return is_newer and content.value(SEAL) != BY_HAND


def terms_on_sheets(content: Content) -> list[Values]:
    """The terms of a scoring workbook as its sheets show them now, ready to be sealed."""
    label = content.template.field
    rows = [_sealed(label(n).label, n, text_of(content.value(n))) for n in FIELDS]
    for name in ISSUED:
        rows += sealed_rows(content.template, name, (row.values for row in content.rows(name)))
    return rows


def seal_of(rows: Iterable[Values]) -> str:
    """Twelve digits that are others where any of these rows is another: 3F7A-91C2-0B5D."""
    lines = "\n".join(f"{row['key']}={row['value']}" for row in rows)
    digits = sha256(lines.encode()).hexdigest()[:12].upper()
    return "-".join(digits[at : at + 4] for at in range(0, 12, 4))


def key_of(name: str, row: Values) -> str:
    """By what a row of a table is found on the sheet Sealed: offers/B01/OP08."""
    return "/".join((name, *(text_of(row.get(key)).replace("/", "|") for key in SEALED[name].keys)))


def moves(name: str, column: str) -> bool:
    """Whether a row of what was loaded seems to be another one if this column is typed over."""
    return name in LOADED and column in {"bidder", ROW, *SEALED[name].keys}


def right_of(name: str, text: str) -> dict[str, str]:
    """What stands in the sealed columns of a row of a table, its keys among them."""
    wanted = unpacked(text)
    return {column: wanted.get(column, "") for column in SEALED[name].all}


def _sealed(what: str, key: str, value: str) -> Values:
    row = {"what": what, "key": key, "value": value}
    return row | {"seal": seal_of([row])}
