"""Two made-up years: a register, returns, and the summaries that they come to."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.register.contracts import PORTAL
from svtools.jobs.register.register import Register
from svtools.jobs.validation_log.entries import Log
from svtools.jobs.validation_log.log import LogFile, write_log
from svtools.jobs.years.run import Outcome, data_of, several_years
from svtools.jobs.years.summaries import YearSummary, read_summaries
from svtools.jobs.years.tendered import Tendered
from svtools.monitoring import FinancialYear
from tests.making import YEAR, contract, council, promised, register_of, save_register, save_return

BEFORE = FinancialYear(2024)
HOURS, JOBS, STAFF, VISITS = "PJ04", "OP01", "OP14", "SW03"
"""Of the open set: SV, LEV, a stock that is not valued, SV again at the same value of a unit."""

BOTH = contract("C1", start=BEFORE.start, end=FinancialYear(2026).end, sme="Yes", vcse="No")
LATER = contract("C2", supplier="Other Ltd", category="works", net_value=Decimal(9_000_000))
IDLE = contract("C3", supplier="Quiet Ltd", end=YEAR.end)
IN_PORTAL = contract("C4", supplier="Portal plc", reported_in=PORTAL)
DELIVERED: dict[FinancialYear, dict[str, dict[str, list[Any]]]] = {
    BEFORE: {"C1": {HOURS: [20, 20, 20, 30], STAFF: [5, 6, 7, 8], VISITS: [0, 0, 0, 0]}},
    YEAR: {
        "C1": {HOURS: [30, 30, 30, 30], STAFF: [9, 9, 9, 9], VISITS: [2, 2, 2, 2]},
        "C2": {JOBS: [0.5, 0.5, 0.5, 0.5]},
    },
}


def register() -> Register:
    """C1 owes 100 hours and 10 visits a year for three years, and 8 staff all the time."""
    made = register_of(
        (BOTH, {HOURS: 300, STAFF: 8, VISITS: 30}), (LATER, {JOBS: 4}), (IDLE, {}), (IN_PORTAL, {})
    )
    made.promises[IN_PORTAL.key] = [promised(IN_PORTAL, HOURS, 99)]
    return made


@dataclass(frozen=True)
class TwoYears:
    """The files of both years."""

    folder: Path

    @property
    def register(self) -> Path:
        """The register."""
        return self.folder / "register.xlsx"

    @property
    def log(self) -> Path:
        """The validation log of both years."""
        return self.folder / "validation_log.xlsx"

    def summary(self, year: FinancialYear) -> Path:
        """A year's summary."""
        return self.folder / f"summary {year}.xlsx"

    @property
    def summaries(self) -> list[Path]:
        """Both, the later one first: the order must not matter."""
        return [self.summary(YEAR), self.summary(BEFORE)]

    def years(self, output: Path) -> Outcome:
        """The workbook of both years."""
        return several_years(self.summaries, output, council(), self.register, validation=self.log)

    def read(self) -> list[YearSummary]:
        """Both summaries, read."""
        return read_summaries(self.summaries, council())


def data(read: list[YearSummary], hub: Register, log: Log | None = None) -> dict[str, Any]:
    """What the workbook says by the register `hub`."""
    return data_of(read, hub, log or {}, Tendered(), council())


def make(folder: Path) -> TwoYears:
    """Returns of both years, consolidated one after the other into one log."""
    made, hub = TwoYears(folder), register()
    save_register(made.register, hub)
    for year, contracts in DELIVERED.items():
        returns = folder / f"returns {year}"
        for each in (BOTH, LATER):
            units = contracts.get(each.key.ref)
            if units:
                day = {"sign_off.date_completed": date(year.first + 1, 4, 10)}
                path = returns / f"{each.key.ref}.xlsx"
                save_return(path, hub, each, units, year=year, number=4, answers=day)
        validate(made.log, year)
        consolidate(
            returns, made.register, year, made.summary(year), council(), log_path=made.log,
            as_at=date(year.first + 1, 6, 1),
        )  # fmt: skip
    return made


def validate(log: Path, year: FinancialYear) -> None:
    """See proof of half of the hours of C1's first quarter of the year before `year`."""
    if not log.exists():
        return
    entries = LogFile(log).log
    for key, entry in entries.items():
        if key[0] != str(year) and key[4:6] == (HOURS, "Q1"):
            entries[key] = replace(
                entry, validated=Decimal(10), evidence="Sheets", validated_by="Role",
                validated_on=date(2025, 7, 1),
            )  # fmt: skip
    write_log(entries, council(), log, date(2025, 7, 1))
