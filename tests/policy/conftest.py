"""The tests ask Southend's policy, whatever the machine is set to."""

import pytest

from svtools.folders import COUNCIL_VARIABLE


@pytest.fixture(autouse=True)
def southend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(COUNCIL_VARIABLE, raising=False)
