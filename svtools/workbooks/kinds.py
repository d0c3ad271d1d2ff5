"""What a file really is, told by its first bytes and never by its name."""

import re
from enum import StrEnum
from pathlib import PurePath

from svtools.errors import UnreadableFile
from svtools.workbooks.safety import Package

_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLDEST_XLS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_XLS_PASSWORD = re.compile(
    rb"\x09\x08..\x00[\x05\x06]\x05\x00.{4,12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)
"""A workbook's first record, an optional "read-only recommended", then the record FILEPASS."""

_BEGINNINGS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"RIFF": "a picture or a recording",
    b"II*\x00": "a TIFF picture",
    b"MM\x00*": "a TIFF picture",
    b"{\\rtf": "a rich text document",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"MZ": "a program",
}
_OLE_STREAMS = {
    "WordDocument": "an old Word document (.doc)",
    "PowerPoint Document": "an old PowerPoint presentation (.ppt)",
    "__properties_version1.0": "an Outlook message",
}
_MARKUP = re.compile(rb"\s*<(?:!doctype html|html|head|body|table|\?xml|svg)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_TABLE_SUFFIXES = {".csv", ".tsv", ".tab", ".slk", ".dif"}
_HEAD = 4096
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_PACKAGES = {
    "word/": "a Word document",
    "ppt/": "a PowerPoint presentation",
    "visio/": "a Visio drawing",
    "Index/": "an Apple Numbers, Pages or Keynote file",
}


class Kind(StrEnum):
    """The kinds of workbook that are read."""

    XLSX = "xlsx"
    ODS = "ods"


def of_package(package: Package) -> Kind:
    """Which kind of workbook a zip package is; UnreadableFile says what else it is."""
    if "xl/workbook.xml" in package.names:
        return Kind.XLSX
    if "xl/workbook.bin" in package.names:
        raise UnreadableFile("xlsb")
    if "content.xml" in package.names:
        if package.parts.get("mimetype", _ODS_TYPE).startswith(_ODS_TYPE):
            return Kind.ODS
        raise UnreadableFile("not-a-spreadsheet", looks_like="another OpenDocument file")
    for folder, looks_like in _PACKAGES.items():
        if any(name.startswith(folder) for name in package.names):
            raise UnreadableFile("not-a-spreadsheet", looks_like=looks_like)
    if any(name.startswith("xl/") for name in package.names):
        raise UnreadableFile("damaged", reason="the list of its sheets is missing")
    raise UnreadableFile("not-a-spreadsheet", looks_like="a zip archive")


def is_zip(data: bytes) -> bool:
    """Whether the file is a zip package, as .xlsx and .ods are."""
    return data.startswith((_ZIP + b"\x03\x04", _ZIP + b"\x05\x06"))


def verdict(data: bytes, path: PurePath) -> UnreadableFile:
    """Why a file that is no zip package can't be read."""
    if not data.strip(b"\x00"):
        return UnreadableFile("empty") if not data else UnreadableFile("damaged")
    if data.startswith(_OLE):
        return _ole(data)
    if data.startswith(_OLDEST_XLS):
        return UnreadableFile("old-xls")
    for beginning, looks_like in _BEGINNINGS.items():
        if data.startswith(beginning):
            return UnreadableFile("not-a-spreadsheet", looks_like=looks_like)
    return _text(data[:_HEAD], path)


def _ole(data: bytes) -> UnreadableFile:
    """Office's container before .xlsx; it also holds .xlsx files that need a password."""
    if _named("EncryptedPackage") in data or _XLS_PASSWORD.search(data):
        return UnreadableFile("password")
    for stream, looks_like in _OLE_STREAMS.items():
        if _named(stream) in data:
            return UnreadableFile("not-a-spreadsheet", looks_like=looks_like)
    if _named("Workbook") in data or _named("Book") in data:
        return UnreadableFile("old-xls")
    return UnreadableFile("damaged")


def _named(stream: str) -> bytes:
    return stream.encode("utf-16-le")


def _text(head: bytes, path: PurePath) -> UnreadableFile:
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        return UnreadableFile("not-a-spreadsheet", looks_like="a web page or an XML file")
    encoding = next((e for mark, e in _BYTE_ORDER_MARKS.items() if head.startswith(mark)), "cp1252")
    text = head.decode(encoding, errors="replace")
    if _CONTROLS.search(text):
        return UnreadableFile("not-a-spreadsheet", looks_like="another kind of file")
    if path.suffix.lower() in _TABLE_SUFFIXES or _has_columns(text):
        return UnreadableFile("csv")
    return UnreadableFile("not-a-spreadsheet", looks_like="a plain text file")


def _has_columns(text: str) -> bool:
    """Whether the first lines are all split by the same mark, into equally many parts."""
    lines = [line for line in text.splitlines() if line.strip()][:5]
    for mark in "\t;|,":
        counts = {line.count(mark) for line in lines}
        if len(counts) == 1 and counts != {0}:
            return True
    return False
