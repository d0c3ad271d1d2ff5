"""What is said says what is so: sentences that once told something else."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from svtools.errors import InputError
from svtools.policy import check_weighting, load_council, requirement
from tests.policy.made_up import COUNCILS, FROM, LAW, WALES, council_of

DAY = date(2026, 3, 2)
BENEFITS = "words: {social value: community benefits}"


@pytest.mark.parametrize(
    ("body", "net", "said"),
    [
        ("bradford", 90_000, "does not ask for it: £90,000 net of VAT is under its £100,000"),
        ("carmarthenshire", 5, "does not ask for it: £5 net of VAT does not exceed its £1,000,000"),
    ],
)
def test_a_row_that_says_more_is_told_below_its_figure(body: str, net: int, said: str) -> None:
    asked = requirement("services", net, on=DAY, council=load_council(COUNCILS / body))

    assert said in asked.reason


def test_a_contract_begun_on_the_day_after_runs_past_the_day() -> None:
    asked = requirement("services", 1_000, on=date(2028, 4, 2))

    assert any("April 2028" in line for line in asked.advice)


def test_location_before_the_first_figure_does_not_speak_of_another_regime() -> None:
    """PCR 2015 has a threshold; only its figure of that day is not held."""
    asked = requirement(
        "services", 100_001, on=date(2019, 11, 1), council=load_council("rotherham")
    )

    assert "under this regime was not found" not in " ".join(asked.advice)


def test_an_end_that_is_no_date_is_named_as_the_end() -> None:
    ends: object = "soon"
    with pytest.raises(InputError) as refused:
        requirement("services", 1, on=DAY, ends=ends)  # type: ignore[arg-type]

    assert "procurement began" not in refused.value.what


def test_a_councils_own_words_stand_in_the_refusal_of_mixed_categories(tmp_path: Path) -> None:
    council = council_of(tmp_path, f"clause: 1, {FROM}", more=BENEFITS)
    with pytest.raises(InputError) as refused:
        requirement(["works", "goods"], 1, on=DAY, council=council)

    assert "community benefits are required" in refused.value.what


def test_a_councils_own_words_stand_in_the_verdict_with_a_reason(tmp_path: Path) -> None:
    council = council_of(
        tmp_path, f"clause: 1, {FROM}", more=f"{BENEFITS}\nrecommended weighting: 0.1"
    )
    asked = requirement("goods", 1, on=DAY, council=council)

    message = check_weighting(0.05, asked, reason_recorded=True).message
    assert message.endswith("Community benefits must still be asked for.")


def test_a_row_of_months_alone_that_is_not_reached_is_not_said_to_ask_at_no_value(
    tmp_path: Path,
) -> None:
    council = council_of(tmp_path, f"clause: 1, {FROM}, months: 12")
    asked = requirement("goods", 1, months=11, on=DAY, council=council)

    assert "does not ask for it at any value" not in asked.reason


def test_a_law_that_is_not_held_and_too_short_a_term_says_the_term(tmp_path: Path) -> None:
    council = council_of(tmp_path, f"clause: 1, {FROM}, {LAW}, months: 24", law=WALES)
    asked = requirement("goods", 1, months=23, on=DAY, council=council)

    assert "the term of 23 months is under its 24" in asked.reason


def test_where_only_the_weighting_is_open_that_is_said(tmp_path: Path) -> None:
    """Row a requires it for certain."""
    rows = (f"clause: a, {FROM}, at least: 0.2", f"clause: b, {FROM}, months: 12, at least: 0.3")
    with pytest.raises(InputError) as refused:
        requirement("goods", Decimal(1), on=DAY, council=council_of(tmp_path, *rows))

    assert "Whether social value is required is not known" not in refused.value.what
