"""Small numbers of people: which figures a publication withholds so that none can be worked out.

A reader may add up and subtract figures of all tables and of earlier editions, divide £ by what one
unit is worth, and knows that nothing is below zero. What follows in that way is worked out exactly.
"""

import sys
from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

from svtools.monitoring.deduction import Deduction, Row, smallest

FEWEST_TOLD = 5
"""The smallest number of people, other than none, that may be told in a cut."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """A figure for publication: a weighted sum of the smallest quantities.

    `parts` are those quantities, which may be anything hashable, such as one contract's count of
    one measure in one ward, each with its weight: 1 for units, the value of one unit for £. None
    is below zero. A quantity is one number: what was corrected since an earlier edition is another.
    What makes sums of different quantities equal may be said too, as a kept figure with weights
    below zero and the value 0; and a small number that no table prints, so that it can't be had.
    `small` marks a number of people in a cut, or of a sensitive measure for the whole council.
    `kept` is never withheld. `value` is in the figure's own unit.
    """

    name: str
    parts: Mapping[Any, Decimal]
    value: Decimal
    small: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What is withheld, and the small numbers for which withholding doesn't help, all by name.

    `told_already`: earlier editions tell them. `can_not_be_kept`: figures that are kept tell them.
    """

    withheld: frozenset[str]
    told_already: tuple[str, ...] = ()
    can_not_be_kept: tuple[str, ...] = ()


def withhold(
    figures: Sequence[Statistic],
    earlier: Sequence[Statistic] = (),
    *,
    zeros: Collection[Hashable] = (),
    fewest: int = FEWEST_TOLD,
) -> Disclosure:
    """Which of `figures` to withhold, so that no small number follows from the others.

    A small number is what is above 0 and below `fewest`. `earlier` are figures that are out
    already, in their own values. `zeros` are the quantities that are none though no figure is of
    them alone: readers might find out that they are. Figures are told one by one, save where one
    would tell a small number, so that none is withheld in vain: what matters most comes first,
    small cells last, and of them the least. The order of `figures` is of no account.
    """
    known, offered = sorted(earlier, key=_worth), sorted(figures, key=_worth)
    secrets = [each for each in offered if each.small and 0 < each.value < fewest]
    withheld = {each.name for each in secrets if not each.kept}
    free = [each for each in offered if each.name not in withheld]
    sums = _Sums((*known, *free, *secrets), zeros)
    reader = Deduction(list(map(sums.row, secrets)), sums.zeros)
    reader.learn(map(sums.row, known))
    told_already = frozenset(reader.told)
    reader.learn(sums.row(each) for each in free if each.kept)
    told = frozenset(reader.told)
    for each in free:
        if not each.kept:
            reader.learn([sums.row(each)])
            if reader.told - told:
                reader.undo()
                withheld.add(each.name)
    if told_already:
        # That it is out is no reason to tell it again.
        withheld |= withhold(figures, zeros=zeros, fewest=fewest).withheld
    return Disclosure(
        frozenset(withheld),
        tuple(secrets[place].name for place in sorted(told_already)),
        tuple(secrets[place].name for place in sorted(told - told_already)),
    )


def _worth(figure: Statistic) -> tuple[bool, bool, int, int, str]:
    """Sorts figures, those first that matter most; in rough steps, so that few are withheld."""
    magnitude = figure.value.adjusted() + 1 if figure.value > 0 else -sys.maxsize
    return (
        not figure.kept,
        figure.small,
        -len(figure.parts).bit_length(),
        -magnitude,
        figure.name,
    )


class _Sums:
    """Figures as sums of numbered quantities; those in the same figures alike have one number."""

    def __init__(self, figures: Sequence[Statistic], zeros: Collection[Hashable]) -> None:
        places: defaultdict[Hashable, list[tuple[int, Decimal]]] = defaultdict(list)
        for place in reversed(range(len(figures))):
            for part, weight in figures[place].parts.items():
                places[part].append((place, weight))
        alike = {part: tuple(held) for part, held in places.items()}
        numbers = {held: number for number, held in enumerate(sorted(set(alike.values())))}
        self._numbers = {part: numbers[held] for part, held in alike.items()}
        none = (part for each in figures if _tells_zeros(each) for part in each.parts)
        self.zeros = {self._numbers[part] for part in (*none, *zeros) if part in self._numbers}

    def row(self, figure: Statistic) -> Row:
        """The figure's sum in whole numbers."""
        weights = {self._numbers[part]: Fraction(weight) for part, weight in figure.parts.items()}
        scale = lcm(*(weight.denominator for weight in weights.values()))
        return smallest({number: int(weight * scale) for number, weight in weights.items()})


def _tells_zeros(figure: Statistic) -> bool:
    return not figure.value and all(weight > 0 for weight in figure.parts.values())
