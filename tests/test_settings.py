"""What a person set for this machine: the environment first, then the settings file."""

import os
from pathlib import Path

import pytest

from svtools.errors import DeclarationError
from svtools.settings import FOLDER_VARIABLE, VARIABLES, setting, settings_file, user_folder


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    return tmp_path


def write(text: str) -> None:
    settings_file().write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", VARIABLES)
def test_nothing_is_set_without_a_file(name: str) -> None:
    assert not settings_file().exists()
    assert setting(name) is None


@pytest.mark.parametrize("text", ["", "\n", "# council: x\n", "council:\n", "council: ''\n"])
def test_nothing_is_set_by_a_blank(text: str) -> None:
    write(text)

    assert setting("council") is None


@pytest.mark.parametrize("name", VARIABLES)
def test_the_file_names_it(name: str) -> None:
    write(f"{name}: some/folder # a note\n")

    assert setting(name) == Path("some/folder")


@pytest.mark.parametrize("name", VARIABLES)
def test_the_environment_comes_first(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write(f"{name}: from the file\n")
    monkeypatch.setenv(VARIABLES[name], "from the environment")

    assert setting(name) == Path("from the environment")


def test_an_empty_variable_sets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    write("council: from the file\n")
    monkeypatch.setenv(VARIABLES["council"], "")

    assert setting("council") == Path("from the file")


def test_the_home_folder_may_be_short() -> None:
    write("postcodes: ~/list.csv\n")

    assert setting("postcodes") == Path.home() / "list.csv"


def test_a_change_counts_at_once() -> None:
    write("council: one\n")
    before = setting("council")
    write("council: two\n")
    os.utime(settings_file(), ns=(1, 1))

    assert (before, setting("council")) == (Path("one"), Path("two"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "counsel: x\n",
            "'counsel'. Allowed here: council, measures, edition, postcodes.",
        ),
        ("council: 3\n", "council is '3'. Give a file, a folder or a name, or leave it blank."),
        ("council: [a]\n", "Give a file, a folder"),
        ("council: a\ncouncil: b\n", "the key 'council' stands twice."),
        ("- council\n", "no mapping of keys to values."),
        ('council: "C:\\somewhere"\n', "not valid YAML"),
    ],
)
def test_a_file_with_a_slip_is_told(text: str, told: str) -> None:
    write(text)

    with pytest.raises(DeclarationError) as caught:
        setting("council")
    assert told in str(caught.value)
    assert str(caught.value).startswith("settings.yaml")


def test_a_file_in_another_encoding_is_told() -> None:
    settings_file().write_bytes("council: Café\n".encode("cp1252"))

    with pytest.raises(DeclarationError, match=r"it is not UTF-8 text\. Save it as UTF-8\."):
        setting("council")


def test_a_mark_at_the_beginning_as_notepad_leaves_it_does_no_harm() -> None:
    settings_file().write_bytes("council: Café\r\n".encode("utf-8-sig"))

    assert setting("council") == Path("Café")


def test_the_folder_is_in_the_users_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE)

    assert user_folder() == Path.home() / ".svtools"
