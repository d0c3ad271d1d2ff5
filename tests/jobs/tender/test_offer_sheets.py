"""What a bidder sees: a screen's width, plain words, counts, totals and what is missing."""

from decimal import Decimal
from pathlib import Path

import pytest

from svtools.jobs.tender.pack import OFFER, offer_data
from svtools.scoring import Scored
from svtools.workbooks.layout import lay_out
from svtools.workbooks.measuring import pixels
from svtools.workbooks.parse import template
from svtools.workbooks.sheet_setup import set_widths
from tests.jobs.tender.tendering import Bidder, save_offer, tender
from tests.making import sheet_rows
from tests.written_cells import cells_of


@pytest.mark.parametrize(
    ("answer", "words", "fits"),
    [
        ("", 0, "not answered"),
        ("one", 1, "yes"),
        ("  one   two ", 2, "yes"),
        ("one two\n\nthree", 3, "yes"),
        ("word " * 300, 300, "yes"),
        ("word " * 301, 301, "too long"),
    ],
)
def test_words_are_counted_over_paragraphs(
    answer: str, words: int, fits: str, tmp_path: Path
) -> None:
    of = tender()
    offer = save_offer(of, Bidder("Alder", answers={"SV1": answer}), tmp_path)
    row = sheet_rows(offer, "Questions")[0]

    assert (row["Words"], row["Within the limit"]) == (words, fits)


@pytest.mark.parametrize(
    ("units", "told"), [([1, 1, 1], False), ([1, 1, 1, 0], False), ([1, 1, 1, 1], True)]
)
def test_units_after_the_contracts_last_year_are_told(
    units: list[int], told: bool, tmp_path: Path
) -> None:
    offer = save_offer(tender(), Bidder("Alder", units={"OP08": units}), tmp_path)
    missing, years = (cells_of(offer)["Sign off", cell].value for cell in ("B17", "B18"))

    assert str(missing).startswith("Nothing.")
    assert ("after the last of its 3 years" in str(years)) == told


@pytest.mark.parametrize(
    ("code", "scored", "earns"),
    [
        ("OP08", Scored.SVA, "yes"),
        ("OP15", Scored.SVA, "no (local value)"),
        ("OP15", Scored.WITH_LEVA, "yes"),
        ("PJ03", Scored.SVA, "no (no £ value)"),
    ],
)
def test_the_offer_says_what_earns_marks(
    code: str, scored: Scored, earns: str, tmp_path: Path
) -> None:
    of = tender(scored=scored, leva_reason="Recorded")
    rows = sheet_rows(save_offer(of, Bidder("Alder"), tmp_path), "Offer")

    assert {row["Code"]: row["Earns marks"] for row in rows}[code] == earns


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("0.05", "£0.05 or more of value for each £1"),
        ("0.125", "£0.125 or more of value for each £1"),
        ("1.5", "that is £150,000 of value"),
    ],
)
def test_the_start_page_says_the_scoring_target_in_plain_words(target: str, said: str) -> None:
    assert said in tender(target=Decimal(target)).terms.words()["method"]


LAPTOP = 1366 - 50  # less the row numbers and the scroll bar


class Widths:
    """Takes a sheet's widths."""

    def __init__(self) -> None:
        self.set: list[float] = []

    def set_column(self, _first: int, _last: int, width: float, *_: object) -> None:
        """One column's width, in characters."""
        self.set.append(width)


def test_a_bidders_sheets_fit_a_laptops_screen() -> None:
    of = tender()
    too_wide = {}
    for placed in lay_out(template(OFFER), offer_data(of)):
        widths = Widths()
        set_widths(widths, placed)
        width = sum(map(pixels, widths.set))
        if width > LAPTOP:
            too_wide[placed.sheet.name] = width

    assert too_wide == {}
