"""`svtools merge`, its parts and `svtools log close`: what they print and how they end."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from svtools.cli import app as cli
from tests.making import contract, register_of, save_register, save_return

Ran = tuple[object, str, str]
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
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], house: Path
) -> Callable[..., Ran]:
    """Run a command in the house."""
    monkeypatch.chdir(house)

    def ran(*words: str) -> Ran:
        monkeypatch.setattr("sys.argv", ["svtools", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, *capsys.readouterr()

    return ran


def part(run: Callable[..., Ran], directorate: str) -> Ran:
    output = f"{directorate.lower()}.xlsx"
    return run(
        "consolidate", "in", *OF, *AS_AT, "--directorate", directorate, "--output", output
    )  # fmt: skip


def test_a_year_by_directorate_is_merged_and_its_log_closed(
    run: Callable[..., Ran], house: Path
) -> None:
    code, out, _ = part(run, "Adults")
    assert code == 0
    assert "1 return of 1 file count" in out
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


@pytest.mark.parametrize("given", [("--validation", "log.xlsx"), ("--portal", "portal.xlsx")])
def test_what_goes_with_the_whole_year_is_refused_for_a_part(
    run: Callable[..., Ran], given: tuple[str, str]
) -> None:
    code, _, err = run("consolidate", "in", *OF, *AS_AT, "--part", "--output", "p.xlsx", *given)
    assert code == 2
    assert "give them to 'svtools merge'" in err


def test_a_directorate_that_is_not_there_is_said_with_those_that_are(
    run: Callable[..., Ran],
) -> None:
    code, _, err = part(run, "Housing")
    assert code == 2
    assert "'Adults' and 'Parks'" in err


def test_a_log_that_is_not_named_is_said(run: Callable[..., Ran]) -> None:
    code, _, err = run("log", "close", "2025-26")
    assert code == 2
    assert "--validation" in err
