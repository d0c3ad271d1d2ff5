"""What the log shows beside each figure: the promise, and what the supplier said of it."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from svtools.jobs.consolidation.checking import Checked, Figure
from svtools.jobs.consolidation.returns import PROMISED, TABLES, Answer, Return, rows_of
from svtools.jobs.register.contracts import QUARTERS
from svtools.jobs.validation_log.entries import LogKey, Shown, key_of
from svtools.numbers import settled

WORDS = ("where", "type", "note")
"""What is shown of a piece of evidence, by its columns."""


class Said:
    """What one return says beside its figures."""

    def __init__(self, supplier_return: Return) -> None:
        self._evidence = list(rows_of(supplier_return.answers, "evidence"))
        self._notes = {
            (answer.cell.order, answer.cell.row): str(answer.value).strip()
            for answer in supplier_return.answers
            if answer.key == "note" and answer.table in TABLES
        }

    def evidence(self, figure: Figure) -> Iterator[str]:
        """What is named as evidence of a figure; a blank measure or quarter means any."""
        wanted = {"measure": figure.measure.code, "quarter": QUARTERS[figure.quarter - 1]}
        for row in self._evidence:
            if all(key not in row or row[key].value == value for key, value in wanted.items()):
                yield _in_words(row)

    def note(self, figure: Figure) -> str:
        """What the supplier wrote in the row in which the figure stands."""
        return self._notes.get((figure.cell.order, figure.cell.row), "")


def shown_beside(
    checked: Iterable[Checked], returns: Iterable[Return], year: str
) -> dict[LogKey, Shown]:
    """For each figure the promise of its quarter, and the supplier's evidence and note.

    A figure that stands from an earlier return has the evidence of both.
    """
    by_file = {supplier_return.file: supplier_return for supplier_return in returns}
    shown: dict[LogKey, Shown] = {}
    for each in checked:
        counted = each.supplier_return
        files = {figure.file for figure in each.figures} | {counted.file}
        said = {file: Said(by_file.get(file, counted)) for file in files}
        promised = {promise.measure.code: promise.shown for promise in each.promises}
        for figure in each.figures:
            sources = dict.fromkeys((figure.file, counted.file))
            named = (text for file in sources for text in said[file].evidence(figure))
            shown[key_of(figure, year)] = Shown(
                _promised(figure, promised),
                "; ".join(dict.fromkeys(named)),
                said[figure.file].note(figure),
            )
    return shown


def _promised(figure: Figure, promised: Mapping[str, tuple[Decimal | None, ...]]) -> Decimal | None:
    """What was promised for the figure's quarter: a flow's units, a stock's level."""
    quarters = promised.get(figure.measure.code) if figure.origin == PROMISED else None
    units = quarters[figure.quarter - 1] if quarters else None
    return None if units is None else settled(units)


def _in_words(row: Mapping[str, Answer]) -> str:
    return ", ".join(str(row[key].value).strip() for key in WORDS if key in row)
