"""Units with their word: "12 hrs" of a measure in hours is 12, and "£12" of it is none."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from svtools.jobs.spelling import as_known
from svtools.numbers import plain
from svtools.workbooks.content import Content, Row
from svtools.workbooks.problems import Problem
from svtools.workbooks.typed_text import typed_number

WORDS = {
    "hours": {"h", "hr", "hrs", "hour"},
    "weeks": {"w", "wk", "wks", "week"},
    "people": {"person", "persons"},
    "staff": {"employees", "members of staff", "people"},
    "£": {"gbp", "pound", "pounds"},
    "kilograms": {"kg", "kgs", "kilo", "kilos", "kilogram"},
    "tonnes": {"t", "tonne"},
    "FTE-years": {"fte", "ftes", "fte year", "fte years", "wte", "wtes"},
}
"""What people write for a unit, beside the unit itself with and without its s."""

_NUMBER_AND_WORD = re.compile(r"(?P<number>.*[0-9])\s*(?P<word>[A-Za-z][A-Za-z -]*)\.?")


def read_worded_units(content: Content, tables: Sequence[str], keys: Sequence[str]) -> None:
    """Take each number with the right word of its measure's unit, and say so in a remark.

    A number of pounds is taken only where the measure is counted in them.
    """
    units = {row.get("code"): row.get("unit") for row in content.rows("measures")}
    for at, problem in enumerate(content.problems):
        is_pounds = problem.code == "interpreted" and "£" in problem.details["note"]
        if problem.code != "not-a-number" and not is_pounds:
            continue
        for table in tables:
            for row in content.rows(table):
                key = next((key for key in keys if (row.cell(key),) == problem.cells), "")
                unit = units.get(as_known(row.get("measure") or "", filter(None, units)))
                if key and unit:
                    content.problems[at] = _taken(content, table, row, key, problem, unit)


def _taken(
    content: Content, table: str, row: Row, key: str, problem: Problem, unit: str
) -> Problem:
    """What is to be told of a cell of units in place of `problem`."""
    if problem.code == "interpreted":
        if _is_money(unit):
            return problem
        _put(content, table, row, key, None)
        entered, _, _ = problem.details["note"].removeprefix("'").partition("' was read as ")
        details = {"label": problem.details["label"], "entered": entered}
        return replace(problem, code="not-a-number", details=details)
    value = _said(str(problem.details["entered"]), unit)
    if value is None:
        return problem
    _put(content, table, row, key, value)
    return _remark(problem, value)


def _is_money(unit: str) -> bool:
    return "£" in unit or unit.casefold() in WORDS["£"]


def _said(entered: str, unit: str) -> Decimal | None:
    parts = _NUMBER_AND_WORD.fullmatch(entered.strip())
    if not parts:
        return None
    words = WORDS.get(unit, set()) | {unit.casefold(), unit.casefold().removesuffix("s")}
    number = typed_number(parts["number"])
    if number is None or number.is_percent or number.value < 0:
        return None
    return number.value if parts["word"].casefold().strip() in words else None


def _put(content: Content, table: str, row: Row, key: str, value: Decimal | None) -> None:
    values = {known: each for known, each in row.values.items() if known != key}
    if value is None:
        taken = row._replace(values=values, faulty=row.faulty | {key})
    else:
        taken = row._replace(values={**values, key: value}, faulty=row.faulty - {key})
    known = content.tables[table]
    rows = tuple(taken if each is row else each for each in known.rows)
    content.tables[table] = replace(known, rows=rows)


def _remark(problem: Problem, value: Decimal) -> Problem:
    note = f"'{problem.details['entered']}' was read as {plain(value)}"
    return replace(problem, code="interpreted", details={**problem.details, "note": note})
