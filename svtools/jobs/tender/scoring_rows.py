"""Rows and cells of a scoring workbook: what tells rows apart, and cells as people name them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from svtools.errors import InputError
from svtools.jobs.register.contracts import Key
from svtools.jobs.tender.contract_years import by_year_of, that_count
from svtools.measures import Counting
from svtools.numbers import percent, plain, settled
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Content, Row
from svtools.workbooks.items import CellKind, Role
from svtools.workbooks.opening import Workbook
from svtools.workbooks.problems import Problem, Problems
from svtools.workbooks.revision import row_key

ONE_OF_A_KIND = {
    "measures": ("code",),
    "evaluators": ("number",),
    "bidders": ("bidder",),
    "letters": ("bidder",),
    "quality_marks": ("bidder", "criterion"),
    "offers": ("bidder", "measure"),
    "marks": ("bidder", "question", "evaluator"),
    "moderation": ("bidder", "question"),
    "answers": ("bidder", "question"),
    "workings": ("bidder",),
    "results": ("line",),
    "flags": ("key", "flag", "about", "figure"),
    "prices": ("key",),
    "sealed": ("key",),
    "quality_parts": ("criterion",),
}
"""What makes a row of a table one of its kind."""

WHOLE = {
    "bands": ("at_least", "share"),
    "measures": ("code", "title"),
    "questions": ("number", "question"),
    "scale": ("mark", "means"),
    "lots": ("lot", "lot_no"),
    "quality_parts": ("criterion", "weight"),
}
"""What every row has that is not a note under a table in which there is nothing to fill in."""

REDUCED_BY = ("ground", "evaluator", "reason")
"""What a reduction of marked units needs."""

ELSEWHERE = ("extra-column", "extra-sheet", "copied-sheet", "stray-cell")
"""Problems that name what people put outside the declared cells, where it stays."""

NUMERIC = (CellKind.NUMBER, CellKind.INTEGER, CellKind.MONEY, CellKind.RATE)

UNCHANGED = "The white cells of this workbook are published or offered and can't be changed."


@contextmanager
def told_with(cells: str) -> Iterator[None]:
    """Any InputError from inside with `cells` before what it says."""
    try:
        yield
    except InputError as fault:
        raise InputError(f"{cells}: {fault.what}" if cells else fault.what, fault.remedy) from None


def cells_of(content: Content, *names: str) -> str:
    """The cells of fields ("block.key") and of whole columns ("table.column"), by sheet."""
    by_sheet: dict[str, list[str]] = {}
    for name in names:
        owner, _, key = name.partition(".")
        in_table = owner in content.tables
        rows = content.rows(owner) if in_table else ()
        cells = [row.cell(key) for row in rows] if in_table else [content.fields[name].cell]
        for cell in filter(None, cells):
            by_sheet.setdefault(cell.sheet, []).append(cell.name)
    return "; ".join(f"{sheet} {', '.join(cells)}" for sheet, cells in by_sheet.items())


def cell_of(row: Row, key: str) -> str:
    """One cell of a table, as people find it."""
    cell = row.cell(key)
    return f"{cell.sheet} {cell.name}"


def price_of(bidder: Row) -> Any:
    """The price that counts of a row of the sheet Bidders: as corrected, else as offered."""
    return bidder.get("corrected") or bidder.get("price")


def price_cell(bidder: Row) -> Cell:
    """The cell of that price."""
    return bidder.cell("corrected" if bidder.get("corrected") else "price")


def answers_key(bidder: Row) -> str:
    """The key under which a bid's answers stand: that of its bidder's first lot, else its own."""
    return str(bidder.get("answers_key") or bidder.get("key") or "")


def tender_label(content: Content, block: str) -> str:
    """Which tender a workbook is of, as its fields ref and lot of a block say."""
    ref, lot = (content.value(f"{block}.{name}") or "" for name in ("ref", "lot"))
    return Key(ref, lot, "").label


def is_reduced(row: Row) -> bool:
    """Whether a row of the offers reduces marked units, with all that this needs."""
    return row.get("marked") is not None and all(row.get(name) for name in REDUCED_BY)


def told_of_older(content: Content) -> list[Problem]:
    """One remark on a workbook of an earlier version, which is read as it is."""
    problems = Problems(content.problems.file, own=True)
    if content.version < content.template.table("sealed").since:
        problems.add("scoring-older")
    return problems


def refuse_unsound(content: Content, *, by_name: bool = True) -> None:
    """Raises InputError for a table that lost an issued column, or has the same row twice.

    Rows are told apart by their names, or, not `by_name`, by their keys as well: a name beside
    another bid's key is told by itself then.
    """
    refuse_gaps(content)
    for name, keys in ONE_OF_A_KIND.items():
        is_of_a_bid = len(keys) > 1 and keys[0] == "bidder"
        _refuse_twins(content, name, (*keys, "key") if is_of_a_bid and not by_name else keys)


def refuse_gaps(content: Content) -> None:
    """Raises InputError for a table that lost an issued column."""
    for name in ONE_OF_A_KIND:
        _refuse_gaps(content, name)


def _refuse_gaps(content: Content, name: str) -> None:
    place = content.tables[name].place
    for column in content.template.table(name).columns:
        issued = column.role is Role.ISSUED and column.since <= content.version
        if place.columns and issued and column.key not in place.columns:
            raise InputError(
                f"{place.sheet}: the column '{column.label}' is not there.",
                f"{UNCHANGED} Put it back with its heading, or go back to the workbook before.",
            )


def _refuse_twins(content: Content, name: str, keys: Sequence[str]) -> None:
    seen: dict[tuple[str, ...], Row] = {}
    for row in content.rows(name):
        key = row_key(row.values, keys)
        first = seen.setdefault(key, row)
        if key[0] and first is not row:
            *named, at = (key for key in keys if key != "key" or len(keys) == 1)
            what = ", ".join(str(row.get(key) or "") for key in (*named, at))
            raise InputError(
                f"{cell_of(first, at)} and {cell_of(row, at)}: {what} stands twice.",
                f"{UNCHANGED} Load the offers again, or take out the row that was added.",
            )


def refuse_other_sum(row: Row, counting: Counting) -> None:
    """Raises InputError where offered units were typed over, so that the years don't add up."""
    years = that_count(by_year_of(row), counting).values()
    offered = row.get("offered")
    if years and settled(sum(years)) != settled(offered or 0):
        raise InputError(
            f"{cell_of(row, 'offered')}: {row.get('bidder')}'s "
            f"{row.get('measure')} has {plain(offered or 0)} units offered, and its years add up "
            f"to {plain(sum(years))}.",
            f"{UNCHANGED} Load the offers again.",
        )


def published(
    content: Content, is_issued: Callable[[str, Row], bool] = lambda _table, _row: False
) -> Content:
    """The content without what somebody wrote under tables in which there is nothing to fill in.

    A row of such a table that lacks something stays where it `is_issued`.
    """
    tables = {
        name: replace(
            table,
            rows=tuple(
                row
                for row in table.rows
                if all(row.get(key) is not None for key in WHOLE.get(name, ()))
                or (name in WHOLE and is_issued(name, row))
            ),
        )
        for name, table in content.tables.items()
    }
    return replace(content, tables=tables)


def typed_as_text(workbook: Workbook) -> Problems:
    """Numbers that were typed as text: read as numbers here, and not by the formulas."""
    problems = Problems(workbook.file)
    sheets = {sheet.name: sheet.rows for sheet in workbook.book.sheets}
    numbers = (
        (row, item)
        for _, table in workbook.content.template.tables()
        for row in workbook.content.rows(table.key)
        for item in table.columns
        if item.kind in NUMERIC and item.role is Role.INPUT and row.get(item.key) is not None
    )
    for row, item in numbers:
        number, cell = row.get(item.key), row.cell(item.key)
        raw = sheets[cell.sheet][cell.row][cell.column]
        if isinstance(raw, str):
            read = percent(number) if item.kind is CellKind.RATE else plain(number)
            details = {"label": item.label, "entered": raw.strip(), "read": read}
            problems.add("scoring-text", cell, **details)
    return problems
