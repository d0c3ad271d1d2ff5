"""Summaries of a year's parts as one: `svtools merge`.

The parts carry their returns as they were read, and the same code as for one folder decides over
all of them together.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path

from svtools.errors import InputError
from svtools.gc_pause import no_collection
from svtools.jobs.consolidation.as_read import from_rows, from_text
from svtools.jobs.consolidation.directorates import directorates
from svtools.jobs.consolidation.job_files import (
    SUMMARY,
    files_of_job,
    fingerprint,
    refuse_to_overwrite,
)
from svtools.jobs.consolidation.limits import Writer
from svtools.jobs.consolidation.part import ONE_OF_SEVERAL
from svtools.jobs.consolidation.returns import Return
from svtools.jobs.consolidation.run import Outcome, Source, carried_out
from svtools.jobs.issued_by import refuse_other_council
from svtools.jobs.opening import open_own
from svtools.monitoring import FinancialYear
from svtools.numbers import long_date
from svtools.policy import Council
from svtools.spelling import folded
from svtools.workbooks.content import Content

ALIKE = {
    "year": "of the year",
    "as_at": "as at",
    "policy": "by the policy",
    "register": "with the register",
}
"""What must be one in all parts, and how it is said of a summary."""

AGAIN = "Run 'svtools consolidate --part' again for one of them, so that both are alike."


@dataclass(frozen=True, slots=True)
class Part:
    """A summary that holds its returns as they were read, by their texts."""

    path: Path
    about: Mapping[str, str]
    """What must be one in all parts, by the keys of `ALIKE`, and which part it is."""
    as_at: date
    folder: str
    register: str
    returns: Mapping[str, Return]

    def said(self, name: str) -> str:
        """In words what it is by one of `ALIKE`."""
        value = self.about[name]
        shown = f"{self.register} ({value})" if name == "register" else value
        return f"{ALIKE[name]} {shown}"


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome of a merge, and what to know of its parts."""

    outcome: Outcome
    overlapping: Sequence[str]
    """The files that stood in several parts."""
    without: Sequence[str]
    """Where the parts are directorates: those of the register of which no part was given."""


@no_collection()
def merge(
    summaries: Sequence[Path],
    register_path: Path,
    summary_path: Path,
    council: Council,
    *,
    log_path: Path | None = None,
    portal_path: Path | None = None,
    accept_loss: bool = False,
    formats: Callable[[], Mapping[str, Writer]] = dict,
) -> Merged:
    """Bring the parts of a year together in `summary_path`, as if all had been in one folder.

    A file that stands in several parts counts once. Raises InputError for parts that differ in
    year, as-at date, register or policy, and for summaries that don't hold their returns; else as
    `consolidate`, whose `formats` these are.
    """
    files = files_of_job(register_path, summary_path, log_path, portal_path)
    refuse_to_overwrite(None, files)
    given = {path.resolve(): path for path in summaries}
    if given.keys() & files.all:
        raise InputError(
            "One of the parts is a file that this run would write or read as something else.",
            "Give the merged summary another name with --output.",
        )
    parts = [read_part(path, council) for path in given.values()]
    _refuse_different(parts, register_path)
    overlapping, returns = brought_side_by_side(parts)
    year, as_at = FinancialYear.parse(parts[0].about["year"]), parts[0].as_at
    named = ", ".join(dict.fromkeys(part.folder for part in parts))

    source = Source(lambda _: returns, named, formats)
    outcome = carried_out(source, files, year, council, as_at, accept_loss)
    of = {folded(part.about["part"]) for part in parts}
    names = directorates(outcome.consolidation.register)
    without = [name for name in names if ONE_OF_SEVERAL not in of and folded(name) not in of]
    return Merged(outcome, overlapping, without)


def read_part(path: Path, council: Council) -> Part:
    """A part of a year. Raises InputError for a summary that doesn't hold its returns."""
    workbook = open_own(path, SUMMARY)
    content = workbook.content
    refuse_other_council(content, workbook.file, council)
    about = {name: str(content.value(f"about.{name}") or "") for name in ("year", "policy", "part")}
    as_at = content.value("about.as_at")
    if as_at is None or not about["part"] or _lacks_returns(content):
        raise InputError(
            f"{path} doesn't hold its returns as they were read.",
            "Make it again with 'svtools consolidate --part', or with --directorate.",
        )
    about |= {"as_at": long_date(as_at), "register": str(content.value("about.register_print"))}
    folder, register = (str(content.value(f"about.{name}")) for name in ("folder", "register"))
    return Part(path, about, as_at, folder, register, _returns(path, content))


def _lacks_returns(content: Content) -> bool:
    """Whether files came in and nothing is written down of them."""
    came = any(row.get("file") for row in content.rows("returns"))
    return came and not content.tables["as_read"].rows


def _returns(path: Path, content: Content) -> dict[str, Return]:
    rows = content.rows("as_read")
    files = [row.get("file") for row in rows if row.get("piece") == 1]
    with suppress(ValueError):
        returns = {text: from_text(text) for text in from_rows(row.values for row in rows)}
        if [each.file for each in returns.values()] == files:
            return returns
    raise InputError(
        f"The sheet '{content.tables['as_read'].place.sheet}' of {path} was changed, or another "
        "version of the tool made it.",
        "Make the summary again with 'svtools consolidate --part'.",
    )


def _refuse_different(parts: Sequence[Part], register: Path) -> None:
    """Raises InputError, with both values, where the parts differ in what `ALIKE` says."""
    if len(parts) < 2:  # noqa: PLR2004 - what is merged is several
        raise InputError("There is nothing to merge.", "Name two summaries or more.")
    first = parts[0]
    found = [
        f"{first.path} is {first.said(name)}, and {other.path} {other.said(name)}."
        for other in parts[1:]
        for name in ALIKE
        if other.about[name] != first.about[name]
    ]
    given = fingerprint(register)
    if not found and given != first.about["register"]:
        said = first.said("register")
        found = [f"The parts were made {said}, and {register.name} is another now ({given})."]
    if found:
        raise InputError("\n".join(found), AGAIN)


def brought_side_by_side(parts: Sequence[Part]) -> tuple[list[str], list[Return]]:
    """The files that stand in several parts, and all returns in order, each once.

    Where two parts have different files of one name, every name begins with its part's.
    """
    first: dict[tuple[str, str], tuple[str, Return]] = {}
    overlapping: dict[str, None] = {}
    for label, part in zip(_labels(parts), parts, strict=True):
        for text, supplier_return in part.returns.items():
            known = first.setdefault((supplier_return.file, text), (label, supplier_return))
            if known[1] is not supplier_return:
                overlapping[supplier_return.file] = None
    if len({file for file, _ in first}) < len(first):
        for label, supplier_return in first.values():
            _rename(supplier_return, f"{label}/{supplier_return.file}")
    returns = (supplier_return for _, supplier_return in first.values())
    return list(overlapping), sorted(returns, key=lambda each: each.file)


def _labels(parts: Sequence[Part]) -> list[str]:
    """A name for each part that no other has: its file's, with a number where several have it."""
    stems = [part.path.stem for part in parts]
    once = {stem for stem in stems if stems.count(stem) == 1}
    taken = set(once)
    labels = []
    for stem in stems:
        numbered = (f"{stem} {number}" for number in count(1))
        label = stem if stem in once else next(each for each in numbered if each not in taken)
        taken.add(label)
        labels.append(label)
    return labels


def _rename(supplier_return: Return, file: str) -> None:
    """Give a return the name that it has beside the others."""
    supplier_return.file = supplier_return.problems.file = file
    supplier_return.problems[:] = [replace(p, file=file) for p in supplier_return.problems]
