"""A council's own measure sets: read from a workbook or any list, put into a register, set up."""

import codecs
import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.issued_by import council_data
from svtools.jobs.opening import open_own
from svtools.jobs.register.installed_sets import YAML_SUFFIXES, one_of, starting_sets, yaml_set
from svtools.jobs.register.issued import ABOUT, set_rows, theme_names, theme_rows
from svtools.jobs.register.read import register_of
from svtools.measures import (
    Counting,
    MeasureSet,
    find_heading_row,
    flags,
    match_headings,
    measure_set_from_rows,
)
from svtools.policy import Council
from svtools.workbooks.book import Sheet
from svtools.workbooks.cells import Cell, CellError, Uncalculated
from svtools.workbooks.content import Content
from svtools.workbooks.opening import Workbook
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Problem, Problems
from svtools.workbooks.revision import Revision
from svtools.workbooks.typed import shown
from svtools.workbooks.write import write

NO_LICENCE = "not stated"
TEMPLATE, REGISTER = "measure_set", "contracts_register"
DELIMITERS = (",", ";", "\t", "|")
CSV_SUFFIXES = (".csv", ".tsv", ".txt")


def set_in(path: Path | None, council: Council, *, edition: str | None = None) -> MeasureSet:
    """The set that the council starts with, the set in a file, or one edition of a register.

    Raises InputError where the council starts with none, the file has faults or the register has
    no such edition.
    """
    if path is None:
        return one_of(starting_sets(council), council)
    sets = {offered.edition: offered for offered in sets_in(path, council, edition=edition)}
    chosen = edition or next(iter(sets), "")
    if chosen not in sets:
        raise InputError(
            f"{path.name} has no edition '{chosen}'.", f"It has: {', '.join(sets) or 'none'}."
        )
    return sets[chosen]


def sets_in(path: Path, council: Council, *, edition: str | None = None) -> list[MeasureSet]:
    """The set in a file, or every edition of a register. Raises InputError as `set_in` does."""
    if path.suffix.lower() in YAML_SUFFIXES:
        return [yaml_set(path, council)]
    workbook = _opened(path)
    if workbook and workbook.name == REGISTER:
        return list(register_of(workbook, council).sets.values())
    measure_set, problems = _read_set(path, workbook, council, edition)
    if problems:
        raise InputError(
            f"{path.name} has {len(problems)} problems.",
            f"See them with: svtools measures check {path.name}",
        )
    return [measure_set]


def read_set(
    path: Path, council: Council, *, edition: str | None = None
) -> tuple[MeasureSet, list[Problem]]:
    """The measure set in `path` and everything that is wrong with it, by cell.

    Reads our own measure_set workbook, or any table with a code, a title and a unit by their
    headings. Raises InputError where there is no such table.
    """
    return _read_set(path, _opened(path), council, edition)


def _opened(path: Path) -> Workbook | None:
    return None if path.suffix.lower() in CSV_SUFFIXES else open_own(path)


def _read_set(
    path: Path, workbook: Workbook | None, council: Council, edition: str | None
) -> tuple[MeasureSet, list[Problem]]:
    if workbook and workbook.name == TEMPLATE:
        about, rows, cell_of, problems = _of_ours(workbook.content, path, edition)
        told = {cell for problem in problems for cell in problem.cells}
    else:
        sheets = workbook.book.sheets if workbook else [_csv_sheet(path)]
        about, rows, cell_of, problems = _of_sheets(sheets, path, edition)
        told = set()
    measure_set, faults = measure_set_from_rows(rows, about, themes=theme_names(council))
    for fault in faults:
        cell = cell_of(fault.row_index, fault.column_key)
        if cell not in told:
            problems.add("measure-fault", cell, fault=fault.what.rstrip("."))
    return measure_set, problems


def _csv_sheet(path: Path) -> Sheet:
    try:
        text = _decoded(path.read_bytes())
        tries = [list(csv.reader(io.StringIO(text, newline=""), delimiter=d)) for d in DELIMITERS]
    except OSError as error:
        raise InputError(f"{path} can't be read ({error.strerror}).", "Check its name.") from None
    except csv.Error:
        raise InputError(
            f"{path.name} can't be read as a table of text.", "Save it from Excel as .xlsx."
        ) from None
    texts = next((rows for rows in tries if find_heading_row(rows) is not None), tries[0])
    rows: list[list[Any]] = [[cell.strip() or None for cell in row] for row in texts]
    return Sheet(path.name, hidden=False, rows=rows, order=0)


def _decoded(content: bytes) -> str:
    """Text as Excel saves it: Unicode Text, UTF-8 or the Windows code page."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


Rows = tuple[MeasureSet, Sequence[Mapping[str, Any]], Callable[[int, str], Cell], Problems]
"""What a file says of a set, its measures' rows, the cell of one's column, what is wrong so far."""


def _of_ours(content: Content, path: Path, edition: str | None) -> Rows:
    values = {name: content.value(f"about.{name}") for name in ABOUT}
    values["name"] = values["name"] or path.stem
    values["edition"] = edition or values["edition"] or path.stem
    about = MeasureSet(**{name: value for name, value in values.items() if value is not None})
    rows = content.rows("measures")
    problems = Problems(path.name)
    problems += (p for p in content.problems if p.code not in {"interpreted", "required-blank"})
    return about, [row.values for row in rows], lambda row, key: rows[row].cell(key), problems


def _of_sheets(sheets: Sequence[Sheet], path: Path, edition: str | None) -> Rows:
    """The first sheet with a table of measures under headings of the council's own choosing."""
    starts = ((sheet, find_heading_row(sheet.rows)) for sheet in sheets)
    sheet, start = next((pair for pair in starts if pair[1] is not None), (None, None))
    if sheet is None or start is None:
        raise InputError(
            f"{path.name} has no table of measures.",
            "It needs a row of headings with a code, a title and a unit, such as "
            "'Code', 'Measure' and 'Unit'; or use the blank of 'svtools new measures'.",
        )
    columns = match_headings(sheet.rows[start])
    about = MeasureSet(path.stem, edition or path.stem, licence=NO_LICENCE)
    problems, rows = Problems(path.name), []
    for number, cells in enumerate(sheet.rows[start + 1 :], start=start + 1):
        row = {key: cells[at] for key, at in columns.items() if at < len(cells)}
        for key, value in list(row.items()):
            if isinstance(value, CellError | Uncalculated):
                code = "cell-error" if isinstance(value, CellError) else "uncalculated"
                cell, label = sheet.cell(number, columns[key]), key.replace("_", " ")
                problems.add(code, cell, label=label, entered=shown(row.pop(key)))
        rows.append(row)
    return (
        about,
        rows,
        lambda row, key: sheet.cell(start + 1 + row, columns.get(key, 0)),
        problems,
    )


def import_set(
    path: Path,
    into: Path,
    output: Path,
    council: Council,
    *,
    edition: str | None = None,
    accept_loss: bool = False,
) -> tuple[MeasureSet, list[Problem]]:
    """Write the register `into` to `output` with the set in `path` added; all else stays.

    Gives the set, and what is wrong with it (then nothing is written). Raises InputError for an
    edition that the register has already, and where something can't be kept, unless `accept_loss`.
    """
    measure_set, problems = read_set(path, council, edition=edition)
    if not measure_set.measures and not problems:
        raise InputError(f"{path.name} has no measures.", "Fill in the sheet Measures.")
    if problems:
        return measure_set, problems
    register = open_own(into, REGISTER)
    if measure_set.edition in register_of(register, council).sets:
        raise InputError(
            f"{into.name} already has the edition '{measure_set.edition}'.",
            "An edition is frozen: give the new one another name with --edition.",
        )
    revision = Revision(register)
    for table, rows in set_rows([measure_set]).items():
        for row in rows:
            revision.add_row(table, _as_its_columns(row, register.content, table))
    revision.save(output, accept_loss=accept_loss)
    return measure_set, []


def _as_its_columns(row: Mapping[str, Any], into: Content, table: str) -> dict[str, Any]:
    """A row for a register that may lack columns which it needs only if they say something."""
    there, columns = into.tables[table].place.columns, into.template.table(table).column
    blank = _as_blank(row) if table == "measures" else {}
    for key in (key for key, value in row.items() if key not in there):
        if row[key] != blank.get(key, row[key]):
            raise InputError(
                f"The register is of an earlier version, without the column '{columns(key).label}'"
                ", which this set needs.",
                "Issue it anew with 'svtools register refresh', then import the set.",
            )
    return {key: value for key, value in row.items() if key in there or key not in blank}


def _as_blank(measure: Mapping[str, Any]) -> dict[str, str]:
    """What a blank says in the columns that came after the measure sets' first version."""
    without = {**measure, "people": "", "sensitive": ""}
    return {"counting": str(Counting.FLOW), "once_a_year": "No", **flags(without)}


def export_set(measure_set: MeasureSet, output: Path, council: Council) -> None:
    """Write a set as a measure_set workbook; importing it gives the same set."""
    data = {
        **council_data(council),
        "name": measure_set.name,
        "measures": set_rows([measure_set])["measures"],
        "themes": theme_rows(council),
        "fields": {f"about.{name}": getattr(measure_set, name) for name in ABOUT},
    }
    write(template(TEMPLATE), data, output)
