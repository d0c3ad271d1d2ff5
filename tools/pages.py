"""The pages of `docs` that are generated from what the tool itself works by.

`python -m tools` rebuilds them. A test says when one is out of date.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from svtools.data.tables import Kind, tables
from svtools.data.tables import Table as DataTable
from svtools.folders import templates_folder
from svtools.measures import Counting, Measure, open_set
from svtools.numbers import in_a_row, pounds
from svtools.workbooks.blocks import Fields, Table
from svtools.workbooks.declaration import EXPRESSION, IDENTITY, Template
from svtools.workbooks.items import CellKind, Item, Role
from svtools.workbooks.opening import in_words
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Entry, Level, catalogue
from svtools.workbooks.replacing import replace_with
from tools.references import commands_page, functions_page, head, table

FIRST = (
    "contracts_register",
    "monitoring_return",
    "validation_log",
    "consolidated_summary",
    "measure_set",
)
"""The workbooks in the order in which people meet them; others follow by name."""

KINDS = {CellKind.INTEGER: "whole number", CellKind.MONEY: "£", CellKind.RATE: "percentage"}
EFFECTS = {
    Level.REJECTED: "Nothing in the file counts until it is mended.",
    Level.NOT_COUNTED: "The rest of the file counts; this does not.",
    Level.BLOCKS: "Results are shown. Letters and award are refused until it is settled.",
    Level.CHECK: "It counts. Check it before the figures are used; they are also given without it.",
    Level.REMARK: "It counts. Look whether it is right.",
}
DETAIL = re.compile(r"\{(\w+)\}")


def build_pages(folder: Path) -> Iterator[Path]:
    """Write every generated page into `folder`, each path as it is written."""
    for name, text in pages().items():
        replace_with(folder / name, text.encode())
        yield folder / name


def pages() -> dict[str, str]:
    """Every generated page by its file's name."""
    lines_by_name = {
        "problems.md": _problems(),
        "fields.md": _fields(),
        "open_measures.md": _measures(),
        "data_tables.md": _data_tables(),
        "functions.md": functions_page(),
        "commands.md": commands_page(),
    }
    return {name: "\n".join(lines).rstrip() + "\n" for name, lines in lines_by_name.items()}


def _problems() -> Iterator[str]:
    yield from head(
        "What can be wrong with a file",
        "svtools/workbooks/problems.yaml",
        "Everything the tool can find in a return, a register, a log, a measure set or an offer,",
        "what it does to the figures and how to mend it. The sheet Problems of the summary names",
        "the code, the file, the sheet and the cells. Words in *italics* stand for what was found.",
    )
    for level, effect in EFFECTS.items():
        yield from (f"## {str(level).capitalize()}", "", effect, "")
        headings = ("Code", "What was found", "How to mend it", "For example")
        rows = [
            (f"`{entry.code}`", _detailed(entry.what), _remedies(entry), entry.example)
            for entry in catalogue().values()
            if entry.level is level
        ]
        yield from table(headings, rows)


def _remedies(entry: Entry) -> str:
    for_offers = f" *In an offer:* {_detailed(entry.offer)}" if entry.offer else ""
    for_own = f" *In a workbook of the council's own:* {_detailed(entry.own)}" if entry.own else ""
    return _detailed(entry.remedy) + for_own + for_offers


def _detailed(text: str) -> str:
    return DETAIL.sub(lambda name: f"*{name[1].replace('_', ' ')}*", text)


def _fields() -> Iterator[str]:
    yield from head(
        "What stands in each workbook",
        "the declarations in templates",
        "Every field and column, in the order in which it stands. Who fills it in is one of:",
        "",
        "- **issued**: the tool writes it from what the council holds, and takes back nothing that",
        "  a supplier changes there;",
        "- **calculated**: a formula, with its result stored beside it;",
        "- anybody else: they type or choose it, in a pale yellow cell. *Needed* means that a",
        "  blank is a problem.",
        "",
        "Every first sheet ends with the template's name and version, the tool that made it, and",
        "the council and policy that it was made for.",
    )
    names = {path.stem for path in templates_folder().glob("*.yaml")}
    for name in (*FIRST, *sorted(names - set(FIRST))):
        yield from _workbook(template(name))


def _workbook(declared: Template) -> Iterator[str]:
    title = in_words(declared.name).capitalize()
    locked = "protected without a password" if declared.protected else "not protected"
    yield from (f"## {title}", "")
    yield from (f"Template `{declared.name}`, version {declared.version}; {locked}.", "")
    for sheet in declared.sheets:
        yield from (f"### {title}: {sheet.name}", "", EXPRESSION.sub(_named, sheet.purpose), "")
        for block in sheet.blocks:
            if isinstance(block, Table) and block.until:
                continue
            if isinstance(block, Table):
                spare = f"{block.spare} spare rows" if block.spare else ""
                heading = ": ".join(filter(None, (block.heading, spare)))
                yield from _items("Column", heading, block.columns, declared)
            elif isinstance(block, Fields) and block is not IDENTITY:
                yield from _items("Field", block.heading, block.items, declared)


def _named(expression: re.Match[str]) -> str:
    """What stands in place of a piece of the job's data: {{ council.name }} is council name."""
    path = expression[0].strip("{} ").partition(" or ")[0]
    if path.startswith("cited."):
        return ""
    if path.startswith("called."):
        return path.removeprefix("called.").replace("_", " ")
    return f"*{re.sub(r'[._]', ' ', path)}*"


def _items(what: str, title: str, items: Iterable[Item], declared: Template) -> Iterator[str]:
    if title:
        yield from (f"{title}.", "")
    headings = (what, "Who fills it in", "Kind", "Allowed", "Help")
    rows = [
        (i.label, _who(i), KINDS.get(i.kind, str(i.kind)), _allowed(i, declared), _help(i))
        for i in items
    ]
    yield from table(headings, rows)


def _help(item: Item) -> str:
    return EXPRESSION.sub(_named, item.help)


def _who(item: Item) -> str:
    if item.role is Role.INPUT:
        return f"{item.by or 'anybody'}{', needed' if item.required else ''}"
    return "calculated" if item.role is Role.FORMULA else "issued"


def _allowed(item: Item, declared: Template) -> str:
    if item.choices_from:
        owner, _, key = item.choices_from.partition(".")
        ((sheet, source),) = ((s, t) for s, t in declared.tables() if t.key == owner)
        return f"a value of the column {source.column(key).label} on the sheet {sheet.name}"
    limits = [
        f"{limit:g} or {side}"
        for limit, side in ((item.minimum, "more"), (item.maximum, "less"))
        if limit is not None
    ]
    return "; ".join([*(item.choices or item.status), *limits])


def _measures() -> Iterator[str]:
    measures = open_set()
    yield from head(
        measures.name,
        f"svtools/measures/sets/{measures.edition}.yaml and the editions that it is based on",
        f"**{measures.notice}** Edition `{measures.edition}`. It is in this project's own words,",
        "and every value is worked out from an open figure that is named beside it. A measure",
        "without a value is *record only*: counted, never valued, as no open figure was found.",
        "",
        f"- Licence: {measures.licence}.",
        f"- Price year: {measures.price_year}.",
        "- SV goes into social value added (SVA), LEV into local economic value added (LEVA).",
        "- Units under one measure of an exclusive group may not stand under another of it.",
    )
    headings = ("Code", "Measure", "Unit", "Value of one unit", "Kind")
    for theme in dict.fromkeys(measure.theme for measure in measures.measures.values()):
        of_theme = [measure for measure in measures.measures.values() if measure.theme == theme]
        yield from (f"## {theme}", "")
        rows = [(m.code, m.title, m.unit, _worth(m), str(m.kind)) for m in of_theme]
        yield from table(headings, rows)
        for measure in of_theme:
            yield from _measure(measure)


def _data_tables() -> Iterator[str]:
    yield from head(
        "Tables of the data",
        "svtools/data/tables.yaml",
        "What `svtools export` writes, and `svtools.data` gives as DataFrames.",
        "[A year as data](data.md) says what they are for. What may be blank is blank where",
        "nothing is known: never zero.",
    )
    for declared in tables().values():
        key = in_a_row([f"`{name}`" for name in declared.unique])
        yield from (f"## {declared.name}", "", f"{declared.title}. {declared.description}", "")
        yield from (f"One of its kind by {key}.", "")
        yield from table(
            ("Column", "Kind", "Unit", "May be blank", "What it holds"), _columns(declared)
        )


def _columns(declared: DataTable) -> Iterator[tuple[str, ...]]:
    for column in declared.columns:
        kind = "yes or no" if column.kind is Kind.YES_NO else str(column.kind)
        refers = declared.refers.get(column.name, "")
        told = f"{column.description}: `{refers}`" if refers else column.description
        words = f" ({', '.join(column.words)})" if column.words else ""
        blank = "no" if column.required else "yes"
        yield f"`{column.name}`", kind + words, column.measured_in, blank, told


def _counting(measure: Measure) -> str:
    """Only what isn't added up, or counts once a year: all else is."""
    if measure.counting is Counting.LATEST:
        return "latest: as it stands in the last quarter reported; quarters are not added up"
    if measure.counting is Counting.AVERAGE:
        return "average of the quarters reported; quarters are not added up"
    return "each person or thing in one quarter of a year only" if measure.once_a_year else ""


def _people(measure: Measure) -> str:
    words = "yes; sensitive, so that few aren't told for the whole council either"
    return words if measure.sensitive else "yes" if measure.people else ""


def _worth(measure: Measure) -> str:
    return "record only" if measure.proxy is None else pounds(measure.proxy)


def _measure(measure: Measure) -> Iterator[str]:
    facts = {
        "What counts": measure.counting_rule,
        "How it counts": _counting(measure),
        "Counts people": _people(measure),
        "Evidence": measure.evidence,
        "Value": measure.derivation,
        "Source": measure.proxy_source,
        "Year": measure.proxy_year,
        "Objective": measure.objective,
        "Equality objective": measure.equality_objective,
        "Benefit": "lasting" if measure.lasting else "one-off",
        "Exclusive group": measure.exclusive_group,
        "TOMs code to compare with": measure.toms_reference,
    }
    yield from (f"### {measure.code} {measure.title}", "")
    yield from (f"- {name}: {' '.join(text.split())}" for name, text in facts.items() if text)
    yield ""
