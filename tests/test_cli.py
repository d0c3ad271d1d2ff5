"""The command line: its answers, its exit codes, and words for every mistake."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import typer.main

from svtools import __version__
from svtools.cli import app as cli
from svtools.cli.in_order import THE_YEAR
from tests.commands import Ran, Run
from tests.making import (
    contract,
    edit,
    log_cell,
    register_cell,
    register_of,
    retyped,
    save_register,
    save_return,
)

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "sample_workbooks"
YEAR = ("--year", "2025-26")
AS_AT = ("--as-at", "2026-06-01")


def commands() -> Iterator[tuple[str, Any]]:
    """Every command with the words that call it."""

    def walk(words: tuple[str, ...], command: Any) -> Iterator[tuple[str, Any]]:
        if hasattr(command, "commands"):
            for name, each in command.commands.items():
                yield from walk((*words, name), each)
        else:
            yield " ".join(words), command

    yield from walk((), typer.main.get_command(cli.app))


COMMANDS = dict(commands())


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_has_help_with_an_example(run: Run, words: str) -> None:
    ran = run(*words.split(), "--help")
    assert ran.code == 0
    assert f"svtools {words}" in " ".join(ran.out.split("Example:")[1].split())


@pytest.mark.parametrize("words", COMMANDS)
def test_the_options_of_an_example_are_there(words: str) -> None:
    command = COMMANDS[words]
    example = str(command.help).partition("Example:")[2]
    given = set(re.findall(r"--[a-z-]+", example))
    assert given <= {option for parameter in command.params for option in parameter.opts}


@pytest.mark.parametrize("arguments", [[], ["measures"]])
def test_without_a_command_the_help_is_shown(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert "Usage" in ran.out + ran.err


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version") == Ran(0, f"svtools {__version__}\n", "")


def test_help_loads_no_heavy_library(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['svtools', '--help']\n"
        "from svtools.cli.app import main\n"
        "try: main()\n"
        "except SystemExit: print('LOADED', *{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    loaded = done.stdout.partition("LOADED")[2].split()
    heavy = {"xlsxwriter", "python_calamine", "formualizer", "pebble", "pandas", "openpyxl"}
    assert "typer" in loaded
    assert not heavy & set(loaded)


def test_a_command_loads_no_other_command(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.argv = ['svtools', *{WORKS!r}, '--on', '2026-03-01']\n"
        "from svtools.cli.app import main\n"
        "try: main()\n"
        "except SystemExit: print('LOADED', *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    loaded = {*done.stdout.partition("LOADED")[2].split()}
    others = {f"svtools.cli.{named.partition(':')[0]}" for named in THE_YEAR.values()}
    assert loaded & others == {"svtools.cli.requirement"}
    assert not {"json", "rich", "svtools.monitoring"} & loaded


WORKS = ("requirement", "--category", "works", "--value", "1200000", "--months", "24")


def test_a_requirement_is_said_in_sentences(run: Run) -> None:
    ran = run(*WORKS, "--on", "2026-03-01")
    assert ran.code == 0
    assert ran.out.startswith("Social value is required under the Social Value Policy 2021: ")
    assert "no minimum applies" in ran.out
    assert "Recommended weighting: 10% of the total award criteria." in ran.out


def test_a_requirement_in_json_has_the_keys_that_scripts_rely_on(run: Run) -> None:
    found = json.loads(run(*WORKS, "--on", "2026-03-01", "--json").out)
    assert list(found) == [
        "asks", "required", "minimum_weighting", "maximum_weighting", "of",
        "recommended_weighting", "clauses", "says", "regime", "policy_threshold_net",
        "statutory_threshold_including_vat", "reason", "advice",
    ]  # fmt: skip
    assert found["required"] is True
    assert (found["minimum_weighting"], found["recommended_weighting"]) == (0, 0.1)
    assert found["clauses"] == ["9.2.1"]
    assert found["policy_threshold_net"] == 1_000_000
    assert found["statutory_threshold_including_vat"] == 5_193_000


@pytest.mark.parametrize(
    ("arguments", "required"),
    [
        (["--category", "goods", "--value", "£177,896.99", "--on", "01/05/2025"], False),
        (["--category", "goods", "--value", "£177,897", "--on", "01/05/2025"], True),
        (["--category", "goods", "--value", "£177,897", "--on", "1 May 2025"], True),
        (["--category", "services", "--value", "173100", "--on", "2026-01-01"], True),
        (
            ["--category", "services", "--value", "173100", "--vat-rate", "5%", "--on",
             "2026-01-01"],
            False,
        ),
        (
            ["--category", "services", "--value", "173100", "--value-including-vat", "207719",
             "--on", "2026-01-01"],
            False,
        ),
        (
            ["--category", "light touch", "--value", "1", "--regime", "PSR", "--on",
             "2025-06-01"],
            True,
        ),
    ],
)  # fmt: skip
def test_values_dates_and_rates_are_read_as_people_type_them(
    run: Run, arguments: list[str], required: bool
) -> None:
    ran = run("requirement", *arguments, "--json")
    assert (ran.code, json.loads(ran.out)["required"]) == (0, required)


@pytest.mark.parametrize(
    ("lots", "net"),
    [
        ("120000,110000,100000", "£330,000"),
        ("120,000; 110,000;100,000", "£330,000"),
        ("£120k 0.11m £100,000.00", "£330,000"),
        ("250000,500", "£250,500"),
    ],
)
def test_lots_are_added_together(run: Run, lots: str, net: str) -> None:
    ran = run("requirement", "--category", "services", "--lots", lots, "--on", "2026-03-01")
    assert (ran.code, f"{net} net of VAT" in ran.out) == (0, True)


def test_words_for_a_category_and_a_value_are_understood_and_told(run: Run) -> None:
    ran = run("requirement", "--category", "Supplies & Services", "--value", "£1.2m",
              "--on", "2026-03-01", "--json")  # fmt: skip
    assert json.loads(ran.out)["required"] is True
    assert "'£1.2m' was read as £1,200,000." in ran.err
    assert "'Supplies & Services' was read as 'supplies and services'." in ran.err


def test_a_council_that_ships_goes_by_its_name(run: Run) -> None:
    asked = ("requirement", "--category", "services", "--on", "2026-03-01", "--json")
    at = json.loads(run(*asked, "--value", "100000", "--council", "rotherham").out)
    over = json.loads(run(*asked, "--value", "100000.01", "--council", "Rotherham").out)
    assert (at["asks"], at["minimum_weighting"]) == ("no", 0)
    assert (over["asks"], over["minimum_weighting"], over["maximum_weighting"]) == (
        "must",
        0.2,
        0.2,
    )


def test_another_councils_folder_counts(run: Run) -> None:
    other = ROOT / "tests" / "fixtures" / "councils" / "marlbridge"
    ours = json.loads(run(*WORKS, "--on", "2026-03-01", "--json").out)
    theirs = json.loads(run(*WORKS, "--on", "2026-03-01", "--council", other, "--json").out)
    assert theirs["policy_threshold_net"] != ours["policy_threshold_net"]


@pytest.fixture
def council_files(tmp_path: Path) -> Path:
    """A register, a folder with one good return, and files of other kinds."""
    each = contract()
    register = register_of((each, {"OP15": 100}))
    save_register(tmp_path / "register.xlsx", register)
    save_return(tmp_path / "in" / "a.xlsx", register, each, {"OP15": (25, 25, 25, 25)})
    (tmp_path / "notes.txt").write_text("Not a workbook", encoding="utf-8")
    (tmp_path / "folder.xlsx").mkdir()
    (tmp_path / "empty").mkdir()
    return tmp_path


def consolidate(where: Path, **changes: str) -> list[str]:
    """The arguments of a consolidation that works, but for the changes."""
    options = {
        "register": "register.xlsx",
        "year": "2025-26",
        "output": "summary.xlsx",
        "as-at": "2026-06-01",
    }
    options |= {key.replace("_", "-"): value for key, value in changes.items() if key != "folder"}
    files = {"register", "output", "validation", "portal"}
    given = [
        item
        for name, value in options.items()
        for item in (f"--{name}", str(where / value) if name in files else value)
    ]
    return ["consolidate", str(where / changes.get("folder", "in")), *given]


def test_all_well_is_0_and_says_what_was_written(run: Run, council_files: Path) -> None:
    ran = run(*consolidate(council_files))
    assert (ran.code, ran.err) == (0, "")
    assert "accepted" in ran.out
    assert "£100" in ran.out
    for name in ("summary.xlsx", "validation_log.xlsx", "overdue.csv"):
        assert (council_files / name).is_file()
        assert name in ran.out


def test_something_to_look_at_is_1_and_named(run: Run, council_files: Path) -> None:
    edit(council_files / "in" / "a.xlsx", lambda book: book["Delivery"].__setitem__("F7", "?"))
    ran = run(*consolidate(council_files))
    assert ran.code == 1
    assert "Needs attention: 1 problem, 0 returns overdue." in ran.out
    assert "What needs attention" in ran.out
    assert "accepted in part" in ran.out
    assert "Delivery F7" in ran.out


def test_a_return_that_is_overdue_is_1(run: Run, council_files: Path) -> None:
    ran = run(*consolidate(council_files, folder="empty"))
    assert ran.code == 1
    assert "0 problems, 4 returns overdue" in ran.out


def test_the_councils_own_log_is_told_in_the_terminal(run: Run, council_files: Path) -> None:
    run(*consolidate(council_files))
    retyped(council_files / "validation_log.xlsx", {log_cell("validated"): 30})
    ran = run(*consolidate(council_files))
    said = " ".join(ran.out.replace("│", " ").split())
    assert ran.code == 1
    for column in ("validated", "evidence", "validated_by", "validated_on"):
        assert " ".join(log_cell(column)) in said


def test_a_log_that_cannot_be_kept_is_2_until_the_loss_is_accepted(
    run: Run, council_files: Path
) -> None:
    register = register_of((contract(), {"OP15": 100}))
    for number, last in ((1, None), (2, 25)):
        units = {"OP15": (25, 25, 25, last)}
        save_return(council_files / "in" / "a.xlsx", register, contract(), units, number=number)
        if number == 1:
            run(*consolidate(council_files))
    log = council_files / "validation_log.xlsx"
    row = log_cell("year", 3)[1][1:]
    area = f"A{row}:C{row}"
    edit(log, lambda book: book["Log"].merge_cells(area))
    before = log.read_bytes()

    ran = run(*consolidate(council_files))
    written = " ".join(ran.out.split("Wrote ")[1].split())
    assert ran.code == 2
    assert "validation_log.xlsx" not in written
    assert "overdue.csv" in written
    assert "validation_log.xlsx: " in ran.err
    assert area in ran.err
    assert log.read_bytes() == before

    ran = run(*consolidate(council_files), "--accept-loss")
    assert ran.code in {0, 1}
    assert "validation_log.xlsx" in ran.out.split("Wrote ")[1]


def test_every_fault_of_the_log_is_said_at_once(run: Run, council_files: Path) -> None:
    run(*consolidate(council_files))
    retyped(
        council_files / "validation_log.xlsx",
        {log_cell("validated"): "some", log_cell("validated", 2): -1},
    )
    ran = run(*consolidate(council_files))
    assert ran.code == 2
    for row in (0, 2):
        assert f"{' '.join(log_cell('validated', row))}: " in ran.err


def test_the_json_is_all_that_is_printed(run: Run, council_files: Path) -> None:
    ran = run(*consolidate(council_files), "--json")
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    keys = (
        "files", "accepted", "remarked", "rejected", "superseded", "missing", "late", "rows",
        "promised", "delivered", "validated",
    )  # fmt: skip
    assert set(keys) <= set(found)
    assert (found["files"], found["accepted"], found["rows"]) == (1, 1, 4)
    for three in ("promised", "delivered", "validated"):
        assert list(found[three]) == ["sva", "leva", "sleva"]
    assert found["delivered"] == {"sva": 0, "leva": 100, "sleva": 100}


def test_portal_figures_are_told_apart(run: Run, council_files: Path) -> None:
    portal = council_files / "portal.xlsx"
    assert run("new", "portal-figures", "--output", portal).code == 0
    table = "figures"
    retyped(portal, {register_cell(table, "ref", of="portal_figures"): "P1"})
    ran = run(*consolidate(council_files, portal="portal.xlsx"))
    assert ran.code == 1
    assert "In the Portal, apart from these" in ran.out
    assert " ".join(register_cell(table, "item", of="portal_figures")) in ran.out
    assert run(*consolidate(council_files, portal="none.xlsx")).code == 2


def test_the_validation_log_may_stand_elsewhere(run: Run, council_files: Path) -> None:
    ran = run(*consolidate(council_files, validation="log.xlsx"))
    assert ran.code == 0
    assert "No validation log was found" in ran.out
    assert "name it with --validation" in ran.out
    assert "No validation log" not in run(*consolidate(council_files, validation="log.xlsx")).out
    assert (council_files / "log.xlsx").is_file()
    assert not (council_files / "validation_log.xlsx").exists()


def test_the_whole_way_from_blank_register_to_summary(run: Run, tmp_path: Path) -> None:
    assert run("new", "register", "--output", tmp_path / "register.xlsx").code == 0
    ran = run("monitoring", tmp_path / "register.xlsx", *YEAR, "--output", tmp_path / "out")
    assert (ran.code, ran.out.split("into")[0].strip()) == (0, "Wrote 0 workbooks")
    assert "The register holds no contracts." in ran.out
    assert run(*consolidate(tmp_path, folder="out")).code == 0


def test_a_pack_is_made_once_and_again_with_force(run: Run, council_files: Path) -> None:
    command = (
        "monitoring",
        council_files / "register.xlsx",
        *YEAR,
        "--output",
        council_files / "o",
    )
    assert "Wrote 1 workbook " in run(*command).out
    again = run(*command)
    assert "Wrote 0 workbooks" in again.out
    assert "--force" in again.out
    assert "Wrote 1 workbook " in run(*command, "--force").out


def test_a_blank_replaces_nothing_without_force(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"mine")
    refused = run("new", "measures", "--output", path)
    assert (refused.code, path.read_bytes()) == (2, b"mine")
    assert "already there" in refused.err
    assert run("new", "measures", "--output", path, "--force").code == 0
    assert path.read_bytes() != b"mine"


def test_the_open_set_is_listed_by_theme(run: Run) -> None:
    ran = run("measures", "list", "--theme", "Pride and Joy")
    assert ran.code == 0
    assert "PJ01" in ran.out
    assert "OP01" not in ran.out
    assert "not the National TOMs" in ran.out
    found = json.loads(run("measures", "list", "--json").out)
    assert len(found) >= 30


def test_a_set_is_exported_checked_and_imported(run: Run, council_files: Path) -> None:
    path = council_files / "set.xlsx"
    assert run("measures", "export", "--output", path).code == 0
    assert run("measures", "check", path).code == 0
    into = ("measures", "import", path, "--into", council_files / "register.xlsx")
    new = council_files / "new.xlsx"
    assert run(*into, "--output", new).code == 2  # the register has this edition already
    assert not new.exists()
    assert run(*into, "--output", new, "--edition", "ours-2026").code == 0
    found = json.loads(run("measures", "list", new, "--json").out)
    assert len(found) >= 30


def test_a_set_with_faults_is_1_to_check_and_2_to_import(run: Run, council_files: Path) -> None:
    path = council_files / "ours.csv"
    path.write_text("Code,Measure,Unit\nX1,Made up,hours\n", encoding="utf-8")
    assert run("measures", "check", path).code == 1
    output = council_files / "new.xlsx"
    into = ("--into", council_files / "register.xlsx", "--output", output)
    assert run("measures", "import", path, *into).code == 2
    assert not output.exists()


MISTAKES: dict[str, tuple[list[str], str]] = {
    "a folder that is not there": (["folder=none"], "There is no folder"),
    "a file for a folder": (["folder=notes.txt"], "There is no folder"),
    "a register that is not there": (["register=none.xlsx"], "none.xlsx"),
    "a register that is no workbook": (["register=notes.txt"], "notes.txt"),
    "a folder for a register": (["register=folder.xlsx"], "folder.xlsx"),
    "a return for a register": (["register=in/a.xlsx"], "not a contracts register"),
    "a year that is none": (["year=2025"], "'2025' is not a financial year"),
    "a year that skips one": (["year=2025-27"], "'2025-27' is not a financial year"),
    "a day that is none": (["as_at=2026-02-30"], "'2026-02-30' is not a date"),
    "an output in no folder": (["output=none/summary.xlsx"], "Nothing can be written"),
    "an output that cannot be replaced": (["output=folder.xlsx"], "can't be replaced"),
    "a log that is the register": (["validation=register.xlsx"], "are one file"),
    "a log that is no workbook": (["validation=notes.txt"], "notes.txt"),
}


@pytest.mark.parametrize(("changes", "says"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_consolidation_is_said_and_is_2(
    run: Run, council_files: Path, changes: list[str], says: str
) -> None:
    ran = run(*consolidate(council_files, **dict(change.split("=", 1) for change in changes)))
    assert ran.code == 2
    assert says in " ".join(ran.err.split())
    assert "Traceback" not in ran.err + ran.out
    assert not (council_files / "summary.xlsx").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk to try")
def test_an_answer_that_a_full_disk_does_not_take_is_no_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Path("/dev/full").open("w", buffering=1)  # noqa: SIM115 - closing it fails, too
    with monkeypatch.context() as then:
        then.setattr(sys, "stdout", full)
        ran = run("measures", "list")
    with suppress(OSError):
        full.close()
    assert ran.code == 2
    assert "No space left" in ran.err


ASKED = ["requirement", "--on", "2026-03-01"]
OTHER_MISTAKES: dict[str, tuple[list[str], str]] = {
    "an unknown category": ([*ASKED, "--category", "wurks", "--value", "1"], "works"),
    "a value in words": ([*ASKED, "--category", "works", "--value", "a lot"], "not a £ value"),
    "a negative value": ([*ASKED, "--category", "services", "--value=-1"], "The net value is -1"),
    "works without a term": (
        [*ASKED, "--category", "works", "--value", "1200000"], "term in months",
    ),
    "a percentage for a value": (
        [*ASKED, "--category", "services", "--value", "12%"], "not a £ value",
    ),
    "lots that may be one": (
        [*ASKED, "--category", "services", "--lots", "500,600"], "one lot or several",
    ),
    "a value and lots": (
        [*ASKED, "--category", "services", "--value", "1", "--lots", "1,2"], "either",
    ),
    "two kinds and no main one": (
        [*ASKED, "--category", "services", "--category", "works", "--value", "5"], "--main",
    ),
    "months in words": (
        [*ASKED, "--category", "works", "--value", "5", "--months", "two"], "--months",
    ),
    "a day before the first figure": (
        ["requirement", "--category", "services", "--value", "5", "--on", "2019-01-01"], "2020",
    ),
    "a VAT rate out of bounds": (
        [*ASKED, "--category", "services", "--value", "5", "--vat-rate", "200"], "VAT rate",
    ),
    "a VAT rate that may be a fraction": (
        [*ASKED, "--category", "services", "--value", "5", "--vat-rate", "0.2"],
        "may mean 20% or 0.2%. Write it in percent: 20, or '0.2%'",
    ),
    "two VATs": (
        [*ASKED, "--category", "services", "--value", "5", "--vat-rate", "20",
         "--value-including-vat", "6"], "only one of the two",
    ),
    "an unknown regime": (
        [*ASKED, "--category", "services", "--value", "5", "--regime", "old"], "not a regime",
    ),
    "an unknown council": (
        [*ASKED, "--category", "services", "--value", "5", "--council", "nowhere"],
        "no council 'nowhere'. Give one of plymouth, rotherham, southend",
    ),
    "an unknown blank": (["new", "offer", "--output", "x.xlsx"], "register, measures, monitoring"),
    "an unknown command": (["colsolidate"], "colsolidate"),
    "a missing option": (["monitoring", "r.xlsx"], "--year"),
    "no register for a pack": (["monitoring", "no.xlsx", *YEAR, "--output", "x"], "no.xlsx"),
    "no such set": (["measures", "check", "no.csv"], "no.csv"),
    "no such set to list": (["measures", "list", "no.xlsx"], "no.xlsx"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "says"), OTHER_MISTAKES.values(), ids=OTHER_MISTAKES)
def test_any_other_mistake_is_said_and_is_2(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*arguments)
    assert ran.code == 2
    assert says in " ".join(ran.err.replace("│", " ").split())
    assert "Traceback" not in ran.err
    assert list(tmp_path.iterdir()) == []


def test_brackets_in_a_name_are_printed_as_they_stand(run: Run, tmp_path: Path) -> None:
    ran = run("measures", "check", tmp_path / "[bold]ours[/].csv")
    assert "[bold]ours[/].csv" in ran.err


def readmes_first_command() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^pip install \. && (svtools .+)$", text, re.MULTILINE)
    return shlex.split(line)


def test_the_readmes_first_command_does_what_it_says(tmp_path: Path) -> None:
    arguments = readmes_first_command()
    arguments[arguments.index("--output") + 1] = str(tmp_path / "summary.xlsx")
    code = f"import sys; sys.argv = {arguments!r}\nfrom svtools.cli.app import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "")
    for heading in ("What came in", "Social value 2025-26", "How to mend it", "Needs attention"):
        assert heading in done.stdout
    assert "\x1b" not in done.stdout  # no colours when piped
    assert {path.name for path in tmp_path.iterdir()} == {
        "summary.xlsx",
        "validation_log.xlsx",
        ".validation_log.xlsx.run",
        "overdue.csv",
    }
