"""Suppliers to look up: as many as bring the known share to 95%, and the sheet comes back."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.jobs.local_spend.run import Inputs, local_spend
from svtools.jobs.local_spend.suppliers import LOOK_UP_SHEET
from tests.jobs.local_spend.spending import LIST, YEAR, council, inputs, lines, spent, three

DAY = "14/05/2025"


def unknown(*amounts: float, known: float = 0, hidden: float = 0) -> str:
    rows = [f"{90 + n},Unknown {n},P,R,{DAY},{amount:.2f}" for n, amount in enumerate(amounts)]
    rows += [f"2,Estuary,P,R,{DAY},{known:.2f}"] * bool(known)
    return lines(*rows, *[f",REDACTED,P,R,{DAY},{hidden:.2f}"] * bool(hidden))


@pytest.mark.parametrize(
    ("amounts", "known", "hidden", "listed"),
    [
        ((50, 30, 15, 5), 0, 0, ["Unknown 0", "Unknown 1", "Unknown 2"]),
        ((5, 15, 30, 50), 0, 0, ["Unknown 3", "Unknown 2", "Unknown 1"]),
        ((5,), 95, 0, []),
        ((5.01,), 94.99, 0, ["Unknown 0"]),
        ((50, 30, 4), 0, 16, ["Unknown 0", "Unknown 1"]),
        ((50, -10), 0, 0, ["Unknown 0"]),
    ],
)
def test_so_many_as_are_needed(
    tmp_path: Path, amounts: Any, known: float, hidden: float, listed: list[str]
) -> None:
    result = spent(tmp_path, unknown(*amounts, known=known, hidden=hidden))
    assert [row["name"] for row in result.data()["look_up"]] == listed


def test_what_cant_be_reached_is_said(tmp_path: Path) -> None:
    said = spent(tmp_path, unknown(50, 30, 4, hidden=16)).data()["about_look_up"]
    assert said.startswith("With these 2 suppliers the place of 80% of spend is known.")
    assert "95% can't be reached" in said


def test_the_sheet_is_filled_in_and_given_back(tmp_path: Path) -> None:
    given = inputs(tmp_path, unknown(50, 30, 15, 5))
    local_spend(given, tmp_path / "out.xlsx", council(), YEAR)
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    sheet = book[LOOK_UP_SHEET]
    rows = {cell.value: cell.row for cell in sheet["B"]}
    heads = next(row for row in sheet.iter_rows() if row[0].value == "Supplier number")
    at = {cell.value: cell.column for cell in heads}
    for name, postcode, what in [
        ("Unknown 0", "ss2 2bb", "Registered office"),
        ("Unknown 1", "M1 1AE", None),
        ("Unknown 2", "abroad", None),
    ]:
        sheet.cell(rows[name], at["Postcode"]).value = postcode
        sheet.cell(rows[name], at["What the postcode is"]).value = what
    sheet.cell(rows["Unknown 0"], at["Size"]).value = "Small"
    book.save(tmp_path / "filled.xlsx")

    lists = [*given.suppliers, tmp_path / "filled.xlsx"]
    again = Inputs(given.payments, lists, postcodes=given.postcodes)
    result = local_spend(again, tmp_path / "again.xlsx", council())

    assert three(result) == (50, 45, 5)
    by_how = {row["name"]: float(row["pounds"]) for row in result.data()["by_how"]}
    assert by_how["supplier list, registered office"] == 50
    assert {row["name"]: float(row["local"]) for row in result.data()["by_size"]}["Small"] == 50
    assert result.data()["look_up"] == []
    assert result.data()["state"] == "Ready: the place of 95% of spend is known."


def test_a_box_gives_way_to_an_address(tmp_path: Path) -> None:
    row = lines(f"3,Old Box,P,R,{DAY},10.00")
    assert three(spent(tmp_path, row)) == (0, 0, 10)
    assert three(spent(tmp_path, row, f"{LIST}3,Old Box,M1 1AE,\n")) == (0, 10, 0)


RINGS = 'Ring,Postcodes\nNear,SS\nCounty,"CM1; CM2 2, CM2 1AA"\nRegion,CM\n'


@pytest.mark.parametrize(
    ("postcode", "ring"),
    [
        ("SS1 1AA", "Council's area"),
        ("SS4 1AA", "Near"),
        ("CM1 9ZZ", "County"),
        ("CM11 9ZZ", "Region"),
        ("CM2 2ZZ", "County"),
        ("CM2 1AA", "County"),
        ("CM2 1AB", "Region"),
        ("M1 1AE", "Further away"),
        ("abroad", "Abroad"),
        ("SS99 1AA", "Not known"),
    ],
)
def test_rings_from_the_inside_out(tmp_path: Path, postcode: str, ring: str) -> None:
    listed = f"Number,Postcode\n1,{postcode}\n"
    result = spent(tmp_path, lines(f"1,A,P,R,{DAY},10.00"), listed, rings=RINGS)
    assert {point.ring for point in result.figures.cube} == {ring}
