"""Targets of the register: what belongs to no theme or year, or stands twice, is told."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.jobs.register.read import read_register
from svtools.jobs.register.register import Register
from tests.making import codes, contract, council, register_of, save_register

THEMES = [theme.name for theme in council().themes]
SOUND = {"year": "2025-26", "theme": THEMES[0], "sva": 1000, "leva": 500}


def read(folder: Path, *targets: dict[str, Any]) -> Register:
    path = save_register(folder / "register.xlsx", register_of((contract(), {})), targets=targets)
    return read_register(path, council())


def test_a_target_is_read_by_theme_and_year_as_people_type_them(tmp_path: Path) -> None:
    typed = SOUND | {"theme": THEMES[0].upper() + " ", "year": "2025/26"}
    (target,) = read(tmp_path, typed).targets
    assert (target.theme, target.year, target.leva) == (THEMES[0], "2025-26", Decimal(500))


@pytest.mark.parametrize(
    ("changes", "cell"),
    [({"theme": "Greener City"}, "B5"), ({"year": "this year"}, "A5"), ({"year": "2025-28"}, "A5")],
)
def test_a_target_of_no_theme_or_no_year_counts_for_nothing_and_is_told(
    tmp_path: Path, changes: dict[str, Any], cell: str
) -> None:
    register = read(tmp_path, SOUND | changes)
    assert not register.targets
    (problem,) = (p for p in register.problems if p.code == "target-unused")
    assert problem.where == f"Targets {cell}"


def test_of_two_targets_for_one_theme_and_year_neither_counts(tmp_path: Path) -> None:
    other = SOUND | {"theme": THEMES[1]}
    register = read(tmp_path, SOUND, other, SOUND | {"sva": 7})
    assert [target.theme for target in register.targets] == [THEMES[1]]
    (problem,) = (p for p in register.problems if p.code == "target-twice")
    assert problem.where == "Targets B5, B7"


def test_a_target_of_another_year_is_another_target(tmp_path: Path) -> None:
    register = read(tmp_path, SOUND, SOUND | {"year": "2026-27"})
    assert len(register.targets) == 2
    assert not {"target-twice", "target-unused"} & set(codes(register.problems))


def test_bands_that_contradict_each_other_are_refused_with_their_cells(tmp_path: Path) -> None:
    given = {"fields": {"settings.on_track": 0.8, "settings.behind": 0.9}}
    path = save_register(tmp_path / "register.xlsx", register_of((contract(), {})), **given)
    with pytest.raises(InputError, match=r"register.xlsx, Settings!B5 and Settings!B6: The bands"):
        read_register(path, council())
