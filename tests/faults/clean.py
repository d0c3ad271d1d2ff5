"""Clean returns, typed in several ways and programs: nothing is wrong in them.

`python -m tests.faults.clean [TIMES]` makes so many (default 120), a quarter of them each by this
project's writer, by openpyxl, and typed in LibreOffice into an .xlsx and an .ods, and prints the
table of `docs/tested.md`: how many are told above a remark, and how many have a remark.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from svtools.jobs.monitoring.pack import return_data
from svtools.jobs.register.contracts import Contract
from svtools.jobs.register.register import Register, YearPromise, year_promises
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Level, Problem
from svtools.workbooks.write import build, write
from tests.faults.year import LINKS, OTHER, PROMISED, in_field, in_table
from tests.libreoffice import Filling, converted, fill_and_save
from tests.making import (
    AS_AT,
    FREE,
    YEAR,
    consolidated,
    contract,
    council,
    fillable,
    register_of,
    retyped,
)

SHARE_OF_NIL, SHARE_OF_TEXTS = 0.15, 0.4
WRITER, OPENPYXL, XLSX, ODS = (
    *("this project's writer", "openpyxl"),
    *("LibreOffice, .xlsx", "LibreOffice, .ods"),
)
WAYS = (WRITER, OPENPYXL, XLSX, ODS)
SAVED_AS = {XLSX: "xlsx:Calc MS Excel 2007 XML", ODS: "ods"}
KNOWN = template("monitoring_return")


@dataclass
class Clean:
    """A return: whose it is, in which way it is filled in, and what is typed into it."""

    contract: Contract
    way: str
    data: dict[str, Any]
    rows: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    """By table and row, what is typed in its columns."""
    answers: dict[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """Its file's name."""
        return f"{self.contract.key.ref}.{'ods' if self.way == ODS else 'xlsx'}"

    def cells(self) -> Iterator[tuple[tuple[str, str], Any]]:
        """What is typed, by sheet and A1."""
        for (table, row), values in self.rows.items():
            for key, value in values.items():
                yield in_table(KNOWN, self.data, table, row, key), value
        for name, value in self.answers.items():
            yield in_field(KNOWN, self.data, name), value


def clean_returns(times: int) -> tuple[Register, list[Clean]]:
    """So many contracts and a return for each, the ways in turn."""
    known = [
        contract(f"C{number}", title=f"Services {number}", supplier=f"Supplier {number} Ltd")
        for number in range(101, 101 + times)
    ]
    register = register_of(
        *((each, PROMISED[number % len(PROMISED)]) for number, each in enumerate(known))
    )
    made = []
    for number, each in enumerate(known):
        clean = Clean(each, WAYS[number % 4], return_data(register, each, YEAR, council()))
        fill(clean, year_promises(register, each, YEAR), number, Random(f"clean {number}"))
        made.append(clean)
    return register, made


def fill(clean: Clean, promises: Sequence[YearPromise], number: int, draw: Random) -> None:
    """Type units up to a quarter, or that there are none in it, and the rest of a return."""
    until, nil = draw.choice((1, 2, 3, 4, 4)), draw.random() < SHARE_OF_NIL
    quarter, code = f"Q{until}", promises[-1].measure.code
    for row, promise in enumerate(promises):
        clean.rows["delivery", row] = {
            f"q{n}": _units(promise.quarters[n - 1], clean.way, draw)
            for n in range(1, until + (not nil))
        }
    clean.rows["delivery", 0]["note"] = draw.choice(("As agreed. ", "With the parks team", "OK"))
    if not nil:
        where = _evidence(clean.contract.key.ref, code, draw)
        clean.rows |= {
            ("beneficiaries", 0): {"measure": _spelt(code, draw), "quarter": quarter, "units": 1},
        }
        clean.rows["delivery", len(promises) - 1]["proof"] = where
    if number % len(PROMISED) in OTHER and not nil:
        other = _spelt(OTHER[number % len(PROMISED)], draw)
        clean.rows["other", 0] = {"measure": other, f"q{until}": draw.randint(1, 9)}
    completed = YEAR.quarters[until - 1].end + timedelta(days=draw.randint(3, 29))
    clean.answers = {
        "report.return_number": draw.choice((1, until)),
        "report.quarter": quarter,
        "sign_off.date_completed": _day(completed, clean.way, draw),
        "sign_off.completed_by": draw.choice(("Owner", "contracts manager ", "Finance")),
        "sign_off.own_contract": draw.choice(("Yes", "yes", "YES")),
        "sign_off.once_only": draw.choice(("Yes", "yes", "Y")),
        "sign_off.nil_return": draw.choice(("Yes", "yes")) if nil else draw.choice(("", "No")),
    }


def _units(promised: Decimal, way: str, draw: Random) -> Any:
    units = float(promised) * draw.uniform(0.7, 1.3)
    exact = round(units) if promised % 1 == 0 else round(units, 2)
    if way in SAVED_AS:  # the program takes what the keyboard says for a number
        return draw.choice((f"{exact}", f"{exact:,}"))
    return draw.choice((exact, float(exact), exact, f" {exact}"))


def _spelt(code: str, draw: Random) -> str:
    return draw.choice((code, code.lower(), f"{code} ", f"{code[:2]}-{code[2:]}"))


def _evidence(ref: str, code: str, draw: Random) -> str:
    link = LINKS.format(ref=ref, code=code)
    return draw.choice((link, link, f"{ref} photos.pdf", f"{ref} PHOTOS"))


def _day(day: date, way: str, draw: Random) -> Any:
    """A date, as the keyboard has it where a program takes it for one; a few stay text."""
    texts = (f"{day:%d/%m/%Y}", f"{day.day} {day:%B %Y}", f"{day:%d-%b-%y}", f"{day:%Y-%m-%d}")
    if way in SAVED_AS or (way == OPENPYXL and draw.random() < SHARE_OF_TEXTS):
        return draw.choice(texts)
    return day


def fill_in(folder: Path, returns: Sequence[Clean], *, by_hand: bool) -> None:
    """Write each return into `folder`, with the evidence that it may name beside it.

    `by_hand` types into LibreOffice; else it opens and saves what was filled in before.
    """
    folder.mkdir()
    blanks = folder.parent / "blanks"
    blanks.mkdir()
    for each in returns:
        (folder / f"{each.contract.key.ref} photos.pdf").write_bytes(b"%PDF-1.7\n")
        blank = blanks / f"{each.contract.key.ref}.xlsx"
        if each.way == WRITER:
            (folder / each.file).write_bytes(_written(each))
        else:
            write(KNOWN, each.data, blank)
        if each.way == OPENPYXL:
            retyped(blank, dict(each.cells()))
            blank.rename(folder / each.file)
    office = [each for each in returns if each.way in SAVED_AS]
    if by_hand:
        fill_and_save(*(_filling(each, blanks, folder) for each in office))
        return
    for way, to in SAVED_AS.items() if office else ():
        mine = [each for each in office if each.way == way]
        paths = [blanks / f"{each.contract.key.ref}.xlsx" for each in mine]
        for each, path in zip(mine, paths, strict=True):
            retyped(path, {cell: _number(value) for cell, value in each.cells()})
        scratch = folder.parent / to[:4]
        scratch.mkdir()
        for each, made in zip(mine, converted(paths, to, scratch), strict=True):
            made.rename(folder / each.file)


def _written(each: Clean) -> bytes:
    data = dict(each.data) | {f"filled_{key}": [] for key in FREE} | {"fields": each.answers}
    data["promises"] = [dict(row) for row in data["promises"]]
    for (table, row), values in each.rows.items():
        if table == "delivery":
            data["promises"][row] |= values
        else:
            data[f"filled_{table}"].append(values)
    return build(fillable(), data)


def _filling(each: Clean, blanks: Path, folder: Path) -> Filling:
    sheets: dict[str, dict[str, Any]] = {}
    for (sheet, cell), value in each.cells():
        if value != "":
            sheets.setdefault(sheet, {})[cell] = value
    return Filling(blanks / f"{each.contract.key.ref}.xlsx", folder / each.file, sheets)


def _number(value: Any) -> Any:
    """What a program makes of the digits that a keyboard says."""
    digits = value.replace(",", "") if isinstance(value, str) else ""
    return float(digits) if digits.replace(".", "", 1).isdigit() else value


def told(times: int, *, by_hand: bool, of: Sequence[str] = WAYS) -> list[tuple[str, list[Problem]]]:
    """The way of each of so many clean returns, those in the ways of `of`, and what is told."""
    register, every = clean_returns(times)
    returns = [each for each in every if each.way in of]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "returns"
        fill_in(folder, returns, by_hand=by_hand)
        made = consolidated(folder, register, YEAR, council(), as_at=AS_AT)
        counted = {each.supplier_return.file for each in made.checked.values()}
    assert counted == {each.file for each in returns}
    return [(each.way, [p for p in made.problems if p.file == each.file]) for each in returns]


def main(times: int) -> Iterator[str]:
    """The table, and before it what is told of any return."""
    found = told(times, by_hand=True)
    for way, problems in found:
        yield from (f"{way}: {problem.code} {problem.located}" for problem in problems)
    yield "| Filled in by | Returns | Told above a remark | With a remark |"
    yield "| --- | --- | --- | --- |"
    for way in (*WAYS, ""):
        mine = [problems for of, problems in found if way in {of, ""}]
        above = sum(any(p.level is not Level.REMARK for p in problems) for problems in mine)
        row = f"{len(mine)} | {above} | {sum(map(bool, mine))}"
        yield f"| {way or 'all'} | {row} |"


if __name__ == "__main__":
    for line in main(int((*sys.argv[1:], "120")[0])):
        sys.stdout.write(f"{line}\n")
