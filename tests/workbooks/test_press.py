"""What is printed into a master is what XlsxWriter writes cell by cell, workbook after workbook."""

import io
import re
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from xlsxwriter.chart import Chart
from xlsxwriter.sharedstrings import SharedStringTable
from xlsxwriter.worksheet import Worksheet

from svtools.errors import OutputError
from svtools.folders import templates_folder
from svtools.jobs.blanks import blank_register, calculator
from svtools.measures import open_set
from svtools.workbooks import page_breaks, sheet_setup, strips, write
from svtools.workbooks.declaration import Template
from svtools.workbooks.parse import parse, template
from svtools.workbooks.write import build, masters
from tests.making import Filling, contract, council, fillable, filled, register_data, register_of
from tests.workbooks import gardens, test_look, test_page_breaks
from tests.workbooks.gardens import garden
from tests.workbooks.peoples_parts import parts_of
from tests.workbooks.plain_writer import plain
from tests.workbooks.same_workbook import differences

NAMES = sorted(path.stem for path in templates_folder().glob("*.yaml"))
CODES = list(open_set().measures)
Data = Mapping[str, Any]


def data_for_blank(name: str) -> Data:
    """What a blank needs: the council's rules stand in a register and in the calculator."""
    needed = {"contracts_register": blank_register, "calculator": calculator}
    return needed[name](council()) if name in needed else {}


@pytest.mark.parametrize("name", NAMES)
def test_a_blank_of_every_template_is_as_the_plain_writer_has_it(name: str) -> None:
    declared, data = template(name), data_for_blank(name)
    assert differences(build(declared, data, blank=True), plain(declared, data, blank=True)) == []


def a_return(count: int, *, title: str = "Grounds", units: float = 4) -> Data:
    """The data of a return with so many promises, filled in."""
    each = contract("C1", title=title)
    codes = CODES[:count]
    register = register_of((each, dict.fromkeys(codes, units)))
    return filled(register, each, Filling({codes[0]: (1, 2.5, None, "a few")}))


GROWN = {
    "return of one promise": (fillable(), a_return(1)),
    "return of many": (fillable(), a_return(20)),
    "garden": (garden(), gardens.DATA),
    "board": (garden("garden_board"), test_look.DATA),
    "pages": (garden("garden_pages"), test_page_breaks.DATA),
    "pages of two gardens": (
        garden("garden_pages"),
        {**test_page_breaks.DATA, "beds": test_page_breaks.BEDS[:4]},
    ),
    "register": (
        template("contracts_register"),
        register_data(
            register_of(
                *((contract(f"C{n}"), {next(iter(open_set().measures)): n + 1}) for n in range(4))
            )
        ),
    ),
}


@pytest.mark.parametrize("name", GROWN)
def test_a_filled_workbook_is_as_the_plain_writer_has_it(name: str) -> None:
    declared, data = GROWN[name]
    assert differences(build(declared, data), plain(declared, data)) == []


FIRST_ONES = "Only in the first"
PAIRS = {
    "return": (
        fillable(),
        a_return(3, title=FIRST_ONES, units=900),
        a_return(3, title="The second's <title>"),
    ),
    "garden": (
        garden(),
        {**gardens.DATA, "club": {"name": FIRST_ONES}, "plants": [{"plant": FIRST_ONES}] * 3},
        gardens.DATA,
    ),
    "board": (
        garden("garden_board"),
        {
            **test_look.DATA,
            "headline": [{"what": FIRST_ONES, "planted": 123456, "grown": 123457}] * 2,
            "beds": [{"bed": FIRST_ONES, "size": 5, "planted": 6}] * 2,
        },
        test_look.DATA,
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_nothing_of_a_workbook_is_in_the_next_of_its_kind(name: str) -> None:
    declared, first, second = PAIRS[name]
    masters.clear()
    build(declared, first)
    count = len(masters)
    after = build(declared, second)
    assert len(masters) == count, "the same master prints both"
    masters.clear()
    assert build(declared, second) == after
    assert not any(FIRST_ONES.encode() in part for part in parts_of(after).values())


def test_a_chart_keeps_the_values_of_its_own_workbook() -> None:
    declared, first, second = PAIRS["board"]
    for data, values in ((first, ["123456"] * 2), (second, ["1200000", "3000"])):
        charts = [x for n, x in parts_of(build(declared, data)).items() if "charts/chart" in n]
        kept = [re.findall(rb"<c:v>(\d+)</c:v>", chart) for chart in charts]
        assert any([v.decode() for v in each[:2]] == values for each in kept), kept


def test_charts_are_as_large_as_declared_however_high_the_rows_beside_them() -> None:
    drawing = parts_of(build(garden("garden_board"), test_look.DATA))["xl/drawings/drawing1.xml"]
    assert b"twoCellAnchor" not in drawing
    sizes = re.findall(rb'<xdr:ext cx="(\d+)" cy="(\d+)"/>', drawing)
    assert {int(height) // 9525 for _, height in sizes} == {320}
    assert all(int(width) > 9525 * 300 for width, _ in sizes)


def test_only_so_many_masters_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "MOST_MASTERS", 2)
    masters.clear()
    one = odd(tmp_path)
    first, *_ = [build(one, {"rows": [{"any": n}] * n}) for n in (1, 2, 3)]
    assert len(masters) == 2
    assert build(one, {"rows": [{"any": 1}]}) == first


ODD = """
template: odd
version: 1
title: Odd
sheets:
  - name: Odd & "even"
    purpose: Look.
    blocks:
      - table:
          key: odds
          rows: rows
          columns:
            - {key: any, heading: Any, issued: any}
            - {key: other, heading: Other <b>, input: text}
            - {key: same, heading: Same, formula: "={other}&T({any})"}
"""


def odd(folder: Path) -> Template:
    path = folder / "odd.yaml"
    path.write_text(ODD, encoding="utf-8")
    return parse(path)


class Word(StrEnum):
    """A text of another class."""

    ONE = "one"


LINKED = """
template: linked
version: 1
title: Linked
sheets:
  - name: One
    purpose: Look.
    blocks:
      - table:
          key: links
          rows: rows
          columns:
            - {key: any, heading: Any, issued: any, to: to}
            - {key: other, heading: Other, input: text, to: links.any}
  - name: Two & "two"
    purpose: Look.
"""


def test_what_is_shown_leads_where_its_row_says(tmp_path: Path) -> None:
    path = tmp_path / "linked.yaml"
    path.write_text(LINKED, encoding="utf-8")
    rows = [
        {"any": '<&"a"', "to": 'Two & "two"', "other": "back"},
        {"any": "nowhere", "to": "Three", "other": None},
        {"any": None, "to": 'Two & "two"', "other": "=up"},
        {"any": "row", "to": "links.other"},
    ]
    made = build(parse(path), {"rows": rows})
    assert differences(made, plain(parse(path), {"rows": rows})) == []
    sheet = openpyxl.load_workbook(io.BytesIO(made))["One"]
    links = {
        cell.coordinate: cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink
    }
    two = "'Two & \"two\"'!A1"
    assert links == {"A5": two, "B5": "'One'!A5", "B7": "'One'!A7", "A8": "'One'!B8"}


VALUES: list[Any] = [
    *("", None, "a", "a", " lead", "trail ", "a\nb", "a\tb", "x" * 300, "<&>\"'", "=1+1", "0012"),
    *("a\x07b", "_x0041_", "\ud800", "\ufffe", "🌳é£", "x" * 32_001, "internal:A1", "Any"),
    *(0, 1, -3, True, False, 1.0, 0.1 + 0.2, 1e21, 1e-9, -0.0, Decimal("0.10"), Decimal("1E+3")),
    *(Decimal("0.00"), 123456789012345678, Word.ONE, Path("folder")),
    *(date(2026, 4, 1), date(1900, 1, 5), datetime(2026, 4, 1, 12, 30)),  # noqa: DTZ001
]
LONE = "\ud800"  # which XlsxWriter can't write


def test_values_of_every_kind_stand_as_the_plain_writer_has_them(tmp_path: Path) -> None:
    values = [value for value in VALUES if value != LONE]
    rows = [{"any": value, "other": values[-n], "same": "="} for n, value in enumerate(values)]
    declared = odd(tmp_path)
    for chosen in (rows, rows[::-1], rows[:1] * 3):
        data = {"rows": chosen}
        assert differences(build(declared, data), plain(declared, data)) == []


def test_calamine_and_openpyxl_read_the_same(tmp_path: Path) -> None:
    rows = [{"any": value, "other": "", "same": ""} for value in VALUES if value != LONE]
    made = build(odd(tmp_path), {"rows": rows})
    one = openpyxl.load_workbook(io.BytesIO(made), data_only=True).active
    other = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    for row, cells in enumerate(other[3 : 3 + len(rows) + 1]):
        told = one.cell(row + 4, 1).value
        decoded = openpyxl.utils.escape.unescape(told) if isinstance(told, str) else told
        assert cells[0] == (decoded or "") or cells[0] == told


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("nan")])
def test_a_number_that_no_cell_holds_is_an_error(tmp_path: Path, value: object) -> None:
    with pytest.raises(ValueError, match="can't stand in a cell"):
        build(odd(tmp_path), {"rows": [{"any": value, "same": ""}]})


class Streamed:
    """Rows made on the way."""

    def __init__(self, count: int, said: int | None = None) -> None:
        self.count, self.said = count, count if said is None else said

    def __len__(self) -> int:
        return self.said

    def __iter__(self) -> Iterator[Data]:
        return ({"any": f"text {n % 7}", "other": n, "same": "="} for n in range(self.count))


@pytest.mark.parametrize("count", [1, strips.BATCH - 1, strips.BATCH, strips.BATCH + 1, 6_000])
def test_rows_made_on_the_way_are_as_those_of_a_list(tmp_path: Path, count: int) -> None:
    declared = odd(tmp_path)
    made = build(declared, {"rows": Streamed(count)})
    assert made == build(declared, {"rows": list(Streamed(count))})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0)
    assert sheet.to_python()[4 + count - 1][1] == count - 1


@pytest.mark.parametrize("most", [strips.MOST_SHARED, 20, 0])
def test_a_long_tables_texts_are_those_of_its_own_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(strips, "MOST_SHARED", most)
    declared, count = odd(tmp_path), strips.KEPT + 1
    for texts in ([*VALUES, "Any", "Odd"], ["Look.", *reversed(VALUES)], ["Look."]):
        chosen = [value for value in texts if value != LONE]
        rows = [{"any": chosen[n % len(chosen)], "other": n, "same": "="} for n in range(count)]
        made, expected = build(declared, {"rows": rows}), plain(declared, {"rows": rows})
        assert differences(made, expected) == []
        ours, theirs = (texts_in(each) for each in (made, expected))
        assert ours == theirs


def texts_in(workbook: bytes) -> list[str]:
    """The texts of its first sheet, as another program reads them."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
    return [value for row in rows for value in row if isinstance(value, str)]


@pytest.mark.parametrize("said", [4, 6])
def test_another_number_of_rows_than_was_said_is_an_error(tmp_path: Path, said: int) -> None:
    with pytest.raises(ValueError, match="odds has 5 rows, and said"):
        build(odd(tmp_path), {"rows": Streamed(5, said)})


def test_a_workbook_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "odd.xlsx"
    path.write_bytes(b"as it was")
    with pytest.raises(ValueError, match="and said"):
        write.write(odd(tmp_path), {"rows": Streamed(6_000, 6_001)}, path)
    assert path.read_bytes() == b"as it was"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["odd.xlsx", "odd.yaml"]


def test_a_sheet_too_large_for_a_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 300_000)
    with pytest.raises(OutputError, match="too large for a file") as refused:
        build(odd(tmp_path), {"rows": Streamed(3_000)})
    assert "in parts" in str(refused.value.remedy)


def test_what_fails_while_rows_are_made_is_told_as_it_is(tmp_path: Path) -> None:
    class Failing(Streamed):
        """Rows that can't be made."""

        def __iter__(self) -> Iterator[Data]:
            raise RuntimeError("no rows today")

    with pytest.raises(RuntimeError, match="no rows today"):
        build(odd(tmp_path), {"rows": Failing(1_000)})


SHORT = """
template: short
version: 1
title: Short
sheets:
  - name: Short
    purpose: Look.
    blocks:
      - table: {key: first, heading: First, rows: rows, columns: [{key: a, heading: A, issued: a}]}
      - table: {key: other, heading: Other, rows: more, columns: [{key: b, heading: B, issued: b}]}
"""


@pytest.mark.parametrize("count", [1, 33, 34, 35, 36, 37, 38, 39, 60, 400])
@pytest.mark.parametrize("text", ["short", "much longer " * 20])
def test_pages_depend_on_how_high_a_workbooks_own_rows_are(
    tmp_path: Path, count: int, text: str
) -> None:
    path = tmp_path / "short.yaml"
    path.write_text(SHORT, encoding="utf-8")
    declared = parse(path)
    for rows in ([text] * count, ["x"] * count):
        data = {"rows": [{"a": each} for each in rows], "more": [{"b": "x"}] * 3}
        assert differences(build(declared, data), plain(declared, data)) == []


@pytest.mark.parametrize("height", [880, 900, 901])
def test_a_sheet_is_short_up_to_the_height_of_a_page(height: int) -> None:
    paging = sheet_setup.Paging(10, one_page=False, scale=100)
    heights = dict.fromkeys(range(10), 20) | {3: height - 180, 11: 5_000}
    assert paging.is_short(heights) is (height <= page_breaks.PAGE_HEIGHT)
    assert sheet_setup.Paging(10, one_page=True, scale=100).is_short(heights)


def test_a_package_is_whole_and_names_each_part_once() -> None:
    made = build(garden("garden_board"), test_look.DATA)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert len(names) == len(set(names))
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


INSIDE = [
    (Worksheet, "_write_sheet_data _write_hyperlinks _write_row_breaks _check_dimensions"),
    (Worksheet, "_prepare_formula add_table"),
    (xlsxwriter.format.Format, "_get_xf_index"),
    (SharedStringTable, "_get_shared_string_index"),
    (Chart, "add_series"),
]


def test_what_is_taken_from_inside_xlsxwriter_is_still_there() -> None:
    """Where this fails, look at frame.py, and at the cap on XlsxWriter in pyproject.toml."""
    for home, names in INSIDE:
        assert [name for name in names.split() if not hasattr(home, name)] == []
    book = xlsxwriter.Workbook(io.BytesIO())
    sheet = book.add_worksheet()
    assert isinstance(book.str_table.string_table, dict)
    sheet.add_table(0, 0, 1, 0, {"name": "One"})
    assert sheet.tables[-1].keys() >= {"range", "a_range", "autofilter"}
    assert sheet.fh is None


def test_only_one_module_reaches_inside_xlsxwriter() -> None:
    folder = Path(write.__file__).parent
    private = re.compile(r"\b(?:sheet|book|look|frame)\._\w+\(|str_table|_get_xf")
    found = {p.name for p in folder.glob("*.py") if private.search(p.read_text("utf-8"))}
    assert found - {"frame.py"} == set()


def test_xlsxwriter_is_capped_below_its_next_major_version() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    (said,) = [d for d in project["project"]["dependencies"] if d.startswith("XlsxWriter")]
    major = int(xlsxwriter.__version__.partition(".")[0])
    assert said.endswith(f",<{major + 1}")


@pytest.mark.parametrize("odd", ["\x0b", "\x00", "\ud800", "_x000B_", "<&'\">", "\ufffe"])
def test_a_title_with_what_xml_cannot_hold_leaves_the_package_whole(odd: str) -> None:
    declared = fillable()
    content = build(declared, a_return(2, title=f"Grounds{odd}and parks"))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(package.read(name))  # noqa: S314 - a file of our own making


def test_a_sheet_that_one_workbook_hides_is_in_sight_in_the_next(tmp_path: Path) -> None:
    text = (gardens.TEMPLATES / "garden_return.yaml").read_text(encoding="utf-8")
    text = text.replace("  - name: Garden\n", "  - name: Garden\n    shown_with: gates\n", 1)
    (tmp_path / "garden_return.yaml").write_text(text, encoding="utf-8")
    declared = parse(tmp_path / "garden_return.yaml")
    masters.clear()
    states = []
    for gates in ((), (1,)):
        book = openpyxl.load_workbook(io.BytesIO(build(declared, {**gardens.DATA, "gates": gates})))
        states.append(book["Garden"].sheet_state)
    assert states == ["hidden", "visible"]
