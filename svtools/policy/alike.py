"""Contracts that are asked the same: one of them is judged, and the answer remembered for all.

Between two days on which a row or a law changes, and between two figures of the rows, nothing parts
contracts of a category but their own figures in a sentence. That makes a hundred thousand rows
cheap, and there is one way of deciding: `requirement`.
"""

from bisect import bisect
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from svtools.numbers import Number, exact
from svtools.policy import wording
from svtools.policy.council import Council
from svtools.policy.judging import in_force, requirement
from svtools.policy.requirement import Asked
from svtools.policy.statutory import Threshold
from svtools.policy.validated_input import MOST, MOST_MONTHS, ContractValue, day_given, value_given


class ContractsAlike:
    """Contracts of one category and VAT rate, begun between two changes of what is asked.

    A value within a penny of a figure is judged by itself, and so is what is no number at all.
    """

    def __init__(
        self, council: Council, category: str, since: date, vat_rate: Number | None
    ) -> None:
        common, standard_rate = in_force(council, category, since, None)
        self._of = {"category": category, "on": since, "vat_rate": vat_rate, "council": council}
        self._vat_factor = value_given(0, vat_rate, None, standard_rate).vat_factor
        rules = common["rules"]
        limits = [Threshold(rule.figure, rule.basis, "") for rule in rules if rule.figure]
        if common["statutory"]:
            limits.append(common["statutory"])
        figures = (float(limit.net(self._vat_factor)) for limit in limits)
        self._figures = _edges(((at - _near(at), at + _near(at)) for at in figures), float(MOST))
        terms = (float(rule.months) for rule in rules if rule.months)
        self._terms = _edges(((at - _near(at), at) for at in terms), float(MOST_MONTHS))
        self._known: dict[object, Asked] = {}

    def asked(self, net_value: Number, months: Number | None) -> Asked:
        """What is asked of a contract with this value and term, and of all alike.

        Raises InputError as `requirement` does.
        """
        place = None
        if type(net_value) is float and (months is None or type(months) is float):
            at = bisect(self._figures, net_value)
            place = at, months and bisect(self._terms, months)
            found = self._known.get(place)
            if found is not None:
                return found
        found = requirement(net_value=net_value, months=months, **self._of)  # type: ignore[arg-type]
        if place and all(at is None or at % 2 for at in place):
            self._known[place] = found
        return found

    def reason(self, net_value: Number, months: Number | None, on: date) -> str:
        """The reason for a contract begun on a day of these, in its own figures."""
        told, net = self.asked(net_value, months).told, exact(net_value)
        value = ContractValue(net, net * self._vat_factor, self._vat_factor)
        return wording.reason(told, value, months, on)


def _near(figure: float) -> float:
    """How far around a figure a float may stand for another side of it: a penny, or its dust."""
    return 0.01 + figure * 1e-9


def _edges(zones: Iterable[tuple[float, float]], most: float) -> list[float]:
    """Where numbers above zero begin and end to be far from every zone, up to `most`.

    `bisect` gives an odd place for those; an even one is in a zone, no more than zero, too large or
    no number.
    """
    edges = [0.005]
    for low, high in sorted(zones):
        if low > edges[-1]:
            edges += (low, high)
        else:
            edges[-1] = max(edges[-1], high)
    return [*edges, most]


@lru_cache(maxsize=2**14)
def contracts_alike(
    council: Council, category: str, on: date, vat_rate: Number | None = None
) -> ContractsAlike:
    """The contracts of a category, begun on a day, with a VAT rate as a fraction.

    Raises InputError as `requirement` does.
    """
    day = day_given(on)
    in_force(council, category, day, None)  # which refuses a day by its own name
    return _between_changes(council, category, council.same_since(day), vat_rate)


_between_changes = lru_cache(maxsize=2**10)(ContractsAlike)
