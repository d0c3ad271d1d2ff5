"""A statement made from what is given, with all its files; nothing is written here."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from svtools.documents.html import page
from svtools.documents.word import word
from svtools.jobs.statement import figure_files
from svtools.jobs.statement.document import Statement, statement
from svtools.jobs.statement.edition import (
    AGAIN,
    FIGURES,
    FIGURES_CSV,
    MANIFEST,
    PAGE,
    WORD,
    Given,
    given_again,
    manifest,
    read_manifest,
)
from svtools.jobs.statement.inputs import read_inputs
from svtools.jobs.statement.protection import statistics
from svtools.jobs.statement.texts import read_texts
from svtools.monitoring import FinancialYear
from svtools.monitoring.small_numbers import Statistic
from svtools.policy import load_council

KEEP = (
    "Put back the files that it was made from, and give those that are corrected other names: what "
    "an edition told of small numbers is worked out from them."
)


@dataclass(frozen=True, slots=True)
class Made:
    """A statement and its files, not yet in their place."""

    statement: Statement
    files: Mapping[str, bytes]


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


def made_again(folder: Path, remedy: str = AGAIN) -> Statement:
    """The statement in `folder` from what it was made from.

    Raises InputError, with the `remedy`, where that has changed since.
    """
    return _statement(given_again(folder, remedy), read_manifest(folder)["issued"])


def _statement(given: Given, issued: Mapping[str, Any] | None) -> Statement:
    council = load_council(given.council)
    year = FinancialYear.parse(given.year)
    inputs = read_inputs(given.summaries, given.register, year, council, given.local_spend)
    before = told_before(given.earlier) if given.earlier else []
    return statement(inputs, read_texts(given.texts), issued=issued, earlier=before)


def told_before(folder: Path) -> list[Statistic]:
    """What the edition in `folder`, and those before it, told of small numbers."""
    made = made_again(folder, KEEP)
    told = statistics([*made.tables.values()], made.inputs, made.studies)
    earlier = given_again(folder).earlier
    return [*told, *(told_before(earlier) if earlier else ())]
