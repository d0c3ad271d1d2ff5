"""Guides tell measures by theme; values are published only where the licence lets them."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.jobs.toolkit.measures import (
    NOT_SAID,
    chosen_set,
    may_publish,
    told_set,
    without_texts,
)
from svtools.measures import Measure, MeasureKind, MeasureSet, open_set
from svtools.policy import load_council


def measure(code: str, **given: Any) -> Measure:
    plain = Measure("ours", code, f"Title {code}", "hours", MeasureKind.SV, "Care", Decimal(5))
    texts: dict[str, Any] = {"counting_rule": "Count it. Only ours.", "evidence": "A list"}
    return replace(plain, **texts | given)


def set_of(*measures: Measure, licence: str = "MIT") -> MeasureSet:
    return MeasureSet("Ours", "ours", licence, measures={each.code: each for each in measures})


@pytest.mark.parametrize(
    ("licence", "may"),
    [
        (open_set().licence, True),
        ("CC BY 4.0", True),
        ("cc-by-sa-4.0", True),
        ("Open Government Licence v3.0", True),
        ("CC BY-NC-ND 4.0", False),
        ("CC-BY-NC 4.0", False),
        ("Creative Commons Attribution-NonCommercial", False),
        ("Submitted to members only", False),
        ("not stated", False),
        ("", False),
    ],
)
def test_values_are_published_only_by_a_known_open_licence(licence: str, may: bool) -> None:
    assert may_publish(licence) is may
    told = told_set(set_of(measure("A"), licence=licence))
    assert [each.value for each in told.measures] == ["£5" if may else ""]


def test_what_holds_for_all_is_told_once() -> None:
    told = told_set(
        set_of(measure("A"), measure("B", counting_rule="Count that. Also this. Only ours."))
    )
    assert told.always == "Only ours."
    assert [each.counts for each in told.measures] == ["Count it.", "Count that. Also this."]


def test_a_rule_of_one_measure_alone_is_its_own() -> None:
    assert told_set(set_of(measure("A"))).always == ""


def test_the_open_sets_common_rule_is_taken_off_every_measure() -> None:
    told = told_set(open_set())
    assert told.always.startswith("Count only what happens because of this contract")
    assert [each.code for each in told.measures if told.always in each.counts] == []
    assert [each.code for each in told.measures if each.counts == NOT_SAID] == []


def test_a_units_second_rule_names_its_measures() -> None:
    hours = [measure(code, counting_rule="With travel. Only ours.") for code in "ABC"]
    others = [measure(code, counting_rule="Without. Only ours.") for code in "DEF"]
    few = [measure(code, counting_rule="Never told. Only ours.") for code in "GH"]
    units = told_set(set_of(*hours, *others, *few)).units
    assert [(u.unit, u.counts) for u in units] == [
        ("hours", "With travel."),
        ("hours (D, E, F)", "Without."),
    ]


@pytest.mark.parametrize("measures", [(), (measure("A", counting_rule="", evidence=""),)])
def test_a_set_without_texts_is_refused(measures: tuple[Measure, ...]) -> None:
    with pytest.raises(InputError, match="says of no measure what counts"):
        told_set(set_of(*measures))


def test_a_measure_without_texts_is_told() -> None:
    told = told_set(set_of(measure("A"), measure("B", evidence=""), measure("C", counting_rule="")))
    assert without_texts(told) == ["B", "C"]
    assert told.measures[1].evidence == NOT_SAID


def test_the_set_is_the_councils_a_file_or_an_edition(tmp_path: Path) -> None:
    southend = load_council("southend")
    file = tmp_path / "ours.csv"
    file.write_text(
        "Code,Measure,Unit,SV or LEV,Theme,Evidence we ask for\nA,Help,hours,SV,Safe and Well,List",
        encoding="utf-8",
    )
    chosen = [chosen_set(named, southend) for named in (None, "open-2025", str(file))]
    assert [each and each.edition for each in chosen] == [southend.measures, "open-2025", "ours"]
    assert chosen_set(None, load_council("rotherham")) is None


@pytest.mark.parametrize(
    ("council", "named", "says"),
    [
        ("southend", "open-1999", "There is no measure set 'open-1999'.*open-2025"),
        ("rotherham", "open-2026", "themes that Rotherham doesn't have: Active and Involved"),
        ("plymouth", "open-2026", "themes that Plymouth doesn't have"),
    ],
)
def test_a_set_that_cant_be_used_is_told(council: str, named: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        chosen_set(named, load_council(council))
