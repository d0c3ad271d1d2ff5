"""Every £ of the statement is followed to rows whose £ come to it, and to the returns' cells."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from svtools.errors import InputError
from svtools.jobs.statement.trace import trace
from tests.jobs.statement.published import SAMPLES, SUMMARIES, Published

SHEET = re.compile(r"  (?P<file>[^,]+), sheet (?P<sheet>[^:]+): (?P<rows>[\d,]+) rows?")
ROW = re.compile(r"    row (?P<row>\d+): (?P<says>.*)")
CELL = re.compile(
    r"      return (?P<file>.+), sheet (?P<sheet>.+), cell (?P<cell>[A-Z]+\d+): "
    r"(?P<units>\S+) (?P<unit>.+)"
)
VALUE = re.compile(r"      value of one unit: £(?P<value>[\d.,]+) \(\S+, (?P<code>\S+)\)")


@pytest.fixture(scope="module")
def followed(published: Published) -> dict[str, list[str]]:
    """The lines of `trace` for every figure in £, made from one reading of the inputs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("svtools.jobs.statement.trace.made_again", lambda _: published.made)
        return {
            number: trace(published.folder, number)
            for number, row in published.of_csv.items()
            if row["Unit"] == "£" and row["As printed"] != "withheld"
        }


@cache
def sheet_of(path: Path, name: str) -> dict[int, dict[str, Any]]:
    """A sheet's rows by number and heading, as another library reads them."""
    book = openpyxl.load_workbook(path, data_only=True)
    try:
        rows = [*book[name].iter_rows(values_only=True)]
    finally:
        book.close()
    most = max(range(min(12, len(rows))), key=lambda n: sum(c is not None for c in rows[n]))
    heads = [str(head) for head in rows[most]]
    return {n: dict(zip(heads, row, strict=True)) for n, row in enumerate(rows, start=1)}


def rows_of(lines: list[str]) -> Iterator[tuple[str, str, int, list[str]]]:
    """File, sheet and row of each source, with the steps under it."""
    file = sheet = ""
    for number, line in enumerate(lines):
        if place := SHEET.fullmatch(line):
            file, sheet = place["file"], place["sheet"]
        if row := ROW.fullmatch(line):
            steps = []
            for step in lines[number + 1 :]:
                if not step.startswith("      "):
                    break
                steps.append(step)
            yield file, sheet, int(row["row"]), steps


def worth(folder: Path, file: str, sheet: str, row: int, column: str) -> Decimal:
    values = sheet_of(folder / file, sheet)[row]
    if sheet == "Promises":
        return sum((Decimal(str(values[f"Q{n} value"] or 0)) for n in (1, 2, 3, 4)), Decimal(0))
    wanted = {
        "Data": "Validated value" if "alidated" in column else "Value",
        "Portal figures": "Figure",
    }
    name = "£ net" if file == "local_spend.xlsx" else wanted[sheet]
    return Decimal(str(values[name] or 0))


def test_the_rows_come_to_the_figure(published: Published, followed: dict[str, list[str]]) -> None:
    folder = published.given.register.parent
    checked = 0
    for number, lines in followed.items():
        row = published.of_csv[number]
        told = [source for source in rows_of(lines) if source[0] != "contracts_register.xlsx"]
        if number.split(".")[0] in {"T7", "T9", "T15"} or row["Column"] == "Target":
            assert "contracts_register.xlsx" in "".join(lines), number
            continue
        stage = row["Row"] if number.startswith("T1.") else row["Column"]
        whole = sum((worth(folder, *source[:3], stage) for source in told), Decimal(0))
        assert whole == Decimal(row["Figure"]), number
        checked += 1
    assert checked > 100


def test_a_row_s_value_is_its_units_at_the_value_of_one(
    published: Published, followed: dict[str, list[str]]
) -> None:
    folder = published.given.register.parent
    for lines in followed.values():
        for file, sheet, row, steps in rows_of(lines):
            values = [value for step in steps if (value := VALUE.fullmatch(step))]
            if sheet == "Data" and file in SUMMARIES and values:
                of_row = sheet_of(folder / file, sheet)[row]
                one = Decimal(values[0]["value"].replace(",", ""))
                assert one == Decimal(str(of_row["Value of one unit"]))
                assert values[0]["code"] == of_row["Measure"]
                expected = round(Decimal(str(of_row["Units that count"])) * one, 2)
                assert expected == Decimal(str(of_row["Value"]))


def test_the_returns_cells_hold_what_was_reported(
    published: Published, followed: dict[str, list[str]]
) -> None:
    folder = published.given.register.parent
    cells: dict[str, dict[tuple[str, str], Decimal]] = defaultdict(dict)
    for lines in followed.values():
        for file, _, row, steps in rows_of(lines):
            for step in steps:
                if (told := CELL.fullmatch(step)) and file == SUMMARIES[0]:
                    of_row = sheet_of(folder / file, "Data")[row]
                    assert [told["file"], told["sheet"], told["cell"]] == [
                        of_row["File"], of_row["Sheet"], of_row["Cell"],
                    ]  # fmt: skip
                    cells[told["file"]][told["sheet"], told["cell"]] = Decimal(told["units"])
    assert cells
    for name, known in cells.items():
        held = values_of(SAMPLES / "returns" / name)
        for place, units in known.items():
            if held[place] == "Yes":  # to "Did you deliver nothing this quarter?"
                assert not units
                continue
            typed = re.search(r"\d[\d,\s]*(\.\d+)?", str(held[place]))  # "£1,250", "120 000"
            assert typed, (name, place, held[place])
            assert Decimal(re.sub(r"[,\s]", "", typed[0])) == units, (name, place)


def values_of(path: Path) -> dict[tuple[str, str], Any]:
    """The values of a return's cells, read as they stand in the file."""
    book = CalamineWorkbook.from_path(path)
    return {
        (name, f"{get_column_letter(column)}{row}"): value
        for name in book.sheet_names
        for row, cells in enumerate(
            book.get_sheet_by_name(name).to_python(skip_empty_area=False), start=1
        )
        for column, value in enumerate(cells, start=1)
    }


@pytest.mark.parametrize("number", ["T1.8.1", " t1.8.1 "])
def test_a_figure_is_followed_from_its_folder_alone(published: Published, number: str) -> None:
    first, second, *rest = trace(published.folder, number)
    assert first == f"T1.8.1: {published.of_csv['T1.8.1']['As printed']}"
    assert "2025-26: validated" in second
    assert any(line.startswith("  summary.xlsx, sheet Data") for line in rest)
    assert rest[-1].startswith("  Asked by: clause 10.4")


def test_an_unknown_figure_is_refused_with_an_example(published: Published) -> None:
    with pytest.raises(InputError, match=r"The statement has no figure T99.1.1.*such as T1.1.1"):
        trace(published.folder, "T99.1.1")
