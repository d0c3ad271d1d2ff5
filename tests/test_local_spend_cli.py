"""`svtools local-spend`: what it prints, its exit codes, and words for every mistake."""

import json
from pathlib import Path

import pytest

from tests.commands import Ran, Run
from tests.jobs.local_spend.spending import LIST, LOCAL, lines, save

DAY = "14/05/2025"
ROWS = (f"1,Pier View,Adults,Care,{DAY},30.00", f"2,Estuary,Place,Roads,{DAY},70.00")


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the command is run, with a list of suppliers and one of postcodes."""
    monkeypatch.chdir(tmp_path)
    save(tmp_path, "list.csv", LIST)
    save(tmp_path, "local.csv", LOCAL)
    return tmp_path


LISTED = ("--suppliers", "list.csv", "--postcodes", "local.csv")
OUT = ("--year", "2025-26", "--output", "out.xlsx")


@pytest.fixture
def paid(run: Run, folder: Path) -> Run:
    """Run the command with these payments."""

    def ran(*rows: str, more: tuple[str, ...] = ()) -> Ran:
        save(folder, "payments.csv", lines(*rows))
        return run("local-spend", "payments.csv", *LISTED, *OUT, *more)

    return ran


def test_what_was_taken_for_what_comes_first(paid: Run, tmp_path: Path) -> None:
    days = (f"14/{m:02}/{2025 if m > 3 else 2026}" for m in range(1, 13))
    code, out, _ = paid(*(row.replace(DAY, day) for day in days for row in ROWS))

    assert code == 0
    order = ("supplier = Supplier Name", "Local Spend 2025-26", "30% of spend", "Ready:", "Wrote")
    assert [out.index(words) for words in order] == sorted(out.index(words) for words in order)
    assert (tmp_path / "out.xlsx").exists()


def test_what_is_held_back_needs_attention(paid: Run) -> None:
    code, out, _ = paid(*ROWS, f"2,Estuary,Place,Roads,{DAY},5 CR")

    assert code == 1
    assert "spend" in out
    assert "The amount can't be read for certain" in out
    assert "Not complete: 1 row held back" in out


def test_figures_for_a_script(paid: Run) -> None:
    code, out, _ = paid(*ROWS, f"9,Nobody,Place,Roads,{DAY},100.00", more=("--json",))
    found = json.loads(out)

    assert code == 0
    assert found["pounds"] == {"local": 30, "elsewhere": 70, "unknown": 100, "total": 200}
    assert found["payments"] == {"local": 1, "elsewhere": 1, "unknown": 1, "total": 3}
    assert (found["local_at_least"], found["local_at_most"]) == (0.15, 0.65)
    assert (found["known_share"], found["suppliers_to_look_up"]) == (0.5, 1)
    assert found["accounted"]["All payments"] == {"payments": 3, "pounds": 200}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--year", "2025"), "'2025' is not a financial year"),
        (("--rules", "gone.yaml"), "the file is not there"),
        (("--rings", "gone.csv"), "gone.csv is not there"),
        (("--output", "payments.csv"), "payments.csv is one of the files that are read"),
    ],
)
def test_mistakes_end_in_words(paid: Run, tmp_path: Path, more: tuple[str, ...], told: str) -> None:
    code, _, err = paid(*ROWS, more=more)

    assert code == 2
    assert told in " ".join(err.split())
    assert not (tmp_path / "out.xlsx").exists()


def test_what_was_filled_in_is_not_overwritten_unasked(paid: Run, tmp_path: Path) -> None:
    assert paid(*ROWS)[0] == 0
    (tmp_path / "out.xlsx").write_bytes(b"filled in")
    code, _, err = paid(*ROWS)
    assert (code, "already there" in err) == (2, True)
    assert (tmp_path / "out.xlsx").read_bytes() == b"filled in"
    assert paid(*ROWS, more=("--force",))[0] == 0
    assert (tmp_path / "out.xlsx").read_bytes() != b"filled in"


def test_nothing_is_written_among_the_files_that_are_read(paid: Run, tmp_path: Path) -> None:
    (tmp_path / "paid").mkdir()
    kept = save(tmp_path / "paid", "april.csv", lines(*ROWS)).read_bytes()
    for output in ("paid/april.csv", "paid/new.xlsx"):
        code, _, err = paid(*ROWS, more=("paid", "--force", "--output", output))
        assert (code, "whose files are read" in " ".join(err.split())) == (2, True)
    assert [path.name for path in (tmp_path / "paid").iterdir()] == ["april.csv"]
    assert (tmp_path / "paid" / "april.csv").read_bytes() == kept


def test_everything_may_be_named_in_the_folders_own_file(paid: Run, run: Run, folder: Path) -> None:
    paid(*ROWS, f"2,Estuary,Place,Roads,{DAY.replace('2025', '2024')},70.00")
    for named, output, counted in (
        ("year: 2025-26\n", "local spend 2025-26.xlsx", 2),
        ("", "local spend.xlsx", 3),
    ):
        save(folder, "svtools.yaml", f"payments: [pay*.csv]\n{named}")
        found = json.loads(run("local-spend", *LISTED, "--json").out)
        assert (folder / output).exists()
        assert found["payments"]["total"] == counted


@pytest.mark.usefixtures("folder")
def test_without_a_file_of_the_folder_the_output_must_be_named(run: Run) -> None:
    code, _, err = run("local-spend", "a.csv", "--suppliers", "b.csv")
    assert code == 2
    assert "isn't said where to write" in err
