"""A statement's folder: page, Word file, figures and manifest, all of them or none."""

from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.statement.document import Statement
from svtools.jobs.statement.edition import Given
from svtools.jobs.statement.issued import ISSUED, chain
from svtools.jobs.statement.making import make
from svtools.workbooks.replacing import put_all


def write_statement(given: Given, folder: Path) -> Statement:
    """Write a draft into `folder`, which is made where it isn't there.

    Raises InputError where something given can't be used, where `folder` is a file or holds a
    statement that was issued, or where the edition before never was; OutputError where nothing can
    be written.
    """
    if (folder / ISSUED).is_file():
        raise InputError(
            f"{folder} holds a statement that was issued.",
            "Give another folder, and this one with --earlier; then the new edition names it.",
        )
    place = folder.resolve()
    if given.texts and given.texts.resolve() in (place, *place.parents):
        raise InputError(
            f"{folder} lies in {given.texts}, whose files are read.",
            "Give another folder with --output.",
        )
    if given.earlier:
        chain(given.earlier)
    made = make(given, folder)
    put_all(folder, made.files)
    return made.statement
