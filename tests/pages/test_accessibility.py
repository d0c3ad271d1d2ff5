"""axe-core finds nothing wrong with any page: on desktop and phone, by day, night, and on paper."""

from pathlib import Path

import pytest

from tests.chromium import needs_axe, violations

SAMPLES = Path(__file__).parent.parent.parent / "sample_workbooks"
PAGES = sorted(path.relative_to(SAMPLES) for path in SAMPLES.rglob("*.html"))
STATEMENT = Path("statement", "2025-26", "statement.html")


def page(path: Path) -> str:
    return (SAMPLES / path).read_text(encoding="utf-8")


@needs_axe
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.as_posix())
def test_a_page_can_be_read_by_everybody(path: Path, tmp_path: Path) -> None:
    assert violations(page(path), tmp_path, size="phone") == []


@needs_axe
@pytest.mark.parametrize(
    "how",
    [{"dark": False}, {"dark": True}, {"paper": True}],
    ids=["desktop", "desktop at night", "paper"],
)
def test_the_statement_can_be_read_in_every_light(how: dict[str, bool], tmp_path: Path) -> None:
    assert violations(page(STATEMENT), tmp_path, size="desktop", **how) == []


@needs_axe
@pytest.mark.parametrize(
    ("of", "instead", "dark", "rule"),
    [
        ('<html lang="en-GB"', "<html", False, "html-has-lang"),
        ("--second:#52606D", "--second:#b0b6bb", False, "color-contrast"),
        ("--ink:#E6EBF0", "--ink:#2a3038", True, "color-contrast"),
        (' role="img"', "", False, "svg-img-alt"),
    ],
    ids=["no language", "pale by day", "dim by night", "a chart without words"],
)
def test_a_fault_is_found(of: str, instead: str, dark: bool, rule: str, tmp_path: Path) -> None:
    whole = page(STATEMENT)
    assert of in whole
    faulty = whole.replace(of, instead)
    if rule == "svg-img-alt":
        faulty = whole.replace('role="img" aria-label', 'role="img" data-label')
    found = violations(faulty, tmp_path, size="desktop", dark=dark)
    assert rule in [name for name, _ in found]
