"""SVA and LEVA each have their own progress, and a promise behind is behind whatever they are."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.register.register import Register
from svtools.workbooks.parse import template
from tests.libreoffice import differences, needs_libreoffice
from tests.making import (
    AS_AT,
    YEAR,
    contract,
    council,
    register_data,
    register_of,
    save_register,
    save_return,
    sheet_rows,
)

ONE, TWO, QUIET = contract("C1"), contract("C2", supplier="Second Ltd"), contract("C3")
HELD = contract("C4")
UNVALUED = "OP19"
Q1_SHORT, WHOLE = (None, 25, 25, 25), (25, 25, 25, 25)


def summary(
    folder: Path,
    register: Register,
    *returns: tuple[Any, dict[str, Any]],
    unreadable: Any = None,
    measure: str = "?",
) -> Path:
    """The summary of these returns; each is a contract and its units by measure.

    The contract `unreadable` has a promise more, of that measure, which is held back.
    """
    for each, units in returns:
        save_return(folder / "in" / f"{each.key.ref}.xlsx", register, each, units)
    (folder / "in").mkdir(exist_ok=True)
    promises = register_data(register)["promises"]
    if unreadable:
        promises.append({"ref": unreadable.key.ref, "measure": measure, "units": "two or three"})
    path = save_register(folder / "register.xlsx", register, promises=promises)
    output = folder / "summary.xlsx"
    consolidate(folder / "in", path, YEAR, output, council(), as_at=AS_AT)
    return output


def only(path: Path, sheet: str) -> dict[str, Any]:
    """The one row of a sheet's table."""
    (row,) = sheet_rows(path, sheet)
    return row


def test_much_leva_does_not_hide_that_no_sva_came(tmp_path: Path) -> None:
    register = register_of((ONE, {"OP15": 100_000, "PJ04": 40}))
    units = {"OP15": (25_000,) * 4, "PJ04": (0, 0, 0, 0)}
    row = only(summary(tmp_path, register, (ONE, units)), "By contract")
    assert (row["SVA in words"], row["LEVA in words"]) == ("well behind", "on track")
    assert (row["Promises"], row["Promises behind"], row["Promises not reported"]) == (2, 1, 0)
    assert not [heading for heading in row if "SLEVA" in heading and "words" in heading]


@pytest.mark.parametrize(
    ("units", "words", "behind"),
    [
        ((25, 25, 25, 24.96), "on track", 0),  # 99.96 is 100.0% as it is shown
        ((25, 25, 25, 24.94), "behind", 1),
        ((25, 25, 25, 10), "behind", 1),  # 85.0%
        ((25, 25, 25, 9.94), "well behind", 1),
        ((None, None, None, None), "not reported", 0),
        ((0, 0, 0, 0), "well behind", 1),
    ],
)
def test_a_promise_is_judged_by_its_own_units(
    units: tuple[float | None, ...], words: str, behind: int, tmp_path: Path
) -> None:
    register = register_of((ONE, {"OP15": 100}))
    path = summary(tmp_path, register, (ONE, {"OP15": units}))
    promise = only(path, "Promises")
    reported = [each for each in units if each is not None]
    assert promise["Progress in words"] == words
    assert promise["Units delivered to date"] == pytest.approx(sum(reported) if reported else None)
    row = only(path, "By contract")
    assert (row["LEVA in words"], row["Promises behind"]) == (words, behind)
    assert row["SVA in words"] == "none promised"


def test_other_delivery_of_the_same_measure_counts_for_its_promise(tmp_path: Path) -> None:
    register = register_of((ONE, {"OP15": 100}))
    data = {"measure": "OP15", "q4": 75}
    save_return(tmp_path / "in" / "1.xlsx", register, ONE, {"OP15": (25, 0, 0, 0)}, other=[data])
    assert only(summary(tmp_path, register), "Promises")["Progress in words"] == "on track"


def test_the_share_of_a_target_is_each_kinds_own(tmp_path: Path) -> None:
    register = register_of((ONE, {"OP15": 100, "OP01": 2}))
    save_return(tmp_path / "in" / "1.xlsx", register, ONE, {"OP15": WHOLE, "OP01": (1, 1, 0, 0)})
    theme = "Opportunity and Prosperity"
    target = [{"year": "2025-26", "theme": theme, "leva": 200, "consulted": "Nobody"}]
    path = save_register(tmp_path / "register.xlsx", register, targets=target)
    outcome = consolidate(tmp_path / "in", path, YEAR, tmp_path / "s.xlsx", council(), as_at=AS_AT)
    row = next(row for row in outcome.data["by_theme"] if row["theme"] == theme)
    assert (row["target_sva"], row["reached_sva"]) == (None, "")
    assert (row["target_leva"], row["reached_leva"]) == (200, Decimal(0))


@pytest.mark.parametrize(
    ("units", "words", "behind", "not_reported"),
    [
        ((25, 25, None, None), "return missing", 0, 1),
        ((0, 0, None, None), "return missing", 0, 1),
        ((50, 50, None, None), "on track", 0, 0),
    ],
)
def test_silence_is_no_failure(
    tmp_path: Path, units: tuple[int | None, ...], words: str, behind: int, not_reported: int
) -> None:
    register = register_of((ONE, {"OP15": 100}))
    save_return(tmp_path / "in" / "1.xlsx", register, ONE, {"OP15": units}, quarter="Q2")
    path = summary(tmp_path, register)
    row = only(path, "By contract")
    assert (row["LEVA in words"], row["Returns missing"]) == (words, 2)
    assert (row["Promises behind"], row["Promises not reported"]) == (behind, not_reported)
    assert only(path, "Promises")["Progress in words"] == words


def test_with_every_return_little_is_well_behind(tmp_path: Path) -> None:
    register = register_of((ONE, {"OP15": 100}))
    row = only(summary(tmp_path, register, (ONE, {"OP15": (1, 1, 1, 1)})), "By contract")
    assert (row["LEVA in words"], row["Returns missing"]) == ("well behind", 0)


HELD_BACK = "promise held back"


@pytest.mark.parametrize(
    ("units", "measure", "words"),
    [
        ({"OP15": WHOLE, "PJ04": (10, 10, 10, 10)}, "OP01", ("on track", HELD_BACK)),
        ({"OP15": WHOLE, "PJ04": (10, 10, 10, 10)}, "AI01", (HELD_BACK, "on track")),
        ({"OP15": WHOLE, "PJ04": (10, 10, 10, 10)}, "AI99", (HELD_BACK, HELD_BACK)),
        ({"OP15": (9, 9, 9, 9), "PJ04": (10, 10, 10, 9)}, "AI99", ("behind", "well behind")),
    ],
)
def test_what_may_be_behind_a_promise_that_is_held_back_is_not_on_track(
    units: dict[str, Any], measure: str, words: tuple[str, str], tmp_path: Path
) -> None:
    register = register_of((ONE, {"OP15": 100, "PJ04": 40}))
    path = summary(tmp_path, register, (ONE, units), unreadable=ONE, measure=measure)
    row = only(path, "By contract")
    assert (row["SVA in words"], row["LEVA in words"]) == words
    held_back = row["SVA promises held back"], row["LEVA promises held back"]
    may_be = {"OP01": (None, 1), "AI01": (1, None)}
    assert (row["Promises"], held_back) == (2, may_be.get(measure, (1, 1)))
    told = next(each for each in sheet_rows(path, "Problems") if each["Effect"] == "not counted")
    assert told["Measure"] == measure


def test_a_contract_whose_one_promise_is_held_back_is_there_and_not_without_promises(
    tmp_path: Path,
) -> None:
    register = register_of((ONE, {"OP15": 100}), (QUIET, {}))
    path = summary(tmp_path, register, (ONE, {"OP15": WHOLE}), unreadable=QUIET)
    _, row = sheet_rows(path, "By contract")
    assert (row["Contract"], row["Promises"], row["SVA promises held back"]) == ("C3", 0, 1)
    assert (row["SVA in words"], row["LEVA in words"]) == (HELD_BACK, HELD_BACK)
    (by_sme,) = [r for r in sheet_rows(path, "Breakdowns", "BySme") if r["SME"] == "not known"]
    assert (by_sme["Contracts running this year"], by_sme["With promises or figures"]) == (2, 2)


@needs_libreoffice
def test_libreoffice_finds_the_same_progress(tmp_path: Path) -> None:
    register = register_of(
        (ONE, {"OP15": 100_000, "PJ04": 40, "PJ06": 12, UNVALUED: 2}),
        (TWO, {UNVALUED: 4}),
        (QUIET, {"PJ04": 8}),
        (HELD, {"OP15": 100}),
    )
    one = {"OP15": (25_000,) * 4, "PJ04": (9, 9, 9, 0), "PJ06": (None,) * 4, UNVALUED: (0,) * 4}
    returns = (ONE, one), (TWO, {UNVALUED: (1, 1, 1, 1)}), (HELD, {"OP15": WHOLE})
    path = summary(tmp_path, register, *returns, unreadable=HELD)
    found = {row["Contract"]: row for row in sheet_rows(path, "By contract")}
    assert [row["Promises behind"] for row in found.values()] == [2, 0, 0, 0]
    assert [row["Promises not reported"] for row in found.values()] == [1, 0, 1, 0]
    assert [row["Returns missing"] for row in found.values()] == [0, 0, 4, 0]
    progress = [row["SVA delivered of what is due"] for row in found.values()]
    assert progress == [0.675, None, None, None]
    words = [(row["SVA in words"], row["LEVA in words"]) for row in found.values()]
    assert words == [
        ("well behind", "on track"),
        ("not valued", "none promised"),
        ("return missing", "none promised"),
        (HELD_BACK, HELD_BACK),
    ]
    assert differences(path) == []


def test_no_total_adds_both_kinds_without_saying_so() -> None:
    tables = [table for _, table in template("consolidated_summary").tables()]
    kinds_in_rows = [
        table for table in tables if any(c.label == "SV or LEV" for c in table.columns)
    ]
    assert {table.key for table in kinds_in_rows} >= {"by_measure", "promises", "data"}
    assert [table.key for table in kinds_in_rows if table.totals] == []
