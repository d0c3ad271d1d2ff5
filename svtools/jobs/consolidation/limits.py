"""What a sheet can hold: said before anything is read, and what becomes of detail beyond it.

Detail beyond it goes to files beside the summary, whose other sheets then hold values instead of
formulas. What people type stays in workbooks: a validation log can't grow beyond a sheet.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.csvfile import safe
from svtools.errors import InputError
from svtools.jobs.consolidation.directorates import directorates
from svtools.jobs.register.contracts import PORTAL, QUARTERS, Contract
from svtools.jobs.register.register import Register, year_promises
from svtools.jobs.validation_log.entries import Log
from svtools.monitoring import FinancialYear
from svtools.numbers import how_many, plain
from svtools.workbooks.blocks import Block, Line, Table, Text
from svtools.workbooks.cells import LAST_ROW
from svtools.workbooks.declaration import Sheet, Template
from svtools.workbooks.items import Item, Role
from svtools.workbooks.layout import value_of

MOST_ROWS = 1_048_000
"""Of one table: a sheet holds 1,048,576, and title, headings and totals stand there, too."""

DETAIL = ("promises", "data", "evidence", "beneficiaries", "answers", "problems", "changes")
"""The tables of a summary that may grow beyond a sheet: nobody types into them."""

ENDINGS = (".csv", ".parquet")
"""Of files with detail."""

Rows = Iterable[Mapping[str, Any]]
Writer = Callable[[Table, Rows, Mapping[str, Any]], bytes]
"""Makes a file of a table's rows; what a row lacks is in the job's data."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The most figures of promises that some files may bring: what nobody has read yet."""

    files: int
    contracts: int
    promises: int
    rows: int

    @classmethod
    def of(
        cls, files: int, register: Register, contracts: Iterable[Contract], year: FinancialYear
    ) -> "Bound":
        """The bound for so many files: of each contract one return counts, in four quarters.

        Where there are fewer files than contracts, those with the most promises may be theirs.
        """
        live = [c for c in contracts if c.quarters(year) and c.reported_in != PORTAL]
        counts = sorted((len(year_promises(register, c, year)) for c in live), reverse=True)
        owing = [count for count in counts if count][:files]
        return cls(files, len(owing), sum(owing), sum(owing) * len(QUARTERS))

    @property
    def is_beyond(self) -> bool:
        """Whether so many rows are more than a sheet holds."""
        return self.rows > MOST_ROWS


def beyond_a_sheet(files: int, register: Register, year: FinancialYear) -> list[str]:
    """What to know before so many files are read, in lines; nothing where a sheet will do."""
    bound = Bound.of(files, register, register.contracts, year)
    if not bound.is_beyond:
        return []
    lines = [
        f"Up to {bound.rows:,} figures may come of {how_many(files, 'file')}: "
        f"{how_many(bound.contracts, 'contract')} with {how_many(bound.promises, 'promise')} in "
        f"{len(QUARTERS)} quarters. It is an estimate of the most: blanks bring none, and what is "
        "delivered beyond promises comes on top.",
        f"A sheet holds {LAST_ROW:,} rows. Detail that is more goes to files beside the summary; "
        "a validation log of more can't be carried on.",
        "Consolidate by directorate instead, and bring the parts together with 'svtools merge':",
    ]
    for name, contracts in directorates(register).items():
        part = Bound.of(files, register, contracts, year)
        still = ", which is still more than a sheet holds" if part.is_beyond else ""
        lines.append(f'  svtools consolidate --directorate "{name}" (up to {part.rows:,}{still})')
    return lines


def refuse_too_long(log: Log) -> None:
    """Raises InputError for more rows than the sheet of a validation log holds."""
    rows = sum(not entry.closed for entry in log.values())
    if rows > MOST_ROWS:
        raise InputError(
            f"The validation log would have {rows:,} rows, and a sheet holds {LAST_ROW:,}. It was "
            "left as it is.",
            "Move years that are done into files of their own with 'svtools log close'. Where one "
            "year alone has so many figures, give each directorate a register and a log.",
        )


@dataclass(frozen=True, slots=True)
class Fitting:
    """A summary that its sheets can hold: its template and data, and the files beside it."""

    template: Template
    data: Mapping[str, Any]
    beside: Mapping[str, bytes]


def fitted(
    template: Template,
    data: Mapping[str, Any],
    stem: str,
    formats: Callable[[], Mapping[str, Writer]] = dict,
) -> Fitting:
    """The summary with tables that a sheet can't hold in files named after its `stem`.

    As .csv always, and in other `formats` by their endings. Raises InputError where a table is too
    long that has no file of its own.
    """
    tables = {table.key: (sheet, table) for sheet, table in template.tables()}
    long = {key for key, (_, table) in tables.items() if _length(table, data) > MOST_ROWS}
    if not long:
        return Fitting(template, data, {})
    for key in (key for key in tables if key in long and key not in DETAIL):
        raise InputError(
            f"The sheet {tables[key][0].name} would have {_length(tables[key][1], data):,} rows; "
            f"Excel holds {LAST_ROW:,}.",
            "Consolidate a part of the folder at a time, for example by directorate.",
        )
    writers: dict[str, Writer] = {".csv": as_csv, **formats()}
    beside: dict[str, bytes] = {}
    told: dict[str, str] = {}
    for sheet, table in (tables[key] for key in tables if key in long):
        names = [detail_name(stem, sheet, ending) for ending in writers]
        contents = (write(table, data[table.rows], data) for write in writers.values())
        beside |= dict(zip(names, contents, strict=True))
        told[sheet.key] = f"{len(data[table.rows]):,} rows, more than a sheet holds: {names[0]}"
    shortened = {tables[key][1].rows: () for key in long}
    about = {"detail": "; ".join(beside)}
    return Fitting(as_values(template, told), {**data, **shortened, **about}, beside)


def detail_name(stem: str, sheet: Sheet, ending: str) -> str:
    """The name of the file of what a sheet can't hold."""
    return f"{stem} {sheet.name}{ending}"


def detail_beside(template: Template, summary: Path) -> list[Path]:
    """The files with detail of a summary of this name that are there now."""
    sheets = [sheet for sheet, table in template.tables() if table.key in DETAIL]
    named = [
        summary.with_name(detail_name(summary.stem, sheet, ending))
        for sheet in sheets
        for ending in ENDINGS
    ]
    return [path for path in named if path.is_file()]


def as_values(template: Template, told: Mapping[str, str]) -> Template:
    """The template with values in place of formulas; sheets by their keys say what is `told`."""

    def block(each: Block, note: str) -> Block:
        if not isinstance(each, Table):
            return each
        columns = tuple(map(_issued, each.columns))
        return replace(each, columns=columns, totals={} if note else each.totals)

    def sheet(each: Sheet) -> Sheet:
        note = told.get(each.key, "")
        blocks = tuple(block(one, note) for one in each.blocks)
        said = (Text(lines=(Line(note),)),) if note else ()
        return replace(each, blocks=(*said, *blocks))

    return replace(template, sheets=tuple(map(sheet, template.sheets)))


def _issued(item: Any) -> Any:
    return replace(item, formula="", issued=item.key) if item.role is Role.FORMULA else item


def _length(table: Table, data: Mapping[str, Any]) -> int:
    return len(data[table.rows]) if table.rows in data else 0


def as_csv(table: Table, rows: Rows, data: Mapping[str, Any]) -> bytes:
    """A table's rows under its headings, in UTF-8 with the mark by which Excel knows it."""
    stream = io.StringIO(newline="")
    lines = csv.writer(stream)
    lines.writerow([column.label for column in table.columns])
    issued = [_issued(column) for column in table.columns]
    for row in rows:
        lines.writerow([_in_words(item, row, data) for item in issued])
    return stream.getvalue().encode("utf-8-sig")


def _in_words(item: Item, row: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    value = value_of(item, row, data)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return safe(str("" if value is None else value))
