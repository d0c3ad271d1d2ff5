"""The worksheet functions, each said once: from here come Excel's functions, their VBA, their help.

    @for_each_row("SV_REGIME", category="Social value policy", examples=[...])
    def regime(on_date: Annotated[date, day("When the procurement began")]) -> str: ...

`for_each_row` takes single cells and ranges alike: ranges give a range of answers, row by row, as
Excel's own functions do. `for_ranges` hands whole ranges over. Neither lets an exception out:
what can't be answered is an Excel error, and `why` says in words what is wrong.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any

from xl.arguments import Argument, arguments_of
from xl.by_row import RowByRow, is_single, mistake, one
from xl.cells import Cell, ExcelError, Grid, Mistake, grid, spilled, to_cell

LONGEST_HELP = 255
"""The most that Excel's function wizard shows of a description."""

_Answer = Callable[..., Any]


@dataclass(frozen=True)
class Example:
    """A call that tests run and the reference prints: the arguments and what they give."""

    given: tuple[Any, ...]
    gives: Any


class Range(list[list[Any]]):
    """An example's range of cells, which the reference shows by its `address`."""

    def __init__(self, address: str, rows: Grid) -> None:
        super().__init__(rows)
        self.address = address


@dataclass(frozen=True)
class WorksheetFunction:
    """A function as Excel knows it; call it with cells or ranges, None for what is left out."""

    name: str
    category: str
    summary: str
    details: str
    arguments: tuple[Argument, ...]
    examples: tuple[Example, ...]
    answer: _Answer
    by_row: bool
    once: Callable[[], Any] | None = None
    of: _Answer | None = None
    before: int = 0  # arguments that the answer takes itself, before those of `of`

    def __call__(self, *inputs: Any) -> Any:
        """The answer as Excel takes it: a value, or rows of values that spill."""
        return self._run(inputs, lambda answer, _: answer, lambda wrong: wrong.error)

    def why(self, *inputs: Any) -> Any:
        """What is wrong with the arguments, in words, in the shape of the answer."""
        return self._run(inputs, self._nothing_wrong, str)

    def _nothing_wrong(self, answer: Cell, blank: bool) -> str:
        if blank:
            return "What is needed is blank here, so the answer is blank too."
        if isinstance(answer, list):
            rows = "1 row" if len(answer) == 1 else f"{len(answer)} rows"
            return f"Nothing is wrong: {self.name} gives {rows}."
        return f"Nothing is wrong: {self.name} gives {shown(answer)}."

    def _run(
        self,
        inputs: Sequence[Any],
        good: Callable[[Cell, bool], Any],
        bad: Callable[[Mistake], Cell],
    ) -> Any:
        try:
            if self.by_row:
                grids, answer = self._grids(inputs), self._answerer()
                rows = RowByRow(self.name, self.arguments, answer, grids, good, bad).rows()
                return rows[0][0] if is_single(rows) else rows
            answer = self._answerer()(*self._values(inputs))
            return good(spilled(answer) if isinstance(answer, list) else to_cell(answer), False)
        except Exception as error:  # no traceback may reach a cell
            return bad(mistake(error, self.name))

    def _answerer(self) -> _Answer:
        """The answer to the arguments' values, with what is worked out once for all rows."""
        known = (self.once(),) if self.once else ()
        if self.of is None:
            return partial(self.answer, *known)
        answer, of, before = self.answer, partial(self.of, *known), self.before
        if not before:  # a hundred thousand rows may be of a few objects
            once_for_each = lru_cache(2**10)(lambda thing: to_cell(answer(thing)))
            return lambda *values: once_for_each(of(*values))
        return lambda *values: answer(*values[:before], of(*values[before:]))

    def _values(self, inputs: Sequence[Any]) -> list[Any]:
        single = [argument for argument in self.arguments if not argument.rest]
        rest = inputs[len(single) :] if len(single) < len(self.arguments) else ()
        grids = self._grids(inputs[: len(inputs) - len(rest)])
        values = (
            argument.range_value(cells) if argument.whole else one(argument, cells)
            for argument, cells in zip(single, grids, strict=False)
        )
        return [*values, *rest]

    def _grids(self, inputs: Sequence[Any]) -> list[Grid | None]:
        most = len(self.arguments)
        if len(inputs) > most:
            raise Mistake(
                f"{self.name} takes {most or 'no'} argument{'' if most == 1 else 's'}, and "
                f"{len(inputs)} are given.",
                f"It is {self.signature}.",
            )
        padded = (*inputs, *([None] * (most - len(inputs))))
        return [None if cells is None else grid(cells) for cells in padded]

    @property
    def signature(self) -> str:
        """The function as it is typed: SV_REGIME(on_date)."""
        names = (
            f"{a.name}…" if a.rest else a.name if a.required else f"[{a.name}]"
            for a in self.arguments
        )
        return f"{self.name}({', '.join(names)})"


FUNCTIONS: dict[str, WorksheetFunction] = {}
"""Every worksheet function by its name, in the order of the reference."""


def _registered(
    name: str,
    *,
    by_row: bool,
    category: str,
    examples: Sequence[Example],
    once: Callable[[], Any] | None = None,
    of: _Answer | None = None,
) -> Callable[[_Answer], _Answer]:
    def register(answer: _Answer) -> _Answer:
        help_text = re.sub(r"[ \t]*\n[ \t]*", "\n", (answer.__doc__ or "").strip())
        summary, _, details = help_text.partition("\n\n")
        first = tuple(arguments_of(answer))
        arguments = (*first, *(arguments_of(of) if of else ()))
        FUNCTIONS[name] = WorksheetFunction(
            name, category, " ".join(summary.split()), details.strip(), arguments,
            tuple(examples), answer, by_row, once, of, len(first),
        )  # fmt: skip
        return answer

    return register


for_each_row = partial(_registered, by_row=True)
"""Register a function of single cells, which also takes ranges.

What `once` gives is worked out once for each call, however many rows, and given first. `of` makes
one object of it and of the arguments that its own parameters say: the function gets that, last.
Where it gets nothing else, it is asked once for each such object, by the object's hash.
"""

for_ranges = partial(_registered, by_row=False)
"""Register a function that looks at whole ranges; its answer may be a list of rows.

What `once` gives comes first.
"""


def shown(value: Any) -> str:
    """A value as it is typed into a formula: "text", TRUE, 0.1, DATE(2026,3,1), {1;2}, A1:B2."""
    match value:
        case None:
            return ""
        case bool() | ExcelError():
            return str(value).upper()
        case str():
            return '"' + value.replace('"', '""') + '"'
        case date():
            return f"DATE({value.year},{value.month},{value.day})"
        case list():
            rows = ";".join(",".join(map(shown, row)) for row in grid(value))
            return value.address if isinstance(value, Range) else f"{{{rows}}}"
        case _:
            return f"{value:.10g}"
