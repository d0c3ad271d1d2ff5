"""What is asked from which value stands in the guides as policy and law have it that day."""

from datetime import date
from pathlib import Path

import pytest

from svtools.errors import InputError
from svtools.jobs.toolkit.asked import Asked, asked_on, weightings_on
from svtools.policy import load_council
from tests.jobs.toolkit.councils import of_steps

TODAY = date(2026, 11, 26)


def row(asked: Asked, contracts: str) -> tuple[str, ...]:
    (found,) = [cells[1:] for cells in asked.rows if cells[0] == contracts]
    return found


def test_policy_and_law_stand_side_by_side_with_their_clauses() -> None:
    asked = asked_on(load_council("southend"), TODAY)
    assert asked.heads == (
        "Contract",
        "Required (clause 9.2.1)",
        "Required, with at least 10% of the total award criteria "
        "(clause 9.2.2; PPN 023 and SI 2025/1200)",
    )
    assert row(asked, "Supplies and services") == (
        "from £177,897 without VAT (£213,476.40 with VAT)",
        "from £207,720 with VAT (£173,100 without VAT)",
    )
    assert row(asked, "Works")[0] == (
        "from £1,000,000 without VAT (£1,200,000 with VAT), and 24 months or longer"
    )
    assert row(asked, "Concessions")[0] == "not asked"


@pytest.mark.parametrize(
    ("day", "figure"), [(date(2025, 12, 31), "£214,904"), (date(2026, 1, 1), "£207,720")]
)
def test_the_laws_figure_is_that_of_the_day(day: date, figure: str) -> None:
    found = row(asked_on(load_council("southend"), day), "Supplies and services")[1]
    assert found.startswith(f"from {figure} with VAT")


def test_a_figure_beyond_its_days_is_called_the_latest_known() -> None:
    heads = asked_on(load_council("southend"), date(2028, 1, 1)).heads
    assert "latest known figure, set until 31 December 2027" in heads[2]


@pytest.mark.parametrize(("day", "is_there"), [(date(2023, 12, 31), False), (TODAY, True)])
def test_a_regime_of_its_own_stands_beside(day: date, is_there: bool) -> None:
    beside = asked_on(load_council("southend"), day).beside
    assert [row.contracts for row in beside] == ["Under the Provider Selection Regime"] * is_there


def test_a_figure_that_must_be_exceeded_is_no_from() -> None:
    cells = row(asked_on(load_council("rotherham"), TODAY), "All contracts")
    assert cells[0] == "over £100,000 without VAT (£120,000 with VAT)"


def test_before_the_policy_there_is_no_guide() -> None:
    council = load_council("southend")
    assert asked_on(council, council.in_force_from).rows
    with pytest.raises(InputError, match=r"was not in force on 30 November 2021.*1 December 2021"):
        asked_on(council, date(2021, 11, 30))


def test_a_law_that_is_not_held_is_no_figure(tmp_path: Path) -> None:
    council = of_steps(
        tmp_path / "c", 'clause: "1", from: 2024-01-01, reaches: the law\'s threshold'
    )
    asked = asked_on(council, TODAY)
    assert asked.rows == (("All contracts", "from the law's threshold, which is not held here"),)


def test_many_steps_stand_under_one_another(tmp_path: Path) -> None:
    rows = [
        f'clause: "{n}", from: 2024-01-01, reaches: {n}00000, at least: 0.{n}' for n in range(1, 5)
    ]
    three = asked_on(of_steps(tmp_path / "three", *rows[:3]), TODAY)
    four = asked_on(of_steps(tmp_path / "four", *rows), TODAY)
    assert (len(three.heads), len(three.rows)) == (4, 1)
    assert (len(four.heads), len(four.rows)) == (4, 4)
    assert four.rows[3][2:] == (
        "Required, with at least 40% of the total award criteria",
        "clause 4",
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("southend", "at least 10% of the total award criteria from the law's threshold on"),
        ("rotherham", "exactly 20% of the total award criteria over £100,000"),
        ("plymouth", "5% to 25% of the total award criteria at any value, where the council"),
    ],
)
def test_the_weighting_is_the_policys(name: str, said: str) -> None:
    assert weightings_on(load_council(name), TODAY)[0].startswith(said)
