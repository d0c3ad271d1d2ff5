"""A number with the word of its unit behind it is read; with any other word it is not."""

from pathlib import Path
from typing import Any

import pytest

from tests.jobs.consolidation.cases import units_of
from tests.making import AS_AT, YEAR, consolidated, contract, council, register_of, save_return

EACH = contract()
REGISTER = register_of((EACH, {"PJ04": 400, "OP08": 52, "PJ06": 4, "OP15": 9000, "OP01": 4}))


@pytest.mark.parametrize(
    ("measure", "typed", "units"),
    [
        ("PJ04", "12 hrs", 12),
        ("PJ04", "12hours", 12),
        ("PJ04", "1,100.5 Hours.", 1100.5),
        ("OP08", "26 wks", 26),
        ("PJ06", "3 trees", 3),
        ("PJ06", "1 tree", 1),
        ("OP15", "2,500 pounds", 2500),
        ("OP15", "£2,500 GBP", 2500),
        ("PJ04", "12 weeks", None),
        ("PJ04", "about 12 hrs", None),
        ("PJ04", "-3 hrs", None),
        ("PJ04", "50% hours", None),
        ("PJ06", "3 dozen", None),
        ("OP15", "£1,200", 1200),
        ("OP15", "1,200 hrs", None),
        ("OP01", "2.5 WTE", 2.5),
        ("PJ04", "£450", None),
        ("PJ04", "£450.00", None),
        ("PJ04", "450 pounds", None),
        ("PJ04", "1,450", 1450),
    ],
)
def test_only_the_word_of_the_unit_is_overlooked(
    tmp_path: Path, measure: str, typed: str, units: float | None
) -> None:
    given: dict[str, Any] = dict.fromkeys(("PJ04", "OP08", "PJ06", "OP15", "OP01"), (1, 0, 0, 0))
    given[measure] = (typed, 0, 0, 0)
    save_return(tmp_path / "a.xlsx", REGISTER, EACH, given)
    made = consolidated(tmp_path, REGISTER, YEAR, council(), as_at=AS_AT)
    assert float(units_of(made, measure)) == (units or 0)
    (told,) = (p for p in made.problems if f"'{typed}' was" in p.what)
    assert told.code == ("interpreted" if units else "not-a-number")


def test_it_is_read_in_other_delivery_too(tmp_path: Path) -> None:
    other = [{"measure": "cs05", "q1": "4 hrs"}, {"measure": "PJ04", "q1": "4 hrs"}]
    save_return(tmp_path / "a.xlsx", REGISTER, EACH, {"OP08": (1, 0, 0, 0)}, other=other)
    made = consolidated(tmp_path, REGISTER, YEAR, council(), as_at=AS_AT)
    assert units_of(made, "PJ04") == 4
