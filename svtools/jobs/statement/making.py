"""A statement made from what is given, with all its files; nothing is written here."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from svtools import __version__
from svtools.documents.html import page
from svtools.documents.word import word
from svtools.errors import InputError
from svtools.jobs.statement import figure_files
from svtools.jobs.statement.case_studies import told_in_studies
from svtools.jobs.statement.document import Statement, all_tables, statement
from svtools.jobs.statement.edition import (
    AGAIN,
    FIGURES,
    FIGURES_CSV,
    MANIFEST,
    PAGE,
    WORD,
    Given,
    changed_from,
    given_again,
    manifest,
    read_manifest,
)
from svtools.jobs.statement.figures import WITHHELD, FigureTable, Unit
from svtools.jobs.statement.inputs import Inputs, read_inputs
from svtools.jobs.statement.protection import statistics
from svtools.jobs.statement.texts import CASE_STUDIES, read_texts
from svtools.monitoring import FinancialYear
from svtools.monitoring.small_numbers import Statistic
from svtools.policy import load_council

KEEP = (
    "Put back the workbooks and case studies that it was made from, and give those that are "
    "corrected other names: what an edition told of small numbers is worked out from them."
)


@dataclass(frozen=True, slots=True)
class Made:
    """A statement and its files, not yet in their place."""

    statement: Statement
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Again:
    """A statement's figures as they are printed, from what it was made from."""

    given: Given
    inputs: Inputs
    tables: Mapping[str, FigureTable]


def make(given: Given, folder: Path, issued: Mapping[str, Any] | None = None) -> Made:
    """Make a statement from what is `given`, for `folder`; a draft unless it is `issued`.

    Raises InputError where something given can't be used.
    """
    made = _statement(given, issued)
    files = {
        PAGE: page(made.document).encode(),
        WORD: word(made.document),
        FIGURES: figure_files.workbook(made, issued),
        FIGURES_CSV: figure_files.csv_content(made),
    }
    about = {
        "title": made.document.title,
        "headline": made.headline,
        "as_at": made.inputs.summary.as_at.isoformat(),
        "draft": issued is None,
        "issued": issued,
    }
    return Made(made, {**files, MANIFEST: manifest(given, folder, files, about)})


def made_again(folder: Path, remedy: str = AGAIN, texts: str | None = None) -> Again:
    """The figures of the statement in `folder` from what it was made from.

    No text changes them; of the `texts` those may matter to the caller whose path begins so. Raises
    InputError, with the `remedy`, where what it was made from has changed since, and where figures
    of people come out otherwise.
    """
    given = given_again(folder, remedy, texts)
    inputs = _inputs(given)
    printed = _printed(folder)
    withheld = frozenset(number for number, shown in printed.items() if shown == WITHHELD)
    tables = [table.without(withheld) for table in all_tables(inputs)]
    if others := _others(tables, printed):
        then = read_manifest(folder).get("made_with", "which is not known")
        raise InputError(
            f"The figures of {folder} come out otherwise than they are printed, such as "
            f"{', '.join(others[:3])}.",
            "Use the council's folder and the version of the tool that it was made with, "
            f"{then}; this is svtools {__version__}.",
        )
    return Again(given, inputs, {table.number: table for table in tables})


def _printed(folder: Path) -> Mapping[str, str]:
    """How each figure is printed, by its number. Raises InputError where that was changed."""
    said = read_manifest(folder)
    known = {name: value for name, value in said["outputs"].items() if name == FIGURES_CSV}
    changed = changed_from(folder, known)
    if changed or not known:
        raise InputError(
            f"What the statement in {folder} printed isn't known any more: "
            f"{'; '.join(changed) or f'{MANIFEST} has no {FIGURES_CSV}'}.",
            f"Put back the {FIGURES_CSV} that was written with it.",
        )
    text = (folder / FIGURES_CSV).read_text(encoding="utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    number, shown, unit = (figure_files.COLUMNS[name] for name in ("number", "shown", "unit"))
    return {row[number]: row[shown] for row in rows if row[unit] != Unit.COUNT}


def _others(tables: Sequence[FigureTable], printed: Mapping[str, str]) -> list[str]:
    """The numbers of figures that are printed otherwise, or not on both sides.

    Only tables with figures of people matter, and no plain counts in them.
    """
    of_people = [table for table in tables if any(figure.parts for *_, figure in table.figures())]
    now = {
        number: shown[row][column]
        for table in of_people
        for shown in (table.printed(),)
        for number, row, column, figure in table.figures()
        if figure.unit is not Unit.COUNT
    }
    names = {table.number for table in of_people}
    then = {n: shown for n, shown in printed.items() if n.partition(".")[0] in names}
    return [n for n in dict.fromkeys((*then, *now)) if now.get(n) != then.get(n)]


def _inputs(given: Given) -> Inputs:
    council = load_council(given.council)
    year = FinancialYear.parse(given.year)
    return read_inputs(given.summaries, given.register, year, council, given.local_spend)


def _statement(given: Given, issued: Mapping[str, Any] | None) -> Statement:
    before = told_before(given.earlier) if given.earlier else []
    return statement(_inputs(given), read_texts(given.texts), issued=issued, earlier=before)


def told_before(folder: Path) -> list[Statistic]:
    """What the edition in `folder`, and those before it, told of small numbers."""
    made = made_again(folder, KEEP, f"{CASE_STUDIES}/")
    texts = made.given.texts
    known = read_texts(texts if texts and texts.is_dir() else None)
    studies = told_in_studies(known, made.inputs)
    told = statistics([*made.tables.values()], made.inputs, studies)
    earlier = made.given.earlier
    return [*told, *(told_before(earlier) if earlier else ())]
