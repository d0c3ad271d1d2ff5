"""What was asked for and offered in tenders, as their scoring workbooks hold it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from svtools.jobs.issued_by import refuse_other_council
from svtools.jobs.opening import open_own
from svtools.jobs.tender.pack import SCORING
from svtools.jobs.years.summaries import MeasureId
from svtools.policy import Council
from svtools.spelling import folded, folded_key
from svtools.workbooks.content import Content

Named = tuple[str, ...]
"""Reference and lot, as they are compared."""


@dataclass(slots=True)
class Tendered:
    """What the given tenders asked for, and what bidders offered in them.

    Units of several bidders are never added up, since only one of them wins: what is counted is
    in how many tenders a measure was asked for, and in how many anybody offered it.
    """

    files: list[str] = field(default_factory=list)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    offered: Counter[tuple[str, str]] = field(default_factory=Counter)
    contracts: set[Named] = field(default_factory=set)
    """The contracts in whose tender anybody offered anything."""

    @classmethod
    def read(cls, paths: Iterable[Path], council: Council) -> "Tendered":
        """From scoring workbooks. Raises InputError for what is none that can be used."""
        found = cls()
        for path in paths:
            workbook = open_own(path, SCORING)
            refuse_other_council(workbook.content, workbook.file, council)
            found.files.append(workbook.file)
            found._add(workbook.content)
        return found

    def _add(self, content: Content) -> None:
        edition = folded(content.value("contract.edition") or "")
        measures = {folded(row.get("code") or "") for row in content.rows("measures")} - {""}
        offers = {
            folded(row.get("measure") or "")
            for row in content.rows("offers")
            if row.get("offered") and row.get("measure")
        }
        self.asked.update((edition, code) for code in measures)
        self.offered.update((edition, code) for code in offers)
        if offers:
            ref, lot = (content.value(f"contract.{name}") or "" for name in ("ref", "lot"))
            self.contracts.add(folded_key(ref, lot))

    def times_asked(self, measure: MeasureId) -> int | None:
        """In how many tenders a measure was asked for; None where no tender was given."""
        return self.asked[_compared(measure)] if self.files else None

    def times_offered(self, measure: MeasureId) -> int | None:
        """In how many tenders anybody offered it; None where no tender was given."""
        return self.offered[_compared(measure)] if self.files else None

    def was_offered(self, ref: str, lot: str) -> str:
        """Yes or No for a contract; blank where no tender was given."""
        if not self.files:
            return ""
        return "Yes" if folded_key(ref, lot) in self.contracts else "No"


def _compared(measure: MeasureId) -> tuple[str, str]:
    edition, code = measure
    return folded(edition), folded(code)
