"""Names as people type them."""

from collections.abc import Sequence
from unicodedata import category

import pytest

from svtools.spelling import as_known, did_you_mean, folded, folded_key, folded_lot


@pytest.mark.parametrize(
    "typed",
    [
        *("op08", "OP 08", " OP08 ", "O P\u00a008", "OP\u200b08", "OP-08", "OP\u201308", "op.08"),
        *("\u202aOP08\u202c", "OP08\u200e", "OP\u3000\u2007\u202f08", "\uff2f\uff3008", "OP_08"),
    ],
)
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    assert as_known(typed, {"OP01": 1, "OP08": 2}) == "OP08"


DASHES = [chr(code) for code in range(0x110000) if category(chr(code)) == "Pd"]


@pytest.mark.parametrize("dash", [*DASHES, "\u2043", "\u2212", "\u2796", "\u207b", " - "])
def test_any_dash_is_a_dash(dash: str) -> None:
    assert folded(f"DN{dash}1") == folded("dn-1")


@pytest.mark.parametrize(
    "lot",
    [
        *("1", "Lot 1", "lot1", "LOT-1", "Lot no. 1", "01", " 1 ", "Lot: 1", "L1", "l-1", "1.0"),
        *("Lot (1)", "lot_1", "No. 1", "\u21161", "#1", "Lot\u00a01.", "Lot number 001", "\uff11"),
        "(1.0)",
    ],
)
def test_a_lot_is_known_with_or_without_the_word(lot: str) -> None:
    assert folded_key("C1", lot) == folded_key("c 1", "1")


@pytest.mark.parametrize(
    ("lot", "others"),
    [
        ("North", ("Lot North", "lot: north")),
        ("A", ("Lot A", "lot-a")),
        ("London", ("Lot London",)),
        ("1.10", ("Lot 1.10",)),
        ("", ("n/a", "-", "\u2013", "none", "N/A")),
    ],
)
def test_lots_with_names_of_their_own_stay_apart(lot: str, others: Sequence[str]) -> None:
    for other in others:
        assert folded_key("C1", other) == folded_key("C1", lot)
    assert len({folded_key("C1", each) for each in ("North", "A", "London", "1.10", "1.1")}) == 5


@pytest.mark.parametrize("lot", ["-" * 30_000, "l" + "-" * 30_000 + "!", "lot " + "._" * 15_000])
def test_a_cell_full_of_marks_is_compared_as_soon_as_another(lot: str) -> None:
    assert folded_lot(lot) in {"", "l", "lot"}


def test_a_lot_that_is_only_the_word_stays_one() -> None:
    assert folded_key("C1", "Lot") == ("c1", "lot")


def test_two_names_that_differ_only_by_marks_are_not_mixed_up() -> None:
    known = ["A-11", "A1-1"]
    assert as_known("a\u201311", known) == "A-11"
    assert as_known("A11", known) == "A11"


def test_one_reference_spelt_in_two_ways_is_still_known_by_its_letters() -> None:
    assert folded(as_known("C12", ["C-12", "c \u2013 12"])) == "c-12"


def test_an_unknown_name_stays_as_it_is() -> None:
    assert as_known("ZZ 9", ["OP01"]) == "ZZ 9"
    assert as_known("", ["OP01"]) == ""


def test_a_name_that_is_nearly_right_is_suggested() -> None:
    assert did_you_mean("PJ3", ["PJ03", "OP01"]) == "Did you mean 'PJ03'? "
    assert did_you_mean("?", ["PJ03"]) == ""
