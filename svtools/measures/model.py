"""A measure, and the set that it belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum

from svtools.errors import InputError


class MeasureKind(StrEnum):
    """Which total a measure's value goes into (policy, footnote 2)."""

    SV = "SV"  # the proxy is the benefit to society in general
    LEV = "LEV"  # local employment and local supply-chain spend


class Counting(StrEnum):
    """How the figures of a year's quarters come to the year's units."""

    FLOW = "flow"  # each quarter's own units, which add up
    LATEST = "latest"  # a stock, as it stands in the last quarter with a figure
    AVERAGE = "average"  # a stock, by the mean of the quarters with a figure

    @property
    def is_stock(self) -> bool:
        """Whether quarters and years are never added up, nor a promise split over them."""
        return self is not Counting.FLOW

    @property
    def in_words(self) -> str:
        """For whoever offers or reports: what becomes of the figures of several periods."""
        words = {self.LATEST: "latest counts", self.AVERAGE: "average counts"}
        return words.get(self, "adds up")


@dataclass(frozen=True, slots=True)
class Measure:
    """One countable thing that a supplier offers and delivers.

    `proxy` is in £ for one `unit`; None means record-only: counted, never valued.
    Units and proxies change between editions, so a measure is known by `edition` and `code`.
    `theme` is the one primary theme, so that totals by theme never double.
    Units under one measure of an `exclusive_group` may not stand under another of it.
    `once_a_year` is a flow of people or things that count in one quarter of a year only.
    `people` says that the unit counts people, `sensitive` that even their number in the whole
    council may tell too much where it is small; both bear on publication, never on a value.
    `toms_reference` is only an identifier, to compare with another set.
    """

    edition: str
    code: str
    title: str
    unit: str
    kind: MeasureKind
    theme: str
    proxy: Decimal | None = None
    objective: str = ""
    equality_objective: str = ""
    lasting: bool = False
    counting_rule: str = ""
    evidence: str = ""
    exclusive_group: str = ""
    toms_reference: str = ""
    derivation: str = ""
    proxy_source: str = ""
    proxy_year: str = ""
    counting: Counting = Counting.FLOW
    once_a_year: bool = False
    people: bool = False
    sensitive: bool = False

    @property
    def counts_pro_rata(self) -> bool:
        """Whether part of a unit counts as such, as half a full-time job does."""
        return self.unit.casefold().startswith("fte")


FIELDS = tuple(entry.name for entry in fields(Measure) if entry.name != "edition")
"""The fields of a measure that a row of a measure set holds, in the order of the sheet."""


@dataclass(frozen=True, slots=True)
class MeasureSet:
    """One edition of a catalogue of measures, by their codes.

    `notice` is printed wherever the set is used; `price_year` is the price base in words.
    Raises InputError where the name or the edition is missing or the dates are the wrong way.
    """

    name: str
    edition: str
    licence: str = ""
    source: str = ""
    price_year: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    notice: str = ""
    measures: Mapping[str, Measure] = field(default_factory=dict, metadata={"key": None})

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.edition.strip():
            raise InputError(
                "A measure set has no name or no edition.",
                "Give both, such as 'Our measures' and 'ours-2025'.",
            )
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise InputError(
                f"{self.edition} ends on {self.valid_to}, before it begins on {self.valid_from}.",
                "Give a last day that is on or after the first.",
            )

    def measure(self, code: str) -> Measure:
        """The measure with this code; InputError, with the nearest codes, if there is none."""
        try:
            return self.measures[code]
        except KeyError:
            near = get_close_matches(code.upper(), self.measures, n=3, cutoff=0.5)
            offered = near or list(self.measures)[:5]
            raise InputError(
                f"There is no measure '{code}' in edition {self.edition}.",
                f"It has, for example: {', '.join(offered)}." if offered else "It is empty.",
            ) from None
