"""The coverage page stands for every clause of the policy, and what it calls served comes out.

Its names, `workbook › sheet › what`, are looked up in the samples, which are kept current; a
column without a value, or a table without rows, is nothing that came out.
"""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
import typer

from svtools.cli.app import app
from svtools.policy import load_council
from xl import functions
from xl.registry import FUNCTIONS

ROOT = Path(__file__).parent.parent.parent
PAGE, SAMPLES = ROOT / "docs" / "policy_coverage.md", ROOT / "sample_workbooks"
TO_BE_FILLED = ("return", "offer")
"""Workbooks that others fill in: what is asked for there is what comes out."""

FILES = {
    "register": "contracts_register.xlsx",
    "measures": "open_measure_set.xlsx",
    "record": "tender/1_record.xlsx",
    "offer": "tender/2_pack/*offer.xlsx",
    "scoring": "tender/5_marked.xlsx",
    "return": "monitoring/C0101*.xlsx",
    "log": "validation_log.xlsx",
    "summary": "summary.xlsx",
    "local spend": "local_spend/local_spend.xlsx",
    "years": "several_years.xlsx",
}


class ShownTable(NamedTuple):
    """A table as a person sees it: the line above it, its headings, its rows without totals."""

    title: str
    headings: list[Any]
    rows: list[list[Any]]


class Shown(NamedTuple):
    """A sheet as a person sees it: its tables, and what stands beside each label."""

    tables: list[ShownTable]
    fields: dict[str, Any]


HEAD = "| Clause | What it asks | Where |"

BEFORE_OBJECTIVES = [
    *("1", "2", "3", "4.1", "4.2", "5.1", "5.2", "5.3", "5.4"),
    *("6.1.1", "6.1.2", "6.2.1", "6.2.2", "6.3.1", "6.3.2", "6.3.3", "6.3.4"),
    *("7.1", "7.2", "7.3", "7.4"),
]
AFTER_PRINCIPLES = ["9.1", "9.2.1", "9.2.2", "9.3.1", "9.3.2"]
EVALUATION = ["11.1", "11.2", "11.3"]

# How many bullets the policy prints under each heading.
PRINCIPLES = {
    "8.1 Leadership": 4,
    "8.1 Creativity": 2,
    "8.1 Flexibility": 1,
    "8.1 Collaboration": 2,
    "8.1 Evaluation": 1,
    "8.1 Sustainability": 1,
}
EMBEDDING = {
    "10.1 Implementation": 6,
    "10.2 Communication": 4,
    "10.3 Toolkits": 3,
    "10.4 Monitoring": 5,
    "10.5 Governance": 2,
    "10.6 Training": 3,
}


def rows() -> list[list[str]]:
    """The cells of the page's table, without its head."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    table = [line for line in lines[lines.index(HEAD) + 2 :] if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def bullets(headings: dict[str, int]) -> list[str]:
    return [f"{name} {place}" for name, count in headings.items() for place in range(1, count + 1)]


def objectives() -> list[str]:
    themes = load_council().themes
    return [objective.key for objective in chain(*(theme.objectives for theme in themes))]


def test_every_clause_has_its_row_in_order() -> None:
    clauses = [
        *BEFORE_OBJECTIVES,
        *objectives(),
        *bullets(PRINCIPLES),
        *AFTER_PRINCIPLES,
        *bullets(EMBEDDING),
        *EVALUATION,
    ]

    assert [row[0] for row in rows()] == clauses


def test_every_row_says_what_is_asked_and_where() -> None:
    begins = ("served: ", "people's work: ")

    assert [row for row in rows() if len(row) != 3 or not row[1]] == []
    assert [row for row in rows() if not row[2].startswith(begins)] == []


def served() -> list[tuple[str, str]]:
    """Each clause with what its row says after "served"."""
    return [(row[0], row[2]) for row in rows() if row[2].startswith("served: ")]


def names() -> list[str]:
    """Every place in a workbook that a served row names."""
    found = (re.findall(r"`([^`]+)`", text) for _, text in served())
    return sorted({name for name in chain(*found) if "›" in name})


@pytest.fixture(scope="module")
def workbooks() -> dict[str, dict[str, Shown]]:
    """Each workbook that the page names."""
    return {name: sheets_of(next(SAMPLES.glob(file))) for name, file in FILES.items()}


def sheets_of(path: Path) -> dict[str, Shown]:
    book = openpyxl.load_workbook(path, data_only=True)
    try:
        return {sheet.title: shown(sheet) for sheet in book.worksheets}
    finally:
        book.close()


def shown(sheet: Any) -> Shown:
    tables, inside = [], set[int]()
    for table in sheet.tables.values():
        headings, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
        first = sheet[table.ref][0][0].row
        title = sheet.cell(max(1, first - 1), 1).value
        rows = rows[: len(rows) - (table.totalsRowCount or 0)]
        tables.append(ShownTable(str(title), headings, rows))
        inside |= {row[0].row for row in sheet[table.ref]}
    beside = {
        str(sheet.cell(row, 1).value): sheet.cell(row, 2).value
        for row in range(1, sheet.max_row + 1)
        if row not in inside
    }
    return Shown(tables, beside)


def comes_out(sheet: Shown, wanted: str, *, to_be_filled: bool = False) -> bool:
    """Whether a table by its title, a row, a column or a field has something in it.

    A title counts with what it goes on with behind a colon or a comma.
    """
    if wanted in sheet.fields and (to_be_filled or sheet.fields[wanted] is not None):
        return True
    for title, headings, rows in sheet.tables:
        if re.fullmatch(rf"{re.escape(wanted)}([:,].*)?", title):
            return any(value is not None for row in rows for value in row)
        if any(row[0] == wanted and any(v is not None for v in row[1:]) for row in rows):
            return True
        if wanted in headings:
            place = headings.index(wanted)
            if to_be_filled or any(row[place] is not None for row in rows):
                return True
    return False


@pytest.mark.parametrize("name", names())
def test_what_is_served_comes_out(name: str, workbooks: dict[str, dict[str, Shown]]) -> None:
    workbook, sheet, wanted = name.split(" › ")
    there = workbooks[workbook][sheet]
    assert comes_out(there, wanted, to_be_filled=workbook in TO_BE_FILLED)


def test_every_served_row_names_where() -> None:
    lacking = [clause for clause, text in served() if not re.search(r"`[^`]+`|\]\([^)]+\)", text)]
    assert lacking == []


def test_commands_functions_and_pages_that_are_named_exist() -> None:
    spans = [span for _, text in served() for span in re.findall(r"`([^`]+)`", text)]
    others = {span for span in spans if "›" not in span}
    assert functions  # which fill the registry
    assert others <= {*commands(typer.main.get_command(app), "svtools"), *FUNCTIONS}
    links = [link for _, text in served() for link in re.findall(r"\]\(([^)#]+)", text)]
    assert [link for link in links if not (PAGE.parent / link).is_file()] == []


def commands(group: Any, name: str) -> Iterator[str]:
    yield name
    for inner, command in getattr(group, "commands", {}).items():
        yield from commands(command, f"{name} {inner}")


TABLE = ShownTable("Spend: of the year", ["Contract", "Paid", "Note"], [["C1", 0, None]])


@pytest.mark.parametrize(
    ("wanted", "comes"),
    [
        ("Spend", True),
        ("Spend: of the year", True),
        ("Spend of", False),
        ("Paid", True),
        ("Note", False),
        ("C1", True),
        ("C2", False),
        ("Asked", True),
        ("Blank", False),
    ],
)
def test_a_place_with_nothing_in_it_is_not_served(wanted: str, comes: bool) -> None:
    sheet = Shown([TABLE], {"Asked": "Yes", "Blank": None})
    assert comes_out(sheet, wanted) is comes
    assert not comes_out(Shown([TABLE._replace(rows=[[None, None, None]])], {}), wanted)
