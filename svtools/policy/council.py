"""A council's policy: its figures, themes and readings, from one folder of YAML."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from svtools.errors import DeclarationError
from svtools.folders import council_folder
from svtools.policy.council_texts import (
    Benchmark,
    Identity,
    OtherCouncil,
    OtherCouncils,
    Reading,
    Readings,
    ReportingLists,
    Theme,
    Themes,
)
from svtools.policy.local_area import LocalArea
from svtools.policy.parameter import ByCategory, Parameter, long_date, read_parameter
from svtools.schema import Share, read


@dataclass(frozen=True)
class PolicyThreshold:
    """What clause 9.2.1 asks of one category: £ net of VAT, and months (0 where none)."""

    category: str
    net: Decimal
    months: Decimal


@dataclass(frozen=True, eq=False)
class Council(Identity):
    """One council's social value policy. References are clauses of that policy.

    A council is loaded once, so it is only equal to itself.
    """

    folder: Path
    thresholds: Parameter[Mapping[str, Decimal]]
    minimum_term: Parameter[Mapping[str, Decimal]]
    minimum_weighting: Parameter[Decimal]
    recommended_weighting: Parameter[Decimal]
    near_threshold: Parameter[Mapping[str, Decimal]]
    themes: tuple[Theme, ...]
    benchmark: Benchmark
    other_councils: tuple[OtherCouncil, ...]
    readings: tuple[Reading, ...]
    reporting: ReportingLists
    area: LocalArea

    # Identity would compare a name and a date alone, and answers are kept by council.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def policy_thresholds(self, on: date) -> tuple[PolicyThreshold, ...]:
        """The policy's thresholds on a date. Raises InputError before the first."""
        months = self.minimum_term.on(on)
        return tuple(
            PolicyThreshold(category, net, months[category])
            for category, net in self.thresholds.on(on).items()
        )

    def asks_for_term(self, category: str) -> bool:
        """Whether the policy ever looks at the term of contracts in `category`."""
        return any(one.value[category] for one in self.minimum_term.values)


def load_council(folder: Path | str | None = None) -> Council:
    """The council in `folder`, else the one the user has set (settings), else Southend.

    Each folder is read once. Raises InputError where there is no such folder and
    DeclarationError where one of its files is wrong.
    """
    return _load(council_folder(folder).resolve())


# All of them are needed from the policy's first day on.
_FIGURES: dict[str, Any] = {
    "thresholds": Parameter[ByCategory],
    "minimum_term": Parameter[ByCategory],
    "minimum_weighting": Parameter[Share],
    "recommended_weighting": Parameter[Share],
    "near_threshold": Parameter[ByCategory],
}


@lru_cache(maxsize=16)
def _load(folder: Path) -> Council:
    identity = read(folder / "council.yaml", Identity)
    figures: dict[str, Any] = {
        name: read_parameter(folder / f"{name}.yaml", kind) for name, kind in _FIGURES.items()
    }
    council = Council(
        **vars(identity),
        **figures,
        folder=folder,
        themes=read(folder / "themes.yaml", Themes).themes,
        benchmark=read(folder / "benchmark.yaml", Benchmark),
        other_councils=read(folder / "other_councils.yaml", OtherCouncils).rows,
        readings=read(folder / "readings.yaml", Readings).readings,
        reporting=read(folder / "reporting_lists.yaml", ReportingLists),
        area=read(folder / "local_area.yaml", LocalArea),
    )
    for name, figure in figures.items():
        first = figure.values[0].start
        if first > council.in_force_from:
            raise DeclarationError(
                folder / f"{name}.yaml",
                None,
                f"the first figure is from {long_date(first)}, "
                f"the policy from {long_date(council.in_force_from)}.",
                "Add the figure of the policy's first day.",
            )
    return council
