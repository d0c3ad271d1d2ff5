"""A template's YAML, read strictly into its declaration.

What the YAML says in short is first written out in full: what repeats (`for`), the columns of
another template's table (`use`), lines of text. Then the fields of the declaration's classes decide
what may stand there. Whatever contradicts itself is refused with file, line and remedy.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from svtools import yamlfile
from svtools.folders import templates_folder
from svtools.schema import build, plan_of
from svtools.workbooks.consistency import refuse_contradictions
from svtools.workbooks.declaration import IDENTITY, Template
from svtools.workbooks.items import CellKind, Column
from svtools.yamlfile import Mapping


@cache
def template(name: str) -> Template:
    """The declaration of the workbook called `name`, from the templates folder."""
    return parse(templates_folder() / f"{name}.yaml")


def parse(file: Path) -> Template:
    """The declaration in `file`. Raises DeclarationError where it contradicts itself."""
    top = yamlfile.read(file)
    _, read_lists = plan_of(Template, "file").keys["lists"]
    _write_out(top, read_lists(top.get("lists", top.holding({})), top, "'lists'"))
    declared = build(top, Template, file=file)
    first = declared.sheets[0]
    first = replace(first, blocks=(*first.blocks, IDENTITY))
    declared = replace(
        declared,
        sheets=(first, *(sheet for sheet in declared.sheets[1:] if not sheet.until)),
        former=tuple(sheet for sheet in declared.sheets if sheet.until),
    )
    refuse_contradictions(declared)
    return declared


def _write_out(source: Mapping, lists: Mapping) -> None:
    for key, value in source.items():
        if isinstance(value, Mapping):
            _write_out(value, lists)
        elif isinstance(value, list) and key == "text":
            source[key] = [_line(entry, source) for entry in value]
        elif isinstance(value, list):
            source[key] = [full for entry in value for full in _in_full(entry, lists)]


def _line(entry: Any, block: Mapping) -> Mapping:
    """A line of text; in a mapping the key of the text is its style, beside where it leads `to`."""
    if not isinstance(entry, Mapping):
        return block.holding({"text": entry})
    styles = [key for key in entry if key != "to"]
    if len(styles) != 1:
        return entry
    leads = {"to": entry["to"]} if "to" in entry else {}
    return entry.holding({"text": entry[styles[0]], "style": styles[0], **leads})


def _in_full(entry: Any, lists: Mapping) -> Sequence[Any]:
    if not isinstance(entry, Mapping):
        return [entry]
    if "use" in entry:
        return _used(entry)
    copies = _repeated(entry, lists) if "for" in entry else [entry]
    for copy in copies:
        _write_out(copy, lists)
    return copies


def _used(source: Mapping) -> list[Column]:
    """The columns of a table that another template declares: `use: TEMPLATE.TABLE`.

    With `as: issued`, those of them that are filled in there, shown here; with `keys`, these alone,
    in that order, as columns or as fields. Columns that are new since a version there are new here
    since another, which `since: {THERE: HERE}` says.
    """
    source.only("as", "since", "keys", required=("use",))
    if source.get("as", "issued") != "issued":
        raise source.refuse(f"'as' can't be {source['as']!r}.", "Write 'as: issued'.")
    name, _, key = str(source["use"]).partition(".")
    if name == source.file.stem:
        raise source.refuse("a template can't use itself.", "Name another template's table.")
    try:
        table = parse(source.file.with_name(f"{name}.yaml")).table(key)
    except StopIteration:
        what = f"there is no table '{source['use']}'."
        raise source.refuse(what, "Write TEMPLATE.TABLE.") from None
    columns = list(map(_issued, table.inputs)) if "as" in source else list(table.columns)
    if "keys" in source:
        known = {column.key: column for column in columns}
        if strange := next((key for key in source["keys"] if key not in known), None):
            raise source.refuse(f"'{source['use']}' has no '{strange}'.", "Correct the key.")
        columns = [known[key] for key in source["keys"]]
    return [_here(column, source) for column in columns]


def _here(column: Column, source: Mapping) -> Column:
    """A column that another template declares, since the version of this one that has it."""
    since = {"1": 1, **source.get("since", {})}.get(str(column.since))
    if since is None:
        there = f"'{column.key}' is new since version {column.since} there"
        raise source.refuse(f"{there}.", f'Write since: {{"{column.since}": VERSION HERE}}.')
    return replace(column, since=since, line=source.line)


def _issued(column: Column) -> Column:
    """A column that is filled in elsewhere, as one whose values the job gives by its key."""
    kind = CellKind.TEXT if column.kind is CellKind.CHOICE else column.kind
    return Column(
        column.key,
        column.label,
        issued=column.key,
        format=kind,
        formerly=column.formerly,
        width=column.width,
        lines=column.lines,
    )


def _repeated(source: Mapping, lists: Mapping) -> list[Mapping]:
    """A copy for each value of the list that `for` names, with the value as {{ each }}.

    Of a value with keys of its own each is {{ each.KEY }}; those of another list are left alone.
    """
    name, content = source["for"], {key: source[key] for key in source if key != "for"}
    if str(name) not in lists:
        raise source.refuse(f"there is no list '{name}'.", f"Lists: {', '.join(lists)}.")
    return [_with_each(source.holding(content), _named(value)) for value in lists[name]]


def _named(value: Any) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {f"{{{{ each.{key} }}}}": str(part) for key, part in value.items()}
    return {"{{ each }}": str(value)}


def _with_each(content: Any, values: dict[str, str]) -> Any:
    if isinstance(content, Mapping):
        return content.holding({key: _with_each(content[key], values) for key in content})
    if isinstance(content, list):
        return [_with_each(entry, values) for entry in content]
    if isinstance(content, str):
        for name, value in values.items():
            content = content.replace(name, value)
    return content
