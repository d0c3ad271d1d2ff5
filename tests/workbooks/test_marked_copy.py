"""A copy with notes and a sheet of problems, in which nothing else is changed or lost."""

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.errors import InputError
from svtools.workbooks.book import Book, open_book
from svtools.workbooks.cells import Cell, position
from svtools.workbooks.marked_copy import BESIDE_OTHERS, MarkedCopy
from svtools.workbooks.package_parts import add_part, packed
from svtools.workbooks.problem_sheet import HEADING_ROW, TITLE
from svtools.workbooks.problems import Problem
from tests.libreoffice import needs_libreoffice, resaved
from tests.workbooks.peoples_parts import (
    FIRST,
    NOTED,
    THREADED_CELL,
    VALUE,
    parts_of,
    sample_register,
)

# What the other library can't hold it names; nothing is saved with it.
pytestmark = pytest.mark.filterwarnings("ignore:.* extension is not supported:UserWarning")

WRONG, OTHER, NEXT = (f"{VALUE}{FIRST + n}" for n in (0, 2, 4))
COMMENTS, VML = "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"


def problem(cell: str, entered: str = "about 40", sheet: str = "Contracts") -> Problem:
    place = Cell(sheet, 1, *position(cell))
    details = {"label": "Net value", "entered": entered}
    return Problem("not-a-number", "register.xlsx", (place,), details, in_own=True)


def book_of(data: bytes, folder: Path) -> Book:
    path = folder / "register.xlsx"
    path.write_bytes(data)
    return open_book(path)


def marked(data: bytes, folder: Path, *problems: Problem) -> bytes:
    return MarkedCopy(data, book_of(data, folder)).marked(problems)


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def notes(data: bytes) -> dict[str, str]:
    """The words of each note, by sheet and cell."""
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in opened(data)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def ours(data: bytes) -> set[str]:
    return {cell for cell, text in notes(data).items() if text.startswith("svtools:\n")}


def listed(data: bytes, sheet: str = "Problems") -> list[tuple[Any, ...]]:
    return list(opened(data)[sheet].iter_rows(min_row=HEADING_ROW + 1, values_only=True))


def test_each_wrong_cell_has_a_note_and_a_line_with_a_link(tmp_path: Path) -> None:
    copy = marked(sample_register(), tmp_path, problem(WRONG), problem(NEXT, "=SUM(A1)"))

    assert ours(copy) == {f"Contracts!{WRONG}", f"Contracts!{NEXT}"}
    assert "'about 40' was entered" in notes(copy)[f"Contracts!{WRONG}"]
    assert "Type digits only" in notes(copy)[f"Contracts!{WRONG}"]
    assert [line[:1] + line[3:5] for line in listed(copy)] == [
        ("not counted", "Contracts", WRONG),
        ("not counted", "Contracts", NEXT),
    ]
    assert "'=SUM(A1)' was entered" in listed(copy)[1][1]
    links = [cell.hyperlink for cell in opened(copy)["Problems"]["E"] if cell.hyperlink]
    assert [link.location for link in links] == [f"'Contracts'!{WRONG}", f"'Contracts'!{NEXT}"]


def test_peoples_notes_and_comments_stay_and_are_not_covered(tmp_path: Path) -> None:
    told = map(problem, (NOTED, THREADED_CELL, WRONG))
    copy = marked(sample_register(), tmp_path, *told)

    assert ours(copy) == {f"Contracts!{WRONG}"}
    others = {cell: text for cell, text in notes(copy).items() if cell not in ours(copy)}
    assert others == notes(sample_register())
    assert [line[5] for line in listed(copy)] == [BESIDE_OTHERS, BESIDE_OTHERS, "Yes"]


def test_every_other_part_is_byte_for_byte(tmp_path: Path) -> None:
    before = parts_of(sample_register())
    after = parts_of(marked(sample_register(), tmp_path, problem(WRONG)))

    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        COMMENTS, VML,
    }  # fmt: skip
    assert len(after.keys() - before.keys()) == 1
    assert after[COMMENTS].startswith(before[COMMENTS][: before[COMMENTS].index(b"</authors>")])
    styles = re.compile(rb"<cellXfs[^>]*>(.*)</cellXfs>", re.DOTALL)
    was, now = (styles.findall(parts["xl/styles.xml"])[0] for parts in (before, after))
    assert now.startswith(was)


def test_a_sheet_without_notes_gets_them_in_the_place_that_excel_asks_for(tmp_path: Path) -> None:
    before = parts_of(sample_register())
    copy = parts_of(marked(sample_register(), tmp_path, problem("B5", sheet="Promises")))
    sheet = "xl/worksheets/sheet3.xml"

    mention = re.findall(rb"<legacyDrawing [^>]*>", copy[sheet])
    assert len(mention) == 1
    assert copy[sheet].replace(mention[0], b"") == before[sheet]
    assert mention[0] + b"<tableParts" in copy[sheet]


def test_a_list_of_extensions_of_a_colour_scale_is_not_the_sheets(tmp_path: Path) -> None:
    parts = parts_of(sample_register())
    sheet = "xl/worksheets/sheet3.xml"
    scale = (
        b'<conditionalFormatting sqref="A1"><cfRule type="dataBar" priority="99"><dataBar>'
        b'<cfvo type="min"/><cfvo type="max"/><color rgb="FF638EC6"/></dataBar><extLst><ext '
        b'uri="{B025F937-C7B1-47D3-B67F-A62EFF666E3E}"/></extLst></cfRule></conditionalFormatting>'
    )
    parts[sheet] = parts[sheet].replace(b"<dataValidations", scale + b"<dataValidations")
    copy = parts_of(marked(packed(parts), tmp_path, problem("B5", sheet="Promises")))

    assert scale in copy[sheet]
    assert copy[sheet].index(b"<legacyDrawing ") > copy[sheet].index(b"</dataValidations>")


def test_a_picture_in_the_footer_is_no_drawing_of_notes(tmp_path: Path) -> None:
    parts = parts_of(sample_register())
    sheet, kind = "xl/worksheets/sheet3.xml", "application/vnd.openxmlformats-officedocument."
    link = add_part(parts, sheet, "xl/footer.vml", "vmlDrawing", b"<xml/>", f"{kind}vmlDrawing")
    mention = f'<legacyDrawingHF r:id="{link}"/>'.encode()
    parts[sheet] = parts[sheet].replace(b"<tableParts", mention + b"<tableParts")
    copy = parts_of(marked(packed(parts), tmp_path, problem("B5", sheet="Promises")))

    assert copy["xl/footer.vml"] == b"<xml/>"
    assert re.search(rb"<legacyDrawing [^>]*>" + mention, copy[sheet])


def test_marked_again_it_has_the_new_notes_alone(tmp_path: Path) -> None:
    first = marked(sample_register(), tmp_path, problem(WRONG), problem("B5", sheet="Promises"))
    second = marked(first, tmp_path, problem(NEXT), problem("B5", "other", sheet="Promises"))

    assert ours(second) == {f"Contracts!{NEXT}", "Promises!B5"}
    assert "'other'" in notes(second)["Promises!B5"]
    assert opened(second).sheetnames == opened(first).sheetnames
    assert [line[4] for line in listed(second)] == [NEXT, "B5"]
    assert f"Contracts!{NOTED}" in notes(second)
    third = marked(second, tmp_path, problem(WRONG), problem("B5", sheet="Promises"))
    assert parts_of(third) == parts_of(first)


def test_with_nothing_wrong_any_more_no_note_is_left(tmp_path: Path) -> None:
    mended = marked(marked(sample_register(), tmp_path, problem(WRONG)), tmp_path)

    assert ours(mended) == set()
    assert opened(mended)["Problems"]["A2"].value == "Nothing was found."
    shapes = parts_of(mended)[VML].count(b"<v:shape ")
    assert shapes == parts_of(sample_register())[VML].count(b"<v:shape ")


def test_a_sheet_of_the_councils_own_called_problems_stays(tmp_path: Path) -> None:
    book = opened(sample_register())
    book.create_sheet("Problems")["A1"] = "Ours"
    stream = io.BytesIO()
    book.save(stream)
    copy = marked(stream.getvalue(), tmp_path, problem(WRONG))

    assert opened(copy)["Problems"]["A1"].value == "Ours"
    assert opened(copy)["Problems 2"]["A1"].value == TITLE
    again = marked(copy, tmp_path, problem(NEXT))
    assert [line[4] for line in listed(again, "Problems 2")] == [NEXT]


def test_signs_that_no_cell_can_hold_are_left_out(tmp_path: Path) -> None:
    copy = marked(sample_register(), tmp_path, problem(WRONG, "a\x0bb\ud800<&"))

    assert "'a b <&' was entered" in listed(copy)[0][1]
    assert "'a b <&' was entered" in notes(copy)[f"Contracts!{WRONG}"]


@needs_libreoffice
def test_notes_and_sheet_are_known_again_after_libreoffice_saved_them(tmp_path: Path) -> None:
    first = tmp_path / "first.xlsx"
    first.write_bytes(marked(sample_register(), tmp_path, problem(WRONG), problem(NEXT)))
    saved = resaved(first, tmp_path / "saved").read_bytes()
    assert ours(saved) == {f"Contracts!{WRONG}", f"Contracts!{NEXT}"}

    again = marked(saved, tmp_path, problem(OTHER))
    assert ours(again) == {f"Contracts!{OTHER}"}
    assert opened(again).sheetnames == opened(saved).sheetnames
    assert [line[4] for line in listed(again)] == [OTHER]
    assert f"Contracts!{NOTED}" in notes(again)


def test_what_is_no_excel_workbook_is_refused_with_what_to_do(tmp_path: Path) -> None:
    book = book_of(sample_register(), tmp_path)
    with pytest.raises(InputError, match=r"save it as \.xlsx"):
        MarkedCopy(b"PK no package", book)
