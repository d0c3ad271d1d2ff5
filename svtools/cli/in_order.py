"""The commands in the order in which a year needs them, each loaded when it is asked for."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from typer import Typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

from svtools.gc_pause import no_collection

THE_YEAR = {
    # set up
    "new": "new:new",
    "register": "register:register_app",
    "measures": "measures:measures_app",
    "toolkit": "toolkit:toolkit",
    # tender and monitor
    "requirement": "requirement:requirement",
    "tender": "tender:tender_app",
    "monitoring": "monitoring:monitoring",
    # bring together
    "consolidate": "consolidating:consolidate",
    "merge": "consolidating:merge",
    "log": "log:log_app",
    "kpis": "kpis:kpis",
    "local-spend": "local_spend:local_spend",
    # report
    "statement": "statement:statement",
    "trace": "statement:trace",
    "issue": "statement:issue",
    "verify": "statement:verify",
    "board": "board:board",
    "years": "years:years",
    "export": "years:export",
    # installed once
    "postcodes": "postcodes:postcodes",
    "addin": "addin:addin_app",
}
"""By its name, the module of this room and what in it is the command or the group of commands."""


class Commands(Mapping[str, Any]):
    """The commands of `THE_YEAR`: one is called, and the others cost nothing."""

    def __getitem__(self, name: str) -> Any:
        return _loaded(name, *THE_YEAR[name].split(":"))

    def __iter__(self) -> Iterator[str]:
        return iter(THE_YEAR)

    def __len__(self) -> int:
        return len(THE_YEAR)


class InOrder(TyperGroup):
    """A group of these commands, listed in this order."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands: Any = Commands()


@cache
@no_collection()
def _loaded(name: str, module: str, attribute: str) -> Any:
    found = getattr(import_module(f"svtools.cli.{module}"), attribute)
    if isinstance(found, Typer):
        command: Any = get_group(found)
        command.name = name
        return command
    alone = Typer(add_completion=False)
    alone.command(name)(found)
    return get_command(alone)
