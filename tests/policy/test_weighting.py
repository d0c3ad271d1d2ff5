"""Which weightings stand: a share of the total award criteria (R6)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.policy import WeightingCheck, check_weighting, requirement
from tests.policy.made_up import FROM, LAW, WALES, council_of

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


def judged(folder: Path, weighting: float, *rows: str, more: str = "") -> WeightingCheck:
    council = council_of(folder, *(f"clause: {row}" for row in rows), more=more)
    contract = requirement("works", 100, months=11, on=DAY, council=council)
    return check_weighting(weighting, contract)


@pytest.mark.parametrize(
    ("weighting", "stands", "message"),
    [
        (0.09, False, "9%{} is under the minimum of 10% (clause 1): raise it to 10% or more."),
        (0.1, None, "10%{} stands: the policy asks for 10% to 40%."),
        (0.4, None, "40%{} stands: the policy asks for 10% to 40%."),
        (0.41, False, "41%{} is over the maximum of 40% (clause 3): lower it to 40% or less."),
    ],
)
def test_beside_a_row_of_the_total_one_of_quality_is_for_a_person_to_check(
    weighting: float, stands: bool | None, message: str, tmp_path: Path
) -> None:
    verdict = judged(
        tmp_path,
        weighting,
        f"1, {FROM}, at least: 0.1",
        f"2, {FROM}, exactly: 0.3, of: quality",
        f"3, {FROM}, at most: 0.4",
    )

    assert verdict.stands is stands
    assert verdict.message == (
        f"{message.format(' of the total award criteria')} The policy asks for exactly 30% of "
        "quality, too: check it."
    )


@pytest.mark.parametrize(
    ("weight", "weighting", "stands", "message"),
    [
        (
            "may",
            0,
            True,
            "0% of the total award criteria stands: social value is not required here.",
        ),
        (
            "consider",
            0,
            True,
            "0% of the total award criteria stands: social value is not required here.",
        ),
        (
            "may",
            0.01,
            None,
            "1% of the total award criteria can't be compared with the policy's at least 10% of "
            "quality: check it.",
        ),
        (
            "must",
            0,
            None,
            "0% of the total award criteria can't be compared with the policy's at least 10% of "
            "quality: check it.",
        ),
    ],
)
def test_no_weighting_stands_where_a_share_of_quality_is_not_required(
    weight: str, weighting: float, stands: bool | None, message: str, tmp_path: Path
) -> None:
    row = f"1, {FROM}, weight: {weight}, at least: 0.1, of: quality"

    assert judged(tmp_path, weighting, row) == WeightingCheck(stands, message)


BENEFITS = "words: {social value: community benefits}"


def test_a_councils_own_words_stand_in_a_verdict(tmp_path: Path) -> None:
    assert judged(tmp_path, 0.05, f"1, {FROM}, reaches: 101", more=BENEFITS).message == (
        "5% of the total award criteria stands: community benefits are not required here."
    )


def test_a_councils_own_words_stand_in_refusals(tmp_path: Path) -> None:
    council = council_of(tmp_path, f"clause: 1, {FROM}, months: 12", more=BENEFITS)
    with pytest.raises(InputError) as refused:
        requirement("goods", 1, on=DAY, council=council)
    assert refused.value.what == (
        "Whether community benefits are required is not known: the term in months is missing, and "
        "clause 1 asks for 12 or more."
    )


def test_a_councils_own_words_stand_in_the_refusal_of_a_law_not_held(tmp_path: Path) -> None:
    council = council_of(tmp_path, f"clause: 1, {FROM}, {LAW}", law=WALES, more=BENEFITS)
    with pytest.raises(InputError) as refused:
        requirement("goods", 1, on=DAY, council=council)
    assert refused.value.what == (
        "Whether community benefits are required is not known: clause 1 asks from the law's "
        "threshold, which is not held here for sub-central bodies of Wales."
    )


@pytest.mark.parametrize(
    ("net", "months", "said"),
    [
        (
            100,
            11,
            "The value reaches the figure of clause 1, but the term of 11 months is under 12: "
            "count every extension, and consider community benefits all the same.",
        ),
        (
            99,
            12,
            "£99 net of VAT (£118.80 including VAT) is near the £100 of clause 1: count every "
            "option and extension, and consider community benefits all the same.",
        ),
        (
            6_000_000,
            11,
            "Community benefits are needed here only because of the statutory threshold: check "
            "again if the value changes or the procurement begins on another day.",
        ),
    ],
)
def test_a_councils_own_words_stand_in_advice(
    net: int, months: int, said: str, tmp_path: Path
) -> None:
    rows = (f"clause: 1, {FROM}, reaches: 100, months: 12", f"clause: 2, {FROM}, {LAW}")
    council = council_of(tmp_path, *rows, more=BENEFITS)
    asked = requirement("works", net, months=months, on=DAY, council=council)

    assert asked.advice[0] == said
    assert "ocial value is" not in asked.reason
