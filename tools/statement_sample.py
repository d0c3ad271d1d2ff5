"""The annual statement of the sample year: from summaries, register, Local Spend and its texts."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from svtools.jobs.statement.edition import FILES, MANIFEST, Given, council_name
from svtools.jobs.statement.issued import ISSUED, issue
from svtools.jobs.statement.run import write_statement
from svtools.policy import Council

FOLDER, TEXTS = "statement", "texts"
LOCAL_SPEND = Path("local_spend", "local_spend.xlsx")
ISSUED_ON = date(2026, 6, 30)


def build_statement(folder: Path, year: str, register: Path, council: Council) -> Iterator[Path]:
    """Make and issue the statement of `year` anew, each file as it is written."""
    output = folder / FOLDER / year
    for name in (*FILES, MANIFEST, ISSUED):
        (output / name).unlink(missing_ok=True)
    summaries = [folder / "summary 2024-25.xlsx", folder / "summary.xlsx"]
    texts, spend = folder / FOLDER / TEXTS, folder / LOCAL_SPEND
    given = Given(summaries, register, year, council_name(council), texts, spend)
    write_statement(given, output)
    issue(output, ISSUED_ON)
    yield from (output / name for name in (*FILES, MANIFEST, ISSUED))
