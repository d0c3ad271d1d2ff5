"""Files that came beside the returns: evidence that a return names, and others that nobody does."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from functools import partial
from itertools import chain, takewhile
from pathlib import PurePosixPath
from unicodedata import normalize

from svtools.jobs.consolidation.returns import Answer, Return, rows_of
from svtools.workbooks.problems import Problem

NO_RETURN = frozenset(("not-a-spreadsheet", "csv", "no-template", "mail"))
"""What a file may be rejected for and be evidence; anything else may be somebody's return."""

WITHOUT_WORKBOOKS = "a zip archive"
"""What is said of an archive that was looked into, and holds no workbook."""

WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv"))
"""A picture under such a name was meant as a return."""

_LINK = re.compile(
    r"\b(?:https?|ftp|mailto):|\bwww\.|@|\w\.(?:com|uk|org|net|ms|gov|io|eu|tl)(?![\w.])",
    re.IGNORECASE,
)
"""What leads elsewhere than into the folder, so that a name behind it is no file's here."""

_LINES = re.compile(r"[;\n|]")
_BETWEEN = re.compile(r"[,/\\:]|\s(?:and|&|\+)\s", re.IGNORECASE)
_AROUND = " \t\r,:&+\"'<>()\u2018\u2019\u201c\u201d\u2022"
_ENDING = re.compile(
    r"\.(?:pdf|doc[xm]?|xls[xmb]?|csv|pp[ts]x?|od[tsp]|txt|rtf|jpe?g|jfif|png|gif|tiff?|hei[cf]|bmp"
    r"|webp|svg|msg|eml|zip|7z|rar|mp[34]|mpe?g|mov|avi|wmv|webm|m4[av]|wav|html?|pages|numbers|pub)"
    r"(?!\w)",
    re.IGNORECASE,
)
_BEFORE_A_NAME = re.compile(
    r"(?:^|[^\w\s.-]|\s-|\b(?:and|attached|called|file|files|in|is|named|photo|photos|see|the)"
    r"|^\W*\d+[.)])\s*$",
    re.IGNORECASE,
)
"""What may stand before a file's name without being a part of it."""

_WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 30
"""A file's name has no more words than these."""

Near = Callable[[str], list[Return]]
"""The files of a name, as it is compared, that one return may name."""


def sort_out_evidence(returns: Sequence[Return]) -> None:
    """Set aside what a return names as its evidence, and tell what it names and isn't there.

    A name counts in the folder of its return and below: it hides nobody else's file.
    """
    by_name: dict[str, list[Return]] = defaultdict(list)
    owners: dict[PurePosixPath, set[str]] = defaultdict(set)
    for file in returns:
        path = PurePosixPath(file.file)
        for name in {_plain(path.name), _plain(path.stem)} - {""}:
            by_name[name].append(file)
        if not file.rejected and file.kind == "return":
            owners[path.parent].add(file.ref)
    for supplier_return in returns:
        _sort_out(supplier_return, partial(_near, supplier_return, by_name, owners))
    for supplier_return in returns:
        _set_aside_picture(supplier_return)


def _sort_out(supplier_return: Return, near: Near) -> None:
    cells, missing = list[Answer](), list[str]()
    for row in rows_of(supplier_return.answers, "evidence"):
        if "where" not in row:
            continue
        lines = _LINES.split(normalize("NFKC", str(row["where"].value)))
        found, gone = zip(*(_look_up(line, near) for line in lines), strict=True)
        for other in chain(*found):
            if other.rejected and all(map(_may_be_evidence, other.problems)):
                other.problems.clear()
                other.problems.add("evidence-file", other=supplier_return.file)
                other.kind = "evidence"
        if any(gone):
            cells.append(row["where"])
            missing += chain(*gone)
    if missing:
        names = ", ".join(f"'{name}'" for name in dict.fromkeys(missing))
        supplier_return.problems.add("evidence-missing", *cells, names=names)


def _may_be_evidence(problem: Problem) -> bool:
    """Whether a file that was rejected for that is no return of somebody's."""
    holds_none = problem.details.get("what") == WITHOUT_WORKBOOKS
    return problem.code in NO_RETURN or (problem.code == "archive" and holds_none)


def _look_up(line: str, near: Near) -> tuple[list[Return], list[str]]:
    """The files that a line names and that are there, and the names of those that aren't."""
    found, gone, start = list[Return](), list[str](), 0
    for ending in _ENDING.finditer(line):
        words, start = line[start : ending.end()], ending.end()
        begin = _begin(words, near)
        before = _without_ending(words[:begin], near)
        if begin is not None:
            found += near(words[begin:])
        else:  # a comma or an "and" parts names, unless it stands within one
            gone.append(_without_folder(_BETWEEN.split(words)[-1] if before else words))
        found += before
    found += _without_ending(line[start:], near)
    return found, [] if _LINK.search(line) else gone


def _begin(words: str, near: Near) -> int | None:
    """Where the longest name begins that ends these words and is a file's, if any is."""
    begins = [word.start() for word in _WORD.finditer(words)][-MOST_WORDS:]
    named = (at for at in begins if _BEFORE_A_NAME.search(words[:at]) and near(words[at:]))
    return next(named, None)


def _without_ending(words: str, near: Near) -> list[Return]:
    """The files whose names without their ending these are, one or several."""
    return near(words) or [file for part in _BETWEEN.split(words) for file in near(part)]


def _near(
    supplier_return: Return,
    by_name: Mapping[str, Sequence[Return]],
    owners: Mapping[PurePosixPath, Set[str]],
    name: str,
) -> list[Return]:
    """The files of a name in the folder of a return, or below where no other contract's lies."""
    folder, found = PurePosixPath(supplier_return.file).parent, list[Return]()
    for other in by_name.get(_plain(name), ()):
        path = PurePosixPath(other.file)
        below = list(takewhile(lambda parent: parent != folder, path.parents))
        others = (owners[parent] for parent in below if parent in owners)
        if path.is_relative_to(folder) and all(supplier_return.ref in refs for refs in others):
            found.append(other)
    return found


def _plain(name: str) -> str:
    """A name as it is compared: its words, in one Unicode form, without capitals; .jpeg is .jpg."""
    words = _WORD.findall(normalize("NFKC", name).casefold())
    return " ".join("jpg" if word == "jpeg" else word for word in words)


def _without_folder(path: str) -> str:
    return re.split(r"[/\\]", path)[-1].strip(_AROUND).removeprefix("and ")


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
