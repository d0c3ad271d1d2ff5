"""`svtools merge`, its parts and `svtools log close`: what they print and how they end."""

import json
import re
from pathlib import Path

import pytest

from tests.commands import Ran, Run
from tests.making import contract, register_of, save_register, save_return

ADULTS, PARKS = contract("C1", directorate="Adults"), contract("C2", directorate="Parks")
REGISTER = register_of((ADULTS, {"PJ04": 4}), (PARKS, {"PJ04": 4}))
OF = ("--register", "register.xlsx")
AS_AT = ("--year", "2025-26", "--as-at", "2026-06-01")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register, and a folder with a return from each of its two directorates."""
    folder = tmp_path_factory.mktemp("house")
    save_register(folder / "register.xlsx", REGISTER)
    for each in (ADULTS, PARKS):
        path = folder / "in" / f"{each.key.ref}.xlsx"
        save_return(path, REGISTER, each, {"PJ04": (1, 1, 1, 1)})
    return folder


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch, house: Path) -> Run:
    """Run a command in the house."""
    monkeypatch.chdir(house)
    return run


def part(run: Run, directorate: str) -> Ran:
    output = f"{directorate.lower()}.xlsx"
    return run(
        "consolidate", "in", *OF, *AS_AT, "--directorate", directorate, "--output", output
    )  # fmt: skip


def test_a_year_by_directorate_is_merged_and_its_log_closed(run: Run, house: Path) -> None:
    code, out, _ = part(run, "Adults")
    assert code == 0
    assert "1 return of 1 file counts." in out
    assert "1 file left to other directorates" in out
    assert "svtools merge" in out
    part(run, "parks")
    output = ("--output", "summary.xlsx")
    code, out, _ = run("merge", "adults.xlsx", "parks.xlsx", *OF, *output)
    assert code == 0
    assert "Wrote summary.xlsx, validation_log.xlsx and overdue.csv" in out
    code, out, err = run("log", "close", "2025-26", "--validation", "validation_log.xlsx")
    assert (code, out) == (2, "")
    assert "8 rows of 2025-26 wait to be decided" in err
    close = ("log", "close", "2025-26", "--validation", "validation_log.xlsx", "--with-waiting")
    code, out, _ = run(*close)
    assert code == 0
    assert "8 rows of 2025-26 moved from validation_log.xlsx into" in out
    assert (house / "validation_log 2025-26.xlsx").exists()
    code, out, _ = run("merge", "adults.xlsx", "parks.xlsx", *OF, *output, "--json")
    assert json.loads(out)["rows"] == 8


@pytest.mark.parametrize(
    "given",
    [
        ("--validation", "log.xlsx"),
        ("--portal", "portal.xlsx"),
        ("--accept-loss",),
        ("--json",),
    ],
)
def test_what_goes_with_the_whole_year_is_refused_for_a_part(
    run: Run, house: Path, given: tuple[str, ...]
) -> None:
    code, _, err = run("consolidate", "in", *OF, *AS_AT, "--part", "--output", "p.xlsx", *given)
    assert code == 2
    assert re.search("with the whole year.*give (them|it) to 'svtools merge'", err, re.DOTALL)
    assert not (house / "p.xlsx").exists()


@pytest.mark.parametrize("name", ["ca", "cert", "key"])
def test_a_file_for_tls_without_a_scheduler_is_refused(run: Run, name: str) -> None:
    code, _, err = run("consolidate", "in", *OF, *AS_AT, f"--tls-{name}", "x.pem")
    assert code == 2
    assert "TLS files were named, and no scheduler." in err


def test_where_to_write_is_said_or_the_folder_is_set_up(run: Run, house: Path) -> None:
    part(run, "Adults")
    part(run, "Parks")
    parts = ("merge", "adults.xlsx", "parks.xlsx")
    for words in ((*parts, *OF), ("consolidate", "in", *OF, *AS_AT, "--part")):
        code, _, err = run(*words)
        assert code == 2
        assert "It isn't said where to write." in err
    (house / "svtools.yaml").write_text(
        "register: register.xlsx\nyear: 2025-26\nreturns: in\nlog: our log.xlsx\n", "utf-8"
    )
    try:
        assert run("consolidate", *AS_AT[2:], "--part")[0] == 0
        assert run("consolidate", *AS_AT[2:], "--directorate", "Parks")[0] == 0
        assert run(*parts)[0] == 0
    finally:
        (house / "svtools.yaml").unlink()
    for name in ("summary 2025-26 part", "summary 2025-26 Parks", "summary 2025-26", "our log"):
        assert (house / f"{name}.xlsx").exists()


@pytest.mark.parametrize("others", [0, 1])
def test_files_in_several_parts_and_parts_that_are_missing_are_told(
    run: Run, house: Path, others: int
) -> None:
    for number in range(1 + others):
        (house / "in" / f"note {number}.txt").write_text("no return", "utf-8")
    try:
        part(run, "Adults")
        part(run, "Parks")
        output = ("--output", f"told {others}.xlsx", "--validation", f"log {others}.xlsx")
        _, _, err = run("merge", "adults.xlsx", "parks.xlsx", *OF, *output)
        several = "note 0.txt and 1 other file stood in several parts and count once."
        alone = "note 0.txt stood in several parts and counts once."
        assert (several if others else alone) in err
        assert "No part was given" not in err
    finally:
        for number in range(1 + others):
            (house / "in" / f"note {number}.txt").unlink()
    for name in ("one", "two"):
        run("consolidate", "in", *OF, *AS_AT, "--directorate", "Adults", "--output", f"{name}.xlsx")
    _, _, err = run("merge", "one.xlsx", "two.xlsx", *OF, *output)
    assert "No part was given of: Parks. What they owe is missing." in err


def test_a_directorate_that_is_not_there_is_said_with_those_that_are(
    run: Run,
) -> None:
    code, _, err = part(run, "Housing")
    assert code == 2
    assert "'Adults' and 'Parks'" in err


def test_a_log_that_is_not_named_is_said(run: Run) -> None:
    code, _, err = run("log", "close", "2025-26")
    assert code == 2
    assert "--validation" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2025-26", "--validation", "no log.xlsx"), "There is no file no log.xlsx."),
        (("2025", "--validation", "log.xlsx"), "'2025' is not a financial year"),
        (("2025-26", "--validation", "register.xlsx"), "register.xlsx"),
    ],
)
def test_a_year_that_can_not_be_closed_is_said(run: Run, words: tuple[str, ...], said: str) -> None:
    code, out, err = run("log", "close", *words)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_the_log_of_another_council_is_not_closed(run: Run, house: Path) -> None:
    mine = ("--output", "mine.xlsx", "--validation", "mine log.xlsx")
    run("consolidate", "in", *OF, *AS_AT, *mine)
    before = (house / "mine log.xlsx").read_bytes()
    close = ("log", "close", "2025-26", "--validation", "mine log.xlsx", "--with-waiting")
    code, _, err = run(*close, "--council", "rotherham")
    assert code == 2
    assert "mine log.xlsx was made for Southend" in err
    assert (house / "mine log.xlsx").read_bytes() == before
    code, out, _ = run(*close)
    assert code == 0
    assert "8 rows were not decided: they count as not validated." in out
    assert "The validation log as it was is kept as " in out
