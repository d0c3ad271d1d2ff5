"""`svtools.yaml`: what stands there needs no path, a path that is given wins, mistakes are told."""

from pathlib import Path
from typing import Any

import pytest
import typer.main

from svtools.cli.app import app
from svtools.cli.in_order import THE_YEAR
from svtools.cli.this_folder import NAME, ThisFolder
from svtools.errors import DeclarationError, InputError, SvtoolsError
from svtools.monitoring import FinancialYear

ALL = """
register: contracts_register.xlsx
log: validation_log.xlsx
year: 2025-26
returns: returns
payments: [april.csv, "paid/*.csv"]
"""
NOT_NAMED: dict[str, Any] = {
    "register": lambda here: here.register(None),
    "returns": lambda here: here.returns(None),
    "year": lambda here: here.year(None),
    "payments": lambda here: here.payments(None),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(text: str = ALL) -> ThisFolder:
    Path(NAME).write_text(text, encoding="utf-8")
    return ThisFolder.read()


def test_everything_is_taken_from_the_file() -> None:
    here = write()
    for name in ("validation_log.xlsx", "april.csv", "paid/may.csv", "paid/june.csv"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("")

    assert here.register(None) == Path("contracts_register.xlsx")
    assert here.log(None) == Path("validation_log.xlsx")
    assert here.year(None) == FinancialYear(2025)
    assert here.returns(None) == Path("returns")
    assert here.payments([]) == [Path("april.csv"), Path("paid/june.csv"), Path("paid/may.csv")]


def test_a_path_that_is_given_wins() -> None:
    here, given = write(), Path("given")

    assert here.register(given) == here.returns(given) == here.log(given) == given
    assert here.to_write(given, "summary.xlsx") == given
    assert here.summaries([given]) == here.payments([given]) == [given]
    assert here.year("2024-25") == FinancialYear(2024)
    assert here.taken == []


@pytest.mark.parametrize("key", NOT_NAMED)
@pytest.mark.parametrize("text", [None, "", "log: x.xlsx"])
def test_what_is_named_nowhere_is_told_with_what_to_write(key: str, text: str | None) -> None:
    here = write(text) if text else ThisFolder.read()
    with pytest.raises(SvtoolsError) as told:
        NOT_NAMED[key](here)
    assert "is not named" in told.value.what
    assert f"'{key}: " in told.value.remedy
    assert NAME in told.value.remedy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("registr: x", "unknown key 'registr'. Allowed here: register, log, year, returns"),
        ("year: 2025", "'2025' is not a financial year. Write it as 2025-26."),
        ("year: 2025-27", "'2025-27' is not a financial year."),
        ("register: [a, b]", "'register' must be text, not a list."),
        ("register: a\nregister: b", "line 2: the key 'register' stands twice."),
        ("payments: 3", "each of 'payments' must be text, not 3."),
        ("- register", "no mapping of keys to values."),
    ],
)
def test_what_is_wrong_in_it_is_told_with_its_name(text: str, said: str) -> None:
    with pytest.raises(DeclarationError) as told:
        write(text)
    assert str(told.value).startswith("svtools.yaml, line ")
    assert said in str(told.value)


def test_one_file_of_payments_needs_no_list() -> None:
    assert write("payments: ledger.csv").payments(None) == [Path("ledger.csv")]


def test_a_pattern_without_files_is_told() -> None:
    with pytest.raises(InputError, match=r"names paid/\*\.csv, and there is no such file"):
        write().payments(None)


def test_a_log_that_is_not_begun_yet_is_none_to_read() -> None:
    here = write()
    assert here.log(None) is None
    assert here.log(None, to_begin=True) == Path("validation_log.xlsx")


def test_summaries_are_found_by_their_years_and_other_files_are_left_out() -> None:
    here = write()
    for name in ("summary 2025-26.xlsx", "summary 2024-25.xlsx", "summary.xlsx", "my summary.xlsx"):
        Path(name).write_text("")
    assert here.summaries(None) == [Path("summary 2024-25.xlsx"), Path("summary 2025-26.xlsx")]


def test_a_folder_that_is_not_set_up_gets_nothing_written_by_default() -> None:
    Path("summary 2025-26.xlsx").write_text("")
    here = ThisFolder.read()
    with pytest.raises(SvtoolsError, match="isn't said where to write"):
        here.to_write(None, "data")
    with pytest.raises(SvtoolsError, match="No summary was given"):
        here.summaries(None)


def test_what_was_taken_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    here = write()
    here.register(None)
    here.register(None)
    here.year(None)
    here.tell()
    said = "From svtools.yaml: register contracts_register.xlsx, year 2025-26.\n"
    assert capsys.readouterr() == ("", said)


def test_the_help_lists_the_commands_in_the_order_of_the_year() -> None:
    group: Any = typer.main.get_command(app)
    listed = [*group.commands]
    assert listed == [*THE_YEAR]
    assert listed.index("monitoring") < listed.index("consolidate") < listed.index("export")
