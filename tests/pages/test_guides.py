"""The guides to social value fit four printed pages."""

from datetime import date
from pathlib import Path

import pytest

from svtools.jobs.toolkit.make import AUDIENCES, make_toolkits
from svtools.measures import open_set
from svtools.policy import load_council
from tests.chromium import needs_chromium, printed_pages

MOST_PAGES = 4


@needs_chromium
@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_guide_fits_four_printed_pages(audience: str, tmp_path: Path) -> None:
    council, day = load_council("southend"), date(2026, 11, 26)
    make_toolkits([audience], tmp_path / "out", council, day, open_set())
    shown = (tmp_path / "out" / f"toolkit_{audience}.html").read_text(encoding="utf-8")
    assert printed_pages(shown, tmp_path) <= MOST_PAGES
