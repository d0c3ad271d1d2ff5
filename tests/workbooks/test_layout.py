"""Where everything stands, and what stands in a cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from svtools.errors import OutputError
from svtools.workbooks.cells import LAST_ROW
from svtools.workbooks.items import Item
from svtools.workbooks.layout import (
    FIRST_BLOCK_ROW,
    PlacedSheet,
    lay_out,
    look_up,
    value_of,
)
from svtools.workbooks.parse import template
from tests.workbooks.gardens import DATA, garden


@dataclass
class Club:
    """Data that is no mapping."""

    name: str


def placed(name: str, data: Mapping[str, Any] = DATA) -> PlacedSheet:
    return next(each for each in lay_out(garden(), data) if each.sheet.name == name)


def test_a_table_has_a_row_for_each_of_its_source_and_its_spare_ones() -> None:
    (planting,) = placed("Planting").tables
    assert (planting.row, planting.first, planting.last) == (3, 4, 9)
    assert [planting.column(key) for key in ("plant", "season_2", "note")] == [0, 2, 8]


def test_a_table_without_rows_has_a_blank_one() -> None:
    (beds,) = placed("Beds", {**DATA, "beds": []}).tables
    assert (beds.first, beds.last) == (4, 4)


@pytest.mark.parametrize(("over", "fits"), [(0, True), (1, False)])
def test_a_table_that_would_end_under_the_last_row_is_refused(over: int, fits: bool) -> None:
    beds = range(LAST_ROW - 4 + over)  # under the headings
    data = {**DATA, "beds": beds}
    if fits:
        assert placed("Beds", data).tables[0].last <= LAST_ROW - 1
        return
    with pytest.raises(OutputError, match=r"'Beds' would need more than 1,048,576 rows"):
        placed("Beds", data)


def test_blocks_stand_one_row_apart_under_their_headings() -> None:
    visitors = placed("Visitors")
    (table,) = visitors.tables
    (helpers,) = visitors.fields
    assert [(row, line.text) for row, _, line in visitors.lines] == [(table.last + 2, "Helpers")]
    assert helpers.row == table.last + 3


def test_no_two_blocks_of_the_shipped_return_meet() -> None:
    sources = ("quarters", "promises", "measures", "kinds", "wards", "target_groups")
    plan = lay_out(template("monitoring_return"), dict.fromkeys(sources, ()))
    for sheet in plan:
        taken = [(left, row) for row, left, _ in sheet.lines]
        taken += [(block.left, row) for block in sheet.fields for row, _ in block.cells()]
        for table in sheet.tables:
            rows = range(table.row, table.last + 1 + bool(table.table.totals))
            taken += [(table.left, row) for row in rows]
        assert len(taken) == len(set(taken))
        assert min(row for _, row in taken) >= FIRST_BLOCK_ROW


def test_a_source_of_rows_that_is_not_there_is_told() -> None:
    with pytest.raises(KeyError, match="beds"):
        lay_out(garden(), {"plants": []})


@pytest.mark.parametrize(
    ("path", "row", "found"),
    [
        ("name", {"name": "row"}, "row"),
        ("club.name", {}, "data"),
        ("club.name", {"club": {"name": "row"}}, "row"),
        ("name", Club("object"), "object"),
        ("other.name", {"other": Club("object")}, "object"),
        ("name", {"name": None}, None),
    ],
)
def test_a_value_is_looked_up_in_the_row_and_then_in_the_data(
    path: str, row: object, found: object
) -> None:
    assert look_up(path, row, {"club": {"name": "data"}}) == found


@pytest.mark.parametrize("path", ["nothing", "club.nothing", "club.name.nothing"])
def test_a_value_that_is_nowhere_is_told(path: str) -> None:
    with pytest.raises(KeyError):
        look_up(path, {}, {"club": {"name": "data"}})


INPUT = Item("beds", "Beds", input="number", default=4)
FORMULA = Item("beds", "Beds", formula="=2*2", default=4)
ISSUED = Item("beds", "Beds", issued="source", default=4)


@pytest.mark.parametrize(
    ("item", "row", "value"),
    [
        (INPUT, {}, 4),
        (INPUT, {"beds": 0}, 0),
        (INPUT, {"beds": None}, None),
        (FORMULA, {}, None),
        (FORMULA, {"beds": 7}, 7),
        (ISSUED, {"source": 9, "beds": 7}, 9),
    ],
)
def test_what_a_row_holds_goes_before_the_default(item: Item, row: Any, value: object) -> None:
    assert value_of(item, row, {}) == value
