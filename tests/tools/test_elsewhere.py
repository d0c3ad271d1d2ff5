"""What the page of functions says of other ways to a figure is there."""

import typer

from svtools.cli.app import app
from svtools.workbooks.parse import template
from tools.references import ELSEWHERE
from xl.registry import FUNCTIONS


def test_every_function_says_where_else_its_figure_can_be_asked() -> None:
    assert set(ELSEWHERE) == set(FUNCTIONS)


def test_the_calculators_fields_are_there() -> None:
    labels = {
        sheet.name: {item.label for table in sheet.tables for item in table.columns}
        | {item.label for block in sheet.fields for item in block.items}
        for sheet in template("calculator").sheets
    }
    named = [(each["sheet"], each["calculator"]) for each in ELSEWHERE.values() if "sheet" in each]
    assert [name for name in named if name[1] not in labels[name[0]]] == []


def test_the_commands_are_there() -> None:
    known: set[str] = set()
    root = typer.main.get_command(app)
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        known |= {f"{name} {sub}" for sub in getattr(command, "commands", {})} or {name}
    named = [each["command"] for each in ELSEWHERE.values() if "command" in each]
    assert [name for name in named if name not in known] == []
