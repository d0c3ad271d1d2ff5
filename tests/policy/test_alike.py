"""Contracts asked alike: the answer that is remembered is the one that each would get alone."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svtools.errors import InputError
from svtools.folders import parameters_folder
from svtools.numbers import Number
from svtools.policy import (
    Asked,
    Council,
    Of,
    categories,
    contracts_alike,
    load_council,
    requirement,
    statute,
)
from tests.policy.made_up import COUNCILS

SHIPPED = ("southend", "rotherham", "plymouth")
REFUSED = ("marlbridge_0_2", "south_ayrshire")
OTHERS = [folder for folder in sorted(COUNCILS.iterdir()) if folder.name not in REFUSED]
ALL = [*(parameters_folder() / name for name in SHIPPED), *OTHERS]
RATES = (None, 0.0, 0.05, 0.2, 0.175)
BY = (0.0, 0.01, -0.01, 0.005, -0.005, 1e-6, -1e-6, 4e-7, -5e-7, 0.02, -0.02, 1.0, -1.0)
TERMS = (None, 1.0, 23.0, 23.99, 23.9999999, 24.0, 24.0000001, 24.01, 36.5, 1200.0, 1200.5, 0.0)
ODD = (0.0, -1.0, 0.004, 1e15, 1.1e15, float("nan"), float("inf"), 5, True, "100", None)


@lru_cache
def days(council: Council) -> list[date]:
    """Around each change of what the council or the law says."""
    law = statute()
    rows: tuple[Any, ...] = (
        *(*council.asks, *council.rules, *law.asks, *law.regimes),
        *(*law.thresholds.values, *law.vat_rate.values, *law.duty.values),
    )
    starts = {row.start for row in rows}
    starts |= {row.until for row in rows if row.until and row.until.year < 2100}
    return sorted({day + timedelta(by) for day in starts for by in (-1, 0, 1, 2)})


@lru_cache
def figures(council: Council, vat_rate: float | None) -> list[float]:
    """Every figure of the rows and the law, net of VAT."""
    by = 1 + (0.2 if vat_rate is None else vat_rate)
    rows = [float(rule.figure) for rule in council.rules if rule.figure]
    rows += [float(f) for each in statute().thresholds.values for f in each.value.figures.values()]
    return sorted({figure / part for figure in rows for part in (1, by)})


def both(
    council: Council, category: str, net: Any, months: Any, on: date, rate: Number | None
) -> Iterator[tuple[str, ...]]:
    """What the core says of one contract, and what is said of all alike."""
    try:
        one = requirement(category, net, months=months, on=on, vat_rate=rate, council=council)
        yield answers(one, one.reason)
    except InputError as refused:
        yield (str(refused),)
    try:
        alike = contracts_alike(council, category, on, rate)
        yield answers(alike.asked(net, months), alike.reason(net, months, on))
    except InputError as refused:
        yield (str(refused),)


def answers(asked: Asked, reason: str) -> tuple[str, ...]:
    bounds = [(asked.least(of), asked.most(of)) for of in Of]
    return (
        *(asked.asks, reason, asked.weighting, *asked.clauses, *asked.says, asked.of),
        *map(str, (asked.in_force, asked.required, asked.minimum_weighting, *bounds)),
        str(asked.recommended_weighting),
    )


@pytest.mark.parametrize("folder", ALL, ids=lambda folder: folder.name)
def test_at_and_around_every_figure_and_every_day(folder: Path) -> None:
    council, chance = load_council(folder), random.Random(14)
    for _ in range(1000):
        category, rate = chance.choice(categories()), chance.choice(RATES)
        net = chance.choice(figures(council, rate)) + chance.choice(BY)
        value: Any = chance.choice((net, round(net, 2)) * len(ODD) + ODD)
        months: Any = chance.choice(TERMS)
        on = chance.choice(days(council))

        alone, alike = both(council, category, value, months, on, rate)

        assert alike == alone, (category, value, months, on, rate)


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(ALL),
    st.sampled_from((*categories(), "Services", "works & goods", "", "LTR")),
    st.floats(0, 2e7) | st.floats() | st.sampled_from(ODD),
    st.none() | st.integers(1, 90).map(float) | st.floats(),
    st.dates(date(2014, 1, 1), date(2035, 12, 31)),
    st.sampled_from(RATES) | st.floats(0, 1),
)
def test_any_contract(
    folder: Path, category: str, net: float, months: float | None, on: date, rate: float | None
) -> None:
    alone, alike = both(load_council(folder), category, net, months, on, rate)

    assert alike == alone


@pytest.mark.parametrize("rate", [-0.01, 1.01, 20, float("nan")])
def test_a_rate_that_is_none_is_refused_alike(rate: float) -> None:
    alone, alike = both(load_council(ALL[0]), "works", 1e6, 24.0, date(2026, 3, 1), rate)

    assert alike == alone
    assert "VAT rate" in alone[0]


def test_one_is_judged_for_many() -> None:
    """Neither another value, nor another term, nor another day of the same law is judged anew."""
    council = load_council(ALL[0])
    first = contracts_alike(council, "works", date(2026, 3, 1))

    assert contracts_alike(council, "works", date(2027, 12, 31)) is first
    assert contracts_alike(council, "works", date(2028, 1, 1)) is not first
    assert first.asked(1_200_000.0, 24.0) is first.asked(1_300_000.0, 36.0)
    assert first.asked(1_200_000.0, 24.0) is not first.asked(1_200_000.0, 23.0)
    assert first.asked(1_000_000.0, 24.0) is not first.asked(1_000_000.0, 24.0)  # near a figure


def test_another_council_is_asked_for_itself() -> None:
    day = date(2026, 3, 1)
    ours, theirs = (contracts_alike(load_council(folder), "works", day) for folder in ALL[:2])

    assert not ours.asked(300_000.0, 12.0).required
    assert theirs.asked(300_000.0, 12.0).required
