"""What the sheets of a new log say of their state, as their formulas do.

A log may have more rows than it is worth calculating for eight sentences. Tests compare them with
what an engine makes of the formulas.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from svtools.jobs.validation_log.entries import Entry, state
from svtools.numbers import rounded
from svtools.workbooks.declaration import Template

WAITING = ("to validate", "reopened", "more than reported")
"""States of a figure for which somebody is to decide."""


def banners(
    declared: Template, entries: Sequence[Entry], issued: Mapping[str, Sequence[Mapping[str, Any]]]
) -> dict[str, str]:
    """By "state.SHEET" and "link.SHEET" what stands there, of rows as the log has them anew."""
    states = {"log": [state(entry) for entry in entries], "corrections": []}
    states |= {table: [row["state"] for row in rows] for table, rows in issued.items()}
    said = {
        "log": _log(entries, states["log"]),
        "by_return": _by_return(states["by_return"]),
        "corrections": "No corrections.",
        "findings": _findings(states["findings"]),
    }
    return {
        **{f"state.{sheet}": text for sheet, text in said.items()},
        **{f"link.{s.key}": _link(s, states) for s in declared.sheets if s.key in said},
    }


def _log(entries: Sequence[Entry], states: Sequence[str]) -> str:
    if not entries:
        return "Nothing reported yet."
    waiting = [e for e, said in zip(entries, states, strict=True) if said in WAITING]
    validated = states.count("validated")
    if not waiting:
        return f"All is decided: {validated} of {len(entries)} figures are validated."
    worth = rounded(sum((e.worth or Decimal(0) for e in waiting), Decimal(0)), 0)
    return (
        f"To decide: {len(waiting)} of {len(entries)} figures, worth £{worth:,}. "
        f"Validated: {validated}."
    )


def _by_return(states: Sequence[str]) -> str:
    if not states:
        return "Nothing reported yet."
    waiting = _how_many(states, ("to validate", "in part"))
    if not waiting:
        return "All is decided: no return waits."
    said = f"To decide: {waiting} of {len(states)} returns."
    return f"{said} What you typed on the sheet Log stands."


def _findings(states: Sequence[str]) -> str:
    if not states:
        return "Nothing was found."
    waiting = _how_many(states, ("open", "incomplete"))
    if not waiting:
        return "All is decided: nothing is open."
    return f"To decide: {waiting} of {len(states)} findings."


def _how_many(states: Sequence[str], these: Iterable[str]) -> int:
    return sum(map(states.count, these))


def _link(sheet: Any, states: Mapping[str, Sequence[str]]) -> str:
    """The link's words where a row says one of those that it leads to."""
    (words,) = sheet.state.first.values()
    there = states[sheet.state.to.partition(".")[0]]
    return sheet.state.link if _how_many(there, words) else ""
