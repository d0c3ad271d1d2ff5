"""The board's page and the cross-sector edition in a folder: all four files or none."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from svtools.documents.html import page
from svtools.documents.word import word
from svtools.errors import InputError
from svtools.jobs.board.pages import Pages, pages
from svtools.jobs.board.proposals import read_proposals
from svtools.jobs.statement.inputs import read_inputs
from svtools.jobs.statement.issued import ISSUED, chain
from svtools.jobs.statement.making import told_before
from svtools.jobs.statement.texts import read_texts
from svtools.policy import Council
from svtools.workbooks.replacing import put_all

FILES = ("board.html", "board.docx", "cross_sector.html", "cross_sector.docx")


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
    issued. Raises InputError where something given can't be used, where `folder` holds a statement
    that was issued or where `earlier` never was, OutputError where nothing can be written.
    """
    if (folder / ISSUED).is_file():
        raise InputError(
            f"{folder} holds a statement that was issued.", "Give another folder with --output."
        )
    if earlier:
        chain(earlier)
    inputs = read_inputs(summaries, register, None, council, local_spend)
    before = told_before(earlier) if earlier else []
    proposals = read_proposals(records, council) if records else None
    made = pages(inputs, read_texts(texts), as_at, before, proposals)
    contents = [
        content
        for document in (made.board, made.cross_sector)
        for content in (page(document).encode(), word(document))
    ]
    put_all(folder, dict(zip(FILES, contents, strict=True)))
    return made
