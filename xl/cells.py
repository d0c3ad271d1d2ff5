"""Cells and Python: what Excel hands over is read here, and what goes back is made here.

A cell is None (blank), a bool, a number, a text, a date or an error. An error arrives as text
(`#N/A`) or as the number that COM has for it. Reading raises `Mistake`, which knows the error that
the cell shall show and says in words what is wrong.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from svtools.errors import InputError
from svtools.numbers import Number, plain
from svtools.workbooks.typed_text import (
    sensible,
    serial_date,
    typed_date,
    typed_money,
    typed_number,
)

Cell = Any
Grid = list[list[Cell]]


class ExcelError(StrEnum):
    """What a cell shows instead of a value."""

    NULL = "#NULL!"
    DIV0 = "#DIV/0!"
    VALUE = "#VALUE!"
    REF = "#REF!"
    NAME = "#NAME?"
    NUM = "#NUM!"
    NA = "#N/A"
    GETTING_DATA = "#GETTING_DATA"
    SPILL = "#SPILL!"
    CONNECT = "#CONNECT!"
    BLOCKED = "#BLOCKED!"
    UNKNOWN = "#UNKNOWN!"
    FIELD = "#FIELD!"
    CALC = "#CALC!"


CODES = {
    2000: ExcelError.NULL, 2007: ExcelError.DIV0, 2015: ExcelError.VALUE, 2023: ExcelError.REF,
    2029: ExcelError.NAME, 2036: ExcelError.NUM, 2042: ExcelError.NA,
    2043: ExcelError.GETTING_DATA, 2045: ExcelError.SPILL, 2046: ExcelError.CONNECT,
    2047: ExcelError.BLOCKED, 2048: ExcelError.UNKNOWN, 2049: ExcelError.FIELD,
    2050: ExcelError.CALC,
}  # fmt: skip
"""The numbers that VBA's CVErr takes (Excel's XlCVError enumeration)."""

_COM = -2146828288  # what COM adds to the number of an error (0x800A0000, as a signed number)
_BY_TEXT = {str(error): error for error in ExcelError}

MOST = 1e15
"""The largest number taken: no contract comes near, and Excel itself keeps 15 digits."""


class Mistake(InputError):
    """Something in a cell that can't be used; `error` is what the answer's cell shows."""

    def __init__(self, what: str, remedy: str = "", error: ExcelError = ExcelError.VALUE) -> None:
        super().__init__(what, remedy)
        self.error = error


class Propagated(Mistake):
    """An error that came in through a cell, and goes out as it is."""

    def __init__(self, name: str, error: ExcelError) -> None:
        super().__init__(f"{name} holds {error}.", "Mend that cell first.", error)


def grid(value: Any) -> Grid:
    """What a function was given, as rows of cells: one cell is a row of one, a list a column."""
    if not isinstance(value, list | tuple):
        return [[value]]
    if value and isinstance(value[0], list | tuple):
        return [row if type(row) is list else list(row) for row in value]
    return [[cell] for cell in value]


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing, or only spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def error_in(cell: Cell) -> ExcelError | None:
    """The error that a cell holds; None where it holds none."""
    if isinstance(cell, str):
        return _BY_TEXT.get(cell) if cell[:1] == "#" else None
    if type(cell) is int and cell < _COM + 3000:
        return CODES.get(cell - _COM)
    return None


def text(cell: Cell) -> str:
    """Words; a number counts as the words that say it, so that a code 101 is found."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return str(cell).upper()
    return plain(cell) if isinstance(cell, int | float | Decimal) else str(cell)


def number(cell: Cell) -> Number:
    """A number, also one typed as text: "£1,200.50". A percentage is a fraction."""
    if type(cell) is float or (
        isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)
    ):
        figure = cell
    elif isinstance(cell, str) and (typed := typed_number(cell)):
        figure = typed.value
    else:
        raise Mistake(f"'{text(cell)[:60]}' is not a number.", "Give digits, such as 1200000.")
    if not -MOST <= figure <= MOST:
        raise Mistake(f"{figure:.3g} is too large.", "Give a smaller number.", ExcelError.NUM)
    return figure


def not_negative(cell: Cell) -> Number:
    """A number from zero on."""
    figure = number(cell)
    if figure < 0:
        raise Mistake(f"{plain(figure)} is below zero.", "Give 0 or more.", ExcelError.NUM)
    return figure


def units(cell: Cell) -> Number:
    """A number of units from zero on; a percentage is none, whatever it is a share of."""
    if isinstance(cell, str) and (typed := typed_number(cell)) and typed.is_percent:
        raise Mistake(
            f"'{cell.strip()[:60]}' is a percentage, not a number of units.",
            "Give the units themselves, such as 12.",
        )
    return not_negative(cell)


def spent(cell: Cell) -> Number:
    """A £ value, also below zero, as a credit is; no percentage."""
    if isinstance(cell, str):
        spoken = typed_money(cell)
        if spoken is None:
            raise Mistake(f"'{cell.strip()[:60]}' is not a £ value.", "Give it as 1200000.")
        return number(spoken.value)
    return number(cell)


def pounds(cell: Cell) -> Number:
    """A £ value from zero on: "£1.2m" and "200k" too, but no percentage."""
    return not_negative(spent(cell))


def rate(cell: Cell) -> Number:
    """A share from 0 to 1: 20% and 0.2 are the same. 20 is refused, it could be either."""
    figure = number(cell)
    if not 0 <= figure <= 1:
        raise Mistake(
            f"{plain(figure)} is not a share from 0% to 100%.",
            "Write 20% or 0.2 for twenty per cent.",
            ExcelError.NUM,
        )
    return figure


def whole(cell: Cell) -> int:
    """A whole number."""
    figure = number(cell)
    if figure != int(figure):
        raise Mistake(f"{plain(figure)} is not a whole number.", "Give one.", ExcelError.NUM)
    return int(figure)


def day(cell: Cell) -> date:
    """A date, as Excel's serial number, as a date or typed as text."""
    match cell:
        case date():
            on = sensible(cell.date() if isinstance(cell, datetime) else cell)
        case str():
            on = typed_date(cell)
        case int() | float() if not isinstance(cell, bool):
            on = serial_date(cell)
        case _:
            on = None
    if on is None:
        raise Mistake(
            f"'{text(cell)[:60]}' is not a date from 1990 to 2100.", "Give one, as 01/03/2026."
        )
    return on


def to_cell(answer: Any) -> Cell:
    """An answer as Excel takes it: decimals as numbers, None as an empty text."""
    if isinstance(answer, (bool, float, str)):  # a union would be made anew for each cell
        return str(answer) if isinstance(answer, StrEnum) else answer
    if answer is None:
        return ""
    return float(answer) if isinstance(answer, Decimal | int) else str(answer)


def spilled(rows: Iterable[Iterable[Any]]) -> Grid:
    """Rows of answers, filled up with empty cells to one width."""
    answers = [[to_cell(cell) for cell in row] for row in rows]
    width = max(map(len, answers), default=0)
    return [row + [""] * (width - len(row)) for row in answers]
