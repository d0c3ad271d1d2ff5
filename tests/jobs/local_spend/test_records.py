"""A quotation mark that is never closed swallows no row, and puts nobody's name elsewhere."""

from pathlib import Path

import pytest

from svtools.jobs.local_spend.records import Record, records
from tests.jobs.local_spend.spending import codes, lines, spent, three

DAY = "14/05/2025"


def test_a_stray_mark_swallows_no_row(tmp_path: Path) -> None:
    content = lines(
        '13/04/2025,100.00,"Pier View Ltd"',
        f'{DAY},200.00,"Estuary Services Ltd',
        f"{DAY},300.00,Mr John Hidden",
        f"{DAY},400.00,Estuary Services Ltd",
        f'{DAY},500.00,"Gamma Ltd"',
        f"{DAY},600.00,Estuary Services Ltd",
        headings="Date,Amount,Supplier",
    )
    result = spent(tmp_path, content)

    assert three(result) == (100, 1200, 800)
    (problem,) = result.problems
    assert (problem.code, problem.cell_names) == ("spend-quotes", "A3, A4, A5, A6")
    assert "4 rows" in problem.what
    assert {s.name for s, _ in result.figures.suppliers} == {
        "Pier View Ltd", "Estuary Services Ltd", "Gamma Ltd",
    }  # fmt: skip


@pytest.mark.parametrize("count", [3, 99, 100, 101, 5000])
def test_however_many_rows_follow_it(tmp_path: Path, count: int) -> None:
    rows = [f"2,Estuary,Place,Roads,{DAY},1.00"] * count
    result = spent(tmp_path, lines(f'2,"Estuary,Place,Roads,{DAY},1.00', *rows))
    assert three(result) == (0, count + 1, 0)
    assert codes(result) == {"spend-quotes"}


def read(*rows: str) -> list[Record]:
    return list(records([f"{row}\r\n" for row in rows], ","))


@pytest.mark.parametrize(
    "value",
    ["one\r\ntwo", "one\r\n3, four", "1\r\n2\r\n3", 'a ""quoted"" word\r\nand, 2 more'],
)
@pytest.mark.parametrize("row", ['7,"{}",5.00', '7,5.00,"{}"'])
def test_a_value_of_several_lines_stays_one(row: str, value: str) -> None:
    text = "".join(f"{line}\r\n" for line in ("1,x,2.00", row.format(value), "2,y,3.00"))
    found = list(records(text.splitlines(keepends=True), ","))

    assert [len(each.cells) for each in found] == [3, 3, 3]
    assert not any(each.mended for each in found)
    assert value.replace('""', '"') in found[1].cells


def test_a_comma_in_marks_beside_a_stray_one_makes_a_longer_row() -> None:
    first, second, third = read("1,Alpha,5", '2,"Smith, Ltd","6', "3,Beta,7")
    assert first.cells == ["1", "Alpha", "5"]
    assert (second.mended, len(second.cells)) == (True, 4)
    assert third.cells == ["3", "Beta", "7"]
