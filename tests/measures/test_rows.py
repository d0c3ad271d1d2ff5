from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svtools.errors import InputError
from svtools.measures import (
    FIELDS,
    Measure,
    MeasureKind,
    MeasureSet,
    measure_set_from_rows,
    open_set,
    to_rows,
)

ABOUT = MeasureSet("Made up", "made-up-1")
THEMES = ("Warm", "Cold")
SAYINGS = (
    MISSING := "There is no ",
    NOT_A_NUMBER := "is not a number.",
    NEGATIVE := "is below zero.",
    UNKNOWN_KIND := "is neither SV nor LEV.",
    UNKNOWN_THEME := "is not one of the policy's.",
    NOT_YES_OR_NO := "is neither Yes nor No.",
    DUPLICATE := "stands twice.",
)
GOOD: dict[str, object] = {
    "code": "X1",
    "title": "One",
    "unit": "things",
    "kind": "SV",
    "theme": "Warm",
}


def said_by(what: str) -> str:
    (saying,) = (each for each in SAYINGS if each in what)
    return saying


def faults_of(*rows: dict[str, object]) -> list[tuple[int, str, str]]:
    _, faults = measure_set_from_rows(rows, ABOUT, themes=THEMES)
    return [(each.row_index, each.column_key, said_by(each.what)) for each in faults]


def test_a_sound_row_becomes_a_measure() -> None:
    made, faults = measure_set_from_rows([GOOD], ABOUT, themes=THEMES)
    assert faults == []
    assert made.measure("X1") == Measure("made-up-1", "X1", "One", "things", MeasureKind.SV, "Warm")


@pytest.mark.parametrize("key", ["code", "title", "unit", "kind", "theme"])
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_what_every_measure_needs_may_not_be_blank(key: str, blank: object) -> None:
    assert faults_of(GOOD | {key: blank}) == [(0, key, MISSING)]


@pytest.mark.parametrize(
    ("key", "found", "said"),
    [
        ("proxy", "about ten", NOT_A_NUMBER),
        ("proxy", "1.2.3", NOT_A_NUMBER),
        ("proxy", "1,2", NOT_A_NUMBER),
        ("proxy", "--5", NOT_A_NUMBER),
        ("proxy", "12%", NOT_A_NUMBER),
        ("proxy", "-£5", NEGATIVE),
        ("proxy", float("nan"), NOT_A_NUMBER),
        ("proxy", float("inf"), NOT_A_NUMBER),
        ("proxy", True, NOT_A_NUMBER),
        ("proxy", -0.01, NEGATIVE),
        ("kind", "both", UNKNOWN_KIND),
        ("theme", "Tepid", UNKNOWN_THEME),
        ("lasting", "perhaps", NOT_YES_OR_NO),
        ("people", "some", NOT_YES_OR_NO),
        ("sensitive", "rather", NOT_YES_OR_NO),
    ],
)
def test_a_wrong_value_is_named_with_what_was_found(key: str, found: object, said: str) -> None:
    _, (fault,) = measure_set_from_rows([GOOD | {key: found}], ABOUT, themes=THEMES)
    assert (fault.row_index, fault.column_key, said_by(fault.what)) == (0, key, said)
    assert f"'{found}".lower() in fault.what.lower()
    assert fault.remedy.startswith("Give ")


def test_every_fault_of_every_row_is_told_at_once() -> None:
    rows = [GOOD | {"kind": "?", "proxy": -1}, {}, GOOD | {"unit": "", "lasting": "?"}]
    assert faults_of(*rows) == [
        (0, "kind", UNKNOWN_KIND),
        (0, "proxy", NEGATIVE),
        (2, "unit", MISSING),
        (2, "lasting", NOT_YES_OR_NO),
        (2, "code", DUPLICATE),
    ]


def test_a_code_that_differs_only_in_case_is_a_duplicate() -> None:
    made, faults = measure_set_from_rows([GOOD, GOOD | {"code": "x1 "}], ABOUT)
    assert [(each.row_index, said_by(each.what)) for each in faults] == [(1, DUPLICATE)]
    assert list(made.measures) == ["X1"]


def test_missing_codes_are_not_duplicates_of_each_other() -> None:
    nameless = GOOD | {"code": None}
    assert {said for _, _, said in faults_of(nameless, nameless)} == {MISSING}


@pytest.mark.parametrize(
    ("found", "proxy"),
    [
        (None, None),
        ("", None),
        ("Record only", None),
        ("n/a", None),
        (0, Decimal(0)),
        (0.1, Decimal("0.1")),
        (Decimal("12.21"), Decimal("12.21")),
        ("£1,200.50", Decimal("1200.50")),
        ("£ 1 200", Decimal(1200)),
        (1e-07, Decimal("0.0000001")),
    ],
)
def test_a_proxy_is_read_as_people_write_it_and_blank_is_not_zero(
    found: object, proxy: Decimal | None
) -> None:
    made, faults = measure_set_from_rows([GOOD | {"proxy": found}], ABOUT)
    assert faults == []
    assert made.measure("X1").proxy == proxy


@pytest.mark.parametrize(
    ("found", "lasting"),
    [
        (None, False),
        ("No", False),
        ("one-off", False),
        (False, False),
        ("yes", True),
        ("Lasting", True),
        (True, True),
    ],
)
def test_lasting_is_yes_or_no(found: object, lasting: bool) -> None:
    made, _ = measure_set_from_rows([GOOD | {"lasting": found}], ABOUT)
    assert made.measure("X1").lasting is lasting


@pytest.mark.parametrize(
    ("unit", "people"),
    [
        ("people", True),
        ("No. of residents", True),
        ("FTE", True),
        ("FTE-years", True),
        ("no. staff expert hours", True),  # too much is held back rather than too little
        ("£ for each employee", False),
        ("hours", False),
        ("weeks", False),
        ("peoples' gardens", False),
        ("things", False),
    ],
)
def test_a_blank_for_people_goes_by_the_units_words(unit: str, people: bool) -> None:
    for blank in (None, "", " "):
        made, _ = measure_set_from_rows([GOOD | {"unit": unit, "people": blank}], ABOUT)
        assert made.measure("X1").people is people


@pytest.mark.parametrize(
    ("said", "sensitive"),
    [
        ({"unit": "people"}, True),
        ({"unit": "£"}, False),
        ({"unit": "places", "people": "Yes"}, True),
        ({"unit": "people", "people": "n"}, False),
        ({"unit": "people", "sensitive": "No"}, False),
        ({"unit": "people", "title": "Drugstore staff"}, False),
        ({"unit": "things", "title": "One", "sensitive": "Yes"}, True),
    ],
)
def test_a_blank_for_sensitive_goes_by_the_title_of_what_counts_people(
    said: dict[str, object], sensitive: bool
) -> None:
    row = GOOD | {"title": "Ex-offenders hired"} | said
    made, faults = measure_set_from_rows([row], ABOUT)
    assert (faults, made.measure("X1").sensitive) == ([], sensitive)


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        ("sv", MeasureKind.SV),
        ("Social value", MeasureKind.SV),
        ("LEV", MeasureKind.LEV),
        (MeasureKind.LEV, MeasureKind.LEV),
    ],
)
def test_kind_is_read_in_any_case_and_in_full(found: object, kind: MeasureKind) -> None:
    made, _ = measure_set_from_rows([GOOD | {"kind": found}], ABOUT)
    assert made.measure("X1").kind is kind


def test_a_theme_takes_the_policys_spelling() -> None:
    made, _ = measure_set_from_rows([GOOD | {"theme": " wARM"}], ABOUT, themes=THEMES)
    assert made.measure("X1").theme == "Warm"


def test_a_number_as_a_code_reads_as_it_is_shown() -> None:
    made, _ = measure_set_from_rows([GOOD | {"code": 7.0}], ABOUT)
    assert list(made.measures) == ["7"]


def test_notes_columns_are_passed_over() -> None:
    assert faults_of(GOOD | {"our notes": "ask Jo"}) == []


def test_the_open_set_survives_the_round_trip() -> None:
    rows = to_rows(open_set())
    assert all(tuple(row) == FIELDS for row in rows)
    assert measure_set_from_rows(rows, open_set()) == (open_set(), [])


words = st.text(
    st.characters(categories=["L", "N", "P", "S"]) | st.just(" "), min_size=1, max_size=20
).filter(lambda text: text == text.strip())
proxies = st.none() | st.decimals(min_value=0, max_value=10**9, places=4)
measures = st.builds(
    Measure,
    edition=st.just("made-up-1"),
    code=words,
    title=words,
    unit=words,
    kind=st.sampled_from(MeasureKind),
    theme=st.sampled_from(THEMES),
    proxy=proxies,
    lasting=st.booleans(),
    people=st.booleans(),
    sensitive=st.booleans(),
    counting_rule=words,
    exclusive_group=words | st.just(""),
)


@given(st.lists(measures, unique_by=lambda each: each.code.casefold()))
def test_any_set_survives_the_round_trip(given_measures: list[Measure]) -> None:
    made = MeasureSet("Made up", "made-up-1", measures={each.code: each for each in given_measures})
    assert measure_set_from_rows(to_rows(made), ABOUT, themes=THEMES) == (made, [])


def test_an_unknown_code_names_near_ones_and_the_edition() -> None:
    with pytest.raises(InputError, match=r"'op01' in edition open-2026.*: OP01"):
        open_set().measure("op01")


def test_an_unknown_code_of_an_empty_set_says_so() -> None:
    with pytest.raises(InputError, match="It is empty"):
        ABOUT.measure("X1")


@pytest.mark.parametrize(("name", "edition"), [("", "m-1"), ("M", " ")])
def test_a_set_needs_a_name_and_an_edition(name: str, edition: str) -> None:
    with pytest.raises(InputError, match="no name or no edition"):
        MeasureSet(name, edition)
