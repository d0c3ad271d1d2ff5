from decimal import Decimal
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.scoring import Ground, OfferLine, Reduction, score
from tests.scoring.invented import SOCIAL, bid, tender

REDUCED = Reduction(30, Ground.DOUBLE_COUNTED, "E1", "the same hours as S2")


def test_units_are_marked_and_contracted_as_offered() -> None:
    line = OfferLine(SOCIAL, 100)
    assert [line.marked, line.contracted_units] == [100, 100]


def test_a_reduction_is_marked_and_what_was_offered_is_contracted() -> None:
    """Inflation is never free: fewer units are marked, all of them have to be delivered."""
    line = OfferLine(SOCIAL, 100, REDUCED)
    assert [line.marked, line.contracted_units] == [30, 100]


def test_contracted_units_may_be_written_down() -> None:
    assert OfferLine(SOCIAL, 100, contracted=80).contracted_units == 80
    assert OfferLine(SOCIAL, 100, contracted=0).contracted_units == 0


def test_nothing_said_stays_nothing() -> None:
    line = OfferLine(SOCIAL)
    assert (line.marked, line.contracted_units) == (None, None)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"ground": "too good to be true"}, "'too good to be true'"),
        ({"ground": ""}, "ground for reducing"),
        ({"evaluator": ""}, "Who reduced the marked units"),
        ({"reason": "  "}, "reason for reducing"),
        ({"units": -1}, "marked units is -1"),
        ({"units": None}, "marked units is missing"),
    ],
)
def test_a_reduction_needs_ground_evaluator_and_reason(change: dict[str, Any], found: str) -> None:
    given: dict[str, Any] = {
        "units": 1, "ground": Ground.SPECIFIED, "evaluator": "E1", "reason": "clause 3",
    }  # fmt: skip
    assert Reduction(**given).ground is Ground.SPECIFIED
    with pytest.raises(InputError) as refused:
        Reduction(**(given | change))
    assert found in refused.value.what


@pytest.mark.parametrize("offered", [29, None, Decimal("29.999999")])
def test_marked_units_are_never_more_than_offered(offered: Any) -> None:
    with pytest.raises(InputError, match="S1: 30 units are marked"):
        OfferLine(SOCIAL, offered, REDUCED)


@pytest.mark.parametrize("name", ["offered", "contracted"])
@pytest.mark.parametrize("units", [-1, -0.01, "ten", True, float("nan"), float("inf")])
def test_units_that_cannot_be_are_refused(name: str, units: Any) -> None:
    given: dict[str, Any] = {"offered": 1} | {name: units}
    with pytest.raises(InputError, match=f"S1: the {name} units"):
        OfferLine(SOCIAL, **given)


def test_a_ground_that_was_not_published_is_refused() -> None:
    given = bid(lines=(OfferLine(SOCIAL, 100, REDUCED),))
    score(tender(grounds=(Ground.DOUBLE_COUNTED,)), [given])
    with pytest.raises(InputError, match="Alder, S1: 'double-counted' is not a ground"):
        score(tender(grounds=(Ground.SPECIFIED,)), [given])
    with pytest.raises(InputError, match="nothing can be reduced"):
        score(tender(grounds=()), [given])


def test_a_measure_stands_once_in_a_bid() -> None:
    with pytest.raises(InputError, match="'S1' is there twice"):
        score(tender(), [bid(lines=(OfferLine(SOCIAL, 1), OfferLine(SOCIAL, 2)))])


def test_a_reduction_of_what_nobody_offered_stays_nothing() -> None:
    nothing = Reduction(0, Ground.SPECIFIED, "E1", "clause 3")
    assert OfferLine(SOCIAL, None, nothing).marked is None


def test_dust_makes_no_reduction_too_large() -> None:
    assert OfferLine(SOCIAL, Decimal("29.9999999"), REDUCED).marked == 30


@pytest.mark.parametrize("units", [100, Decimal("100.0000001")])
def test_as_many_units_may_be_marked_as_were_offered(units: Any) -> None:
    same = Reduction(units, Ground.SPECIFIED, "E1", "clause 3")
    assert OfferLine(SOCIAL, 100, same).marked == units
