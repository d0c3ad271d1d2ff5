"""One supplier's return, read in a worker process into compact rows.

Only what the supplier fills in is taken as evidence; what was issued is kept to be compared
with the register. Nothing here knows the register, so a batch of paths is all a worker needs.
"""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from svtools.errors import UnreadableFile
from svtools.gc_pause import no_collection
from svtools.jobs.consolidation.oddities import tell_oddities
from svtools.jobs.consolidation.passed_over import graver_figures
from svtools.jobs.consolidation.worded_units import read_worded_units
from svtools.jobs.folder_files import why_not
from svtools.jobs.register.contracts import QUARTERS
from svtools.monitoring import FinancialYear
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Content, FieldValue, Row
from svtools.workbooks.file_names import shown
from svtools.workbooks.items import Role
from svtools.workbooks.opening import in_words, open_workbook
from svtools.workbooks.problems import Level, Problems
from svtools.workbooks.safety import MEGABYTE

TEMPLATE = "monitoring_return"
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

PROMISED, OTHER = "promised", "other"
LOCK_PREFIXES = ("~$", ".~lock.")
LEFT_BY_WINDOWS = {"thumbs.db", "desktop.ini"}
TABLES = {"delivery": PROMISED, "other": OTHER}
FREE_TABLES = ("beneficiaries", "evidence", "fte")
BESIDE_UNITS = {
    "evidence": {"proof": "where"},
    "beneficiaries": {"ward": "ward", "group": "group"},
}
"""What stands beside units, by the table that has it in rows of its own, with its column there."""

REST = "rest"
"""The key of an answer that says of whose units, promised or other, its row has all the rest."""

KEPT = 16 * MEGABYTE
"""Memory that a reader of files keeps for the next file. On Linux what was freed once in one piece
is how much; without it each sheet's memory goes back to the system and has to be asked for anew,
a tenth of the time it takes to read a return."""

UNIT_KEYS = ("q1", "q2", "q3", "q4")
STILL_OUT = 1
"""So many versions before the present one suppliers were sent this year; they aren't told."""


class Line(NamedTuple):
    """Units of one measure in one quarter, and the cell they were typed in."""

    measure: str
    origin: str
    quarter: int
    units: Decimal
    cell: Cell
    file: str = ""
    """The earlier return whose figure stands; blank for the file's own."""


class Gap(NamedTuple):
    """No usable units of a promised measure for a quarter.

    `faulty` if something stood there that can't be used, `entered` a word such as n/a; `is_there`
    unless the whole column is missing.
    """

    measure: str
    quarter: int
    faulty: bool
    entered: str
    cell: Cell
    is_there: bool = True


class Issued(NamedTuple):
    """A promise as the return shows it."""

    measure: str
    units: Decimal | None
    cell: Cell


class Answer(NamedTuple):
    """Anything else the supplier filled in: a note, evidence, a group of people, a statement.

    `key` is the column's in `table`, or the field's ("block.key") where that is blank.
    """

    table: str
    key: str
    label: str
    value: Any
    cell: Cell


@dataclass(slots=True)
class Return:
    """A file of the folder, read or rejected. `file` is its path inside the folder."""

    file: str
    kind: str = "return"
    ref: str = ""
    lot: str = ""
    supplier: str = ""
    year: str = ""
    number: int | None = None
    quarter: int | None = None
    completed: date | None = None
    completed_cell: Cell | None = None
    nil: bool = False
    nil_cell: Cell | None = None
    issued: dict[str, FieldValue] = field(default_factory=dict)
    promises: list[Issued] = field(default_factory=list)
    sent: frozenset[str] | None = None
    """The measures on the sheet Promises, as it was sent out; None where it isn't there."""
    lines: list[Line] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    units_columns: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """The columns in which units are typed, by the place of their sheet."""
    problems: Problems = field(init=False)

    def __post_init__(self) -> None:
        self.problems = Problems(self.file)

    @property
    def rejected(self) -> bool:
        """Whether nothing in it counts."""
        return any(problem.level == Level.REJECTED for problem in self.problems)

    @property
    def not_counted(self) -> int:
        """How many cells of it don't count, or how many rows where no cell is to blame."""
        return sum(
            max(1, len(problem.cells))
            for problem in self.problems
            if problem.level == Level.NOT_COUNTED and problem.code != "required-blank"
        )

    def said(self) -> Iterator[Line]:
        """The lines, and for a nil return a 0 for each blank of the quarter reported."""
        yield from self.lines
        for gap in self.gaps:
            is_nil = self.nil and gap.quarter == self.quarter
            if is_nil and self.nil_cell and not gap.faulty:
                yield Line(gap.measure, PROMISED, gap.quarter, Decimal(0), self.nil_cell)

    def figures(self) -> tuple[Any, ...]:
        """What it reports."""
        lines = sorted((line.measure, line.origin, line.quarter, line.units) for line in self.lines)
        return self.quarter, self.nil, tuple(lines)

    def everything(self) -> tuple[Any, ...]:
        """What two copies of the same return share."""
        answers = sorted((a.table, a.cell.row, a.key, str(a.value)) for a in self.answers)
        return self.figures(), self.completed, tuple(answers)


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


def rows_of(answers: list[Answer], table: str) -> Iterator[dict[str, Answer]]:
    """The answers of one table, gathered again by row, each by its column's key."""
    rows: dict[tuple[int, int], dict[str, Answer]] = {}
    for answer in answers:
        if answer.table == table:
            rows.setdefault((answer.cell.order, answer.cell.row), {})[answer.key] = answer
    yield from (rows[place] for place in sorted(rows))
