"""Blank workbooks: a register, a measure set, a monitoring return."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.monitoring.pack import common_data
from svtools.jobs.register.issued import policy_data, set_rows, theme_rows
from svtools.measures import open_set
from svtools.monitoring import ProgressBands
from svtools.policy import Council
from svtools.workbooks.parse import template
from svtools.workbooks.write import write


def blank_register(council: Council) -> dict[str, Any]:
    """A register with the council's figures and nothing else, save the open set if it fits."""
    known = {theme.name for theme in council.themes}
    themes = {measure.theme for measure in open_set().measures.values()}
    empty = ("contracts", "promises", "promise_years", "targets", "activity")
    return {
        **policy_data(council),
        **set_rows([open_set()] if themes <= known else []),  # it fits where its themes do
        **dict.fromkeys(empty, ()),
    }


def blank_measure_set(council: Council) -> dict[str, Any]:
    """An empty measure set with the council's themes to choose from."""
    return {"name": "", "measures": (), "themes": theme_rows(council)}


def blank_return(council: Council) -> dict[str, Any]:
    """A monitoring return for the council to fill in by hand: the open set, twelve open rows."""
    return {
        **common_data(council, ProgressBands()),
        "promises": [{} for _ in range(12)],
        "measures": list(open_set().measures.values()),
        "contract": {"edition": open_set().edition},
        "notice": open_set().notice,
    }


KINDS: dict[str, tuple[str, Callable[[Council], dict[str, Any]], bool]] = {
    "register": ("contracts_register", blank_register, False),
    "measures": ("measure_set", blank_measure_set, False),
    "monitoring": ("monitoring_return", blank_return, True),
}


def write_blank(kind: str, path: Path, council: Council) -> None:
    """Write a blank workbook of one of `KINDS`; what would be issued is left open.

    Raises InputError for another kind.
    """
    if kind not in KINDS:
        raise InputError(f"There is no blank '{kind}'.", f"Choose one of: {', '.join(KINDS)}.")
    name, data, leave_open = KINDS[kind]
    write(template(name), data(council), path, blank=leave_open)
