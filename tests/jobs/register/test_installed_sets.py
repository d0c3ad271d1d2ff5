"""The measure sets that a name stands for on this machine."""

import os
from pathlib import Path

import pytest

from svtools.errors import InputError, SvtoolsError
from svtools.jobs.register.installed_sets import default_set, installed_sets, named_set
from svtools.measures import open_set, shipped_set
from svtools.settings import VARIABLES
from tests.making import EDITION, contract, register_of, save_register

HEADINGS = "Code,Measure,Unit,Value of one unit,SV or LEV,Theme"


def write_set(path: Path, proxy: float = 5) -> Path:
    """A made-up set of one measure."""
    path.write_text(f"{HEADINGS}\nX1,Made up,thing,{proxy},SV,Safe and Well\n", encoding="utf-8")
    return path


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A set of the council's own, which the setting names."""
    path = write_set(tmp_path / "Ours 2031.csv")
    monkeypatch.setenv(VARIABLES["measures"], str(path))
    return path


def test_without_a_setting_functions_go_by_the_edition_of_before_there_was_another() -> None:
    assert list(installed_sets()) == ["open-2025", "open-2026"]
    assert default_set() is shipped_set("open-2025")


def test_functions_go_by_the_edition_that_the_settings_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLES["edition"], "open-2026")
    assert default_set() is open_set()
    assert named_set("open-2025") is shipped_set("open-2025")


def test_an_edition_that_does_not_ship_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLES["edition"], "open-1066")
    with pytest.raises(InputError, match=r"No measure set 'open-1066' .* open-2025, open-2026"):
        default_set()


@pytest.mark.usefixtures("own")
def test_the_councils_own_set_comes_before_the_edition_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLES["edition"], "open-2026")
    assert list(installed_sets()) == ["Ours 2031", "open-2026", "open-2025"]


@pytest.mark.usefixtures("own")
def test_the_councils_own_set_comes_first_and_the_open_set_stays() -> None:
    assert list(installed_sets()) == ["Ours 2031", "open-2025", "open-2026"]
    assert default_set().measures["X1"].proxy == 5


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("name", ["Ours 2031", " ours 2031", "open-2025", open_set().name.upper()])
def test_a_set_is_named_by_its_edition_or_its_name(name: str) -> None:
    found = named_set(name)

    assert name.strip().casefold() in (found.edition.casefold(), found.name.casefold())


@pytest.mark.usefixtures("own")
def test_another_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        InputError, match=r"no measure set 'x' .* There is: Ours 2031, open-2025, open-2026"
    ):
        named_set("x")


def test_a_set_that_changed_is_read_anew(own: Path) -> None:
    before = default_set().measures["X1"].proxy
    write_set(own, proxy=7)
    os.utime(own, ns=(1, 1))

    assert [before, default_set().measures["X1"].proxy] == [5, 7]


def test_a_council_that_changed_the_open_set_and_kept_its_edition_gets_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = write_set(tmp_path / "open-2025.csv")
    monkeypatch.setenv(VARIABLES["measures"], str(path))

    assert list(installed_sets()) == ["open-2025", "open-2026"]
    assert list(named_set("open-2025").measures) == ["X1"]


def test_every_edition_of_a_register_is_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "register.xlsx"
    save_register(path, register_of((contract(), {})))
    monkeypatch.setenv(VARIABLES["measures"], str(path))

    assert default_set().edition == EDITION
    assert default_set().measures.keys() == open_set().measures.keys()


@pytest.mark.parametrize("is_folder", [False, True])
def test_a_file_that_is_not_there_is_told(own: Path, is_folder: bool) -> None:
    own.unlink()
    if is_folder:
        own.mkdir()

    with pytest.raises(InputError, match=r"There is no file .* Check the setting 'measures'"):
        default_set()


@pytest.mark.parametrize("text", ["", "nothing of the kind\n", f"{HEADINGS}\nX1,,,,,\n"])
def test_a_file_that_is_no_sound_set_is_refused(own: Path, text: str) -> None:
    own.write_text(text, encoding="utf-8")
    os.utime(own, ns=(2, 2))

    with pytest.raises(SvtoolsError):
        default_set()
