"""Naming the cells of a scoring workbook in messages, as people name them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from svtools.errors import InputError
from svtools.workbooks.cells import a1
from svtools.workbooks.content import Content, Row

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
        block, _, key = name.partition(".")
        table = content.tables.get(block)
        found = content.fields.get(name)
        if found:
            by_sheet.setdefault(found.sheet, []).append(a1(found.row, found.column))
        elif table:
            cells = [a1(*table.cell(row, key)) for row in table.rows]
            by_sheet.setdefault(table.sheet, []).extend(cells)
    return "; ".join(f"{sheet} {', '.join(cells)}" for sheet, cells in by_sheet.items())


def cell_of(content: Content, name: str, row: Row, key: str) -> str:
    """One cell of a table."""
    table = content.tables[name]
    return f"{table.sheet} {a1(*table.cell(row, key))}"


def refuse_twins(content: Content, name: str, keys: Sequence[str]) -> None:
    """Raises InputError where two rows of a table are about the same thing, with both cells."""
    seen: dict[tuple[str, ...], Row] = {}
    for row in content.rows(name):
        key = tuple(str(row.get(each) or "").casefold() for each in keys)
        if not key[0]:
            continue
        first = seen.setdefault(key, row)
        if first is not row:
            what = ", ".join(str(row.get(each) or "") for each in keys)
            cells = [cell_of(content, name, each, keys[-1]) for each in (first, row)]
            raise InputError(
                f"{' and '.join(cells)}: {what} stands twice.",
                f"{UNCHANGED} Load the offers again, or take out the row that was added.",
            )
