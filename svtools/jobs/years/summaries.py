"""The summaries of several years, read as plain values: what a year promised and delivered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.consolidation.matching import Status
from svtools.jobs.issued_by import refuse_other_council
from svtools.jobs.opening import open_own, unusable
from svtools.jobs.register.contracts import QUARTERS, Key
from svtools.monitoring import FinancialYear, ProgressBands
from svtools.policy import Council
from svtools.workbooks.content import Content, Row

TEMPLATE = "consolidated_summary"
READ = {
    **dict.fromkeys(("by_contract", "by_measure", "promises", "data", "returns", "problems"), 1),
    "beneficiaries": 1,
    "portal": 2,
}
"""The tables of a summary that are read here, with the version since which it has them."""

COUNTED = (Status.ACCEPTED, Status.REMARKED, Status.IN_PART)
MADE_ANEW = "A summary is not to be changed by hand: run 'svtools consolidate' again."
MeasureId = tuple[str, str]
"""Edition and code: what makes a measure one of its kind."""


@dataclass(frozen=True, slots=True)
class Promised:
    """What one contract promised of one measure in the year, by quarter.

    Of a stock a quarter's units are by how much what is due rises or falls. Values are None where
    the measure is not valued.
    """

    contract: Key
    measure: MeasureId
    units: tuple[Decimal, ...]
    values: tuple[Decimal | None, ...]
    row: int
    """The row on the summary's sheet Promises."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One figure of a return that counts.

    `counts` and `validated_counts` are the units that count in the year: of a stock None but for
    the last quarter with a figure.
    """

    contract: Key
    measure: MeasureId
    quarter: int
    origin: str
    reported: Decimal | None
    reported_value: Decimal | None
    units: Decimal | None
    counts: Decimal | None
    value: Decimal | None
    validated: Decimal | None
    validated_counts: Decimal | None
    validated_value: Decimal | None
    file: str
    sheet: str
    cell: str
    row: int
    """The row on the summary's sheet Data."""

    @property
    def key(self) -> tuple[Key, MeasureId, int, str]:
        """What no other figure of the year says."""
        return self.contract, self.measure, self.quarter, self.origin


class YearSummary:
    """One year's summary, read. Raises InputError where something in it can't be used."""

    def __init__(self, file: str, content: Content) -> None:
        self.file = file
        self.content = content
        self.year, self.as_at = _when(file, content)
        self.contracts = {row.get("key"): row for row in content.rows("by_contract")}
        self.measures = {row.get("key"): row for row in content.rows("by_measure")}

    @property
    def bands(self) -> ProgressBands:
        """The council's bands for progress, as they were when it was made."""
        on_track, behind = (self.content.value(f"settings.{n}") for n in ("on_track", "behind"))
        return ProgressBands(on_track, behind) if on_track and behind else ProgressBands()

    @property
    def ended(self) -> tuple[bool, ...]:
        """Of each quarter whether it had ended when the summary was made."""
        return tuple(quarter.end <= self.as_at for quarter in self.year.quarters)

    @cached_property
    def promised(self) -> tuple[Promised, ...]:
        """What was promised, in the summary's order."""
        return tuple(map(self._promised, self.content.rows("promises")))

    @cached_property
    def delivered(self) -> tuple[Delivered, ...]:
        """Every figure that counts, in the summary's order."""
        found = dict[tuple[Key, MeasureId, int, str], Delivered]()
        for row in self.content.rows("data"):
            figure = self._delivered(row)
            if found.setdefault(figure.key, figure) is not figure:
                raise self._wrong(row, "the same figure stands twice on the sheet Data.")
        return tuple(found.values())

    @cached_property
    def values_of_one(self) -> Mapping[MeasureId, Decimal | None]:
        """The value of one unit of each measure, in £; None where it is not valued."""
        return {measure: row.get("proxy") for measure, row in self._measured()}

    @cached_property
    def counting(self) -> Mapping[MeasureId, str]:
        """How the quarters of each measure that was reported come to a year's units."""
        return {m: row.get("counting") for m, row in self._measured() if row.get("counting")}

    def _measured(self) -> Iterator[tuple[MeasureId, Row]]:
        """The rows of Promises and Data, each with its measure."""
        for table in ("promises", "data"):
            for row in self.content.rows(table):
                yield self._measure_of(row), row

    def returns(self, *statuses: Status) -> list[Row]:
        """The returns, files and missing ones with one of these statuses."""
        return [row for row in self.content.rows("returns") if row.get("status") in statuses]

    def contract_of(self, row: Row) -> Key:
        """The contract that a row is about."""
        return Key(*row.texts("ref", "lot", "supplier"))

    def _measure_of(self, row: Row) -> MeasureId:
        measure = self.measures.get(row.get("measure_key"))
        if measure is None:
            raise self._wrong(row, "its measure is not on the sheet By measure.")
        edition, code = measure.texts("edition", "code")
        return edition, code

    def _promised(self, row: Row) -> Promised:
        numbers = range(1, len(QUARTERS) + 1)
        return Promised(
            self.contract_of(row),
            self._measure_of(row),
            tuple(row.get(f"q{number}") or Decimal(0) for number in numbers),
            tuple(row.get(f"v{number}") for number in numbers),
            row.number + 1,
        )

    def _delivered(self, row: Row) -> Delivered:
        quarter = row.get("quarter")
        if quarter not in QUARTERS:
            raise self._wrong(row, f"'{quarter or 'blank'}' is no quarter.")
        first = self.content.version == 1  # made before stocks and corrections were known
        units, validated = row.get("units"), row.get("validated_units")
        file, sheet, cell = row.texts("file", "sheet", "cell")
        return Delivered(
            contract=self.contract_of(row),
            measure=self._measure_of(row),
            quarter=QUARTERS.index(quarter) + 1,
            origin=row.get("origin") or "",
            reported=units if first else row.get("reported_units"),
            reported_value=row.values.get("reported_value", row.get("value") if first else None),
            units=units,
            counts=units if first else row.get("counts"),
            value=row.get("value"),
            validated=validated,
            validated_counts=validated if first else row.get("validated_counts"),
            validated_value=row.get("validated_value"),
            file=file,
            sheet=sheet,
            cell=cell,
            row=row.number + 1,
        )

    def _wrong(self, row: Row, what: str) -> InputError:
        return InputError(
            f"{self.file}, {row.place.sheet}, row {row.number + 1}: {what}", MADE_ANEW
        )


def read_summaries(paths: Sequence[Path], council: Council) -> list[YearSummary]:
    """The summaries at `paths`, the earliest year first.

    Raises InputError where a file is no summary that can be used, and for two of one year.
    """
    if not paths:
        raise InputError("No summary was given.", "Name at least one, such as summary.xlsx.")
    by_year: dict[FinancialYear, YearSummary] = {}
    for path in paths:
        summary = _read(path, council)
        first = by_year.setdefault(summary.year, summary)
        if first is not summary:
            raise InputError(
                f"{first.file} and {summary.file} are both summaries of {summary.year}.",
                "Give one for each year.",
            )
    return [by_year[year] for year in sorted(by_year)]


def _read(path: Path, council: Council) -> YearSummary:
    workbook = open_own(path, TEMPLATE)
    refuse_other_council(workbook.content, workbook.file, council)
    _refuse_unusable(workbook.content, workbook.file)
    _refuse_incomplete(workbook.content, workbook.file)
    return YearSummary(workbook.file, workbook.content)


def _when(file: str, content: Content) -> tuple[FinancialYear, date]:
    """The summary's year, and the day as at which it stands."""
    year, as_at = (content.value(f"about.{name}") for name in ("year", "as_at"))
    if as_at is None:
        raise InputError(f"{file} doesn't say as at which day it stands.", MADE_ANEW)
    try:
        return FinancialYear.parse(str(year or "")), as_at
    except InputError as error:
        raise InputError(f"{file}, sheet About: {error.what}", MADE_ANEW) from None


def _refuse_unusable(content: Content, file: str) -> None:
    """Refuse what can't be used of the tables that are read; others may be of an older summary."""
    read = (key for key, since in READ.items() if since <= content.version)
    sheets = {content.tables[key].place.sheet for key in read}
    found = [p.located for p in unusable(content) if p.sheet in sheets]
    if found:
        raise InputError(f"{file} can't be used.\n" + "\n".join(found), MADE_ANEW)


def _refuse_incomplete(content: Content, file: str) -> None:
    """Refuse a part of a year, and a summary whose rows stand in other files."""
    part, detail = content.value("about.part"), content.value("about.detail")
    if part:
        raise InputError(
            f"{file} is a part of its year only: {part}.",
            "Bring the parts together with 'svtools merge' and give what comes of it.",
        )
    if detail:
        raise InputError(
            f"{file} hasn't all of its rows: they are more than a sheet holds, and stand in "
            f"{detail}.",
            "Read those files with a tool for data; the summary's other sheets have the totals.",
        )


def contracts_of(summaries: Sequence[YearSummary]) -> list[Key]:
    """The contracts of all summaries, each once."""
    found = (s.contract_of(row) for s in summaries for row in s.contracts.values())
    return [*dict.fromkeys(found)]
