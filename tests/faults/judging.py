"""Whether one planted fault was told at the right cell with the right cause, and no total moved.

The year's files go through the whole job of `svtools consolidate` but for the writing of the
summary; what is compared are its problems and its figures before and after.
"""

import hashlib
import pickle
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from svtools.errors import InputError
from svtools.jobs.consolidation import consolidation, run
from svtools.jobs.consolidation.return_files import read_return
from svtools.jobs.consolidation.returns import Return
from svtools.workbooks.problems import Level, Problem
from tests.faults.year import FOLDER, LOG, PORTAL, REGISTER, Spot, Year, sound_year
from tests.making import AS_AT, YEAR, council

Figure = tuple[str, ...]
"""What a figure is of: its kind, its contract's reference, and what else names it."""

WHOLE_YEAR = ("headline", "by_theme", "settings", "by_source")
"""Kinds of figures that are of no contract, or that add up those of several."""

REFUSED = "refused"
"""In place of a problem's code: the job stops, changes nothing, and says why."""


@dataclass(frozen=True)
class Fault:
    """What must come of a planted fault: one of `codes` at one of `spots`.

    A spot without a cell is any place of the sheet, one without a sheet any of the file. Figures
    may change once it is told, of the contract `ref` (any, if blank) and of `measure` there.
    `says` is what the problem must say where its code alone doesn't tell the cause.
    """

    codes: frozenset[str]
    spots: tuple[Spot, ...]
    ref: str = ""
    measure: str = ""
    says: str = ""


def fault(*codes: str, at: Spot | Sequence[Spot], **about: str) -> Fault:
    """A fault that one of `codes` tells; `about` are the fields of `Fault`."""
    spots = (at,) if isinstance(at, Spot) else tuple(at)
    return Fault(frozenset(codes), spots, **about)


class Came(NamedTuple):
    """What the job says of a year: problems and figures, or why it stopped."""

    problems: Sequence[Problem]
    figures: dict[Figure, Any]
    refusal: str = ""


class Verdict(NamedTuple):
    """What became of one planted fault."""

    told: bool
    untold: tuple[Figure, ...]
    """Figures that changed without a word, or that have nothing to do with the fault."""

    found: tuple[str, ...]
    """What is told now and isn't told of the sound year."""


def judge(planted: Year, expected: Fault) -> Verdict:
    """What the job tells of a year with one fault in it."""
    planted.make_changes()
    before, after = sound(), came(planted)
    if after.refusal:
        told = REFUSED in expected.codes and any(
            _names(after.refusal, spot) for spot in expected.spots
        )
        return Verdict(told and expected.says in after.refusal, (), (after.refusal,))
    known = {_said(problem) for problem in before.problems}
    new = [problem for problem in after.problems if _said(problem) not in known]
    told = any(_tells(problem, expected) for problem in new)
    changed = {
        key
        for key in before.figures.keys() | after.figures.keys()
        if before.figures.get(key) != after.figures.get(key)
    }
    stray = (key for key in changed if not (told and _is_about(key, expected)))
    return Verdict(told, tuple(sorted(stray)), tuple(f"{p.code} {_place(p)}" for p in new))


def told_more(changed: Year) -> list[Problem]:
    """What the job tells of a year that it doesn't tell of the sound one, but for its log.

    A log was validated by the figures that stood there before.
    """
    changed.make_changes()
    known = {_said(problem) for problem in sound().problems}
    made = came(changed)
    assert not made.refusal
    fresh = (problem for problem in made.problems if _said(problem) not in known)
    return [p for p in fresh if p.file != LOG and p.code != "superseded"]


def _said(problem: Problem) -> tuple[str, ...]:
    return problem.code, problem.file, problem.where, problem.what


def _place(problem: Problem) -> str:
    return f"{problem.file} {problem.where}".strip()


def _tells(problem: Problem, expected: Fault) -> bool:
    if problem.code not in expected.codes or expected.says not in problem.what:
        return False
    cells = {(cell.sheet, cell.name) for cell in problem.cells}
    return any(
        _file(problem) == spot.file
        and (not spot.sheet or problem.sheet == spot.sheet)
        and (not spot.cell or (spot.sheet, spot.cell) in cells)
        for spot in expected.spots
    )


def _file(problem: Problem) -> str:
    """The file as the year names it; the register's problems name the workbook alone."""
    if problem.file in {REGISTER, LOG, PORTAL}:
        return problem.file
    return f"{FOLDER}/{problem.file}" if problem.file else ""


def _names(refusal: str, spot: Spot) -> bool:
    return spot.file in refusal and all(part in refusal for part in (spot.sheet, spot.cell))


def _is_about(key: Figure, expected: Fault) -> bool:
    kind, ref, *rest = key
    if kind in WHOLE_YEAR:
        return True
    return expected.ref in {"", ref} and (expected.measure in {"", *rest} or kind == "by_contract")


@cache
def sound() -> Came:
    """What the job says of the sound year."""
    return came(sound_year())


def came(year: Year) -> Came:
    """What the job says of a year's files."""
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as patches:
        folder = Path(scratch)
        for name, data in year.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        patches.enter_context(patch.object(run, "printing", lambda *_, **__: lambda _: None))
        patches.enter_context(patch.object(consolidation, "read_all", _read_all))
        try:
            outcome = run.consolidate(
                folder / FOLDER,
                folder / REGISTER,
                YEAR,
                folder / "summary.xlsx",
                council(),
                log_path=folder / LOG,
                portal_path=folder / PORTAL,
                as_at=AS_AT,
            )
        except InputError as error:
            return Came((), {}, f"{error.what} {error.remedy}".replace(str(folder), ""))
        if outcome.log_refused:
            return Came((), {}, str(outcome.log_refused))
        return Came(outcome.consolidation.problems, dict(_figures(outcome.data)))


NAMED = (
    *("ref", "lot", "supplier", "measure", "quarter", "origin", "what", "theme", "item", "source"),
    *("kind",),
)
FIGURES = {
    "data": ("units", "value", "validated_units", "validated_value"),
    "promises": ("q1", "q2", "q3", "q4", "value", "due"),
    "by_contract": ("year_value", "status", "progress"),
    "headline": ("sva", "leva", "sleva", "share"),
    "portal_rows": ("figure", "value"),
    "by_source": ("sva", "leva", "not_known"),
    "by_theme": (
        "promised_sleva",
        "delivered_sleva",
        "validated_sleva",
        "target_sva",
        "target_leva",
    ),
}
"""The figures of each of the summary's tables that people quote."""


def _figures(data: dict[str, Any]) -> Iterator[tuple[Figure, Any]]:
    """Every figure of the summary that people quote, by what it is of."""
    for table, keys in FIGURES.items():
        for row in data[table]:
            about = [str(row[name]) for name in NAMED if name in row]
            yield from (((table, *about, key), row.get(key)) for key in keys)
    for key, value in data["settings"].items():
        yield ("settings", "", key), value


class _Known:
    """Returns that were read before, by name and content."""

    returns: dict[tuple[str, bytes], bytes] = {}  # noqa: RUF012 - one for the whole run


def _read_all(folder: Path, files: Sequence[str], **_: Any) -> list[Return]:
    """Every file read in this process; what was read before from memory."""
    made = []
    for file in files:
        key = file, hashlib.sha256((folder / file).read_bytes()).digest()
        if key not in _Known.returns:
            _Known.returns[key] = pickle.dumps(read_return(folder, file))
        made.append(pickle.loads(_Known.returns[key]))  # noqa: S301 - made by the line above
    return made


def gravest(problems: Sequence[Problem]) -> list[Problem]:
    """Those above a remark."""
    return [problem for problem in problems if problem.level is not Level.REMARK]
