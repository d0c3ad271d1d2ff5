"""A sheet's rows, looked up where they stand: what isn't edited comes back byte for byte."""

import tracemalloc

import pytest

from svtools.errors import InputError
from svtools.workbooks.package_parts import replaced
from svtools.workbooks.sheet_rows import SheetRows, formula_cells, with_formula_cells

ROWS = (
    b'<row r="2" ht="20"><c r="A2"><v>1</v></c><c r="B2"><f>A2*2</f><v>2</v></c></row>\n '
    b'<row r="5"/><row r="7"><c r="A7" t="s"><v>0</v></c></row>'
)


def sheet(rows: bytes) -> bytes:
    return b"<worksheet><cols/><sheetData>%s</sheetData><mergeCells/></worksheet>" % rows


@pytest.mark.parametrize("rows", [ROWS, b"", b"<row r='1'/>"])
def test_what_is_not_edited_is_there_byte_for_byte(rows: bytes) -> None:
    assert SheetRows(sheet(rows), "One").xml() == sheet(rows)


def test_a_sheet_without_rows_gets_its_first() -> None:
    rows = SheetRows(b"<worksheet><sheetData/><tail/></worksheet>", "One")
    rows.put(0, 0, (b"", b"<v>1</v>"), "")
    wanted = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><tail/>'
    assert rows.xml() == wanted + b"</worksheet>"


@pytest.mark.parametrize("number", [0, 1, 2, 4, 5, 6, 9])
def test_a_row_is_edited_in_its_place(number: int) -> None:
    rows = SheetRows(sheet(ROWS), "One")
    rows.put(number, 2, (b"", b"<v>9</v>"), "")
    again = SheetRows(rows.xml(), "One")
    assert b"<v>9</v>" in again.row(number).cells[2]
    for other in {1, 4, 6} - {number}:
        before = SheetRows(sheet(ROWS), "One").row(other)
        assert again.row(other) == before


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="2"/><row r="1"/>',
        b'<row r="2"/><row r="2"/>',
        b"<row><c r='A1'/></row>",
        b'<row r="1"><c><v>1</v></c></row>',
    ],
)
def test_rows_of_an_unknown_shape_are_refused(rows: bytes) -> None:
    with pytest.raises(InputError, match="unknown shape"):
        SheetRows(sheet(rows), "One")


def test_a_formula_that_was_filled_down_is_found_from_any_row() -> None:
    rows = SheetRows(
        sheet(
            b'<row r="1"><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*2</f><v>2</v></c></row>'
            b'<row r="2"><c r="B2"><f t="shared" si="0"/><v>4</v></c></row>'
            b'<row r="3"><c r="B3"><f t="shared" si="0"/><v>6</v></c><c r="C3"><f>B3</f></c></row>'
        ),
        "One",
    )
    assert [rows.formula(n, 1) for n in (2, 0, 1, 3)] == ["A3*2", "A1*2", "A2*2", None]
    assert (rows.formula(2, 2), rows.formula(2, 0)) == ("B3", None)


def test_where_nothing_changes_nothing_is_copied() -> None:
    xml = sheet(ROWS)
    assert with_formula_cells(xml, lambda found, _: found[0]) is xml
    assert replaced(xml, ()) is xml
    changed = with_formula_cells(xml, lambda found, _: found[0].replace(b"A2*2", b"A2*3"))
    assert changed == xml.replace(b"A2*2", b"A2*3")
    assert [cell.text for _, cell in formula_cells(changed)] == ["A2*3"]


def test_a_large_sheet_is_held_once() -> None:
    row = b'<row r="%d"><c r="A%d"><v>1</v></c><c r="B%d"><f>A%d</f><v>%s</v></c></row>'
    xml = sheet(b"".join(row % (n, n, n, n, b"1" * 500) for n in range(1, 20_001)))
    tracemalloc.start()
    try:
        rows = SheetRows(xml, "One")
        rows.put(9, 0, (b"", b"<v>2</v>"), "")
        assert rows.formula(10, 1) == "A11"
        _, most = tracemalloc.get_traced_memory()
        assert most < len(xml) / 2
        tracemalloc.reset_peak()
        assert len(rows.xml()) > len(xml) - 100
        _, most = tracemalloc.get_traced_memory()
        assert most < 1.6 * len(xml)
    finally:
        tracemalloc.stop()
