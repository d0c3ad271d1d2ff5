"""What a declaration says twice, or of what is not there, is refused."""

from collections.abc import Iterator
from itertools import chain

from svtools.errors import DeclarationError
from svtools.workbooks.blocks import Chart, Table
from svtools.workbooks.declaration import Template, text_after
from svtools.workbooks.items import Role, normal
from svtools.workbooks.references import expanded, field_name
from svtools.workbooks.theme import CERTAINTY, NUMERIC, PARTS

Fault = tuple[int, str, str]
"""The line it stands on, what is wrong, and the remedy."""


def refuse_contradictions(template: Template) -> None:
    """Raise DeclarationError for the first thing in `template` that contradicts another."""
    checks = (_hidden, _former, _doubles, _mixed_keys, _open_ends, _dead_references, _unfit_charts)
    for fault in chain.from_iterable(check(template) for check in checks):
        raise DeclarationError(template.file, *fault)


def _hidden(template: Template) -> Iterator[Fault]:
    first = template.sheets[0]
    if first.hidden:
        yield first.line, "the first sheet is hidden.", "Hide another one."


def _former(template: Template) -> Iterator[Fault]:
    """A sheet that is gone can only have held what stands on others now."""
    keys = {getattr(block, "key", "") for sheet in template.sheets for block in sheet.blocks}
    for sheet in template.former:
        for key in set(sheet.held) - keys:
            yield (
                sheet.line,
                f"'{sheet.name}' held '{key}', which is not there.",
                "Correct the key.",
            )


def _doubles(template: Template) -> Iterator[Fault]:
    """No two sheets, tables, fields, or labels on a sheet or of a table may go by one name."""
    seen = set()
    for what, name, line in _names(template):
        if (what, name) in seen:
            yield line, f"{what} '{name}' stands twice.", "Rename one of them."
        seen.add((what, name))


def _names(template: Template) -> Iterator[tuple[str, str, int]]:
    for sheet in template.sheets:
        yield "sheet name", sheet.name.lower(), sheet.line
    for sheet, block, item in template.items():
        yield "field name", field_name(block, item), item.line
        for label in item.labels:
            yield f"label on '{sheet.name}'", normal(label), item.line
    for _, table in template.tables():
        yield "table name", table.name.lower(), table.line
        for column in table.columns:
            for label in column.labels:
                yield f"heading of {table.key}", normal(label), column.line


def _mixed_keys(template: Template) -> Iterator[Fault]:
    """A row's value for an issued column may not stand in for an input or a result of it.

    Tables may share a source of rows, and a row holds inputs and results by their keys.
    """
    columns = [(home, item) for home, item in template.cells() if isinstance(home, Table)]
    issued = {(table.rows, item.source) for table, item in columns if item.role is Role.ISSUED}
    for table, item in columns:
        if item.role is not Role.ISSUED and (table.rows, item.key) in issued:
            what = f"'{table.key}.{item.key}' goes by a name that its rows are issued with."
            yield item.line, what, "Give the column another key."


def _open_ends(template: Template) -> Iterator[Fault]:
    """What stands under a table begins with a fixed line, or it would be read as more rows."""
    for sheet, table in template.tables():
        text = text_after(sheet, table)
        if text is not None and (not text or "{" in text):
            what = f"what stands under the table '{table.key}' has no heading to tell them apart."
            yield table.line, what, "Give it a 'heading' without {{ }}, or a sheet of its own."


def _dead_references(template: Template) -> Iterator[Fault]:
    """Formulas, choices and charts may only name what is there."""
    remedy = "Correct the name, or declare the column or field it means."
    columns = {f"{h.key}.{item.key}" for h, item in template.cells() if isinstance(h, Table)}
    named = [(item.line, item.key, item.choices_from) for _, item in template.cells()]
    for chart in _charts(template):
        keys = (chart.categories, *chart.series)
        named += [(chart.line, chart.title, f"{chart.table}.{key}") for key in keys]
    states = [(sheet.name, sheet.state) for sheet in template.sheets if sheet.state]
    for name, state in states:
        table = state.to.partition(".")[0]
        named += [(state.line, name, f"{table}.{key}") for key in state.first]
        named += [(state.line, name, state.to)] if state.first else []
    for line, name, reference in named:
        if reference and reference not in columns:
            yield line, f"'{name}' refers to '{reference}', which is not there.", remedy
    for home, item in template.cells():
        if item.role is Role.FORMULA:
            try:
                expanded(item.source, home, template)
            except KeyError as missing:
                what = f"'{item.key}' refers to '{missing.args[0]}', which is not there."
                yield item.line, what, remedy


def _unfit_charts(template: Template) -> Iterator[Fault]:
    for chart in _charts(template):
        columns = [template.table(chart.table).column(key) for key in chart.series]
        unfit = [column.key for column in columns if column.kind not in NUMERIC]
        most = len(PARTS if chart.stacked else CERTAINTY)
        if unfit or len(columns) > most:
            what = f"the chart '{chart.title}' can't show {', '.join(unfit) or 'so many series'}."
            yield chart.line, what, f"Give it 1 to {most} columns of numbers."


def _charts(template: Template) -> Iterator[Chart]:
    blocks = chain.from_iterable(sheet.blocks for sheet in template.sheets)
    return (block for block in blocks if isinstance(block, Chart))
