"""What stands far out on a sheet is read in its place; blank rows and formats take nothing."""

import tracemalloc
from pathlib import Path

import pytest

from svtools.errors import UnreadableFile
from svtools.jobs.opening import open_own
from svtools.workbooks.book import open_book
from svtools.workbooks.cells import CellError, Uncalculated
from svtools.workbooks.far_cells import Places, Rows
from svtools.workbooks.safety import Limits
from tests.workbooks.handmade import CASES, ods_bytes, saved, xlsx_bytes

ONE = '<row r="1"><c r="A1"><v>1</v></c><c r="C1" t="inlineStr"><is><t>x</t></is></c></row>'
CLOSE = Limits(area=100)


def rows_of(data: bytes, folder: Path, limits: Limits | None = None) -> Rows:
    return open_book(saved(data, folder), limits).sheets[0].rows


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"></row>',
        '<row r="1048576" s="1" customFormat="1"/>',
        '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"></c></row>',
        '<row r="1048576"><c r="A1048576" s="1" t="s"><v></v></c></row>',
        '<row r="1048576"><c r="B1048576"><v/></c></row>',
        '<row r="1048576"><c/></row>',
    ],
)
def test_blank_rows_and_formats_far_out_are_nothing(far: str, tmp_path: Path) -> None:
    assert rows_of(xlsx_bytes(ONE + far), tmp_path) == [[1, None, "x"]]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<c r='XFD1048576'><v>7</v></c>", 7),
        ('<c\nr = "xfd1048576"><v>7</v></c>', 7),
        ('<c r="XFD1048576" t="e"><v>#REF!</v></c>', CellError("#REF!")),
        ('<c r="XFD1048576" t="e"/>', CellError("#VALUE!")),
        ('<c r="XFD1048576"><f>1+1</f></c>', Uncalculated()),
        ('<c r="XFD1048576" t="inlineStr"><is><t>note</t></is></c>', "note"),
    ],
)
def test_a_cell_in_the_very_last_place_is_read_there(
    cell: str, value: object, tmp_path: Path
) -> None:
    tracemalloc.start()
    rows = rows_of(xlsx_bytes(f'{ONE}<row r="1048576">{cell}</row>'), tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40_000_000
    assert rows[0] == [1, None, "x"]
    assert len(rows) == 1_048_576
    assert rows[-1][16_383] == value
    assert not any(rows[1:-1])


def test_what_was_moved_together_goes_back_to_its_place(tmp_path: Path) -> None:
    far = (
        '<row r="5"><c r="B5"><v>2</v></c><c r="ZZ5" s="1"/><c r="ZZ5" s="1"/></row>'
        '<row r="70"><c r="C70"><v>3</v></c><c r="AB70" t="e"><v>#N/A</v></c></row>'
    )
    near = rows_of(xlsx_bytes(ONE + far), tmp_path)
    moved = rows_of(xlsx_bytes(ONE + far), tmp_path, CLOSE)
    assert [len(row) for row in moved[:6]] == [3, 0, 0, 0, 2, 0]
    assert [cells + [None] * (28 - len(cells)) for cells in moved] == near
    assert (near[4][1], near[69][2], near[69][27]) == (2, 3, CellError("#N/A"))


def test_many_sheets_that_reach_far_are_all_read(tmp_path: Path) -> None:
    """The room is that of all sheets together; what finds none is moved together."""
    rows = f'{ONE}<row r="40"><c r="A40"><v>4</v></c></row>'
    assert rows_of(xlsx_bytes(rows), tmp_path, Limits(area=119))[39] == [4]
    assert rows_of(xlsx_bytes(rows), tmp_path, Limits(area=120))[39] == [4, None, None]


def test_cells_spread_in_every_direction_are_too_large(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="{name}{n}"><v>1</v></c></row>'
        for n, name in enumerate(("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K"), start=1)
    )
    with pytest.raises(UnreadableFile) as refused:
        rows_of(xlsx_bytes(rows), tmp_path, CLOSE)
    assert refused.value.code == "too-large"
    assert refused.value.details["what"] == "cells spread over 11 rows and 11 columns"


def test_places_know_where_what_was_moved_belongs() -> None:
    places = Places([0, 3], [1, 4])
    assert places.spread([[7, None], [None, 8]], 7) == [[None, 7], [], [], [None] * 4 + [8]]
    assert places.spread([], 7) == [[], [], [], []]
    with pytest.raises(UnreadableFile):
        places.spread([[7, None], [None, 8]], 6)


FLOAT = 'office:value-type="float" office:value'


def table(rows: str) -> bytes:
    return ods_bytes(f'<table:table table:name="A">{rows}</table:table>')


def ods_row(cells: str, times: int = 1) -> str:
    repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{repeated}>{cells}</table:table-row>"


def blanks(times: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'


def test_an_ods_is_read_by_what_it_holds_too(tmp_path: Path) -> None:
    first = ods_row(f'<table:table-cell {FLOAT}="1"/>{blanks(16_383)}')
    between = ods_row(blanks(16_384), 1_048_573)
    two = ods_row(f'<table:table-cell {FLOAT}="5"/><table:covered-table-cell/>', 1)
    note = "<text:p>note</text:p></table:table-cell>"
    last = ods_row(
        f"<table:table-cell><office:annotation>{note}".replace("</table:table-cell>", "")
        + f"</office:annotation></table:table-cell>{blanks(16_381)}"
        f'<table:table-cell {FLOAT}="2" table:number-columns-repeated="2"/>'
    )
    rows = rows_of(table(first + between + two + last), tmp_path)
    assert len(rows) == 1_048_576
    assert rows[0] == [1]
    assert rows[1_048_574] == [5]
    assert rows[-1] == [None] * 16_382 + [2, 2]


def test_an_ods_formatted_to_the_end_is_as_long_as_what_it_holds(tmp_path: Path) -> None:
    rows = ods_row(f'<table:table-cell {FLOAT}="1"/>{blanks(16_383)}') + ods_row(
        blanks(16_384), 1_048_575
    )
    assert rows_of(table(rows), tmp_path) == [[1]]


def test_repeated_cells_far_out_come_back_each_in_its_place(tmp_path: Path) -> None:
    cell = f'<table:table-cell {FLOAT}="3" table:number-columns-repeated="2"/>'
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    rows = rows_of(
        table(
            ods_row(f'<table:table-cell {FLOAT}="1"/>')
            + ods_row(blanks(9), 30)
            + ods_row(f"{blanks(3)}{cell}{blanks(2)}{error}", 2)
        ),
        tmp_path,
        CLOSE,
    )
    far = [None, None, None, 3, 3, None, None, CellError("#DIV/0!")]
    assert rows == [[1], *[[]] * 30, far, far]


def test_a_register_with_a_row_deleted_in_libreoffice_is_read() -> None:
    content = open_own(CASES / "deleted-row" / "register.xlsx", "contracts_register").content
    assert len(content.rows("contracts")) == 18
