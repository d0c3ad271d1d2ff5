"""The worksheet functions, each said once: from here come Excel's functions, their VBA, their help.

    @for_each_row("SV_REQUIRED", *CONTRACT, examples=[...])
    def required(category, net_value, months, on_date, vat_rate): ...

`for_each_row` takes single cells and ranges alike: ranges give a range of answers, row by row, as
Excel's own functions do. `for_ranges` hands whole ranges over. Neither lets an exception out:
what can't be answered is an Excel error, and `why` says in words what is wrong.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from xl.arguments import Argument
from xl.by_row import RowByRow, Voice, is_single, mistake, one
from xl.cells import Cell, ExcelError, Grid, Mistake, grid, spilled, to_cell

LONGEST_HELP = 255
"""The most that Excel's function wizard shows of a description."""

_Answer = Callable[..., Any]
_AS_CELL = Voice(lambda answer, _: answer, lambda wrong: wrong.error)


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

    def __call__(self, *given: Any) -> Any:
        """The answer as Excel takes it: a value, or rows of values that spill."""
        return self._run(given, _AS_CELL)

    def why(self, *given: Any) -> Any:
        """What is wrong with the arguments, in words, in the shape of the answer."""
        return self._run(given, Voice(self._nothing_wrong, str))

    def _nothing_wrong(self, answer: Cell, blank: bool) -> str:
        if blank:
            return "What is needed is blank here, so the answer is blank too."
        if isinstance(answer, list):
            rows = "1 row" if len(answer) == 1 else f"{len(answer)} rows"
            return f"Nothing is wrong: {self.name} gives {rows}."
        return f"Nothing is wrong: {self.name} gives {shown(answer)}."

    def _run(self, given: Sequence[Any], voice: Voice) -> Any:
        try:
            if self.by_row:
                grids = self._grids(given)
                found = RowByRow(self.name, self.arguments, self._answerer(), grids, voice).rows()
                return found[0][0] if is_single(found) else found
            answer = self._answerer()(*self._values(given))
            return voice.good(
                spilled(answer) if isinstance(answer, list) else to_cell(answer), False
            )
        except Exception as error:  # no traceback may reach a cell
            return voice.bad(mistake(error, self.name))

    def _answerer(self) -> _Answer:
        """The answer, with what is worked out once for all rows given first."""
        return partial(self.answer, self.once()) if self.once else self.answer

    def _values(self, given: Sequence[Any]) -> list[Any]:
        if self.arguments and self.arguments[-1].rest:
            own = len(self.arguments) - 1
            return [*self._values_of(self.arguments[:own], given[:own]), tuple(given[own:])]
        return self._values_of(self.arguments, given)

    def _values_of(self, arguments: Sequence[Argument], given: Sequence[Any]) -> list[Any]:
        return [
            argument.range_value(cells) if argument.whole else one(argument, cells)
            for argument, cells in zip(arguments, self._grids(given, len(arguments)), strict=True)
        ]

    def _grids(self, given: Sequence[Any], most: int | None = None) -> list[Grid | None]:
        most = len(self.arguments) if most is None else most
        if len(given) > most:
            raise Mistake(
                f"{self.name} takes {most or 'no'} argument{'' if most == 1 else 's'}, and "
                f"{len(given)} are given.",
                f"It is {self.signature}.",
            )
        padded = (*given, *([None] * (most - len(given))))
        return [None if each is None else grid(each) for each in padded]

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


def for_each_row(
    name: str,
    *arguments: Argument,
    category: str,
    examples: Sequence[Example],
    once: Callable[[], Any] | None = None,
) -> Callable[[_Answer], _Answer]:
    """Register a function of single cells, which also takes ranges.

    What `once` gives is worked out once for each call, however many rows, and given first.
    """
    return _registered(name, arguments, category, examples, by_row=True, once=once)


def for_ranges(
    name: str,
    *arguments: Argument,
    category: str,
    examples: Sequence[Example],
    once: Callable[[], Any] | None = None,
) -> Callable[[_Answer], _Answer]:
    """Register a function that looks at whole ranges; its answer may be a list of rows."""
    return _registered(name, arguments, category, examples, by_row=False, once=once)


def _registered(
    name: str,
    arguments: tuple[Argument, ...],
    category: str,
    examples: Sequence[Example],
    *,
    by_row: bool,
    once: Callable[[], Any] | None,
) -> Callable[[_Answer], _Answer]:
    def register(answer: _Answer) -> _Answer:
        said = re.sub(r"[ \t]*\n[ \t]*", "\n", (answer.__doc__ or "").strip())
        summary, _, details = said.partition("\n\n")
        FUNCTIONS[name] = WorksheetFunction(
            name, category, _one_line(summary), details.strip(), arguments, tuple(examples),
            answer, by_row, once,
        )  # fmt: skip
        return answer

    return register


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


def _one_line(words: str) -> str:
    return " ".join(words.split())
