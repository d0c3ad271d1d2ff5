"""Opening one of the council's own declared workbooks, where a fault stops the job."""

from pathlib import Path

from svtools.errors import InputError, UnreadableFile
from svtools.workbooks.book import open_book
from svtools.workbooks.content import Content
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Level, Problem, told
from svtools.workbooks.read import identify, read


def open_declared(path: Path, name: str) -> Content:
    """The content of the workbook at `path`, which must be made from the template `name`.

    Raises InputError, with what is wrong and how to mend it, where it can't be read.
    """
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
    return read(book, wanted, path.name)


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
        said = "; ".join(f"{each.sheet} {each.places}: {each.what}" for each in found)
        raise InputError(said, f"{found[0].remedy} Then run this again.")


def titles(found: str, wanted: str) -> dict[str, str]:
    """Template names as people say them."""
    return {"found": spoken(found), "wanted": spoken(wanted)}


def spoken(name: str) -> str:
    """A template's name in words: contracts register."""
    return name.replace("_", " ")


def refusal(path: Path, problem: Problem) -> InputError:
    """The error that tells a problem with a whole file."""
    return InputError(f"{path}: {problem.what}", problem.remedy)
