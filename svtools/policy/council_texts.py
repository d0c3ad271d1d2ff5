"""The parts of a council's policy that aren't rows of asks: words, themes, tables, readings."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated

from svtools.errors import InputError
from svtools.numbers import long_date
from svtools.policy.parameter import Described
from svtools.schema import NOT_EMPTY, Amount, Share, Whole


@dataclass(frozen=True)
class Source:
    """Where a policy's facts were read, and on which day."""

    what: str
    where: str
    read: date

    def __str__(self) -> str:
        return f"{self.what} ({self.where}), read on {long_date(self.read)}"


@dataclass(frozen=True)
class Words:
    """What the council calls things."""

    social_value: str = field(default="social value", metadata={"key": "social value"})
    theme: str = "theme"
    objective: str = "objective"

    @property
    def are(self) -> str:
        """Social value as a subject, with its verb: "social value is"."""
        return f"{self.social_value} {'are' if self.social_value.endswith('s') else 'is'}"

    @property
    def they_are(self) -> str:
        """The same at the beginning of a sentence."""
        return f"{self.are[0].upper()}{self.are[1:]}"


@dataclass(frozen=True)
class Scoring:
    """What a new tender begins with, where the council has a practice of its own.

    `quantitative` is the share of social value's marks that the measures earn; `target` the value
    in £ for each £ of price that earns all of them.
    """

    quantitative: Share | None = None
    target: Amount | None = None


@dataclass(frozen=True)
class Note:
    """What is worth knowing of a contract that runs past a day, for a dated reason."""

    runs_past: date = field(metadata={"key": "runs past"})
    title: str
    says: str
    reference: str


@dataclass(frozen=True)
class LetterHead:
    """How the council is written to, and known on Find a Tender: what its letters say of it.

    `identifier` is its unique identifier there; `reference` says where the facts were read. A blank
    is not known.
    """

    reference: str
    postal_address: str = field(default="", metadata={"key": "postal address"})
    email: str = field(default="", metadata={"key": "e-mail"})
    identifier: str = ""


@dataclass(frozen=True)
class Objective:
    """One objective of a theme; its key, such as 7.4.OP.3, is clause, theme and place in it."""

    key: str
    text: str


@dataclass(frozen=True)
class Theme:
    """One of the council's themes, with what it aims at and its social value objectives.

    `clause` is the policy's, under which the objectives are numbered.
    """

    key: str
    name: str
    aim: str = ""
    texts: tuple[str, ...] = field(default=(), metadata={"key": "objectives"})
    clause: str = field(default="", metadata={"key": None})

    @property
    def objectives(self) -> tuple[Objective, ...]:
        """Its objectives in the policy's order."""
        return tuple(
            Objective(f"{self.clause}.{self.key}.{number}", text)
            for number, text in enumerate(self.texts, start=1)
        )


@dataclass(frozen=True)
class Themes(Described):
    """The themes in the policy's order."""

    unit: str
    themes: Annotated[tuple[Theme, ...], NOT_EMPTY]

    def __post_init__(self) -> None:
        themes = tuple(replace(theme, clause=self.reference) for theme in self.themes)
        object.__setattr__(self, "themes", themes)


@dataclass(frozen=True)
class BenchmarkRow:
    """Value added as a share of contract value: social, local economic, and both together."""

    name: str
    sva: Share
    leva: Share
    sleva: Share


@dataclass(frozen=True)
class Benchmark(Described):
    """A table the policy quotes for context, as printed, with what to know about it."""

    unit: str
    note: str
    rows: Annotated[tuple[BenchmarkRow, ...], NOT_EMPTY]


@dataclass(frozen=True)
class OtherCouncil:
    """What another council reported, as a share of contract value."""

    name: str
    year: Whole
    share: Amount
    note: str


@dataclass(frozen=True)
class OtherCouncils(Described):
    """What other councils reported, as the policy quotes it."""

    unit: str
    rows: Annotated[tuple[OtherCouncil, ...], NOT_EMPTY]


@dataclass(frozen=True)
class Reading:
    """How the tool reads the policy where it leaves a choice: a setting, its value, and why."""

    key: str
    setting: str
    value: str
    text: str


@dataclass(frozen=True)
class Readings(Described):
    """The readings, in the order of their keys."""

    unit: str
    readings: Annotated[tuple[Reading, ...], NOT_EMPTY]


@dataclass(frozen=True)
class ReportingLists(Described):
    """What suppliers choose from, in this order, to say where a benefit landed and for whom.

    `equality_objectives` are the council's own, which a measure may name.
    """

    wards: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    equality_objectives: tuple[str, ...] = field(
        default=(), metadata={"key": "equality objectives"}
    )

    def or_else(self, general: "ReportingLists") -> "ReportingLists":
        """These lists, with the `general` ones where one is empty."""
        return replace(
            self, wards=self.wards or general.wards, groups=self.groups or general.groups
        )


CONTACTS = {
    "social value": "Questions about social value",
    "tenders": "Tenders and how to bid",
    "returns": "Returns and evidence",
    "equality": "Equality",
    "local business": "Help for small firms and charities",
    "measures page": "The measures on the council's website",
}
"""Whom and what a guide names, by its key, in the order in which it stands there."""


@dataclass(frozen=True)
class Pledge:
    """One thing that the policy promises, in plain words, and its clause."""

    clause: str
    text: str


@dataclass(frozen=True)
class Guides(Described):
    """What the council's guides to social value say in its own name."""

    equality: tuple[Pledge, ...] = field(default=(), metadata={"key": "equality principles"})
    living_wage: tuple[Pledge, ...] = field(default=(), metadata={"key": "living wage"})
    small: tuple[Pledge, ...] = field(default=(), metadata={"key": "small organisations"})
    market: tuple[Pledge, ...] = ()
    training: tuple[Pledge, ...] = ()
    contacts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key in self.contacts:
            if key not in CONTACTS:
                raise InputError(f"there is no contact '{key}'.", f"One of {', '.join(CONTACTS)}.")
