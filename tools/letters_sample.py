"""Letters and pages for approval among the samples, as web pages alone.

A Word file is three times as large and says the same; the first tender's samples have them.
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from svtools.jobs.tender.summaries import write_summaries
from svtools.policy import Council


def write_letters(
    scoring: Path, folder: Path, council: Council, winners: Sequence[str] = (), only: str = ""
) -> Iterator[Path]:
    """Those whose name has `only` in it, in `folder`, each path as it is written."""
    folder.mkdir(exist_ok=True)
    with TemporaryDirectory() as made:
        written = write_summaries(scoring, Path(made), council, winner=winners)
        for path in (*written.decisions, *written.pages):
            if only in path.stem:
                yield Path(shutil.copyfile(path, folder / path.name))
