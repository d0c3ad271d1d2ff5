"""Opening one of the council's own workbooks, where a fault stops the job."""

from collections.abc import Callable, Iterable
from pathlib import Path

from svtools.errors import InputError, UnreadableFile
from svtools.workbooks.content import Content
from svtools.workbooks.opening import Workbook, kept_whole, open_workbook
from svtools.workbooks.problems import Level, Problem, told


def open_own(
    path: Path,
    *names: str,
    formulas: bool = False,
    then: Callable[[Workbook], None] = kept_whole,
) -> Workbook:
    """The workbook at `path`, of one of the templates `names` (of any or none without).

    With `formulas`, calculated cells that hold none are problems, too. `then` is done with it
    where it is read.
    Raises InputError, with what is wrong and how to mend it, where it can't be read.
    """
    if not path.exists():
        raise InputError(f"There is no file {path}.", "Check its name and its folder.")
    try:
        return open_workbook(path, *names, own=True, formulas=formulas, then=then)
    except UnreadableFile as verdict:
        problem = Problem(verdict.code, details=verdict.details, in_own=True)
        raise InputError(f"{path}: {problem.what}", problem.remedy) from None


def refuse_as_output(output: Path, read: Iterable[Path]) -> None:
    """Raises InputError where the result would be written over something that is read."""
    where = output.resolve()
    for path in map(Path.resolve, read):
        if where == path:
            what = f"{output} is one of the files that are read."
        elif path in where.parents:
            what = f"{output} lies in {path}, whose files are read."
        else:
            continue
        raise InputError(what, "Give another name with --output.")


def unusable(content: Content) -> list[Problem]:
    """What was typed into a workbook and can't be used, with its cell; it counts as blank."""
    return [
        problem
        for problem in told(content.problems)
        if problem.level == Level.NOT_COUNTED and problem.code != "required-blank"
    ]


def refuse_unusable(content: Content) -> None:
    """Raises InputError where something was typed that can't be used."""
    refuse(unusable(content), "Then run this again.")


def refuse(problems: list[Problem], then: str) -> None:
    """Raises InputError with all of `problems`, each with its cell, and what to do `then`."""
    if problems:
        remedies = dict.fromkeys(problem.remedy for problem in problems)
        raise InputError(
            "\n".join(problem.located for problem in problems), " ".join([*remedies, then])
        )
