"""Where a benefit landed and for whom, as suppliers said, and what that was worth."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from svtools.jobs.consolidation.checking import Checked
from svtools.jobs.consolidation.returns import REST, Answer, rows_of
from svtools.jobs.consolidation.totals import total
from svtools.measures import Measure, value
from svtools.numbers import plain

TABLE = "beneficiaries"
Place = tuple[str, str]
"""A measure's code and a quarter, "" where none was said."""


class Benefit(NamedTuple):
    """Where and for whom units landed, as one row of a return says; `value` in £, None for none."""

    row: Mapping[str, Answer]
    measure: Measure | None
    value: Decimal | None = None

    def said(self, key: str) -> Any:
        """What was said in a column; None where nothing was."""
        return self.row[key].value if key in self.row else None

    @property
    def place(self) -> Place:
        """The measure and the quarter it is about."""
        return self.said("measure") or "", self.said("quarter") or ""


def benefits(checked: Checked, measures: Mapping[str, Measure]) -> list[Benefit]:
    """The rows of a contract's counted return, valued as far as so much was reported.

    Where more is said than was reported for that measure and quarter, none of the rows has a value.
    """
    rows = [
        Benefit(row, measures.get(row["measure"].value) if "measure" in row else None)
        for row in _with_the_rest(checked)
    ]
    if not rows:
        return []
    over, left = dict(more_than_reported(checked, rows)), _worth(checked)
    before: dict[Place, Decimal] = defaultdict(Decimal)
    with_quarter_first = sorted(range(len(rows)), key=lambda at: not rows[at].place[1])
    for at in with_quarter_first:
        units, measure, place = rows[at].said("units"), rows[at].measure, rows[at].place
        if not measure or measure.proxy is None or units is None or place in over:
            continue
        so_far = value(measure, before[place]) or Decimal(0)  # so that pence add up
        before[place] += units
        worth = min((value(measure, before[place]) or Decimal(0)) - so_far, left[place])
        for charged in {place, (place[0], "")}:
            left[charged] -= worth
        rows[at] = rows[at]._replace(value=worth)
    return rows


def _with_the_rest(checked: Checked) -> list[dict[str, Answer]]:
    """The rows, where those beside units have all units that the others don't tell apart."""
    rows = list(rows_of(checked.supplier_return.answers, TABLE))
    apart: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if "units" in row and "measure" in row:
            apart[row["measure"].value] += row["units"].value
    for row in rows:
        if REST in row:
            rest = row[REST]
            code, origin = row["measure"].value, rest.value
            same = [f for f in checked.figures if (f.measure.code, f.origin) == (code, origin)]
            units = total(figure.counts for figure in same)
            left = max(units - apart[code], Decimal(0))
            apart[code] = max(apart[code] - units, Decimal(0))
            if same:
                row["units"] = rest._replace(key="units", value=left)
    return rows


def _worth(checked: Checked) -> dict[Place, Decimal]:
    """The £ reported of each measure, by quarter and, under "", of the whole year."""
    worth: dict[Place, Decimal] = defaultdict(Decimal)
    for figure in checked.figures:
        for quarter in (f"Q{figure.quarter}", ""):
            worth[figure.measure.code, quarter] += figure.value or Decimal(0)
    return worth


def more_than_reported(
    checked: Checked, rows: list[Benefit]
) -> Iterator[tuple[Place, tuple[Decimal, Decimal]]]:
    """The measures and quarters of which more is said than was reported, with both units.

    What is said without a quarter comes on top of what is said with one.
    """
    reported: dict[Place, Decimal] = defaultdict(Decimal)
    for figure in checked.figures:
        for quarter in (f"Q{figure.quarter}", ""):
            reported[figure.measure.code, quarter] += figure.units
    said: dict[Place, Decimal] = defaultdict(Decimal)
    for benefit in rows:
        said[benefit.place] += benefit.said("units") or Decimal(0)
    for (code, quarter), units in said.items():
        others = 0 if quarter else total(n for (c, q), n in said.items() if c == code and q)
        if units and units + others > reported[code, quarter]:
            yield (code, quarter), (units + others, reported[code, quarter])


def tell_benefits(checked: Checked, measures: Mapping[str, Measure]) -> None:
    """Note where more is said to have benefited somebody than was reported."""
    rows = benefits(checked, measures)
    for place, (said, reported) in more_than_reported(checked, rows) if rows else ():
        code, quarter = place
        cells = [row.row["units"] for row in rows if row.place == place and "units" in row.row]
        checked.supplier_return.problems.add(
            "benefits-more",
            *cells,
            measure=code or "no measure",
            quarter=quarter or "the year",
            said=plain(said),
            reported=plain(reported),
        )
