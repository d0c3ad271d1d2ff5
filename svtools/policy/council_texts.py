"""The parts of a council's policy that aren't dated figures: identity, themes, tables, readings."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from svtools import yamlfile
from svtools.policy.parameter import day_in, mappings, number, share, text, texts


@dataclass(frozen=True)
class Identity:
    """Whose policy it is, and from when."""

    name: str
    short_name: str
    policy: str
    in_force_from: date
    priorities: str
    reference: str


@dataclass(frozen=True)
class Objective:
    """One objective of a theme; its key, such as 7.4.OP.3, is clause, theme and place in it."""

    key: str
    text: str


@dataclass(frozen=True)
class Theme:
    """One of the council's themes, with what it aims at and its social value objectives."""

    key: str
    name: str
    aim: str
    objectives: tuple[Objective, ...]


@dataclass(frozen=True)
class BenchmarkRow:
    """Value added as a share of contract value: social, local economic, and both together."""

    name: str
    sva: Decimal
    leva: Decimal
    sleva: Decimal


@dataclass(frozen=True)
class Benchmark:
    """A table the policy quotes for context, with what to know about it."""

    reference: str
    note: str
    rows: tuple[BenchmarkRow, ...]


@dataclass(frozen=True)
class OtherCouncil:
    """What another council reported, as a share of contract value."""

    name: str
    year: int
    share: Decimal
    note: str


@dataclass(frozen=True)
class Reading:
    """How the tool reads the policy where it leaves a choice: a setting, its value, and why."""

    key: str
    setting: str
    value: str
    text: str


@dataclass(frozen=True)
class ReportingLists:
    """What suppliers choose from when they say where a benefit landed, and for whom."""

    wards: tuple[str, ...]
    groups: tuple[str, ...]


def read_reporting_lists(path: Path) -> ReportingLists:
    """The wards and the groups of people, in the order they are offered."""
    content = yamlfile.read(path)
    content.only(required=("description", "reference", "wards", "groups"))
    return ReportingLists(texts(content, "wards"), texts(content, "groups"))


def read_identity(path: Path) -> Identity:
    """The council's names and the first day of its policy."""
    content = yamlfile.read(path)
    words = ("name", "short_name", "policy", "priorities", "reference")
    content.only(required=("description", "in_force_from", *words))
    return Identity(
        in_force_from=day_in(content, "in_force_from"),
        **{word: text(content, word) for word in words},
    )


def read_themes(path: Path) -> tuple[Theme, ...]:
    """The themes in the policy's order; objectives are numbered under the file's reference."""
    content = yamlfile.read(path)
    content.only(required=("description", "unit", "reference", "themes"))
    clause = text(content, "reference")
    themes = mappings(content, "themes")
    for theme in themes:
        theme.only(required=("key", "name", "aim", "objectives"))
    _refuse_twins(themes)
    return tuple(
        Theme(
            key=text(theme, "key"),
            name=text(theme, "name"),
            aim=text(theme, "aim"),
            objectives=_objectives(theme, f"{clause}.{text(theme, 'key')}"),
        )
        for theme in themes
    )


def read_benchmark(path: Path) -> Benchmark:
    """The benchmark table as printed."""
    content = yamlfile.read(path)
    content.only(required=("description", "unit", "reference", "note", "rows"))
    rows = mappings(content, "rows")
    for row in rows:
        row.only(required=("name", "sva", "leva", "sleva"))
    return Benchmark(
        reference=text(content, "reference"),
        note=text(content, "note"),
        rows=tuple(
            BenchmarkRow(
                text(row, "name"), share(row, "sva"), share(row, "leva"), share(row, "sleva")
            )
            for row in rows
        ),
    )


def read_other_councils(path: Path) -> tuple[OtherCouncil, ...]:
    """What other councils reported, as the policy quotes it."""
    content = yamlfile.read(path)
    content.only(required=("description", "unit", "reference", "rows"))
    rows = mappings(content, "rows")
    for row in rows:
        row.only(required=("name", "year", "share", "note"))
    return tuple(
        OtherCouncil(
            text(row, "name"), int(number(row, "year")), number(row, "share"), text(row, "note")
        )
        for row in rows
    )


def read_readings(path: Path) -> tuple[Reading, ...]:
    """The readings, in the order of their keys in the file."""
    content = yamlfile.read(path)
    content.only(required=("description", "unit", "reference", "readings"))
    readings = mappings(content, "readings")
    for reading in readings:
        reading.only(required=("key", "setting", "value", "text"))
    _refuse_twins(readings)
    return tuple(
        Reading(*(text(reading, key) for key in ("key", "setting", "value", "text")))
        for reading in readings
    )


def _objectives(theme: yamlfile.Mapping, prefix: str) -> tuple[Objective, ...]:
    found = texts(theme, "objectives")
    return tuple(Objective(f"{prefix}.{place}", item) for place, item in enumerate(found, 1))


def _refuse_twins(entries: list[yamlfile.Mapping]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if text(entry, "key") in seen:
            raise entry.refuse(f"the key '{entry['key']}' stands twice.", "Give it another key.")
        seen.add(entry["key"])
