"""The argument measure_set: a range as a workbook holds it, a name, or nothing."""

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.jobs.register.installed_sets import default_set
from svtools.measures import MeasureSet, open_set, shipped_set
from svtools.settings import VARIABLES, settings_file
from tests.xl.calls import FUNCTIONS, MEASURES
from xl.cells import ExcelError

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
HEADINGS, FIRST, *_ = MEASURES
PROXY = HEADINGS.index("Proxy")
BEFORE = shipped_set("open-2025")
"""What functions go by where the settings name no edition."""


def measure(code: str | None = "A1", edition: str = "one", **changes: Any) -> list[Any]:
    """A made-up row as the example set has them."""
    row = [edition, code, *FIRST[2:]]
    for name, cell in changes.items():
        row[HEADINGS.index(name.capitalize())] = cell
    return row


def price(*rows: list[Any], code: str = "A1", headings: list[Any] = HEADINGS) -> Any:
    return FUNCTIONS["TOMS_PROXY"](code, [headings, *rows])


def why(*rows: list[Any], code: str = "A1", headings: list[Any] = HEADINGS) -> str:
    return str(FUNCTIONS["TOMS_PROXY"].why(code, [headings, *rows]))


@cache
def sheet(name: str, title: str = "Measures") -> tuple[tuple[Any, ...], ...]:
    """The used range of a sheet of a sample, titles and spare rows too."""
    book = openpyxl.load_workbook(SAMPLES / name, read_only=False, data_only=True)
    return tuple(book[title].iter_rows(values_only=True))


@pytest.mark.parametrize(
    ("name", "known"),
    [("open_measure_set.xlsx", open_set()), ("contracts_register.xlsx", BEFORE)],
    ids=["the newest edition", "the one of the contracts"],
)
def test_the_sheet_measures_as_it_stands_in_our_workbooks(name: str, known: MeasureSet) -> None:
    rows = sheet(name)

    assert rows[0][0] == "Measures"
    for each in known.measures.values():
        expected = "" if each.proxy is None else float(each.proxy)
        assert FUNCTIONS["TOMS_PROXY"](each.code, rows) == expected
        assert FUNCTIONS["TOMS_UNIT"](each.code, rows) == each.unit
        assert FUNCTIONS["TOMS_THEME"](each.code, rows) == each.theme
    assert FUNCTIONS["TOMS_LIST"](None, rows) == FUNCTIONS["TOMS_LIST"](None, known.edition)


def test_the_register_as_a_whole_column_of_measures_and_units_is_valued() -> None:
    rows = sheet("contracts_register.xlsx")
    codes = [[code] for code in list(open_set().measures)[:5]] + [[None]] * 1000
    units = [[3.0]] * 5 + [[None]] * 1000

    found = FUNCTIONS["TOMS_VALUE"](codes, units, rows)

    assert found[:5] == FUNCTIONS["TOMS_VALUE"](codes[:5], units[:5])
    assert found[5:] == [[""]] * 1000


@pytest.mark.parametrize(
    "headings",
    [
        ["Edition", "Ref", "Measure", "Units", "Kind", "Theme", "Proxy value (£)", "Group"],
        ["Edition", "CODE", "Title", "unit", "SV or LEV", "Theme", "Proxy", None],
    ],
)
def test_headings_of_somebody_elses_choosing(headings: list[Any]) -> None:
    assert price(measure(), headings=headings) == 12.5


def test_two_editions_in_one_range_are_told_apart() -> None:
    both = [measure("A1", "one"), measure("A1", "two", proxy=99), measure("B1", "two")]

    assert price(*both) == ExcelError.NA
    assert why(*both) == ("A1 is in several editions: one, two. Mark the rows of one edition only.")
    assert price(*both, code="B1") == 12.5
    assert price(both[1]) == 99


@pytest.mark.parametrize(
    ("rows", "error", "words"),
    [
        ([measure(), measure("a1")], "#VALUE!", "measure_set, a1: The code a1 stands twice."),
        ([measure(proxy="#REF!")], "#REF!", "proxy in measure_set holds #REF!."),
        ([measure(), measure("#N/A")], "#N/A", "code in measure_set holds #N/A."),
        ([measure(), measure("A2", proxy=-2146826281)], "#DIV/0!", "proxy in measure_set holds"),
        ([measure(proxy="lots")], "#VALUE!", "measure_set, A1: The proxy 'lots' is not a number."),
        ([measure(proxy=-1)], "#VALUE!", "measure_set, A1: The proxy '-1' is below zero."),
        ([measure(kind="XX")], "#VALUE!", "measure_set, A1: The kind 'XX' is neither SV nor LEV."),
        ([measure(unit=None)], "#VALUE!", "measure_set, A1: There is no unit."),
        ([measure(None)], "#VALUE!", "measure_set, a row: There is no code."),
        ([[None] * 8], "#VALUE!", "The range for measure_set has no measures."),
        ([], "#VALUE!", "The range for measure_set has no measures."),
    ],
)
def test_a_range_with_a_fault(rows: list[list[Any]], error: str, words: str) -> None:
    assert price(*rows) == ExcelError(error)
    assert words in why(*rows)


def test_an_error_beside_the_set_is_nobodys_business() -> None:
    """Only the columns of a measure set are read; an officer's own notes may be broken."""
    headings, row = [*HEADINGS, "My notes"], [*measure(), "#REF!"]

    assert price(row, headings=headings) == 12.5


def test_a_range_without_headings_is_refused() -> None:
    rows = [measure(), measure("A2")]

    assert FUNCTIONS["TOMS_PROXY"]("A1", rows) == ExcelError.VALUE
    assert "has no headings of a measure set" in FUNCTIONS["TOMS_PROXY"].why("A1", rows)


def test_a_range_without_what_a_unit_is_worth_is_refused() -> None:
    """Else every measure would be counted, and a total be 0."""
    headings = [*HEADINGS[:PROXY], "Amount of joy", HEADINGS[-1]]

    assert price(measure(), headings=headings) == ExcelError.VALUE
    assert "no heading for what one unit is worth" in why(measure(), headings=headings)


def test_a_changed_range_is_read_anew() -> None:
    assert [price(measure(proxy=amount)) for amount in (1, 2, 1, 3)] == [1, 2, 1, 3]


@pytest.mark.parametrize("name", ["open-2025", " OPEN-2025 ", BEFORE.name, BEFORE.name.upper()])
def test_a_set_by_its_edition_or_name(name: str) -> None:
    assert FUNCTIONS["TOMS_LIST"](None, name) == FUNCTIONS["TOMS_LIST"]()
    assert FUNCTIONS["TOMS_LIST"](None, [[name]]) == FUNCTIONS["TOMS_LIST"]()


def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    assert FUNCTIONS["TOMS_VALUE"]("AI01", 1, "National") == ExcelError.NA
    assert "There is: open-2025, open-2026." in FUNCTIONS["TOMS_VALUE"].why("AI01", 1, "National")


def own_set(folder: Path) -> Path:
    """A made-up set as a council would keep it: a list with headings."""
    path = folder / "ours.csv"
    lines = [HEADINGS[1:], measure(theme="Safe and Well")[1:]]
    path.write_text("\n".join(",".join(map(str, line)) for line in lines), encoding="utf-8")
    return path


def about() -> dict[str, str]:
    return dict(FUNCTIONS["SV_ABOUT"]())


def test_the_default_is_the_set_of_the_environments_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLES["measures"], str(own_set(tmp_path)))

    assert FUNCTIONS["TOMS_VALUE"]("A1", 8) == 100
    assert FUNCTIONS["TOMS_VALUE"]("A1", 8, [[None]]) == 100
    assert FUNCTIONS["TOMS_UNIT"]("AI01", "open-2025") == open_set().measures["AI01"].unit
    assert about()["Measure set used when none is named"] == "ours (ours)"
    assert about()["Its licence"] == "not stated"
    assert about()["Measure sets on this machine"] == "ours, open-2025, open-2026"


def test_the_default_is_the_set_of_the_settings_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SVTOOLS_HOME", str(tmp_path))
    settings_file().write_text(f"measures: '{own_set(tmp_path)}'\n", encoding="utf-8")

    assert FUNCTIONS["TOMS_VALUE"]("A1", 8) == 100
    assert about()["Settings"] == str(tmp_path / "settings.yaml")


def test_a_register_may_be_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    register = shutil.copy(SAMPLES / "contracts_register.xlsx", tmp_path)
    monkeypatch.setenv(VARIABLES["measures"], str(register))

    assert default_set().edition == "open-2025"
    assert FUNCTIONS["TOMS_UNIT"]("AI01") == open_set().measures["AI01"].unit


def test_a_set_that_is_gone_is_told_by_every_function_that_needs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLES["measures"], str(tmp_path / "gone.xlsx"))

    assert FUNCTIONS["TOMS_VALUE"]([["A1"], ["A2"]], 8) == ExcelError.VALUE
    assert "Check the setting 'measures'." in FUNCTIONS["TOMS_VALUE"].why("A1", 8)
    assert "Check the setting 'measures'." in FUNCTIONS["SV_ABOUT"].why()


def test_sv_about_tells_version_council_policy_and_set() -> None:
    found = FUNCTIONS["SV_ABOUT"]()

    assert all(len(row) == 2 and all(row) for row in found)
    assert about()["Council"] == "Southend-on-Sea City Council"
    assert about()["Policy"] == "Social Value Policy 2021, in force from 01/12/2021"
    assert about()["Measure set used when none is named"] == f"{BEFORE.name} (open-2025)"
    assert about()["Local postcodes"] == "no list is set"


@pytest.mark.parametrize("code", ["a1", " A1 ", "A\u00a01", "A-1", "A\u20111", "\uff211"])
def test_a_code_is_known_however_it_is_typed(code: str) -> None:
    assert price(measure(), code=code) == price(measure())
