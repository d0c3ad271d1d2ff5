"""A few clean returns in each way of filling them in; `python -m tests.faults.clean` makes 120."""

from random import Random

import pytest

from svtools.workbooks.problems import Level
from tests.faults.clean import OPENPYXL, WAYS, WRITER, clean_returns, told
from tests.faults.habits import HABITS, Habit
from tests.faults.judging import told_more
from tests.faults.year import sound_year
from tests.libreoffice import needs_libreoffice


def test_they_are_filled_in_in_every_way() -> None:
    _, returns = clean_returns(24)
    assert {each.way for each in returns} == set(WAYS)
    assert {each.answers["report.quarter"] for each in returns} == {"Q1", "Q2", "Q3", "Q4"}
    assert any(each.answers["sign_off.nil_return"].casefold() == "yes" for each in returns)


@needs_libreoffice
def test_of_clean_returns_nothing_is_told_above_a_remark_and_seldom_that() -> None:
    found = told(16, by_hand=False)
    assert {way for way, _ in found} == set(WAYS)
    assert not [p for _, problems in found for p in problems if p.level is not Level.REMARK]
    assert sum(bool(problems) for _, problems in found) <= 1, found


def test_what_this_project_and_openpyxl_write_is_clean_without_another_program() -> None:
    assert not [
        p for way, problems in told(8, by_hand=False, of=(WRITER, OPENPYXL)) for p in problems
    ]


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.__name__)
def test_of_an_honest_habit_nothing_is_told(habit: Habit) -> None:
    year = sound_year().copy()
    habit(year, Random(habit.__name__).choice(year.counted()))
    assert not told_more(year)
