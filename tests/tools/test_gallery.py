"""The page of every sheet is that of today's samples."""

import zipfile
from pathlib import Path

import pytest
from PIL import Image

from svtools.folders import templates_folder
from svtools.workbooks.book import open_book
from svtools.workbooks.read import identify
from tests.tools.test_pictures import ALIKE, ROOT, needs_pictures, unlike
from tools.gallery import (
    FOLDER,
    GALLERY,
    PAGE,
    SCREEN,
    WIDTH,
    _screen,
    _side_by_side,
    _without_page_setup,
    build_gallery,
    gallery_page,
    shown_sheets,
)

SAMPLES, DOCS = ROOT / "sample_workbooks", ROOT / "docs"
REDRAWN = ("portal",)
"""The workbook that is drawn anew here: all of them would take a minute."""

WITHOUT_PICTURES = {"tender_rehearsal"}  # two tables of invented bids, made for one tender


def test_the_page_is_that_of_todays_samples() -> None:
    assert (DOCS / PAGE).read_text(encoding="utf-8") == gallery_page(SAMPLES), (
        "rebuild with: python -m tools"
    )


def test_every_template_has_its_pictures() -> None:
    shown = {identify(open_book(SAMPLES / spec["workbook"]))[0] for spec in GALLERY.values()}
    assert shown == {path.stem for path in templates_folder().glob("*.yaml")} - WITHOUT_PICTURES


@needs_pictures
def test_no_picture_of_a_sheet_is_out_of_date(tmp_path: Path) -> None:
    page, *made = build_gallery(SAMPLES, tmp_path, REDRAWN)

    assert page.name == PAGE
    wanted = {f"{key}_printed" for key in REDRAWN}
    for key in REDRAWN:
        wanted |= {s.picture for s in shown_sheets(SAMPLES / GALLERY[key]["workbook"], key)}
    assert {path.stem for path in made} == wanted
    stale = {path.name: unlike(path, DOCS / FOLDER / path.name) for path in made}
    assert {name: far for name, far in stale.items() if far > ALIKE} == {}, (
        "rebuild with: python -m tools"
    )


def test_a_sheet_loses_its_page_set_up_and_nothing_else(tmp_path: Path) -> None:
    workbook = SAMPLES / GALLERY["log"]["workbook"]
    _without_page_setup(workbook, tmp_path / "log.xlsx")

    with zipfile.ZipFile(workbook) as kept, zipfile.ZipFile(tmp_path / "log.xlsx") as bare:
        name = "xl/worksheets/sheet1.xml"
        before, after = kept.read(name).decode(), bare.read(name).decode()
        assert kept.read("xl/styles.xml") == bare.read("xl/styles.xml")
    assert "fitToPage" in before
    assert "fitToPage" not in after
    assert before.partition("<sheetData>")[2].partition("</sheetData>")[0] in after


@pytest.mark.parametrize(("count", "size"), [(1, (114, 64)), (4, (456, 64)), (5, (456, 128))])
def test_pages_stand_side_by_side_four_in_a_row(count: int, size: tuple[int, int]) -> None:
    assert _side_by_side([Image.new("RGB", (100, 50), "white")] * count).size == size


def test_a_screen_is_cut_and_framed() -> None:
    page = Image.new("RGB", (1587, 1123), "white")
    assert _screen(page).size == (WIDTH + 2, SCREEN[1] * WIDTH // SCREEN[0] + 2)
