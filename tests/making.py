"""Registers and filled returns, made quickly for the tests of the jobs. Every figure is made up."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache, reduce
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

from svtools.jobs.blanks import blank_register, blank_return
from svtools.jobs.consolidation.batches import read_all
from svtools.jobs.consolidation.consolidation import (
    Consolidation,
    brought_together,
    read_folder,
)
from svtools.jobs.consolidation.returns import Return
from svtools.jobs.monitoring.pack import return_data
from svtools.jobs.register.contracts import Contract, Key, Promise
from svtools.jobs.register.register import Register
from svtools.measures import Measure, open_set
from svtools.monitoring import FinancialYear
from svtools.policy import Council, load_council
from svtools.workbooks.blocks import Table
from svtools.workbooks.cells import a1
from svtools.workbooks.declaration import Sheet, Template
from svtools.workbooks.layout import PlacedTable, lay_out, tables_by_key
from svtools.workbooks.parse import template
from svtools.workbooks.write import build, write

YEAR = FinancialYear(2025)
AS_AT = date(2026, 6, 1)
EDITION = open_set().edition
SUPPLIER = "Made Up Ltd"
ANSWERS: dict[str, Any] = {
    "report.return_number": 1,
    "report.quarter": "Q4",
    "sign_off.date_completed": date(2026, 4, 10),
    "sign_off.completed_by": "Owner",
    "sign_off.own_contract": "Yes",
    "sign_off.once_only": "Yes",
}
FIXTURES = Path(__file__).resolve().parent / "fixtures"
OLDER = {
    1: FIXTURES.parent.parent / "sample_workbooks" / "older_templates" / "monitoring_return.yaml",
    2: FIXTURES / "older_templates" / "monitoring_return_2.yaml",
}
"""The monitoring return's older versions."""
FREE = ("other", "beneficiaries", "evidence", "fte")

Cells = Mapping[tuple[str, str], Any]


@cache
def council() -> Council:
    """Southend's policy, read once."""
    return load_council()


def measure(code: str) -> Measure:
    """A measure of the open set."""
    return open_set().measures[code]


def contract(ref: str = "C1", lot: str = "", supplier: str = SUPPLIER, **changes: Any) -> Contract:
    """A contract that runs for exactly the year of the tests."""
    given: dict[str, Any] = {
        "title": f"Contract {ref}",
        "category": "supplies and services",
        "net_value": Decimal(100_000),
        "start": YEAR.start,
        "end": YEAR.end,
        "commenced": date(2025, 3, 3),
        "edition": EDITION,
        "contact": "office@made-up.example",
        "manager": "Contracts officer",
    }
    return Contract(Key(ref, lot, supplier), **(given | changes))


def promised(to: Contract, code: str, units: str | float | Decimal, **changes: Any) -> Promise:
    """A promise for the whole of a contract."""
    given: dict[str, Any] = {"start": to.start, "end": to.end, "closed_on": to.actual_end}
    return Promise(measure(code), Decimal(str(units)), **(given | changes))


def register_of(*pairs: tuple[Contract, Mapping[str, Any]], **more: Any) -> Register:
    """A register of contracts, each with the units promised by code."""
    return Register(
        contracts=[each for each, _ in pairs],
        promises={
            each.key: [promised(each, code, units) for code, units in units_by_code.items()]
            for each, units_by_code in pairs
        },
        sets={EDITION: open_set()},
        **more,
    )


def contract_row(each: Contract) -> dict[str, Any]:
    """A contract as a row of the register's sheet."""
    names = (
        "title", "category", "net_value", "start", "end", "extension", "actual_end", "commenced",
        "vat_rate", "gross_value", "regime", "edition", "reported_in", "manager", "contact", "main",
        "parent", "directorate", "sme", "vcse", "equality_led", "weighting", "weighting_reason",
        "weighting_approver", "price", "share",
    )  # fmt: skip
    values = {name: getattr(each, name) for name in names}
    key = each.key
    return {"ref": key.ref, "lot": key.lot, "supplier": key.supplier, "status": "Live", **values}


def register_data(register: Register, *, of: Council | None = None, **more: Any) -> dict[str, Any]:
    """The data of a register's workbook; `more` adds rows of its other tables, or fields."""
    promises = [
        {
            "ref": key.ref,
            "lot": key.lot,
            "supplier": key.supplier,
            "measure": each.measure.code,
            "units": each.units,
            "from": each.start,
            "to": each.end,
            "closed_on": each.closed_on,
        }
        for key, rows in register.promises.items()
        for each in rows
    ]
    contracts = [contract_row(each) for each in register.contracts]
    return blank_register(of or council()) | {"contracts": contracts, "promises": promises} | more


def save_register(path: Path, register: Register, **more: Any) -> Path:
    """The register as the council's workbook."""
    write(template("contracts_register"), register_data(register, **more), path)
    return path


@dataclass(frozen=True)
class Filling:
    """What a supplier types.

    Units, notes and what else stands `beside` them are by measure code, answers by field.
    """

    units: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    other: Sequence[Mapping[str, Any]] = ()
    beneficiaries: Sequence[Mapping[str, Any]] = ()
    beside: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fte: Sequence[Mapping[str, Any]] = ()


def by_quarter(units: Sequence[Any]) -> dict[str, Any]:
    """Units of Q1 to Q4 by the keys of their columns."""
    return {f"q{number}": value for number, value in enumerate(units, start=1)}


@cache
def fillable() -> Template:
    """The return's declaration, whose spare rows can be filled from data."""
    return with_rows(template("monitoring_return"))


def with_rows(known: Template) -> Template:
    """A return's declaration, whose spare rows are filled from data."""
    return replace(known, sheets=tuple(map(_with_rows, known.sheets)))


def _with_rows(sheet: Sheet) -> Sheet:
    blocks = tuple(
        replace(block, rows=f"filled_{block.key}")
        if isinstance(block, Table) and block.key in FREE
        else block
        for block in sheet.blocks
    )
    return replace(sheet, blocks=blocks)


def filled(
    register: Register, each: Contract, filling: Filling, year: FinancialYear = YEAR
) -> dict[str, Any]:
    """A return's data: what is issued, and what the supplier typed."""
    data = return_data(register, each, year, council())
    for row in data["promises"]:
        row.update(by_quarter(filling.units.get(row["code"], ())))
        row.update(filling.beside.get(row["code"], {}))
        row["note"] = filling.notes.get(row["code"])
    free = {f"filled_{key}": getattr(filling, key, ()) for key in FREE}
    return data | free | {"fields": ANSWERS | dict(filling.answers)}


def save_return(
    path: Path,
    register: Register,
    each: Contract,
    units: Mapping[str, Sequence[Any]] | None = None,
    *,
    year: FinancialYear = YEAR,
    number: int | None = 1,
    quarter: str = "Q4",
    issued: Mapping[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Write a filled return; its data.

    `issued` changes what the council sent; `more` are parts of a `Filling`.
    """
    answers = {"report.return_number": number, "report.quarter": quarter, **more.pop("answers", {})}
    data = filled(register, each, Filling(units or {}, answers=answers, **more), year)
    data["contract"] = data["contract"] | dict(issued or {})
    data["year"] = (issued or {}).get("year", data["year"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(build(fillable(), data))
    return data


def cell_of(data: Mapping[str, Any], table: str, row: int, key: str) -> tuple[str, str]:
    """Sheet and A1 of one value of a return made from `data`; rows count from 0."""
    for sheet in lay_out(fillable(), data):
        for placed in sheet.tables:
            if placed.table.key == table:
                return sheet.sheet.name, a1(placed.first + row, placed.column(key))
    raise KeyError(table)


def field_cell(data: Mapping[str, Any], name: str) -> tuple[str, str]:
    """Sheet and A1 of a field, by "block.key"."""
    for sheet in lay_out(fillable(), data):
        for placed in sheet.fields:
            for row, item in placed.cells():
                if f"{placed.block.key}.{item.key}" == name:
                    return sheet.sheet.name, a1(row, placed.left + 1)
    raise KeyError(name)


@cache
def spot(name: str, row: int = 0, promises: int = 2) -> tuple[str, str]:
    """Sheet and A1 of a field ("block.key") or of a table's cell, where so much was promised."""
    block, _, key = name.partition(".")
    known: list[dict[str, Any]] = [{} for _ in range(promises)]
    data = {**blank_return(council()), "promises": known, **{f"filled_{key}": () for key in FREE}}
    tables = {table.key for _, table in fillable().tables()}
    return cell_of(data, block, row, key) if block in tables else field_cell(data, name)


def place(name: str, row: int = 0, promises: int = 2) -> str:
    """The same as a problem says it: Delivery F7."""
    return " ".join(spot(name, row, promises))


def address(name: str, row: int = 0, promises: int = 2) -> str:
    """The same as a cell says it: Delivery!F7."""
    return "!".join(spot(name, row, promises))


@cache
def _plan(name: str) -> dict[str, tuple[str, PlacedTable]]:
    """The tables of a template without any rows."""
    known = template(name)
    data: dict[str, Any] = {}
    for _, table in known.tables():
        *outer, last = table.rows.split(".")
        reduce(lambda inside, key: inside.setdefault(key, {}), outer, data)[last] = ()
    return tables_by_key(lay_out(known, data))


def register_cell(
    table: str, column: str, row: int = 0, of: str = "contracts_register"
) -> tuple[str, str]:
    """Sheet and A1 of one value of a register as it is written now; rows count from 0."""
    sheet, placed = _plan(of)[table]
    return sheet, a1(placed.first + row, placed.column(column))


def log_cell(column: str, row: int = 0, table: str = "log") -> tuple[str, str]:
    """Sheet and A1 of one value of a validation log; rows count from 0."""
    return register_cell(table, column, row, "validation_log")


def under(sheet: Any, heading: str, row: int = 0) -> Any:
    """The cell under a table's heading, so many rows further down, in a sheet of openpyxl's."""
    top = next(c for cells in sheet.iter_rows() for c in cells if c.value == heading)
    return sheet.cell(top.row + 1 + row, top.column)


def edit(path: Path, change: Callable[[Any], None]) -> None:
    """Change a workbook with another library, as a person does in Excel."""
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    change(book)
    book.save(path)
    book.close()


def typing(cells: Cells) -> Callable[[Any], None]:
    """A change for `edit`: what is typed into which cells."""

    def change(book: Any) -> None:
        for (sheet, name), value in cells.items():
            book[sheet][name] = value

    return change


def retyped(path: Path, cells: Cells) -> None:
    """Type `cells` into the workbook at `path`; a text that begins with "=" is a formula."""
    edit(path, typing(cells))


def sheet_rows(path: Path, sheet: str, table: str = "") -> list[dict[str, Any]]:
    """The stored values of a table by heading, read by another library; its totals left out.

    It is the sheet's first, or the one that goes by `table` in Excel.
    """
    book = openpyxl.load_workbook(path, data_only=True)
    try:
        rows = [[cell.value for cell in row] for row in book[sheet].iter_rows()]
        tables = book[sheet].tables
        areas = [range_boundaries(known.ref) for known in tables.values()]
        wanted = [range_boundaries(tables[table].ref)] if table else areas
    finally:
        book.close()
    left, top, _, _ = min(wanted, key=lambda area: (area[1], area[0]))
    beside = [area[0] - 1 for area in areas if area[0] > left and area[1] == top]
    headings, *below = (row[left - 1 : min(beside, default=None)] for row in rows[top - 1 :])
    made: list[dict[str, Any]] = []
    for row in below:
        if row[0] in {None, "Total"}:
            break
        made.append(dict(zip(headings, row, strict=True)))
    return made


def figures(value: Any) -> Any:
    """`value` with its decimals as plain numbers, however deep, to be compared with such."""
    if isinstance(value, list | tuple):
        return type(value)(map(figures, value))
    return float(value) if isinstance(value, Decimal) else value


def codes(problems: Iterable[Any]) -> list[str]:
    """The codes of problems, in their order."""
    return [problem.code for problem in problems]


class Synchronous(Executor):
    """An executor that works at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The call, done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def read_here(folder: Path, files: Sequence[str], **more: Any) -> list[Return]:
    """As `read_all`, in this process where no executor is given."""
    return read_all(folder, files, **more | {"executor": more.get("executor") or Synchronous()})


def consolidated(
    folder: Path,
    register: Register,
    year: FinancialYear,
    council: Council,
    *,
    executor: Executor | None = None,
    **more: Any,
) -> Consolidation:
    """Every file of `folder`, read, matched with the register and checked."""
    returns = read_folder(folder, executor=executor)
    return brought_together(returns, register, year, council, **more)
