"""From a declaration and a job's data to an .xlsx that carries its own answers.

The same input gives the same bytes. Data never becomes a formula or a link: only declared
formulas do. Every formula carries its calculated result: the ones the job's data already holds
or, where it lacks any, those that `svtools.workbooks.results` calculates.
"""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jinja2

from svtools import __version__
from svtools.gc_pause import no_collection
from svtools.workbooks import theme
from svtools.workbooks.charts import add_chart
from svtools.workbooks.declaration import IDENTITY, CellKind, Item, Role, Template
from svtools.workbooks.language import EnglishWorkbook
from svtools.workbooks.layout import Data, PlacedSheet, lay_out, tables_by_key
from svtools.workbooks.quick_sheet import QuickSheet
from svtools.workbooks.replacing import replace_with
from svtools.workbooks.room_for_results import with_room_for_results
from svtools.workbooks.sheet_values import serial
from svtools.workbooks.sheet_writer import SheetWriter
from svtools.workbooks.validation import Choices

CREATED = datetime(2025, 1, 1)  # noqa: DTZ001 - a workbook's property has no time zone
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(template: Template, data: Data, path: Path, *, blank: bool = False) -> None:
    """Write the workbook to `path`, replacing what is there whole or not at all.

    `data` holds what the declaration's sources name, `fields` (values of inputs and results of
    formulas by "block.key") and rows of tables. With `blank`, what would be issued is left open
    for the council to fill in. Raises OutputError where the file can't be put in place.
    """
    replace_with(path, build(template, data, blank=blank))


def build(template: Template, data: Data, *, blank: bool = False) -> bytes:
    """The workbook's bytes."""
    with no_collection():
        book = BookWriter(template, data, blank=blank)
        content = book.run()
    if book.uncalculated:
        from svtools.workbooks.results import with_results  # noqa: PLC0415 - the engine loads slowly

        content = with_room_for_results(with_results(content))
    return content


class BookWriter:
    """One workbook in the making: its data, its texts and its formats."""

    def __init__(self, template: Template, data: Data, *, blank: bool) -> None:
        self.template = template
        self.blank = blank
        self.uncalculated = False
        identity = {
            "template": template.name,
            "version": template.version,
            "tool": f"Social Value Tools {__version__}",
            "council": data.get("council", {}).get("name"),
            "policy": data.get("council", {}).get("policy"),
        }
        sources = [table.rows.partition(".")[0] for _, table in template.tables() if blank]
        sources = [source for source in sources if source not in template.lists]
        # What the job gives, with what the file says of itself; blank sources of rows have none.
        self.data = {**dict.fromkeys(sources, ()), "fields": {}, **data, IDENTITY.key: identity}
        self._formats: dict[tuple[Any, ...], Any] = {}
        self._jinja = jinja2.Environment(  # noqa: S701 - cells, not HTML
            undefined=jinja2.ChainableUndefined if blank else jinja2.StrictUndefined
        )
        self.plan: list[PlacedSheet] = []
        self._stream = io.BytesIO()
        options = OPTIONS | {"default_format_properties": dict(theme.NORMAL)}
        self.book = EnglishWorkbook(self._stream, options)

    def run(self) -> bytes:
        """Write every sheet, then the charts; the file's bytes."""
        self.book.set_properties({"title": self.text(self.template.title), "created": CREATED})
        plan = self.plan = lay_out(self.template, self.data)
        sheets = [self.book.add_worksheet(placed.sheet.name, QuickSheet) for placed in plan]
        tables = tables_by_key(plan)
        choices = Choices(self.template, tables, self.book)
        writers = [
            SheetWriter(self, sheet, placed, choices)
            for placed, sheet in zip(plan, sheets, strict=True)
        ]
        for writer in writers:
            writer.run()
        for writer in writers:
            for row, left, chart in writer.placed.charts:
                place = row, left, writer.chart_width(left)
                said = replace(chart, title=self.text(chart.title), alt=self.text(chart.alt))
                add_chart(self.book, writer.sheet, place, said, tables)
        sheets[0].activate()
        self.book.close()
        return self._stream.getvalue()

    def text(self, source: str) -> str:
        """A declared text with the job's data filled in."""
        if "{" not in source:
            return source
        return self._jinja.from_string(source).render(self.data).strip()

    def format(self, properties: Mapping[str, Any]) -> Any:
        """The workbook's format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(dict(properties))
        return self._formats[key]

    def is_open(self, item: Item) -> bool:
        """Whether somebody fills this in: an input, or what a blank workbook doesn't issue."""
        return item.role is Role.INPUT or (self.blank and item.role is Role.ISSUED)

    def item_format(
        self,
        item: Item,
        role: Role,
        *,
        alone: bool = False,
        big: bool = False,
        goes_on: bool = False,
        linked: bool = False,
    ) -> Any:
        """How an item's cell looks; a value `alone` beside its label keeps to the left.

        Pounds that are `big` are a headline; of a run of inputs that `goes_on` only the first has
        an edge. One that is `linked` leads somewhere.
        """
        look = theme.cell(
            role,
            item.kind,
            locked=not self.is_open(item),
            hide_zero=item.hide_zero,
            places=item.places,
            goes_on=goes_on,
        )
        if linked:
            look = look | theme.LINKED
        if big and item.kind is CellKind.MONEY:
            look = look | theme.BIG
        return self.format(look | {"align": "left", "indent": 1} if alone else look)

    def result(self, known: Any) -> Any:
        """The result a formula's cell shows; where the job doesn't know it, the engine will."""
        if known is None:
            self.uncalculated = True
            return 0
        if known == "":
            return EMPTY_TEXT
        return serial(known) if isinstance(known, date) else known


class _EmptyText(str):
    """An empty text as a formula's result.

    XlsxWriter takes a result that equals "" for none at all, and the cell for uncalculated.
    """

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return other is self

    def __ne__(self, other: object) -> bool:
        return other is not self


EMPTY_TEXT = _EmptyText()
