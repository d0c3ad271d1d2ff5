"""Files made to hurt whoever opens them: each is stopped before it costs time or memory."""

import io
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from svtools.errors import UnreadableFile
from svtools.workbooks.book import open_book
from svtools.workbooks.opening import open_workbook
from svtools.workbooks.package_parts import packed as repacked
from svtools.workbooks.safety import Limits, inflated
from tests.workbooks.handmade import (
    CASES,
    SHEET,
    XLSX_PARTS,
    ods_bytes,
    packed,
    saved,
    sheet_xml,
    xlsx_bytes,
)

SMALL = Limits(file_bytes=200_000, members=20, inflated_bytes=3_000_000, cells=1_000)
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def verdict(data: bytes, folder: Path, limits: Limits = SMALL) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused:
        open_book(saved(data, folder), limits)
    return refused.value


def cells_to(name: str, row: int) -> bytes:
    return xlsx_bytes(f'{ONE}<row r="{row}"><c r="{name}{row}"><v>1</v></c></row>')


def test_a_part_of_millions_of_spaces_is_never_unpacked(tmp_path: Path) -> None:
    data = xlsx_bytes(sheet=sheet_xml(ONE) + " " * 50_000_000)
    tracemalloc.start()
    found = verdict(data, tmp_path, Limits())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.code == "too-large"
    assert "300 to 1" in str(found.details["limit"])
    assert peak < 40_000_000


def test_a_part_that_says_less_than_it_holds_is_refused(tmp_path: Path) -> None:
    data = bytearray(xlsx_bytes(sheet=sheet_xml(ONE) + " " * 900_000))
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(SHEET.encode()))
    data[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    assert verdict(bytes(data), tmp_path).code == "damaged"


def test_many_parts_are_too_large_together(tmp_path: Path) -> None:
    parts = {f"xl/worksheets/sheet{n}.xml": "".join(map(str, range(200_000))) for n in range(2, 6)}
    assert verdict(xlsx_bytes(ONE, **parts), tmp_path, Limits(inflated_bytes=3_000_000)).code == (
        "too-large"
    )


def test_a_shared_string_of_megabytes_is_too_large(tmp_path: Path) -> None:
    text = "".join(map(str, range(700_000)))
    data = xlsx_bytes(ONE, **{"xl/sharedStrings.xml": f"<sst><si><t>{text}</t></si></sst>"})
    limits = Limits(inflated_bytes=3_000_000)
    assert verdict(data, tmp_path, limits).code == "too-large"


@pytest.mark.parametrize(("members", "code"), [(15, None), (16, "too-large")])
def test_the_number_of_parts_has_a_limit(members: int, code: str | None, tmp_path: Path) -> None:
    parts = {f"xl/media/{n}.png": b"" for n in range(members)}
    data = xlsx_bytes(ONE, **parts)
    if code is None:
        assert open_book(saved(data, tmp_path), SMALL).sheets
    else:
        assert verdict(data, tmp_path).code == code


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    assert verdict(bytes(200_001), tmp_path).code == "too-large"


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
@pytest.mark.parametrize("again", [SHEET, SHEET.upper()])
def test_the_same_part_twice_is_damage(again: str, tmp_path: Path) -> None:
    made = io.BytesIO(xlsx_bytes(ONE))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(again, sheet_xml(""))
    assert verdict(made.getvalue(), tmp_path).code == "damaged"


@pytest.mark.parametrize(
    ("column", "row"), [("XFE", 1), ("AAAA", 1), ("A", 1_048_577), ("A", 99_999_999_999)]
)
def test_a_cell_outside_of_a_sheet_is_damage(column: str, row: int, tmp_path: Path) -> None:
    assert verdict(cells_to(column, row), tmp_path).code == "damaged"


@pytest.mark.parametrize("repeated", [False, True])
@pytest.mark.parametrize(("cells", "code"), [(1_000, None), (1_001, "too-large")])
def test_cells_that_hold_something_are_counted(
    cells: int, code: str | None, repeated: bool, tmp_path: Path
) -> None:
    row = '<c><v>7</v></c><c s="1"/>' if repeated else "<c><v>7</v></c>"
    data = xlsx_bytes("".join(f"<row>{row}</row>" for _ in range(cells)))
    if code is None:
        assert len(open_book(saved(data, tmp_path), SMALL).sheets[0].rows) == cells
    else:
        assert verdict(data, tmp_path).code == code


@pytest.mark.parametrize(("times", "code"), [(1_000, None), (1_001, "too-large")])
def test_cells_that_an_ods_repeats_are_counted(
    times: int, code: str | None, tmp_path: Path
) -> None:
    cell = f'office:value-type="float" office:value="7" table:number-columns-repeated="{times}"'
    data = ods_bytes(
        f'<table:table table:name="A"><table:table-row><table:table-cell {cell}/>'
        "</table:table-row></table:table>"
    )
    if code is None:
        assert open_book(saved(data, tmp_path), SMALL).sheets[0].rows == [[7] * times]
    else:
        assert verdict(data, tmp_path).code == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>' + sheet_xml(ONE)
    assert verdict(xlsx_bytes(sheet=bomb.encode(encoding)), tmp_path).code == "damaged"


def test_a_file_cut_off_is_damaged(tmp_path: Path) -> None:
    data = xlsx_bytes(ONE)
    assert {verdict(data[:n], tmp_path).code for n in range(4, len(data) - 1, 7)} == {"damaged"}


def test_a_part_with_one_wrong_byte_is_damaged(tmp_path: Path) -> None:
    data = bytearray(packed({**XLSX_PARTS, SHEET: sheet_xml(ONE)}))
    start = data.find(SHEET.encode()) + len(SHEET)
    data[start + 20] ^= 0xFF
    assert verdict(bytes(data), tmp_path).code == "damaged"


def test_a_part_with_a_password_of_its_own_is_one(tmp_path: Path) -> None:
    data = bytearray(xlsx_bytes(ONE))
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(SHEET.encode()))
    data[entry + 8] |= 1
    assert verdict(bytes(data), tmp_path).code == "password"


def test_what_is_packed_again_is_what_was_inflated() -> None:
    package = inflated(xlsx_bytes(ONE), Limits())
    with zipfile.ZipFile(io.BytesIO(repacked(package.parts))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == package.parts


def test_pictures_and_charts_are_not_inflated() -> None:
    parts = {
        "xl/media/image1.xml": "<a/>",
        "xl/charts/chart1.xml": "<b/>",
        "docProps/a.xml": "<c/>",
    }
    assert not parts.keys() & inflated(xlsx_bytes(ONE, **parts), Limits()).parts.keys()


MANY, LIMIT = 20_000, 3.0
"""So many of a thing, read in so many seconds: when every one is looked for from the start again,
it takes ten times as long or more."""


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        ("<row>" + "<c><f>1</f></c>" * 10 + "</row>", None),
        ("<row>" + '<c t="e"><v>#REF!</v></c>' * 10 + "</row>", None),
        ('<row r="1"><c r="A1" t="e">' * 10, "damaged"),
        ('<row r="1"><c r="A1"><f>' * 10, "damaged"),
        ("<row>" + "<c " * 10, "damaged"),
        ("<!-- " * 10, "damaged"),
    ],
)
def test_reading_takes_time_by_the_size_of_a_file(
    sheet: str, code: str | None, tmp_path: Path
) -> None:
    data = xlsx_bytes(ONE + sheet * (MANY // 10))
    start = time.process_time()
    if code is None:
        assert len(open_book(saved(data, tmp_path)).sheets[0].rows) > MANY // 10
    else:
        assert verdict(data, tmp_path, Limits()).code == code
    assert time.process_time() - start < LIMIT


def test_many_styles_of_percentages_are_looked_up_in_no_time(tmp_path: Path) -> None:
    formats = '<xf numFmtId="9"/>' * MANY
    styles = f"<styleSheet><cellXfs>{formats}</cellXfs></styleSheet>"
    link = '<Relationship Id="r2" Type="x/styles" Target="styles.xml"/></Relationships>'
    relations = "xl/_rels/workbook.xml.rels"
    linked = XLSX_PARTS[relations].replace("</Relationships>", link)
    rows = f'<row><c s="{MANY - 1}"><v>1</v></c></row>' * MANY
    start = time.process_time()
    book = open_book(
        saved(xlsx_bytes(rows, **{"xl/styles.xml": styles, relations: linked}), tmp_path)
    )
    assert len(book.sheets[0].beside.shares) == MANY
    assert time.process_time() - start < LIMIT


def test_a_very_long_name_of_a_sheet_is_read_in_no_time(tmp_path: Path) -> None:
    book = XLSX_PARTS["xl/workbook.xml"].replace('"One"', f'"{"a" * MANY}"')
    start = time.process_time()
    open_book(saved(xlsx_bytes(ONE, **{"xl/workbook.xml": book}), tmp_path))
    assert time.process_time() - start < LIMIT


def test_cells_of_an_ods_that_never_end_are_damage(tmp_path: Path) -> None:
    cells = '<table:table-cell table:formula="of:=1">' * MANY
    random = "".join(map(str, range(MANY)))
    row = f'<table:table table:name="A"><table:table-row>{cells}{random}'
    start = time.process_time()
    assert verdict(ods_bytes(row), tmp_path, Limits()).code == "damaged"
    assert time.process_time() - start < LIMIT


def test_rows_that_are_long_and_nearly_empty_take_no_memory(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 1_000_000, 1_000)
    )
    tracemalloc.start()
    assert verdict(xlsx_bytes(rows), tmp_path, Limits()).code == "too-large"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 80_000_000


def test_formulas_without_addresses_are_no_workbook_of_ours_within_a_moment() -> None:
    start = time.process_time()
    with pytest.raises(UnreadableFile) as refused:
        open_workbook(CASES / "slow" / "unnamed_formulas.xlsx", "tender_offer")
    assert refused.value.code == "no-template"
    assert time.process_time() - start < LIMIT
