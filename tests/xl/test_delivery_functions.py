"""SV_PROGRESS, SV_RATING and the local functions give what the core gives."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svtools.monitoring import Progress, local_spend, rating
from svtools.settings import VARIABLES
from tests.xl.calls import FUNCTIONS
from xl.cells import ExcelError

UNITS = st.decimals(0, 10**6, places=3)
SHARES = st.none() | st.decimals(0, 1, places=3)


@given(st.none() | UNITS, UNITS, SHARES)
def test_ratings_are_the_cores(
    delivered: Decimal | None, target: Decimal, elapsed: Decimal | None
) -> None:
    due = target * (1 if elapsed is None else elapsed)
    cells = [None if each is None else float(each) for each in (delivered, target, elapsed)]

    assert FUNCTIONS["SV_RATING"](*cells) == rating(delivered, due)


@given(UNITS, UNITS.filter(bool), SHARES)
def test_progress_is_the_share_that_ratings_go_by(
    delivered: Decimal, target: Decimal, elapsed: Decimal | None
) -> None:
    cells = [float(delivered), float(target), None if elapsed is None else float(elapsed)]

    share = FUNCTIONS["SV_PROGRESS"](*cells)

    if share == ExcelError.DIV0:
        assert FUNCTIONS["SV_RATING"](*cells) == Progress.NOTHING_DUE
    else:
        assert FUNCTIONS["SV_RATING"](*cells) == rating(share, 1)


@pytest.mark.parametrize(
    ("delivered", "words"),
    [
        (None, "not reported"),
        (0, "well behind"),
        (8.49, "well behind"),
        (8.5, "behind"),
        (9.99, "behind"),
        (10, "on track"),
        (0.4 + 0.32 + 0.19 + 0.09 + 9, "on track"),
    ],
)
def test_the_bands_at_their_edges(delivered: Any, words: str) -> None:
    assert FUNCTIONS["SV_RATING"](delivered, 10) == words


def test_units_without_a_target_are_a_mistake_and_no_blank_row() -> None:
    found = FUNCTIONS["SV_RATING"]([[5], [None], [None]], [[None], [None], [10]])

    assert found == [[ExcelError.VALUE], [""], ["not reported"]]
    assert "target is blank" in FUNCTIONS["SV_RATING"].why(5, None)


POSTCODES = [["SS2 6ER"], ["ss9 1ab"], ["M1 1AE"], [None]]


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The setting names a list in which one postcode of the council's districts stands."""
    path = tmp_path / "postcodes.csv"
    path.write_text("Postcode\nSS26ER\n", encoding="utf-8")
    monkeypatch.setenv(VARIABLES["postcodes"], str(path))
    return path


def test_without_a_list_a_postcode_of_the_districts_is_not_known() -> None:
    assert FUNCTIONS["SV_LOCAL"](POSTCODES) == [["not known"], ["not known"], [False], [""]]


@pytest.mark.usefixtures("listed")
def test_with_the_list_it_is_local_or_not() -> None:
    assert FUNCTIONS["SV_LOCAL"](POSTCODES) == [[True], [False], [False], [""]]


def test_sv_about_names_the_list(listed: Path) -> None:
    assert dict(FUNCTIONS["SV_ABOUT"]())["Local postcodes"] == str(listed)


@pytest.mark.parametrize("name", ["SV_LOCAL", "SV_LOCAL_SPEND"])
def test_a_list_that_is_gone_is_told(name: str, listed: Path) -> None:
    listed.unlink()
    given_cells = ("M1 1AE", 5)[: len(FUNCTIONS[name].arguments)]

    assert FUNCTIONS[name](*given_cells) == ExcelError.VALUE
    assert "Check the setting 'postcodes'." in FUNCTIONS[name].why(*given_cells)


AMOUNTS = st.lists(st.none() | st.decimals(0, 10**7, places=2), min_size=4, max_size=4)


@pytest.mark.usefixtures("listed")
def test_local_spend_is_the_cores() -> None:
    @given(AMOUNTS.filter(any))
    def agree(amounts: list[Decimal | None]) -> None:
        places = (True, False, False, None)
        lines = [
            (place, each) for place, each in zip(places, amounts, strict=True) if each is not None
        ]
        found = local_spend(lines)
        cells = [[None if each is None else float(each)] for each in amounts]

        assert FUNCTIONS["SV_LOCAL_SPEND"](POSTCODES, cells) == [
            [float(found.local_share or 0), float(found.unknown_share or 0)]
        ]

    agree()


def test_spend_of_nobody_known_is_all_unknown() -> None:
    assert FUNCTIONS["SV_LOCAL_SPEND"]([[None], [None]], [[5], [5]]) == [[0, 1]]


@pytest.mark.parametrize("postcode", ["75008 Paris", "SS2", "n/a"])
def test_spend_at_no_postcode_of_this_country_is_unknown(postcode: str) -> None:
    assert FUNCTIONS["SV_LOCAL_SPEND"]([[postcode], ["M1 1AE"]], [[25], [75]]) == [[0, 0.25]]
    assert FUNCTIONS["SV_LOCAL"](postcode) == ExcelError.VALUE


def test_no_spend_has_no_shares() -> None:
    assert FUNCTIONS["SV_LOCAL_SPEND"]([["M1 1AE"]], [[0]]) == [["", ""]]


def test_more_credits_than_spend_are_a_mistake() -> None:
    given_cells = ([["M1 1AE"], ["M1 1AE"]], [[5], [-6]])

    assert FUNCTIONS["SV_LOCAL_SPEND"](*given_cells) == ExcelError.VALUE
    assert "The spend adds up to -£1." in FUNCTIONS["SV_LOCAL_SPEND"].why(*given_cells)
