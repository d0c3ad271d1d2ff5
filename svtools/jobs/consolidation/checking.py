"""What a counted return says against the register and against itself: one small rule each."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from svtools.jobs.consolidation.returns import OTHER, PROMISED, Gap, Line, Return
from svtools.jobs.register.contracts import QUARTERS, Contract, Register, YearPromise, year_promises
from svtools.measures import Measure, double_counts
from svtools.monitoring import FinancialYear
from svtools.numbers import money, plain, settled, told_apart
from svtools.workbooks.problems import Problem

COMPARED = {
    "title": "Contract title",
    "supplier": "Supplier",
    "start": "Contract start",
    "end": "Contract end",
    "net_value": "Contract value without VAT",
    "edition": "Measure set",
}
STATEMENTS = (
    "These figures are for this contract and period only",
    "They are not also reported to another customer",
)
FAR_ABOVE = 3
"""Units to date of more than so many times the whole year's promise are remarked on."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Units that count, with the measure they are of and the £ they are worth."""

    contract: Contract
    measure: Measure
    origin: str
    quarter: int
    units: Decimal
    value: Decimal | None
    file: str
    line: Line


@dataclass(slots=True)
class Checked:
    """A contract's counted return after the checks."""

    contract: Contract
    made: Return
    promises: list[YearPromise]
    figures: list[Figure] = field(default_factory=list)


def check(register: Register, contract: Contract, made: Return, year: FinancialYear) -> Checked:
    """The figures of `made` that count; whatever is wrong is added to its problems."""
    checked = Checked(contract, made, year_promises(register, contract, year))
    made.problems += issued_changed(contract, made)
    made.problems += promises_changed(checked)
    checked.figures = list(_figures(register, checked))
    for rule in RULES:
        made.problems += rule(checked)
    return checked


def _problem(code: str, made: Return, place: Any, **details: Any) -> Problem:
    cells = ((place.row, place.column),)
    return Problem(code, made.file, place.sheet, cells, details, place.order)


def issued_changed(contract: Contract, made: Return) -> Iterator[Problem]:
    """What a return says of its contract and the register says otherwise."""
    for name, label in COMPARED.items():
        if name not in made.issued:
            continue
        value, sheet, order, row, column = made.issued[name]
        expected = contract.key.supplier if name == "supplier" else getattr(contract, name)
        if as_said(value) != as_said(expected):
            details = {
                "label": label,
                "entered": as_said(value) or "blank",
                "expected": as_said(expected) or "blank",
            }
            yield Problem("issued-changed", made.file, sheet, ((row, column),), details, order)


def as_said(value: Any) -> str:
    """A value as it is compared: spaces, and how a number or a date is kept, don't matter."""
    if isinstance(value, Decimal | int | float):
        return plain(settled(value))
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value or "").split())


def promises_changed(checked: Checked) -> Iterator[Problem]:
    """Promises that a return shows otherwise than the register, or not at all."""
    made = checked.made
    shown = {issued.measure: issued for issued in made.promises}
    for promise in checked.promises:
        code = promise.measure.code
        issued = shown.get(code)
        if issued is None:
            sent = made.sent is None or code in made.sent
            fault = "promise-row-missing" if sent else "promise-not-sent"
            yield Problem(fault, made.file, details={"measure": code})
        elif issued.units is None or settled(issued.units) != settled(promise.units):
            entered, expected = told_apart(issued.units or 0, promise.units)
            if issued.units is None:
                entered = "blank"
            details = {"entered": entered, "expected": expected}
            yield _problem("promise-changed", made, issued, measure=code, **details)


def _figures(register: Register, checked: Checked) -> Iterator[Figure]:
    """Every line that counts, once for each measure, quarter and origin."""
    made, contract = checked.made, checked.contract
    known = register.measures(contract)
    promised = {promise.measure.code for promise in checked.promises}
    seen: set[tuple[str, str, int]] = set()
    strange: set[str] = set()
    for line in _nil_lines(checked, made.lines):
        measure = known.get(line.measure)
        if not line.measure:
            made.problems.append(_problem("measure-blank", made, line))
            continue
        if measure is None:
            details = {"measure": line.measure, "edition": contract.edition}
            made.problems.append(_problem("unknown-measure", made, line, **details))
            continue
        origin = line.origin
        if origin == PROMISED and line.measure not in promised:
            origin = OTHER
            if line.measure not in strange:
                strange.add(line.measure)
                made.problems.append(_problem("not-promised", made, line, measure=line.measure))
        if (line.measure, origin, line.quarter) in seen:
            made.problems.append(_problem("measure-twice", made, line, measure=line.measure))
            continue
        seen.add((line.measure, origin, line.quarter))
        value = None if measure.proxy is None else money(line.units * measure.proxy)
        yield Figure(contract, measure, origin, line.quarter, line.units, value, made.file, line)


def _nil_lines(checked: Checked, lines: list[Line]) -> list[Line]:
    """The lines, and for a nil return a 0 for each blank of the quarter reported."""
    made = checked.made
    if not (made.nil and made.nil_place):
        return lines
    zeros = [
        Line(gap.measure, PROMISED, gap.quarter, Decimal(0), *made.nil_place)
        for gap in made.gaps
        if gap.quarter == made.quarter and not gap.faulty
    ]
    return lines + zeros


def _blanks(checked: Checked) -> Iterator[Problem]:
    """Blank is never zero: a promised measure without units for a quarter that is reported."""
    made = checked.made
    promised = {p.measure.code: p for p in checked.promises}
    for gap in made.gaps:
        promise = promised.get(gap.measure)
        if gap.faulty or promise is None or made.quarter is None or gap.quarter > made.quarter:
            continue
        if not promise.quarters[gap.quarter - 1] or (made.nil and gap.quarter == made.quarter):
            continue
        nil = f" (the nil return covers only {QUARTERS[made.quarter - 1]})" if made.nil else ""
        details = {"found": _said_in(made, gap), "quarter": QUARTERS[gap.quarter - 1], "nil": nil}
        yield _problem("quarter-blank", made, gap, measure=gap.measure, **details)


def _said_in(made: Return, gap: Gap) -> str:
    """What stands in place of units; a word such as n/a is then told here and nowhere else."""
    cells = ((gap.row, gap.column),)
    for problem in made.problems:
        if problem.code == "interpreted" and (problem.sheet, problem.cells) == (gap.sheet, cells):
            made.problems.remove(problem)
            return f"{str(problem.details['note']).partition(' was read as ')[0]} was entered"
    return "nothing was entered"


def _ahead(checked: Checked) -> Iterator[Problem]:
    reported = checked.made.quarter
    for figure in checked.figures:
        if reported and figure.quarter > reported:
            yield _problem(
                "quarter-ahead",
                checked.made,
                figure.line,
                measure=figure.measure.code,
                quarter=QUARTERS[figure.quarter - 1],
                reported=QUARTERS[reported - 1],
            )


def _outside_term(checked: Checked) -> Iterator[Problem]:
    year = FinancialYear.parse(checked.made.year)
    running = {quarter.number for quarter in checked.contract.quarters(year)}
    for figure in checked.figures:
        if figure.quarter not in running and figure.units:
            yield _problem(
                "outside-term",
                checked.made,
                figure.line,
                measure=figure.measure.code,
                quarter=QUARTERS[figure.quarter - 1],
            )


def _nil(checked: Checked) -> Iterator[Problem]:
    made = checked.made
    for figure in checked.figures:
        if made.nil and figure.quarter == made.quarter and figure.units:
            quarter = QUARTERS[figure.quarter - 1]
            yield _problem("nil-with-units", made, figure.line, quarter=quarter)


def _statements(checked: Checked) -> Iterator[Problem]:
    made = checked.made
    for answer in made.answers:
        if answer.label in STATEMENTS and answer.value == "No":
            cells = ((answer.row, answer.column),)
            yield Problem(
                "attested-no", made.file, answer.sheet, cells, {"label": answer.label}, 99
            )


def _doubles(checked: Checked) -> Iterator[Problem]:
    lines = [(figure.measure, figure.units) for figure in checked.figures]
    for group, codes in double_counts(lines).items():
        details = {"measures": " and ".join(codes), "group": group}
        yield Problem("possible-double", checked.made.file, details=details)


def _far_above(checked: Checked) -> Iterator[Problem]:
    made = checked.made
    so_far: dict[str, Decimal] = defaultdict(Decimal)
    last: dict[str, Line] = {}
    for figure in checked.figures:
        so_far[figure.measure.code] += figure.units
        last[figure.measure.code] = figure.line
    for promise in checked.promises:
        code = promise.measure.code
        if so_far[code] > FAR_ABOVE * promise.units > 0:
            entered, expected = told_apart(so_far[code], promise.units)
            details = {"entered": entered, "expected": expected}
            yield _problem("far-above-promise", made, last[code], measure=code, **details)


def _both_ways(checked: Checked) -> Iterator[Problem]:
    """Units of one measure and quarter both as promised and as other delivery."""
    origins: dict[tuple[str, int], set[str]] = defaultdict(set)
    for figure in checked.figures:
        if figure.units:
            origins[figure.measure.code, figure.quarter].add(figure.origin)
    for code, _ in (place for place, found in origins.items() if len(found) > 1):
        details = {"measures": f"{code} as promised and as other delivery", "group": code}
        yield Problem("possible-double", checked.made.file, details=details)


RULES = (
    _blanks, _ahead, _outside_term, _nil, _statements, _doubles, _both_ways, _far_above,
)  # fmt: skip
