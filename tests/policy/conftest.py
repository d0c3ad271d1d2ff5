"""The tests ask Southend's policy, whatever the machine is set to."""

import pytest

from svtools.settings import VARIABLES


@pytest.fixture(autouse=True)
def southend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLES["council"], raising=False)
