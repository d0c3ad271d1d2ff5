"""Native charts, each beside a table of the same figures."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape, unescape
from typing import Any

from svtools.workbooks import theme
from svtools.workbooks.blocks import Chart
from svtools.workbooks.cell_xml import content
from svtools.workbooks.cells import column_of
from svtools.workbooks.items import CellKind
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

_SOME = {True: [0], False: ["-"]}
"""What a chart of a master keeps of numbers and of texts: each workbook's own replaces it."""

_CACHE = re.compile(r"<c:f>([^<]*)</c:f><c:(num|str)Cache>.*?(?=</c:\2Cache>)", re.DOTALL)
_POINTS = re.compile(r"<c:ptCount.*", re.DOTALL)
_RANGE = re.compile(r"^'?(.*?)'?!\$([A-Z]+)\$(\d+)")
_NUMBER = re.compile(r"[-+.\dEe]+")
_TAG = re.compile(r"<[^>]*>")


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
    first, named = placed.table.column(chart.series[0]), placed.table.column(chart.categories)
    on_label = LABELS[first.kind] if first.places is None else WITH_PLACES
    for key, look in zip(chart.series, _looks(chart), strict=False):
        drawn.add_series(
            {
                "name": placed.table.column(key).label,
                "categories": _range(home, placed, chart.categories),
                "categories_data": _SOME[named.kind in theme.NUMERIC],
                "values": _range(home, placed, key),
                "values_data": _SOME[True],
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


def with_values(chart: str, values_of: Callable[[str, int, int], Iterable[Any]]) -> str:
    """A chart's XML that keeps the values in its cells, from a sheet's row and column down."""

    def kept(found: re.Match[str]) -> str:
        (sheet, column, row), *_ = _RANGE.findall(unescape(found[1]))
        values = values_of(sheet, int(row) - 1, column_of(column))
        texts = [unescape(_TAG.sub("", content(value, result=True)[1])) for value in values]
        return _POINTS.sub(lambda _: points(texts, "c:", numbers=found[2] == "num"), found[0])

    return _CACHE.sub(kept, chart)


def points(texts: Sequence[str], p: str, *, numbers: bool) -> str:
    """The points that a chart keeps of some cells; `p` is the prefix of its elements."""
    shown = [
        f'<{p}pt idx="{index}"><{p}v>{escape(text, quote=False)}</{p}v></{p}pt>'
        for index, text in enumerate(texts)
        if text and (not numbers or _NUMBER.fullmatch(text))
    ]
    return f'<{p}ptCount val="{len(texts)}"/>{"".join(shown)}'
