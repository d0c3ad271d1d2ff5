"""What formulas give, where the job doesn't know it: each column calculated for a whole kind.

formualizer is given the formulas once, as plain references; for each workbook only the columns
that others look at and that changed since the last. XlsxWriter can't calculate.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from re import Match
from typing import Any

import formualizer

from svtools.errors import SvtoolsError
from svtools.workbooks.blocks import Table
from svtools.workbooks.cell_xml import serial
from svtools.workbooks.cells import a1, letters
from svtools.workbooks.copies import Copy
from svtools.workbooks.declaration import Template
from svtools.workbooks.formula_rules import objection
from svtools.workbooks.references import REFERENCE, full_name
from svtools.workbooks.strips import Run

ROW = "\0"
"""Stands in a formula for the number of its row."""

REFUSED = {
    "Name": "it names something that is not there",
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


class Engine:
    """The formulas of some runs of a master, calculated for one workbook after another."""

    def __init__(self, template: Template, runs: Sequence[Run], unknown: Sequence[Run]) -> None:
        self._template, self.outputs = template, unknown
        self._named = {run.name: run for run in runs}
        self._inputs: dict[Run, str] = {}
        """The runs that formulas look at, with what it was told last of each."""
        config = formualizer.EvaluationConfig()
        config.enable_parallel = False
        self._book = formualizer.Workbook(config=formualizer.WorkbookConfig(eval_config=config))
        for sheet in dict.fromkeys(run.strip.sheet for run in runs):
            self._book.add_sheet(sheet)
        for run in unknown:
            reason = objection("=" + run.formula)
            if reason:
                raise _refusal(run, 0, reason)
            plain = REFERENCE.sub(lambda name, run=run: self._address(run, name), run.source)  # type: ignore[misc]
            first = run.strip.row + 1
            rows = [[plain.replace(ROW, str(first + n))] for n in range(run.strip.height)]
            self._book.set_formulas_batch(*_corner(run), rows)
        self._inputs = {run: "" for run in self._inputs if run not in set(unknown)}

    @property
    def size(self) -> int:
        """How many formulas it holds."""
        return sum(run.strip.height for run in self.outputs)

    def results(self, copy: Copy) -> dict[Run, list[Any]]:
        """The values of its formulas, by their runs.

        Raises SvtoolsError for one that names what is not there, points at no cell, depends on
        itself, or is outside `formula_rules`.
        """
        for run, told in self._inputs.items():
            values = [[_given(value, run)] for value in copy.each(run)]
            now = repr(values)
            if told != now:
                self._book.set_values_batch(*_corner(run), values)
                self._inputs[run] = now
        self._book.evaluate_all()
        return {run: self._results(run) for run in self.outputs}

    def _address(self, run: Run, name: Match[str]) -> str:
        """What a formula's `{…}` means as a plain reference."""
        first, _, last = name[1].partition(":")
        named = self._named[full_name(first, run.home, self._template)]
        sheet, column, row = named.strip.sheet, letters(named.column), named.strip.row + 1
        if "." in first or not isinstance(run.home, Table):
            self._inputs[named] = ""
            to = f":${column}${row + named.strip.height - 1}" if named.strip.table else ""
            return f"'{sheet}'!${column}${row}{to}"
        until = self._named[f"{named.strip.table}.{last or first}"].column
        among = range(named.column, until + 1)
        self._inputs |= {other: "" for other in named.strip.runs if other.column in among}
        return f"'{sheet}'!{column}{ROW}" + (f":{letters(until)}{ROW}" if last else "")

    def _results(self, run: Run) -> list[Any]:
        sheet, row, column = _corner(run)
        area = formualizer.RangeAddress(sheet, row, column, row + run.strip.height - 1, column)
        found = self._book.sheet(sheet).get_values(area)
        return [_result(run, index, value) for index, (value,) in enumerate(found)]


def _corner(run: Run) -> tuple[str, int, int]:
    return run.strip.sheet, run.strip.row + 1, run.column + 1


def _given(value: Any, run: Run) -> Any:
    """A value as the engine takes it; an empty text is a blank, unless a formula gave it."""
    if value is None or (value == "" and not run.formula):
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, date):
        return serial(value)
    return float(value) if isinstance(value, int | float | Decimal) else str(value)


def _result(run: Run, index: int, value: Any) -> Any:
    """A result as a formula's cell stores it."""
    if isinstance(value, dict):
        if value["kind"] not in ERRORS:
            raise _refusal(run, index, REFUSED.get(value["kind"], "it can't be calculated"))
        return ERRORS[value["kind"]]
    if isinstance(value, date):
        return serial(value)
    return "" if value is None else value


def _refusal(run: Run, index: int, reason: str) -> SvtoolsError:
    cell = a1(run.strip.row + index, run.column)
    return SvtoolsError(
        f"The formula in {run.strip.sheet}!{cell} has no result to store: {reason}.",
        f"Change it in the template: ={run.formula}",
    )
