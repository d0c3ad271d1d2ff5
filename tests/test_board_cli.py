"""`svtools board`: what it prints, its exit codes, its four files or none."""

import json
import shutil
from pathlib import Path

import pytest

from svtools.folders import council_folder
from tests.commands import Run
from tests.jobs.board.two_boards import TwoBoards, make, write_texts
from tests.making import YEAR

FILES = ["board.docx", "board.html", "cross_sector.docx", "cross_sector.html"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> TwoBoards:
    return make(tmp_path_factory.mktemp("boards"))


@pytest.fixture
def run(run: Run, files: TwoBoards, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    given = (files.summary(YEAR), "--register", files.register, "--output", "out")
    return lambda *more: run("board", *given, *more)


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "out").glob("*"))


def test_all_four_files_are_written(run: Run, files: TwoBoards, tmp_path: Path) -> None:
    code, out, _ = run("--texts", str(files.texts))
    assert code == 0
    assert out.startswith("33% of the SVA promised for 2025-26 is validated; 55% is reported.")
    assert written(tmp_path) == FILES


def test_texts_that_are_not_written_are_named(run: Run, tmp_path: Path) -> None:
    code, _, err = run()
    assert code == 1
    assert "Not written yet: decisions.md and cross_sector.md." in err
    assert written(tmp_path) == FILES


def test_a_supplier_in_the_groups_text_is_told(run: Run, tmp_path: Path) -> None:
    write_texts(tmp_path / "texts", asked="- What do you make of Slow Works plc?\n")
    code, _, err = run("--texts", "texts")
    assert code == 1
    assert "cross_sector.md names suppliers: Slow Works plc." in err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--as-at", "2026-05-31"), "31 May 2026 is before 1 June 2026"),
        (("--as-at", "soon"), "'soon' is not a date."),
        (("--texts", "nowhere"), "There is no folder nowhere."),
        (("--records", "nowhere"), "There are no pre-procurement records in nowhere."),
        (("--local-spend", "none.xlsx"), "There is no file none.xlsx."),
        (("--earlier", "nowhere"), "nowhere holds no statement"),
    ],
)
def test_a_mistake_is_told_in_words_and_nothing_is_written(
    run: Run, tmp_path: Path, more: tuple[str, ...], said: str
) -> None:
    code, _, err = run(*more)
    assert code == 2
    assert said in err
    assert written(tmp_path) == []


def test_a_council_may_word_it_anew(run: Run, files: TwoBoards, tmp_path: Path) -> None:
    own = Path(shutil.copytree(council_folder("southend"), tmp_path / "southend"))
    (own / "documents").mkdir()
    (own / "documents" / "board.md.j2").write_text("# Ours: {{ headline }}\n", encoding="utf-8")
    assert run("--texts", str(files.texts), "--council", str(own))[0] == 0
    assert "Ours: 33% of the SVA" in (tmp_path / "out" / "board.html").read_text(encoding="utf-8")


def test_a_wording_that_names_an_unknown_figure_is_refused(run: Run, tmp_path: Path) -> None:
    own = Path(shutil.copytree(council_folder("southend"), tmp_path / "southend"))
    (own / "documents").mkdir()
    (own / "documents" / "board.md.j2").write_text("# {{ nonsense }}\n", encoding="utf-8")
    code, _, err = run("--council", str(own))
    assert code == 2
    assert "'nonsense'" in err
    assert written(tmp_path) == []


def test_an_issued_statement_s_folder_is_not_written_in(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "issued.csv").write_text("Date\n", encoding="utf-8")
    code, _, err = run()
    assert (code, "holds a statement that was issued" in err) == (2, True)
    assert written(tmp_path) == ["issued.csv"]


def test_an_edition_before_that_is_a_draft_is_refused(run: Run, tmp_path: Path) -> None:
    names = ("register", "year", "council", "texts", "local_spend", "earlier")
    given = {"summaries": [], **dict.fromkeys(names, "")}
    draft = {"given": given, "inputs": {}, "outputs": {}, "draft": True, "headline": ""}
    (tmp_path / "before").mkdir()
    manifest = tmp_path / "before" / "manifest.json"
    manifest.write_text(json.dumps(draft | {"issued": None}), encoding="utf-8")
    code, _, err = run("--earlier", "before")
    assert (code, "The statement in before is not issued yet" in err) == (2, True)
    assert written(tmp_path) == []
