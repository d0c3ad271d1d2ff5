"""Opening one of the council's own declared workbooks, where a fault stops the job."""

from pathlib import Path

from svtools.errors import InputError, UnreadableFile
from svtools.workbooks.book import Book, open_book
from svtools.workbooks.content import Content
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Level, Problem, told
from svtools.workbooks.read import identify, read


def open_declared(path: Path, name: str) -> Content:
    """The content of the workbook at `path`, which must be made from the template `name`.

    Raises InputError, with what is wrong and how to mend it, where it can't be read.
    """
    return read(open_book_of(path, name), template(name), path.name)


def open_book_of(path: Path, name: str) -> Book:
    """The cells of the workbook at `path`; raises as `open_declared`."""
    if not path.exists():
        raise InputError(f"There is no file {path}.", "Check its name and its folder.")
    try:
        book = open_book(path)
        found, version = identify(book)
    except UnreadableFile as unreadable:
        raise refusal(path, Problem(unreadable.code, details=unreadable.details)) from None
    wanted = template(name)
    if found != name:
        raise refusal(path, Problem("other-template", details=titles(found, name)))
    if version > wanted.version:
        details = {"found": version, "known": wanted.version}
        raise refusal(path, Problem("newer-version", details=details))
    return book


def unusable(content: Content) -> list[Problem]:
    """What was typed into a workbook and can't be used, with its cell; it counts as blank."""
    return [
        each
        for each in told(content.problems)
        if each.level == Level.NOT_COUNTED and each.code != "required-blank"
    ]


def refuse_unusable(content: Content) -> None:
    """Raises InputError where something was typed that can't be used."""
    found = unusable(content)
    if found:
        said = "; ".join(located(each) for each in found)
        remedies = dict.fromkeys(each.remedy for each in found)
        raise InputError(said, " ".join([*remedies, "Then run this again."]))


def located(problem: Problem) -> str:
    """What is wrong, behind its sheet and cells where it has any."""
    place = f"{problem.sheet} {problem.places}".strip()
    return f"{place}: {problem.what}" if place else problem.what


def titles(found: str, wanted: str) -> dict[str, str]:
    """Template names as people say them."""
    return {"found": spoken(found), "wanted": spoken(wanted)}


def spoken(name: str) -> str:
    """A template's name in words: contracts register."""
    return name.replace("_", " ")


def refusal(path: Path, problem: Problem) -> InputError:
    """The error that tells a problem with a whole file."""
    return InputError(f"{path}: {problem.what}", problem.remedy)
