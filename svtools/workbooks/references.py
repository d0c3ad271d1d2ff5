"""What a formula's `{…}` names mean.

`{q1}` this row's value (or another field of the same block, else the only one elsewhere that isn't
issued), `{q1:q4}` a run of columns in this row, `{delivery.q1}` a whole column,
`{contract.net_value}` a field.
"""

import re

from svtools.workbooks.blocks import Fields, Table
from svtools.workbooks.declaration import Template
from svtools.workbooks.items import Item, Role

REFERENCE = re.compile(r"\{([a-z0-9_.:]+)\}")


def field_name(block: Fields, item: Item) -> str:
    """The defined name of a field in the workbook."""
    return f"{block.key}_{item.key}"


def heading(item: Item) -> str:
    """A column's heading as structured references write it."""
    return item.label.replace("'", "''")


def expanded(formula: str, home: Table | Fields | None, template: Template) -> str:
    """`formula` with each `{…}` written as Excel's full structured reference or defined name.

    `home` is the table or block it stands in, if any.
    Raises KeyError with the reference that names nothing.
    """
    return REFERENCE.sub(lambda match: _meaning(match[1], home, template), formula)


def full_name(name: str, home: Table | Fields | None, template: Template) -> str:
    """What a name means where it stands, as "owner.key".

    Without an owner it is a column of the same table; else a field of the same block or, where it
    has none, the only one elsewhere that isn't issued. Raises KeyError with what names nothing.
    """
    if "." in name:
        return name
    if isinstance(home, Table):
        return f"{home.key}.{name}"
    there = [(block, item) for _, block, item in template.items() if item.key == name]
    own = [(block, item) for block, item in there if home and block.key == home.key]
    others = [(block, item) for block, item in there if item.role is not Role.ISSUED]
    if len(own or others) != 1:
        raise KeyError(name)
    return f"{(own or others)[0][0].key}.{name}"


def _meaning(name: str, home: Table | Fields | None, template: Template) -> str:
    if "." in name or not isinstance(home, Table):
        return _elsewhere(full_name(name, home, template), template)
    first, _, last = name.partition(":")
    run = f"[{heading(_find(home.columns, first))}]"
    if last:
        run = f"{run}:[{heading(_find(home.columns, last))}]"
    return f"{home.name}[[#This Row],{run}]"


def _elsewhere(name: str, template: Template) -> str:
    owner, _, key = name.partition(".")
    for _, table in template.tables():
        if table.key == owner:
            return f"{table.name}[{heading(_find(table.columns, key))}]"
    fields = {f"{block.key}.{item.key}": (block, item) for _, block, item in template.items()}
    return field_name(*fields[name])


def _find(items: tuple[Item, ...], key: str) -> Item:
    return {item.key: item for item in items}[key]
