"""Two made-up years for the board: what came, what did not, what has proof and what runs long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.jobs.board.pages import Pages
from svtools.jobs.board.run import write_board
from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.register.register import Register
from svtools.jobs.validation_log.log import LogFile, write_log
from svtools.monitoring import FinancialYear
from tests.making import AS_AT, YEAR, contract, council, register_of, save_register, save_return

BEFORE = FinancialYear(2024)
HOURS = "PJ04"
LARGE = Decimal(2_000_000)
DAY = date(2028, 4, 1)
"""The day that Southend's note is about."""

MISSING = contract("C1", supplier="Silent Gardens Ltd", manager="Parks officer")
SLOW = contract("C2", supplier="Slow Works plc", manager="")
UNSEEN = contract("C3", supplier="Busy Carers CIC")
PROVEN = contract("C4", supplier="Shown Trust", start=BEFORE.start)
LOW = contract(
    "C5", supplier="Low Weight Ltd", net_value=LARGE, weighting=Decimal("0.05"), end=DAY,
    weighting_reason="One bidder", weighting_approver="Head of Buying",
)  # fmt: skip
AT_LEAST = contract(
    "C6", supplier="Fair Weight Ltd", net_value=LARGE, weighting=Decimal("0.1"), extension=24
)
CUT_SHORT = contract("C7", supplier="Gone Ltd", end=date(2030, 3, 31), actual_end=date(2027, 3, 31))
PROMISED: Mapping[str, int] = {"C1": 100, "C2": 60, "C3": 40, "C4": 200}
REPORTED: Mapping[FinancialYear, Mapping[str, Sequence[int]]] = {
    BEFORE: {"C4": (20, 20, 20, 20)},
    YEAR: {"C2": (6, 6, 6, 6), "C3": (10, 10, 10, 10), "C4": (25, 25, 25, 25)},
}
"""C2 reports 24 of 60 hours, C3 all 40, C4 80 of 100 and then all 100."""

DECISIONS = "| Decide | Because | By |\n| --- | --- | --- |\n| Ask C1 | No return | 30 June |\n"
ASKED = "- Say what should come first.\n"


def register() -> Register:
    """The register of all contracts."""
    known = (MISSING, SLOW, UNSEEN, PROVEN, LOW, AT_LEAST, CUT_SHORT)
    pairs: list[tuple[Any, dict[str, int]]] = [
        (each, {HOURS: PROMISED[each.key.ref]} if each.key.ref in PROMISED else {})
        for each in known
    ]
    return register_of(*pairs)


@dataclass(frozen=True)
class TwoBoards:
    """The files of both years."""

    folder: Path

    @property
    def register(self) -> Path:
        """The register."""
        return self.folder / "register.xlsx"

    @property
    def texts(self) -> Path:
        """The team's texts."""
        return self.folder / "texts"

    def summary(self, year: FinancialYear = YEAR) -> Path:
        """A year's summary."""
        return self.folder / f"summary {year}.xlsx"

    def write(self, folder: Path, *years: FinancialYear, **more: Any) -> Pages:
        """Both pages in `folder`, of these years' summaries, else of both."""
        summaries = [self.summary(year) for year in years or (YEAR, BEFORE)]
        return write_board(
            summaries, self.register, folder, council(), **{"texts": self.texts, **more}
        )


def make(folder: Path) -> TwoBoards:
    """Returns of both years, consolidated; of C4 the later year's have proof."""
    made, hub = TwoBoards(folder), register()
    save_register(made.register, hub)
    log = folder / "validation_log.xlsx"
    for year, contracts in REPORTED.items():
        for ref, units in contracts.items():
            each = next(c for c in hub.contracts if c.key.ref == ref)
            day = {"sign_off.date_completed": date(year.first + 1, 4, 10)}
            path = folder / f"returns {year}" / f"{ref}.xlsx"
            save_return(path, hub, each, {HOURS: units}, year=year, number=4, answers=day)
        _consolidate(made, year, log)
    _see_proof(log)
    _consolidate(made, YEAR, log)
    write_texts(made.texts)
    return made


def write_texts(folder: Path, decisions: str = DECISIONS, asked: str = ASKED) -> Path:
    """The board's texts in a folder."""
    folder.mkdir(exist_ok=True)
    (folder / "decisions.md").write_text(decisions, encoding="utf-8")
    (folder / "cross_sector.md").write_text(asked, encoding="utf-8")
    return folder


def _consolidate(made: TwoBoards, year: FinancialYear, log: Path) -> None:
    as_at = AS_AT if year == YEAR else date(year.first + 1, 6, 1)
    consolidate(
        made.folder / f"returns {year}", made.register, year, made.summary(year), council(),
        log_path=log, as_at=as_at,
    )  # fmt: skip


def _see_proof(log: Path) -> None:
    entries = LogFile(log).log
    for key, entry in entries.items():
        if key[0] == str(YEAR) and key[1] == "C4":
            entries[key] = replace(
                entry, validated=Decimal(25), evidence="Sheets", validated_by="Role",
                validated_on=date(2026, 5, 1),
            )  # fmt: skip
    write_log(entries, council(), log, date(2026, 5, 1))
