"""A statement's folder: page, Word file, figures and manifest, all of them or none."""

from collections.abc import Iterator
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.statement.document import Statement
from svtools.jobs.statement.edition import Given
from svtools.jobs.statement.issued import ISSUED, chain
from svtools.jobs.statement.making import make
from svtools.numbers import how_many, in_a_row
from svtools.workbooks.replacing import put_all


def write_statement(given: Given, folder: Path) -> Statement:
    """Write a draft into `folder`, which is made where it isn't there.

    Raises InputError where something given can't be used, where `folder` is a file or holds a
    statement that was issued, or where the edition before never was; OutputError where nothing can
    be written.
    """
    refuse_folder(given, folder)
    made = make(given, folder)
    put_all(folder, made.files)
    return made.statement


def refuse_folder(given: Given, folder: Path) -> None:
    """Raises InputError where `folder` can't take a statement of what is given, as above."""
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


def to_do(made: Statement) -> Iterator[str]:
    """What the team should know before it issues the statement."""
    if missing := made.texts.missing():
        yield f"Not written yet, and left out: {in_a_row(missing)}."
    if made.texts.unread:
        yield f"Not read, as no text or picture is called so: {in_a_row(made.texts.unread)}."
    withheld = [n for t in made.tables.values() for n, *_, f in t.figures() if f.is_withheld]
    if withheld:
        count = how_many(len(withheld), "figure")
        yield f"Withheld, so that no small number of people can be told: {count}."
    if made.disclosure.told_already:
        yield (
            "An earlier edition told small numbers already: "
            f"{in_a_row(made.disclosure.told_already)}."
        )
