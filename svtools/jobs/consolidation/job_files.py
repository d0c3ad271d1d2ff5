"""The council's own files in a consolidation: which they are, and that none is written over."""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from svtools.errors import InputError, OutputError, UnreadableFile
from svtools.workbooks.apart import SECONDS_FOR_OWN, apart
from svtools.workbooks.book import Book, each_sheet
from svtools.workbooks.opening import open_workbook
from svtools.workbooks.read import identify

SUMMARY = "consolidated_summary"
LOG_NAME = "validation_log.xlsx"
OVERDUE_NAME = "overdue.csv"


class Files(NamedTuple):
    """The council's own files in a consolidation: what it reads and what it writes."""

    register: Path
    summary: Path
    log: Path
    overdue: Path
    portal: Path | None

    @property
    def all(self) -> frozenset[Path]:
        """Where each of them really is."""
        return frozenset(path.resolve() for path in self if path is not None)


def files_of_job(
    register: Path, summary: Path, log: Path | None = None, portal: Path | None = None
) -> Files:
    """The files of a job; log and overdue.csv are beside the summary where nothing else is said."""
    log = log or summary.with_name(LOG_NAME)
    return Files(register, summary, log, summary.with_name(OVERDUE_NAME), portal)


def refuse_to_overwrite(folder: Path | None, files: Files) -> None:
    """Stop before one file of the job would be written over another, or over what is no summary."""
    summary, log_folder = files.summary, files.log.parent
    if not log_folder.is_dir():
        raise OutputError(
            f"Nothing can be written in the folder {log_folder} (it is not there).",
            "Check that the folder exists and that you may write in it.",
        )
    paths = [path.resolve() for path in files if path is not None]
    if len(set(paths)) < len(paths):
        raise InputError(
            "Two of the register, the Portal figures, the summary, the validation log and "
            "overdue.csv are one file.",
            "Give each a name of its own.",
        )
    inside = folder and folder.is_dir() and folder.resolve() in summary.resolve().parents
    if summary.is_file() and not _is_summary(summary, suppliers=bool(inside)):
        there = "a file among the returns, and no summary" if inside else "there and no summary"
        raise InputError(f"{summary} is {there}.", "Give the summary another name with --output.")


def _is_summary(path: Path, *, suppliers: bool) -> bool:
    """Whether a file says it is a summary; one that may be a supplier's is read with care."""
    with suppress(UnreadableFile):
        if suppliers:
            return open_workbook(path, own=True).name == SUMMARY
        return apart(SECONDS_FOR_OWN, _says, path) == SUMMARY
    return False


def _says(path: Path) -> str:
    """The template that a workbook says it is from, read as far as the sheet that says it."""
    for sheet in each_sheet(path):
        with suppress(UnreadableFile):
            return identify(Book([sheet]))[0]
    return ""


def fingerprint(path: Path) -> str:
    """The first letters of a file's SHA-256. Raises InputError where it can't be read."""
    try:
        return sha256(path.read_bytes()).hexdigest()[:16]
    except OSError as error:
        raise InputError(f"{path} can't be read ({error.strerror}).", "Close it.") from None
