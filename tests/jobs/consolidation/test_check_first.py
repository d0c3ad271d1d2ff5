"""What counts, and is so large that it is checked before the figures are used."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.consolidation.summary import Summary
from svtools.jobs.register.contracts import LargeFigures, Settings
from svtools.jobs.register.issued import set_rows
from svtools.jobs.register.read import read_register
from svtools.measures import open_set
from tests.jobs.consolidation.cases import SAMPLE_REGISTER, case
from tests.making import (
    AS_AT,
    YEAR,
    consolidated,
    contract,
    council,
    place,
    register_of,
    save_register,
    save_return,
    sheet_rows,
)

EACH = contract()
REGISTER = register_of((EACH, {"OP15": 1000, "OP08": 10}))
SEVERAL = [contract(f"C{n}") for n in range(1, 7)]


def run(folder: Path, units: dict[str, Any], **more: Any) -> Consolidation:
    save_return(folder / "a.xlsx", REGISTER, EACH, units, **more)
    return consolidated(folder, REGISTER, YEAR, council(), as_at=AS_AT)


def checks(made: Consolidation) -> list[tuple[str, str]]:
    return [(p.code, p.where) for p in made.problems if p.level == "check first"]


def several(
    folder: Path, pounds: list[float], large: LargeFigures | None = None, **other: Any
) -> Consolidation:
    """One return for each of so many contracts, with £ spent that nobody promised."""
    contracts = SEVERAL[: len(pounds)]
    settings = Settings(large=large or LargeFigures())
    register = register_of(*((each, {"OP08": 4}) for each in contracts), settings=settings)
    for each, spent in zip(contracts, pounds, strict=True):
        save_return(
            folder / f"{each.key.ref}.xlsx", register, each, {"OP08": (0, 0, 0, 0)},
            other=[{"measure": "OP15", "q1": spent}], **other,
        )  # fmt: skip
    return consolidated(folder, register, YEAR, council(), as_at=AS_AT)


def test_a_huge_number_counts_and_is_checked_first_with_the_figures_without_it() -> None:
    made = case("huge-units", register=SAMPLE_REGISTER, as_at=date(2026, 5, 20))
    assert checks(made) == [("far-above-promise", "Delivery E5")]
    assert made.needs_attention
    assert made.status(made.returns[0]) == "accepted with remarks"
    data = Summary(made).data("", "", "")
    assert data["headline"][1]["sleva"] > 10**12
    assert "Check first: 1 finding may make the figures wrong" in data["notes"][0]
    assert data["notes"][1].startswith("huge_units_C0101.xlsx, Delivery E5: OP01: 100000001.3")
    assert 0 < made.to_check.without.sleva < 10**6


@pytest.mark.parametrize(
    ("spent", "code"),
    [
        (3000, None),
        (3001, "above-promise"),
        (10_000, "above-promise"),
        (10_001, "far-above-promise"),
    ],
)
def test_three_times_the_promise_is_a_remark_and_over_ten_thousand_pounds_a_check(
    tmp_path: Path, spent: int, code: str | None
) -> None:
    made = run(tmp_path, {"OP15": (spent, 0, 0, 0), "OP08": (0, 0, 0, 0)})
    assert [p.code for p in made.problems] == ([code] if code else [])
    assert made.needs_attention is (code == "far-above-promise")


def test_what_is_large_is_the_registers_setting(tmp_path: Path) -> None:
    units = {"OP15": (2500, 0, 0, 0), "OP08": (0, 0, 0, 0)}
    assert checks(run(tmp_path, units)) == []
    large = LargeFigures(far_above=Decimal(2), far_above_worth=Decimal(2400))
    register = replace(REGISTER, settings=Settings(large=large))
    made = consolidated(tmp_path, register, YEAR, council(), as_at=AS_AT)
    assert checks(made) == [("far-above-promise", "Delivery F7")]
    assert Summary(made).data("", "", "")["settings"]["far_above"] == 2


@pytest.mark.parametrize(
    ("large", "found"),
    [
        (LargeFigures(), 1),
        (LargeFigures(enough_returns=6), 0),
        (LargeFigures(share_of_all=Decimal("0.9")), 0),
        (LargeFigures(share_of_all=Decimal("0.79"), enough_returns=5), 1),
        (LargeFigures(share_of_all=Decimal("0.8")), 0),
    ],
)
def test_what_is_most_of_all_is_the_registers_setting(
    tmp_path: Path, large: LargeFigures, found: int
) -> None:
    made = several(tmp_path, [100, 100, 100, 100, 1600], large=large)
    told = [p for p in made.problems if p.code == "most-of-all"]
    assert len(told) == found
    assert all(f"more than {p.details['share']} of all" in p.what for p in told)


def test_the_overview_says_so_and_the_json_has_both_figures(tmp_path: Path) -> None:
    register = save_register(tmp_path / "register.xlsx", REGISTER)
    save_return(tmp_path / "in" / "a.xlsx", REGISTER, EACH, {"OP15": (99_999, 0, 0, 0)})
    summary = tmp_path / "summary.xlsx"
    outcome = consolidate(tmp_path / "in", register, YEAR, summary, council(), as_at=AS_AT)
    found = outcome.as_json()
    assert found["delivered"]["leva"] == 99_999
    assert found["delivered_without_check_first"] == {"sva": 0, "leva": 0, "sleva": 0}
    (row,) = (r for r in sheet_rows(summary, "Problems") if r["Effect"] == "check first")
    assert row["Cells"] == "F7"


def test_where_nothing_is_to_be_checked_the_overview_says_that_too(tmp_path: Path) -> None:
    data = Summary(run(tmp_path, {"OP15": (1, 0, 0, 0)})).data("", "", "")
    assert data["notes"][0] == "No figure that counts stands out as too large to be right."
    assert not any(data["notes"][2:])


@pytest.mark.parametrize(
    ("pounds", "found"),
    [
        ([100, 100, 100, 100, 401], [("most-of-all", place("other.q1", promises=1))]),
        ([100, 100, 100, 100, 400], []),
        ([100, 100, 100, 301], []),
        ([100, 100, 100, 100, 200, 9000], [("most-of-all", place("other.q1", promises=1))]),
        ([0, 0, 0, 0, 0], []),
    ],
)
def test_one_cell_over_half_of_all_is_checked_first_where_five_returns_count(
    tmp_path: Path, pounds: list[float], found: list[tuple[str, str]]
) -> None:
    made = several(tmp_path, pounds)
    assert checks(made) == found
    without = sum(pounds[:-1]) if found else sum(pounds)
    assert made.to_check.without.leva == without


def test_of_two_with_the_same_number_the_one_that_counts_is_checked_first(tmp_path: Path) -> None:
    for name, spent, day in (("a", 1, date(2026, 4, 8)), ("b", 2, date(2026, 4, 9))):
        save_return(
            tmp_path / f"{name}.xlsx", REGISTER, EACH, {"OP15": (spent, 0, 0, 0)},
            answers={"sign_off.date_completed": day},
        )  # fmt: skip
    made = consolidated(tmp_path, REGISTER, YEAR, council(), as_at=AS_AT)
    assert checks(made) == [("same-number", "")]
    assert made.needs_attention
    assert [float(f.units) for f in made.figures if f.units] == [2]
    assert made.to_check.without.leva == 0


def test_a_measure_typed_over_in_the_register_is_in_doubt_with_all_its_figures(
    tmp_path: Path,
) -> None:
    rows = set_rows([open_set()])["measures"]
    changed = [row | ({"proxy": 2} if row["code"] == "OP15" else {}) for row in rows]
    path = save_register(tmp_path / "register.xlsx", REGISTER, measures=changed)
    (tmp_path / "in").mkdir()
    units = {"OP15": (250,) * 4, "OP08": (2, 2, 3, 3)}
    save_return(tmp_path / "in" / "a.xlsx", REGISTER, EACH, units)
    register = read_register(path, council())
    made = consolidated(tmp_path / "in", register, YEAR, council(), as_at=AS_AT)
    assert [code for code, _ in checks(made)] == ["measure-changed"]
    sound = sum(f.value or 0 for f in made.figures if f.measure.code == "OP08")
    assert made.to_check.without.sleva == sound
