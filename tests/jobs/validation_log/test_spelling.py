"""What names a row of the log is read as people type it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.jobs.register.contracts import Key
from svtools.jobs.validation_log.entries import validated_to_date
from svtools.jobs.validation_log.log import LogFile
from svtools.jobs.validation_log.spelling import Spelling
from tests.jobs.consolidation.test_consolidate import run
from tests.making import codes, contract, log_cell, register_of, retyped, save_return

EACH = contract("C-12", lot="1", supplier="Made Up Ltd")
REGISTER = register_of((EACH, {"PJ04": 40}))
PROPER = ("2025-26", "C-12", "1", "Made Up Ltd", "PJ04", "Q1", "Promised")


@pytest.mark.parametrize(
    "typed",
    [
        PROPER,
        ("2025/26", *PROPER[1:]),
        ("2025-2026", *PROPER[1:]),
        ("2025-26", "C12", "L1", "Made\u00a0Up Ltd", "PJ\u201104", "Q1", "Promised"),
        ("2025-26", "c –12", "Lot 01", " made up  LTD", "pj-04", "q1", "promised"),
    ],
)
def test_a_row_is_known_however_it_is_typed(typed: tuple[str, ...]) -> None:
    assert Spelling(REGISTER).of(typed) == PROPER


@pytest.mark.parametrize(
    "other",
    [
        ("2024-25", *PROPER[1:]),
        ("2025-26", "C-13", *PROPER[2:]),
        ("2025-26", "C-12", "2", *PROPER[3:]),
        ("2025-26", "C-12", "1", "Made Up plc", *PROPER[4:]),
        (*PROPER[:4], "PJ05", "Q1", "Promised"),
        (*PROPER[:5], "Q2", "Promised"),
        (*PROPER[:6], "Other"),
        ("last year", "?", "", "", "", "", ""),
    ],
)
def test_what_is_another_rows_stays_so(other: tuple[str, ...]) -> None:
    assert Spelling(REGISTER).of(other) == other


def validated_as_typed(folder: Path, **cells: Any) -> Path:
    """A log of one row, validated, of which an officer typed some keys anew."""
    save_return(folder / "in" / "1.xlsx", REGISTER, EACH, {"PJ04": (10, None, None, None)})
    log = run(folder, REGISTER).log
    retyped(log, {log_cell(column): value for column, value in ({"validated": 6} | cells).items()})
    return log


def test_a_validated_row_counts_whose_keys_were_typed_anew(tmp_path: Path) -> None:
    typed = {"year": "2025/26", "ref": "c-12 ", "lot": "Lot 1", "measure": "pj04", "quarter": "q1"}
    log = validated_as_typed(tmp_path, **typed)
    outcome = run(tmp_path, REGISTER)
    assert outcome.data["data"][0]["validated_units"] == 6
    assert "log-unmatched" not in codes(outcome.consolidation.problems)
    assert list(LogFile(log, REGISTER).log) == [PROPER]
    so_far = validated_to_date(LogFile(log, REGISTER).log, REGISTER)
    assert so_far[Key("C-12", "1", "Made Up Ltd"), "PJ04"][0] == Decimal(6)


def test_one_figure_in_two_rows_spelt_in_two_ways_stops_the_job(tmp_path: Path) -> None:
    validated_as_typed(tmp_path)
    units = {"PJ04": (10, 5, None, None)}
    save_return(tmp_path / "in" / "2.xlsx", REGISTER, EACH, units, number=2)
    log = run(tmp_path, REGISTER).log
    retyped(log, {log_cell("ref", 1): "c-12", log_cell("quarter", 1): "q1"})
    with pytest.raises(InputError, match=r"rows \d+ and \d+: the same figure stands in both"):
        run(tmp_path, REGISTER)
