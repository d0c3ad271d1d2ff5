"""The codes of a return, as its contract's measure set spells them."""

from collections.abc import Iterable

from svtools.jobs.consolidation.returns import Return
from svtools.jobs.spelling import as_known


def respell(supplier_return: Return, measures: Iterable[str]) -> None:
    """Put every code of a measure as it is spelt among `measures`."""
    known = dict.fromkeys(measures)
    supplier_return.lines = [
        line._replace(measure=as_known(line.measure, known)) for line in supplier_return.lines
    ]
    supplier_return.gaps = [
        gap._replace(measure=as_known(gap.measure, known)) for gap in supplier_return.gaps
    ]
    supplier_return.promises = [
        issued._replace(measure=as_known(issued.measure, known))
        for issued in supplier_return.promises
    ]
    if supplier_return.sent is not None:
        supplier_return.sent = frozenset(as_known(code, known) for code in supplier_return.sent)
    supplier_return.answers = [
        answer._replace(value=as_known(answer.value, known)) if answer.key == "measure" else answer
        for answer in supplier_return.answers
    ]
