"""Returns as they were read, as texts that a summary can carry, and back: for `svtools merge`.

What is decided over all returns (which one counts, copies, what is owed) is decided anew from them.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from svtools.jobs.consolidation.returns import Answer, Gap, Issued, Line, Return
from svtools.workbooks.cells import Cell, CellError, Uncalculated
from svtools.workbooks.content import FieldValue
from svtools.workbooks.problems import Problem, Problems

MOST_LETTERS = 30_000
"""Of one piece: a cell holds 32,767."""

EDGE = "|"
"""At both ends of a piece, since blanks at the ends of a cell aren't kept."""

_RECORDS = (Answer, Cell, CellError, FieldValue, Gap, Issued, Line, Problem, Uncalculated)
_BY_NAME: Mapping[str, type] = {record.__name__: record for record in _RECORDS}
_NOTED = "problems"


def as_rows(returns: Iterable[Return]) -> Iterator[dict[str, Any]]:
    """Each return as rows of a sheet: its file, and a text in as many pieces as it needs."""
    for supplier_return in returns:
        text = as_text(supplier_return)
        for piece, at in enumerate(range(0, len(text), MOST_LETTERS), start=1):
            said = f"{EDGE}{text[at : at + MOST_LETTERS]}{EDGE}"
            yield {"file": supplier_return.file, "piece": piece, "text": said}


def from_rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The texts of the returns in such rows."""
    whole = ""
    for row in rows:
        if row.get("piece") == 1 and whole:
            yield whole
            whole = ""
        whole += str(row.get("text")).removeprefix(EDGE).removesuffix(EDGE)
    if whole:
        yield whole


def as_text(supplier_return: Return) -> str:
    """Everything that a return holds, in JSON of ASCII alone, which no program changes."""
    said = {field.name: _said(getattr(supplier_return, field.name)) for field in fields(Return)}
    return json.dumps(said, separators=(",", ":"))


def from_text(text: str) -> Return:
    """The return that `as_text` wrote down. Raises ValueError for any other text."""
    try:
        values = {name: _meant(value) for name, value in json.loads(text).items()}
        noted = values.pop(_NOTED)
        supplier_return = Return(**values)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(str(error)) from None
    supplier_return.problems = Problems(supplier_return.file)
    supplier_return.problems += noted
    return supplier_return


def _said(value: Any) -> Any:
    """A value in JSON's own, with its type where that isn't one of JSON's."""
    kind = type(value)
    if value is None or kind in {bool, int, float}:
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, list):
        return [_said(each) for each in value]
    if kind in _WRITTEN:
        return {kind.__name__: _WRITTEN[kind](value)}
    if kind.__name__ not in _BY_NAME:
        raise TypeError(f"A return holds a {kind.__name__}, which has no text.")
    names = [each.name for each in fields(value)] if is_dataclass(value) else kind._fields
    return {kind.__name__: [_said(getattr(value, name)) for name in names]}


def _meant(said: Any) -> Any:
    """The value that `_said` wrote down."""
    if isinstance(said, list):
        return [_meant(each) for each in said]
    if not isinstance(said, dict):
        return said
    ((name, inside),) = said.items()
    if name in _READ:
        return _READ[name](inside)
    return _BY_NAME[name](*map(_meant, inside))


_WRITTEN: Mapping[type, Callable[[Any], Any]] = {
    Decimal: str,
    date: date.isoformat,
    datetime: datetime.isoformat,
    time: time.isoformat,
    timedelta: timedelta.total_seconds,
    tuple: lambda values: [_said(each) for each in values],
    frozenset: lambda values: sorted(map(_said, values)),
    dict: lambda values: [[_said(key), _said(each)] for key, each in values.items()],
}
_READ: Mapping[str, Callable[[Any], Any]] = {
    "Decimal": Decimal,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
    "tuple": lambda said: tuple(map(_meant, said)),
    "frozenset": lambda said: frozenset(map(_meant, said)),
    "dict": lambda said: {_meant(key): _meant(each) for key, each in said},
}
