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

SERVICES = "for supplies and services contracts (clause 9.2.1, from 1 December 2021)"
WORKS = "for works contracts (clause 9.2.1, from 1 December 2021)"
LIGHT = "for light touch contracts (clause 9.2.1, from 1 December 2021)"
ACT_2026 = "on 2 March 2026 (Procurement Act 2023; PPN 023 and SI 2025/1200)"
LOCAL = (
    "Local economic measures, at any value: the law bars regard to where a supplier is based "
    "(Local Government Act 1988, section 17(5)(e)), save as far as the duty under the Social "
    "Value Act needs it (section 17(11))"
)
RECORD = (
    " Count where the benefit lands, never the bidder's address, and record a reason before "
    "such a measure earns marks."
)
TREATY = (
    " suppliers from treaty states may not be put at a disadvantage (Procurement Act 2023, "
    "section 90)."
)
RESERVED = " and for reserved, advertised competitions below the threshold (SI 2026/94)"
UP_TO_FEBRUARY_2025 = f"{LOCAL}.{RECORD}"
UP_TO_FEBRUARY_2026 = f"{LOCAL}, and{TREATY}{RECORD}"
SINCE = f"{LOCAL}{RESERVED}, and{TREATY}{RECORD}"
ONLY_RECOMMENDED = (
    "No minimum weighting applies: 10% of the total award criteria is recommended, and a lower "
    "one needs a recorded reason."
)
ONLY_BY_STATUTE = (
    "Social value is needed here only because of the statutory threshold: check again if the "
    "value changes or the procurement begins on another day."
)
PSR = (
    "The Provider Selection Regime is for health care services only and has no threshold; "
    "social value is one of its key criteria, which direct award processes A and B don't apply."
)


def near_statute(value: str, threshold: str) -> str:
    return (
        f"{value} is near the statutory threshold of {threshold}: count every option and "
        "extension, because from there at least 10% of the total award criteria is required."
    )


def near_policy(value: str, threshold: str) -> str:
    return (
        f"{value} is near the policy's figure of {threshold} net: count every option and "
        "extension, and consider social value all the same."
    )


class Said(NamedTuple):
    """A contract, why social value is or isn't required of it, and the advice."""

    category: str
    net: int
    on: str
    reason: str
    advice: tuple[str, ...]
    more: Mapping[str, Any] = MappingProxyType({})


SAID = {
    "before the policy": Said(
        "works",
        9_000_000,
        "2021-11-30",
        "Social value is not required: the procurement began on 30 November 2021, before this "
        "policy (the Social Value Policy 2021 is in force from 1 December 2021).",
        (UP_TO_FEBRUARY_2025,),
        {"months": 36},
    ),
    "by the policy and the statute": Said(
        "services",
        240_000,
        "2024-03-01",
        "Social value is required under the Social Value Policy 2021: £240,000 net of VAT "
        f"reaches the policy's £177,897 {SERVICES}. Clause 9.2.2 asks for at least 10% of the "
        "total award criteria: £288,000 including VAT reaches the statutory threshold of "
        "£214,904 on 1 March 2024 (Public Contracts Regulations 2015; PPN 11/23).",
        (UP_TO_FEBRUARY_2025,),
    ),
    "by both, and the term too": Said(
        "works",
        6_000_000,
        "2026-03-02",
        "Social value is required under the Social Value Policy 2021: £6,000,000 net of VAT "
        f"reaches the policy's £1,000,000 {WORKS}, and the term of 36 months reaches its 24. "
        "Clause 9.2.2 asks for at least 10% of the total award criteria: £7,200,000 including "
        f"VAT reaches the statutory threshold of £5,193,000 {ACT_2026}.",
        (SINCE,),
        {"months": 36},
    ),
    "by both, net of VAT": Said(
        "goods",
        189_330,
        "2021-12-31",
        "Social value is required under the Social Value Policy 2021: £189,330 net of VAT "
        f"reaches the policy's £177,897 {SERVICES}. Clause 9.2.2 asks for at least 10% of the "
        "total award criteria: £189,330 net of VAT reaches the statutory threshold of £189,330 "
        "on 31 December 2021 (Public Contracts Regulations 2015; PPN 06/19).",
        (UP_TO_FEBRUARY_2025,),
    ),
    "by the policy alone, near the statute": Said(
        "services",
        178_000,
        "2024-06-03",
        "Social value is required under the Social Value Policy 2021: £178,000 net of VAT "
        f"reaches the policy's £177,897 {SERVICES}. No minimum weighting applies: £213,600 "
        "including VAT is under the statutory threshold of £214,904 on 3 June 2024 (Public "
        "Contracts Regulations 2015; PPN 11/23).",
        (ONLY_RECOMMENDED, near_statute("£213,600 including VAT", "£214,904"), UP_TO_FEBRUARY_2025),
    ),
    "by the policy alone, near a statute net of VAT": Said(
        "goods",
        180_000,
        "2021-12-31",
        "Social value is required under the Social Value Policy 2021: £180,000 net of VAT "
        f"reaches the policy's £177,897 {SERVICES}. No minimum weighting applies: £180,000 net "
        "of VAT is under the statutory threshold of £189,330 on 31 December 2021 (Public "
        "Contracts Regulations 2015; PPN 06/19).",
        (ONLY_RECOMMENDED, near_statute("£180,000 net of VAT", "£189,330"), UP_TO_FEBRUARY_2025),
    ),
    "by the policy alone, at its term": Said(
        "works",
        1_000_000,
        "2026-03-02",
        "Social value is required under the Social Value Policy 2021: £1,000,000 net of VAT "
        f"reaches the policy's £1,000,000 {WORKS}, and the term of 24 months reaches its 24. No "
        "minimum weighting applies: £1,200,000 including VAT is under the statutory threshold "
        f"of £5,193,000 {ACT_2026}.",
        (ONLY_RECOMMENDED, SINCE),
        {"months": 24},
    ),
    "by the statute alone": Said(
        "supplies and services",
        175_000,
        "2026-03-02",
        "Social value is required under clause 9.2.2 of the Social Value Policy 2021, with at "
        "least 10% of the total award criteria: £210,000 including VAT reaches the statutory "
        f"threshold of £207,720 {ACT_2026}. £175,000 net of VAT is under the policy's £177,897 "
        f"{SERVICES}.",
        (ONLY_BY_STATUTE, SINCE),
    ),
    "by the statute alone, as the term is short": Said(
        "works",
        5_000_000,
        "2026-03-02",
        "Social value is required under clause 9.2.2 of the Social Value Policy 2021, with at "
        "least 10% of the total award criteria: £6,000,000 including VAT reaches the statutory "
        f"threshold of £5,193,000 {ACT_2026}. £5,000,000 net of VAT reaches the policy's "
        f"£1,000,000 {WORKS}, but the term of 12 months is under its 24.",
        (ONLY_BY_STATUTE, SINCE),
        {"months": 12},
    ),
    "by the regime alone": Said(
        "light touch",
        10_000,
        "2024-01-01",
        "Social value is required at any value: Health Care Services (Provider Selection "
        "Regime) Regulations 2023, regulation 5(e) makes it a criterion from 1 January 2024. "
        f"£10,000 net of VAT is under the policy's £552,950 {LIGHT}; no minimum weighting "
        "applies.",
        (ONLY_RECOMMENDED, PSR, UP_TO_FEBRUARY_2025),
        {"regime": "PSR"},
    ),
    "by the policy and the regime": Said(
        "light touch",
        900_000,
        "2024-01-02",
        "Social value is required under the Social Value Policy 2021: £900,000 net of VAT "
        f"reaches the policy's £552,950 {LIGHT}. Health Care Services (Provider Selection "
        "Regime) Regulations 2023, regulation 5(e) asks for it too; no minimum weighting "
        "applies.",
        (ONLY_RECOMMENDED, PSR, UP_TO_FEBRUARY_2025),
        {"regime": "PSR"},
    ),
    "not at all": Said(
        "services",
        5_000,
        "2025-03-03",
        "Social value is not required. £5,000 net of VAT is under the policy's £177,897 "
        f"{SERVICES}, and £6,000 including VAT is under the statutory threshold of £214,904 on 3 "
        "March 2025 (Procurement Act 2023; PPN 11/23).",
        (UP_TO_FEBRUARY_2026,),
    ),
    "not, but near both figures": Said(
        "supplies",
        170_000,
        "2026-03-02",
        "Social value is not required. £170,000 net of VAT is under the policy's £177,897 "
        f"{SERVICES}, and £204,000 including VAT is under the statutory threshold of £207,720 "
        f"{ACT_2026}.",
        (
            near_policy("£170,000 net of VAT (£204,000 including VAT)", "£177,897"),
            near_statute("£204,000 including VAT", "£207,720"),
            SINCE,
        ),
    ),
    "not, though the value would do, as the term is short": Said(
        "works",
        4_300_000,
        "2026-03-02",
        "Social value is not required. £4,300,000 net of VAT reaches the policy's £1,000,000 "
        f"{WORKS}, but the term of 11.5 months is under its 24, and £5,160,000 including VAT is "
        f"under the statutory threshold of £5,193,000 {ACT_2026}.",
        (
            "The value reaches the policy's figure, but the term of 11.5 months is under 24: "
            "count every extension, and consider social value all the same.",
            near_statute("£5,160,000 including VAT", "£5,193,000"),
            SINCE,
        ),
        {"months": Decimal("11.5")},
    ),
    "not, and near the figure alone is nothing in a short term": Said(
        "works",
        900_000,
        "2026-03-02",
        "Social value is not required. £900,000 net of VAT is under the policy's £1,000,000 "
        f"{WORKS}, and £1,080,000 including VAT is under the statutory threshold of £5,193,000 "
        f"{ACT_2026}.",
        (SINCE,),
        {"months": 23},
    ),
    "not, but near the figure in a long term": Said(
        "works",
        900_000,
        "2026-03-02",
        "Social value is not required. £900,000 net of VAT is under the policy's £1,000,000 "
        f"{WORKS}, and £1,080,000 including VAT is under the statutory threshold of £5,193,000 "
        f"{ACT_2026}.",
        (near_policy("£900,000 net of VAT (£1,080,000 including VAT)", "£1,000,000"), SINCE),
        {"months": 24},
    ),
    "a concession before the Act": Said(
        "concession",
        1,
        "2025-02-23",
        f"Social value is not required. £1 net of VAT is under the policy's £1,000,000 {WORKS}, "
        "and £1.20 including VAT is under the statutory threshold of £5,372,609 on 23 February "
        "2025 (Public Contracts Regulations 2015; PPN 11/23).",
        (
            "A concession is judged by the works figures. Record the Concession Contracts "
            "Regulations 2016 (CCR 2016) as its regime.",
            UP_TO_FEBRUARY_2025,
        ),
        {"months": 12},
    ),
    "a concession under the Act": Said(
        "concession",
        4_327_500,
        "2026-03-02",
        "Social value is required under clause 9.2.2 of the Social Value Policy 2021, with at "
        "least 10% of the total award criteria: £5,193,000 including VAT reaches the statutory "
        f"threshold of £5,193,000 {ACT_2026}. £4,327,500 net of VAT reaches the policy's "
        f"£1,000,000 {WORKS}, but the term of 12 months is under its 24.",
        (
            ONLY_BY_STATUTE,
            "A concession is judged by the works figures (Procurement Act 2023, Schedule 1).",
            SINCE,
        ),
        {"months": 12},
    ),
}


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_the_reason_and_the_advice_in_full(said: Said) -> None:
    answer = requirement(said.category, said.net, on=date.fromisoformat(said.on), **said.more)

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
