"""Evidence: found by its name near its return, told where it is not, and hiding nothing."""

import io
import shutil
import zipfile
from pathlib import Path
from unicodedata import normalize

import pytest

from svtools.jobs.consolidation.consolidation import Consolidation
from tests.jobs.consolidation.cases import CASES, SAMPLE_REGISTER, case
from tests.making import (
    AS_AT,
    YEAR,
    consolidated,
    contract,
    council,
    place,
    register_of,
    save_return,
)

EACH = contract()
REGISTER = register_of((EACH, {"OP01": 4}))
JPEG, PDF = b"\xff\xd8\xff\xe0 picture", b"%PDF-1.7 made up"


def run(folder: Path, *named: str, at: str = "a/return.xlsx") -> Consolidation:
    beside = {"OP01": {"proof": "; ".join(named)}} if named else {}
    save_return(folder / at, REGISTER, EACH, {"OP01": (1, 1, 1, 1)}, beside=beside)
    return consolidated(folder, REGISTER, YEAR, council(), as_at=AS_AT)


def put(folder: Path, name: str, data: bytes = PDF) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def kinds(made: Consolidation) -> dict[str, str]:
    return {each.file: each.kind for each in made.returns if not each.file.endswith("return.xlsx")}


@pytest.mark.parametrize(
    ("named", "file"),
    [
        ("photo.jpg", "a/photo.jpg"),
        ("PHOTO.JPG ", "a/photo.jpg"),
        ("photo", "a/photo.jpg"),
        ("photo.jpg", "a/evidence/photo.jpg"),
        (r"D:\scans\photo.jpg", "a/photo.jpg"),
        ("file:///C:/x/photo.jpg", "a/photo.jpg"),
        ("photo.jpg; letter.pdf", "a/photo.jpg"),
        ("letter.pdf, photo.jpg", "a/photo.jpg"),
        ("letter.pdf and photo.jpg", "a/photo.jpg"),
        ("letter.pdf\nphoto.jpg", "a/photo.jpg"),
        ("Trees, spring and autumn.jpg", "a/Trees, spring and autumn.jpg"),
        (normalize("NFC", "Café.jpg"), normalize("NFD", "a/Café.jpg")),
        (normalize("NFD", "Café.jpg"), normalize("NFC", "a/Café.jpg")),
        ('"photo.jpg"', "a/photo.jpg"),
        ("\u201cphoto.jpg\u201d", "a/photo.jpg"),
        ("see photo.jpg", "a/photo.jpg"),
        ("Attached: photo.jpg.", "a/photo.jpg"),
        ("photo.jpg (page 3)", "a/photo.jpg"),
        ("letter.pdf photo.jpg", "a/photo.jpg"),
        ("photo.jpg / letter.pdf", "a/photo.jpg"),
        ("1. letter.pdf\n2. photo.jpg", "a/photo.jpg"),
        ("\u2022 photo.jpg\n\u2022 letter.pdf", "a/photo.jpg"),
        ("minutes and photo", "a/photo.jpg"),
        ("photo and minutes.pdf", "a/photo.jpg"),
        ("https://made-up.example/letter.pdf; photo.jpg", "a/photo.jpg"),
        ("photo.jpg", "a/photo.jpeg"),
        ("Trees_spring.jpg", "a/Trees spring.jpg"),
        ("Jo\u2019s trees \u2013 spring.jpg", "a/Jo's trees - spring.jpg"),
    ],
)
def test_evidence_is_found_by_its_name(tmp_path: Path, named: str, file: str) -> None:
    put(tmp_path, file, JPEG)
    assert set(kinds(run(tmp_path, named)).values()) == {"evidence"}


@pytest.mark.parametrize(
    ("named", "missing"),
    [
        (["timesheet.pdf"], "'timesheet.pdf'"),
        ([r"D:\scans\timesheet.pdf"], "'timesheet.pdf'"),
        (["a.pdf; b.jpg", "a.pdf"], "'a.pdf', 'b.jpg'"),
        (["Health and safety, final.docx"], "'Health and safety, final.docx'"),
        (["a.pdf (page 3)"], "'a.pdf'"),
        (["a.jpg b.jpg"], "'a.jpg', 'b.jpg'"),
        (["a.jpg, b.jpg and c.jpg"], "'a.jpg', 'b.jpg', 'c.jpg'"),
        (["a.jpg/b.jpg"], "'a.jpg', 'b.jpg'"),
        (["https://made-up.example/a.pdf", "b.jpg"], "'b.jpg'"),
        (["clip.avi", "made.numbers", "IMG_1.HEIC"], "'clip.avi', 'made.numbers', 'IMG_1.HEIC'"),
        ([r"OneDrive - Made Up\Evidence\a.pdf"], "'a.pdf'"),
    ],
)
def test_files_that_are_named_and_not_there_are_one_remark(
    tmp_path: Path, named: list[str], missing: str
) -> None:
    (problem,) = run(tmp_path, *named).problems
    assert (problem.code, problem.level) == ("evidence-missing", "remark")
    assert problem.what.startswith(missing)
    assert problem.where == place("delivery.proof")


@pytest.mark.parametrize(
    "named",
    ["see email", "https://made-up.example/report.pdf", "www.made-up.example", "by hand",
     "sent to office@made-up.example", "return.xlsx", "Payroll, version 2.0",
     "made-up.sharepoint.com/sites/evidence/Q4 report.pdf", "1drv.ms/b/s!a.pdf",
     "a.pdf, sent by mailto:office@made-up.example"],
)  # fmt: skip
def test_what_names_no_file_is_no_remark(tmp_path: Path, named: str) -> None:
    assert not run(tmp_path, named).problems


def test_a_name_hides_nothing_in_another_folder() -> None:
    made = case("evidence-hides", register=SAMPLE_REGISTER)
    assert {r.file: str(made.status(r)) for r in made.returns} == {
        "a/C0101.xlsx": "accepted with remarks",
        "b/return.xlsx": "rejected",
    }


def test_a_name_never_hides_what_may_be_anothers_return(tmp_path: Path) -> None:
    shutil.copyfile(CASES / "evidence-hides" / "b" / "return.xlsx", tmp_path / "locked.xlsx")
    save_return(tmp_path / "last year.xlsx", REGISTER, EACH, issued={"year": "2024-25"})
    made = run(tmp_path, "locked.xlsx", "last year.xlsx", at="return.xlsx")
    statuses = {r.file: str(made.status(r)) for r in made.returns}
    assert statuses["locked.xlsx"] == statuses["last year.xlsx"] == "rejected"


def test_a_part_of_a_name_is_another_file(tmp_path: Path) -> None:
    put(tmp_path, "a/timesheet.jpg", JPEG)
    made = run(tmp_path, "Q4 timesheet.jpg")
    assert kinds(made) == {"a/timesheet.jpg": "other file"}
    assert any(p.what.startswith("'Q4 timesheet.jpg': named") for p in made.problems)


def test_a_word_in_a_sentence_hides_no_file(tmp_path: Path) -> None:
    put(tmp_path, "a/report.pdf")
    assert kinds(run(tmp_path, "see report of April")) == {"a/report.pdf": "return"}


def test_a_name_hides_nothing_below_where_another_contracts_return_lies(tmp_path: Path) -> None:
    other = contract("C2")
    save_return(tmp_path / "b" / "C2.xlsx", register_of((other, {"OP01": 4})), other)
    for folder in ("b", "b/more", "c"):
        put(tmp_path, f"{folder}/scan.pdf")
    made = run(tmp_path, "scan.pdf", at="return.xlsx")
    found = {file: kind for file, kind in kinds(made).items() if file.endswith(".pdf")}
    assert found == {"b/scan.pdf": "return", "b/more/scan.pdf": "return", "c/scan.pdf": "evidence"}


HEIC = b"\x00\x00\x00\x24ftypheic made up"


@pytest.mark.parametrize("data", [JPEG, HEIC, b"RIFF    WEBP"])
def test_a_picture_that_nobody_names_is_another_file(tmp_path: Path, data: bytes) -> None:
    put(tmp_path, "b/IMG_2041.jpg", data)
    made = run(tmp_path)
    (problem,) = made.problems
    assert (problem.code, problem.level, problem.file) == ("other-file", "remark", "b/IMG_2041.jpg")
    assert kinds(made) == {"b/IMG_2041.jpg": "other file"}


@pytest.mark.parametrize(("file", "data"), [("b/C2.xlsx", JPEG), ("b/C2.pdf", PDF)])
def test_what_may_have_been_meant_as_a_return_stays_rejected(
    tmp_path: Path, file: str, data: bytes
) -> None:
    put(tmp_path, file, data)
    made = run(tmp_path)
    assert [(p.file, p.code) for p in made.problems] == [(file, "not-a-spreadsheet")]


def test_a_picture_with_an_accent_is_matched_as_it_came(tmp_path: Path) -> None:
    shutil.copyfile(CASES / "evidence-names" / "return.xlsx", tmp_path / "return.xlsx")
    put(tmp_path, normalize("NFD", "Café trees.jpg"), JPEG)
    made = consolidated(tmp_path, REGISTER, YEAR, council(), as_at=AS_AT)
    assert set(kinds(made).values()) == {"evidence"}


def zipped(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr(name, b"made up")
    return stream.getvalue()


MAIL = (
    b"From: a@b.example\nTo: c@d.example\nSubject: Thank you\nDate: Mon, 6 Apr 2026\n\nThank you."
)


@pytest.mark.parametrize(
    ("file", "data", "kind"),
    [
        ("a/thanks.eml", MAIL, "evidence"),
        ("a/photos.zip", zipped("one.jpg"), "evidence"),
        ("a/photos.zip", zipped("return Q4.xlsx"), "return"),
    ],
)
def test_a_message_or_an_archive_of_pictures_that_a_return_names_is_evidence(
    tmp_path: Path, file: str, data: bytes, kind: str
) -> None:
    put(tmp_path, file, data)
    made = run(tmp_path, file.removeprefix("a/"))
    assert kinds(made) == {file: kind}
