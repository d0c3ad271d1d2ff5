"""A council's own workbook with other values in it, by the keys of its declaration.

What people put there stays: see `svtools.workbooks.editing`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Row
from svtools.workbooks.declaration import IDENTITY
from svtools.workbooks.editing import Editing
from svtools.workbooks.items import Role
from svtools.workbooks.layout import Data, look_up, value_of
from svtools.workbooks.opening import Workbook
from svtools.workbooks.problems import Problems
from svtools.workbooks.repaging import Pages
from svtools.workbooks.replacing import replace_with

Values = Mapping[str, Any]
"""Values by the keys of a table's columns."""


class Revision:
    """Changes to a workbook that was opened, collected and then saved."""

    def __init__(self, workbook: Workbook) -> None:
        self.content = workbook.content
        self.problems = Problems(workbook.file)
        """The formulas whose result only the program that opens the workbook can calculate."""
        self._adopted: set[str] = set()
        with naming(workbook.file):
            self._editing = Editing(unchanged(workbook))

    def set_field(self, name: str, value: Any) -> None:
        """Put `value` in a field ("block.key")."""
        field_value = self.content.fields[name]
        if field_value.value != value:
            if field_value.cell is None:
                label = self.content.template.field(name).label
                raise InputError(
                    f"{self.problems.file}: The workbook has no field '{label}'.", "Put it back."
                )
            cell = field_value.cell
            with naming(self.problems.file):
                self._editing.set(cell.sheet, cell.row, cell.column, value)

    def add_field(self, name: str, value: Any, cell: Cell) -> None:
        """Put a field that older versions lack: its label in `cell`, and `value` beside it."""
        label = self.content.template.field(name).label
        with naming(self.problems.file):
            self._editing.set(cell.sheet, cell.row, cell.column, label)
            self._editing.set(cell.sheet, cell.row, cell.column + 1, value)

    def set_row(self, row: Row, table: str, values: Values) -> None:
        """Put values in a row; a calculated one is the result that its formula shows."""
        for key, value in values.items():
            if row.get(key) != value or key in row.faulty or key in row.no_answer:
                self._put(table, row.number, key, value)

    def add_row(self, table: str, values: Values) -> int:
        """Put values in the first blank row of a table, or under its last; the row's number."""
        headings = self._grown(table)
        with naming(self.problems.file):
            number = self._editing.add_row(*headings, {})
        for key, value in values.items():
            if value is not None:
                self._put(table, number, key, value)
        return number

    def put_rows(self, table: str, rows: Iterable[Values], keys: Sequence[str] = ()) -> None:
        """Make a table hold `rows`: those that agree in `keys` stay in their place.

        Without `keys` they go by their order. A row that is not among `rows` is made blank; what
        people wrote under the table stays.
        """
        last = self._editing.last_row(*self._grown(table))
        within = [row for row in self.content.rows(table) if row.number <= last]
        present = {row_key(row.values, keys) or (str(n),): row for n, row in enumerate(within)}
        places = [
            (values, present.pop(row_key(values, keys) or (str(number),), None))
            for number, values in enumerate(rows)
        ]
        for row in present.values():
            self.set_row(row, table, dict.fromkeys([*row.values, *row.faulty, *row.no_answer]))
        numbers = {}
        for values, place in places:
            if place:
                self.set_row(place, table, values)
            number = place.number if place else self.add_row(table, values)
            numbers[number] = values
        self._page(table, numbers)

    def _page(self, name: str, rows: Mapping[int, Values]) -> None:
        """Let the sheet of a table come to its printed pages by its rows, by their numbers."""
        tables = self.content.template.tables()
        sheet, table = next((sheet, each) for sheet, each in tables if each.key == name)
        if rows and (table.break_on or sheet.one_page):
            place = self.content.tables[name].place
            values = {number: row.get(table.break_on) for number, row in rows.items()}
            pages = Pages(place.heading_row, values, sheet.one_page)
            self._editing.page(place.sheet, pages)

    def gone(self, lost: Iterable[tuple[Cell, str]]) -> None:
        """Say what can't be kept of a workbook, where it stood and what it was; see `saved`."""
        self._editing.gone(lost)

    def adopt_typed(self) -> None:
        """Let each table hold the whole records that people typed right under it."""
        for _, table in self.content.template.tables():
            if table.inputs and self.content.tables[table.key].is_there:
                self._grown(table.key)

    def reissue(self, data: Data, keys: Mapping[str, Sequence[str]]) -> None:
        """Put in what is issued, from a job's data; `keys` tell the rows of a table apart.

        A table of nothing else holds just those rows then; others keep what the data doesn't have.
        What an older workbook lacks stays out of it.
        """
        template = self.content.template
        for _, block, item in template.items():
            is_there = item.since <= self.content.version
            if item.role is Role.ISSUED and is_there and block.key != IDENTITY.key:
                self.set_field(f"{block.key}.{item.key}", value_of(item, {}, data))
        for _, table in template.tables():
            issued = [column for column in table.columns if column.role is Role.ISSUED]
            if not (issued and table.rows and self.content.tables[table.key].is_there):
                continue
            rows = [
                {column.key: value_of(column, row, data) for column in issued}
                for row in look_up(table.rows, data, data)
            ]
            by = keys.get(table.key, ())
            if issued == list(table.columns):
                self.put_rows(table.key, rows, by)
                continue
            present = {row_key(row.values, by): row for row in self.content.rows(table.key)}
            for values in rows:
                if row_key(values, by) in present:
                    self.set_row(present[row_key(values, by)], table.key, values)
                else:
                    self.add_row(table.key, values)

    def saved(self, accept_loss: bool = False) -> bytes:
        """The workbook's bytes; what couldn't be calculated is in `problems`.

        Raises InputError where something that people put there can't be kept, with its cells,
        unless `accept_loss`: then it is listed on a sheet About.
        """
        with naming(self.problems.file):
            workbook = self._editing.saved(accept_loss=accept_loss)
        for cell, formula in self._editing.uncalculated:
            self.problems.add("not-calculated", cell, formula=formula)
        return workbook

    def save(self, path: Path, *, accept_loss: bool = False) -> None:
        """Write the workbook to `path`, whole or not at all. Raises as `saved_as`."""
        replace_with(path, self.saved_as(path, accept_loss=accept_loss))

    def saved_as(self, path: Path, *, accept_loss: bool = False) -> bytes:
        """The workbook's bytes, to be put at `path`.

        Raises as `saved`, and InputError where macros would stand under a name that says none.
        """
        refuse_macros(self._editing.has_macros, self.problems.file, path)
        return self.saved(accept_loss)

    def _grown(self, name: str) -> tuple[str, tuple[int, int]]:
        """The sheet of a table, and the cell of one of its headings there.

        It holds the whole records that people typed right under it.
        """
        template, table = self.content.template, self.content.tables[name]
        place, columns = table.place, template.table(name).columns
        if not table.is_there:
            sheet = next(s.name for s, t in template.tables() if t.key == name)
            raise InputError(
                f"{self.problems.file}: The table of the sheet '{sheet}' is not there.",
                "Put it back from a blank workbook.",
            )
        headings = place.sheet, (place.heading_row, next(iter(place.columns.values())))
        if name not in self._adopted:
            self._adopted.add(name)
            needed = [column.key for column in columns if column.required or column is columns[0]]
            rows = () if template.protected else table.rows
            records = {
                row.number for row in rows if all(row.get(key) is not None for key in needed)
            }
            keys = (column.key for column in columns if column.role is not Role.FORMULA)
            typed = [place.columns[key] for key in keys if key in place.columns]
            with naming(self.problems.file):
                self._editing.adopt(*headings, records, typed)
        return headings

    def _put(self, table: str, number: int, key: str, value: Any) -> None:
        place = self.content.tables[table].place
        column = self.content.template.table(table).column(key)
        if key not in place.columns:
            raise InputError(
                f"{self.problems.file}: The sheet {place.sheet} has no column '{column.label}'.",
                "Put it back with its heading.",
            )
        put = self._editing.result if column.role is Role.FORMULA else self._editing.set
        with naming(self.problems.file):
            put(place.sheet, number, place.columns[key], value)


def refuse_macros(there: bool, file: str, path: Path) -> None:
    """Raises InputError where macros would stand under a name that says none."""
    if there and path.suffix.lower() != ".xlsm":
        raise InputError(
            f"{file} may hold macros, and {path.name} may not.",
            f"Save {file} as .xlsx in Excel first, or give the result a name that ends in .xlsm.",
        )


def refuse_other_kinds(path: Path) -> None:
    """Raises InputError for a name that is none of an Excel workbook."""
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        raise InputError(f"{path.name} is no name of an Excel workbook.", "End it in .xlsx.")


def unchanged(workbook: Workbook) -> bytes:
    """The workbook's bytes. Raises InputError where it is not as it was when it was opened."""
    try:
        data, modified = workbook.path.read_bytes(), workbook.path.stat().st_mtime_ns
    except OSError as error:
        raise InputError(f"It can't be read any more ({error.strerror}).", "Try again.") from None
    if modified != workbook.modified:
        raise InputError("It was changed by somebody in the meantime.", "Run this again.")
    return workbook.edited or data


@contextmanager
def naming(file: str) -> Iterator[None]:
    """What is refused is told with the name of the file in which it is."""
    try:
        yield
    except InputError as refused:
        raise InputError(f"{file}: {refused.what}", refused.remedy) from None


def row_key(values: Values, keys: Sequence[str]) -> tuple[str, ...]:
    """What a row goes by, alike however its names are spelt in capitals and spaces."""
    return tuple(" ".join(str(values.get(key) or "").casefold().split()) for key in keys)
