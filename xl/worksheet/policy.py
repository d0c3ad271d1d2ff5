"""What the policy asks of a contract: SV_REQUIRED and its kin."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated

from svtools.numbers import Number
from svtools.policy import (
    Asked,
    Council,
    Of,
    check_weighting,
    contracts_alike,
    load_council,
    requirement,
    statute,
)
from xl.arguments import choice, day, money, number, rate, text
from xl.cells import ExcelError, Mistake
from xl.registry import Example, for_each_row, for_ranges

CATEGORY = "Social value policy"

Category = Annotated[
    str, text("Supplies and services, light touch, works, concessions or light touch concessions")
]
OnDate = Annotated[date | None, day("When the procurement began; left out, today", required=False)]

_SPRING = date(2026, 3, 1)
_WORKS = ("works", 1200000, 24, _SPRING)


def today() -> date:
    """The date that counts where none is given."""
    return datetime.now(UTC).astimezone().date()


NetValue = Annotated[
    Number, money("£ net of VAT: the most that may be paid, with options and extensions")
]
Months = Annotated[
    Number | None, number("Term with extensions, in months, where it may decide", required=False)
]
VatRate = Annotated[
    Number | None,
    rate("VAT on this contract, as 20% or 0.2; left out, the standard rate", required=False),
]


def asked_of(
    council: Council,
    category: Category,
    net_value: NetValue,
    months: Months,
    on_date: OnDate,
    vat_rate: VatRate,
) -> Asked:
    """What is asked of a contract, by the arguments that several functions take."""
    alike = contracts_alike(council, category, on_date or today(), vat_rate)
    return alike.asked(net_value, months)


@for_each_row(
    "SV_REQUIRED",
    category=CATEGORY,
    once=load_council,
    of=asked_of,
    examples=[
        Example(_WORKS, True),
        Example(("supplies and services", [150000, 177897], None, _SPRING), [[False], [True]]),
    ],
)
def required(asked: Asked) -> bool:
    """Whether a contract needs social value: TRUE or FALSE.

    The net value is compared with the policy's figure, the value including VAT with the law's
    figure of the day.
    """
    return asked.required


@for_each_row(
    "SV_MIN_WEIGHTING",
    category=CATEGORY,
    once=load_council,
    of=asked_of,
    examples=[
        Example(("works", 6000000, 24, _SPRING), 0.1),
        Example(_WORKS, 0),
    ],
)
def min_weighting(asked: Asked) -> Decimal:
    """The least share of the total award criteria for social value; 0 where no minimum applies.

    Format the cell as a percentage. An error where the policy's figure is a share of quality.
    """
    if asked.of is Of.QUALITY:
        raise Mistake("The policy's figure is a share of quality.", "See SV_REASON.", ExcelError.NA)
    return asked.minimum_weighting


@for_each_row(
    "SV_REASON",
    category=CATEGORY,
    once=load_council,
    examples=[
        Example(
            ("light touch", 600000, None, _SPRING),
            "Social value is required under the Social Value Policy 2021: at least 10% of the "
            "total award criteria. Clause 9.2.1 asks for it: £600,000 net of VAT reaches its "
            "£552,950 for light touch contracts (from 1 December 2021). Clause 9.2.2 asks for at "
            "least 10% of the total award criteria: £720,000 including VAT reaches the statutory "
            "threshold of £663,540 on 1 March 2026 (Procurement Act 2023; PPN 023 and SI "
            "2025/1200).",
        )
    ],
)
def reason(
    council: Council,
    category: Category,
    net_value: NetValue,
    months: Months,
    on_date: OnDate,
    vat_rate: VatRate,
) -> str:
    """Why a contract needs social value or not: a sentence with clause, figures and date."""
    on = on_date or today()
    return contracts_alike(council, category, on, vat_rate).reason(net_value, months, on)


@for_each_row(
    "SV_THRESHOLD",
    category=CATEGORY,
    once=load_council,
    examples=[
        Example(("works", _SPRING), 1000000),
        Example(("light touch", _SPRING, ["statutory", "statutory net"]), [[663540], [552950]]),
    ],
)
def threshold(
    council: Council,
    category: Category,
    on_date: OnDate,
    which: Annotated[
        str | None,
        choice(
            "policy, statutory or statutory net; left out, policy",
            ("policy", "statutory", "statutory net"),
            required=False,
        ),
    ],
) -> Decimal:
    """The £ from which social value counts: the policy's net figure, or the law's.

    "statutory" is the law's figure including VAT; "statutory net" the same less the standard rate
    of VAT. An error where there is no such figure on that day. After the last figure that is set it
    is the latest known one, and SV_REASON says until when it is set.
    """
    asked = requirement(category, 0, on=on_date or today(), council=council)
    figure = {
        "statutory": asked.statutory_threshold_including_vat,
        "statutory net": asked.statutory_threshold_net,
    }.get(which or "", asked.policy_threshold_net)
    if figure is None:
        raise Mistake(
            "There is no such figure for that category and day.", "See SV_REASON.", ExcelError.NA
        )
    return figure


@for_each_row(
    "SV_CHECK_WEIGHTING",
    category=CATEGORY,
    once=load_council,
    of=asked_of,
    examples=[
        Example((0.1, "works", 6000000, 24, _SPRING), "OK"),
        Example(
            (0.05, "works", 6000000, 24, _SPRING),
            "5% of the total award criteria is under the minimum of 10% (clause 9.2.2): raise it "
            "to 10% or more.",
        ),
    ],
)
def weighting_check(
    weighting: Annotated[
        Number, rate("Social value's share of the total award criteria, as 10% or 0.1")
    ],
    asked: Asked,
) -> str:
    """Whether social value may have this weighting: OK, or what is wrong with it."""
    checked = check_weighting(weighting, asked)
    return "OK" if checked.stands else checked.message


@for_each_row(
    "SV_REGIME",
    category=CATEGORY,
    examples=[Example((_SPRING,), "Procurement Act 2023")],
)
def regime(on_date: Annotated[date, day("When the procurement began")]) -> str:
    """The procurement law that a procurement begun on this day comes under."""
    return statute().regime(on_date).name


@for_each_row(
    "SV_BENCHMARK",
    category=CATEGORY,
    once=load_council,
    examples=[Example(("Median", "SLEVA"), 0.157)],
)
def benchmark(
    council: Council,
    statistic: Annotated[str, text("Average, Median, 25th percentile or 75th percentile")],
    kind: Annotated[str, choice("SVA, LEVA or SLEVA", ("SVA", "LEVA", "SLEVA"))],
) -> Decimal:
    """A figure of the benchmark that the policy quotes, as a share of contract value.

    Context, never a target.
    """
    rows = council.benchmark.rows if council.benchmark else ()
    if not rows:
        raise Mistake(f"No benchmark of {council.short_name} is held here.", "", ExcelError.NA)
    for row in rows:
        if row.name.casefold() == statistic.casefold():
            return {"SVA": row.sva, "LEVA": row.leva, "SLEVA": row.sleva}[kind]
    raise Mistake(
        f"'{statistic}' is not in the table.",
        f"Give one of: {', '.join(row.name for row in rows)}.",
        ExcelError.NA,
    )


@for_ranges(
    "SV_THEMES",
    category=CATEGORY,
    once=load_council,
    examples=[
        Example(
            ("Safe and Well",),
            [
                ["Theme", "Objective", "Text"],
                [
                    "Safe and Well",
                    "7.4.SW.1",
                    "Contribute to improving the health and wellbeing of local people, with a "
                    "focus on reducing inequalities.",
                ],
                [
                    "Safe and Well",
                    "7.4.SW.2",
                    "Improve the life chances of Southend's residents by working to reduce "
                    "inequalities and social deprivation across our communities.",
                ],
            ],
        )
    ],
)
def themes(
    council: Council,
    theme: Annotated[str | None, text("A theme's name; left out, all themes", required=False)],
) -> list[list[str]]:
    """The council's themes with their objectives: theme, number and text; it spills."""
    rows = [
        [known.name, objective.key, objective.text]
        for known in council.themes
        if theme is None or known.name.casefold() == theme.casefold()
        for objective in known.objectives
    ]
    if not rows:
        names = "; ".join(known.name for known in council.themes)
        raise Mistake(f"'{theme}' is not a theme.", f"Give one of: {names}.", ExcelError.NA)
    return [["Theme", "Objective", "Text"], *rows]
