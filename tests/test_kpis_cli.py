"""`svtools kpis`: what it prints, its exit codes, and words for every mistake."""

import json
from pathlib import Path

import pytest

from tests.commands import Run
from tests.jobs.kpis.test_workbook import KPIS, running, save


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command in a folder of its own with a register."""
    monkeypatch.chdir(tmp_path)
    save(tmp_path, running(), kpis=KPIS)
    return lambda *words: run("kpis", *words)


GIVEN = ("register.xlsx", "--output", "out.xlsx", "--as-at")


def test_all_in_order_ends_with_0(run: Run, tmp_path: Path) -> None:
    code, out, _ = run(*GIVEN, "1 May 2025")
    assert code == 0
    assert "3 of 3" in out
    assert (tmp_path / "out.xlsx").exists()


def test_an_overdue_assessment_needs_attention(run: Run) -> None:
    code, out, _ = run(*GIVEN, "2026-04-01")
    assert code == 1
    assert "overdue" in out


def test_figures_for_a_script(run: Run) -> None:
    code, out, _ = run(*GIVEN, "2026-03-31", "--json")
    (one,) = json.loads(out)["contracts"]
    assert (code, one["state"], one["next_assessment"]) == (0, "due soon", "2026-03-31")
    assert (one["asked"], one["published"], one["needed"]) == ("needed", 3, 3)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*GIVEN, "the day after tomorrow"), "is not a date"),
        (("nothing.xlsx", *GIVEN[1:], "2026-04-01"), "There is no file nothing.xlsx"),
        (("register.xlsx", "register.xlsx", *GIVEN[1:], "2026-04-01"), "register.xlsx"),
        (("register.xlsx", "--as-at", "2026-04-01"), "It isn't said where to write"),
        (("register.xlsx", "--output", "register.xlsx"), "is already there"),
        (("register.xlsx", "--output", "register.xlsx", "--force"), "files that are read"),
        (("--output", "out.xlsx"), "The contracts register is not named."),
    ],
)
def test_a_mistake_ends_in_words_and_nothing_is_written(
    words: tuple[str, ...], told: str, run: Run, tmp_path: Path
) -> None:
    code, _, complained = run(*words)
    assert code == 2
    assert told in " ".join(complained.split())
    assert [path.name for path in tmp_path.iterdir()] == ["register.xlsx"]


def test_a_folder_says_what_is_what(run: Run, tmp_path: Path) -> None:
    (tmp_path / "svtools.yaml").write_text("register: register.xlsx\n", encoding="utf-8")
    code, _, _ = run("--as-at", "2025-05-01")
    assert code == 0
    assert (tmp_path / "kpis.xlsx").exists()
