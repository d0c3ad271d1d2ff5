"""One workbook to be printed: the job's data, with what the file says of itself."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Any

import jinja2

from svtools import __version__
from svtools.workbooks.blocks import Fields
from svtools.workbooks.declaration import IDENTITY, Template
from svtools.workbooks.items import Item, Role
from svtools.workbooks.layout import Data, lay_out, tables_by_key, value_of
from svtools.workbooks.strips import Run


class Copy:
    """The data of one workbook, where everything of it stands, and its texts."""

    def __init__(self, template: Template, data: Data, *, blank: bool) -> None:
        self.template, self.blank = template, blank
        identity = {
            "template": template.name,
            "version": template.version,
            "tool": f"Social Value Tools {__version__}",
            "council": data.get("council", {}).get("name"),
            "policy": data.get("council", {}).get("policy"),
        }
        sources = {table.rows.partition(".")[0] for _, table in template.tables() if blank}
        no_rows = dict.fromkeys(sources - template.lists.keys(), ())
        self.data = {**no_rows, "fields": {}, **data, IDENTITY.key: identity}
        """What the job gives, with what the file says of itself."""
        self.plan = lay_out(template, self.data)
        self.tables = tables_by_key(self.plan)
        self.results: dict[Run, list[Any]] = {}
        """What was calculated, of formulas whose result the job doesn't know."""
        self.words: dict[str, int] = {}
        """The numbers of the texts that its cells share."""
        self.totals: dict[Run, Decimal] = {}
        """The sums of the numbers of columns that were printed."""

    def text(self, source: str) -> str:
        """A declared text with the job's data filled in."""
        if "{" not in source:
            return source
        return _compiled(source, blank=self.blank).render(self.data).strip()

    def is_open(self, item: Item) -> bool:
        """Whether somebody fills this in: an input, or what a blank workbook doesn't issue."""
        return item.role is Role.INPUT or (self.blank and item.role is Role.ISSUED)

    def kind(self) -> tuple[Any, ...]:
        """What it shares with all workbooks that are printed from the same master."""
        texts = (self.text(source) for source in self._framed() if "{" in source)
        shape = (
            (
                p.sheet.name,
                p.sheet.hidden,
                *p.unshown,
                *((t.height, bool(t.rows)) for t in p.tables),
            )
            for p in self.plan
        )
        return id(self.template), self.blank, *texts, *shape

    def _framed(self) -> Iterator[str]:
        """The texts that stand in no cell: of tables, charts, and the help of inputs."""
        for placed in self.plan:
            for table in placed.tables:
                yield from (table.table.heading, placed.sheet.purpose)
                yield from (c.help for c in table.table.columns if self.is_open(c))
            for _, _, chart in placed.charts:
                yield from (chart.title, chart.alt)
            for block in placed.fields:
                yield from (item.help for item in block.block.items)

    def rows(self, table: str) -> Sequence[Any]:
        """A table's rows of the job's, by its key."""
        return self.tables[table][1].rows

    def value(self, item: Item, row: Any) -> Any:
        """What stands in an item's cell before anything is calculated."""
        try:
            return value_of(item, row, self.data)
        except KeyError:
            if self.blank:
                return None
            raise

    def field(self, block: Fields, item: Item) -> Any:
        """A field's value."""
        fields, name = self.data["fields"], f"{block.key}.{item.key}"
        return self.value(item, {item.key: fields[name]} if name in fields else {})

    def column(self, item: Item, rows: Sequence[Any], spare: int) -> list[Any]:
        """A column's values in some rows, and in so many spare ones, which are issued nothing."""
        key = item.source if item.role is Role.ISSUED else item.key
        try:
            values = [row[key] for row in rows]  # the usual case, quickly
        except (KeyError, TypeError):
            values = [self.value(item, row) for row in rows]
        if spare:
            values += [None if item.role is Role.ISSUED else self.value(item, {})] * spare
        return values

    def values(self, run: Run, rows: Sequence[Any], spare: int, first: int) -> list[Any]:
        """A run's values in some rows, counted from `first`, and in so many spare ones."""
        if run in self.results:
            return self.results[run][first : first + len(rows) + spare]
        return run.values(self, rows, spare)

    def each(self, run: Run) -> Iterator[Any]:
        """A run's values from the first row to the last; None for what isn't calculated."""
        if run in self.results:
            return iter(self.results[run])
        batches = run.strip.batches(self)
        return chain.from_iterable(run.values(self, *batch) for batch in batches)


@cache
def _compiled(source: str, *, blank: bool) -> jinja2.Template:
    undefined = jinja2.ChainableUndefined if blank else jinja2.StrictUndefined
    return jinja2.Environment(undefined=undefined).from_string(source)  # noqa: S701 - cells, not HTML
