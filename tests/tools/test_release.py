"""A release carries the wheel without the makers' tools, the add-in, and sums that hold."""

import hashlib
import zipfile
from pathlib import Path

from svtools import __version__
from tools.release import SUMS, release
from xl.addin.build import content

ROOT = Path(__file__).resolve().parents[2]


def test_a_release_is_a_wheel_the_addin_and_their_sums(tmp_path: Path) -> None:
    wheel, addin, sums = release(ROOT, tmp_path / "dist")

    assert set((tmp_path / "dist").iterdir()) == {wheel, addin, sums}
    assert wheel.name == f"social_value_tools-{__version__}-py3-none-any.whl"
    assert addin.read_bytes() == content()
    assert sums.name == SUMS
    assert sums.read_text(encoding="utf-8").splitlines() == [
        f"{hashlib.sha256(part.read_bytes()).hexdigest()}  {part.name}" for part in (wheel, addin)
    ]
    with zipfile.ZipFile(wheel) as package:
        rooms = {name.partition("/")[0] for name in package.namelist()}
        templates = {name for name in package.namelist() if name.endswith(".yaml")}
    assert rooms == {"svtools", "xl", f"social_value_tools-{__version__}.dist-info"}
    assert "svtools/_templates/monitoring_return.yaml" in templates


def test_the_same_checkout_gives_the_same_release(tmp_path: Path) -> None:
    *_, first = release(ROOT, tmp_path / "one")
    *_, second = release(ROOT, tmp_path / "two")

    assert first.read_bytes() == second.read_bytes()
