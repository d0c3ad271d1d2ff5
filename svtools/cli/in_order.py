"""The commands in the order in which a year needs them."""

from typing import Any

from typer.core import TyperGroup

THE_YEAR = (
    *("new", "register", "measures", "toolkit", "requirement", "tender", "monitoring"),
    *("consolidate", "merge", "log", "kpis", "local-spend"),
    *("statement", "trace", "issue", "verify", "board"),
    *("years", "export", "postcodes", "addin"),
)
"""Set up, tender, monitor, bring together, report; then what is installed once."""


class InOrder(TyperGroup):
    """Lists the commands as `THE_YEAR` does; one that it lacks comes last."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        first = {name: self.commands[name] for name in THE_YEAR if name in self.commands}
        self.commands = first | dict(self.commands)
