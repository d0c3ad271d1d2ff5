"""The board's page of the sample year, and its edition for the cross-sector group."""

from collections.abc import Iterator
from pathlib import Path

from svtools.jobs.board.run import FILES, write_board
from svtools.policy import Council
from tools.statement_sample import FOLDER as STATEMENT
from tools.statement_sample import LOCAL_SPEND, TEXTS

FOLDER, RECORDS = "board", "tender"


def build_board(folder: Path, year: str, register: Path, council: Council) -> Iterator[Path]:
    """Make both editions anew from the samples, each file's path."""
    write_board(
        [folder / "summary 2024-25.xlsx", folder / "summary.xlsx"],
        register,
        folder / FOLDER,
        council,
        texts=folder / STATEMENT / TEXTS,
        local_spend=folder / LOCAL_SPEND,
        records=folder / RECORDS,
        earlier=folder / STATEMENT / year,
    )
    yield from (folder / FOLDER / name for name in FILES)
