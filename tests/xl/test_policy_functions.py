"""SV_REQUIRED and its kin give what the core gives, at every threshold and around every date."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svtools.folders import parameters_folder
from svtools.numbers import exact
from svtools.policy import Requirement, categories, check_weighting, load_council, statute
from svtools.policy import requirement as asked_of_the_core
from tests.xl.calls import FUNCTIONS, SPRING
from xl.cells import ExcelError
from xl.worksheet import policy

MARLBRIDGE = Path(__file__).parent.parent / "fixtures" / "councils" / "marlbridge"
SOUTHEND = parameters_folder() / "southend"
EPOCH = date(1899, 12, 30)
PENNY = Decimal("0.01")
MONTH_EDGES = (Decimal("23.99"), Decimal(24), Decimal("24.01"))
RATES = (Decimal(0), Decimal("0.05"), Decimal("0.2"))


def serial(day: date) -> int:
    """A day as Excel hands it over."""
    return (day - EPOCH).days


def changes() -> list[date]:
    """Every day on which a figure of policy or law changes, out of the parameter files."""
    council, law = load_council(SOUTHEND), statute()
    parameters: tuple[Any, ...] = (law.thresholds, law.vat_rate)
    days = {each.start for parameter in parameters for each in parameter.values}
    days |= {rule.start for rule in council.rules}
    days |= {regime.start for regime in law.regimes if regime.by_date}
    known_from = law.thresholds.values[0].start
    return sorted(day for day in days if day > known_from)


def days() -> list[date]:
    """The day before, of and after each change."""
    return [day + timedelta(days=by) for day in changes() for by in (-1, 0, 1)]


def edges(category: str, on: date, vat_rate: Decimal) -> set[Decimal]:
    """Net values at, a penny under and a penny over each figure that counts on a day."""
    found = asked_of_the_core(category, 0, months=1, on=on, vat_rate=vat_rate)
    figures = (found.policy_threshold_net, found.statutory_threshold_net)
    return {
        round(figure, 2) + by
        for figure in figures
        if figure is not None
        for by in (-PENNY, Decimal(0), PENNY)
    }


def expected(category: str, net: Decimal, months: Decimal, on: date, rate: Decimal) -> Requirement:
    return asked_of_the_core(category, net, months=months, on=on, vat_rate=rate)


def test_the_dates_that_matter_are_tested() -> None:
    known = {date(2021, 12, 1), date(2022, 1, 1), date(2024, 1, 1), date(2025, 2, 24)}

    assert known | {date(2026, 1, 1)} <= set(changes())


@pytest.mark.parametrize("on", days(), ids=str)
def test_every_threshold_around_every_change(on: date) -> None:
    """All in one call, column beside column, as an officer's register has them."""
    rows = [
        (category, net, months, on, rate)
        for category, rate in product(categories(), RATES)
        for net, months in product(sorted(edges(category, on, rate)), MONTH_EDGES)
    ]
    columns = [
        [[category] for category, *_ in rows],
        [[float(row[1])] for row in rows],
        [[float(row[2])] for row in rows],
        serial(on),
        [[float(row[4])] for row in rows],
    ]
    found = [expected(*row) for row in rows]

    assert FUNCTIONS["SV_REQUIRED"](*columns) == [[each.required] for each in found]
    assert FUNCTIONS["SV_MIN_WEIGHTING"](*columns) == [
        [float(each.minimum_weighting)] for each in found
    ]
    assert FUNCTIONS["SV_REASON"](*columns) == [[each.reason] for each in found]
    assert len({each.required for each in found}) == (1 if on < date(2021, 12, 1) else 2)


@given(
    st.sampled_from(categories()),
    st.decimals(0, 10**7, places=2),
    st.integers(1, 120),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.none() | st.sampled_from(RATES),
    st.decimals(0, 1, places=3),
)
def test_any_contract(
    category: str, net: Decimal, months: int, on: date, rate: Decimal | None, share: Decimal
) -> None:
    vat = None if rate is None else float(rate)
    given_cells = (category, float(net), float(months), serial(on), vat)
    found = asked_of_the_core(category, net, months=months, on=on, vat_rate=rate)
    checked = check_weighting(share, found)

    assert FUNCTIONS["SV_REQUIRED"](*given_cells) is found.required
    assert FUNCTIONS["SV_MIN_WEIGHTING"](*given_cells) == float(found.minimum_weighting)
    assert FUNCTIONS["SV_REASON"](*given_cells) == found.reason
    assert FUNCTIONS["SV_CHECK_WEIGHTING"](float(share), *given_cells) == (
        "OK" if checked.stands else checked.message
    )


@pytest.mark.parametrize(("on", "category"), [*product(days(), categories())])
def test_thresholds_are_the_figures_of_the_day(on: date, category: str) -> None:
    found = asked_of_the_core(category, 0, months=1, on=on)
    which = [["policy", "statutory", "statutory net", None]]

    (cells,) = FUNCTIONS["SV_THRESHOLD"](category, serial(on), which)

    policy_figure = found.policy_threshold_net
    assert exact(cells[1]) == found.statutory_threshold_including_vat
    assert exact(cells[2]) == found.statutory_threshold_net
    assert cells[0] == cells[3] == (ExcelError.NA if policy_figure is None else policy_figure)


@pytest.mark.parametrize("on", days(), ids=str)
def test_the_regime_of_the_day(on: date) -> None:
    assert FUNCTIONS["SV_REGIME"](serial(on)) == statute().regime(on).name


@pytest.mark.parametrize("words", ["Light Touch", " light-touch ", "LIGHT  TOUCH"])
def test_categories_are_read_as_people_write_them(words: str) -> None:
    assert FUNCTIONS["SV_THRESHOLD"](words, SPRING) == 552950


ODD = (None, "", "  ", "£1.2m", "works", "#N/A", ExcelError.DIV0, True, -1.0, 1e16, 24)
SAID: dict[str, Callable[[Requirement], Any]] = {
    "SV_REQUIRED": lambda asked: asked.required,
    "SV_MIN_WEIGHTING": lambda asked: float(asked.minimum_weighting),
    "SV_REASON": lambda asked: asked.reason,
}


@pytest.mark.parametrize("folder", ["southend", "rotherham", "plymouth", "marlbridge"])
def test_a_column_is_answered_as_each_of_its_rows_alone(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a sound row as the core answers it, also where its block holds a mistake."""
    named = str(MARLBRIDGE) if folder == MARLBRIDGE.name else folder
    monkeypatch.setenv("SVTOOLS_COUNCIL", named)
    council, chance = load_council(), Random(14)
    rows = [_row(chance) for _ in range(600)]
    odd = {at: (chance.randrange(5), chance.choice(ODD)) for at in chance.sample(range(300), 20)}
    for at, (column, cell) in odd.items():
        rows[at][column] = cell
    columns = [[[row[at]] for row in rows] for at in range(5)]

    for name, said in SAID.items():
        found = [cell for (cell,) in FUNCTIONS[name](*columns)]

        assert found == [FUNCTIONS[name](*row) for row in rows]
        for at, (kind, net, months, on, rate) in enumerate(rows):
            if at not in odd:
                day = EPOCH + timedelta(on)
                asked = asked_of_the_core(
                    kind, net, months=months, on=day, vat_rate=rate, council=council
                )
                assert found[at] == said(asked)


def _row(chance: Random) -> list[Any]:
    """The cells of a made-up contract, its value at or near a figure at times."""
    near = chance.choice((177_897, 552_950, 663_540, 1_000_000, 100_000, 250_000, 173_100, 50_000))
    net = chance.choice((near, near / 1.2, near * 10 * chance.random()))
    return [
        chance.choice(categories()),
        round(net + chance.choice((0, 0.01, -0.01, 0.004)), chance.choice((2, 9))),
        float(chance.randrange(20, 28)),
        float(serial(date(2020, 1, 1)) + chance.randrange(3000)),
        chance.choice((0.0, 0.05, 0.2)),
    ]


def test_a_date_that_is_left_out_is_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "today", lambda: date(2021, 11, 30))
    before = FUNCTIONS["SV_REQUIRED"]("goods", 10**6)
    monkeypatch.setattr(policy, "today", lambda: date(2021, 12, 1))

    assert (before, FUNCTIONS["SV_REQUIRED"]("goods", 10**6)) == (False, True)


def test_today_is_the_day_of_this_machine() -> None:
    assert abs(policy.today() - date.today()) <= timedelta(days=1)  # noqa: DTZ011


def test_the_table_of_5_3_is_the_councils() -> None:
    benchmark = load_council().benchmark
    assert benchmark
    rows = benchmark.rows
    names = [[row.name.upper()] for row in rows]

    assert FUNCTIONS["SV_BENCHMARK"](names, [["SVA", "leva", "Sleva"]]) == [
        [float(row.sva), float(row.leva), float(row.sleva)] for row in rows
    ]


def test_all_themes_with_their_objectives() -> None:
    heading, *rows = FUNCTIONS["SV_THEMES"]()
    themes = load_council().themes

    assert heading == ["Theme", "Objective", "Text"]
    assert rows == [[t.name, each.key, each.text] for t in themes for each in t.objectives]


def test_a_councils_own_policy_counts_where_the_setting_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SVTOOLS_COUNCIL", str(MARLBRIDGE))

    found = FUNCTIONS["SV_THRESHOLD"]("goods", SPRING)

    theirs, ours = (
        asked_of_the_core("goods", 0, on=date(2026, 3, 1), council=load_council(folder))
        for folder in (MARLBRIDGE, SOUTHEND)
    )
    assert found == theirs.policy_threshold_net
    assert found != ours.policy_threshold_net


def test_what_another_council_does_not_hold_is_not_available(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SVTOOLS_COUNCIL", "plymouth")

    assert FUNCTIONS["SV_THRESHOLD"]("goods", SPRING) == ExcelError.NA
    assert FUNCTIONS["SV_BENCHMARK"]("Median", "SVA") == ExcelError.NA
    assert "Plymouth" in FUNCTIONS["SV_WHY"]("SV_BENCHMARK", "Median", "SVA")
    assert FUNCTIONS["SV_MIN_WEIGHTING"]("goods", 10_000, None, SPRING) == 0.05
    assert FUNCTIONS["SV_ABOUT"]()[3][1] == "none is known"


def test_a_value_is_understood_as_people_write_it() -> None:
    assert FUNCTIONS["SV_REQUIRED"]("Supplies & Services", "£1.2m", None, SPRING) is True
    assert FUNCTIONS["SV_REQUIRED"]("LTR", "200k", None, SPRING) is False
    assert FUNCTIONS["SV_REQUIRED"]("goods", "12%", None, SPRING) == ExcelError.VALUE


def test_a_term_is_only_asked_for_where_it_decides() -> None:
    answers = FUNCTIONS["SV_REQUIRED"]("works", [[999_999], [1_000_000], [6_000_000]], None, SPRING)

    assert answers == [[False], [ExcelError.VALUE], [True]]
    why = FUNCTIONS["SV_WHY"]("SV_REQUIRED", "works", 1_000_000, None, SPRING)
    assert "is not known" in why


def test_beyond_the_figures_that_are_set_the_reason_says_so() -> None:
    day = serial(date(2028, 1, 1))
    reason = FUNCTIONS["SV_REASON"]("goods", 200_000, None, day)

    assert "latest known figure, set until 31 December 2027" in reason
    assert "latest known" not in FUNCTIONS["SV_REASON"]("goods", 200_000, None, day - 1)


def test_a_council_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVTOOLS_COUNCIL", str(MARLBRIDGE / "gone"))

    assert FUNCTIONS["SV_REQUIRED"]("goods", 10**6, None, SPRING) == ExcelError.VALUE
    assert "There is no council" in FUNCTIONS["SV_WHY"]("SV_THEMES")
