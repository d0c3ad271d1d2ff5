"""Southend's policy as data, and another council's as another folder of it."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from svtools.errors import DeclarationError, InputError
from svtools.folders import parameters_folder
from svtools.policy import load_council, requirement
from svtools.settings import VARIABLES
from tests.policy.made_up import MARLBRIDGE, council_of

SOUTHEND = parameters_folder() / "southend"
FILES = [
    file
    for folder in (SOUTHEND, parameters_folder() / "rotherham", MARLBRIDGE)
    for file in sorted(folder.glob("*.yaml"))
]


def test_southend_is_the_council_where_none_is_named() -> None:
    assert load_council().short_name == "Southend"


def test_the_environment_names_another_council(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLES["council"], str(MARLBRIDGE))

    assert load_council().short_name == "Marlbridge"
    assert requirement("goods", 110_000, on=date(2024, 6, 3)).clauses == ("4.1",)


def test_the_environment_names_a_council_that_ships(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLES["council"], "Rotherham")

    assert load_council().short_name == "Rotherham"
    assert load_council("southend").short_name == "Southend"


def test_a_council_is_read_once() -> None:
    assert load_council(MARLBRIDGE) is load_council(str(MARLBRIDGE))


@pytest.mark.parametrize(
    ("on", "net", "clauses", "minimum", "recommended"),
    [
        (date(2023, 3, 31), 900_000, (), "0", "0"),
        (date(2023, 4, 1), 900_000, ("4.1", "4.3"), "0.15", "0.15"),
        (date(2023, 4, 2), "99999.99", (), "0", "0"),
        (date(2023, 4, 2), 100_000, ("4.1",), "0", "0.05"),
        (date(2025, 3, 31), "119999.99", ("4.1",), "0", "0.05"),
        (date(2025, 4, 1), "119999.99", (), "0", "0"),
        (date(2025, 4, 1), 120_000, ("4.1",), "0", "0.05"),
        (date(2025, 4, 2), 200_000, ("4.1", "4.3"), "0.2", "0.2"),
    ],
)
def test_another_policy_is_only_another_folder(
    on: date, net: str | int, clauses: tuple[str, ...], minimum: str, recommended: str
) -> None:
    found = requirement("goods", Decimal(net), on=on, council=load_council(MARLBRIDGE))

    assert found.clauses == clauses
    assert found.minimum_weighting == Decimal(minimum)
    assert found.recommended_weighting == Decimal(recommended)
    assert "Fair Marlbridge Policy" in found.reason or not clauses


def test_another_policy_may_ask_for_a_term_elsewhere() -> None:
    council = load_council(MARLBRIDGE)

    assert requirement("works", 750_000, on=date(2024, 6, 3), council=council).required
    with pytest.raises(InputError, match="term"):
        requirement("light touch", 300_000, on=date(2024, 6, 3), council=council)


def test_advice_is_given_from_the_share_that_the_folder_names() -> None:
    council, on = load_council(MARLBRIDGE), date(2026, 3, 2)

    far, near = (requirement("goods", net, on=on, council=council) for net in (59_999, 60_000))
    assert "near the £120,000 of clause 4.1" not in " ".join(far.advice)
    assert "near the £120,000 of clause 4.1" in " ".join(near.advice)


@pytest.mark.parametrize(
    ("name", "category", "asks"),
    [
        ("southend", "works", True),
        ("southend", "concessions", False),
        ("southend", "light touch", False),
        ("rotherham", "works", False),
    ],
)
def test_a_policy_looks_at_a_term_or_never(name: str, category: str, asks: bool) -> None:
    assert load_council(name).asks_for_term(category) is asks


def test_southends_policy_is_four_rows() -> None:
    rows = [
        (ask.clause, ask.category, ask.reaches, ask.months, ask.at_least)
        for ask in load_council(SOUTHEND).asks
    ]

    assert rows == [
        ("9.2.1", "supplies and services", 177_897, 0, None),
        ("9.2.1", "light touch", 552_950, 0, None),
        ("9.2.1", "works", 1_000_000, 24, None),
        ("9.2.2", None, "the law's threshold", 0, Decimal("0.1")),
    ]


@pytest.mark.parametrize(
    ("name", "law", "day"),
    [
        ("southend", True, date(2021, 12, 1)),
        (str(MARLBRIDGE), True, date(2023, 4, 1)),
        ("plymouth", True, date(2019, 10, 31)),
        ("rotherham", False, date(2019, 10, 31)),
    ],
)
def test_a_policys_first_day_and_whether_it_goes_by_the_laws_threshold(
    name: str, law: bool, day: date
) -> None:
    council = load_council(name)

    assert (council.in_force_from, council.asks_from_laws_threshold) == (day, law)


def test_clauses_are_named_by_topic_where_there_are_any() -> None:
    assert load_council(SOUTHEND).clauses["targets"] == "10.4"
    assert dict(load_council(MARLBRIDGE).clauses) == {"themes": "3"}
    assert dict(load_council("plymouth").clauses) == {}


def test_southends_themes_are_the_policys() -> None:
    themes = load_council(SOUTHEND).themes

    assert [(theme.key, theme.name, len(theme.objectives)) for theme in themes] == [
        ("PJ", "Pride and Joy", 4),
        ("SW", "Safe and Well", 2),
        ("AI", "Active and Involved", 4),
        ("OP", "Opportunity and Prosperity", 3),
        ("CS", "Connected and Smart", 5),
    ]
    assert themes[3].objectives[2].key == "7.4.OP.3"
    assert themes[3].objectives[2].text.startswith("Create employment and skills")


def test_the_benchmark_is_quoted_as_printed_with_its_note() -> None:
    benchmark = load_council(SOUTHEND).benchmark

    assert benchmark is not None
    assert [(row.name, row.sva, row.leva, row.sleva) for row in benchmark.rows] == [
        ("Average", Decimal("0.04"), Decimal("0.223"), Decimal("0.237")),
        ("Median", Decimal("0.006"), Decimal("0.084"), Decimal("0.157")),
        ("25th percentile", Decimal("0.001"), Decimal("0.005"), Decimal("0.038")),
        ("75th percentile", Decimal("0.021"), Decimal("0.286"), Decimal("0.366")),
    ]
    assert "1.4%" in benchmark.note


def test_the_councils_of_clause_5_4() -> None:
    found = {one.name: one.share for one in load_council(SOUTHEND).other_councils}

    assert found == {
        "Plymouth City Council": Decimal("0.34"),
        "Rotherham Metropolitan Borough Council": Decimal("0.1"),
    }


def test_all_twenty_one_readings_can_be_printed() -> None:
    readings = load_council(SOUTHEND).readings

    assert [one.key for one in readings] == [f"R{number}" for number in range(1, 22)]
    assert all(one.setting and one.value and one.text for one in readings)


def test_a_councils_own_reading_stands_in_place_of_the_tools() -> None:
    ours, theirs = (load_council(name).readings for name in ("southend", "plymouth"))
    local = {
        name: next(one for one in each if one.key == "R12").value
        for name, each in (("southend", ours), ("plymouth", theirs))
    }

    assert local == {
        "southend": "the council's boundary, E06000033",
        "plymouth": "the council's boundary",
    }


def test_no_reading_of_another_council_names_a_clause_of_southends() -> None:
    texts = " ".join(f"{one.text} {one.setting}" for one in load_council("plymouth").readings)

    assert [word for word in ("9.2", "10.4", "5.3", "Southend") if word in texts] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_every_file_refuses_a_key_it_does_not_know(file: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(file.parent, tmp_path / "council")
    text = file.read_text(encoding="utf-8")
    (copy / file.name).write_text(text + "colour: red\n", encoding="utf-8")
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines, 1) if not line.startswith("#"))

    with pytest.raises(DeclarationError, match="unknown key 'colour'") as refused:
        load_council(copy)
    assert (refused.value.file.name, refused.value.line) == (file.name, first)


@pytest.mark.parametrize(
    ("name", "old", "new", "says", "line"),
    [
        ("council.yaml", "law: {of: england, ", "law: {", "'of' is missing", 5),
        ("council.yaml", "asks:\n", "asks: []\nnot:\n", "'not'", 2),
        ("council.yaml", "reaches: 800000", "reaches: -1", "'reaches' must be zero or more", 13),
        ("council.yaml", "weighting: 0.05", "weighting: 5", "must be from 0 to 1, not 5", 2),
        ("council.yaml", "  works: 0.5", "  works: half", "'works' must be a number", 18),
        ("council.yaml", "2023-04-01,", "2023-04-01 09:30:00,", "'from' must be a date", 8),
        ("themes.yaml", "key: G", "key: F", "'F' stands twice", 6),
        ("themes.yaml", "[Pay people properly.]", "Pay", "'objectives' must be a list", 5),
        (
            "benchmark.yaml",
            "  - {name: Middle",
            "  - Middle\n  - {name: Middle",
            "each of 'rows' must be keys",
            1,
        ),
        ("readings.yaml", "key: R1, ", "", "'key' is missing", 5),
    ],
)
def test_a_wrong_file_is_named_with_its_line(
    name: str, old: str, new: str, says: str, line: int | None, tmp_path: Path
) -> None:
    copy = shutil.copytree(MARLBRIDGE, tmp_path / "council")
    path = copy / name
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace(old, new, 1), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != before

    with pytest.raises(DeclarationError, match=says) as refused:
        load_council(copy)
    assert (refused.value.file.name, refused.value.line) == (name, line)


def test_a_folder_without_a_policy_is_named(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"council\.yaml: the file is not there"):
        load_council(tmp_path)


def test_a_council_that_asks_for_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="'asks' must be a list"):
        council_of(tmp_path)


def test_what_a_folder_leaves_out_is_empty(tmp_path: Path) -> None:
    council = council_of(tmp_path, "clause: a, from: 2022-01-01")

    assert council.short_name == council.name == "Oakmere Town Council"
    assert (council.themes, council.other_councils, council.notes) == ((), (), ())
    assert (council.benchmark, council.area) == (None, None)
    assert (council.measures, council.priorities, council.sources) == ("", "", ())
    assert (council.scoring.quantitative, council.scoring.target) == (None, None)
    assert not council.start_is_read


def test_lists_that_a_folder_leaves_out_are_the_tools_own(tmp_path: Path) -> None:
    lists = tmp_path / "reporting_lists.yaml"
    lists.write_text("description: made up\nreference: made up\nwards: [Oak, Mere]\n", "utf-8")
    ours = council_of(tmp_path, "clause: a, from: 2022-01-01").reporting
    general = load_council("plymouth").reporting.groups

    assert (ours.wards, ours.groups) == (("Oak", "Mere"), general)
    assert load_council(MARLBRIDGE).reporting.groups == ("Residents", "Visitors")


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("social value", "Social value is"),
        ("community benefits", "Community benefits are"),
        ("wider benefits", "Wider benefits are"),
    ],
)
def test_a_council_has_its_own_word_for_social_value(
    words: str, subject: str, tmp_path: Path
) -> None:
    council = council_of(
        tmp_path, "clause: a, from: 2022-01-01", more=f"words: {{social value: {words}}}"
    )
    reason = requirement("goods", 1, on=date(2026, 3, 2), council=council).reason

    assert reason.startswith(f"{subject} required under the Oakmere Policy: ")


def test_two_folders_of_one_council_are_told_apart(tmp_path: Path) -> None:
    """A trial copy with other figures never gets the answers of the folder in force."""
    copy = shutil.copytree(SOUTHEND, tmp_path / "trial")
    path = copy / "council.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("177897", "100000"), encoding="utf-8")
    now, trial = load_council(SOUTHEND), load_council(copy)

    on = date(2026, 3, 2)
    assert now != trial
    assert not requirement("goods", 120_000, on=on, council=now).required
    assert requirement("goods", 120_000, on=on, council=trial).required
