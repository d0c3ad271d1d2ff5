"""A contract whose returns come in, and what an officer types into its log between the runs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from svtools.jobs.consolidation.consolidation import is_grave
from svtools.jobs.consolidation.run import Outcome, consolidate
from tests.making import (
    AS_AT,
    YEAR,
    contract,
    council,
    edit,
    register_of,
    save_register,
    save_return,
    sheet_rows,
    under,
)

EACH = contract()
REGISTER = register_of((EACH, {"PJ04": 40, "OP08": 40}))
OFFICER = "Contracts officer"


def report(
    folder: Path,
    units: Sequence[Any] = (10, 20, None, None),
    number: int = 1,
    *,
    quarter: str = "Q2",
    **more: Any,
) -> Outcome:
    """A return with these units of PJ04, and 1 a quarter of OP08, comes in."""
    folder.mkdir(exist_ok=True)
    register = save_register(folder / "register.xlsx", REGISTER)
    others = [None if each is None else 1 for each in units]
    path, by_code = folder / "in" / f"{number}.xlsx", {"PJ04": units, "OP08": others}
    save_return(path, REGISTER, EACH, by_code, number=number, quarter=quarter, **more)
    return run(folder, register)


def run(folder: Path, register: Path | None = None) -> Outcome:
    """What is in the folder, consolidated."""
    register, summary = register or folder / "register.xlsx", folder / "summary.xlsx"
    return consolidate(folder / "in", register, YEAR, summary, council(), as_at=AS_AT)


def type_into(log: Path, sheet: str, row: int, values: dict[str, Any]) -> None:
    """Type values, by their headings, into a row of a table, counted from 0."""

    def change(book: Any) -> None:
        for heading, value in values.items():
            under(book[sheet], heading, row).value = value

    edit(log, change)


def rows(log: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet of the log."""
    return sheet_rows(log, sheet)


def said(outcome: Outcome, code: str) -> list[str]:
    """What was told under a code, with its cells."""
    return [p.located for p in outcome.consolidation.problems if p.code == code]


def grave(outcome: Outcome) -> list[str]:
    """The codes of what somebody should look at before the figures are used."""
    return [p.code for p in outcome.consolidation.problems if is_grave(p)]
