"""A drawn part of the planted faults; `python -m tests.faults` plants and counts them all."""

from pathlib import Path

import pytest

from tests.faults.every import every_kind
from tests.faults.judging import gravest, sound
from tests.faults.kinds import Kind, drawn

KINDS = every_kind()


def test_nothing_is_wrong_in_the_sound_year() -> None:
    assert not sound().refusal
    assert not gravest(sound().problems)
    assert {problem.code for problem in sound().problems} <= {"superseded"}


def test_there_are_forty_kinds_in_all_four_workbooks() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 40
    assert {kind.workbook for kind in KINDS} == {"return", "register", "log", "Portal"}


def test_the_published_table_has_every_kind() -> None:
    page = (Path(__file__).parents[2] / "docs" / "tested.md").read_text(encoding="utf-8")
    shown = [line.split(" | ")[0].removeprefix("| ") for line in page.splitlines()]
    assert not {kind.name for kind in KINDS} - set(shown)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.plant.__name__)
def test_a_planted_fault_is_told_at_its_cell_and_moves_no_total_untold(kind: Kind) -> None:
    for fault, verdict in drawn(kind, 1):
        assert verdict.told, (fault, verdict.found)
        assert not verdict.untold
