"""What is told of a measure set, of units and of factors that can't be used, in full."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from svtools.errors import DeclarationError, InputError
from svtools.measures import (
    Factors,
    Measure,
    MeasureKind,
    MeasureSet,
    Totals,
    find_heading_row,
    fte_years,
    load_set,
    match_headings,
    measure_set_from_rows,
    value,
)

ABOUT = MeasureSet("Made up", "made-up-1")
MEASURE = Measure("made-up-1", "X1", "One", "things", MeasureKind.SV, "Warm", Decimal(10))
GOOD: dict[str, object] = {
    "code": "X1",
    "title": "One",
    "unit": "things",
    "kind": "SV",
    "theme": "Warm",
}
A_NUMBER = "Give a number that is 0 or more."
A_FRACTION = "Give a fraction from 0 to 1, such as 0.1 for 10%."


@pytest.mark.parametrize(
    ("change", "what", "remedy"),
    [
        ({"unit": " "}, "There is no unit.", "Give the unit."),
        (
            {"proxy": "ten"},
            "The proxy 'ten' is not a number.",
            "Give £ for one unit, such as 12.21, or leave it blank for record-only.",
        ),
        (
            {"proxy": "-£1,200"},
            "The proxy '-£1,200' is below zero.",
            "Give 0 or more, or leave it blank for record-only.",
        ),
        (
            {"kind": "both"},
            "The kind 'both' is neither SV nor LEV.",
            "Give SV (benefit to society in general) or LEV (local jobs and local spend).",
        ),
        (
            {"theme": "Tepid"},
            "The theme 'Tepid' is not one of the policy's.",
            "Give one of: Warm; Cold.",
        ),
        (
            {"lasting": "perhaps"},
            "'perhaps' is neither Yes nor No.",
            "Give Yes for a lasting benefit, No for a one-off.",
        ),
    ],
)
def test_a_fault_in_full(change: dict[str, object], what: str, remedy: str) -> None:
    (key,) = change
    _, (fault,) = measure_set_from_rows([GOOD | change], ABOUT, themes=("Warm", "Cold"))

    assert (fault.row_index, fault.column_key) == (0, key)
    assert (fault.what, fault.remedy) == (what, remedy)


def test_a_code_that_stands_twice_in_full() -> None:
    _, (fault,) = measure_set_from_rows([GOOD, GOOD], ABOUT)

    assert (fault.row_index, fault.column_key) == (1, "code")
    assert fault.what == "The code X1 stands twice."
    assert fault.remedy == "Give each measure a code of its own."


@pytest.mark.parametrize("word", ["Record only", "record-only", "N/A", "-", "–"])
def test_the_words_for_a_measure_without_a_value(word: str) -> None:
    made, faults = measure_set_from_rows([GOOD | {"proxy": word}], ABOUT)

    assert (faults, made.measure("X1").proxy) == ([], None)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        *(("SV", "SV"), ("SVA", "SV"), ("Social value", "SV")),
        *(("LEV", "LEV"), ("LEVA", "LEV"), ("Local economic value", "LEV")),
    ],
)
def test_the_words_for_a_kind(word: str, kind: str) -> None:
    assert measure_set_from_rows([GOOD | {"kind": word}], ABOUT)[0].measure("X1").kind == kind


@pytest.mark.parametrize(
    ("word", "lasting"),
    [
        *((word, True) for word in ("Yes", "Y", "TRUE", "Lasting")),
        *((word, False) for word in ("No", "N", "FALSE", "One-off", "one off")),
    ],
)
def test_the_words_for_a_lasting_benefit(word: str, lasting: bool) -> None:
    made, faults = measure_set_from_rows([GOOD | {"lasting": word}], ABOUT)

    assert faults == []
    assert made.measure("X1").lasting is lasting


@pytest.mark.parametrize(
    ("refused", "what", "remedy"),
    [
        (lambda: value(MEASURE, Decimal("-1.50")), "The units given: -1.5.", A_NUMBER),
        (lambda: value(MEASURE, float("inf")), "The units given: Infinity.", A_NUMBER),
        (lambda: fte_years(-1, 52), "The hours a week given: -1.", A_NUMBER),
        (lambda: fte_years(35, -2), "The weeks given: -2.", A_NUMBER),
        (lambda: Totals().shares(-1), "The contract value given: -1.", A_NUMBER),
        (lambda: Factors(drop_off=Decimal(2)), "The drop-off is 2.", A_FRACTION),
        (lambda: Factors(deadweight=Decimal("inf")), "The deadweight is Infinity.", A_FRACTION),
        (
            lambda: MeasureSet(" ", "made-up-1"),
            "A measure set has no name or no edition.",
            "Give both, such as 'Our measures' and 'ours-2025'.",
        ),
        (
            lambda: MeasureSet("M", "m-1", valid_from=date(2031, 4, 1), valid_to=date(2031, 3, 31)),
            "m-1 ends on 2031-03-31, before it begins on 2031-04-01.",
            "Give a last day that is on or after the first.",
        ),
        (
            lambda: ABOUT.measure("X1"),
            "There is no measure 'X1' in edition made-up-1.",
            "It is empty.",
        ),
        (
            lambda: MeasureSet("M", "m-1", measures=dict.fromkeys("ABCDEF", MEASURE)).measure("?"),
            "There is no measure '?' in edition m-1.",
            "It has, for example: A, B, C, D, E.",
        ),
        (
            lambda: MeasureSet(
                "M", "m-1", measures=dict.fromkeys(("OP1", "OP2", "OP3", "OP4", "ZZ9"), MEASURE)
            ).measure("op"),
            "There is no measure 'op' in edition m-1.",
            "It has, for example: OP4, OP3, OP2.",
        ),
    ],
)
def test_a_refusal_in_full(refused: Callable[[], object], what: str, remedy: str) -> None:
    with pytest.raises(InputError) as error:
        refused()

    assert (error.value.what, error.value.remedy) == (what, remedy)


def test_only_a_name_and_an_edition_are_needed_of_a_set() -> None:
    assert MeasureSet("M", "m-1", "", "", "", None, None, "", {}) == MeasureSet("M", "m-1")


def test_a_set_may_have_a_last_day_alone() -> None:
    day = date(2031, 4, 1)

    assert MeasureSet("M", "m-1", valid_to=day).valid_to == day


def test_a_set_of_one_day_is_a_set() -> None:
    day = date(2031, 4, 1)

    assert MeasureSet("M", "m-1", valid_from=day, valid_to=day).valid_from == day


SOUND = """\
name: Made up
edition: made-up-1
figures:
  hour: {title: A made-up hour, value: 3.5, year: 2031, source: Nobody}
  week: {title: hours in a made-up week, value: 3, year: 2030, source: Nobody either}
  part: {title: parts of it, value: 2, year: 2029, source: Somebody}
measures:
  - {code: X1, title: One, unit: parts, kind: SV, theme: Warm, proxy: {figure: hour, times: week, over: part}, counting_rule: " Count it. "}
"""  # noqa: E501


def _load(text: str, folder: Path) -> MeasureSet:
    path = folder / "made-up.yaml"
    path.write_text(text, encoding="utf-8")
    return load_set(path)


def test_where_a_calculated_value_comes_from_in_full(tmp_path: Path) -> None:
    measure = _load(SOUND, tmp_path).measure("X1")

    assert measure.proxy == Decimal("5.25")
    assert measure.derivation == (
        "A made-up hour (£3.50) × hours in a made-up week (3) ÷ parts of it (2) = £5.25"
    )
    assert measure.proxy_source == "Nobody; Nobody either; Somebody"
    assert measure.proxy_year == "2031"
    assert measure.counting_rule == "Count it."


@pytest.mark.parametrize(
    ("parts", "derivation"),
    [
        ("figure: hour", "A made-up hour (£3.50) = £3.50"),
        ("figure: hour, over: part", "A made-up hour (£3.50) ÷ parts of it (2) = £1.75"),
    ],
)
def test_only_the_figures_that_are_used_are_named(
    parts: str, derivation: str, tmp_path: Path
) -> None:
    text = SOUND.replace("figure: hour, times: week, over: part", parts)

    assert _load(text, tmp_path).measure("X1").derivation == derivation


def test_a_set_needs_no_figures(tmp_path: Path) -> None:
    text = (
        "name: M\nedition: m-1\nmeasures:\n  - {code: X1, title: One, unit: u, kind: SV, theme: T}"
    )

    assert _load(text, tmp_path).measure("X1").proxy is None


@pytest.mark.parametrize(
    ("sound", "spoilt", "line", "what", "remedy"),
    [
        (
            "figure: hour",
            "figure: day",
            8,
            "there is no figure 'day'.",
            "There are: hour, week, part.",
        ),
        (
            "  hour: {",
            "  day: 3\n  hour: {",
            4,
            "'day' must be keys with values, not 3.",
            "Write 'key: value', one on each line.",
        ),
        (
            "value: 3.5",
            "value: true",
            4,
            "'value' must be a number, not True.",
            "Write digits only, without £ or commas.",
        ),
        ("value: 3.5", "value: 0", 4, "'value' must be above 0, not 0.", "Give such a number."),
        (
            "edition: made-up-1",
            "edition: made-up-1\nvalid_to: spring",
            1,
            "'valid_to' must be a date, not 'spring'.",
            "Write it as 2021-12-01.",
        ),
        (
            "  - {code: X1",
            "  - X0\n  - {code: X1",
            1,
            "each of 'measures' must be keys with values, not 'X0'.",
            "Write 'key: value', one on each line.",
        ),
        (
            "title: One, unit: parts, kind: SV, theme: Warm",
            "unit: parts, kind: both",
            8,
            "X1: There is no title. Give the title.",
            "X1: The kind 'both' is neither SV nor LEV. Give SV (benefit to society in general) or "
            "LEV (local jobs and local spend). X1: There is no theme. Give the theme.",
        ),
        (
            "code: X1, title: One",
            "title: One",
            8,
            "a measure: There is no code. Give the code.",
            "",
        ),
    ],
)
def test_a_wrong_file_is_refused_in_full(
    sound: str, spoilt: str, line: int, what: str, remedy: str, tmp_path: Path
) -> None:
    assert sound in SOUND
    with pytest.raises(DeclarationError) as error:
        _load(SOUND.replace(sound, spoilt, 1), tmp_path)

    assert error.value.line == line
    assert (error.value.what, error.value.remedy) == (what, remedy)


@pytest.mark.parametrize(
    ("entries", "what"),
    [
        ("[]", "'measures' must be a list of at least one, not empty."),
        ("X1", "'measures' must be a list, not 'X1'."),
        ("{code: X1}", "'measures' must be a list, not keys with values."),
    ],
)
def test_a_set_without_a_list_of_measures_is_refused(
    entries: str, what: str, tmp_path: Path
) -> None:
    head = SOUND.partition("measures:")[0]
    with pytest.raises(DeclarationError) as error:
        _load(f"{head}measures: {entries}\n", tmp_path)

    assert error.value.what == what


def test_a_remark_in_brackets_parts_words() -> None:
    assert match_headings(["Measure(short)title", "Code", "Unit"]) == {
        "title": 0,
        "code": 1,
        "unit": 2,
    }
    assert find_heading_row([["Measure(short)title", "Code", "Unit"]]) == 0
