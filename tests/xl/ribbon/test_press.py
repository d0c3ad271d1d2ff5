"""A button never raises: whatever goes wrong is told in words."""

import subprocess
import sys
from pathlib import Path
from typing import Any, Never

import pytest

from svtools.errors import DeclarationError, InputError, OutputError, SvtoolsError, UnreadableFile
from tests.xl.ribbon.stand_in import REGISTER, SAMPLES, StandIn, press
from xl import ribbon
from xl.actions import about, contracts
from xl.buttons import BUTTONS, Button
from xl.ribbon import failure
from xl.ribbon import press as real_press
from xl.session import Session

WHERE = "Choose the folder for the workbooks"


class Panic(BaseException):
    """As a library in Rust panics: no Exception."""


def failing(error: BaseException) -> Any:
    def fail(_: Session) -> Never:
        raise error

    return fail


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.id)
def test_each_button_has_an_action(button: Button) -> None:
    assert callable(ribbon.action(button.id))


def test_the_buttons_are_the_ones_the_add_in_knows_with_texts_that_fit() -> None:
    assert [button.id for button in BUTTONS] == [
        "new_tender_pack", "new_monitoring_workbooks", "consolidate_returns", "annual_statement",
        "cancel_job", "check_contract", "measures", "help", "about",
    ]  # fmt: skip
    groups = [button.group for button in BUTTONS]
    assert list(dict.fromkeys(groups)) == ["Tenders", "Contracts", "Policy", "Help"]
    assert groups == sorted(groups, key=["Tenders", "Contracts", "Policy", "Help"].index)
    for button in BUTTONS:
        assert 0 < len(button.label) <= 30
        assert 0 < len(button.screentip) <= 60
        assert 0 < len(button.supertip) <= 255
        assert button.image_mso.isalnum()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            SvtoolsError("It is too cold.", "Wait for spring."),
            "It is too cold.\n\nWait for spring.",
        ),
        (InputError("No remedy is known."), "No remedy is known."),
        (
            DeclarationError("figures.yaml", 3, "there is no date.", "Add one."),
            "figures.yaml, line 3: there is no date.\n\nAdd one.",
        ),
        (UnreadableFile("password"), "password"),
        (
            PermissionError(13, "Permission denied", "C:/out/summary.xlsx"),
            "C:/out/summary.xlsx can't be read or written (Permission denied).\n\n"
            "If it is open in Excel",
        ),
        (OutputError("Full.", "Give another name, or add --force."), "Full.\n\nGive another name."),
    ],
)
def test_a_failure_that_has_words_is_told_in_them(
    error: Exception, words: str, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(about, "help", failing(error))
    excel = press("help")
    assert words in excel.warned[0]
    assert not log.exists()


@pytest.mark.parametrize("error", [ZeroDivisionError("no"), OSError("disk"), Panic("core")])
def test_what_nobody_foresaw_is_told_with_a_log(
    error: BaseException, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(about, "help", failing(error))
    excel = StandIn()
    real_press("help", excel)
    (said,) = excel.warned
    assert "'Help' stopped because of something that was not foreseen" in said
    assert type(error).__name__ in said
    assert str(log) in said
    assert "Traceback" not in said
    assert "Traceback" in log.read_text(encoding="utf-8")
    assert "in fail" in log.read_text(encoding="utf-8")
    assert excel.statuses[-1] == ""


def test_a_log_that_cannot_be_written_does_not_hide_the_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ribbon, "log_file", lambda: tmp_path)
    assert "tell whoever looks after" in failure(ZeroDivisionError(), "help")


def test_a_button_without_an_action_says_so() -> None:
    assert "is not there yet." in press("no_such_button").warned[0]


def test_an_excel_that_does_not_answer_raises_nothing(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    excel = StandIn()
    monkeypatch.setattr(excel, "show_progress", failing(ConnectionError("gone")))
    real_press("about", excel)
    assert "ConnectionError: gone" in log.read_text(encoding="utf-8")


def test_without_any_excel_nothing_is_raised(monkeypatch: pytest.MonkeyPatch, log: Path) -> None:
    def none() -> Never:
        raise LookupError("no Excel")

    monkeypatch.setattr(ribbon, "Excel", none)
    real_press("about")
    assert "no Excel" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("button", ["new_tender_pack", "new_monitoring_workbooks"])
@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("summary.xlsx", "contracts register"),
        ("overdue.csv", "overdue.csv"),
        ("not there.xlsx", "There is no"),
    ],
)
def test_a_wrong_file_is_refused_in_words(button: str, file: str, words: str) -> None:
    excel = press(button, ("Choose the contracts register", SAMPLES / file))
    assert words in excel.warned[0]
    assert file in excel.warned[0]


def test_a_file_that_another_program_keeps_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_: Path, target: Path) -> Never:
        raise PermissionError(13, "Permission denied", str(target))

    monkeypatch.setattr(Path, "replace", locked)
    excel = press("measures", ("Where shall", folder / "measures.xlsx"))
    assert f"{folder / 'measures.xlsx'} can't be replaced" in excel.warned[0]
    assert "If it is open in Excel, close it there" in excel.warned[0]
    assert (excel.opened, [*folder.iterdir()]) == ([], [])


def test_a_register_that_another_program_keeps_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(self: Path) -> Never:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", locked)
    excel = press(
        "new_monitoring_workbooks",
        ("Choose the contracts register", REGISTER),
        active=str(REGISTER),
    )
    assert "another program keeps it to itself" in excel.warned[0]


def test_a_result_that_excel_cannot_open_is_still_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    excel = StandIn([("Where shall", folder / "measures.xlsx")])

    def refuse(path: Path) -> Never:
        raise OutputError(f"Another workbook called {path.name} is open.", "Close it.")

    monkeypatch.setattr(excel, "open_workbook", refuse)
    real_press("measures", excel)
    assert "measures are in" in excel.warned[0]
    assert "Another workbook called measures.xlsx is open. Close it." in excel.warned[0]


def test_many_problems_are_cut_short(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contracts, "problem_lines", lambda _: [f"fault {n}" for n in range(30)])
    excel = press(
        "new_monitoring_workbooks",
        ("Which financial year?", "2025-26"),
        (WHERE, folder),
        active=str(REGISTER),
    )
    assert "- and 23 more, which are told once these are mended" in excel.warned[0]


@pytest.mark.parametrize(
    ("remedy", "kept"),
    [
        ("Choose another folder, or add --force.", "Choose another folder."),
        (
            "Choose 8 at the most, or allow more with --most-measures 9.",
            "Choose 8 at the most.",
        ),
        ("Give the summary another name with --output.", "Give the summary another name."),
        (
            "Name that edition's file with --measure-set, or the register that has it with "
            "--register.",
            "Name that edition's file.",
        ),
        ("Add it, or leave --register out and use a record. It has: C1.", "Add it. It has: C1."),
        ("Type digits, or text - as you like.", "Type digits, or text - as you like."),
    ],
)
def test_remedies_lose_the_command_lines_options(remedy: str, kept: str) -> None:
    assert failure(OutputError("Full.", remedy), "help") == f"Full.\n\n{kept}"


def test_importing_the_ribbon_loads_nothing_heavy() -> None:
    code = (
        "import sys, xl.ribbon;"
        "print(*({m.partition('.')[0] for m in sys.modules} & "
        "{'xlsxwriter', 'python_calamine', 'pebble', 'jinja2', 'yaml', 'xlwings', 'pandas'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
