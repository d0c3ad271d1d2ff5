"""The problem catalogue: every code is used, every sentence can be said."""

import ast
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import svtools
from svtools.workbooks.cells import Cell, areas
from svtools.workbooks.problems import (
    MOST_CELLS_NAMED,
    Entry,
    Level,
    Problem,
    catalogue,
    told,
)

PACKAGE = Path(svtools.__file__).parent
CODES = tuple(catalogue())
BEFORE_CELLS = CODES[: CODES.index("older-version")]
"""What is said of a file before its cells are read, and of files among the returns."""


@cache
def trees() -> tuple[tuple[Path, ast.Module], ...]:
    """The package's modules, read once for the hundreds of tests that look into them."""
    files = sorted(PACKAGE.rglob("*.py"))
    return tuple((path, ast.parse(path.read_text(encoding="utf-8"))) for path in files)


@cache
def texts() -> set[str]:
    """Every text in the package's code that is no docstring."""
    found: set[str] = set()
    for _, tree in trees():
        alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        found |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if id(node) not in alone
        }
    return found


RECORDED = ("refuse", "remark", "refuse_rows", "remark_rows")
MAKERS = {"Problem": 0, "UnreadableFile": 0, "add": 0, "note": 0}
MAKERS |= dict.fromkeys(RECORDED, 0)
"""What takes a code, and as which of its arguments."""


@cache
def codes_made() -> dict[str, str]:
    """Every code that is written where a problem is made, with the file that writes it."""
    found = {}
    for path, tree in trees():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            for argument in call.args[:2] if name in MAKERS else ():
                if isinstance(argument, ast.Constant) and is_code(argument.value):
                    found[str(argument.value)] = path.name
    return found


def is_code(value: object) -> bool:
    return (
        isinstance(value, str) and "-" in value and set(value) <= set(string.ascii_lowercase + "-")
    )


def test_codes_are_found_where_problems_are_made() -> None:
    assert {"quarter-blank", "contract-edition", "no-template", "same-number"} <= set(codes_made())


def test_every_code_that_is_used_is_in_the_catalogue() -> None:
    assert {code: file for code, file in codes_made().items() if code not in catalogue()} == {}


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_the_catalogue_is_used(code: str) -> None:
    assert code in texts()


@pytest.mark.parametrize("entry", catalogue().values(), ids=CODES)
def test_every_entry_says_what_is_wrong_and_how_to_mend_it(entry: Entry) -> None:
    for sentence in filter(None, (entry.what, entry.remedy, entry.offer, entry.own)):
        assert sentence[0].isupper() or sentence[0] in "'{"
        assert sentence.rstrip().endswith((".", "?", "'"))
    assert entry.example


def names_in(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@cache
def given_details() -> dict[str, set[str]]:
    """By code, the names of the details that every place in the package gives with it."""
    found: dict[str, set[str]] = {}
    for _, tree in trees():
        for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
            for call in (n for n in ast.walk(function) if isinstance(n, ast.Call)):
                code = code_of(call)
                if code:
                    names = details_of(call, function)
                    found[code] = found.get(code, names) & names
    return found


def code_of(call: ast.Call) -> str:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    for argument in call.args[:2] if name in MAKERS else ():
        if isinstance(argument, ast.Constant) and argument.value in catalogue():
            return str(argument.value)
    return ""


def details_of(call: ast.Call, function: ast.FunctionDef) -> set[str]:
    """Keywords, and the keys of any mapping that is handed over or assigned as details."""
    names = {keyword.arg for keyword in call.keywords if keyword.arg}
    names |= {
        key.value
        for node in (*ast.walk(call), *assigned(function))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
    return names


def assigned(function: ast.FunctionDef) -> Iterator[ast.AST]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            yield from ast.walk(node.value)


BY_TITLES = {"other-template"}
"""Whose details a function of their own gives."""


@pytest.mark.parametrize("code", [code for code in given_details() if code not in BY_TITLES])
def test_a_code_gets_every_detail_that_its_sentences_name(code: str) -> None:
    entry = catalogue()[code]
    sentences = (entry.what, entry.remedy, entry.offer, entry.own)
    assert set().union(*map(names_in, sentences)) <= given_details()[code]


def test_cells_are_named_as_people_name_them() -> None:
    many = tuple(Cell("One", 0, row, 1) for row in range(MOST_CELLS_NAMED + 3))
    assert (
        Problem("empty", cells=(Cell("One", 0, 3, 1), Cell("One", 0, 8, 27))).cell_names
        == "B4, AB9"
    )
    assert Problem("empty", cells=many).cell_names == "B1:B15"
    assert Problem("empty").cell_names == ""


def blank(sheet: str, order: int, *cells: tuple[int, int], label: str = "Q1 units") -> Problem:
    found = tuple(Cell(sheet, order, *cell) for cell in cells)
    return Problem("required-blank", "a.xlsx", found, {"label": label})


def test_the_same_thing_in_several_cells_is_one_problem() -> None:
    (made,) = told([blank("One", 0, (8, 1)), blank("One", 0, (3, 1)), blank("One", 0, (3, 1))])
    assert made.cell_names == "B4, B9"


def rows_twice(measure: str, *cells: tuple[int, int], file: str = "a.xlsx") -> Problem:
    found = tuple(Cell("One", 0, *cell) for cell in cells)
    return Problem("measure-twice", file, found, {"measure": measure})


def test_what_differs_only_in_a_detail_that_is_joined_is_one_problem() -> None:
    (made,) = told([rows_twice(code, (row, 1)) for row, code in enumerate(("A1", "B2", "C3"))])
    assert (made.cell_names, made.details["measure"]) == ("B1, B2, B3", "A1, B2 and C3")


def test_a_detail_of_very_many_is_named_as_far_as_one_can_read() -> None:
    (made,) = told([rows_twice(f"M{n:02}", (n, 1)) for n in range(MOST_CELLS_NAMED + 2)])
    assert made.details["measure"].endswith("M11 and 2 more")


def test_files_are_never_joined() -> None:
    assert len(told([rows_twice("A", (1, 1)), rows_twice("B", (2, 1), file="b.xlsx")])) == 2


@pytest.mark.parametrize("entry", catalogue().values(), ids=CODES)
def test_what_an_entry_joins_stands_in_its_sentence(entry: Entry) -> None:
    assert set(entry.joins) <= names_in(entry.what)


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ([], []),
        ([(3, 1)], ["B4"]),
        ([(3, 1), (3, 2), (4, 1), (4, 2)], ["B4:C5"]),
        ([(3, 1), (4, 1), (6, 1)], ["B4:B5", "B7"]),
        ([(3, 1), (3, 3), (4, 1), (4, 3)], ["B4:B5", "D4:D5"]),
        ([(3, 1), (4, 1), (4, 2)], ["B4", "B5:C5"]),
        ([(3, 1), (3, 1)], ["B4"]),
    ],
)
def test_many_cells_are_named_by_the_areas_they_fill(
    cells: list[tuple[int, int]], named: list[str]
) -> None:
    assert areas(Cell("One", 0, *cell) for cell in cells) == named


@pytest.mark.parametrize(
    "other",
    [
        blank("Two", 1, (8, 1)),
        blank("One", 0, (8, 1), label="Q2 units"),
        Problem("required-blank", "b.xlsx", (Cell("One", 0, 8, 1),), {"label": "Q1 units"}),
    ],
)
def test_other_things_stay_apart(other: Problem) -> None:
    assert len(told([blank("One", 0, (3, 1)), other])) == 2


def test_problems_are_sorted_by_file_then_as_the_sheets_stand() -> None:
    mixed: list[Any] = [
        Problem("empty", "b.xlsx"),
        blank("Alpha", 2, (0, 0)),
        blank("Zeta", 1, (10, 0), label="ten"),
        blank("Zeta", 1, (9, 5), label="nine"),
        Problem("older-version", "a.xlsx", details={"found": 1, "known": 2}),
    ]
    found = [(p.file, p.sheet, p.cell_names) for p in told(mixed)]
    assert found == [
        ("a.xlsx", "", ""),
        ("a.xlsx", "Zeta", "F10"),
        ("a.xlsx", "Zeta", "A11"),
        ("a.xlsx", "Alpha", "A1"),
        ("b.xlsx", "", ""),
    ]


def test_text_with_braces_is_told_as_it_stands() -> None:
    made = Problem("not-a-number", details={"label": "Q1", "entered": "{0} {label}"})
    assert "'{0} {label}'" in made.what


@pytest.mark.parametrize(
    "code", [*BEFORE_CELLS, "missing-sheet", "missing-table", "missing-column"]
)
def test_nobody_is_asked_for_a_councils_own_workbook(code: str) -> None:
    details = dict.fromkeys(("what", "limit", "reason", "seconds", "found", "wanted"), "that")
    remedy = Problem(code, details=details, in_own=True).remedy
    for words in ("sk for", "its sender", "was sent", "were sent", "fresh copy"):
        assert words not in remedy


def test_the_gravest_level_comes_first() -> None:
    assert list(Level) == [
        Level.REJECTED,
        Level.NOT_COUNTED,
        Level.BLOCKS,
        Level.CHECK,
        Level.REMARK,
        Level.ACCEPTED,
    ]
    assert Level.ACCEPTED not in {entry.level for entry in catalogue().values()}
