"""The board's page and the cross-sector edition in a folder: all four files or none."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from svtools.documents.html import page
from svtools.documents.word import word
from svtools.jobs.board.pages import Pages, pages
from svtools.jobs.board.proposals import read_proposals
from svtools.jobs.statement.inputs import read_inputs
from svtools.jobs.statement.making import told_before
from svtools.jobs.statement.texts import read_texts
from svtools.policy import Council
from svtools.workbooks.replacing import put_all


def write_board(
    summaries: Sequence[Path],
    register: Path,
    folder: Path,
    council: Council,
    *,
    texts: Path | None = None,
    local_spend: Path | None = None,
    records: Path | None = None,
    earlier: Path | None = None,
    as_at: date | None = None,
) -> Pages:
    """Write both editions into `folder`, of the latest summary's year.

    `records` is a folder of pre-procurement records, `earlier` the folder of the statement that was
    issued. Raises InputError where something given can't be used, OutputError where nothing can be
    written.
    """
    inputs = read_inputs(summaries, register, None, council, local_spend)
    before = told_before(earlier) if earlier else []
    proposals = read_proposals(records, council) if records else None
    made = pages(inputs, read_texts(texts), as_at, before, proposals)
    files: dict[str, bytes] = {}
    for name, document in (("board", made.board), ("cross_sector", made.cross_sector)):
        files |= {f"{name}.html": page(document).encode(), f"{name}.docx": word(document)}
    put_all(folder, files)
    return made
