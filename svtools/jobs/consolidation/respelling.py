"""The codes of a return, as its contract's measure set spells them."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from svtools.jobs.consolidation.returns import Gap, Issued, Line, Return
from svtools.spelling import as_known

Told = TypeVar("Told", Line, Gap, Issued)


def respell(supplier_return: Return, measures: Iterable[str]) -> None:
    """Put every code of a measure as it is spelt among `measures`."""
    known = dict.fromkeys(measures)
    supplier_return.lines = _respelt(supplier_return.lines, known)
    supplier_return.gaps = _respelt(supplier_return.gaps, known)
    supplier_return.promises = _respelt(supplier_return.promises, known)
    if supplier_return.sent is not None:
        supplier_return.sent = frozenset(as_known(code, known) for code in supplier_return.sent)
    supplier_return.answers = [
        answer._replace(value=as_known(answer.value, known)) if answer.key == "measure" else answer
        for answer in supplier_return.answers
    ]


def _respelt(told: Iterable[Told], known: Mapping[str, None]) -> list[Told]:
    return [
        each if each.measure in known else each._replace(measure=as_known(each.measure, known))
        for each in told
    ]
