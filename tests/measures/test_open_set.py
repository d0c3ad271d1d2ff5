"""The open set that ships: its figures, its counting rules and its labels."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import pytest

from svtools import yamlfile
from svtools.folders import parameters_folder
from svtools.measures import (
    Counting,
    Measure,
    MeasureKind,
    measure_set_from_rows,
    open_set,
    shipped_set,
    stocks_since,
    to_rows,
)
from svtools.measures.load import SETS
from svtools.measures.valuation import FULL_TIME_HOURS

THEMES = (
    "Pride and Joy",
    "Safe and Well",
    "Active and Involved",
    "Opportunity and Prosperity",
    "Connected and Smart",
)
BASE = "open-2025"
MEASURES = list(shipped_set(BASE).measures.values())
VALUED = [each for each in MEASURES if each.proxy is not None]


def code(measure: Measure) -> str:
    return measure.code


def test_themes_are_the_policys() -> None:
    content = yamlfile.read(parameters_folder() / "southend" / "themes.yaml")
    assert tuple(theme["name"] for theme in content["themes"]) == THEMES


def test_every_theme_has_measures() -> None:
    counted = Counter(each.theme for each in MEASURES)
    assert set(counted) == set(THEMES)
    assert min(counted.values()) >= 5
    assert len(MEASURES) >= 36


def test_it_is_labelled_as_an_open_set() -> None:
    made = shipped_set(BASE)
    assert "not the National TOMs" in made.notice
    assert "2020 prices" in made.price_year
    assert made.licence
    assert made.source


def test_it_is_read_once() -> None:
    assert shipped_set(BASE) is shipped_set(BASE)


@pytest.mark.parametrize(
    ("known", "proxy"),
    [
        ("OP01", "39039"),  # a year's median full-time earnings
        ("PJ04", "12.21"),  # an hour at the National Living Wage
        ("OP08", "264.25"),  # 7.55 × 35
        ("AI04", "21.90"),  # 766.60 ÷ 35 = 21.902…
        ("PJ01", "260"),  # a tonne of CO2e in 2025, 2020 prices
        ("OP15", "1"),
        ("AI02", "1"),
    ],
)
def test_proxy_by_hand(known: str, proxy: str) -> None:
    assert shipped_set(BASE).measure(known).proxy == Decimal(proxy)


def test_every_proxy_is_recomputed_from_the_published_figures() -> None:
    """A second calculation, from the file itself, of every proxy in it."""
    content = yamlfile.read(SETS / f"{BASE}.yaml")
    number = {key: Decimal(str(entry["value"])) for key, entry in content["figures"].items()}
    for entry in content["measures"]:
        parts = entry.get("proxy")
        expected = None
        if parts:
            times = number[parts["times"]] if "times" in parts else 1
            over = number[parts["over"]] if "over" in parts else 1
            expected = (number[parts["figure"]] * times / over).quantize(
                Decimal("0.01"), rounding=ROUND_HALF_UP
            )
        assert shipped_set(BASE).measure(entry["code"]).proxy == expected, entry["code"]


def test_every_figure_is_used_and_sourced() -> None:
    content = yamlfile.read(SETS / f"{BASE}.yaml")
    used = {name for entry in content["measures"] for name in entry.get("proxy", {}).values()}
    assert used == set(content["figures"])
    assert all(figure["source"] and figure["year"] for figure in content["figures"].values())


@pytest.mark.parametrize("measure", VALUED, ids=code)
def test_a_proxy_has_its_derivation_source_and_year(measure: Measure) -> None:
    assert measure.derivation
    assert measure.proxy_source
    assert measure.proxy_year


@pytest.mark.parametrize("measure", MEASURES, ids=code)
def test_a_measure_is_complete(measure: Measure) -> None:
    assert measure.title
    assert measure.unit
    assert measure.evidence
    assert measure.edition == "open-2025"
    assert measure.counting_rule.endswith("not already in its specification.")
    assert measure.proxy is None or measure.derivation


def test_objectives_are_the_policys_and_of_the_measures_theme() -> None:
    content = yamlfile.read(parameters_folder() / "southend" / "themes.yaml")
    by_theme = {
        theme["name"]: {
            f"{content['reference']}.{theme['key']}.{place}"
            for place in range(1, len(theme["objectives"]) + 1)
        }
        for theme in content["themes"]
    }
    for measure in MEASURES:
        assert measure.objective in by_theme[measure.theme], measure.code


def test_local_economic_value_is_local_jobs_and_local_spend_only() -> None:
    local = {each.code for each in MEASURES if each.kind == MeasureKind.LEV}
    assert local == {"OP01", "OP02", "OP15", "OP16", "OP17"}


def test_a_living_wage_measure_is_there() -> None:
    assert any("real Living Wage" in each.title for each in VALUED)


@pytest.mark.parametrize(
    ("group", "some"),
    [
        ("apprenticeship and placement weeks", {"OP08", "OP09"}),
        ("supply-chain jobs and spend", {"OP02", "OP15", "OP16", "OP17"}),
        ("donations and volunteering", {"AI01", "AI02"}),
        ("tonnes of CO2e", {"PJ01", "PJ02", "CS01"}),
        ("disadvantaged hires", {"OP03", "OP04", "OP05", "OP06", "OP07"}),
    ],
)
def test_what_may_not_be_counted_twice_is_grouped(group: str, some: set[str]) -> None:
    assert some <= {each.code for each in MEASURES if each.exclusive_group == group}


def test_every_group_has_more_than_one_measure() -> None:
    groups = Counter(each.exclusive_group for each in MEASURES if each.exclusive_group)
    assert min(groups.values()) > 1


def test_time_weeks_and_tonnes_never_stand_outside_a_group() -> None:
    for measure in VALUED:
        if measure.unit in {"hours", "weeks", "tonnes of CO2e"}:
            assert measure.exclusive_group, measure.code


def test_a_full_time_week_is_the_one_of_the_fte_rule() -> None:
    content = yamlfile.read(SETS / f"{BASE}.yaml")
    assert content["figures"]["full_time_hours"]["value"] == FULL_TIME_HOURS


def test_the_edition_of_2026_changes_what_it_says_and_nothing_else() -> None:
    before, now = shipped_set(BASE).measures, open_set().measures
    assert list(before) == list(now)
    same = ("title", "unit", "kind", "theme", "objective", "evidence", "exclusive_group", "lasting")
    for code, measure in now.items():
        assert [getattr(measure, name) for name in same] == [
            getattr(before[code], name) for name in same
        ]
    assert {c for c in now if now[c].proxy != before[c].proxy} == {"PJ01", "PJ02", "CS01"}
    assert {c for c in now if now[c].counting is Counting.LATEST} == {"OP14", "CS09"}
    assert [c for c in now if now[c].once_a_year] == ["SW06"]
    assert not any(each.counting.is_stock or each.once_a_year for each in before.values())


COUNT_PEOPLE = {
    *("PJ09", "SW05", "SW06", "SW07", "AI08", "OP01", "OP02", "OP03", "OP04", "OP05", "OP06"),
    *("OP07", "OP14", "OP20", "CS09"),
}
SENSITIVE = {"OP05", "OP06", "OP07"}


@pytest.mark.parametrize("edition", ["open-2025", "open-2026"])
def test_which_measures_count_people_and_which_of_them_are_sensitive(edition: str) -> None:
    measures = shipped_set(edition).measures
    assert {code for code, each in measures.items() if each.people} == COUNT_PEOPLE
    assert {code for code, each in measures.items() if each.sensitive} == SENSITIVE


def test_a_register_from_before_the_columns_tells_the_same_of_the_open_set() -> None:
    """Its cells are blank, and the words alone say what the set says."""
    rows = [row | {"people": None, "sensitive": None} for row in to_rows(open_set())]
    assert measure_set_from_rows(rows, open_set()) == (open_set(), [])


def test_carbon_of_2026_is_brought_to_the_prices_it_names() -> None:
    """277.22 in 2022 prices × 100 ÷ 90.5005 = 306.32."""
    carbon = open_set().measure("PJ01")
    assert carbon.proxy == Decimal("306.32")
    assert "277.22" in carbon.derivation
    assert "90.5005" in carbon.derivation
    assert carbon.proxy_source.count("HM Treasury") == 1


def test_what_a_later_edition_counts_as_a_stock_is_known_of_the_earlier_one() -> None:
    assert stocks_since(BASE) == {"OP14": "open-2026", "CS09": "open-2026"}
    assert stocks_since("open-2026") == {}
    assert stocks_since("ours") == {}
