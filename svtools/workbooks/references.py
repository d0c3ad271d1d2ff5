"""What a formula's `{…}` names mean.

`{q1}` this row's value (or another field of the same block), `{q1:q4}` a run of columns in this
row, `{delivery.q1}` a whole column, `{contract.net_value}` a field.
"""

import re
from collections.abc import Callable

from svtools.workbooks.declaration import Chart, Fields, Item, Role, Table, Template
from svtools.workbooks.formula_rules import objection
from svtools.workbooks.theme import NUMERIC, SERIES_COLOURS
from svtools.yamlfile import Mapping

REFERENCE = re.compile(r"\{([a-z0-9_.:]+)\}")


def field_name(block: Fields, item: Item) -> str:
    """The defined name of a field in the workbook."""
    return f"{block.key}_{item.key}"


def expanded(formula: str, home: Table | Fields, template: Template) -> str:
    """`formula` with each `{…}` written as Excel's full structured reference or defined name.

    Raises KeyError with the reference that names nothing.
    """
    return REFERENCE.sub(lambda found: _meaning(found[1], home, template), formula)


def _meaning(name: str, home: Table | Fields, template: Template) -> str:
    if "." in name:
        return _elsewhere(name, template)
    if isinstance(home, Fields):
        return field_name(home, _find(home.items, name))
    first, _, last = name.partition(":")
    run = f"[{_find(home.columns, first).label}]"
    if last:
        run = f"{run}:[{_find(home.columns, last).label}]"
    return f"{home.name}[[#This Row],{run}]"


def _in_table(name: str, template: Template) -> str:
    """What `table.column` means; a field is no column."""
    owner, _, _ = name.partition(".")
    if owner not in [table.key for _, table in template.tables()]:
        raise KeyError(name)
    return _elsewhere(name, template)


def _elsewhere(name: str, template: Template) -> str:
    owner, _, key = name.partition(".")
    for _, table in template.tables():
        if table.key == owner:
            return f"{table.name}[{_find(table.columns, key).label}]"
    for _, block, item in template.items():
        if (block.key, item.key) == (owner, key):
            return field_name(block, item)
    raise KeyError(name)


def _find(items: tuple[Item, ...], key: str) -> Item:
    for item in items:
        if item.key == key:
            return item
    raise KeyError(key)


def check_references(top: Mapping, template: Template) -> None:
    """Refuse formulas, choices and charts that name what is not there, or what won't work."""
    for _, table in template.tables():
        for column in table.columns:
            _check_item(top, column, table, template)
    for _, block, item in template.items():
        _check_item(top, item, block, template)
    for sheet in template.sheets:
        for chart in (block for block in sheet.blocks if isinstance(block, Chart)):
            _check_chart(top, chart, template)


def _check_chart(top: Mapping, chart: Chart, template: Template) -> None:
    for key in (chart.categories, *chart.series):
        _check(top, chart.title, f"{chart.table}.{key}", _in_table, template)
    columns = [template.table(chart.table).column(key) for key in chart.series]
    unfit = [column.key for column in columns if column.kind not in NUMERIC]
    if unfit or len(columns) > len(SERIES_COLOURS):
        error = top.refuse(
            f"the chart '{chart.title}' can't show {', '.join(unfit) or 'so many series'}.",
            f"Give it 1 to {len(SERIES_COLOURS)} columns of numbers.",
        )
        error.line = _line_of(top, chart.title)
        raise error


def _check_item(top: Mapping, item: Item, home: Table | Fields, template: Template) -> None:
    if item.role is Role.FORMULA:
        _check(top, item.key, item.source, expanded, home, template)
        reason = objection(expanded(item.source, home, template))
        if reason:
            error = top.refuse(f"the formula of '{item.key}' won't do: {reason}.", "Change it.")
            error.line = _line_of(top, item.source)
            raise error
    if item.choices_from:
        _check(top, item.key, item.choices_from, _in_table, template)


def _check(top: Mapping, where: str, text: str, look: Callable[..., str], *args: object) -> None:
    try:
        look(text, *args)
    except KeyError as missing:
        line = _line_of(top, text, where)
        error = top.refuse(
            f"'{where}' refers to '{missing.args[0]}', which is not there.",
            "Correct the name, or declare the column or field it means.",
        )
        error.line = line
        raise error from None


def _line_of(top: Mapping, *texts: str) -> int:
    """The line of the YAML file on which the first of `texts` stands that is there at all."""
    lines = top.file.read_text(encoding="utf-8").splitlines()
    for wanted in texts:
        for number, line in enumerate(lines, start=1):
            if wanted in line:
                return number
    return top.line
