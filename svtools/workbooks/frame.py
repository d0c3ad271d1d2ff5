"""XlsxWriter's workbook without its cells: everything else of it, made once for many.

All that is taken from inside XlsxWriter stands here; a test says when it moves. It says nothing of
a workbook's language, which screen readers need, and that its charts are in American English.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from svtools.workbooks.cell_xml import content
from svtools.workbooks.cells import EMU
from svtools.workbooks.package_parts import Part, packed_text, parts_of

LANGUAGE = "en-GB"
HERE = "\ue000"
"""Stands in a frame's XML where something is printed: a sheet's rows, links and page breaks."""

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

_COUNTS = re.compile(r' (?:count|uniqueCount)="\d+"(?=[^<]*>)')
_ANCHOR = re.compile(r'<xdr:twoCellAnchor editAs="oneCell">(.*?)<xdr:to>.*?</xdr:to>', re.DOTALL)


class Frame(Worksheet):  # type: ignore[misc]  # it ships no type hints
    """A sheet of which XlsxWriter writes everything but cells, links and rows' page breaks."""

    def _write_sheet_data(self) -> None:
        self.fh.write(f"<sheetData>{HERE}</sheetData>")

    def _write_hyperlinks(self) -> None:
        self.fh.write(HERE)

    def _write_row_breaks(self) -> None:
        self.fh.write(HERE)

    def reach(self, row: int, column: int) -> None:
        """Say that a cell stands there."""
        self._check_dimensions(row, column)

    def _prepare_formula(self, formula: str, _: bool = False) -> str:
        """A formula as it is written: `formula_rules` has no function that needs a prefix."""
        return formula.removeprefix("=")

    def add_tall_table(
        self, corner: tuple[int, int], last: tuple[int, int], options: dict[str, Any]
    ) -> None:
        """Add a table as if it had one row, since XlsxWriter keeps something for every cell."""
        (top, left), (bottom, right) = corner, last
        totals = options["total_row"]
        self.add_table(top, left, top + 1 + totals, right, options)
        made = self.tables[-1]
        for key, until in (("range", bottom + totals), ("a_range", bottom), ("autofilter", bottom)):
            if made.get(key):
                made[key] = re.sub(r"\d+$", str(until + 1), made[key])


class FrameWorkbook(Workbook):  # type: ignore[misc]
    """XlsxWriter's workbook in British English, whose cells are printed elsewhere."""

    def __init__(self, normal: dict[str, Any]) -> None:
        self._stream = io.BytesIO()
        self._looks: dict[tuple[Any, ...], Any] = {}
        super().__init__(self._stream, OPTIONS | {"default_format_properties": normal})

    def format(self, look: Mapping[str, Any]) -> Any:
        """The format with these properties, made once."""
        key = tuple(sorted(look.items()))
        if key not in self._looks:
            self._looks[key] = self.add_format(dict(look))
        return self._looks[key]

    def style(self, look: Mapping[str, Any]) -> int:
        """The number by which cells name a format."""
        return int(self.format(look)._get_xf_index())

    @property
    def words(self) -> dict[str, int]:
        """The number of each text that cells share."""
        shared: dict[str, int] = self.str_table.string_table
        return shared

    def share(self, text: str) -> None:
        """Keep a text among those that cells share."""
        self.str_table._get_shared_string_index(text)

    def parts(self) -> list[Part]:
        """The frame's parts in their order; nothing can be added after."""
        self.close()
        charts = iter(self.charts)  # as they stand in the drawings
        return [_changed(part, charts) for part in parts_of(self._stream.getvalue())]


def _changed(part: Part, charts: Iterator[Any]) -> Part:
    """A part that says what XlsxWriter leaves out or says otherwise."""
    name = part.info.filename
    if name == "docProps/core.xml":
        language = f"<dc:language>{LANGUAGE}</dc:language></cp:coreProperties>"
        text = part.text.replace("</cp:coreProperties>", language)
    elif name.startswith("xl/charts/"):
        text = part.text.replace('"en-US"', f'"{LANGUAGE}"')
    elif name.startswith("xl/drawings/drawing"):
        text = _ANCHOR.sub(lambda anchor: _sized(anchor[1], next(charts)), part.text)
        text = text.replace("</xdr:twoCellAnchor>", "</xdr:oneCellAnchor>")
    else:
        return part
    return packed_text(name, text)


def with_texts(part: str, texts: Iterable[str]) -> Iterator[str]:
    """The part of the texts that cells share, with more of them; it need not count them."""
    yield _COUNTS.sub("", part).removesuffix("</sst>")
    for text in texts:
        _, element = content(text)
        yield f"<si>{element.removeprefix('<is>').removesuffix('</is>')}</si>"
    yield "</sst>"


def _sized(anchor: str, chart: Any) -> str:
    """A chart with a size, rather than a last cell: how high rows are is not known yet."""
    size = f'<xdr:ext cx="{chart.width * EMU}" cy="{chart.height * EMU}"/>'
    return f"<xdr:oneCellAnchor>{anchor}{size}"
