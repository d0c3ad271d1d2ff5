"""A dataclass's fields say what its YAML may hold; what doesn't fit is told with its line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar

import pytest

from svtools.errors import DeclarationError, InputError
from svtools.schema import (
    NOT_EMPTY,
    Amount,
    Located,
    Share,
    Whole,
    beside,
    build,
    one_of,
    plan_of,
    read,
    rule,
)
from svtools.yamlfile import Mapping as Source
from svtools.yamlfile import read as read_yaml

T = TypeVar("T")


class Soil(StrEnum):
    """What a garden stands on."""

    CLAY = "clay"
    SAND = "sandy soil"


@dataclass(frozen=True)
class Plant(Located):
    """It knows its line."""

    key: str
    height: float | None = None


@dataclass(frozen=True)
class Pond:
    """Written {pond: {depth: …}}."""

    depth: Decimal


@dataclass(frozen=True)
class Wall:
    """Written {wall: […], mortar: …}."""

    wall: tuple[int, ...]
    mortar: str = "lime"


@dataclass(frozen=True)
class Dated(Generic[T]):
    """A value from a day on."""

    start: date = field(metadata={"key": "from"})
    value: Annotated[T, beside]


@dataclass(frozen=True)
class Prices(Generic[T]):
    """What it costs by day."""

    prices: tuple[Dated[T], ...]


@dataclass(frozen=True)
class Beds:
    """A number for each side."""

    north: Amount
    south: Amount


@dataclass(frozen=True)
class Garden:
    """One of every kind of field."""

    name: str
    owner: object = None
    open: bool = False
    shade: Share = Decimal(0)
    soil: Soil = Soil.CLAY
    shape: Literal["round", "square"] = "round"
    colour: Annotated[str, one_of("red", "blue")] = "red"
    beds: Mapping[str, Whole] = field(default_factory=dict)
    plants: Annotated[tuple[Plant, ...], NOT_EMPTY] = ()
    parts: tuple[Pond | Wall, ...] = ()
    rest: Source | None = None
    lucky: Annotated[int, rule(lambda number: number % 7 == 0, "a lucky number", "Try 7.")] = 7
    found_on: date | None = field(default=None, metadata={"key": "found on"})
    hidden: str = field(default="", metadata={"key": None})

    def __post_init__(self) -> None:
        if self.open and not self.plants:
            raise InputError("an open garden has no plants.", "Plant some.")


def source(folder: Path, text: str) -> Source:
    path = folder / "garden.yaml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path)


FULL = """\
name: " Eden "
owner: [a, 1]
shade: 0.25
soil: sandy soil
shape: square
colour: blue
beds: {north: 2, south: 0}
plants:
  - {key: fig, height: 2}
  - key: vine
parts: [{pond: {depth: 1.5}}, {wall: [1, 2], mortar: mud}]
rest: {some: thing}
lucky: 14
found on: 2026-03-01
"""


def test_every_type_is_read(tmp_path: Path) -> None:
    garden = build(source(tmp_path, FULL), Garden, hidden="given")

    assert garden == Garden(
        "Eden", ["a", 1], False, Decimal("0.25"), Soil.SAND, "square", "blue",
        {"north": 2, "south": 0}, (Plant("fig", 2), Plant("vine")),
        (Pond(Decimal("1.5")), Wall((1, 2), "mud")), Source(some="thing"), 14, date(2026, 3, 1),
        "given",
    )  # fmt: skip
    assert garden.soil is Soil.SAND
    assert [plant.line for plant in garden.plants] == [9, 10]


def test_what_has_a_default_may_be_left_out_or_where_it_says_so_blank(tmp_path: Path) -> None:
    assert build(source(tmp_path, "name: A\nfound on:\nrest:\n"), Garden) == Garden("A")


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("open: true", "'name' is missing. Needed here: name.", 1),
        ("name: A\nsize: 3", "unknown key 'size'. Allowed here: name, owner, open", 1),
        ("name: A\nhidden: a", "unknown key 'hidden'", 1),
        ("name: A\nfound_on: 2026-03-01", "unknown key 'found_on'", 1),
        ("name: 2025", "'name' must be text, not 2025. Put it in quotes.", 1),
        ("name: ''", "'name' must be text, not ''.", 1),
        ("name:", "'name' must be text, not None.", 1),
        ("name: A\nopen: maybe", "'open' must be true or false, not 'maybe'.", 1),
        ("name: A\nshade: 30", "'shade' must be from 0 to 1, not 30. Write 10% as 0.1.", 1),
        ("name: A\nshade: .nan", "'shade' must be a number, not nan.", 1),
        ("name: A\nshade: .inf", "'shade' must be a number, not inf.", 1),
        ("name: A\nshade: yes", "'shade' must be a number, not True.", 1),
        ("name: A\nsoil: mud", "'soil' can't be 'mud'. One of clay, sandy soil.", 1),
        ("name: A\nsoil: [clay]", "'soil' can't be a list.", 1),
        ("name: A\nshape: oval", "'shape' can't be 'oval'. One of round, square.", 1),
        ("name: A\ncolour: pink", "'colour' can't be 'pink'. One of red, blue.", 1),
        ("name: A\nbeds: 3", "'beds' must be keys with values, not 3.", 1),
        ("name: A\nbeds:\n  north: -1", "'north' must be zero or more, not -1.", 3),
        ("name: A\nbeds:\n  north: 1.5", "'north' must be a whole number, not 1.5.", 3),
        ("name: A\nplants: fig", "'plants' must be a list, not 'fig'.", 1),
        ("name: A\nplants: []", "'plants' must be a list of at least one, not empty.", 1),
        ("name: A\nplants:\n  - fig", "each of 'plants' must be keys with values, not 'fig'.", 1),
        ("name: A\nplants:\n  - {key: a}\n  - {key: a}", "'a' stands twice in 'plants'.", 4),
        ("name: A\nplants:\n  - {key: a, height: tall}", "'height' must be a number", 3),
        ("name: A\nparts:\n  - {wall: [1], pond: {depth: 1}}", "One of pond, wall.", 3),
        ("name: A\nparts:\n  - {mortar: mud}", "'parts' must be exactly one thing.", 3),
        ("name: A\nparts:\n  - {pond: {depth: 1}, mortar: mud}", "unknown key 'mortar'", 3),
        ("name: A\nrest: 1", "'rest' must be keys with values, not 1.", 1),
        ("name: A\nlucky: 8", "'lucky' must be a lucky number, not 8. Try 7.", 1),
        ("name: A\nfound on: 2026-03-01 10:00:00", "'found on' must be a date, not 2026", 1),
        ("name: A\nopen: true", "an open garden has no plants. Plant some.", 1),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(
    text: str, said: str, line: int, tmp_path: Path
) -> None:
    with pytest.raises(DeclarationError) as refused:
        build(source(tmp_path, text), Garden)
    assert said in str(refused.value)
    assert refused.value.file.name == "garden.yaml"
    assert refused.value.line == line


@pytest.mark.parametrize(
    ("kind", "entry", "value"),
    [
        (Prices[Share], "value: 0.5", Decimal("0.5")),
        (Prices[Beds], "north: 1, south: 2", Beds(Decimal(1), Decimal(2))),
        (Prices[Beds], "value: {north: 1, south: 2}", Beds(Decimal(1), Decimal(2))),
    ],
)
def test_a_generic_class_is_read_with_its_type_its_keys_beside_the_others_or_under_their_own(
    kind: Any, entry: str, value: object, tmp_path: Path
) -> None:
    path = tmp_path / "prices.yaml"
    path.write_text(f"prices:\n  - {{from: 2026-03-01, {entry}}}\n", encoding="utf-8")

    assert read(path, kind).prices == (Dated(date(2026, 3, 1), value),)


@pytest.mark.parametrize(
    ("kind", "entry", "said"),
    [
        (Prices[Beds], "north: 1, west: 2", "unknown key 'west'. Allowed here: north, south."),
        (Prices[Beds], "north: 1", "'south' is missing"),
        (Prices[Share], "vaule: 0.5", "unknown key 'vaule'. Allowed here: from, value."),
        (Prices[Beds], "", "'value' is missing"),
    ],
)
def test_what_stands_beside_is_as_strict(kind: Any, entry: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "prices.yaml"
    path.write_text(f"prices:\n  - {{from: 2026-03-01, {entry}}}\n", encoding="utf-8")

    with pytest.raises(DeclarationError, match=said) as refused:
        read(path, kind)
    assert refused.value.line == 2


def test_the_keys_are_the_fields() -> None:
    assert list(plan_of(Wall).keys) == ["wall", "mortar"]
    assert "found on" in plan_of(Garden).keys
    assert "line" not in plan_of(Plant).keys
