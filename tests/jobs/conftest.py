"""The jobs read returns in this process, where a test does not ask for workers."""

from collections.abc import Iterator
from functools import partial

import pytest

from svtools.jobs.consolidation import consolidation
from svtools.jobs.consolidation.batches import read_all
from svtools.settings import VARIABLES
from tests.making import Synchronous


@pytest.fixture(autouse=True, scope="module")
def in_this_process() -> Iterator[None]:
    """No worker processes, and Southend's policy whatever the machine is set to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(VARIABLES["council"], raising=False)
        patch.setattr(consolidation, "read_all", partial(read_all, executor=Synchronous()))
        yield
