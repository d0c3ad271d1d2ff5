"""A council's policy: what it asks, its words, themes and readings, from one folder of YAML."""

from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from svtools.errors import DeclarationError, InputError
from svtools.folders import council_folder, general_folder
from svtools.policy.ask import LAWS_THRESHOLD, Ask, refuse_contradictions
from svtools.policy.category import Category
from svtools.policy.council_texts import (
    Benchmark,
    Guides,
    LetterHead,
    Note,
    OtherCouncil,
    OtherCouncils,
    Reading,
    Readings,
    ReportingLists,
    Scoring,
    Source,
    Theme,
    Themes,
    Words,
)
from svtools.policy.local_area import LocalArea
from svtools.policy.rules import Rule, rules_of
from svtools.policy.statutory import Law, statute
from svtools.schema import NOT_EMPTY, Share, read

T = TypeVar("T")

REPORTS = "quarterly"
FILES = (
    *("council", "themes", "readings", "benchmark", "other_councils", "reporting_lists"),
    *("local_area", "guides"),
)
FORMER_FILES = (
    *("thresholds", "minimum_term", "minimum_weighting", "recommended_weighting"),
    "near_threshold",
)
"""What a council's folder holds, and what it held before a policy's asks were rows."""

TOPICS = (
    *("wellbeing", "proportion", "beyond contracts", "equality", "small suppliers", "outcomes"),
    *("themes", "market", "community", "targets", "approval", "evaluation", "statement"),
)
"""What a clause is named for in a workbook."""


@dataclass(frozen=True)
class Identity:
    """What `council.yaml` says: whose policy it is, what it asks, and how it is put to work."""

    name: str = field(metadata={"key": "council"})
    policy: str
    law: Law
    asks: Annotated[tuple[Ask, ...], NOT_EMPTY]
    short_name: str = field(default="", metadata={"key": "short name"})
    sources: tuple[Source, ...] = ()
    standing: str = "not endorsed by the council"
    priorities: str = ""
    words: Words = field(default_factory=Words)
    clauses: Mapping[str, str] = field(default_factory=dict)
    reports: str = REPORTS
    recommended: Share | None = field(default=None, metadata={"key": "recommended weighting"})
    near: Mapping[str, Share] = field(default_factory=dict)
    scoring: Scoring = field(default_factory=Scoring)
    measures: str = ""
    notes: tuple[Note, ...] = ()
    letters: LetterHead | None = None

    def __post_init__(self) -> None:
        if self.reports != REPORTS:
            raise InputError(
                f"the council reports {self.reports}.",
                f"Only {REPORTS} returns are built: write 'reports: {REPORTS}' if that serves.",
            )


@dataclass(frozen=True, eq=False, kw_only=True)
class Council(Identity):
    """One council's social value policy. References are clauses of that policy.

    What a council's folder leaves out is None or empty. A council is loaded once, so it is only
    equal to itself.
    """

    folder: Path
    themes: tuple[Theme, ...]
    readings: tuple[Reading, ...]
    benchmark: Benchmark | None
    other_councils: tuple[OtherCouncil, ...]
    reporting: ReportingLists
    area: LocalArea | None
    guides: Guides

    # Identity would compare names and rows, and answers are kept by council.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __post_init__(self) -> None:
        Identity.__post_init__(self)
        if not self.short_name:
            object.__setattr__(self, "short_name", self.name)

    @property
    def in_force_from(self) -> date:
        """The policy's first day: the first on which it asks for anything (reading R20)."""
        return min(ask.start for ask in self.asks)

    @property
    def has_statute(self) -> bool:
        """Whether the law that it is under is the one held here."""
        return self.law == statute().law

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """What its policy and the law ask, row by row, as it is applied."""
        held = self.has_statute
        law = rules_of(statute().asks, held=held) if held else ()
        return (*rules_of(self.asks, held=held), *law)

    def same_since(self, day: date) -> date:
        """The first day from which what its rows and the law say is that of `day`."""
        at = bisect(self._changes, day)
        return self._changes[at - 1] if at else day

    @cached_property
    def _changes(self) -> list[date]:
        """Every day on which a row, a law or one of its figures begins to hold, or ceases to."""
        law = statute()
        dated: tuple[Any, ...] = (
            *(*self.asks, *self.rules, *law.asks, *law.regimes),
            *(*law.thresholds.values, *law.vat_rate.values, *law.duty.values),
        )
        ends = {one.until for one in dated if one.until and one.until < date.max}
        return sorted({one.start for one in dated} | {end + timedelta(1) for end in ends})

    def near_share(self, category: str) -> Decimal:
        """From which share of a figure on a contract is near it."""
        return self.near.get(category, NEAR)

    def asks_for_term(self, category: str) -> bool:
        """Whether the policy ever looks at the term of contracts in `category`."""
        return any(rule.months for rule in self.rules if rule.category in (None, category))

    @property
    def asks_from_laws_threshold(self) -> bool:
        """Whether a row of the policy goes by the law's threshold."""
        return any(ask.reaches == LAWS_THRESHOLD for ask in self.asks)

    @property
    def start_is_read(self) -> bool:
        """Whether its first day is a reading (R20), not printed in the policy."""
        return any(reading.key == "R20" for reading in self.readings)


NO_GUIDES = Guides("", "")

NEAR = Decimal("0.9")
"""The tool's default: advice is given from nine tenths of a figure on."""


def load_council(named: Path | str | None = None) -> Council:
    """A council by its name or folder, else the one the user has set (settings), else Southend.

    Each folder is read once. Raises InputError where there is no such council and
    DeclarationError where one of its files is wrong.
    """
    return _load(council_folder(named).resolve())


@lru_cache(maxsize=64)
def _load(folder: Path) -> Council:
    _refuse_strange_files(folder)
    file = folder / "council.yaml"
    identity = read(file, Identity)
    refuse_contradictions(file, identity.asks)
    _refuse_unknown(file, identity)
    return Council(
        **vars(identity),
        folder=folder,
        themes=getattr(_read(folder / "themes.yaml", Themes), "themes", ()),
        benchmark=_read(folder / "benchmark.yaml", Benchmark),
        other_councils=getattr(_read(folder / "other_councils.yaml", OtherCouncils), "rows", ()),
        readings=_readings(folder),
        reporting=_reporting(folder),
        area=_read(folder / "local_area.yaml", LocalArea),
        guides=_read(folder / "guides.yaml", Guides) or NO_GUIDES,
    )


def _refuse_strange_files(folder: Path) -> None:
    """Raises DeclarationError for a file that would not be read, one of the old form first."""
    names = {path.stem for path in folder.glob("*.yaml")} - {*FILES}
    for name in sorted(names, key=lambda name: (name not in FORMER_FILES, name)):
        file = folder / f"{name}.yaml"
        if name in FORMER_FILES:
            raise DeclarationError(
                file,
                None,
                "a council's folder has no such file since version 0.3.0: what the policy asks is "
                "rows in council.yaml.",
                "Turn it as docs/another_council.md says under 'From the old form'.",
            )
        raise DeclarationError(
            file, None, "a council's folder has no such file.", f"It has: {', '.join(FILES)}."
        )


def _read(path: Path, kind: type[T]) -> T | None:
    """What the file says; None where the council's folder leaves it out."""
    return read(path, kind) if path.is_file() else None


def _readings(folder: Path) -> tuple[Reading, ...]:
    """The tool's readings, with the council's own in place of those of the same key."""
    general = read(general_folder() / "readings.yaml", Readings).readings
    own = getattr(_read(folder / "readings.yaml", Readings), "readings", ())
    by_key = {reading.key: reading for reading in (*general, *own)}
    return tuple(by_key[key] for key in sorted(by_key, key=lambda key: (len(key), key)))


def _reporting(folder: Path) -> ReportingLists:
    general = read(general_folder() / "reporting_lists.yaml", ReportingLists)
    own = _read(folder / "reporting_lists.yaml", ReportingLists)
    return own.or_else(general) if own else general


def _refuse_unknown(file: Path, identity: Identity) -> None:
    """Raises DeclarationError for a topic, a category or a regime that there isn't."""
    for what, found, known in (
        ("topic", identity.clauses, TOPICS),
        ("category", identity.near, tuple(Category)),
    ):
        for key in found:
            if key not in known:
                line, allowed = getattr(found, "line", None), ", ".join(known)
                raise DeclarationError(file, line, f"there is no {what} '{key}'.", allowed)
    regimes = {"", *(regime.key for regime in statute().regimes)}
    for ask in identity.asks:
        if ask.regime not in regimes:
            what = f"there is no regime '{ask.regime}'."
            raise DeclarationError(
                file, ask.line, what, f"One of {', '.join(sorted(regimes)[1:])}."
            )
