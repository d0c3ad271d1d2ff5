"""The button New tender pack, from the questions to the files."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from svtools.errors import InputError
from svtools.jobs.register.read import read_register
from tests.making import contract, council, edit
from tests.xl.ribbon.stand_in import CANCEL, REGISTER, SAMPLES, press
from xl.actions.tenders import _key_in

RECORD = SAMPLES / "tender" / "1_record.xlsx"
NAMES = [f"C0116 Parking machines - {word}.xlsx" for word in ("offer", "record", "scoring")]
WHICH, WHERE = "Which contract?", "Choose the folder"
PICK = "Choose the contracts register"
USE_RECORD, IN_REGISTER = "record that is open", "in your contracts register?"


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_active_register_is_used_without_a_question(folder: Path) -> None:
    excel = press("new_tender_pack", (WHICH, "C0116"), (WHERE, folder), active=str(REGISTER))
    assert files(folder) == NAMES
    assert excel.opened == [folder / NAMES[1]]
    assert excel.defaults[-1] == str(REGISTER.parent)
    (said,) = excel.told
    assert "Social value is" in said
    assert "Does the weighting of social value stand? Yes" in said
    assert all(name in said for name in NAMES)
    assert "Fill in the record" in said


def test_the_contracts_are_named_in_the_question_where_there_is_room() -> None:
    excel = press("new_tender_pack", (WHICH, CANCEL), active=str(REGISTER))
    assert "C0101, C0102 lot 1" in excel.asked[0]


@pytest.mark.parametrize("active", ["", "Book1", str(RECORD.with_name("not there.xlsx"))])
def test_another_active_workbook_is_no_register(active: str, folder: Path) -> None:
    press("new_tender_pack", (PICK, REGISTER), (WHICH, "c0116 "), (WHERE, folder), active=active)
    assert files(folder) == NAMES


def test_a_record_that_is_open_decides_when_the_officer_says_so(folder: Path) -> None:
    excel = press(
        "new_tender_pack",
        (USE_RECORD, True),
        (IN_REGISTER, True),
        (PICK, REGISTER),
        (WHERE, folder),
        active=str(RECORD),
    )
    assert files(folder) == NAMES
    assert excel.opened == [folder / NAMES[2]]
    assert "Send the offer workbook" in excel.said[0]


def test_without_a_register_the_records_own_facts_count(folder: Path) -> None:
    press(
        "new_tender_pack",
        (USE_RECORD, True),
        (IN_REGISTER, False),
        (WHERE, folder),
        active=str(RECORD),
    )
    assert files(folder) == NAMES


def test_the_officers_own_record_stays_where_the_pack_goes_beside_it(folder: Path) -> None:
    own = folder / NAMES[1]
    shutil.copy(RECORD, own)
    before = own.read_bytes()
    press(
        "new_tender_pack",
        (USE_RECORD, True),
        (IN_REGISTER, False),
        (WHERE, folder),
        active=str(own),
    )
    assert files(folder) == NAMES
    assert own.read_bytes() == before


def test_a_record_that_is_open_may_be_left_aside(folder: Path) -> None:
    press(
        "new_tender_pack",
        (USE_RECORD, False),
        (PICK, REGISTER),
        (WHICH, "C0116"),
        (WHERE, folder),
        active=str(RECORD),
    )
    assert files(folder) == NAMES


def test_an_unknown_contract_is_asked_for_again_with_what_was_typed(folder: Path) -> None:
    excel = press(
        "new_tender_pack",
        (WHICH, "C9"),
        (WHICH, "C0102"),
        (WHICH, "c0102  LOT 1"),
        (WHERE, folder),
        active=str(REGISTER),
    )
    assert excel.defaults[1:3] == ["C9", "C0102"]
    assert "The register has no contract 'C9'." in excel.warned[0]
    assert "has the lots 1, 2" in excel.warned[1]
    assert all(name.startswith("C0102 lot 1 ") for name in files(folder))


@pytest.mark.parametrize("answer", [True, False, CANCEL])
def test_a_pack_that_is_there_is_only_replaced_when_the_officer_says_so(
    folder: Path, answer: bool | None
) -> None:
    (folder / NAMES[0]).write_text("mine")
    excel = press(
        "new_tender_pack",
        (WHICH, "C0116"),
        (WHERE, folder),
        ("Already in this folder", answer),
        active=str(REGISTER),
    )
    assert NAMES[0] in excel.asked[-1]
    assert (len(files(folder)) == 3) is (answer is True)
    assert bool(excel.said) is (answer is True)


def all_questions(folder: Path) -> list[tuple[str, object]]:
    return [(PICK, REGISTER), (WHICH, "C0116"), (WHERE, folder)]


@pytest.mark.parametrize("at", range(3))
def test_cancelling_any_question_ends_quietly(at: int, folder: Path) -> None:
    answers = all_questions(folder)
    excel = press("new_tender_pack", *answers[:at], (answers[at][0], CANCEL))
    assert (excel.said, excel.opened, files(folder)) == ([], [], [])


@pytest.mark.parametrize("at", range(3))
def test_cancelling_any_question_about_a_record_ends_quietly(at: int) -> None:
    answers: list[tuple[str, object]] = [(USE_RECORD, True), (IN_REGISTER, True), (PICK, REGISTER)]
    excel = press("new_tender_pack", *answers[:at], (answers[at][0], CANCEL), active=str(RECORD))
    assert excel.said == []


def test_a_path_too_long_for_excel_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    excel = press("new_tender_pack", (WHICH, "C0116"), (WHERE, deep), active=str(REGISTER))
    assert "Excel takes 218" in excel.warned[0]
    assert files(deep) == []


def test_changes_that_are_not_saved_are_told(folder: Path) -> None:
    for answer in (False, CANCEL):
        excel = press(
            "new_tender_pack",
            ("changes that are not saved", answer),
            active=str(REGISTER),
            unsaved=(str(REGISTER),),
        )
        assert excel.said == []
    press(
        "new_tender_pack",
        ("changes that are not saved", True),
        (WHICH, "C0116"),
        (WHERE, folder),
        active=str(REGISTER),
        unsaved=(str(REGISTER),),
    )
    assert files(folder) == NAMES


def test_a_lot_is_found_by_its_label_and_a_lone_lot_by_its_reference() -> None:
    register = read_register(REGISTER, council())
    assert _key_in(register, "C0102 lot 2") == ("C0102", "2")
    register.contracts = [c for c in register.contracts if c.key.label != "C0102 lot 2"]
    assert _key_in(register, "C0102") == ("C0102", "1")


def test_the_lots_are_named_in_full() -> None:
    register = read_register(REGISTER, council())
    register.contracts = [contract("C7", "North"), contract("C7", "South")]
    with pytest.raises(InputError, match="C7 has the lots North, South") as refused:
        _key_in(register, "c7")
    assert refused.value.remedy == "Type for example: C7 lot North"


def test_a_record_for_no_contract_says_so(tmp_path: Path) -> None:
    record = tmp_path / "record.xlsx"
    shutil.copy(RECORD, record)

    def blank(book: openpyxl.Workbook) -> None:
        cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
        next(c for c in cells if c.value == "C0116").value = None

    edit(record, blank)
    excel = press(
        "new_tender_pack",
        (USE_RECORD, True),
        (IN_REGISTER, True),
        (PICK, REGISTER),
        active=str(record),
    )
    assert "record.xlsx doesn't say which contract it is for." in excel.warned[0]
