"""Units with their word: "12 hrs" of a measure in hours is 12, and "£12" of it is none."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from svtools.numbers import plain
from svtools.spelling import as_known
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
    doubtful = [at for at, problem in enumerate(content.problems) if _is_doubtful(problem)]
    if not doubtful:
        return
    units = {row.get("code"): row.get("unit") for row in content.rows("measures")}
    codes = tuple(filter(None, units))
    rows = {table: list(content.rows(table)) for table in tables}
    places = {
        row.cell(key): (of_table, number, key)
        for of_table in rows.values()
        for number, row in enumerate(of_table)
        for key in keys
        if key in row.place.columns
    }
    for at in doubtful:
        problem = content.problems[at]
        if problem.cells[0] in places:
            of_table, number, key = places[problem.cells[0]]
            row = of_table[number]
            unit = units.get(as_known(row.get("measure") or "", codes))
            if unit:
                of_table[number], content.problems[at] = _taken(row, key, problem, unit)
    for table, of_table in rows.items():
        content.tables[table] = replace(content.tables[table], rows=tuple(of_table))


def _is_doubtful(problem: Problem) -> bool:
    """Whether it is about something in words, or in pounds, that may be units."""
    is_pounds = problem.code == "interpreted" and "£" in problem.details["note"]
    return len(problem.cells) == 1 and (problem.code == "not-a-number" or is_pounds)


def _taken(row: Row, key: str, problem: Problem, unit: str) -> tuple[Row, Problem]:
    """A row with what its cell of units says, and what is to be told of that."""
    if problem.code == "interpreted":
        if _is_money(unit):
            return row, problem
        values = {known: value for known, value in row.values.items() if known != key}
        entered, _, _ = problem.details["note"].removeprefix("'").partition("' was read as ")
        details = {"label": problem.details["label"], "entered": entered}
        return (
            row._replace(values=values, faulty=row.faulty | {key}),
            replace(problem, code="not-a-number", details=details),
        )
    value = _said(str(problem.details["entered"]), unit)
    if value is None:
        return row, problem
    taken = row._replace(values={**row.values, key: value}, faulty=row.faulty - {key})
    return taken, _remark(problem, value)


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


def _remark(problem: Problem, value: Decimal) -> Problem:
    note = f"'{problem.details['entered']}' was read as {plain(value)}"
    return replace(problem, code="interpreted", details={**problem.details, "note": note})
