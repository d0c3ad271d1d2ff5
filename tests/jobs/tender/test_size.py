"""The largest tender that is promised, and what fits a laptop's screen."""

from pathlib import Path

import openpyxl
import pytest

from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.marking import marked
from svtools.jobs.tender.pack import OFFER
from svtools.measures import open_set
from svtools.workbooks.parse import template
from tests.jobs.tender.tendering import Bidder, load, save_offer, tender
from tools.tender_sample import type_in

MOST_BYTES = 300_000
"""What fits any mailbox; the largest tender takes about 130 kB."""
SCREEN, PIXELS_A_CHARACTER, MARGINS = 1366, 7.5, 60


def test_twelve_bidders_forty_measures_and_six_evaluators_are_loaded(tmp_path: Path) -> None:
    of = tender(codes=list(open_set().measures)[:40])
    offers = [
        Bidder(f"Bidder {n:02d}", 1000 * n, {code: [n, n] for code in of.measures.measures})
        for n in range(1, 13)
    ]
    path, _ = load(of, tmp_path, *offers)
    named = {(f"E{n}",): {"name": f"Evaluator {n}"} for n in range(1, 7)}
    type_in(path, {"evaluators": named}, path)
    made = load_offers(tmp_path / "offers", path, path)
    content = marked(path).content

    assert made.problems() == []
    assert len(list(content.rows("offers"))) == 12 * 40
    assert len(list(content.rows("marks"))) == 12 * (1 + 2) * 6
    assert len(marked(path).bids) == 12
    assert path.stat().st_size < MOST_BYTES


@pytest.fixture(scope="module")
def widths(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """The width of each sheet of an offer in pixels."""
    folder = tmp_path_factory.mktemp("offer")
    book = openpyxl.load_workbook(save_offer(tender(), Bidder("Alder"), folder))
    found = {
        sheet.title: sum(
            column.width * (column.max - column.min + 1)
            for column in sheet.column_dimensions.values()
            if not column.hidden
        )
        for sheet in book.worksheets
    }
    book.close()
    return {name: width * PIXELS_A_CHARACTER + MARGINS for name, width in found.items()}


@pytest.mark.parametrize("sheet", [sheet.name for sheet in template(OFFER).sheets])
def test_a_bidders_sheet_fits_a_laptops_screen(sheet: str, widths: dict[str, float]) -> None:
    assert 300 < widths[sheet] <= SCREEN
