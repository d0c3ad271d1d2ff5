"""The jobs read returns in this process, where a test does not ask for workers."""

from collections.abc import Iterator

import pytest

from svtools.jobs.consolidation import consolidation
from svtools.settings import VARIABLES
from tests.making import read_here


@pytest.fixture(autouse=True, scope="module")
def in_this_process() -> Iterator[None]:
    """No worker processes, and Southend's policy whatever the machine is set to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(VARIABLES["council"], raising=False)
        patch.setattr(consolidation, "read_all", read_here)
        yield
