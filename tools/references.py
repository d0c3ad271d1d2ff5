"""The references in `docs`, `commands.md` and `functions.md`, made from the tool itself."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from svtools import yamlfile
from svtools.cli.app import app
from xl.cells import ExcelError, to_cell
from xl.registry import FUNCTIONS, Example, WorksheetFunction, shown
from xl.worksheet import ROOMS, measures

REBUILD = "python -m tools"
ABOUT_COMMANDS = """\
Every command also says this itself: `svtools --help` lists them, `svtools consolidate --help`
explains one. The examples run in this project's folder, on the [samples](samples.md).

| Exit code | What it means |
| --- | --- |
| 0 | all well |
| 1 | done, but something needs attention: what it is was printed |
| 2 | not done, or not all (a log that was left as it is): why and what to do was printed |

An example ends with 0 unless it says otherwise. `requirement`, `measures list`, `consolidate` and
`tender results` print JSON for a script with `--json`. `--vat-rate` and `--weighting` are in
percent.
"""
ABOUT_FUNCTIONS = """\
Type them in any cell once the add-in is [installed](install_excel.md); `fx` beside the formula bar
lists them with their help. Or in [a workbook for xlwings Lite](lite.md), with nothing installed but
a store add-in. Most figures stand in
[the calculator](officers.md#with-nothing-installed-the-calculator) too, a plain workbook, or come
from a command: each function says where.

- **A range gives a range.** Where an argument is one cell, a range of cells may stand too, and the
  answers spill beside it, row by row. In Excel 2016 and 2019, mark the cells first and end with
  Ctrl+Shift+Enter.
- **A rate** is 20% or 0.2. Twenty alone is refused: it could be either.
- **A date** is a date cell or a text such as 01/03/2026. Where it may be left out it is the day on
  which Excel calculates; give it in anything that is kept.
- **A blank row gives a blank**, whatever stands in single cells beside the ranges. Units that are
  blank are not zero.
- **An error in a cell** goes through as it is. A mistake is an Excel error too, so that no sum
  hides it: `#VALUE!` for what can't be read, `#N/A` for what isn't there, `#NUM!` for a number that
  can't be. `=SV_WHY("SV_REQUIRED", the same arguments)` says in words what is wrong.
- **measure_set** is a range with the headings of a measure set, such as the whole sheet Measures of
  a [measure set](officers.md) or of a register; or the name or edition of a set on this machine.
  Left out, it is the council's own set where one was set up, else the edition of the open set that
  this machine goes by: the newest when the add-in was installed, `open-2025` where it was there
  before there was another. So an upgrade changes no figure. `=SV_ABOUT()` says which.
- **Units of a stock** (How it counts: latest, average) are those of one moment: give the figure
  that counts, never a sum of quarters or years. Its value is the same in one year and in five.
  It is due whole from the start, so leave `elapsed` out in `SV_PROGRESS` and `SV_RATING`.
- Excel calculates a function again when a cell changes that it names. A change of the set on the
  machine shows after Ctrl+Alt+F9.
"""
ELSEWHERE: Any = yamlfile.read(Path(__file__).with_name("elsewhere.yaml"))
EXAMPLES: Any = yamlfile.read(Path(__file__).with_name("commands.yaml"))


def head(title: str, source: str, *lines: str) -> list[str]:
    """How a generated page begins: its title, what it is made from, and an introduction."""
    comment = f"<!-- Generated from {source} with `{REBUILD}`: change those, not this page. -->"
    return [f"# {title}", "", comment, "", *lines, ""]


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table, and a blank one after them."""
    yield _row(headings)
    yield _row(["---"] * len(headings))
    yield from map(_row, rows)
    yield ""


def _row(cells: Sequence[str]) -> str:
    escaped = (cell.replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def commands() -> dict[str, Any]:
    """Every command of the tool by the words that call it: "consolidate", "tender new"."""
    return dict(_commands("", typer.main.get_command(app)))


def _commands(words: str, group: Any) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(f"{words}{name} ", command)
        else:
            yield f"{words}{name}", command


def commands_page() -> Iterator[str]:
    """The lines of the whole page."""
    yield from head("Commands", "the command line itself", ABOUT_COMMANDS)
    rows = [
        (f"[{name}](#{name.replace(' ', '-')})", _explained(command)[0])
        for name, command in commands().items()
    ]
    yield from table(("Command", "What it does"), rows)
    for name, command in commands().items():
        yield from (f"## {name}", "", "\n\n".join(_explained(command)), "")
        yield from _called(EXAMPLES[name])
        if command.params:
            options = ("Argument or option", "Needed", "What it is")
            yield from table(options, map(_option, command.params))


def _explained(command: Any) -> list[str]:
    """What a command does, then what else its help says, without the example of its own."""
    text = command.help.partition("Example:")[0]
    return [" ".join(part.split()) for part in text.strip().split("\n\n")]


def _called(spec: Any) -> Iterator[str]:
    if "attention" in spec:
        yield f"The example ends with exit code 1: {spec['attention']}."
        yield from ("", "<!-- exit code 1 -->")
    kind = "bash" if spec.get("run", True) else "text"
    yield from (f"```{kind}", spec["example"], "```", "")


def _option(option: Any) -> tuple[str, str, str]:
    name = option.name.upper() if option.param_type_name == "argument" else option.opts[0]
    told = f" Default: {option.default}." if option.default and option.show_default else ""
    return f"`{name}`", "yes" if option.required else "no", f"{option.help}{told}"


def functions_page() -> Iterator[str]:
    """The lines of the whole page."""
    yield from head("Worksheet functions", "the registry of worksheet functions", ABOUT_FUNCTIONS)
    yield from table(("Function", "What it gives"), map(_listed, _ordered()))
    category = ""
    for function in _ordered():
        if function.category != category:
            category = function.category
            yield from (f"## {category}", "", *_example_set(category))
        yield from _section(function)


def _ordered() -> list[WorksheetFunction]:
    order = list(dict.fromkeys(room.CATEGORY for room in ROOMS))
    return sorted(FUNCTIONS.values(), key=lambda function: order.index(function.category))


def _example_set(category: str) -> Iterator[str]:
    if category == measures.CATEGORY:
        heading, *rows = measures.EXAMPLE_SET
        yield f"The examples use this made-up set, in `{measures.EXAMPLE_SET.address}`:"
        yield ""
        yield from table(heading, [[str(cell) for cell in row] for row in rows])


def _listed(function: WorksheetFunction) -> tuple[str, str]:
    return f"[{function.name}](#{function.name.lower()})", function.summary


def _section(function: WorksheetFunction) -> Iterator[str]:
    yield from (f"### {function.name}", "", f"`={function.signature}`", "", function.summary, "")
    if function.details:
        yield from (" ".join(function.details.split()), "")
    rows = [
        (argument.name, "yes" if argument.required else "no", argument.help)
        for argument in function.arguments
    ]
    if rows:
        yield from table(("Argument", "Needed", "What it is"), rows)
    yield from _elsewhere(function)
    for example in function.examples:
        yield from _example(function, example)


def _elsewhere(function: WorksheetFunction) -> Iterator[str]:
    """Where the same figure can be asked without the function."""
    known = ELSEWHERE[function.name]
    places = []
    if "calculator" in known:
        places.append(f"in the calculator on *{known['sheet']}*, {known['calculator']}")
    if "command" in known:
        name = known["command"]
        places.append(f"[`svtools {name}`](commands.md#{name.replace(' ', '-')})")
    if places:
        yield from (f"The same without it: {'; '.join(places)}.", "")


def _example(function: WorksheetFunction, example: Example) -> Iterator[str]:
    if example.gives is None:
        return
    arguments = ", ".join(map(shown, example.given))
    yield from (
        "```text",
        f"={function.name}({arguments})",
        f"→ {_given_back(example.gives)}",
        "```",
        "",
    )


def _given_back(value: Any) -> str:
    if isinstance(value, list):
        return shown([row if isinstance(row, list) else [row] for row in value])
    return str(value) if isinstance(value, str | ExcelError) else shown(to_cell(value))
