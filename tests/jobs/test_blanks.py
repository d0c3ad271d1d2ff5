"""A blank register holds only what its council can use."""

from pathlib import Path

import pytest

from svtools.jobs.blanks import write_blank
from svtools.jobs.register.read import read_register
from svtools.policy import load_council

MARLBRIDGE = Path(__file__).parent.parent / "fixtures" / "councils" / "marlbridge"


@pytest.mark.parametrize(("folder", "editions"), [(None, ["open-2026"]), (MARLBRIDGE, [])])
def test_a_blank_register_has_the_open_set_where_its_themes_are_the_councils(
    folder: Path | None, editions: list[str], tmp_path: Path
) -> None:
    council = load_council(folder)
    write_blank("register", tmp_path / "register.xlsx", council)

    register = read_register(tmp_path / "register.xlsx", council)

    assert list(register.sets) == editions
    assert register.problems == []
