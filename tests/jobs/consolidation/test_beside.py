import os

import pytest

from svtools.errors import OutputError
from svtools.jobs.consolidation.run import beside


def where() -> int:
    return os.getpid()


def refuse() -> None:
    raise OutputError("It is open in Excel.", "Close it.")


@pytest.mark.parametrize("large", [True, False])
def test_only_large_work_gets_a_process_of_its_own(large: bool) -> None:
    with beside(where, large=large) as result:
        assert (result() != os.getpid()) is large


@pytest.mark.parametrize("large", [True, False])
def test_what_the_work_raises_reaches_whoever_waits_for_it(large: bool) -> None:
    with beside(refuse, large=large) as result, pytest.raises(OutputError, match="open in Excel"):
        result()
