"""What an earlier return said of a quarter stands, unless a later one says otherwise."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.summary import Summary
from tests.making import (
    AS_AT,
    YEAR,
    codes,
    consolidated,
    contract,
    council,
    figures,
    register_of,
    save_return,
)

EACH = contract()
REGISTER = register_of((EACH, {"OP01": 4, "OP08": 52}))
NIL = {"sign_off.nil_return": "Yes"}


def save(path: Path, ones: Sequence[Any], weeks: Sequence[Any] = (), **more: Any) -> None:
    save_return(path, REGISTER, EACH, {"OP01": ones, "OP08": weeks}, **more)


def run(folder: Path) -> Consolidation:
    return consolidated(folder, REGISTER, YEAR, council(), as_at=AS_AT)


def units(made: Consolidation) -> list[tuple[str, int, float, str]]:
    return [(f.measure.code, f.quarter, float(f.units), f.file) for f in made.figures]


def test_a_nil_return_stays_one_when_a_later_return_comes(tmp_path: Path) -> None:
    save(tmp_path / "1.xlsx", (), quarter="Q1", answers=NIL)
    save(tmp_path / "2.xlsx", (None, 3), (None, 26), quarter="Q2", number=2)
    made = run(tmp_path)
    assert sorted(units(made)) == [
        ("OP01", 1, 0, "1.xlsx"),
        ("OP01", 2, 3, "2.xlsx"),
        ("OP08", 1, 0, "1.xlsx"),
        ("OP08", 2, 26, "2.xlsx"),
    ]
    assert codes(made.problems) == ["superseded", "quarter-stands"]
    (_, stands) = made.problems
    assert stands.where == "Delivery F7, F8"
    assert "what 1.xlsx said of Q1 stands" in stands.what
    rows = Summary(made).data("", "", "")["changes"]
    assert [(r["measure"], r["quarter"], r["old"], r["new"]) for r in rows] == [
        ("OP01", "Q1", 0, None),
        ("OP08", "Q1", 0, None),
    ]
    assert rows[0]["old_place"].startswith("1.xlsx, Sign off!")
    assert rows[0]["new_place"] == "2.xlsx, blank, so the earlier figure stands"


def test_it_stays_one_through_several_later_returns(tmp_path: Path) -> None:
    save(tmp_path / "1.xlsx", (), quarter="Q1", answers=NIL)
    save(tmp_path / "2.xlsx", (None, 3), (None, 26), quarter="Q2", number=2)
    save(tmp_path / "3.xlsx", (None, None, 1), (None, None, 9), quarter="Q3", number=3)
    made = run(tmp_path)
    assert [each for each in sorted(units(made)) if each[0] == "OP01"] == [
        ("OP01", 1, 0, "1.xlsx"),
        ("OP01", 2, 3, "2.xlsx"),
        ("OP01", 3, 1, "3.xlsx"),
    ]
    assert not any(p.level == "not counted" for p in made.problems)


@pytest.mark.parametrize("said_again", [2, 5])
def test_what_the_return_between_says_again_or_corrects_stands(
    tmp_path: Path, said_again: int
) -> None:
    save(tmp_path / "1.xlsx", (2,), (13,), quarter="Q1")
    save(tmp_path / "2.xlsx", (said_again,), (13,), quarter="Q2", number=2, answers=NIL)
    save(tmp_path / "3.xlsx", (None, None, 1), (None, None, 9), quarter="Q3", number=3)
    made = run(tmp_path)
    assert [each for each in sorted(units(made)) if each[0] == "OP01"] == [
        ("OP01", 1, said_again, "2.xlsx"),
        ("OP01", 2, 0, "2.xlsx"),
        ("OP01", 3, 1, "3.xlsx"),
    ]
    assert not any(p.level == "not counted" for p in made.problems)


def test_a_correction_of_a_quarter_that_stood_says_all_of_it(tmp_path: Path) -> None:
    save(tmp_path / "1.xlsx", (2,), (13,), quarter="Q1")
    save(tmp_path / "2.xlsx", (None, 3), (None, 26), quarter="Q2", number=2)
    save(tmp_path / "3.xlsx", (None, 3), (13, 26), quarter="Q1", number=3)
    assert ("OP01", 1, 2, "1.xlsx") not in units(run(tmp_path))


def test_a_later_nil_return_is_nil_for_its_own_quarter_alone(tmp_path: Path) -> None:
    save(tmp_path / "1.xlsx", (5,), (13,), quarter="Q1")
    save(tmp_path / "2.xlsx", (), quarter="Q2", number=2, answers=NIL)
    made = run(tmp_path)
    assert sorted(units(made)) == [
        ("OP01", 1, 5, "1.xlsx"),
        ("OP01", 2, 0, "2.xlsx"),
        ("OP08", 1, 13, "1.xlsx"),
        ("OP08", 2, 0, "2.xlsx"),
    ]


def test_a_later_return_that_says_otherwise_counts(tmp_path: Path) -> None:
    save(tmp_path / "1.xlsx", (), quarter="Q1", answers=NIL)
    save(tmp_path / "2.xlsx", (5, 3), (0, 26), quarter="Q2", number=2)
    made = run(tmp_path)
    assert units(made)[0] == ("OP01", 1, 5, "2.xlsx")
    rows = Summary(made).data("", "", "")["changes"]
    assert figures([(r["measure"], r["old"], r["new"]) for r in rows]) == [("OP01", 0, 5)]


def test_a_supplier_that_fills_in_each_quarter_alone_loses_nothing(tmp_path: Path) -> None:
    other = [{"measure": "PJ04", "q1": 7}]
    save(tmp_path / "1.xlsx", (1,), (13,), quarter="Q1", other=other)
    save(tmp_path / "2.xlsx", (None, 2), (None, 14), quarter="Q2", number=2)
    assert sorted(units(run(tmp_path))) == [
        ("OP01", 1, 1, "1.xlsx"),
        ("OP01", 2, 2, "2.xlsx"),
        ("OP08", 1, 13, "1.xlsx"),
        ("OP08", 2, 14, "2.xlsx"),
        ("PJ04", 1, 7, "1.xlsx"),
    ]


@pytest.mark.parametrize("typed", ["n/a", "about 3"])
def test_what_was_typed_there_and_cannot_be_used_is_told_and_hides_nothing(
    tmp_path: Path, typed: str
) -> None:
    save(tmp_path / "1.xlsx", (2,), (13,), quarter="Q1")
    save(tmp_path / "2.xlsx", (typed, 2), (13, 14), quarter="Q2", number=2)
    made = run(tmp_path)
    assert ("OP01", 1, 2, "1.xlsx") not in units(made)
    assert any(p.level == "not counted" and p.where == "Delivery F7" for p in made.problems)


def test_other_delivery_that_was_typed_anew_replaces_what_was_there(tmp_path: Path) -> None:
    save(tmp_path / "1.xlsx", (1,), (13,), quarter="Q1", other=[{"measure": "PJ04", "q1": 7}])
    other = [{"measure": "PJ06", "q1": 7, "q2": 1}]
    save(tmp_path / "2.xlsx", (1, 2), (13, 14), quarter="Q2", number=2, other=other)
    assert not [each for each in units(run(tmp_path)) if each[0] == "PJ04"]


def test_a_correction_of_the_same_quarter_says_all_of_it(tmp_path: Path) -> None:
    save(tmp_path / "1.xlsx", (2,), (13,), quarter="Q1")
    save(tmp_path / "2.xlsx", (None,), (13,), quarter="Q1", number=2)
    made = run(tmp_path)
    assert units(made) == [("OP08", 1, 13, "2.xlsx")]
    assert set(codes(made.problems)) == {"superseded", "quarter-blank", "quarter-changed"}


def test_a_figure_that_was_typed_ahead_of_its_quarter_does_not_stand(tmp_path: Path) -> None:
    save(tmp_path / "1.xlsx", (1, 9), (13, None), quarter="Q1")
    save(tmp_path / "2.xlsx", (1, None), (13, 14), quarter="Q2", number=2)
    assert ("OP01", 2, 9, "1.xlsx") not in units(run(tmp_path))
