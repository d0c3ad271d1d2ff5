"""One supplier's return, read from its file in a worker process.

Only what the supplier fills in is taken as evidence; what was issued is kept to be compared
with the register. Nothing here knows the register, so a batch of paths is all a worker needs.
"""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from svtools.errors import UnreadableFile
from svtools.gc_pause import no_collection
from svtools.jobs.consolidation.oddities import tell_oddities
from svtools.jobs.consolidation.passed_over import graver_figures
from svtools.jobs.consolidation.returns import (
    OTHER,
    PROMISED,
    REST,
    TABLES,
    TEMPLATE,
    UNIT_KEYS,
    Answer,
    Gap,
    Issued,
    Line,
    Return,
)
from svtools.jobs.consolidation.worded_units import read_worded_units
from svtools.jobs.folder_files import why_not
from svtools.jobs.register.contracts import QUARTERS
from svtools.monitoring import FinancialYear
from svtools.workbooks.content import Content, Row
from svtools.workbooks.file_names import shown
from svtools.workbooks.items import Role
from svtools.workbooks.opening import in_words, open_workbook
from svtools.workbooks.safety import MEGABYTE

OWN_OUTPUTS = (
    "consolidated_summary",
    "validation_log",
    "contracts_register",
    "measure_set",
    "portal_figures",
    "several_years",
    "local_spend",
    "kpis",
    "statement_figures",
)
OVERDUE_HEADINGS = (
    "Supplier contact", "Contract manager", "Contract", "Lot", "Title", "Supplier", "Quarter",
    "Due", "Days late", "State",
)  # fmt: skip
"""The first line of overdue.csv, which is no return either; older ones had no State."""

LOCK_PREFIXES = ("~$", ".~lock.")
LEFT_BY_WINDOWS = {"thumbs.db", "desktop.ini"}
FREE_TABLES = ("beneficiaries", "evidence", "fte")
BESIDE_UNITS = {
    "evidence": {"proof": "where"},
    "beneficiaries": {"ward": "ward", "group": "group"},
}
"""What stands beside units, by the table that has it in rows of its own, with its column there."""

KEPT = 16 * MEGABYTE
"""Memory that a reader of files keeps for the next file. On Linux what was freed once in one piece
is how much; without it each sheet's memory goes back to the system and has to be asked for anew,
a tenth of the time it takes to read a return."""

STILL_OUT = 1
"""So many versions before the present one suppliers were sent this year; they aren't told."""


@no_collection()
def read_batch(folder: Path, files: list[str]) -> list[Return]:
    """Each file of `folder` read. The seam behind which any executor may serve."""
    bytes(KEPT)
    return [read_return(folder, file) for file in files]


def read_return(folder: Path, file: str) -> Return:
    """One file read, or rejected with the problem that says why."""
    code = of_the_system(Path(file).name)
    if code:
        return not_taken(shown(file), code, "system file")
    code = why_not(folder, file)
    if code:
        return not_taken(shown(file), code)
    try:
        workbook = open_workbook(folder / file, TEMPLATE, *OWN_OUTPUTS, file=file)
    except UnreadableFile as verdict:
        if verdict.code == "csv" and _is_overdue_list(folder / file):
            what = "list of overdue returns"
            return not_taken(file, "own-output", "own output", found=what)
        return not_taken(file, verdict.code, **verdict.details)
    if workbook.name == TEMPLATE:
        supplier_return = _taken(file, workbook.content)
        tell_oddities(supplier_return, workbook.book)
        return supplier_return
    code = "portal-not-named" if workbook.name == "portal_figures" else "own-output"
    return not_taken(file, code, "own output", found=in_words(workbook.name))


def not_taken(file: str, code: str, kind: str = "return", /, **details: Any) -> Return:
    """A file of which nothing counts, with the problem that says why."""
    supplier_return = Return(file, kind)
    supplier_return.problems.add(code, **details)
    return supplier_return


def of_the_system(name: str) -> str:
    """The code of a file that programs leave behind; empty for a file that a person put there."""
    if name.startswith(LOCK_PREFIXES):
        return "lock-file"
    return "system-file" if name.startswith(".") or name.lower() in LEFT_BY_WINDOWS else ""


def _is_overdue_list(path: Path) -> bool:
    first = path.read_bytes().removeprefix(BOM_UTF8).splitlines()[0]
    return first.startswith(",".join(OVERDUE_HEADINGS[:-1]).encode())


def _taken(file: str, content: Content) -> Return:
    """A return with what its workbook says."""
    read_worded_units(content, tuple(TABLES), UNIT_KEYS)
    value, version, known = content.value, content.version, content.template.version
    number, quarter = value("report.return_number"), value("report.quarter")
    year = str(value("contract.year") or "")
    with suppress(ValueError):
        year = str(FinancialYear.parse(year))
    sent = frozenset(row.get("measure") or "" for row in content.rows("promises"))
    supplier_return = Return(
        file,
        ref=value("contract.ref") or "",
        lot=value("contract.lot") or "",
        supplier=value("contract.supplier") or "",
        year=year,
        number=None if number is None else int(number),
        quarter=None if quarter is None else QUARTERS.index(quarter) + 1,
        completed=value("sign_off.date_completed"),
        completed_cell=content.fields["sign_off.date_completed"].cell,
        nil=value("sign_off.nil_return") == "Yes",
        nil_cell=content.fields["sign_off.nil_return"].cell,
        issued={
            name.removeprefix("contract."): field_value
            for name, field_value in content.fields.items()
            if name.startswith("contract.") and field_value.cell
        },
        promises=[
            Issued(row.get("measure"), row.get("promised"), row.cell("promised"))
            for row in content.rows("delivery")
            if row.get("measure")
        ],
        sent=sent if content.tables["promises"].is_there else None,
        answers=list(_answers(content)),
    )
    supplier_return.problems += graver_figures(content.problems)
    if version < known - STILL_OUT:
        supplier_return.problems.add("older-version", found=version, known=known)
    for table, origin in TABLES.items():
        place = content.tables[table].place
        columns = tuple(place.columns[key] for key in UNIT_KEYS if key in place.columns)
        before = supplier_return.units_columns.get(place.order, ())
        supplier_return.units_columns[place.order] = tuple(dict.fromkeys((*before, *columns)))
        _read_units(supplier_return, content.rows(table), origin)
    return supplier_return


def _read_units(supplier_return: Return, rows: Iterable[Row], origin: str) -> None:
    """The rows' units as lines, and what is missing from them as gaps."""
    for row in rows:
        measure = row.get("measure")
        for quarter, key in enumerate(UNIT_KEYS, start=1):
            units, cell = row.get(key), row.cell(key)
            if units is not None:
                supplier_return.lines.append(Line(measure or "", origin, quarter, units, cell))
            elif measure and origin == PROMISED:
                faulty, entered = key in row.faulty, row.no_answer.get(key, "")
                is_there = key in row.place.columns
                supplier_return.gaps.append(Gap(measure, quarter, faulty, entered, cell, is_there))
        if origin == OTHER and measure and not any(row.get(key) is not None for key in UNIT_KEYS):
            supplier_return.problems.add("units-blank", row.cell("measure"), measure=measure)


def _answers(content: Content) -> Iterator[Answer]:
    """Every other input that was filled in, so that nothing a supplier wrote is lost."""
    for _, block, item in content.template.items():
        name = f"{block.key}.{item.key}"
        field_value = content.fields[name]
        if item.role is Role.INPUT and field_value.cell and field_value.value is not None:
            yield Answer("", name, item.label, field_value.value, field_value.cell)
    for key in filter(content.tables.__contains__, (*TABLES, *FREE_TABLES)):
        elsewhere = {name for names in BESIDE_UNITS.values() for name in names}
        told = {*UNIT_KEYS, "measure", *elsewhere} if key in TABLES else set()
        columns = [
            column for column in content.template.table(key).inputs if column.key not in told
        ]
        for row in content.rows(key):
            yield from (
                Answer(key, column.key, column.label, row.values[column.key], row.cell(column.key))
                for column in columns
                if column.key in row.values
            )
            if key in TABLES:
                yield from _beside_units(content, key, row)


def _beside_units(content: Content, table: str, row: Row) -> Iterator[Answer]:
    """What a row says of its evidence, of where and for whom, as the tables for that say it."""
    for other, columns in BESIDE_UNITS.items():
        said = [(name, key) for name, key in columns.items() if name in row.values]
        if said and row.get("measure"):
            cell = row.cell("measure")
            yield Answer(other, "measure", "Measure", row.get("measure"), cell)
            if other == "beneficiaries":
                yield Answer(other, REST, "", TABLES[table], cell)
        for name, key in said:
            label = content.template.table(table).column(name).label
            yield Answer(other, key, label, row.values[name], row.cell(name))
