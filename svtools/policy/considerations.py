"""What law and national policy ask a council to consider before a procurement, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

from svtools.folders import parameters_folder
from svtools.numbers import settled
from svtools.policy.category import Category
from svtools.policy.parameter import Described
from svtools.policy.requirement import Requirement
from svtools.schema import NOT_EMPTY, Amount, read


@dataclass(frozen=True)
class Consideration:
    """One thing that is considered, for which procurements, and where that is laid down.

    `of` says what, as the pre-procurement record names it. It holds for procurements begun from
    `start` on under `regime`, where the contract's value is at or over the law's threshold
    ("reached") or "below" it; `over` is a value in £ including VAT. `services` is for contracts
    that may hold services; within a framework it holds only with `call_offs`.
    """

    of: str
    start: date = field(metadata={"key": "from"})
    regime: str
    says: str
    reference: str
    value: Literal["any", "reached", "below"] = "any"
    over: Amount | None = None
    services: bool = False
    not_for: tuple[Category, ...] = ()
    call_offs: bool = True

    def applies(self, asked: Requirement) -> bool:
        """Whether it is to be considered for the contract of this answer."""
        own = asked.own or asked
        regime = own.regime
        return (
            regime is not None
            and regime.key == self.regime
            and own.on >= self.start
            and own.category not in self.not_for
            and (self.call_offs or asked.own is None)
            and (not self.services or own.services is not False)
            and (self.over is None or settled(own.value.including_vat) > settled(self.over))
            and self._stands(own)
        )

    def _stands(self, asked: Requirement) -> bool:
        if self.value == "any":
            return True
        threshold = asked.statutory
        if threshold is None:
            return False
        return threshold.reached(asked.value) == (self.value == "reached")

    def __str__(self) -> str:
        """What is asked, and where, as a sentence without a full stop."""
        return f"{self.says} ({self.reference})"


@dataclass(frozen=True)
class Considerations(Described):
    """The rows, in their order."""

    unit: str
    considerations: Annotated[tuple[Consideration, ...], NOT_EMPTY]


@lru_cache(maxsize=1)
def considerations() -> tuple[Consideration, ...]:
    """All rows, as they ship with the toolkit."""
    file = parameters_folder() / "statutory" / "considerations.yaml"
    return read(file, Considerations).considerations


def to_consider(asked: Requirement) -> Mapping[str, Consideration]:
    """What is to be considered for the contract of this answer, by what it is."""
    return {row.of: row for row in considerations() if row.applies(asked)}
