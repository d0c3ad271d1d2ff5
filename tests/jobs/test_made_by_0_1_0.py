"""Workbooks that 0.1.0 made give what they gave: a council's files outlive a release.

What a release changes on purpose is kept anew by `python -m tests.jobs.chain`, and its changelog
says what: since 0.3.0 whole units are promised in whole numbers, and lots are added together.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.jobs.chain import ROOT, differences, figures, kept, run_chain


def test_every_job_gives_the_figures_it_gave_when_they_were_made(tmp_path: Path) -> None:
    run_chain(ROOT, tmp_path)

    assert list(differences(kept(), figures(ROOT, tmp_path))) == []


@pytest.mark.parametrize(
    "now",
    [
        {"rows": [{"units": 2, "note": None}]},
        {"rows": [{"units": None, "note": None}]},
        {"rows": [{"note": None}]},
        {"rows": [{"units": 1, "note": "new"}]},
        {"rows": []},
        {"rows": [{"units": 1, "note": None}] * 2},
        {},
    ],
)
def test_what_is_lost_changed_or_added_would_be_seen(now: dict[str, Any]) -> None:
    assert list(differences({"rows": [{"units": 1, "note": None}]}, now)) != []
