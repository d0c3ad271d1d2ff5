"""The room itself: light to import, every rule with its source."""

import subprocess
import sys
from pathlib import Path

import pytest

import svtools.scoring

FILES = sorted(Path(svtools.scoring.__file__).parent.glob("*.py"))
HEAVY = ("xlsxwriter", "openpyxl", "pandas", "xlwings", "formualizer", "python_calamine", "rich")


def test_no_heavy_import() -> None:
    code = f"import sys, svtools.scoring; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


RULES = (
    "criteria", "offers", "price", "price_checks", "qualitative", "quantitative", "flags",
    "ranking", "score",
)  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_each_rule_names_its_source(name: str) -> None:
    (text,) = [path.read_text(encoding="utf-8") for path in FILES if path.stem == name]
    assert "Source" in text.split('"""')[1]
