"""What is put into a council's own workbook by keys, whatever people have put around it."""

import re
from pathlib import Path

import openpyxl
import pytest

from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.workbooks.editing import Editing
from svtools.workbooks.revision import Revision
from tests.making import contract, edit, register_of, save_register
from tests.workbooks.excel_saved import BOOK, SHEET, TABLE, excel_saved
from tests.workbooks.peoples_parts import packed, parts_of

BEDS, HEADINGS = "xl/worksheets/sheet1.xml", (2, 0)
TYPED = {0, 1}
PROMISE = {"ref": "C1", "measure": "OP15", "units": 5}
NO_TOTALS = TABLE.replace(' totalsRowCount="1"', "").replace("A3:D7", "A3:D6", 1)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return save_register(tmp_path / "register.xlsx", register_of((contract(), {"OP15": 100})))


def revised(register: Path, rows: int = 1) -> Path:
    revision = Revision(open_own(register, "contracts_register"))
    for _ in range(rows):
        revision.add_row("promises", PROMISE)
    revision.save(register)
    return register


def promises(register: Path) -> tuple[str, dict[str, object]]:
    sheet = openpyxl.load_workbook(register)["Promises"]
    return sheet.tables["Promises"].ref, {c.coordinate: c.value for row in sheet for c in row}


def last_row(register: Path) -> int:
    return int(re.sub(r".*[A-Z]", "", promises(register)[0]))


def test_a_figure_under_a_gap_is_not_taken_into_the_table(register: Path) -> None:
    last = last_row(register)

    def total(book: openpyxl.Workbook) -> None:
        book["Promises"][f"A{last + 4}"], book["Promises"][f"E{last + 4}"] = "All", 3_069_893

    edit(register, total)
    assert last_row(revised(register)) == last


@pytest.mark.parametrize("units", [0, 7])
def test_a_whole_record_right_under_the_table_is_taken_in(register: Path, units: int) -> None:
    last = last_row(register)

    def typed(book: openpyxl.Workbook) -> None:
        sheet = book["Promises"]
        sheet[f"A{last + 1}"], sheet[f"D{last + 1}"], sheet[f"E{last + 1}"] = "C1", "OP15", units

    edit(register, typed)
    assert last_row(revised(register)) == last + 1


def test_what_is_no_record_right_under_the_table_is_in_the_way(register: Path) -> None:
    last = last_row(register)
    edit(register, lambda book: book["Promises"].__setitem__(f"A{last + 1}", "All"))
    before = register.read_bytes()
    with pytest.raises(InputError, match=rf"^register.xlsx: .*Promises!A{last + 1} \(All\)"):
        revised(register, rows=100)
    assert register.read_bytes() == before


def test_another_table_right_under_it_is_never_covered(register: Path) -> None:
    last = last_row(register)

    def own_table(book: openpyxl.Workbook) -> None:
        sheet = book["Promises"]
        for column, text in enumerate(("Ours", "", "", "Theirs", "Units"), start=1):
            sheet.cell(last + 1, column).value = text or f"Column {column}"
            sheet.cell(last + 2, column).value = 1
        table = openpyxl.worksheet.table.Table(displayName="Ours", ref=f"A{last + 1}:E{last + 2}")
        sheet.add_table(table)

    edit(register, own_table)
    assert last_row(revised(register)) == last


def test_joined_cells_are_no_blank_row(register: Path) -> None:
    edit(register, lambda book: book["Promises"].merge_cells("A6:E7"))
    _, cells = promises(revised(register))
    assert (cells["A6"], cells["A7"], cells["A8"], cells["E8"]) == (None, None, "C1", 5)


def test_an_unused_table_that_is_no_longer_one_stops_nothing(register: Path) -> None:
    def ranged(book: openpyxl.Workbook) -> None:
        assert list(book["Measures"].tables)
        book["Measures"].tables.clear()

    edit(register, ranged)
    assert promises(revised(register))[1]["A6"] == "C1"


def test_a_workbook_that_was_changed_since_it_was_opened_is_left_alone(register: Path) -> None:
    workbook = open_own(register, "contracts_register")
    edit(register, lambda book: book["Promises"].__setitem__("E5", 1))
    with pytest.raises(InputError, match=r"register.xlsx: It was changed .* Run this again"):
        Revision(workbook)
    register.unlink()
    with pytest.raises(InputError, match=r"register.xlsx: It can't be read any more"):
        Revision(workbook)


def test_a_workbook_with_macros_keeps_a_name_that_says_so(register: Path, tmp_path: Path) -> None:
    parts = parts_of(register.read_bytes())
    types = parts["[Content_Types].xml"]
    main = b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert main in types
    parts["[Content_Types].xml"] = types.replace(main, b"vnd.ms-excel.sheet.macroEnabled.main+xml")
    macros = tmp_path / "register.xlsm"
    macros.write_bytes(packed(parts))
    revision = Revision(open_own(macros, "contracts_register"))
    revision.add_row("promises", PROMISE)
    with pytest.raises(InputError, match=r"register.xlsm may hold macros, and new.xlsx may not"):
        revision.save(tmp_path / "new.xlsx")
    revision.save(tmp_path / "new.xlsm")
    assert b"macroEnabled" in parts_of((tmp_path / "new.xlsm").read_bytes())["[Content_Types].xml"]


def test_what_could_not_be_read_goes_with_its_row(register: Path) -> None:
    edit(register, lambda book: book["Promises"].__setitem__("E5", "see note"))
    revision = Revision(open_own(register, "contracts_register"))
    revision.put_rows("promises", [])
    revision.save(register)
    assert promises(register)[1]["E5"] is None


def test_a_table_that_is_not_there_is_named_with_its_file(register: Path) -> None:
    edit(register, lambda book: book.remove(book["Promises"]))
    with pytest.raises(InputError, match=r"register.xlsx: The table of the sheet 'Promises'"):
        revised(register)


def own_formula(**parts: str) -> Editing:
    """Beds without totals, in whose last row somebody worked out the typed figure."""
    sheet = SHEET.replace('<c r="B6"><v>20</v></c>', '<c r="B6"><f>10+10</f><v>20</v></c>')
    assert sheet != SHEET
    sheet = re.sub(r'<row r="7".*?</row>', "", sheet)
    return Editing(excel_saved(**{BEDS: sheet, "xl/tables/table1.xml": NO_TOTALS, **parts}))


def test_a_formula_in_a_typed_column_is_not_copied_into_new_rows() -> None:
    editing = own_formula()
    editing.adopt("Beds", HEADINGS, (), TYPED)
    editing.add_row("Beds", HEADINGS, {0: "Wall"})
    sheet = parts_of(editing.saved())[BEDS].decode()
    assert "<f>10+10</f>" in sheet
    row = sheet[sheet.index('<row r="7"') :]
    assert 'r="B7"><f>' not in row
    assert "<f" in row  # what the table calculates is still there


def test_a_sheet_about_in_other_letters_is_another_name() -> None:
    editing = Editing(
        excel_saved(
            **{
                "xl/workbook.xml": BOOK.replace("Sums", "ABOUT"),
                "_xmlsignatures/sig1.xml": "<Signature/>",
            }
        )
    )
    editing.set("Beds", 3, 1, 30)
    book = parts_of(editing.saved(accept_loss=True))["xl/workbook.xml"].decode()
    assert 'name="About 2"' in book
