from pathlib import Path

import pytest

from svtools.errors import UnreadableFile
from svtools.workbooks.book import open_book
from svtools.workbooks.problems import Problem
from tests.workbooks.handmade import CASES, XLSX_PARTS, ods_bytes, packed, saved, xlsx_bytes

ODT = "application/vnd.oasis.opendocument.text"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
XLS_BEGINS = b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12)


def stream(name: str) -> bytes:
    return name.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "return.xlsx", "empty"),
        (bytes(200), "return.xlsx", "damaged"),
        (b"\x89PNG\r\n\x1a\n123", "return.xlsx", "not-a-spreadsheet"),
        (b"%PDF-1.7 ...", "return.xlsx", "not-a-spreadsheet"),
        (b"Dear all,\nhere is our return.\n", "return.xlsx", "not-a-spreadsheet"),
        (b"<html><table><tr><td>1", "return.xls", "not-a-spreadsheet"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "return.xls", "not-a-spreadsheet"),
        (b"a;b\n1;2\n", "return.xlsx", "csv"),
        (b"units\n12\n", "return.csv", "csv"),
        (b"\xff\xfe" + "a\tb\n1\t2\n".encode("utf-16-le"), "return.xlsx", "csv"),
        (OLE + stream("EncryptedPackage"), "return.xlsx", "password"),
        (OLE + stream("Workbook") + XLS_BEGINS + b"\x2f\x00\x36\x00", "return.xls", "password"),
        (OLE + stream("Workbook") + XLS_BEGINS + b"\x42\x00\x02\x00", "return.xls", "old-xls"),
        (OLE + stream("WordDocument"), "return.xlsx", "not-a-spreadsheet"),
        (OLE, "return.xlsx", "not-a-spreadsheet"),
        (OLE + bytes(2000), "return.xls", "not-a-spreadsheet"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", "return.xls", "old-xls"),
        (packed({"xl/workbook.bin": b"1"}), "return.xlsx", "xlsb"),
        (packed({"word/document.xml": "<w/>"}), "return.xlsx", "not-a-spreadsheet"),
        (packed({"photo.jpg": b"1"}), "return.xlsx", "archive"),
        (packed({}), "returns.zip", "archive"),
        (b"Dear all, here is our return.", "letter", "not-a-spreadsheet"),
        (b"Rar!\x1a\x07\x01\x00", "returns.rar", "archive"),
        (ods_bytes("", mimetype=ODT), "return.ods", "not-a-spreadsheet"),
        (xlsx_bytes('<row r="1"><c r="A1" s="0"/></row>'), "return.xlsx", "empty"),
        (packed(XLSX_PARTS), "return.xlsx", "damaged"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_has_its_verdict(
    data: bytes, name: str, code: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableFile) as refused:
        open_book(saved(data, tmp_path, name))
    assert refused.value.code == code
    assert ("looks_like" in refused.value.details) == (code == "not-a-spreadsheet")


LABEL = OLE + stream("DRMEncryptedTransform") + stream("EncryptedPackage")
MESSAGE = OLE + stream("__properties_version1.0") + stream("EncryptedPackage") + stream("Workbook")
EML = b"From: A <a@a.example>\r\nTo: b@b.example\r\nSubject: RE: return\r\n\r\nHello, a;b\r\n"
RELAYED = b"Received: from a by b;\r\n\tThu, 16 Apr 2026\r\nDate: x\r\nMessage-ID: <1@a>\r\n"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (LABEL, "return.xlsx", "label"),
        (OLE + stream("Workbook") + stream("\tDRMContent"), "return.xls", "label"),
        (b".pfile\x03\x00", "return.xlsx.pfile", "label"),
        (MESSAGE, "RE return.msg", "mail"),
        (MESSAGE + XLS_BEGINS + b"\x2f\x00\x36\x00", "RE return.msg", "mail"),
        (EML, "RE return.eml", "mail"),
        (EML, "return.xlsx", "mail"),
        (RELAYED, "return", "mail"),
        (b"1234      \n" + RELAYED, "return.emlx", "mail"),
        (b"From a@a.example Thu Apr 16\n" + EML, "returns.mbox", "mail"),
        (b"From: Anna\nTo: Bert\n\nHere are our figures.\n", "letter.txt", "not-a-spreadsheet"),
        (b"Subject: the figures\n\nGood deeds.", "letter.txt", "not-a-spreadsheet"),
    ],
)
def test_labels_and_messages_are_told_as_what_they_are(
    data: bytes, name: str, code: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableFile) as refused:
        open_book(saved(data, tmp_path, name))
    assert refused.value.code == code


def test_a_label_that_encrypts_is_no_password() -> None:
    with pytest.raises(UnreadableFile) as refused:
        open_book(CASES / "label" / "label.xlsx")
    problem = Problem(refused.value.code)
    assert "sensitivity label" in problem.what
    assert "Sensitivity" in problem.remedy


def test_an_archive_names_the_workbooks_in_it(tmp_path: Path) -> None:
    returns = {f"from them/Return {n}.xlsx": xlsx_bytes() for n in range(1, 6)}
    with pytest.raises(UnreadableFile) as refused:
        open_book(saved(packed({**returns, "photo.jpg": b"1"}), tmp_path, "returns.zip"))
    problem = Problem(refused.value.code, details=refused.value.details)
    assert "a zip archive with Return 1.xlsx, Return 2.xlsx, Return 3.xlsx and 2 more" in (
        problem.what
    )
    assert "Extract All" in problem.remedy


@pytest.mark.parametrize("name", ["~$return.xlsx", ".~lock.return.ods#"])
def test_marks_of_open_files_are_not_opened(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refused:
        open_book(tmp_path / name)
    assert refused.value.code == "lock-file"


@pytest.mark.parametrize("name", ["gone.xlsx", "."])
def test_what_is_gone_or_a_folder_says_why(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refused:
        open_book(tmp_path / name)
    assert refused.value.code == "unreadable"
    assert refused.value.details["reason"] in {"it is no longer there", "it is a folder"}


@pytest.mark.parametrize("name", ["return.xls", "return", "return.xltx", "return.pdf"])
def test_the_content_decides_and_not_the_name(name: str, tmp_path: Path) -> None:
    data = xlsx_bytes('<row r="1"><c r="A1"><v>7</v></c></row>')
    assert open_book(saved(data, tmp_path, name)).sheets[0].rows == [[7]]


def test_an_encrypted_ods_needs_its_password(tmp_path: Path) -> None:
    encrypted = {
        "content.xml": b"\xff\xfe\x00",
        "META-INF/manifest.xml": b"<manifest:encryption-data/>",
    }
    data = ods_bytes("", **encrypted)
    with pytest.raises(UnreadableFile) as refused:
        open_book(saved(data, tmp_path))
    assert refused.value.code == "password"


@pytest.mark.parametrize(
    ("data", "name", "looks_like"),
    [
        (b"\x00\x00\x00\x18ftypheic", "IMG_1.HEIC", "picture"),
        (b"\x00\x00\x00\x20ftypisom", "visit.mp4", "recording"),
        (b'{"doc_id":"1","email":"a@a.example"}', "return.gsheet", "link"),
        (b'{"":"WARNING! DO NOT EDIT","doc_id":"1"}', "return.gsheet", "link"),
        (b"[InternetShortcut]\r\nURL=https://a.example", "return.url", "link"),
        (b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(70), "return.lnk", "link"),
        (packed({"Index/Document.iwa": b"1"}), "return.numbers", "Numbers"),
    ],
)
def test_what_is_no_spreadsheet_is_told_as_what_it_is(
    data: bytes, name: str, looks_like: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableFile) as refused:
        open_book(saved(data, tmp_path, name))
    assert refused.value.code == "not-a-spreadsheet"
    assert looks_like in str(refused.value.details["looks_like"])
