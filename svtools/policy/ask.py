"""What a policy asks for, one row for each thing that it says: `asks` in a council's folder.

    - {clause: "9.2.1", from: 2021-12-01, category: works, reaches: 1000000, months: 24}
    - {clause: "9.2.2", from: 2021-12-01, reaches: the law's threshold, at least: 0.1}

Every row that applies to a contract counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any

from svtools.errors import DeclarationError, InputError
from svtools.numbers import percent
from svtools.policy.category import Category
from svtools.schema import Amount, Located, Share, Whole, reader
from svtools.yamlfile import Mapping

LAWS_THRESHOLD = "the law's threshold"


class Weight(StrEnum):
    """How much a row asks, from the least to the most."""

    MAY = "may"
    CONSIDER = "consider"
    MUST = "must"


NOT_ASKED = "no"
LADDER = (NOT_ASKED, *map(str, Weight))
"""What may be asked of a contract, from nothing to the most."""


class Of(StrEnum):
    """What a weighting is a share of."""

    TOTAL = "total"
    QUALITY = "quality"

    @property
    def in_words(self) -> str:
        """As a sentence says it."""
        return "the total award criteria" if self is Of.TOTAL else "quality"


def _figure(value: Any, holder: Mapping, name: str) -> Decimal | str:
    if value == LAWS_THRESHOLD:
        return LAWS_THRESHOLD
    return Decimal(reader(Amount)(value, holder, name))


def _name(value: Any, holder: Mapping, name: str) -> str:
    """A clause's name; one that YAML takes for a whole number is one, too."""
    return str(reader(str)(str(value) if type(value) is int else value, holder, name))


Figure = Annotated[object, _figure]
Name = Annotated[object, _name]


@dataclass(frozen=True)
class Ask(Located):
    """One row: which contracts it is about, and what it asks of them.

    It holds from `start` to `until`, that day included, for one `category` or all. `but_not` names
    what it excepts. The contract's value `reaches` or `exceeds` £ net of VAT (`with_vat`: including
    VAT) or, for `reaches`, the law's threshold; its term is `months` or more. `regime` is for rows
    of the law. Weightings are shares of `of` (0.1 is 10%). `says` is what it asks besides.
    """

    clause: Name
    start: date = field(metadata={"key": "from"})
    until: date | None = None
    category: Category | None = None
    but_not: str = field(default="", metadata={"key": "except"})
    reaches: Figure = None
    exceeds: Amount | None = None
    with_vat: bool = field(default=False, metadata={"key": "including VAT"})
    months: Whole = 0
    regime: str = ""
    weight: Weight = Weight.MUST
    at_least: Share | None = field(default=None, metadata={"key": "at least"})
    at_most: Share | None = field(default=None, metadata={"key": "at most"})
    exactly: Share | None = None
    of: Of = Of.TOTAL
    says: str = ""

    def __post_init__(self) -> None:
        figures = [figure for figure in (self.reaches, self.exceeds) if figure is not None]
        for wrong, what, remedy in (
            (len(figures) > 1, "it both reaches and exceeds a figure.", "Keep one of the two."),
            (
                self.with_vat and figures in ([], [LAWS_THRESHOLD]),
                "'including VAT' has no figure of its own.",
                "Give one, or leave it out.",
            ),
            (
                self.exactly is not None and (self.at_least, self.at_most) != (None, None),
                "'exactly' leaves nothing for 'at least' and 'at most'.",
                "Keep one of them.",
            ),
            (
                self.until is not None and self.until < self.start,
                "'until' is before 'from'.",
                "Give the last day on which it holds.",
            ),
            (
                not self.categories,
                "'except' leaves no category.",
                "Leave one of the two out.",
            ),
            (
                self.least is not None and self.most is not None and self.least > self.most,
                "'at least' is over 'at most'.",
                "Check both.",
            ),
        ):
            if wrong:
                raise InputError(f"clause '{self.clause}': {what}", remedy)

    @property
    def least(self) -> Decimal | None:
        """The least weighting; None where it names none."""
        return self.at_least if self.exactly is None else self.exactly

    @property
    def most(self) -> Decimal | None:
        """The greatest weighting; None where it names none."""
        return self.at_most if self.exactly is None else self.exactly

    @property
    def excepted(self) -> Category | None:
        """The category that it excepts; None where the words are of another kind."""
        said = self.but_not.casefold()
        return next((category for category in Category if category == said), None)

    @property
    def categories(self) -> tuple[Category, ...]:
        """Every category that it is about."""
        every = Category if self.category is None else (self.category,)
        return tuple(one for one in every if one is not self.excepted)

    def meets(self, other: "Ask") -> bool:
        """Whether both may hold for one contract."""
        first, second = sorted((self, other), key=lambda ask: ask.start)
        return (first.until or date.max) >= second.start and not set(self.categories).isdisjoint(
            other.categories
        )


def refuse_contradictions(file: Path, asks: Sequence[Ask]) -> None:
    """Raises DeclarationError, naming both lines, for rows that ask for what can't both be."""
    for one, other in combinations(asks, 2):
        if one.of is not other.of or not one.meets(other):
            continue
        for low, high in ((one, other), (other, one)):
            if low.least is not None and high.most is not None and low.least > high.most:
                raise DeclarationError(
                    file,
                    max(low.line, high.line),
                    f"line {low.line} asks for at least {percent(low.least)} and line {high.line} "
                    f"for at most {percent(high.most)} of the same contracts.",
                    "Every row that applies counts: give one of them an 'until' or a category.",
                )
