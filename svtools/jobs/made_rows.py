"""Rows of a table that are made when somebody asks for them, and not kept.

A year's figures are some hundred thousand rows of twenty columns: as dictionaries they would take
ten times the memory of the figures themselves.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class MadeRows(Sequence[Made], Generic[T, Made]):
    """For each of the `items` the row that `make` gives of it, anew each time."""

    items: Sequence[T]
    make: Callable[[T], Made]
    always: frozenset[str] = frozenset()
    """The columns of which each row has a value, so that nobody need look."""

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Made]:
        return map(self.make, self.items)

    def __getitem__(self, at: Any) -> Any:
        """The row at a place, or a list of those in a slice."""
        found = self.items[at]
        return list(map(self.make, found)) if isinstance(at, slice) else self.make(found)
