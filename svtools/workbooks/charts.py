"""Native charts, each beside a table of the same figures."""

from collections.abc import Mapping
from typing import Any

from svtools.workbooks import theme
from svtools.workbooks.declaration import CellKind, Chart
from svtools.workbooks.layout import PlacedTable

SIZE = {"width": 900, "height": 340}
FONT = {"name": theme.FONT["font_name"], "size": 10, "color": theme.INK}
HIDDEN = {"visible": False}
POUNDS = ("£#,##0", "[>=10000]£#,##0,k;[>=1]£#,##0;")
SHOWN = {
    CellKind.MONEY: POUNDS,
    CellKind.RATE: ("0%", "0%"),
    CellKind.NUMBER: ("#,##0", "#,##0.0;-#,##0.0;"),
    CellKind.INTEGER: ("#,##0", "#,##0"),
}
"""The number formats of a chart's axis and of its direct labels; a 0 in a stack has none."""


def add_chart(
    book: Any, sheet: Any, row: int, chart: Chart, tables: Mapping[str, tuple[str, PlacedTable]]
) -> None:
    """Draw `chart` in `row` of the sheet, with its title, direct labels and alt text."""
    home, placed = tables[chart.table]
    drawn = book.add_chart({"type": chart.kind, "subtype": "stacked" if chart.stacked else None})
    on_axis, on_label = SHOWN[placed.table.column(chart.series[0]).kind]
    for number, key in enumerate(chart.series):
        # Labels stand on a stacked column, in an ink that is read on it.
        ink = {"color": theme.LABELS_ON_SERIES[number]} if chart.stacked else {}
        drawn.add_series(
            {
                "name": [home, placed.row, placed.column(key)],
                "categories": _range(home, placed, chart.categories),
                "values": _range(home, placed, key),
                "fill": {"color": theme.SERIES_COLOURS[number]},
                "gap": 60,
                "data_labels": {"value": True, "num_format": on_label, "font": FONT | ink},
            }
        )
    drawn.set_title({"name": chart.title, "name_font": {**FONT, "size": 13}, "overlay": False})
    drawn.set_legend({"position": "bottom", "font": FONT, "none": len(chart.series) == 1})
    categories = {"num_font": FONT, "line": {"color": theme.RULE}, "major_gridlines": HIDDEN}
    values = {"num_font": FONT, "num_format": on_axis, "min": 0, "major_gridlines": HIDDEN}
    if chart.kind == "bar":
        drawn.set_y_axis({**categories, "reverse": True})
        drawn.set_x_axis({**values, "label_position": "none", "line": {"none": True}})
    else:
        drawn.set_x_axis(categories)
        drawn.set_y_axis(values)
    drawn.set_size(SIZE)
    sheet.insert_chart(row, 0, drawn, {"description": chart.alt, "object_position": 2})


def _range(home: str, placed: PlacedTable, key: str) -> list[Any]:
    column = placed.column(key)
    return [home, placed.first, column, placed.last, column]
