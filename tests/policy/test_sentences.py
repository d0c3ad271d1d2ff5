"""Every sentence that an officer may paste into a report, in full, once for each way it comes out.

The texts stand here as they are said: a wrong word of law is as wrong as a wrong figure.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from svtools.policy import check_weighting, requirement
from tests.policy.test_advice import (
    ALONE,
    BAR,
    BELOW,
    COUNT,
    LIFTED,
    OTHER,
    PERHAPS,
    RECORD,
    REORGANISED,
    RESERVE,
    TREATY,
)

POLICY = "under the Social Value Policy 2021"
TEN = "at least 10% of the total award criteria"
REQUIRED = f"Social value is required {POLICY}: {TEN}."
IN_SCOPE = f"Social value is required {POLICY}: no minimum applies."
NOT_REQUIRED = f"Social value is not required {POLICY}."
SERVICES = "its £177,897 for supplies and services contracts (from 1 December 2021)"
WORKS = "its £1,000,000 for works contracts (from 1 December 2021)"
LIGHT = "its £552,950 for light touch contracts (from 1 December 2021)"
ACT_2026 = "on 2 March 2026 (Procurement Act 2023; PPN 023 and SI 2025/1200)"
OLD_2024 = "(Public Contracts Regulations 2015; PPN 11/23)"
OLD_2021 = "on 31 December 2021 (Public Contracts Regulations 2015; PPN 06/19)"
PSR_LAW = "Health Care Services (Provider Selection Regime) Regulations 2023, regulation 5(e)"
BY_PSR = f"{PSR_LAW} asks for it at any value, from 1 January 2024."
ONLY_RECOMMENDED = (
    "No minimum applies: 10% of the total award criteria is recommended, and a lower one needs a "
    "recorded reason."
)
ONLY_BY_STATUTE = (
    "Social value is needed here only because of the statutory threshold: check again if the "
    "value changes or the procurement begins on another day."
)
PSR = (
    "The Provider Selection Regime is for health care services only and has no threshold; "
    "social value is one of its key criteria, which direct award processes A and B don't apply."
)
BEFORE = (
    "Social value is not required under the Social Value Policy 2021: the procurement began on 30 "
    "November 2021, before this policy (in force from 1 December 2021, reading R20). The Public "
    "Services (Social Value) Act 2012, section 1, asks the council to consider social value before "
    "it buys services, or services with goods or works, from the statutory threshold on: "
)


def located(*sentences: str) -> str:
    return " ".join((BAR, *sentences))


def near_statute(value: str, threshold: str) -> str:
    return (
        f"{value} is near the statutory threshold of {threshold}: count every option and "
        f"extension, because from there clause 9.2.2 asks for {TEN}."
    )


def near_policy(value: str, threshold: str) -> str:
    return (
        f"{value} is near the {threshold} of clause 9.2.1: count every option and extension, and "
        "consider social value all the same."
    )


class Said(NamedTuple):
    """A contract, why social value is or isn't required of it, and the advice."""

    category: str
    net: float
    on: str
    reason: str
    advice: tuple[str, ...]
    more: Mapping[str, Any] = MappingProxyType({})


SAID = {
    "before the policy, works at the threshold": Said(
        "works",
        9_000_000,
        "2021-11-30",
        f"{BEFORE}£9,000,000 net of VAT reaches the £4,733,252 of 30 November 2021 (PPN 06/19), "
        "but no services are bought.",
        (),
        {"months": 36},
    ),
    "before the policy, services at the threshold": Said(
        "services",
        189_330,
        "2021-11-30",
        f"{BEFORE}£189,330 net of VAT reaches the £189,330 of 30 November 2021 (PPN 06/19).",
        (),
    ),
    "before the policy, services under the threshold": Said(
        "services",
        189_329.99,
        "2021-11-30",
        f"{BEFORE}£189,329.99 net of VAT is under the £189,330 of 30 November 2021 (PPN 06/19).",
        (),
    ),
    "before the policy, services with works as the main subject": Said(
        "works",
        9_000_000,
        "2021-11-30",
        f"{BEFORE}£9,000,000 net of VAT reaches the £4,733,252 of 30 November 2021 (PPN 06/19).",
        (),
        {"category": ["services", "works"], "main": "works", "months": 36},
    ),
    "before the policy, goods with works as the main subject": Said(
        "works",
        4_733_251.99,
        "2021-11-30",
        f"{BEFORE}£4,733,251.99 net of VAT is under the £4,733,252 of 30 November 2021 (PPN "
        "06/19).",
        (),
        {"category": ["goods", "works"], "main": "works", "months": 36},
    ),
    "nothing without VAT on it": Said(
        "services",
        0,
        "2026-03-02",
        f"{NOT_REQUIRED} Clause 9.2.1 does not ask for it: £0 (no VAT) is under {SERVICES}. Clause "
        "9.2.2 does not ask for it: £0 (no VAT) is under the statutory threshold of £207,720 "
        f"{ACT_2026}.",
        (),
        {"vat_rate": 0},
    ),
    "nothing at the standard rate": Said(
        "services",
        0,
        "2026-03-02",
        f"{NOT_REQUIRED} Clause 9.2.1 does not ask for it: £0 net of VAT is under {SERVICES}. "
        "Clause 9.2.2 does not ask for it: £0 including VAT is under the statutory threshold of "
        f"£207,720 {ACT_2026}.",
        (),
    ),
    "nothing, with nothing including VAT": Said(
        "services",
        0,
        "2026-03-02",
        f"{NOT_REQUIRED} Clause 9.2.1 does not ask for it: £0 net of VAT is under {SERVICES}. "
        "Clause 9.2.2 does not ask for it: £0 including VAT is under the statutory threshold of "
        f"£207,720 {ACT_2026}.",
        (),
        {"value_including_vat": 0},
    ),
    "as much with VAT as without": Said(
        "services",
        300_000,
        "2026-03-02",
        f"{REQUIRED} Clause 9.2.1 asks for it: £300,000 (no VAT) reaches {SERVICES}. Clause 9.2.2 "
        f"asks for {TEN}: £300,000 (no VAT) reaches the statutory threshold of £207,720 "
        f"{ACT_2026}.",
        (located(LIFTED, TREATY, COUNT, RECORD),),
        {"value_including_vat": 300_000},
    ),
    "by the policy and the statute": Said(
        "services",
        240_000,
        "2024-03-01",
        f"{REQUIRED} Clause 9.2.1 asks for it: £240,000 net of VAT reaches {SERVICES}. Clause "
        f"9.2.2 asks for {TEN}: £288,000 including VAT reaches the statutory threshold of £214,904 "
        f"on 1 March 2024 {OLD_2024}.",
        (located(LIFTED, COUNT, RECORD),),
    ),
    "by both, and the term too": Said(
        "works",
        6_000_000,
        "2026-03-02",
        f"{REQUIRED} Clause 9.2.1 asks for it: £6,000,000 net of VAT reaches {WORKS}, and the term "
        f"of 36 months reaches its 24. Clause 9.2.2 asks for {TEN}: £7,200,000 including VAT "
        f"reaches the statutory threshold of £5,193,000 {ACT_2026}.",
        (located(ALONE, TREATY, COUNT), REORGANISED),
        {"months": 36},
    ),
    "by both, net of VAT": Said(
        "goods",
        189_330,
        "2021-12-31",
        f"{REQUIRED} Clause 9.2.1 asks for it: £189,330 net of VAT reaches {SERVICES}. Clause "
        f"9.2.2 asks for {TEN}: £189,330 net of VAT reaches the statutory threshold of £189,330 "
        f"{OLD_2021}.",
        (located(ALONE, COUNT),),
    ),
    "by both, without VAT": Said(
        "services",
        300_000,
        "2026-03-02",
        f"{REQUIRED} Clause 9.2.1 asks for it: £300,000 (no VAT) reaches {SERVICES}. Clause 9.2.2 "
        f"asks for {TEN}: £300,000 (no VAT) reaches the statutory threshold of £207,720 "
        f"{ACT_2026}.",
        (located(LIFTED, TREATY, COUNT, RECORD),),
        {"vat_rate": 0},
    ),
    "by both, beyond the days that the law has figures for": Said(
        "goods",
        300_000,
        "2028-01-01",
        f"{REQUIRED} Clause 9.2.1 asks for it: £300,000 net of VAT reaches {SERVICES}. Clause "
        f"9.2.2 asks for {TEN}: £360,000 including VAT reaches the statutory threshold of £207,720 "
        "(latest known figure, set until 31 December 2027; Procurement Act 2023; PPN 023 and SI "
        "2025/1200).",
        (located(ALONE, TREATY, COUNT),),
    ),
    "by the policy alone, near the statute": Said(
        "services",
        178_000,
        "2024-06-03",
        f"{IN_SCOPE} Clause 9.2.1 asks for it: £178,000 net of VAT reaches {SERVICES}. Clause "
        "9.2.2 does not ask for it: £213,600 including VAT is under the statutory threshold of "
        f"£214,904 on 3 June 2024 {OLD_2024}.",
        (
            ONLY_RECOMMENDED,
            near_statute("£213,600 including VAT", "£214,904"),
            located(BELOW, COUNT),
        ),
    ),
    "by the policy alone, near a statute net of VAT": Said(
        "goods",
        180_000,
        "2021-12-31",
        f"{IN_SCOPE} Clause 9.2.1 asks for it: £180,000 net of VAT reaches {SERVICES}. Clause "
        "9.2.2 does not ask for it: £180,000 net of VAT is under the statutory threshold of "
        f"£189,330 {OLD_2021}.",
        (
            ONLY_RECOMMENDED,
            near_statute("£180,000 net of VAT", "£189,330"),
            located(BELOW, COUNT),
        ),
    ),
    "by the policy alone, at its term": Said(
        "works",
        1_000_000,
        "2026-03-02",
        f"{IN_SCOPE} Clause 9.2.1 asks for it: £1,000,000 net of VAT reaches {WORKS}, and the term "
        "of 24 months reaches its 24. Clause 9.2.2 does not ask for it: £1,200,000 including VAT "
        f"is under the statutory threshold of £5,193,000 {ACT_2026}.",
        (ONLY_RECOMMENDED, located(BELOW, RESERVE, COUNT)),
        {"months": 24},
    ),
    "by the statute alone": Said(
        "supplies and services",
        175_000,
        "2026-03-02",
        f"{REQUIRED} Clause 9.2.1 does not ask for it: £175,000 net of VAT is under {SERVICES}. "
        f"Clause 9.2.2 asks for {TEN}: £210,000 including VAT reaches the statutory threshold of "
        f"£207,720 {ACT_2026}.",
        (ONLY_BY_STATUTE, located(PERHAPS, TREATY, COUNT, RECORD)),
    ),
    "by the statute alone, as the term is short": Said(
        "works",
        5_000_000,
        "2026-03-02",
        f"{REQUIRED} Clause 9.2.1 does not ask for it: £5,000,000 net of VAT reaches {WORKS}, but "
        f"the term of 12 months is under its 24. Clause 9.2.2 asks for {TEN}: £6,000,000 including "
        f"VAT reaches the statutory threshold of £5,193,000 {ACT_2026}.",
        (ONLY_BY_STATUTE, located(ALONE, TREATY, COUNT)),
        {"months": 12},
    ),
    "by the regime alone": Said(
        "light touch",
        10_000,
        "2024-01-01",
        f"Social value is required under {PSR_LAW}: no minimum applies. Clause 9.2.1 does not ask "
        f"for it: £10,000 net of VAT is under {LIGHT}. {BY_PSR}",
        (ONLY_RECOMMENDED, PSR, located(OTHER, COUNT)),
        {"regime": "PSR"},
    ),
    "by the policy and the regime": Said(
        "light touch",
        900_000,
        "2024-01-02",
        f"Social value is required {POLICY} and under {PSR_LAW}: no minimum applies. Clause 9.2.1 "
        f"asks for it: £900,000 net of VAT reaches {LIGHT}. {BY_PSR}",
        (ONLY_RECOMMENDED, PSR, located(OTHER, COUNT)),
        {"regime": "PSR"},
    ),
    "not at all": Said(
        "services",
        5_000,
        "2025-03-03",
        f"{NOT_REQUIRED} Clause 9.2.1 does not ask for it: £5,000 net of VAT is under {SERVICES}. "
        "Clause 9.2.2 does not ask for it: £6,000 including VAT is under the statutory threshold "
        "of £214,904 on 3 March 2025 (Procurement Act 2023; SI 2025/163).",
        (),
    ),
    "not, but near both figures": Said(
        "supplies",
        170_000,
        "2026-03-02",
        f"{NOT_REQUIRED} Clause 9.2.1 does not ask for it: £170,000 net of VAT is under "
        f"{SERVICES}. Clause 9.2.2 does not ask for it: £204,000 including VAT is under the "
        f"statutory threshold of £207,720 {ACT_2026}.",
        (
            near_policy("£170,000 net of VAT (£204,000 including VAT)", "£177,897"),
            near_statute("£204,000 including VAT", "£207,720"),
        ),
    ),
    "not, but near the policy's figure without VAT": Said(
        "supplies",
        170_000,
        "2026-03-02",
        f"{NOT_REQUIRED} Clause 9.2.1 does not ask for it: £170,000 (no VAT) is under {SERVICES}. "
        "Clause 9.2.2 does not ask for it: £170,000 (no VAT) is under the statutory threshold of "
        f"£207,720 {ACT_2026}.",
        (near_policy("£170,000 (no VAT)", "£177,897"),),
        {"vat_rate": 0},
    ),
    "not, though the value would do, as the term is short": Said(
        "works",
        4_300_000,
        "2026-03-02",
        f"{NOT_REQUIRED} Clause 9.2.1 does not ask for it: £4,300,000 net of VAT reaches {WORKS}, "
        "but the term of 11.5 months is under its 24. Clause 9.2.2 does not ask for it: £5,160,000 "
        f"including VAT is under the statutory threshold of £5,193,000 {ACT_2026}.",
        (
            "The value reaches the figure of clause 9.2.1, but the term of 11.5 months is under "
            "24: count every extension, and consider social value all the same.",
            near_statute("£5,160,000 including VAT", "£5,193,000"),
        ),
        {"months": Decimal("11.5")},
    ),
    "not, and near the figure alone is nothing in a short term": Said(
        "works",
        900_000,
        "2026-03-02",
        f"{NOT_REQUIRED} Clause 9.2.1 does not ask for it: £900,000 net of VAT is under {WORKS}. "
        "Clause 9.2.2 does not ask for it: £1,080,000 including VAT is under the statutory "
        f"threshold of £5,193,000 {ACT_2026}.",
        (),
        {"months": 23},
    ),
    "not, but near the figure in a long term": Said(
        "works",
        900_000,
        "2026-03-02",
        f"{NOT_REQUIRED} Clause 9.2.1 does not ask for it: £900,000 net of VAT is under {WORKS}. "
        "Clause 9.2.2 does not ask for it: £1,080,000 including VAT is under the statutory "
        f"threshold of £5,193,000 {ACT_2026}.",
        (near_policy("£900,000 net of VAT (£1,080,000 including VAT)", "£1,000,000"),),
        {"months": 24},
    ),
    "a concession before the Act": Said(
        "concession",
        1,
        "2025-02-23",
        f"{NOT_REQUIRED} Clause 9.2.2 does not ask for it: £1.20 including VAT is under the "
        f"statutory threshold of £5,372,609 on 23 February 2025 {OLD_2024}.",
        (
            "A concession is judged by the law's figure for concessions, which is that of works "
            "(reading R21). Record the Concession Contracts Regulations 2016 (CCR 2016) as its "
            "regime.",
        ),
        {"months": 12},
    ),
    "a concession under the Act": Said(
        "concession",
        4_327_500,
        "2026-03-02",
        f"{REQUIRED} Clause 9.2.2 asks for {TEN}: £5,193,000 including VAT reaches the statutory "
        f"threshold of £5,193,000 {ACT_2026}.",
        (
            "A concession is judged by the law's figure for concessions; light touch concessions "
            "have one of their own (Procurement Act 2023, Schedule 1; reading R21).",
            located(PERHAPS, TREATY, COUNT, RECORD),
        ),
        {"months": 12},
    ),
    "lots together": Said(
        "services",
        0,
        "2026-03-02",
        f"{REQUIRED} Clause 9.2.1 asks for it: £330,000 net of VAT (3 lots together) reaches "
        f"{SERVICES}. Clause 9.2.2 asks for {TEN}: £396,000 including VAT (3 lots together) "
        f"reaches the statutory threshold of £207,720 {ACT_2026}.",
        (located(LIFTED, TREATY, COUNT, RECORD),),
        {"net_value": None, "lots": (120_000, 110_000, 100_000)},
    ),
}


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_the_reason_and_the_advice_in_full(said: Said) -> None:
    given: dict[str, Any] = {
        "category": said.category,
        "net_value": said.net,
        "on": date.fromisoformat(said.on),
    }
    answer = requirement(**(given | dict(said.more)))

    assert answer.reason == said.reason
    assert answer.advice == said.advice


@pytest.mark.parametrize(
    ("weighting", "net", "reason_recorded", "stands", "message"),
    [
        (0.05, 5_000, False, True, "stands: social value is not required here."),
        (0, 5_000, True, True, "stands: social value is not required here."),
        (
            0.0999, 240_000, True, False,
            "is under the minimum of 10% (clause 9.2.2): raise it to 10% or more.",
        ),
        (0.1, 240_000, False, True, "stands: the minimum is 10%."),
        (0.25, 240_000, True, True, "stands: the minimum is 10%."),
        (0.1, 178_000, False, True, "stands: no minimum applies, 10% is recommended."),
        (0.1, 178_000, True, True, "stands: no minimum applies, 10% is recommended."),
        (
            0.05, 178_000, True, True,
            "stands with its recorded reason: no minimum applies, 10% is recommended. Social "
            "value must still be asked for.",
        ),
        (
            0.0999, 178_000, False, False,
            "is under the recommended 10%: record a reason, or raise it to 10%.",
        ),
    ],
)  # fmt: skip
def test_the_verdict_on_a_weighting_in_full(
    weighting: float, net: int, reason_recorded: bool, stands: bool, message: str
) -> None:
    asked = requirement("services", net, on=date(2024, 6, 3))
    verdict = check_weighting(weighting, asked, reason_recorded=reason_recorded)

    assert verdict.stands is stands
    assert verdict.message == f"{weighting * 100:g}% of the total award criteria {message}"


def test_a_large_works_contract_is_told_its_minimum() -> None:
    verdict = check_weighting(0.15, requirement("works", 6_000_000, months=36, on=date(2026, 3, 2)))

    assert verdict.stands
    assert verdict.message == "15% of the total award criteria stands: the minimum is 10%."


def test_the_minimum_of_a_regulated_contract_outside_the_policys_own_thresholds() -> None:
    verdict = check_weighting(0.05, requirement("services", 175_000, on=date(2026, 3, 2)))

    assert not verdict.stands
    assert verdict.message == (
        "5% of the total award criteria is under the minimum of 10% (clause 9.2.2): raise it to "
        "10% or more."
    )
