"""What a file really is, told by its first bytes and never by its name."""

import re
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from pathlib import PurePath
from typing import TypeVar

from svtools.errors import UnreadableFile
from svtools.workbooks.safety import Package

Sign = TypeVar("Sign", str, bytes)
Verdict = tuple[str, Mapping[str, str]]
"""Why a file can't be read, as the code and the details of an UnreadableFile."""


def _looks_like(what: str) -> Verdict:
    return "not-a-spreadsheet", {"looks_like": what}


def _holds_files(code: str, what: str) -> Verdict:
    return code, {"what": what}


_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKED = (*_ZIP, _OLE)
"""How every file begins that may be a workbook: a package, or Office's container before it."""

_XLS_PASSWORD = re.compile(
    rb"\x09\x08..\x00[\x05\x06]\x05\x00.{4,12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)
"""A workbook's first record, an optional "read-only recommended", then the record FILEPASS."""

_OLD_XLS: Verdict = "old-xls", {}
_LABEL: Verdict = "label", {}
_LINK = _looks_like("a link to a document kept elsewhere, such as a Google sheet")
_RECORDED = _looks_like("a picture or a recording")
_BEGINNINGS = {
    b"\x09\x00\x04\x00": _OLD_XLS,
    b"\x09\x02\x06\x00": _OLD_XLS,
    b"\x09\x04\x06\x00": _OLD_XLS,
    b"%PDF": _looks_like("a PDF document"),
    b"\x89PNG": _looks_like("a PNG picture"),
    b"\xff\xd8\xff": _looks_like("a JPEG picture"),
    b"GIF8": _looks_like("a GIF picture"),
    b"RIFF": _RECORDED,
    b"II*\x00": _looks_like("a TIFF picture"),
    b"MM\x00*": _looks_like("a TIFF picture"),
    b"{\\rtf": _looks_like("a rich text document"),
    b"[InternetShortcut]": _LINK,
    b"L\x00\x00\x00\x01\x14\x02\x00": _LINK,
    b"Rar!": _holds_files("archive", "a RAR archive"),
    b"7z\xbc\xaf": _holds_files("archive", "a 7-Zip archive"),
    b"\x1f\x8b": _holds_files("archive", "a gzip archive"),
    b"\x78\x9f\x3e\x22": _holds_files("mail", "Outlook's wrapping of a message (winmail.dat)"),
    b".pfile": _LABEL,
    b"MZ": _looks_like("a program"),
}
_OLE_STREAMS = {
    "__nameid_version1.0": _holds_files("mail", "an Outlook message (.msg)"),
    "__properties_version1.0": _holds_files("mail", "an Outlook message (.msg)"),
    "DRMEncrypted": _LABEL,
    "DRMDataSpace": _LABEL,
    "DRMContent": _LABEL,
    "EncryptedPackage": ("password", {}),
    "WordDocument": _looks_like("an old Word document (.doc)"),
    "PowerPoint Document": _looks_like("an old PowerPoint presentation (.ppt)"),
    "Workbook": _OLD_XLS,
    "Book": _OLD_XLS,
    "": _looks_like("an Office file of before 2007, such as .xls, that is empty or cut off"),
}
"""Office's container before .xlsx; it also holds .xlsx files that are encrypted.

A message comes first, since it holds whole files. A label (rights management) encrypts without
a password: its transforms are named after DRM.
"""

_PACKAGES = {
    "xl/workbook.bin": ("xlsb", {}),
    "content.xml": _looks_like("another OpenDocument file"),
    "word/": _looks_like("a Word document"),
    "ppt/": _looks_like("a PowerPoint presentation"),
    "visio/": _looks_like("a Visio drawing"),
    "Index/": _looks_like("an Apple Numbers, Pages or Keynote file"),
    "xl/": ("damaged", {"reason": "the list of its sheets is missing"}),
    "": _holds_files("archive", "a zip archive"),
}
_HEADER = re.compile(
    rb"^(?:from|to|subject|date|mime-version|received|return-path|delivered-to|message-id)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST_HEADER = re.compile(rb"\s*(?:[0-9]+\s+)?(?:From [^\n]+\n)?[A-Za-z][A-Za-z0-9-]*[ \t]*:")
_HEADERS_OF_A_MESSAGE = 3
"""So many different headers of a message make one: a letter may begin "From: …, To: …" too."""

_MARKUP = re.compile(rb"\s*<(?:!doctype html|html|head|body|table|\?xml|svg)", re.IGNORECASE)
_GOOGLE = re.compile(rb'\s*\{[^{}]*"doc_id"\s*:')
"""What Google Drive puts in a folder for a sheet that it keeps (.gsheet)."""

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_NAMED = 3
_WORKBOOKS = (".xlsx", ".xlsm", ".ods", ".xls", ".xlsb")
_TABLE_SUFFIXES = {".csv", ".tsv", ".tab", ".slk", ".dif"}
_HEAD = 4096
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


class FileKind(StrEnum):
    """The kinds of workbook that are read."""

    XLSX = "xlsx"
    ODS = "ods"


def kind_of(package: Package) -> FileKind:
    """Which kind of workbook a zip package is; UnreadableFile says what else it is."""
    if "xl/workbook.xml" in package.names:
        return FileKind.XLSX
    is_ods = package.parts.get("mimetype", _ODS_TYPE).startswith(_ODS_TYPE)
    if "content.xml" in package.names and is_ods:
        return FileKind.ODS
    names = package.names or {""}
    verdict = _verdict(_PACKAGES, lambda sign: any(name.startswith(sign) for name in names))
    if verdict.code == "archive":
        verdict.details["what"] = f"a zip archive{_workbooks_among(package.names)}"
    raise verdict


def _workbooks_among(names: Collection[str]) -> str:
    """The first workbooks of an archive, as a part of a sentence."""
    found = sorted(PurePath(name).name for name in names if name.lower().endswith(_WORKBOOKS))
    named, more = ", ".join(found[:_MOST_NAMED]), len(found) - _MOST_NAMED
    return f" with {named}" + (f" and {more} more" if more > 0 else "") if found else ""


def refuse_others(data: bytes, path: PurePath) -> None:
    """Raise UnreadableFile for a file that is no zip package, as .xlsx and .ods are."""
    if data.startswith(_ZIP):
        return
    if not data.strip(b"\x00"):
        raise UnreadableFile("damaged" if data else "empty")
    if not data.startswith(_OLE):
        others = {data[:4] + b"ftyp": _RECORDED, b"": _text(data[:_HEAD], path)}
        raise _verdict(_BEGINNINGS | others, data.startswith)
    verdict = _verdict(_OLE_STREAMS, lambda stream: stream.encode("utf-16-le") in data)
    if verdict.code == "old-xls" and _XLS_PASSWORD.search(data):
        raise UnreadableFile("password")
    raise verdict


def _verdict(signs: Mapping[Sign, Verdict], has: Callable[[Sign], bool]) -> UnreadableFile:
    """What the first of the `signs` that the file has says of it."""
    code, details = next(verdict for sign, verdict in signs.items() if has(sign))
    return UnreadableFile(code, **details)


def _text(head: bytes, path: PurePath) -> Verdict:
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        return _looks_like("a web page or an XML file")
    if _is_message(head, path):
        return _holds_files("mail", "an e-mail")
    if _GOOGLE.match(head):
        return _LINK
    encoding = next((e for mark, e in _BYTE_ORDER_MARKS.items() if head.startswith(mark)), "cp1252")
    text = head.decode(encoding, errors="replace")
    if _CONTROLS.search(text):
        return _looks_like("another kind of file")
    if path.suffix.lower() in _TABLE_SUFFIXES or _has_columns(text):
        return "csv", {}
    return _looks_like("a plain text file")


def _is_message(head: bytes, path: PurePath) -> bool:
    """Whether a text begins with the headers of an e-mail, as programs save it (.eml, .emlx)."""
    text = head.removeprefix(b"\xef\xbb\xbf")
    headers = {header.lower() for header in _HEADER.findall(text)}
    wanted = 1 if path.suffix.lower() in {".eml", ".emlx"} else _HEADERS_OF_A_MESSAGE
    return bool(_FIRST_HEADER.match(text)) and len(headers) >= wanted


def _has_columns(text: str) -> bool:
    """Whether the first lines are all split by the same mark, into equally many parts."""
    lines = [line for line in text.splitlines() if line.strip()][:5]
    counts = [{line.count(mark) for line in lines} for mark in "\t;|,"]
    return len(lines) > 1 and any(len(count) == 1 and count != {0} for count in counts)
