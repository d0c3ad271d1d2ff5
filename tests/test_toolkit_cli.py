"""`svtools toolkit`: what it writes, how it ends, and words for every mistake."""

from pathlib import Path

import pytest

from tests.commands import Run


@pytest.fixture
def run(run: Run) -> Run:
    """Run the command; each text in one line."""
    return lambda *words: run("toolkit", *words).in_one_line


def test_what_is_left_blank_is_told_at_the_end(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("--for", "managers", "--output", tmp_path / "out", "--on", "26/11/2026")
    assert code == 1
    assert out.startswith("Wrote 3 files into")
    assert "Left blank for the council to add: 6 contacts" in out
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "measures.html",
        "toolkit_managers.docx",
        "toolkit_managers.html",
    ]


def test_guides_that_are_there_are_kept(run: Run, tmp_path: Path) -> None:
    (tmp_path / "toolkit_officers.docx").write_text("filled in by hand", encoding="utf-8")
    code, _, err = run("--output", tmp_path)
    assert code == 2
    assert "toolkit_officers.docx is already there. Give another name, or add --force." in err
    assert [path.name for path in tmp_path.iterdir()] == ["toolkit_officers.docx"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--for", "buyers"), "There is no toolkit for 'buyers'. There is one for commissioners"),
        (("--on", "2021-11-30"), "was not in force on 30 November 2021"),
        (("--on", "soon"), "'soon' is not a date"),
        (("--measures", "nowhere.xlsx"), "There is no measure set 'nowhere.xlsx'"),
        (("--council", "nowhere"), "There is no council 'nowhere'"),
    ],
)
def test_a_mistake_is_told_and_nothing_written(
    arguments: tuple[str, ...], says: str, run: Run, tmp_path: Path
) -> None:
    code, _, err = run(*arguments, "--output", tmp_path / "out")
    assert code == 2
    assert says in err
    assert not (tmp_path / "out").exists()


def test_a_file_in_place_of_the_folder_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    code, _, err = run("--output", tmp_path / "out")
    assert code == 2
    assert "is a file" in err


def test_a_set_without_texts_is_told(run: Run, tmp_path: Path) -> None:
    bare = tmp_path / "bare.csv"
    bare.write_text(
        "Code,Measure,Unit,SV or LEV,Theme\nA,Help,hours,SV,Safe and Well", encoding="utf-8"
    )
    code, _, err = run("--measures", bare, "--output", tmp_path / "out")
    assert code == 2
    assert "says of no measure what counts and what proves it" in err
