import pytest

from svtools.data import Sources, sources
from svtools.policy import load_council
from tests.data.samples import LOG, REGISTER, SPEND, SUMMARY


@pytest.fixture(scope="session")
def known() -> Sources:
    """The samples, read once."""
    return sources([SUMMARY], load_council(), REGISTER, LOG, SPEND)
