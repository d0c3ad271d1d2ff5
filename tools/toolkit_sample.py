"""The guides to social value of the samples' day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from svtools.jobs.toolkit.make import AUDIENCES, make_toolkits
from svtools.jobs.toolkit.measures import chosen_set
from svtools.policy import Council

FOLDER = "toolkits"


def build_toolkits(folder: Path, day: date, council: Council) -> Iterator[Path]:
    """Write the guides for every audience, each path as it is written."""
    measures = chosen_set(None, council)
    yield from make_toolkits(AUDIENCES, folder / FOLDER, council, day, measures).written
