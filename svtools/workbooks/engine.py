"""What formulas give, where the job doesn't know it: each column calculated for a whole kind.

formualizer is given the formulas once, as plain references; for each workbook only the columns
that others look at and that changed since the last. XlsxWriter can't calculate.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from re import Match
from typing import Any, NamedTuple

import formualizer

from svtools.errors import SvtoolsError
from svtools.workbooks.cell_xml import serial
from svtools.workbooks.cells import a1, letters
from svtools.workbooks.copies import Copy
from svtools.workbooks.declaration import Table
from svtools.workbooks.formula_rules import objection
from svtools.workbooks.references import REFERENCE
from svtools.workbooks.strips import Run, Strip

ROW = "\0"
"""Stands in a formula for the number of its row."""

NOT_THERE = "it names something that is not there"
REFUSED = {
    "Name": NOT_THERE,
    "Ref": "it points at no cell",
    "NImpl": "it uses something that can't be calculated here",
    "Circ": "it depends on itself",
}
"""What no formula of a workbook that goes out may give, by formualizer's words for it."""

ERRORS = {
    "Div": "#DIV/0!",
    "Na": "#N/A",
    "Value": "#VALUE!",
    "Num": "#NUM!",
    "Null": "#NULL!",
}


class Spot(NamedTuple):
    """Where a run stands: its sheet, its strip and its column."""

    sheet: str
    strip: Strip
    column: int
    run: Run


class Engine:
    """The formulas of some runs of a master, calculated for one workbook after another."""

    def __init__(self, spots: Sequence[Spot], unknown: Iterable[Run]) -> None:
        self._named = {spot.run.name: spot for spot in spots if spot.run.name}
        self._inputs: dict[Run, Spot] = {}
        """The runs that formulas look at."""
        self._told: dict[Run, str] = {}
        """What it was told last of each."""
        config = formualizer.EvaluationConfig()
        config.enable_parallel = False
        self._book = formualizer.Workbook(config=formualizer.WorkbookConfig(eval_config=config))
        for sheet in dict.fromkeys(spot.sheet for spot in spots):
            self._book.add_sheet(sheet)
        among = set(unknown)
        self._outputs = [spot for spot in spots if spot.run in among]
        for spot in self._outputs:
            reason = objection("=" + spot.run.formula)
            if reason:
                raise _refusal(spot, 0, reason)
            self._set_formulas(spot)
        for spot in self._outputs:
            self._inputs.pop(spot.run, None)

    @property
    def size(self) -> int:
        """How many formulas it holds."""
        return sum(spot.strip.height for spot in self._outputs)

    def results(self, copy: Copy) -> dict[Run, list[Any]]:
        """The values of its formulas, by their runs.

        Raises SvtoolsError for one that names what is not there, points at no cell, depends on
        itself, or is outside `formula_rules`.
        """
        for run, spot in self._inputs.items():
            values = [[_given(value, run)] for value in copy.known(spot.strip, run)]
            if self._told.get(run) != (now := repr(values)):
                self._book.set_values_batch(*self._corner(spot), values)
                self._told[run] = now
        self._book.evaluate_all()
        return {spot.run: self._results(spot) for spot in self._outputs}

    def _corner(self, spot: Spot) -> tuple[str, int, int]:
        return spot.sheet, spot.strip.row + 1, spot.column + 1

    def _set_formulas(self, spot: Spot) -> None:
        try:
            plain = REFERENCE.sub(lambda name: self._address(spot.run, name), spot.run.source)
        except KeyError:
            raise _refusal(spot, 0, NOT_THERE) from None
        rows = range(spot.strip.row + 1, spot.strip.last + 2)
        self._book.set_formulas_batch(
            *self._corner(spot), [[plain.replace(ROW, str(row))] for row in rows]
        )

    def _address(self, run: Run, name: Match[str]) -> str:
        """What a formula's `{…}` means as a plain reference."""
        first, _, last = name[1].partition(":")
        if "." in first:
            return self._whole(self._named[first])
        if run.home is None:
            raise KeyError(first)
        spot = self._named[f"{run.home.key}.{first}"]
        if not isinstance(run.home, Table):
            return self._whole(spot)
        until = self._named[f"{run.home.key}.{last or first}"]
        for number in range(spot.column, until.column + 1):
            between = spot.strip.runs[number - spot.strip.column]
            self._inputs[between] = self._named[between.name]
        to = f":{letters(until.column)}{ROW}" if last else ""
        return f"'{spot.sheet}'!{letters(spot.column)}{ROW}{to}"

    def _whole(self, spot: Spot) -> str:
        """All cells of a column, or a field's only one."""
        self._inputs[spot.run] = spot
        column, strip = letters(spot.column), spot.strip
        to = f":${column}${strip.last + 1}" if strip.table else ""
        return f"'{spot.sheet}'!${column}${strip.row + 1}{to}"

    def _results(self, spot: Spot) -> list[Any]:
        sheet, row, column = self._corner(spot)
        area = formualizer.RangeAddress(sheet, row, column, row + spot.strip.height - 1, column)
        values = [value for (value,) in self._book.sheet(sheet).get_values(area)]
        return [self._result(spot, index, value) for index, value in enumerate(values)]

    def _result(self, spot: Spot, index: int, value: Any) -> Any:
        """A result as a formula's cell stores it."""
        if isinstance(value, dict):
            kind = value["kind"]
            if kind not in ERRORS:
                raise _refusal(spot, index, REFUSED.get(kind, "it can't be calculated"))
            return ERRORS[kind]
        if isinstance(value, date):
            return serial(value)
        return "" if value is None else value


def _given(value: Any, run: Run) -> Any:
    """A value as the engine takes it; an empty text is a blank, unless a formula gave it."""
    if value is None or (value == "" and not run.formula):
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, date):
        return serial(value)
    return float(value) if isinstance(value, int | float | Decimal) else str(value)


def _refusal(spot: Spot, index: int, reason: str) -> SvtoolsError:
    cell = a1(spot.strip.row + index, spot.column)
    return SvtoolsError(
        f"The formula in {spot.sheet}!{cell} has no result to store: {reason}.",
        f"Change it in the template: ={spot.run.formula}",
    )
