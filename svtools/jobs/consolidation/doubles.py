"""Units that may count twice: of measures that exclude each other, or reported both ways."""

from collections import defaultdict

from svtools.jobs.consolidation.checking import Checked, Figure
from svtools.jobs.consolidation.returns import OTHER, PROMISED
from svtools.measures import double_counts

PASTED = 2
"""With fewer figures that stand in both tables, the same units may well be chance."""


def tell_doubles(checked: Checked) -> None:
    """Note what may count twice in a return; all of it counts."""
    _tell_exclusive(checked)
    _tell_both_ways(checked)


def _tell_exclusive(checked: Checked) -> None:
    """Measures of which only one should count, unless the council has all of them promised."""
    promised = {promise.measure.code for promise in checked.promises}
    lines = [(figure.measure, figure.units) for figure in checked.figures]
    for group, codes in double_counts(lines).items():
        if not promised.issuperset(codes):
            units = [(f.quarter, f.units) for f in checked.figures if f.measure.code in codes]
            said = {"measures": " and ".join(codes), "group": group}
            checked.supplier_return.problems.add("possible-double", **said, units=units)


def _tell_both_ways(checked: Checked) -> None:
    """Measures with units among the promises and as other delivery, perhaps pasted there."""
    # Delivery has a column more before its quarters, the year's promise: what is pasted from there
    # stands a quarter later.
    units = {(promise.measure.code, 0): promise.units for promise in checked.promises}
    others: dict[str, list[Figure]] = defaultdict(list)
    stocks = set()
    for figure in checked.figures:
        if figure.units and figure.origin == PROMISED:
            units[figure.measure.code, figure.quarter] = figure.units
            if figure.measure.counting.is_stock:  # it counts once in the year, whatever the quarter
                stocks.add(figure.measure.code)
        elif figure.units and figure.origin == OTHER:
            others[figure.measure.code].append(figure)
    pasted = [
        code
        for code, figures in others.items()
        if all(f.units in (units.get((code, f.quarter - n)) for n in (0, 1)) for f in figures)
    ]
    enough = sum(len(others[code]) for code in pasted) >= PASTED
    for code, figures in others.items():
        again = code in pasted and enough
        problem = "reported-twice" if again else "reported-both-ways"
        is_both = again or code in stocks
        told = [figure for figure in figures if is_both or (code, figure.quarter) in units]
        if told:
            checked.supplier_return.problems.add(problem, *told, measure=code)
