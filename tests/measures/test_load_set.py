from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from svtools.errors import DeclarationError
from svtools.measures import Counting, load_set

SOUND = """\
name: Made up
edition: made-up-1
price_year: 2031
valid_from: 2031-04-01
counting_rule: Only what is extra.
figures:
  hour: {title: A made-up hour, value: 3.5, year: 2031, source: Nobody}
  week: {title: hours in a made-up week, value: 3, year: 2031, source: Nobody either}
measures:
  - {code: X1, title: One, unit: weeks, kind: SV, theme: Warm, proxy: {figure: hour, times: week}}
  - {code: X2, title: Two, unit: parts, kind: SV, theme: Warm, proxy: {figure: hour, over: week}}
  - {code: X3, title: Three, unit: things, kind: LEV, theme: Warm, counting_rule: Count it.}
  - {code: X4, title: Four, unit: things, kind: LEV, theme: Warm, proxy: 4.25}
"""


@pytest.fixture
def sound_set(tmp_path: Path) -> Path:
    """A small sound set in YAML, for a test to spoil."""
    path = tmp_path / "made-up.yaml"
    path.write_text(SOUND, encoding="utf-8")
    return path


def test_proxy_is_calculated_from_the_figures(sound_set: Path) -> None:
    """3.5 × 3 = 10.50, and 3.5 ÷ 3 = 1.17 to the penny."""
    made = load_set(sound_set)
    assert [each.proxy for each in made.measures.values()] == [
        Decimal("10.50"),
        Decimal("1.17"),
        None,
        Decimal("4.25"),
    ]


def test_derivation_source_and_year_are_written_from_the_figures(sound_set: Path) -> None:
    measure = load_set(sound_set).measure("X1")
    assert measure.derivation == "A made-up hour (£3.50) × hours in a made-up week (3) = £10.50"
    assert measure.proxy_source == "Nobody; Nobody either"
    assert measure.proxy_year == "2031"


def test_general_counting_rule_is_added_to_each_measures_own(sound_set: Path) -> None:
    made = load_set(sound_set)
    assert made.measure("X3").counting_rule == "Count it. Only what is extra."
    assert made.measure("X4").counting_rule == "Only what is extra."


def test_head_of_the_file_describes_the_set(sound_set: Path) -> None:
    made = load_set(sound_set)
    assert (made.name, made.edition, made.price_year) == ("Made up", "made-up-1", "2031")
    assert (made.valid_from, made.valid_to) == (date(2031, 4, 1), None)
    assert {each.edition for each in made.measures.values()} == {"made-up-1"}


@pytest.mark.parametrize(
    ("sound", "spoilt", "line", "told"),
    [
        ("times: week", "times: month", 10, "no figure 'month'"),
        ("times: week", "times: 3", 10, "no figure '3'"),
        ("times: week", "plus: week", 10, "unknown key 'plus'"),
        ("value: 3.5", "value: 0", 7, "'value' must be above 0, not 0"),
        ("value: 3.5", "value: lots", 7, "'value' must be a number, not 'lots'"),
        ("source: Nobody}", "}", 7, "'source' is missing"),
        ("code: X2", "code: X1", 11, "X1 stands twice"),
        ("kind: LEV, theme: Warm, proxy", "kind: BOTH, theme: Warm, proxy", 13, "neither SV nor"),
        ("proxy: 4.25", "proxy: -1", 13, "below zero"),
        ("proxy: 4.25", "price: 4.25", 13, "unknown key 'price'"),
        ("title: One, ", "", 10, "There is no title"),
        ("valid_from: 2031-04-01", "valid_from: spring", 1, "must be a date"),
        ("valid_from: 2031-04-01", "valid_from: 2031-04-01\nvalid_to: 2031-03-31", 1, "before"),
        ("edition: made-up-1", "edition:", 1, "'edition' is missing"),
        ("name: Made up", "", 2, "'name' is missing"),
        ("  - {code: X1", "  - X0\n  - {code: X1", 1, "each of 'measures' must be keys"),
        ("  hour: {", "  day: 3\n  hour: {", 7, "'day' must be keys with values, not 3"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    sound_set: Path, sound: str, spoilt: str, line: int, told: str
) -> None:
    text = sound_set.read_text(encoding="utf-8")
    assert sound in text
    sound_set.write_text(text.replace(sound, spoilt, 1), encoding="utf-8")
    with pytest.raises(DeclarationError, match=told) as refused:
        load_set(sound_set)
    assert refused.value.line == line


def test_a_set_without_measures_is_refused(sound_set: Path) -> None:
    head = sound_set.read_text(encoding="utf-8").split("measures:")[0]
    sound_set.write_text(f"{head}measures:\n", encoding="utf-8")
    with pytest.raises(DeclarationError, match="'measures' is missing"):
        load_set(sound_set)


def test_everything_wrong_is_told_at_once(sound_set: Path) -> None:
    text = sound_set.read_text(encoding="utf-8")
    sound_set.write_text(text.replace("kind: SV", "kind: BOTH").replace("4.25", "-4"), "utf-8")
    with pytest.raises(DeclarationError) as refused:
        load_set(sound_set)
    assert all(code in str(refused.value) for code in ("X1", "X2", "X4"))


def test_themes_are_checked_where_they_are_given(sound_set: Path) -> None:
    assert load_set(sound_set, themes=["Warm", "Cold"])
    with pytest.raises(DeclarationError, match="Give one of: Hot; Cold"):
        load_set(sound_set, themes=["Hot", "Cold"])


LATER = """\
based_on: made-up
edition: made-up-2
figures:
  hour: {title: A made-up hour, value: 4, year: 2032, source: Nobody}
measures:
  - {code: X3, counting: latest}
  - {code: X5, title: Five, unit: things, kind: SV, theme: Warm}
"""


def test_an_edition_says_only_what_differs_from_the_one_before(sound_set: Path) -> None:
    later = sound_set.with_name("made-up-2.yaml")
    later.write_text(LATER, encoding="utf-8")
    made, before = load_set(later), load_set(sound_set)
    assert (made.name, made.edition, list(made.measures)) == (
        "Made up", "made-up-2", ["X1", "X2", "X3", "X4", "X5"],
    )  # fmt: skip
    assert made.measure("X1").proxy == 12  # 4 × 3
    assert made.measure("X3").counting is Counting.LATEST
    assert made.measure("X3").counting_rule == before.measure("X3").counting_rule
    assert before.measure("X3").counting is Counting.FLOW


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("based_on: nowhere\nedition: x\n", "nowhere.yaml.*the file is not there"),
        ("based_on: made-up-2\nedition: x\n", "line 1: it is based on itself"),
        (LATER.replace("latest", "sometimes"), "line 6: X3: 'sometimes' is no way to count"),
    ],
)
def test_what_an_edition_says_wrong_is_told(sound_set: Path, text: str, said: str) -> None:
    later = sound_set.with_name("made-up-2.yaml")
    later.write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError, match=said):
        load_set(later)
