"""Pages seen by Chromium without a window: their accessibility by axe-core, and how they print."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
AXE = Path(os.environ.get("AXE_CORE", "")) / "axe.min.js"
SECONDS = 120
HIDDEN = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"),
    "--disable-dev-shm-usage",  # containers have little of it
)
SIZES = {"desktop": "1280,900", "phone": "390,844"}
DARK = "--blink-settings=preferredColorScheme=0"
PRINTED = "--blink-settings=preferredColorScheme=1"

# In CI the tests run all the same, and fail for want of the program: a skip there would hide it.
needs_chromium = pytest.mark.skipif(
    not CHROMIUM and os.environ.get("CI") != "true", reason="needs Chromium: see CONTRIBUTING.md"
)
needs_axe = pytest.mark.skipif(
    not (CHROMIUM and AXE.is_file()) and os.environ.get("CI") != "true",
    reason="needs Chromium and axe-core: see CONTRIBUTING.md",
)


def _run(folder: Path, *arguments: str) -> str:
    profile = f"--user-data-dir={folder / 'profile'}"
    done = subprocess.run(
        [CHROMIUM, *HIDDEN, profile, *arguments], capture_output=True, timeout=SECONDS, check=True
    )
    return done.stdout.decode()


def violations(
    page: str, folder: Path, *, size: str, dark: bool = False, paper: bool = False
) -> Any:
    """What axe-core finds wrong with a page: rules with the elements that break them."""
    shown = _as_on_paper(page) if paper else page
    script = f"<script>{AXE.read_text(encoding='utf-8')}</script>"
    run = (
        "<script>addEventListener('load', () => axe.run().then(found => {"
        "document.documentElement.innerHTML = '<pre id=found>' + "
        "JSON.stringify(found.violations.map("
        "rule => [rule.id, rule.nodes.map(node => node.html + ' ' + node.failureSummary)]))"
        ".replace(/</g, '&lt;') + '</pre>'; }));</script>"
    )
    file = folder / "looked_at.html"
    file.write_text(shown.replace("</body>", f"{script}{run}</body>"), encoding="utf-8")
    scheme = DARK if dark else PRINTED
    dom = _run(
        folder, f"--window-size={SIZES[size]}", scheme, "--virtual-time-budget=20000", "--dump-dom",
        file.as_uri(),
    )  # fmt: skip
    found = re.search(r'<pre id="found">(.*?)</pre>', dom, re.DOTALL)
    assert found, "axe-core did not end"
    return json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def _as_on_paper(page: str) -> str:
    """The page with the style of its print on the screen."""
    return page.replace("@media print", "@media screen")


def printed_pages(page: str, folder: Path) -> int:
    """How many pages it takes on paper."""
    file, made = folder / "printed.html", folder / "printed.pdf"
    file.write_text(page, encoding="utf-8")
    _run(folder, f"--print-to-pdf={made}", "--no-pdf-header-footer", file.as_uri())
    pdfinfo = shutil.which("pdfinfo") or "pdfinfo"
    told = subprocess.run([pdfinfo, made], capture_output=True, check=True, timeout=SECONDS)
    pages = re.search(r"Pages:\s+(\d+)", told.stdout.decode())
    assert pages
    return int(pages[1])
