"""What a counted return says against the register and against itself: one small rule each."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from svtools.jobs.consolidation.returns import OTHER, PROMISED, TEMPLATE, Line, Return
from svtools.jobs.register.contracts import QUARTERS, Contract, Key
from svtools.jobs.register.register import Register, YearPromise, year_promises
from svtools.measures import Measure, counted, value
from svtools.monitoring import FinancialYear
from svtools.numbers import is_whole, long_date, plain, settled, told_apart
from svtools.spelling import folded
from svtools.workbooks.cells import Cell
from svtools.workbooks.parse import template

COMPARED = ("title", "supplier", "start", "end", "net_value", "edition")
"""What a return says of its contract, by the fields' keys."""

PRO_RATA_STEP = Decimal("0.01")
"""What the parts of a promise that counts pro rata are rounded to."""

STATEMENTS = ("sign_off.own_contract", "sign_off.once_only")
"""The statements that a supplier signs, by the fields' names."""


class Figure(NamedTuple):
    """Units reported for a quarter, with the measure they are of.

    `counts` are the units of it that count and `value` is what those are worth in £: of a stock
    only one quarter counts, and the others have neither.
    """

    contract: Contract
    measure: Measure
    origin: str
    quarter: int
    units: Decimal
    counts: Decimal | None
    value: Decimal | None
    file: str
    cell: Cell
    reported: Decimal | None = None
    """The units that the supplier reported, where others were agreed instead."""

    @property
    def as_reported(self) -> Decimal:
        """The units that the supplier reported."""
        return self.units if self.reported is None else self.reported


def reported_worths(figures: Iterable[Figure]) -> list[Decimal | None]:
    """What each figure was worth in £ as the supplier reported it, before any correction."""
    reported = list(figures)
    if all(figure.reported is None for figure in reported):
        return [figure.value for figure in reported]
    counts = what_counts(reported, [figure.as_reported for figure in reported])
    return [value(f.measure, count) for f, count in zip(reported, counts, strict=True)]


def delivered_to_date(figures: Iterable[Figure]) -> dict[tuple[Key, str], Decimal]:
    """The units that count of each contract and measure; nothing reported is not there."""
    units: dict[tuple[Key, str], Decimal] = defaultdict(Decimal)
    for figure in figures:
        units[figure.contract.key, figure.measure.code] += figure.counts or Decimal(0)
    return units


@dataclass(slots=True)
class Checked:
    """A contract's counted return after the checks."""

    contract: Contract
    supplier_return: Return
    promises: list[YearPromise]
    figures: list[Figure] = field(default_factory=list)


def check(
    register: Register, contract: Contract, supplier_return: Return, year: FinancialYear
) -> Checked:
    """The figures that count; whatever is wrong is added to the return's problems."""
    checked = Checked(contract, supplier_return, year_promises(register, contract, year))
    compare_issued(contract, supplier_return)
    compare_promises(checked, register.measures(contract))
    checked.figures = counted_again(list(_figures(register, checked)))
    for rule in RULES:
        rule(checked)
    return checked


def compare_issued(contract: Contract, supplier_return: Return) -> None:
    """Note what a return says of its contract and the register says otherwise."""
    for name in COMPARED:
        issued = supplier_return.issued.get(name)
        expected = contract.key.supplier if name == "supplier" else getattr(contract, name)
        if issued and folded(as_said(issued.value)) != folded(as_said(expected)):
            supplier_return.problems.add(
                "issued-changed",
                issued,
                label=template(TEMPLATE).field(f"contract.{name}").label,
                entered=as_said(issued.value) or "blank",
                expected=as_said(expected) or "blank",
            )


def as_said(value: Any) -> str:
    """A value as it is compared: spaces, and how a number or a date is kept, don't matter."""
    if isinstance(value, Decimal | int | float):
        return plain(settled(value))
    if isinstance(value, date):
        return long_date(value)
    return " ".join(str(value or "").split())


def compare_promises(checked: Checked, known: Container[str]) -> None:
    """Note promises that a return shows otherwise than the register, or not at all.

    Where as many rows name no measure of those `known`, each of them is told instead.
    """
    supplier_return = checked.supplier_return
    problems, sent = supplier_return.problems, supplier_return.sent
    shown = {issued.measure: issued for issued in supplier_return.promises}
    promised = [line for line in supplier_return.lines if line.origin == PROMISED]
    typed_over = len({line.cell.row for line in promised if line.measure not in known})
    without_row = sum(promise.measure.code not in shown for promise in checked.promises)
    for promise in checked.promises:
        code = promise.measure.code
        issued = shown.get(code)
        was_sent = sent is None or code in sent
        if issued is None and not (was_sent and without_row <= typed_over):
            problems.add("promise-row-missing" if was_sent else "promise-not-sent", measure=code)
        elif issued and (issued.units is None or not _same_promise(issued.units, promise)):
            entered, expected = told_apart(issued.units or 0, promise.units)
            details = {"entered": "blank" if issued.units is None else entered}
            problems.add("promise-changed", issued, measure=code, expected=expected, **details)


def _same_promise(sent: Decimal, promise: YearPromise) -> bool:
    """Whether a promise is the one that was sent: until version 0.3.0 its parts weren't rounded."""
    expected = promise.units
    if is_whole(sent) or settled(sent) == settled(expected):
        return settled(sent) == settled(expected)
    step = PRO_RATA_STEP if promise.measure.counts_pro_rata else is_whole(expected)
    return abs(sent - expected) < step


def _figures(register: Register, checked: Checked) -> Iterator[Figure]:
    """Every line that counts, once for each measure, quarter and origin."""
    contract, problems = checked.contract, checked.supplier_return.problems
    known = register.measures(contract)
    promised = {promise.measure.code for promise in checked.promises}
    first: dict[tuple[str, str, int], Line] = {}
    strange: dict[str, Line] = {}
    column = template(TEMPLATE).table("other").column("measure").label
    no_column = any(p.code == "missing-column" and p.details["wanted"] == column for p in problems)
    for line in checked.supplier_return.said():
        code, origin, quarter = line.measure, line.origin, line.quarter
        measure = known.get(code)
        if measure is None:
            unnamed = "missing-column" if no_column else "measure-blank"
            problem = "unknown-measure" if code else unnamed
            problems.add(problem, line, measure=code, edition=contract.edition, wanted=column)
            continue
        if origin == PROMISED and code not in promised:
            origin = OTHER
            if strange.setdefault(code, line) is line:
                problems.add("not-promised", line, measure=code)
        if first.setdefault((code, origin, quarter), line) is not line:
            problems.add("measure-twice", line, measure=code)
            continue
        file = line.file or checked.supplier_return.file
        yield Figure(contract, measure, origin, quarter, line.units, None, None, file, line.cell)


Series = tuple[Key, str, str]
"""What the quarters of a stock are one of: contract, measure, promised or other."""


def series_of(figure: Figure) -> Series:
    """Which figures of other quarters a figure goes with."""
    return figure.contract.key, figure.measure.code, figure.origin


def what_counts(figures: Sequence[Figure], units: Sequence[Decimal | None]) -> list[Decimal | None]:
    """The units that count of each figure, where `units` are those reported or validated of it."""
    if all(each is None for each in units):
        return [None] * len(units)
    together: dict[Series, list[int]] = defaultdict(list)
    for at in sorted(range(len(figures)), key=lambda at: figures[at].quarter):
        together[series_of(figures[at])].append(at)
    counts: list[Decimal | None] = [None] * len(figures)
    for places in together.values():
        counting = figures[places[0]].measure.counting
        for at, count in zip(places, counted(counting, [units[at] for at in places]), strict=True):
            counts[at] = count
    return counts


def counted_again(figures: Sequence[Figure]) -> list[Figure]:
    """The figures, each with what counts of it by its units and those of the other quarters."""
    counts = what_counts(figures, [figure.units for figure in figures])
    return [
        figure._replace(counts=count, value=value(figure.measure, count))
        for figure, count in zip(figures, counts, strict=True)
    ]


def _blanks(checked: Checked) -> None:
    """Blank is never zero: a promised measure without units for a quarter that is reported."""
    supplier_return = checked.supplier_return
    reported, nil = supplier_return.quarter or 0, supplier_return.nil
    last = reported - 1 if nil else reported
    due = {
        (promise.measure.code, number)
        for promise in checked.promises
        for number, units in enumerate(promise.shown, start=1)
        if units and number <= last
    }
    origins: dict[tuple[str, int], set[str]] = defaultdict(set)
    for figure in checked.figures:
        origins[figure.measure.code, figure.quarter].add(figure.origin)
    for gap in supplier_return.gaps:
        if gap.faulty or not gap.is_there or (gap.measure, gap.quarter) not in due:
            continue
        elsewhere = origins[gap.measure, gap.quarter]
        if PROMISED in elsewhere:  # in another row of the same promise
            continue
        code, quarter = gap.measure, QUARTERS[gap.quarter - 1]
        if elsewhere:
            supplier_return.problems.add("promised-as-other", gap, measure=code, quarter=quarter)
            continue
        supplier_return.problems.add(
            "quarter-blank",
            gap,
            measure=code,
            found=f"'{gap.entered}' was entered" if gap.entered else "nothing was entered",
            quarter=quarter,
            nil=f" (the nil return covers only {QUARTERS[reported - 1]})" if nil else "",
        )
        if gap.entered:
            supplier_return.problems.drop("interpreted", gap.cell)  # it is told here


def _quarters(checked: Checked) -> None:
    """Figures of a quarter that is still to come, outside the term, or said to be nil."""
    supplier_return = checked.supplier_return
    reported, problems = supplier_return.quarter, supplier_return.problems
    year = FinancialYear.parse(supplier_return.year)
    running = {quarter.number for quarter in checked.contract.quarters(year)}
    for figure in checked.figures:
        code, quarter = figure.measure.code, QUARTERS[figure.quarter - 1]
        if reported and figure.quarter > reported:
            until = QUARTERS[reported - 1]
            problems.add("quarter-ahead", figure, measure=code, quarter=quarter, reported=until)
        if figure.units and figure.quarter not in running:
            problems.add("outside-term", figure, measure=code, quarter=quarter)
        if figure.units and supplier_return.nil and figure.quarter == reported:
            problems.add("nil-with-units", figure, quarter=quarter)


def _nil_stocks(checked: Checked) -> None:
    """Stocks that a nil return makes 0: they may well still be there."""
    supplier_return = checked.supplier_return
    nil = [figure for figure in checked.figures if figure.cell == supplier_return.nil_cell]
    for figure in nil:
        earlier = [
            each.units
            for each in checked.figures
            if series_of(each) == series_of(figure) and each.quarter < figure.quarter
        ]
        if figure.measure.counting.is_stock and any(earlier[-1:]):
            supplier_return.problems.add(
                "nil-stock",
                figure,
                measure=figure.measure.code,
                quarter=QUARTERS[figure.quarter - 1],
                before=plain(earlier[-1]),
            )


def _statements(checked: Checked) -> None:
    for answer in checked.supplier_return.answers:
        if answer.key in STATEMENTS and answer.value == "No":
            checked.supplier_return.problems.add("attested-no", answer, label=answer.label)


RULES = (_blanks, _quarters, _nil_stocks, _statements)
