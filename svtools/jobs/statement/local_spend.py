"""The workbook of Local Spend, read: sums of its sheet Data, by place, ring, month, directorate."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.issued_by import refuse_other_council
from svtools.jobs.opening import open_own, unusable
from svtools.jobs.statement.figures import Figure, Source, Unit
from svtools.monitoring import FinancialYear
from svtools.policy import Council
from svtools.workbooks.content import Content, Row

TEMPLATE = "local_spend"
_WHERE_TO_LOOK = re.compile(r" See [^.]*\.| \(see [^)]*\)")
LOCAL, ELSEWHERE, UNKNOWN = PLACES = ("Local", "Elsewhere", "Not known")


@dataclass(frozen=True, slots=True)
class LocalSpend:
    """The lines of the sheet Data: month, directorate, ring, place, £ net and payments."""

    file: str
    state: str
    rows: Sequence[Row]
    rings: Sequence[str] = ()
    """The rings from the inside out."""
    by_rule: Decimal = Decimal(0)
    """The £ that rules of the council's leave out of the shares, or show apart."""

    @property
    def in_public(self) -> str:
        """How it stands, without where in its workbook to look."""
        return _WHERE_TO_LOOK.sub("", self.state)

    @property
    def is_complete(self) -> bool:
        """Whether its state says that nothing is lacking."""
        return not self.state.startswith("Not complete")

    @property
    def between(self) -> tuple[Decimal, Decimal] | None:
        """The share that is local at least and at most; None where it can't be told."""
        if not self.has_shares:
            return None
        whole, local, unknown = (
            self.pounds(**of).value or Decimal(0)
            for of in ({}, {"place": LOCAL}, {"place": UNKNOWN})
        )
        return local / whole, (local + unknown) / whole

    @property
    def has_shares(self) -> bool:
        """Whether shares can be told: credits may take the whole, or a place, under nothing."""
        places = [self.pounds(place=place).value or Decimal(0) for place in PLACES]
        return sum(places) > 0 and min(places) >= 0

    def pounds(self, **wanted: str) -> Figure:
        """The £ of the lines whose columns hold what is `wanted`."""
        rows = [r for r in self.rows if all(r.get(k) == v for k, v in wanted.items())]
        value = sum((row.get("pounds") or Decimal(0) for row in rows), Decimal(0))
        sources = [Source(self.file, r.place.sheet, r.number + 1, _says(r)) for r in rows]
        return Figure(value, Unit.POUNDS, "", tuple(sources))

    def payments(self, **wanted: str) -> Figure:
        """How many payments those lines stand for."""
        rows = [r for r in self.rows if all(r.get(k) == v for k, v in wanted.items())]
        return Figure(Decimal(sum(row.get("payments") or 0 for row in rows)), Unit.COUNT)

    def names(self, column: str) -> list[str]:
        """What stands in a column, each once, in the workbook's order."""
        return [*dict.fromkeys(row.get(column) for row in self.rows if row.get(column))]


def read_local_spend(path: Path, year: FinancialYear, council: Council) -> LocalSpend:
    """The Local Spend of `year`. Raises InputError for another year's or another council's."""
    workbook = open_own(path, TEMPLATE)
    refuse_other_council(workbook.content, workbook.file, council)
    period = str(workbook.content.value("about.period") or "")
    if period != str(year):
        raise InputError(
            f"{workbook.file} is the Local Spend of {period or 'a period it does not name'}.",
            f"Give the one of {year}: svtools local-spend … --year {year}",
        )
    _refuse_unusable(workbook.content, workbook.file)
    state = str(workbook.content.value("about.state") or "")
    rows, rings, left_out = map(workbook.content.rows, ("data", "by_ring", "left_out"))
    by_rule = sum((row.get("pounds") or Decimal(0) for row in left_out), Decimal(0))
    return LocalSpend(
        workbook.file, state, rows, [row.get("name") for row in rings if row.get("name")], by_rule
    )


def _refuse_unusable(content: Content, file: str) -> None:
    """Refuse a workbook in whose lines something stands that would be in no place."""
    sheet = content.tables["data"].place.sheet
    found = [problem.located for problem in unusable(content) if problem.sheet == sheet]
    found += [
        f"{sheet}, row {row.number + 1}: '{row.get('place') or 'blank'}' is no place"
        for row in content.rows("data")
        if row.get("place") not in PLACES
    ]
    if found:
        raise InputError(
            f"{file} can't be used.\n" + "\n".join(found),
            "It is not to be changed by hand: run 'svtools local-spend' again.",
        )


def _says(row: Row) -> str:
    return ", ".join(filter(None, row.texts("month", "department", "place")))
