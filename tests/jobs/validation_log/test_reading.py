"""The log's rows, held as entries, are the rows that stand on its sheet."""

from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from svtools.jobs.opening import open_own
from svtools.jobs.validation_log.entries import entry_of
from svtools.jobs.validation_log.reading import TABLE, TEMPLATE, open_log
from svtools.workbooks.apart import reading_apart
from tests.making import edit

SAMPLE = Path(__file__).parents[3] / "sample_workbooks" / "validation_log.xlsx"


def typed(path: Path, **cells: Any) -> Path:
    """The sample with other values in the first row of its sheet Log."""
    copyfile(SAMPLE, path)
    place = open_own(path, TEMPLATE).content.rows(TABLE)[0]

    def change(book: Any) -> None:
        for key, value in cells.items():
            cell = place.cell(key)
            book[cell.sheet][cell.name] = value

    edit(path, change)
    return path


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"validated": 0, "evidence": "Seen", "note": " two words "},
        {"validated": "n/a", "ref": " sample-1 ", "note": None},
    ],
)
def test_rows_made_of_entries_are_those_that_were_read(
    tmp_path: Path, cells: dict[str, Any]
) -> None:
    path = typed(tmp_path / "log.xlsx", **cells)
    whole = open_own(path, TEMPLATE)
    with reading_apart():
        held = open_log(path)
    assert list(held.content.rows(TABLE)) == list(whole.content.rows(TABLE))
    assert held.content.fields == whole.content.fields
    assert list(held.content.problems) == list(whole.content.problems)
    assert [len(sheet.rows) for sheet in held.book.sheets] == [
        len(sheet.rows) for sheet in whole.book.sheets
    ]
    assert not any(cell for sheet in held.book.sheets for row in sheet.rows for cell in row)


def test_a_row_of_which_more_is_known_is_held_as_it_is(tmp_path: Path) -> None:
    rows = open_log(typed(tmp_path / "log.xlsx", validated="n/a")).content.rows(TABLE)
    assert rows[0].no_answer == {"validated": "n/a"}
    assert entry_of(rows[0]).validated is None
