"""The council's record of what was validated: carried forward, reopened, never lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.jobs.consolidate import Outcome, consolidate
from svtools.jobs.contracts import Key
from svtools.jobs.monitoring import monitoring_pack
from svtools.jobs.register import read_register
from svtools.jobs.validation import (
    Entry,
    Log,
    LogKey,
    read_log,
    state,
    validated_to_date,
    write_log,
)
from svtools.measures import open_set
from tests.making import (
    AS_AT,
    YEAR,
    codes,
    contract,
    council,
    edit,
    figures,
    measure,
    register_of,
    retyped,
    save_register,
    save_return,
    sheet_rows,
)

EACH = contract()
REGISTER = register_of((EACH, {"PJ04": 40}))
PROXY = open_set().measures["PJ04"].proxy or Decimal(0)


def key(quarter: str = "Q1", origin: str = "Promised", supplier: str = "Made Up Ltd") -> LogKey:
    return ("2025-26", "C1", "", supplier, "PJ04", quarter, origin)


def report(folder: Path, units: Sequence[Any], number: int = 1) -> Outcome:
    """Another return with these units comes in and the folder is consolidated."""
    folder.mkdir(exist_ok=True)
    register = save_register(folder / "register.xlsx", REGISTER)
    save_return(folder / "in" / f"{number}.xlsx", REGISTER, EACH, {"PJ04": units}, number=number)
    summary = folder / "summary.xlsx"
    return consolidate(folder / "in", register, YEAR, summary, council(), as_at=AS_AT)


def validate(outcome: Outcome, units: float, quarter: str = "Q1", **more: Any) -> None:
    """An officer types validated units into the log."""
    log = read_log(outcome.log)
    entry = replace(log[key(quarter)], validated=Decimal(str(units)), **more)
    write_log(log | {key(quarter): entry}, council(), outcome.log, AS_AT)


def test_the_log_is_created_with_a_row_for_every_figure(tmp_path: Path) -> None:
    outcome = report(tmp_path, (1, 0, None, 4))
    log = read_log(outcome.log)
    assert {k: e.reported for k, e in log.items()} == {key("Q1"): 1, key("Q2"): 0, key("Q4"): 4}
    assert {state(entry) for entry in log.values()} == {"to validate"}
    assert outcome.log_copy is None


def test_validated_delivery_is_valued_by_the_proxy(tmp_path: Path) -> None:
    validate(report(tmp_path, (10, 10, 10, 10)), 6)
    outcome = report(tmp_path, (10, 10, 10, 10))
    worth = float(round(6 * PROXY, 2))
    assert outcome.as_json()["validated"] == {"sva": worth, "leva": 0, "sleva": worth}
    (row, *_) = outcome.data["data"]
    assert (row["validated_units"], float(row["validated_value"])) == (6, worth)
    assert outcome.data["data"][1]["validated_units"] is None


def test_what_stands_is_carried_forward_with_every_word(tmp_path: Path) -> None:
    words: dict[str, Any] = {
        "evidence": "Sign-in sheet",
        "validated_by": "Officer",
        "validated_on": date(2026, 5, 5),
        "note": "Seen twice",
    }
    first = report(tmp_path, (10, None, None, None))
    validate(first, 6, **words)
    before = read_log(first.log)[key()]
    report(tmp_path, (10, 5, None, None), number=2)
    after = read_log(first.log)
    assert after[key()] == before
    assert state(after[key()]) == "validated"
    assert state(after[key("Q2")]) == "to validate"


def test_a_log_that_did_not_change_is_left_alone(tmp_path: Path) -> None:
    log = report(tmp_path, (10, 1, 1, 1)).log
    content = log.read_bytes()
    outcome = report(tmp_path, (10, 1, 1, 1))
    assert outcome.log_copy is None
    assert log.read_bytes() == content


def test_a_copy_of_the_old_log_is_kept_each_time(tmp_path: Path) -> None:
    first = report(tmp_path, (10, 1, 1, 1))
    old = first.log.read_bytes()
    copies = [report(tmp_path, (10 + n, 1, 1, 1), number=1 + n).log_copy for n in (1, 2)]
    assert [copy.name for copy in copies if copy] == [
        "validation_log before 2026-06-01.xlsx",
        "validation_log before 2026-06-01 (2).xlsx",
    ]
    assert copies[0]
    assert copies[0].read_bytes() == old


def test_a_changed_figure_reopens_its_row_twice_too(tmp_path: Path) -> None:
    validate(report(tmp_path, (10, 1, 1, 1)), 6, evidence="Sheet", validated_by="Officer")
    outcome = report(tmp_path, (12, 1, 1, 1), number=2)
    entry = read_log(outcome.log)[key()]
    assert figures((entry.reported, entry.validated, entry.before)) == (12, None, 6)
    assert (state(entry), entry.evidence, entry.validated_by) == ("reopened", "Sheet", "")
    assert entry.history == "Reported changed from 10 to 12."
    assert outcome.as_json()["validated"]["sleva"] == 0

    again = read_log(report(tmp_path, (13, 1, 1, 1), number=3).log)[key()]
    assert figures((again.reported, again.validated, again.before)) == (13, None, 6)
    assert again.history == "Reported changed from 10 to 12. Reported changed from 12 to 13."

    validate(outcome, 11)
    once_more = read_log(report(tmp_path, (14, 1, 1, 1), number=4).log)[key()]
    assert once_more.before == 11


def test_a_row_that_nobody_validated_only_takes_the_new_figure(tmp_path: Path) -> None:
    report(tmp_path, (10, 1, 1, 1))
    entry = read_log(report(tmp_path, (12, 1, 1, 1), number=2).log)[key()]
    assert figures((entry.reported, entry.history, state(entry))) == (12, "", "to validate")


def test_a_validated_figure_that_was_withdrawn_counts_for_nothing_and_is_told(
    tmp_path: Path,
) -> None:
    validate(report(tmp_path, (10, 1, 1, 1)), 6)
    outcome = report(tmp_path, (None, 1, 1, 1), number=2)
    assert outcome.as_json()["validated"]["sleva"] == 0
    assert codes(outcome.made.problems).count("log-unmatched") == 1
    assert read_log(outcome.log)[key()].validated == 6

    back = report(tmp_path, (10, 1, 1, 1), number=3)
    assert back.as_json()["validated"]["sleva"] == float(round(6 * PROXY, 2))


def test_more_than_was_reported_is_said_and_counted_as_validated(tmp_path: Path) -> None:
    validate(report(tmp_path, (10, 1, 1, 1)), 11)
    outcome = report(tmp_path, (10, 1, 1, 1))
    assert state(read_log(outcome.log)[key()]) == "more than reported"
    assert outcome.data["data"][0]["validated_units"] == 11


def test_nothing_validated_is_not_the_same_as_none(tmp_path: Path) -> None:
    validate(report(tmp_path, (10, 1, 1, 1)), 0)
    rows = report(tmp_path, (10, 1, 1, 1)).data["data"]
    assert [row["validated_units"] for row in rows] == [0, None, None, None]
    assert [row["validated_value"] for row in rows] == [0, None, None, None]


def test_rows_of_other_years_are_kept_and_not_told(tmp_path: Path) -> None:
    outcome = report(tmp_path, (10, 1, 1, 1))
    last_year = ("2024-25", *key()[1:])
    log = read_log(outcome.log)
    log[last_year] = replace(log[key()], key=last_year, validated=Decimal(3))
    write_log(log, council(), outcome.log, AS_AT)
    again = report(tmp_path, (11, 1, 1, 1), number=2)
    assert read_log(again.log)[last_year].validated == 3
    assert "log-unmatched" not in codes(again.made.problems)


@pytest.mark.parametrize("typed", ["60 or so", "#REF!", -4])
def test_a_log_that_cannot_be_used_stops_the_job_and_is_not_touched(
    tmp_path: Path, typed: Any
) -> None:
    outcome = report(tmp_path, (10, 1, 1, 1))
    retyped(outcome.log, {("Log", "K5"): typed})
    before = outcome.log.read_bytes()
    with pytest.raises(InputError, match="Log K5: 'Validated units'"):
        report(tmp_path, (12, 1, 1, 1), number=2)
    assert outcome.log.read_bytes() == before


def test_a_figure_in_two_rows_of_the_log_stops_the_job(tmp_path: Path) -> None:
    outcome = report(tmp_path, (10, None, None, None))

    def twice(book: Any) -> None:
        sheet = book["Log"]
        for column in range(1, 19):
            sheet.cell(6, column).value = sheet.cell(5, column).value

    edit(outcome.log, twice)
    with pytest.raises(InputError, match="row 6: the same figure stands in two rows"):
        read_log(outcome.log)


def test_a_note_typed_into_the_log_by_hand_is_read(tmp_path: Path) -> None:
    outcome = report(tmp_path, (10, None, None, None))
    retyped(outcome.log, {("Log", "K5"): "£6", ("Log", "R5"): "Asked Jo"})
    entry = read_log(outcome.log)[key()]
    assert figures((entry.validated, entry.note)) == (6, "Asked Jo")


def entry_of(supplier: str, quarter: str, validated: float | None) -> tuple[LogKey, Entry]:
    units = None if validated is None else Decimal(str(validated))
    made = key(quarter, supplier=supplier)
    return made, Entry(made, "", "", Decimal(50), units)


def test_validated_units_to_date_are_each_suppliers_own() -> None:
    log: Log = dict(
        [
            entry_of("Old Ltd", "Q1", 5),
            entry_of("Old Ltd", "Q2", 2.5),
            entry_of("Old Ltd", "Q3", None),
            entry_of("New Ltd", "Q4", 1),
            entry_of("Gone Ltd", "Q1", 9),
        ]
    )
    known = {(Key("C1", "", name), "PJ04"): measure("PJ04") for name in ("Old Ltd", "New Ltd")}
    assert validated_to_date(log, known) == {
        (Key("C1", "", "Old Ltd"), "PJ04"): (
            Decimal("7.5"),
            round(5 * PROXY, 2) + Decimal("30.53"),
        ),
        (Key("C1", "", "New Ltd"), "PJ04"): (Decimal(1), PROXY),
    }


def test_a_later_workbook_is_issued_with_what_was_validated(tmp_path: Path) -> None:
    outcome = report(tmp_path, (10, 1, 1, 1))
    validate(outcome, 6)
    register = read_register(tmp_path / "register.xlsx", council())
    so_far = validated_to_date(read_log(outcome.log), register.measures_by_contract())
    pack = monitoring_pack(register, YEAR, tmp_path / "next", council(), validated=so_far)
    (row,) = sheet_rows(pack.written[0], "Promises")
    assert row["Validated so far"] == 6
    fields = dict(_column_ab(pack.written[0], "Contract"))
    assert fields["Value validated so far"] == float(round(6 * PROXY, 2))


def _column_ab(path: Path, sheet: str) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    edit_copy = path.with_name("copy.xlsx")
    edit_copy.write_bytes(path.read_bytes())
    edit(edit_copy, lambda book: found.extend((r[0].value, r[1].value) for r in book[sheet].rows))
    return found
