"""An older log gets the sheets and columns of the present version, and keeps all that is in it."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.validation_log.log import about_log
from svtools.workbooks.newer_version import upgraded
from svtools.workbooks.opening import Workbook
from svtools.workbooks.package_parts import attributes, unpacked
from svtools.workbooks.parse import template
from svtools.workbooks.revision import Revision
from tests.libreoffice import needs_libreoffice, saved_again
from tests.making import council, edit, log_cell
from tests.written_cells import cells_of

OLD = Path(__file__).parents[1] / "fixtures" / "made_by_0_1_0" / "validation_log.xlsx"
NEW_SHEETS = ["By return", "Corrections", "Findings", "Closed years"]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.xlsx"
    path.write_bytes(OLD.read_bytes())
    return path


def present(path: Path) -> Workbook:
    """The log at `path` as one of the present version, also on the disk beside it."""
    made = upgraded(open_own(path, "validation_log"), about_log(council(), 1, 1))
    (path.parent / "now.xlsx").write_bytes(made.edited or b"")
    return made


def heading(workbook: Workbook) -> list[Any]:
    (sheet,) = (sheet for sheet in workbook.book.sheets if sheet.name == "Log")
    return list(sheet.rows[workbook.content.tables["log"].place.heading_row])


def test_what_it_lacks_is_there_and_reads_without_a_complaint(log: Path) -> None:
    before = open_own(log, "validation_log")
    now = present(log)
    assert (before.version, now.version) == (1, template("validation_log").version)
    assert list(now.content.problems) == []
    assert [sheet.name for sheet in now.book.sheets] == ["Start", "Log", *NEW_SHEETS]
    columns = template("validation_log").table("log").columns
    assert sorted(heading(now)) == sorted(column.label for column in columns)
    assert [row.values for row in now.content.rows("log")] == [
        row.values for row in before.content.rows("log")
    ]


def test_every_cell_but_the_version_is_as_it_was(log: Path) -> None:
    before, now = cells_of(log), (present(log), cells_of(log.parent / "now.xlsx"))[1]
    changed = {name: (before[name].value, now[name].value) for name in before}
    different = {name: values for name, values in changed.items() if values[0] != values[1]}
    assert list(different.values()) == [(1, template("validation_log").version)]


def test_another_library_opens_it_with_its_tables_formats_and_choices(log: Path) -> None:
    present(log)
    book = openpyxl.load_workbook(log.parent / "now.xlsx")
    tables = dict(each for sheet in book for each in sheet.tables.items())
    assert list(tables) == ["Log", "ByReturn", "Corrections", "Findings", "Closed"]
    assert len({table.id for sheet in book for table in sheet.tables.values()}) == 5
    width = openpyxl.utils.range_boundaries(tables["Log"])[2]
    assert width == len(template("validation_log").table("log").columns)
    first, last = book["Log"].cell(4, 1), book["Log"].cell(4, width)
    assert first.fill.fgColor.rgb == last.fill.fgColor.rgb
    assert first.font.b
    assert last.font.b
    accepted, issued = (log_cell(key, table="by_return")[1] for key in ("accepted", "ref"))
    yellow = book["By return"][accepted].fill.fgColor.rgb
    assert yellow == book["Log"]["K5"].fill.fgColor.rgb
    assert book["By return"][issued].fill.fgColor.rgb != yellow
    kinds = {v.type for v in book["By return"].data_validations.dataValidation}
    assert {"list", "date"} <= kinds
    assert book["Findings"].conditional_formatting
    assert book["By return"].print_title_rows == f"${int(issued[1:]) - 1}:${int(issued[1:]) - 1}"
    book.close()


def test_what_people_put_there_stays(log: Path) -> None:
    def ours(book: Any) -> None:
        sheet = book["Log"]
        sheet["S4"], sheet["S5"], sheet["T5"] = "Our tick", "x", "=1+1"
        sheet["K5"].comment = Comment("Ring them first", "Pat")
        sheet["A5"].fill = PatternFill("solid", fgColor="FF00FF00")
        book.create_sheet("Ours")["A1"] = "=SUM(Log[Reported units])"

    edit(log, ours)
    now = present(log)
    assert [sheet.name for sheet in now.book.sheets] == ["Start", "Log", "Ours", *NEW_SHEETS]
    cells = cells_of(log.parent / "now.xlsx")
    assert (cells["Log", "S5"].value, cells["Log", "T5"].formula) == ("x", "=1+1")
    assert heading(now)[18:21] == ["Our tick", None, "Corrected units"]
    book = openpyxl.load_workbook(log.parent / "now.xlsx")
    assert book["Log"]["K5"].comment.text == "Ring them first"
    assert book["Log"]["A5"].fill.fgColor.rgb == "FF00FF00"
    assert book["Ours"]["A1"].value == "=SUM(Log[Reported units])"
    assert book["Log"].tables["Log"].ref.startswith("A4:R")
    book.close()


@pytest.mark.parametrize("name", ["Corrections", "by return"])
def test_a_sheet_of_their_own_under_the_same_name_is_told(log: Path, name: str) -> None:
    edit(log, lambda book: book.create_sheet(name).__setitem__("A1", "Ours"))
    with pytest.raises(InputError, match=rf"has a sheet named '(?i:{name})' of its own"):
        present(log)


def test_a_column_of_their_own_under_the_same_heading_is_told(log: Path) -> None:
    edit(log, lambda book: book["Log"].__setitem__("S4", "Corrected units"))
    with pytest.raises(InputError, match="has a column 'Corrected units' of its own"):
        present(log)


def test_rows_can_be_added_to_all_its_tables(log: Path) -> None:
    revision = Revision(present(log))
    last = len(open_own(log, "validation_log").content.rows("log"))
    revision.add_row("log", {"year": "2025-26", "measure": "PJ04", "corrected": 3, "state": ""})
    for _ in range(3):
        revision.add_row("by_return", {"year": "2025-26", "figures": 3})
    revision.add_row("corrections", {"year": "2025-26", "units": 5})
    log.write_bytes(revision.saved())
    content = open_own(log, "validation_log").content
    assert [len(content.rows(t)) for t in ("log", "by_return", "corrections")] == [last + 1, 3, 1]


def test_a_log_of_the_present_version_is_itself(log: Path) -> None:
    present(log)
    workbook = open_own(log.parent / "now.xlsx", "validation_log")
    assert upgraded(workbook, about_log(council(), 1, 1)) is workbook


@needs_libreoffice
def test_one_that_libreoffice_saved_is_brought_up_too(log: Path) -> None:
    (log.parent / "saved").mkdir()
    now = present(saved_again(log, log.parent / "saved"))
    assert list(now.content.problems) == []
    columns = re.findall(rb"<col\s[^>]*>", unpacked(now.edited or b"")["xl/worksheets/sheet2.xml"])
    ends = [(int(about["min"]), int(about["max"])) for about in map(attributes, columns)]
    assert all(one[1] < other[0] for one, other in pairwise(ends))
