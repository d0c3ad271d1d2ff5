"""The reference of the command line, `docs/commands.md`, made from the commands themselves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from svtools import yamlfile
from svtools.cli.app import app
from tools.markdown import head, table

INTRODUCTION = """\
Every command also says this itself: `svtools --help` lists them, `svtools consolidate --help`
explains one. The examples run in this project's folder, on the [samples](samples.md).

| Exit code | What it means |
| --- | --- |
| 0 | all well |
| 1 | done, but something needs attention: what it is was printed |
| 2 | not done: why, and what to do about it, was printed |

An example ends with 0 unless it says otherwise. `requirement`, `measures list`, `consolidate` and
`tender results` print JSON for a script with `--json`. `--vat-rate` and `--weighting` are in
percent.
"""
EXAMPLES: Any = yamlfile.read(Path(__file__).with_name("commands.yaml"))


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
    yield from head("Commands", "the command line itself", INTRODUCTION)
    rows = [
        (f"[{name}](#{name.replace(' ', '-')})", _explained(command)[0])
        for name, command in commands().items()
    ]
    yield from table(("Command", "What it does"), rows)
    for name, command in commands().items():
        yield from (f"## {name}", "", "\n\n".join(_explained(command)), "")
        yield from _example(EXAMPLES[name])
        if command.params:
            options = ("Argument or option", "Needed", "What it is")
            yield from table(options, map(_option, command.params))


def _explained(command: Any) -> list[str]:
    """What a command does, then what else its help says, without the example of its own."""
    text = command.help.partition("Example:")[0]
    return [" ".join(part.split()) for part in text.strip().split("\n\n")]


def _example(spec: Any) -> Iterator[str]:
    if "attention" in spec:
        yield f"The example ends with exit code 1: {spec['attention']}."
        yield from ("", "<!-- exit code 1 -->")
    kind = "bash" if spec.get("run", True) else "text"
    yield from (f"```{kind}", spec["example"], "```", "")


def _option(option: Any) -> tuple[str, str, str]:
    name = option.name.upper() if option.param_type_name == "argument" else option.opts[0]
    told = f" Default: {option.default}." if option.default and option.show_default else ""
    return f"`{name}`", "yes" if option.required else "no", f"{option.help}{told}"
