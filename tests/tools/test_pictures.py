"""The pictures of the pages are those of today's samples."""

import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from tools import pictures
from tools.pictures import build_pictures, missing

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "pictures"
THUMB = (48, 48)
ALIKE = 6  # of 255, on average; another release of LibreOffice draws a little otherwise

# In CI the test runs all the same, and fails with that reason: a skip there would hide it.
needs_pictures = pytest.mark.skipif(
    missing() is not None and os.environ.get("CI") != "true", reason=f"draws pages: {missing()}"
)


def unlike(one: Path, other: Path) -> float:
    """How far two pictures differ at a glance, from 0 to 255."""
    thumbs = [Image.open(path).convert("L").resize(THUMB) for path in (one, other)]
    return float(ImageStat.Stat(ImageChops.difference(*thumbs)).mean[0])


@needs_pictures
def test_no_picture_is_out_of_date(tmp_path: Path) -> None:
    made = list(build_pictures(ROOT / "sample_workbooks", tmp_path))

    assert {path.name for path in made} == {path.name for path in KEPT.iterdir()}
    stale = {path.name: unlike(path, KEPT / path.name) for path in made}
    assert {name: far for name, far in stale.items() if far > ALIKE} == {}, (
        "rebuild with: python -m tools"
    )


def test_pictures_of_different_sheets_are_unlike() -> None:
    assert unlike(KEPT / "delivery.png", KEPT / "offer.png") > ALIKE
    assert unlike(KEPT / "problems.png", KEPT / "validation_log.png") > ALIKE


def test_what_is_missing_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    told = missing()

    assert told is not None
    assert told.startswith("LibreOffice")
    assert "apt install" in told


def test_a_picture_cut_short_ends_between_two_rows() -> None:
    page = Image.new("RGB", (100, 100), "white")
    for top in range(0, 100, 20):  # rows of 20 dots: a line, then something written
        page.paste("black", (0, top, 100, top + 2))
        page.paste("grey", (10, top + 6, 50, top + 12))

    cut = pictures._cut(page, 0.7)

    assert cut.size == (100, 62)
    assert pictures._cut(page, 2).size == (100, 92)
