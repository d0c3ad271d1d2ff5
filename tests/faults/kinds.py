"""Kinds of faults, each a small function that plants one fault and says what must come of it."""

from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from tests.faults.judging import Fault, Verdict, judge
from tests.faults.year import Year, sound_year

Plant = Callable[[Year, Random], Fault]
"""Plants one fault in a year that was sound, at a place that the generator draws."""

RETURN, REGISTER, LOG, PORTAL = "return", "register", "log", "Portal"


class Kind(NamedTuple):
    """A kind of fault: what people do, in which workbook, and how it is planted."""

    name: str
    workbook: str
    plant: Plant


KINDS: list[Kind] = []
"""Every kind, in the order in which their modules are imported."""


def kind(workbook: str) -> Callable[[Plant], Plant]:
    """Put the decorated function among the kinds, under the sentence of its docstring."""

    def put(plant: Plant) -> Plant:
        name = (plant.__doc__ or plant.__name__).splitlines()[0].rstrip(".")
        KINDS.append(Kind(name, workbook, plant))
        return plant

    return put


def drawn(of: Kind, times: int) -> Iterator[tuple[Fault, Verdict]]:
    """So many faults of a kind, each in a copy of the sound year, the same ones every time."""
    for number in range(times):
        year, draw = sound_year().copy(), Random(f"{of.name} {number}")
        fault = of.plant(year, draw)
        yield fault, judge(year, fault)
