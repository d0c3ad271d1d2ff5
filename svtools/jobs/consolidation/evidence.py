"""Files that came beside the returns: evidence that a return names, and others that nobody does."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from unicodedata import normalize

from svtools.jobs.consolidation.returns import Return, rows_of
from svtools.workbooks.problems import Problem

NO_RETURN = frozenset(("not-a-spreadsheet", "csv", "no-template", "mail"))
"""What a file may be rejected for and be evidence; anything else may be somebody's return."""

WITHOUT_WORKBOOKS = "a zip archive"
"""What is said of an archive that was looked into, and holds no workbook."""

WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv"))
"""A picture under such a name was meant as a return."""

_LINK = re.compile(r"\b(?:https?|ftp|mailto):|\bwww\.|@", re.IGNORECASE)
_BETWEEN = re.compile(r"[;\n|,]")
_AND = re.compile(r"\s+(?:and|&|\+)\s+")
_ENDING = re.compile(
    r"\.(?:pdf|docx?|xls[xmb]?|csv|pptx?|od[tsp]|txt|rtf|jpe?g|png|gif|tiff?|heic|bmp|webp|msg|eml"
    r"|zip|mp[34]|mov|m4a|html?)$",
    re.IGNORECASE,
)

ByName = Mapping[str, Sequence[Return]]
"""Every file of the folder, by its name as it is compared, with and without its ending."""


def sort_out_evidence(returns: Sequence[Return]) -> None:
    """Set aside what a return names as its evidence, and tell what it names and isn't there.

    A name counts in the folder of its return and below: it hides nobody else's file.
    """
    by_name: dict[str, list[Return]] = defaultdict(list)
    for file in returns:
        path = PurePosixPath(file.file)
        for name in {_plain(path.name), _plain(path.stem)}:
            by_name[name].append(file)
    for supplier_return in returns:
        _sort_out(supplier_return, by_name)
    for supplier_return in returns:
        _set_aside_picture(supplier_return)


def _sort_out(supplier_return: Return, by_name: ByName) -> None:
    cells, missing = [], []
    for row in rows_of(supplier_return.answers, "evidence"):
        if "where" not in row:
            continue
        found, gone = _look_up(supplier_return, str(row["where"].value), by_name)
        for other in found:
            if other.rejected and all(map(_may_be_evidence, other.problems)):
                other.problems.clear()
                other.problems.add("evidence-file", other=supplier_return.file)
                other.kind = "evidence"
        if gone:
            cells.append(row["where"])
            missing += gone
    if missing:
        names = ", ".join(f"'{name}'" for name in dict.fromkeys(missing))
        supplier_return.problems.add("evidence-missing", *cells, names=names)


def _may_be_evidence(problem: Problem) -> bool:
    """Whether a file that was rejected for that is no return of somebody's."""
    holds_none = problem.details.get("what") == WITHOUT_WORKBOOKS
    return problem.code in NO_RETURN or (problem.code == "archive" and holds_none)


def _look_up(supplier_return: Return, said: str, by_name: ByName) -> tuple[list[Return], list[str]]:
    """The files that a cell names and that are there, and the names of those that aren't."""
    if _LINK.search(said):
        return [], []
    whole = _without_folder(said)
    found = _near(supplier_return, by_name.get(_plain(whole), ()))
    if found:
        return found, []
    names = list(_parts(said))
    there = {name: _near(supplier_return, by_name.get(_plain(name), ())) for name in names}
    found = [other for others in there.values() for other in others]
    gone = [name for name in names if _ENDING.search(name) and not there[name]]
    if len(gone) == 1 and not found:
        gone = [whole]  # a comma or an "and" within one name
    return found, gone


def _parts(said: str) -> Iterator[str]:
    """The names in a cell, apart; "and" parts them only where each side has an ending."""
    for part in _BETWEEN.split(said):
        pieces = _AND.split(part)
        apart = pieces if all(_ENDING.search(piece.strip()) for piece in pieces) else [part]
        yield from filter(None, map(_without_folder, apart))


def _near(supplier_return: Return, others: Sequence[Return]) -> list[Return]:
    """Those of the files that lie in the folder of a return, or below it."""
    folder = PurePosixPath(supplier_return.file).parent
    return [other for other in others if PurePosixPath(other.file).is_relative_to(folder)]


def _plain(name: str) -> str:
    """A name as it is compared: in one Unicode form, without regard to capitals and spaces."""
    return " ".join(normalize("NFC", name).casefold().split())


def _without_folder(path: str) -> str:
    return re.split(r"[/\\]", path.strip(" \t\r\n\"'<>"))[-1].strip(" \"'")


def _set_aside_picture(supplier_return: Return) -> None:
    """A picture that nobody names is no failed return, unless it is called like one."""
    is_named_so = PurePosixPath(supplier_return.file).suffix.lower() in WORKBOOKS
    for problem in supplier_return.problems:
        looks_like = str(problem.details.get("looks_like", ""))
        if problem.code == "not-a-spreadsheet" and "picture" in looks_like and not is_named_so:
            supplier_return.problems.clear()
            supplier_return.problems.add("other-file", looks_like=looks_like)
            supplier_return.kind = "other file"
            return
