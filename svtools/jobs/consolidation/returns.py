"""One supplier's return, read in a worker process into compact rows.

Only what the supplier fills in is taken as evidence; what was issued is kept to be compared
with the register. Nothing here knows the register, so a batch of paths is all a worker needs.
"""

from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from svtools.errors import UnreadableFile
from svtools.gc_pause import no_collection
from svtools.jobs.opening import spoken, titles
from svtools.jobs.register.contracts import QUARTERS
from svtools.monitoring import FinancialYear
from svtools.workbooks.book import open_book
from svtools.workbooks.cells import a1
from svtools.workbooks.content import Content
from svtools.workbooks.declaration import Role, Template
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Level, Problem
from svtools.workbooks.read import identify, read

TEMPLATE = "monitoring_return"
OWN_OUTPUTS = ("consolidated_summary", "validation_log", "contracts_register", "measure_set")
OVERDUE_HEADINGS = (
    "Supplier contact", "Contract manager", "Contract", "Lot", "Title", "Supplier", "Quarter",
    "Due", "Days late",
)  # fmt: skip
"""The first line of overdue.csv, which is no return either."""

PROMISED, OTHER = "promised", "other"
LOCK_PREFIXES = ("~$", ".~lock.")
LEFT_BY_WINDOWS = {"thumbs.db", "desktop.ini"}
TABLES = {"delivery": PROMISED, "other": OTHER}
FREE_TABLES = ("beneficiaries", "evidence", "fte")
UNIT_KEYS = ("q1", "q2", "q3", "q4")


class Line(NamedTuple):
    """Units of one measure in one quarter, and the cell they were typed in."""

    measure: str
    origin: str
    quarter: int
    units: Decimal
    sheet: str
    order: int
    row: int
    column: int

    @property
    def cell(self) -> str:
        """The cell as people name it."""
        return a1(self.row, self.column)


class Gap(NamedTuple):
    """No usable units of a promised measure for a quarter; `faulty` if something stood there."""

    measure: str
    quarter: int
    faulty: bool
    sheet: str
    order: int
    row: int
    column: int


class Issued(NamedTuple):
    """A promise as the return shows it."""

    measure: str
    units: Decimal | None
    sheet: str
    order: int
    row: int
    column: int


class Answer(NamedTuple):
    """Anything else the supplier filled in: a note, evidence, a group of people, a statement."""

    table: str
    sheet: str
    row: int
    column: int
    label: str
    value: Any


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
    nil: bool = False
    nil_place: tuple[str, int, int, int] | None = None
    issued: dict[str, tuple[Any, str, int, int, int]] = field(default_factory=dict)
    promises: list[Issued] = field(default_factory=list)
    sent: frozenset[str] | None = None
    """The measures on the sheet Promises, as it was sent out; None where it isn't there."""
    lines: list[Line] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def rejected(self) -> bool:
        """Whether nothing in it counts."""
        return any(problem.level == "file rejected" for problem in self.problems)

    @property
    def not_counted(self) -> int:
        """How many cells of it don't count, or how many rows where no cell is to blame."""
        return sum(
            max(1, len(problem.cells))
            for problem in self.problems
            if problem.level == Level.NOT_COUNTED and problem.code != "required-blank"
        )

    def figures(self) -> tuple[Any, ...]:
        """What two copies of the same return share."""
        lines = sorted((line.measure, line.origin, line.quarter, line.units) for line in self.lines)
        answers = sorted((a.table, a.row, a.label, str(a.value)) for a in self.answers)
        return self.quarter, self.completed, self.nil, tuple(lines), tuple(answers)


@no_collection()
def read_batch(folder: Path, files: list[str]) -> list[Return]:
    """Each file of `folder` read. The seam behind which any executor may serve."""
    return [read_return(folder, file) for file in files]


def read_return(folder: Path, file: str) -> Return:
    """One file read, or rejected with the problem that says why."""
    made = Return(file)
    code = of_the_system(Path(file).name)
    if code:
        made.kind = "system file"
        made.problems.append(Problem(code, file))
        return made
    try:
        book = open_book(folder / file)
        name, version = identify(book)
        known = template(TEMPLATE)
        if name != TEMPLATE:
            return _another(made, name)
        if version > known.version:
            details = {"found": version, "known": known.version}
            return _rejected(made, "newer-version", details)
        content = read(book, known, file)
    except UnreadableFile as unreadable:
        if unreadable.code == "csv" and _is_overdue_list(folder / file):
            return _own(made, "list of overdue returns")
        return _rejected(made, unreadable.code, unreadable.details)
    if version < known.version:
        details = {"found": version, "known": known.version}
        made.problems.append(Problem("older-version", file, details=details))
    _fill(made, content, known)
    return made


def of_the_system(name: str) -> str:
    """The code of a file that programs leave behind; empty for a file that a person put there."""
    if name.startswith(LOCK_PREFIXES):
        return "lock-file"
    return "system-file" if name.startswith(".") or name.lower() in LEFT_BY_WINDOWS else ""


def _another(made: Return, name: str) -> Return:
    """A workbook of the tool's own that is not a return: passed over, or the wrong one sent."""
    if name in OWN_OUTPUTS:
        return _own(made, spoken(name))
    return _rejected(made, "other-template", titles(name, TEMPLATE))


def _own(made: Return, found: str) -> Return:
    made.kind = "own output"
    made.problems.append(Problem("own-output", made.file, details={"found": found}))
    return made


def _is_overdue_list(path: Path) -> bool:
    first = path.read_bytes().removeprefix(BOM_UTF8).splitlines()[0]
    return first.strip() == ",".join(OVERDUE_HEADINGS).encode()


def _rejected(made: Return, code: str, details: Any) -> Return:
    made.problems.append(Problem(code, made.file, details=details))
    return made


def _fill(made: Return, content: Content, known: Template) -> None:
    value = content.value
    made.problems += content.problems
    made.ref = value("contract.ref") or ""
    made.lot = value("contract.lot") or ""
    made.supplier = value("contract.supplier") or ""
    made.year = _year(value("contract.year"))
    number, quarter = value("report.return_number"), value("report.quarter")
    made.number = None if number is None else int(number)
    made.quarter = None if quarter is None else QUARTERS.index(quarter) + 1
    made.completed = value("sign_off.date_completed")
    made.nil = value("sign_off.nil_return") == "Yes"
    tick = content.fields.get("sign_off.nil_return")
    if tick:
        made.nil_place = (tick.sheet, _order(known, tick.sheet), tick.row, tick.column)
    for name, found in content.fields.items():
        if name.startswith("contract."):
            order = _order(known, found.sheet)
            place = (found.value, found.sheet, order, found.row, found.column)
            made.issued[name.removeprefix("contract.")] = place
    made.promises = list(_promises(content))
    if "promises" in content.tables:
        made.sent = frozenset(row.get("measure") or "" for row in content.rows("promises"))
    for table, origin in TABLES.items():
        _read_units(made, content, table, origin)
    made.answers = list(_answers(content, known))


def _year(value: Any) -> str:
    try:
        return str(FinancialYear.parse(str(value or "")))
    except ValueError:
        return str(value or "")


def _order(known: Template, sheet: str) -> int:
    names = [each.name for each in known.sheets]
    return names.index(sheet) if sheet in names else 0


def _promises(content: Content) -> Iterator[Issued]:
    table = content.tables.get("delivery")
    if table is None:
        return
    for row in table.rows:
        if row.get("measure"):
            place = (table.sheet, table.order, *table.cell(row, "promised"))
            yield Issued(row.get("measure"), row.get("promised"), *place)


def _read_units(made: Return, content: Content, key: str, origin: str) -> None:
    """The table's units as lines, and what is missing from its rows as gaps."""
    table = content.tables.get(key)
    if table is None:
        return
    for row in table.rows:
        measure = row.get("measure")
        for quarter, unit_key in enumerate(UNIT_KEYS, start=1):
            units = row.get(unit_key)
            place = (table.sheet, table.order, *table.cell(row, unit_key))
            if units is not None:
                made.lines.append(Line(measure or "", origin, quarter, units, *place))
            elif measure and origin == PROMISED:
                faulty = (key, row.number, unit_key) in content.faulty
                made.gaps.append(Gap(measure, quarter, faulty, *place))
        if origin == OTHER and measure and not any(row.get(q) is not None for q in UNIT_KEYS):
            cells = (table.cell(row, "measure"),)
            details = {"measure": measure}
            made.problems.append(
                Problem("units-blank", made.file, table.sheet, cells, details, table.order)
            )


def _answers(content: Content, known: Template) -> Iterator[Answer]:
    """Every other input that was filled in, so that nothing a supplier wrote is lost."""
    for _, block, item in known.items():
        found = content.fields.get(f"{block.key}.{item.key}")
        if item.role is Role.INPUT and found and found.value is not None:
            yield Answer("", found.sheet, found.row, found.column, item.label, found.value)
    for key in (*TABLES, *FREE_TABLES):
        table = content.tables.get(key)
        if table is None:
            continue
        kept = set(UNIT_KEYS) | ({"measure"} if key in TABLES else set())
        columns = [
            c for c in known.table(key).columns if c.role is Role.INPUT and c.key not in kept
        ]
        for row in table.rows:
            for column in columns:
                value = row.get(column.key)
                if value is not None:
                    place = table.cell(row, column.key)
                    yield Answer(key, table.sheet, *place, column.label, value)


def rows_of(answers: list[Answer], table: str) -> Iterator[dict[str, Answer]]:
    """The answers of one table, gathered again by row."""
    rows: dict[int, dict[str, Answer]] = {}
    for answer in answers:
        if answer.table == table:
            rows.setdefault(answer.row, {})[answer.label] = answer
    yield from (rows[number] for number in sorted(rows))
