"""Evaluators: conflicts of interest, and marks that lie far apart."""

from decimal import Decimal
from typing import Any

import pytest

from svtools.scoring import Conflict, Declaration, spread, stood_down, wide_apart

WHOLE = Declaration("E1", Conflict.STOOD_DOWN, "A director's brother")
OF_ONE = Declaration("E2", Conflict.STOOD_DOWN, "Worked there", "Alder")
MITIGATED = Declaration("E3", Conflict.MITIGATED, "Marks without the price", "Alder")


@pytest.mark.parametrize(
    ("evaluator", "bidder", "stands_down"),
    [
        ("E1", "Alder", True),
        ("E1", "Birch", True),
        ("E2", "ALDER", True),
        ("E2", "Birch", False),
        ("E3", "Alder", False),
        ("E4", "Alder", False),
    ],
)
def test_who_stood_down_marks_nobody_or_not_the_one_bidder(
    evaluator: str, bidder: str, stands_down: bool
) -> None:
    assert stood_down([WHOLE, OF_ONE, MITIGATED], evaluator, bidder) is stands_down


def test_a_declaration_is_whole_with_how() -> None:
    assert Declaration("E1", Conflict.NONE).gap == ""
    assert WHOLE.gap == MITIGATED.gap == ""
    assert Declaration("E1", None).gap.startswith("no conflict")
    assert Declaration("E1", Conflict.MITIGATED, " ").gap.endswith("isn't said how")


@pytest.mark.parametrize(
    ("marks", "apart", "wide"),
    [
        ({}, None, False),
        ({"E1": 0, "E2": None}, None, False),
        ({"E1": 3, "E2": 3}, 0, False),
        ({"E1": 3, "E2": 4}, 1, False),
        ({"E1": 3, "E2": 5, "E3": 4}, 2, True),
        ({"E1": 0, "E2": 5}, 5, True),
        ({"E1": 2.5, "E2": Decimal(4)}, Decimal("1.5"), False),
    ],
)
def test_how_far_marks_lie_apart(marks: dict[str, Any], apart: Any, wide: bool) -> None:
    assert spread(marks) == apart
    assert wide_apart(marks) is wide
