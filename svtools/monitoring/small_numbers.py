"""Small numbers of people: which figures a publication withholds so that none can be worked out.

A reader may add up and subtract figures of all tables and of earlier editions, divide £ by what one
unit is worth, and knows that nothing is below zero. What follows in that way is worked out exactly.
"""

import sys
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from svtools.monitoring.deduction import Deduction, Row, smallest

FEWEST_TOLD = 5
"""The smallest number of people, other than none, that may be told in a cut."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """A figure for publication: a weighted sum of the smallest quantities.

    `parts` are those quantities, which may be anything hashable, such as a contract's count of one
    measure in one ward, each with its weight: 1 for units, the value of one unit for £. A quantity
    is one number: what was corrected after an earlier edition is another one. A zero is told to
    be none by a Statistic of its own, else it counts as something.
    `small` marks a number of people in a cut, or of a sensitive measure for the whole council.
    `kept` is never withheld. `value` is in the figure's own unit.
    """

    name: str
    parts: Mapping[Hashable, Decimal]
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
    figures: Sequence[Statistic], earlier: Sequence[Statistic] = (), fewest: int = FEWEST_TOLD
) -> Disclosure:
    """Which of `figures` to withhold, so that no small number follows from the others.

    A small number is what is above 0 and below `fewest`. `earlier` are figures that are out
    already, in their own values. Figures are told one by one, those that matter most first, save
    where one would tell a small number; so none is withheld in vain. The last are small cells, and
    of them those of the least magnitude, zeros among them. The order of `figures` is of no account.
    """
    known, offered = sorted(earlier, key=_worth), sorted(figures, key=_worth)
    secrets = [each for each in offered if each.small and 0 < each.value < fewest]
    names = {each.name for each in secrets if not each.kept}
    free = [each for each in offered if each.name not in names]
    sums = _Sums((*known, *free, *secrets))
    reader = Deduction([sums.row(each) for each in secrets], sums.zeros)
    reader.learn(row for each in known for row in sums.told_by(each))
    told_already = frozenset(reader.told)
    reader.learn(row for each in free if each.kept for row in sums.told_by(each))
    told = frozenset(reader.told)
    withheld = names
    for each in free:
        if not each.kept:
            reader.learn(sums.told_by(each))
            if reader.told - told:
                reader.undo()
                withheld.add(each.name)
    if told_already:
        # That it is out is no reason to tell it again.
        withheld |= withhold(figures, fewest=fewest).withheld
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

    def __init__(self, figures: Sequence[Statistic]) -> None:
        places: defaultdict[Hashable, list[tuple[int, Decimal]]] = defaultdict(list)
        for place in reversed(range(len(figures))):
            for part, weight in figures[place].parts.items():
                places[part].append((place, weight))
        alike = {part: tuple(held) for part, held in places.items()}
        numbers = {held: number for number, held in enumerate(sorted(set(alike.values())))}
        self._numbers = {part: numbers[held] for part, held in alike.items()}
        self.zeros = {number for each in figures if _tells_zeros(each) for number in self.row(each)}

    def row(self, figure: Statistic) -> Row:
        """The figure's sum in whole numbers."""
        weights = {self._numbers[part]: Fraction(weight) for part, weight in figure.parts.items()}
        scale = lcm(*(weight.denominator for weight in weights.values()))
        return smallest({number: int(weight * scale) for number, weight in weights.items()})

    def told_by(self, figure: Statistic) -> list[Row]:
        """What is told by the figure: of several that add up to zero, each."""
        row = self.row(figure)
        return [{number: 1} for number in row] if _tells_zeros(figure) else [row]


def _tells_zeros(figure: Statistic) -> bool:
    return not figure.value and all(weight > 0 for weight in figure.parts.values())
