"""The sheets Flags and Prices of a scoring workbook, brought up to date with what is found now."""

from pathlib import Path
from tempfile import TemporaryDirectory

from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.tender.as_issued import as_issued
from svtools.jobs.tender.flagged import Flagged, flag_rows, flagged, price_rows
from svtools.jobs.tender.marking import Marked, scored
from svtools.jobs.tender.pack import SCORING
from svtools.jobs.tender.scoring_rows import ONE_OF_A_KIND
from svtools.scoring import Results
from svtools.workbooks.content import Content
from svtools.workbooks.opening import Workbook
from svtools.workbooks.revision import Revision


def bring_up_to_date(marks: Marked, output: Path) -> None:
    """Write the workbook to `output` with the sheets Flags and Prices as they are now.

    Raises InputError for a workbook of an earlier version, which has none.
    """
    if not marks.content.tables["flags"].is_there:
        raise InputError(
            f"{marks.workbook.file} was made by an earlier version and has no sheet Flags.",
            "Leave --output out: what is flagged is told here.",
        )
    _put_flags(marks.workbook, marks.content, marks.results).save(output)


def with_flags(workbook: bytes, name: str) -> tuple[bytes, list[Flagged]]:
    """A workbook with what is flagged in it, and that.

    As it is where its bids can't be marked yet: 'svtools tender results' names the cells.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(workbook)
        opened = open_own(path, SCORING)
        content, _ = as_issued(opened.content)
        try:
            _, results = scored(content)
        except InputError:
            return workbook, []
        found = flagged(content, results)
        if content.tables["flags"].is_there:
            workbook = _put_flags(opened, content, results).saved_as(path)
        return workbook, found


def _put_flags(workbook: Workbook, content: Content, results: Results) -> Revision:
    revision = Revision(workbook)
    rows = {
        "flags": flag_rows(content, flagged(content, results)),
        "prices": price_rows(content, results),
    }
    for table, values in rows.items():
        revision.put_rows(table, values, ONE_OF_A_KIND[table])
    return revision
