"""The one way in: a file, and the templates that may come, become a workbook or a verdict.

In this order: what kind of file it is, whether it is safe to parse, its cells, its template and
version, and by their declaration its fields and tables.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from svtools.errors import UnreadableFile
from svtools.workbooks.apart import SECONDS, SECONDS_FOR_OWN, apart
from svtools.workbooks.book import Book, open_book
from svtools.workbooks.content import Content
from svtools.workbooks.file_names import shown
from svtools.workbooks.parse import template
from svtools.workbooks.read import identify, read
from svtools.workbooks.safety import OWN
from svtools.workbooks.typed_over import LOST


@dataclass
class Workbook:
    """A workbook that was opened: its cells, and what they hold by the declaration of `name`.

    `file` is how problems name it. A workbook that says no template has a blank `name`.
    """

    path: Path
    book: Book
    name: str
    version: int
    file: str
    modified: int
    """When the file was last changed (st_mtime_ns), as it was opened."""
    own: bool = False
    """Whether it is the council's own, and not a supplier's or bidder's."""
    edited: bytes | None = None
    """Its bytes, where they are other than those of its file."""

    @cached_property
    def content(self) -> Content:
        """Its fields and tables, read once."""
        content = read(self.book, template(self.name), self.version, self.file, own=self.own)
        if self.own and any(problem.code == LOST for problem in content.problems):
            from svtools.workbooks.lost_formulas import with_what_they_give  # noqa: PLC0415  # slow

            workbook = self.edited or self.path.read_bytes()
            content.problems[:] = with_what_they_give(content.problems, workbook)
        return content


def kept_whole(_: Workbook) -> None:
    """Leave all in a workbook."""


def open_workbook(
    path: Path,
    *names: str,
    file: str = "",
    own: bool = False,
    formulas: bool = False,
    then: Callable[[Workbook], None] = kept_whole,
) -> Workbook:
    """The workbook at `path`, made from one of the templates `names`; from any or none without.

    `own` says that it is the council's own, which has wider limits and remedies of its own. With
    `formulas`, calculated cells that hold none are problems, too. `then` is done with it where it
    is read, so that less comes back.
    A command reads it in a process that may die, under a time limit: see `svtools.workbooks.apart`.
    Raises UnreadableFile with its code in the problem catalogue: those of `open_book`,
    no-template, other-template or newer-version; there also timed-out and crashed.
    """
    seconds = SECONDS_FOR_OWN if own else SECONDS
    return apart(seconds, _opened, path, names, file, own, formulas, then)


def _opened(
    path: Path,
    names: tuple[str, ...],
    file: str,
    own: bool,
    formulas: bool,
    then: Callable[[Workbook], None],
) -> Workbook:
    modified = path.stat().st_mtime_ns if path.exists() else 0  # before it is read, not after
    book = open_book(path, OWN if own else None, formulas=formulas)
    try:
        name, version = identify(book)
    except UnreadableFile:
        if names:
            raise
        name, version = "", 0
    if names:
        if name not in names:
            raise UnreadableFile("other-template", found=in_words(name), wanted=in_words(names[0]))
        newest = template(name).version
        if version > newest:
            raise UnreadableFile("newer-version", found=version, known=newest)
    workbook = Workbook(path, book, name, version, file or shown(path.name), modified, own)
    then(workbook)
    return workbook


def in_words(name: str) -> str:
    """A template's name as people say it: contracts register."""
    return name.replace("_", " ")
