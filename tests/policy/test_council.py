"""Southend's policy as data, and another council's as another folder of it."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from svtools.errors import DeclarationError, InputError
from svtools.folders import parameters_folder
from svtools.policy import load_council, requirement, statute
from svtools.settings import VARIABLES

MARLBRIDGE = Path(__file__).parent.parent / "fixtures" / "councils" / "marlbridge"
SOUTHEND = parameters_folder() / "southend"
BOTH = pytest.mark.parametrize("folder", [SOUTHEND, MARLBRIDGE], ids=lambda path: str(path.name))


def test_southend_is_the_council_where_none_is_named() -> None:
    assert load_council().short_name == "Southend"


def test_the_environment_names_another_council(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLES["council"], str(MARLBRIDGE))

    assert load_council().short_name == "Marlbridge"
    assert requirement("goods", 110_000, on=date(2024, 6, 3)).clauses == ("4.1",)


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


def test_the_policys_thresholds_are_listed_for_a_workbook() -> None:
    listed = [
        (one.category, int(one.net), int(one.months))
        for one in load_council(SOUTHEND).policy_thresholds(date(2021, 12, 1))
    ]

    assert listed == [
        ("supplies and services", 177_897, 0),
        ("light touch", 552_950, 0),
        ("works", 1_000_000, 24),
    ]


def test_there_are_no_thresholds_before_the_policy() -> None:
    with pytest.raises(InputError, match="from 1 December 2021 on"):
        load_council(SOUTHEND).policy_thresholds(date(2021, 11, 30))


def test_the_statutory_table() -> None:
    periods = statute().thresholds.values
    table = [(each.start, str(each.value.basis), *each.value.figures.values()) for each in periods]

    assert table == [
        (date(2020, 1, 1), "net of VAT", 189_330, 663_540, 4_733_252),
        (date(2022, 1, 1), "including VAT", 213_477, 663_540, 5_336_937),
        (date(2024, 1, 1), "including VAT", 214_904, 663_540, 5_372_609),
        (date(2026, 1, 1), "including VAT", 207_720, 663_540, 5_193_000),
    ]
    assert all(period.reference for period in periods)


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


def test_all_nineteen_readings_can_be_printed() -> None:
    readings = load_council(SOUTHEND).readings

    assert [one.key for one in readings] == [f"R{number}" for number in range(1, 20)]
    assert all(one.setting and one.value and one.text for one in readings)


@BOTH
@pytest.mark.parametrize("name", sorted(path.name for path in SOUTHEND.glob("*.yaml")))
def test_every_file_refuses_a_key_it_does_not_know(folder: Path, name: str, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "council")
    path = copy / name
    path.write_text(path.read_text(encoding="utf-8") + "colour: red\n", encoding="utf-8")

    with pytest.raises(DeclarationError, match="unknown key 'colour'") as refused:
        load_council(copy)
    assert (refused.value.file.name, refused.value.line) == (name, 1)


@pytest.mark.parametrize(
    ("name", "old", "new", "says", "line"),
    [
        (
            "thresholds.yaml",
            "works: 800000",
            "works: -1",
            "'works' must be zero or more, not -1",
            6,
        ),
        (
            "thresholds.yaml",
            "works: 800000",
            "works: lots",
            "'works' must be a number, not 'lots'",
            6,
        ),
        ("thresholds.yaml", "works: 800000", "work: 1", "unknown key 'work'", 6),
        ("thresholds.yaml", ", works: 800000", "", "'works' is missing", 6),
        ("thresholds.yaml", "2025-04-01", "2023-04-01", "out of order", 6),
        ("thresholds.yaml", "2025-04-01", "soon", "'from' must be a date, not 'soon'", 6),
        ("thresholds.yaml", "2023-04-01", "2023-04-02", "the policy from 1 April 2023", None),
        ("minimum_weighting.yaml", "0.15", "15", "'value' must be from 0 to 1, not 15", 5),
        (
            "minimum_weighting.yaml",
            "value: 0.15",
            "value: true",
            "'value' must be a number, not True",
            5,
        ),
        ("council.yaml", "2023-04-01", "2023-04-01 09:30:00", "must be a date", 1),
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


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    copy = shutil.copytree(MARLBRIDGE, tmp_path / "council")
    (copy / "themes.yaml").unlink()

    with pytest.raises(DeclarationError, match=r"themes\.yaml: the file is not there"):
        load_council(copy)


def test_two_folders_of_one_council_are_told_apart(tmp_path: Path) -> None:
    """A trial copy with other figures never gets the answers of the folder in force."""
    copy = shutil.copytree(SOUTHEND, tmp_path / "trial")
    path = copy / "thresholds.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("177897", "100000"), encoding="utf-8")
    now, trial = load_council(SOUTHEND), load_council(copy)

    on = date(2026, 3, 2)
    assert now != trial
    assert not requirement("goods", 120_000, on=on, council=now).required
    assert requirement("goods", 120_000, on=on, council=trial).required
