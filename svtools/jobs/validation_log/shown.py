"""What the log shows beside each figure: the promise, and what the supplier said of it."""

from collections.abc import Iterable, Iterator, Mapping

from svtools.jobs.consolidation.checking import Checked, Figure
from svtools.jobs.consolidation.returns import PROMISED, TABLES, Return, rows_of
from svtools.jobs.register.contracts import QUARTERS
from svtools.jobs.validation_log.entries import LogKey, Shown, key_of
from svtools.numbers import settled


def shown_beside(
    checked: Iterable[Checked], returns: Iterable[Return], year: str
) -> dict[LogKey, Shown]:
    """For each figure the promise of its quarter, and the supplier's evidence and note."""
    by_file = {supplier_return.file: supplier_return for supplier_return in returns}
    return {
        key_of(figure, year): _shown(figure, each, by_file)
        for each in checked
        for figure in each.figures
    }


def _shown(figure: Figure, checked: Checked, by_file: Mapping[str, Return]) -> Shown:
    quarters = (
        promise.quarters[figure.quarter - 1]
        for promise in checked.promises
        if promise.measure.code == figure.measure.code and figure.origin == PROMISED
    )
    own = by_file.get(figure.file, checked.supplier_return)
    sources = dict.fromkeys(each.file for each in (own, checked.supplier_return))
    named = (text for file in sources if file in by_file for text in _named(by_file[file], figure))
    promised = next((settled(units) for units in quarters), None)
    return Shown(promised, "; ".join(dict.fromkeys(named)), _note(own, figure))


def _named(supplier_return: Return, figure: Figure) -> Iterator[str]:
    """What a return names as evidence of a figure; a blank measure or quarter means any."""
    wanted = {"measure": figure.measure.code, "quarter": QUARTERS[figure.quarter - 1]}
    for row in rows_of(supplier_return.answers, "evidence"):
        if all(key not in row or row[key].value == value for key, value in wanted.items()):
            said = (str(row[key].value).strip() for key in ("where", "type", "note") if key in row)
            yield ", ".join(said)


def _note(supplier_return: Return, figure: Figure) -> str:
    """What the supplier wrote in the row in which the figure stands."""
    notes = (
        str(answer.value).strip()
        for answer in supplier_return.answers
        if answer.key == "note"
        and answer.table in TABLES
        and (answer.cell.order, answer.cell.row) == (figure.cell.order, figure.cell.row)
    )
    return next(notes, "")
