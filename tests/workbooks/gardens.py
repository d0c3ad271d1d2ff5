"""A small made-up return, for the tests of writing and of reading by declaration."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from svtools.workbooks.book import open_book
from svtools.workbooks.content import Content
from svtools.workbooks.declaration import Template
from svtools.workbooks.parse import parse
from svtools.workbooks.problems import told
from svtools.workbooks.read import identify, read
from svtools.workbooks.write import build, write

TEMPLATES = Path(__file__).parents[1] / "fixtures" / "templates"

DATA: dict[str, Any] = {
    "club": {"name": "Bean Club"},
    "plants": [
        {"plant": "Beans", "season_1": 10, "season_2": Decimal("2.5"), "note": "tall"},
        {"plant": "Peas", "season_1": 7, "bed": "North", "cost": Decimal("3.20")},
        {"plant": "Kale", "season_2": 4, "share": Decimal("0.25")},
    ],
    "beds": [{"bed": "North"}, {"bed": "South"}],
    "fields": {
        "garden.keeper": "Head gardener",
        "garden.visited": date(2026, 3, 1),
        "garden.soil": "Loam, mostly",
        "garden.open": "Yes",
        "garden.beds": 2,
        "helpers.number": 5,
    },
}
VERSION_1: dict[str, Any] = {
    "club": {"name": "Bean Club"},
    "plants": [
        {"plant": "Beans", "spring": 10, "autumn": 2, "cost": Decimal("1.50")},
        {"plant": "Peas", "spring": 7},
    ],
    "fields": {"plot.gardener": "Head gardener", "plot.beds": 3},
}


@cache
def garden(name: str = "garden_return") -> Template:
    """One of the templates of tests/fixtures/templates."""
    return parse(TEMPLATES / f"{name}.yaml")


@cache
def garden_bytes() -> bytes:
    """The return of DATA, written once for all tests that tamper with a copy."""
    return build(garden(), DATA)


def changed(path: Path, change: Callable[[Any], object]) -> Path:
    """The garden return at `path`, with what `change` does to it in openpyxl."""
    path.write_bytes(garden_bytes())
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def written(
    path: Path, data: dict[str, Any] | None = None, template: Template | None = None
) -> Any:
    """A workbook as an independent reader sees it, written with `data`."""
    write(template or garden(), DATA if data is None else data, path)
    return openpyxl.load_workbook(path)


def content_of(path: Path, template: Template | None = None) -> Content:
    """What the reader finds in the workbook at `path`."""
    book = open_book(path)
    return read(book, template or garden(), identify(book)[1])


def codes(content: Content) -> list[tuple[str, str, str]]:
    """Each problem's code, sheet and cells, in the order of telling."""
    return [(each.code, each.sheet, each.cell_names) for each in told(content.problems)]


def rows_of(content: Content, table: str, *keys: str) -> list[tuple[Any, ...]]:
    """The values of some columns in each row of a table."""
    return [tuple(row.get(key) for key in keys) for row in content.rows(table)]
