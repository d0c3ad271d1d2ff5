"""What is generated is only rebuilt from templates that work everywhere."""

from pathlib import Path

import pytest

from svtools.errors import DeclarationError
from svtools.workbooks.parse import parse
from tests.workbooks.gardens import garden
from tools import __main__ as rebuilding


def test_a_formula_that_is_not_the_same_everywhere_stops_it_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "garden_return.yaml"
    text = garden().file.read_text(encoding="utf-8")
    file.write_text(text.replace("=SUM({season_1:season_2})", "=UPPER({plant})"), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != text
    monkeypatch.setattr(rebuilding, "templates_folder", lambda: tmp_path)
    monkeypatch.setattr(rebuilding, "template", lambda _: parse(file))

    with pytest.raises(DeclarationError, match="UPPER is not a function known"):
        list(rebuilding.build_all(tmp_path / "checkout"))
    assert not (tmp_path / "checkout").exists()
