"""Blank workbooks: register, measure set, monitoring return, Portal figures; the calculator."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.calculator import calculator_data
from svtools.jobs.issued_by import council_data
from svtools.jobs.monitoring.pack import common_data
from svtools.jobs.register.contracts import Settings
from svtools.jobs.register.installed_sets import starting_sets
from svtools.jobs.register.issued import policy_data, set_rows, theme_rows
from svtools.jobs.register.measure_sets import set_in
from svtools.policy import Council
from svtools.workbooks.parse import template
from svtools.workbooks.write import write


def blank_register(council: Council) -> dict[str, Any]:
    """A register with the council's rules and nothing else, save the set it starts with."""
    empty = (
        *("contracts", "promises", "promise_years", "kpis", "assessments"),
        *("targets", "spend", "activity", "events"),
    )
    return {
        **policy_data(council),
        **set_rows(starting_sets(council)),
        **dict.fromkeys(empty, ()),
    }


def blank_measure_set(council: Council) -> dict[str, Any]:
    """An empty measure set with the council's themes to choose from."""
    return {**council_data(council), "name": "", "measures": (), "themes": theme_rows(council)}


def blank_return(council: Council) -> dict[str, Any]:
    """A monitoring return for the council to fill in by hand: the set it starts with, open rows."""
    starting = next(iter(starting_sets(council)), None)
    return {
        **common_data(council, Settings()),
        "promises": [{} for _ in range(12)],
        "measures": list(starting.measures.values()) if starting else (),
        "contract": {"edition": starting.edition if starting else None},
        "notice": starting.notice if starting else "",
    }


def blank_portal_figures(council: Council) -> dict[str, Any]:
    """A workbook for figures of the Social Value Portal, with none in it."""
    return {**council_data(council), "figures": ()}


def calculator(council: Council, measures: Path | None = None) -> dict[str, Any]:
    """The calculator with the measures of a file, else with those that the council starts with."""
    with_set = measures or starting_sets(council)
    return calculator_data(council, set_in(measures, council) if with_set else None)


KINDS: dict[str, tuple[str, Callable[[Council], dict[str, Any]], bool]] = {
    "register": ("contracts_register", blank_register, False),
    "measures": ("measure_set", blank_measure_set, False),
    "monitoring": ("monitoring_return", blank_return, True),
    "portal-figures": ("portal_figures", blank_portal_figures, False),
    "calculator": ("calculator", calculator, False),
}


def write_blank(kind: str, path: Path, council: Council, measures: Path | None = None) -> None:
    """Write a blank workbook of one of `KINDS`; what would be issued is left open.

    `measures` is a file with the measure set of a calculator. Raises InputError for another kind,
    for measures that another one would leave out, and for a file without a whole set.
    """
    if kind not in KINDS:
        raise InputError(f"There is no blank '{kind}'.", f"Choose one of: {', '.join(KINDS)}.")
    name, data, leave_open = KINDS[kind]
    if measures and data is not calculator:
        raise InputError(f"A blank '{kind}' takes no measures.", "Leave out --measures.")
    given = calculator(council, measures) if measures else data(council)
    write(template(name), given, path, blank=leave_open)
