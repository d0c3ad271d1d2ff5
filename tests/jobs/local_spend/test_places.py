"""Where suppliers are: by the list, by their payments, and where that can't be told."""

from pathlib import Path

import pytest

from svtools.jobs.local_spend.places import How
from tests.jobs.local_spend.spending import LIST, codes, lines, spent, three

DAY = "Adults,Care,14/05/2025"


def test_the_three_parts_of_the_spend(tmp_path: Path) -> None:
    result = spent(
        tmp_path,
        lines(f"1,Pier View,{DAY},100.10", f"2,Estuary,{DAY},200.20", f"9,Nobody,{DAY},300.30"),
    )
    assert three(result) == (100.10, 200.20, 300.30)
    assert [int(n) for n in (result.figures.whole.payments.local, 1)] == [1, 1]


@pytest.mark.parametrize(
    ("row", "place", "how"),
    [
        ("1,Any name at all", "local", How.BY_NUMBER),
        ("0001,Any name at all", "local", How.BY_NUMBER),
        (",PIER VIEW LTD.", "local", How.BY_NAME),
        (",Pier-View Limited", "local", How.BY_NAME),
        (",Somebody plc t/a Pier View", "local", How.BY_NAME),
        (",Pier View Ltd T/A The Kiosk", "local", How.BY_NAME),
        (",Pier Views", "unknown", How.NOT_LISTED),
        ("3,Old Box", "unknown", How.PO_BOX),
        ("4,Over the Hill", "elsewhere", How.BY_NUMBER),
        ("77,Estuary Services CIC", "elsewhere", How.BY_NAME),
        (",REDACTED PERSONAL DATA", "unknown", How.REDACTED),
        (",Mrs A N Other", "unknown", How.INDIVIDUAL),
        (",", "unknown", How.NO_NAME),
    ],
)
def test_how_a_place_is_known(tmp_path: Path, row: str, place: str, how: How) -> None:
    (point,) = spent(tmp_path, lines(f"{row},{DAY},100.00")).figures.cube
    assert (point.place, point.how) == (place, how)


def test_one_number_with_two_postcodes_is_named_and_unknown(tmp_path: Path) -> None:
    listed = f"{LIST}1,Pier View Limited,M1 1AE,\n"
    result = spent(tmp_path, lines(f"1,Pier View Ltd,{DAY},100.00"), listed)

    assert three(result) == (0, 0, 100)
    (found,) = result.problems
    assert found.code == "spend-postcodes"
    assert "Pier View Ltd (1) has more than one postcode: M1 1AE and SS1 1AA" in found.what


def test_without_a_list_of_full_postcodes_nobody_is_known_to_be_local(tmp_path: Path) -> None:
    rows = lines(f"1,Pier View,{DAY},100.00", f"2,Estuary,{DAY},50.00")
    result = spent(tmp_path, rows, postcodes=None)

    assert three(result) == (0, 50, 100)
    assert codes(result) == {"spend-no-boundary"}


@pytest.mark.parametrize(
    ("postcode", "found"),
    [
        ("SS2 2BB", (100, 0, 0)),
        ("SS2 9ZZ", (0, 0, 100)),
        ("SS3 0AA", (0, 100, 0)),
        ("SS4 9ZZ", (0, 100, 0)),
        ("SS22 9ZZ", (0, 0, 100)),
    ],
)
def test_a_postcode_that_no_list_has_is_unknown_and_named(
    tmp_path: Path, postcode: str, found: tuple[float, ...]
) -> None:
    known = "Postcode,Where\nSS2 2BB,inside\nSS3 0AA,outside\n"
    listed = f"Name,Postcode\nBeta,{postcode}\n"
    result = spent(tmp_path, lines(f",Beta,{DAY},100.00"), listed, postcodes=known)

    assert three(result) == found
    named = [problem.what for problem in result.problems if problem.code == "spend-not-in-list"]
    assert bool(named) is (postcode == "SS2 9ZZ")
    if named:
        assert "SS2 9ZZ" in named[0]
        assert [row["why"] for row in result.data()["look_up"]] == [How.NOT_IN_LIST]


def test_numbers_of_another_system_are_told(tmp_path: Path) -> None:
    listed = "Number,Name,Postcode\n" + "".join(f"{n},Other {n} Firm,M1 1AE\n" for n in range(6))
    rows = [f"{n},Maker {n}x,{DAY},1.00" for n in range(6)]
    (found,) = spent(tmp_path, lines(*rows), listed).problems

    assert found.code == "spend-numbers"
    assert "6 of 6 suppliers found by number" in found.what


@pytest.mark.parametrize(("renamed", "told"), [(0.99, False), (1.00, True)])
def test_other_names_are_told_from_a_hundredth_of_the_spend(
    tmp_path: Path, renamed: float, told: bool
) -> None:
    listed = "Number,Name,Postcode\n1,Maker Services Ltd,M1 1AE\n2,Ferry Services,M1 1AE\n"
    rows = [f"1,Zulu Services Ltd,{DAY},{renamed:.2f}", f"2,Ferry plc,{DAY},{100 - renamed:.2f}"]
    found = spent(tmp_path, lines(*rows), listed).problems

    assert [problem.code for problem in found] == ["spend-numbers"] * told
    if told:
        assert "1 of 2 suppliers" in found[0].what
        assert "£1 in all (1% of all £), for example Zulu Services Ltd" in found[0].what


def test_one_number_that_two_suppliers_bear_is_told(tmp_path: Path) -> None:
    listed = "Number,Name,Postcode\n3,Oscar Ltd,M1 1AE\n"
    rows = (f"3,Oscar Ltd,{DAY},100.00", f"3,Mike Ltd,{DAY},100.00")
    result = spent(tmp_path, lines(*rows), listed, year=None)

    assert codes(result) == {"spend-numbers"}
    ready = "Ready: the place of 100% of spend is known. Check first what Problems says (1)."
    assert result.data()["state"] == ready
