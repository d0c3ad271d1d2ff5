"""Issuing a statement, and finding out whether an issued one has changed.

issued.csv, beside a statement's files, has a line for each file of each edition. Each line holds
the hash of the line before, and the last ones are held against the files themselves, so that a line
that was changed or taken out shows. It shows change, not forgery:
whoever can write the files can write the hashes anew.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from svtools import csvfile
from svtools.errors import InputError
from svtools.jobs.statement.document import Statement
from svtools.jobs.statement.edition import (
    FIGURES_CSV,
    FILES,
    MANIFEST,
    PAGE,
    Given,
    changed_from,
    changed_inputs,
    changed_outputs,
    given_again,
    read_manifest,
    sha256,
)
from svtools.jobs.statement.making import make
from svtools.numbers import in_a_row, long_date
from svtools.workbooks.replacing import put_all

ISSUED = "issued.csv"
NAMED = (*FILES, MANIFEST)
HEADINGS = ("Date", "File", "SHA-256", "Headline", "What changed", "Hash of the line before")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found: whether the statement is as it was issued, and what isn't."""

    changed: Sequence[str]
    inputs: Sequence[str]
    """Inputs that are gone or another: the statement stands, but it can't be traced."""


def issue(folder: Path, on: date, changed: str = "") -> Statement:
    """Issue the draft in `folder`: make it again without its mark, and add its line to issued.csv.

    `changed` says what is other than in the edition before, where there is one. Raises InputError
    where the folder holds no draft, or what it was made from or its figures have changed since.
    """
    said = read_manifest(folder)
    if not said["draft"]:
        raise InputError(
            f"{folder} holds a statement that is issued already.",
            "Make a new edition in another folder, with this one as --earlier.",
        )
    altered = changed_outputs(folder, said)
    if altered:
        raise InputError(
            f"The draft was changed after it was made: {'; '.join(altered)}.",
            "Change the texts or the wording instead, and make the statement again.",
        )
    given = given_again(folder)
    earlier = chain(given.earlier) if given.earlier else []
    if earlier and not changed:
        raise InputError(
            "It isn't said what changed since the edition before.", "Say it with --changed."
        )
    _refuse_day(on, read_manifest(folder), earlier)
    _refuse_other_words(folder, given, said)
    page = next((line for line in reversed(earlier) if line[1] == PAGE), None)
    about = {
        "date": long_date(on),
        "day": on.isoformat(),
        "before": page[2] if page else "",
        "before_date": long_date(date.fromisoformat(page[0])) if page else "",
        "changed": changed,
    }
    made = make(given, folder, about)
    lines = [
        [on.isoformat(), name, sha256(made.files[name]), made.statement.headline, changed]
        for name in NAMED
    ]
    put_all(folder, {**made.files, ISSUED: csvfile.written([HEADINGS, *_chained(earlier, lines)])})
    return made.statement


def _refuse_day(on: date, said: Mapping[str, Any], earlier: Sequence[Sequence[str]]) -> None:
    """Refuse a day of issue that can't be: before what it tells of, or after today."""
    as_at = date.fromisoformat(said["as_at"])
    if on < as_at:
        raise InputError(
            f"It can't be issued on {long_date(on)}: its figures are as at {long_date(as_at)}.",
            "Give the day on which it goes out with --on.",
        )
    if on > date.today():  # noqa: DTZ011 - a day in the council's own calendar
        raise InputError(f"{long_date(on)} has not come yet.", "Issue it on that day.")
    if earlier and earlier[-1][0] > on.isoformat():
        raise InputError(
            f"The edition before was issued on {long_date(date.fromisoformat(earlier[-1][0]))}, "
            f"after {long_date(on)}.",
            "Give a later day with --on.",
        )


def _refuse_other_words(folder: Path, given: Given, said: Mapping[str, Any]) -> None:
    """Refuse to issue what nobody has seen: the draft, made again, is what it was."""
    again = make(given, folder).files
    other = [name for name in (PAGE, FIGURES_CSV) if sha256(again[name]) != said["outputs"][name]]
    if other:
        raise InputError(
            f"Made again, the draft is another than it was ({in_a_row(other)}): the wording, the "
            "council's folder or the tool has changed since.",
            "Make the draft again, look at it, and issue that.",
        )


def _chained(earlier: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The lines of a chain with new ones, each with the hash of the line before."""
    lines = [*earlier]
    for line in new:
        before = sha256(_line(lines[-1]).encode()) if lines else ""
        lines.append([*line, before])
    return lines


def _line(values: Sequence[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow(values)
    return stream.getvalue()


def chain(folder: Path) -> list[list[str]]:
    """The lines of a folder's issued.csv. Raises InputError where it has none to be read."""
    return _rows(folder)[1:]


def _rows(folder: Path) -> list[list[str]]:
    """The lines of a folder's issued.csv, with its headings before them."""
    path = folder / ISSUED
    if not path.is_file() and (folder / MANIFEST).is_file() and read_manifest(folder)["draft"]:
        raise InputError(
            f"The statement in {folder} is not issued yet.", f"Run 'svtools issue {folder}'."
        )
    if not path.is_file():
        raise InputError(
            f"{folder} holds no statement that was issued: there is no {ISSUED} in it.",
            "Give the folder of the edition that was issued before.",
        )
    try:
        rows = [*csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))]
    except (UnicodeDecodeError, csv.Error):
        raise InputError(f"{path} can't be read.", "Put back the file that was issued.") from None
    return [row for row in rows if row]


def verify(folder: Path) -> Verdict:
    """Whether the statement in `folder` is as it was issued.

    Raises InputError where it was never issued or can't be read.
    """
    rows, said = _rows(folder), read_manifest(folder)
    lines = rows[1:]
    last = lines[-len(NAMED) :]
    changed = _broken(lines)
    if rows[:1] != [[*HEADINGS]]:
        changed.append(f"{ISSUED}: its first line is not {in_a_row(HEADINGS)}")
    if [line[1:2] for line in last] != [[name] for name in NAMED]:
        changed.append(f"{ISSUED}: its last lines are not one for each of {in_a_row(NAMED)}")
        changed += changed_outputs(folder, said)
    else:
        changed += changed_from(folder, {line[1]: line[2] for line in last}, f"{ISSUED} says")
    issued = said["issued"]
    if not changed and any(
        [line[0], *line[3:5]] != [issued["day"], said["headline"], issued["changed"]]
        for line in last
    ):
        changed.append(f"{ISSUED}: its last lines are not as they were issued")
    return Verdict(changed, changed_inputs(folder, said))


def _broken(lines: Sequence[Sequence[str]]) -> list[str]:
    """What is wrong with the chain of lines, in words."""
    found = []
    before = ""
    for number, line in enumerate(lines, start=2):
        if len(line) != len(HEADINGS):
            found.append(f"{ISSUED}, line {number}: it has {len(line)} values, not {len(HEADINGS)}")
        elif line[-1] != before:
            found.append(f"{ISSUED}: line {number - 1} or {number} was changed or taken out")
        before = sha256(_line(line).encode())
    return found
