"""Which weightings stand: a share of the total award criteria (R6)."""

from datetime import date
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.policy import WeightingCheck, check_weighting, requirement

DAY = date(2026, 3, 2)
REGULATED = 300_000
IN_SCOPE = 178_000
OUT_OF_SCOPE = 50_000


def check(weighting: Any, net: int, *, reason_recorded: bool = False) -> WeightingCheck:
    # VAT at 0 keeps £178,000 under the statutory £207,720
    contract = requirement("services", net, on=DAY, vat_rate=0)
    return check_weighting(weighting, contract, reason_recorded=reason_recorded)


@pytest.mark.parametrize(
    ("weighting", "net", "reason_recorded", "stands"),
    [
        (0.0999, REGULATED, False, False),
        (0.0999, REGULATED, True, False),
        (0.1, REGULATED, False, True),
        (0.1001, REGULATED, False, True),
        (1, REGULATED, False, True),
        (0, REGULATED, True, False),
        (0.1, IN_SCOPE, False, True),
        (0.0999, IN_SCOPE, False, False),
        (0.0999, IN_SCOPE, True, True),
        (0, IN_SCOPE, False, False),
        (0, OUT_OF_SCOPE, False, True),
        (0.05, OUT_OF_SCOPE, False, True),
    ],
)
def test_the_minimum_holds_and_a_recommendation_gives_way_to_a_reason(
    weighting: float, net: int, reason_recorded: bool, stands: bool
) -> None:
    assert check(weighting, net, reason_recorded=reason_recorded).stands is stands


def test_sums_of_fractions_reach_the_minimum() -> None:
    assert check(0.3 - 0.2, REGULATED).stands


@pytest.mark.parametrize(
    ("weighting", "net", "words"),
    [
        (0.05, REGULATED, ("5% of the total award criteria", "10%", "clause 9.2.2")),
        (0.05, IN_SCOPE, ("recommended 10%", "record a reason")),
        (0.2, REGULATED, ("20%", "stands")),
        (0.05, OUT_OF_SCOPE, ("stands", "not required")),
    ],
)
def test_the_message_says_why(weighting: float, net: int, words: tuple[str, ...]) -> None:
    message = check(weighting, net).message

    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize("weighting", [10, 1.01, -0.1, None, "10%", float("nan")])
def test_only_fractions_are_weightings(weighting: Any) -> None:
    with pytest.raises(InputError, match=r"10% is 0\.1"):
        check(weighting, REGULATED)


def test_a_reason_that_nobody_speaks_of_is_not_recorded() -> None:
    contract = requirement("services", IN_SCOPE, on=DAY, vat_rate=0)

    assert not check_weighting(0.05, contract).stands
