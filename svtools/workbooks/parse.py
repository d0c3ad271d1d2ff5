"""A template's YAML, read strictly into its declaration.

Whatever contradicts itself is refused with file, line and remedy: unknown keys, a key used
twice, an item that is not exactly one of issued, input and formula, a reference to something
that is not there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from svtools import yamlfile
from svtools.folders import templates_folder
from svtools.workbooks.consistency import refuse_doubles, refuse_mixed_keys, refuse_open_ends
from svtools.workbooks.declaration import (
    IDENTITY,
    YES_NO,
    Block,
    CellKind,
    Chart,
    Fields,
    Item,
    Line,
    Role,
    Sheet,
    Table,
    Template,
    Text,
)
from svtools.workbooks.references import check_references
from svtools.workbooks.shapes import check_shapes
from svtools.workbooks.theme import TONES
from svtools.yamlfile import Mapping

LIKE_A_CELL = re.compile(r"[a-z]{1,3}\d+|r\d*(c\d*)?|c\d*")
KEY = re.compile(r"[a-z][a-z0-9_]*")
UNSAFE_IN_HEADINGS = re.compile(r"[\[\]#'@,:]")
SHEET_NAME = re.compile(r"[^\[\]:*?/\\']{1,31}")
TAKEN_SHEET_NAMES = ("history", "lists")
"""Excel keeps the first for itself; the writer keeps long lists of choices on the second."""
LINE_STYLES = ("plain", "heading", "step", "input", "issued", "formula")
CHART_KINDS = ("column", "bar", "line")
TOTALS = ("sum",)


@cache
def template(name: str) -> Template:
    """The declaration of the workbook called `name`, from the templates folder."""
    return parse(templates_folder() / f"{name}.yaml")


def parse(file: Path) -> Template:
    """The declaration in `file`. Raises DeclarationError where it contradicts itself."""
    top = yamlfile.read(file)
    top.only("lists", "protected", required=("template", "version", "title", "sheets"))
    check_shapes(top)
    lists = top.get("lists", {})
    sheets = [_sheet(each) for each in _repeated(top["sheets"], lists)]
    if sheets[0].hidden:
        raise top["sheets"][0].refuse("the first sheet is hidden.", "Hide another one.")
    sheets[0] = replace(sheets[0], blocks=(*sheets[0].blocks, IDENTITY))
    made = Template(
        name=top["template"],
        version=top["version"],
        title=top["title"],
        file=file,
        protected=top.get("protected", False),
        sheets=tuple(sheets),
    )
    refuse_doubles(top, made)
    refuse_mixed_keys(top, made)
    refuse_open_ends(top, made)
    check_references(top, made)
    return made


def _repeated(items: Sequence[Mapping], lists: Mapping) -> Iterator[Mapping]:
    """Each mapping once, or once for each value of the list its `for` names ({{ each }})."""
    for item in items:
        name = item.get("for")
        if name is None:
            yield _inside_repeated(item, lists)
            continue
        if name not in lists:
            raise item.refuse(f"there is no list '{name}'.", f"Lists: {', '.join(lists)}.")
        for value in lists[name]:
            yield _inside_repeated(_with_each(item, str(value)), lists)


def _inside_repeated(item: Mapping, lists: Mapping) -> Mapping:
    for key in ("blocks", "columns", "fields"):
        if isinstance(item.get(key), list):
            item[key] = list(_repeated(item[key], lists))
    if isinstance(item.get("table"), Mapping):
        item["table"] = _inside_repeated(item["table"], lists)
    return item


def _with_each(value: Any, each: str) -> Any:
    if isinstance(value, Mapping):
        made = Mapping()
        made.file, made.line = value.file, value.line
        made.update({k: _with_each(v, each) for k, v in value.items() if k != "for"})
        return made
    if isinstance(value, list):
        return [_with_each(v, each) for v in value]
    return value.replace("{{ each }}", each) if isinstance(value, str) else value


def _sheet(source: Mapping) -> Sheet:
    source.only(
        "key", "title", "formerly", "since", "hidden", required=("name", "purpose", "blocks")
    )
    name = source["name"]
    if not SHEET_NAME.fullmatch(name) or name.lower() in TAKEN_SHEET_NAMES:
        raise source.refuse(
            f"'{name}' can't name a sheet.",
            "1 to 31 characters, none of []:*?/\\', and not History or Lists.",
        )
    return Sheet(
        key=_key(source, source.get("key", _slug(name))),
        name=name,
        title=source.get("title", name),
        purpose=source["purpose"],
        blocks=tuple(_block(each, _slug(name)) for each in source["blocks"]),
        formerly=tuple(source.get("formerly", ())),
        since=source.get("since", 1),
        hidden=source.get("hidden", False),
    )


def _block(source: Mapping, sheet_key: str) -> Block:
    kinds = [kind for kind in ("text", "fields", "table", "chart") if kind in source]
    if len(kinds) != 1:
        raise source.refuse("a block is exactly one thing.", "One of text, fields, table, chart.")
    match kinds[0]:
        case "text":
            source.only(required=("text",))
            return Text(tuple(_line(source, each) for each in source["text"]))
        case "fields":
            source.only("key", "heading", required=("fields",))
            return Fields(
                key=_key(source, source.get("key", sheet_key)),
                items=tuple(_item(each, "label") for each in source["fields"]),
                heading=source.get("heading", ""),
            )
        case "table":
            return _table(source["table"])
        case _:
            return _chart(source["chart"])


def _line(block: Mapping, source: Any) -> Line:
    if isinstance(source, str):
        return Line(source)
    if not isinstance(source, Mapping):
        raise block.refuse(f"{source!r} is not a line of text.", "Put it in quotes.")
    style = next(iter(source))
    if style not in LINE_STYLES or len(source) != 1:
        raise source.refuse(f"'{style}' is no style of line.", f"One of {', '.join(LINE_STYLES)}.")
    return Line(source[style], style)


def _table(source: Mapping) -> Table:
    source.only("rows", "spare", "totals", "heading", "since", required=("key", "columns"))
    totals = source.get("totals", Mapping())
    columns = tuple(
        column for each in source["columns"] for column in _columns(each, totals, source.file)
    )
    known = {column.key for column in columns}
    for key, total in totals.items():
        if key not in known or total not in TOTALS:
            raise source.refuse(f"no total '{total}' of '{key}'.", f"'sum' of {', '.join(known)}.")
    if not source.get("rows") and not source.get("spare"):
        raise source.refuse("the table has no rows.", "Give 'rows: SOURCE', 'spare: N' or both.")
    if LIKE_A_CELL.fullmatch(source["key"].replace("_", "")):
        raise source.refuse(
            f"'{source['key']}' can't name a table, as Excel takes it for a cell.",
            "Use a word of four letters or more.",
        )
    return Table(
        key=_key(source, source["key"]),
        columns=columns,
        rows=source.get("rows", ""),
        spare=source.get("spare", 0),
        heading=source.get("heading", ""),
        since=source.get("since", 1),
    )


def _columns(source: Mapping, totals: Mapping, file: Path) -> tuple[Item, ...]:
    """One column, or with `use: TEMPLATE.TABLE` all the columns of a table declared elsewhere."""
    if "use" not in source:
        return (_item(source, "heading", totals),)
    source.only(required=("use",))
    name, _, key = source["use"].partition(".")
    if name == file.stem:
        raise source.refuse("a template can't use itself.", "Name another template's table.")
    for _, table in parse(file.with_name(f"{name}.yaml")).tables():
        if table.key == key:
            return table.columns
    raise source.refuse(f"there is no table '{source['use']}'.", "Write TEMPLATE.TABLE.")


def _item(source: Mapping, label_key: str, totals: Mapping | None = None) -> Item:
    source.only(
        "issued", "input", "formula", "format", "by", "required", "default", "choices",
        "choices_from", "min", "max", "status", "formerly", "since", "help", "width",
        "lines",
        required=("key", label_key),
    )  # fmt: skip
    roles = [role for role in Role if role in source]
    if len(roles) != 1:
        raise source.refuse(
            f"'{source['key']}' must be exactly one of issued, input and formula.",
            "Keep one of the three.",
        )
    role = roles[0]
    label = source[label_key]
    if label_key == "heading" and UNSAFE_IN_HEADINGS.search(label):
        raise source.refuse(f"'{label}' can't be a heading.", "Leave out [ ] # ' @ , and :.")
    _check_status(source)
    return Item(
        key=_key(source, source["key"]),
        label=label,
        role=role,
        kind=_kind(source, source["input"] if role is Role.INPUT else source.get("format", "text")),
        source="" if role is Role.INPUT else source[role],
        by=source.get("by", ""),
        required=source.get("required", False),
        default=source.get("default"),
        choices=_choices(source),
        choices_from=source.get("choices_from", ""),
        minimum=source.get("min"),
        maximum=source.get("max"),
        status=source.get("status", {}),
        formerly=tuple(source.get("formerly", ())),
        since=source.get("since", 1),
        help=source.get("help", ""),
        width=source.get("width"),
        lines=source.get("lines", 1),
        total=(totals or {}).get(source["key"], ""),
    )


def _kind(source: Mapping, name: str) -> CellKind:
    if name == "yes_no":
        return CellKind.CHOICE
    if name not in list(CellKind):
        allowed = ", ".join([*CellKind, "yes_no"])
        raise source.refuse(f"'{name}' is no kind of value.", f"One of {allowed}.")
    if name == CellKind.CHOICE and not (source.get("choices") or source.get("choices_from")):
        raise source.refuse("a choice without choices.", "Give 'choices' or 'choices_from'.")
    return CellKind(name)


def _choices(source: Mapping) -> tuple[str, ...]:
    if source.get("input") == "yes_no":
        return YES_NO
    choices = source.get("choices", ())
    if not all(isinstance(choice, str) for choice in choices):
        raise source.refuse("a choice that is not text.", "Put each choice in quotes.")
    return tuple(choices)


def _check_status(source: Mapping) -> None:
    for word, tone in source.get("status", {}).items():
        if tone not in TONES:
            raise source.refuse(f"'{word}' has no tone '{tone}'.", f"One of {', '.join(TONES)}.")


def _chart(source: Mapping) -> Chart:
    source.only("stacked", required=("kind", "title", "alt", "table", "categories", "series"))
    if source["kind"] not in CHART_KINDS:
        raise source.refuse("no such kind of chart.", f"One of {', '.join(CHART_KINDS)}.")
    return Chart(
        kind=source["kind"],
        title=source["title"],
        alt=source["alt"],
        table=source["table"],
        categories=source["categories"],
        series=tuple(source["series"]),
        stacked=source.get("stacked", False),
    )


def _key(source: Mapping, key: str) -> str:
    if not KEY.fullmatch(key):
        raise source.refuse(f"'{key}' can't be a key.", "Small letters, digits and _.")
    return key


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
