"""Native charts, each beside a table of the same figures."""

from collections.abc import Mapping
from typing import Any

from svtools.workbooks import theme
from svtools.workbooks.declaration import CellKind, Chart
from svtools.workbooks.layout import PlacedTable

HEIGHT = 320
FONT = {"name": theme.FONT["font_name"], "size": 10, "color": theme.INK}
HIDDEN = {"visible": False}
TITLE_FONT = {**FONT, "size": 12, "bold": True, "color": theme.NAVY}
TOP_LEFT = {"x": 0.01, "y": 0.02}
LABELS = {
    CellKind.MONEY: '[>=999500]"£"0.0,,"m";[>=1000]"£"0,"k";"£"0',
    CellKind.RATE: "0%",
    CellKind.NUMBER: '[=0]"";[>=1000]#,##0;General',
    CellKind.INTEGER: "#,##0",
}
"""The number formats of a chart's direct labels."""

WITH_PLACES = "#,##0.0;-#,##0.0;"
"""Of numbers that always show decimals, such as marks."""


def add_chart(
    book: Any,
    sheet: Any,
    place: tuple[int, int, int],
    chart: Chart,
    tables: Mapping[str, tuple[str, PlacedTable]],
) -> None:
    """Draw `chart` in the row and column of its place, as many pixels wide as that says."""
    row, left, width = place
    home, placed = tables[chart.table]
    drawn = book.add_chart({"type": chart.kind, "subtype": "stacked" if chart.stacked else None})
    first = placed.table.column(chart.series[0])
    on_label = LABELS[first.kind] if first.places is None else WITH_PLACES
    for key, look in zip(chart.series, _looks(chart), strict=False):
        drawn.add_series(
            {
                "name": placed.table.column(key).label,
                "categories": _range(home, placed, chart.categories),
                "values": _range(home, placed, key),
                "fill": {"color": look.fill},
                "border": {"color": look.edge, "width": 1},
                "gap": 45,
                "overlap": 100 if chart.stacked else -4,
                "data_labels": {
                    "value": True,
                    "num_format": on_label,
                    "font": FONT | ({"color": look.label} if chart.stacked else {}),
                },
            }
        )
    drawn.set_title({"name": chart.title, "name_font": TITLE_FONT, "layout": TOP_LEFT})
    drawn.set_legend({"position": "top", "font": FONT, "none": len(chart.series) == 1})
    drawn.set_chartarea({"border": {"none": True}})
    categories = {"num_font": FONT, "line": {"color": theme.RULE}, "major_tick_mark": "none"}
    values = {"visible": False, "min": 0, "major_gridlines": HIDDEN}
    if chart.kind == "bar":
        drawn.set_y_axis({**categories, "reverse": True, "major_gridlines": HIDDEN})
        drawn.set_x_axis(values)
    else:
        drawn.set_x_axis(categories)
        drawn.set_y_axis(values)
    drawn.set_size({"width": width, "height": HEIGHT})
    sheet.insert_chart(row, left, drawn, {"description": chart.alt, "object_position": 2})


def _looks(chart: Chart) -> tuple[theme.Series, ...]:
    if chart.stacked:
        return theme.PARTS
    return theme.CERTAINTY[-len(chart.series) :] if len(chart.series) > 1 else (theme.REPORTED,)


def _range(home: str, placed: PlacedTable, key: str) -> list[Any]:
    column = placed.column(key)
    return [home, placed.first, column, placed.last, column]
