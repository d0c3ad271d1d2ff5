"""What several tests of the bundle begin with."""

from pathlib import Path

import pytest

from tests.xl.addin.made_up_bundle import make_python, make_wheels


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """The folder of made-up wheels."""
    return make_wheels(tmp_path)


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """A made-up interpreter."""
    return make_python(tmp_path / "python-3.12.9-embed-amd64.zip")
