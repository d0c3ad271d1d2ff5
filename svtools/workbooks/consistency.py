"""A declaration may not contradict itself: names that stand for two things are refused."""

from svtools.workbooks.declaration import Chart, Role, Template, normal, text_after
from svtools.workbooks.references import field_name
from svtools.yamlfile import Mapping


def refuse_mixed_keys(top: Mapping, made: Template) -> None:
    """A row's value for an issued column may not stand in for an input or a result of it.

    Tables may share a source of rows, and a row holds inputs and results by their keys.
    """
    issued: dict[str, set[str]] = {}
    tables = [table for _, table in made.tables()]
    for table in tables:
        sources = {c.source for c in table.columns if c.role is Role.ISSUED}
        issued.setdefault(table.rows, set()).update(sources)
    for table in tables:
        for column in table.columns:
            if column.role is not Role.ISSUED and column.key in issued[table.rows]:
                raise top.refuse(
                    f"'{table.key}.{column.key}' goes by a name that its rows are issued with.",
                    "Give the column another key.",
                )


def refuse_doubles(top: Mapping, made: Template) -> None:
    """No two sheets, tables, columns, fields or labels on a sheet may go by one name."""
    groups: dict[str, list[str]] = {
        "sheet name": [sheet.name.lower() for sheet in made.sheets],
        "table": [table.key for _, table in made.tables()],
        "table name": [table.name.lower() for _, table in made.tables()],
        "field": [f"{block.key}.{item.key}" for _, block, item in made.items()],
        "field name": [field_name(block, item) for _, block, item in made.items()],
    }
    for sheet in made.sheets:
        labels = [label for block in sheet.fields for item in block.items for label in item.labels]
        groups[f"label on '{sheet.name}'"] = [normal(label) for label in labels]
    for _, table in made.tables():
        groups[f"column of {table.key}"] = [column.key for column in table.columns]
        groups[f"heading of {table.key}"] = [
            normal(label) for column in table.columns for label in column.labels
        ]
    for what, names in groups.items():
        doubles = sorted({name for name in names if names.count(name) > 1})
        if doubles:
            error = top.refuse(f"{what} '{doubles[0]}' stands twice.", "Rename one of them.")
            error.line = _last_line_of(top, doubles[0])
            raise error


def refuse_open_ends(top: Mapping, made: Template) -> None:
    """What stands under a table begins with a fixed line, or it would be read as more rows."""
    for sheet, table in made.tables():
        after = sheet.blocks[sheet.blocks.index(table) + 1 :]
        following = [block for block in after if not isinstance(block, Chart)]
        text = text_after(sheet, table)
        if following and (not text or "{" in text):
            raise top.refuse(
                f"what stands under the table '{table.key}' has no heading to tell them apart.",
                "Give it a 'heading' without {{ }}, or a sheet of its own.",
            )


def _last_line_of(top: Mapping, name: str) -> int:
    """The last line of the YAML file on which `name` stands, in whatever capitals."""
    lines = top.file.read_text(encoding="utf-8").lower().splitlines()
    found = [number for number, line in enumerate(lines, start=1) if name in line]
    return found[-1] if found else top.line
