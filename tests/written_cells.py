"""The cells of an .xlsx as its XML has them, with no reader's idea of dates or errors between."""

import zipfile
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

CellName = tuple[str, str]  # sheet name, A1
Value = float | str | bool | None

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Cell(NamedTuple):
    """What is stored: the formula, if any, and the value; a date is its serial number."""

    formula: str | None
    value: Value


def cells_of(path: Path) -> dict[CellName, Cell]:
    """Every written cell of the .xlsx at `path`, a file of our own or LibreOffice's making."""
    with zipfile.ZipFile(path) as package:
        return cells_in(package)


def cells_in(package: zipfile.ZipFile) -> dict[CellName, Cell]:
    """Every written cell of an .xlsx that is open."""
    texts = _shared_texts(package)
    return {
        (sheet, str(cell.get("r"))): Cell(_formula(cell), _value(cell, texts))
        for sheet, part in _sheets(package)
        for cell in ET.fromstring(package.read(part)).iter(f"{_MAIN}c")  # noqa: S314  # ours
    }


def _sheets(package: zipfile.ZipFile) -> list[tuple[str, str]]:
    links = ET.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  # our own file
    parts = {link.get("Id"): str(link.get("Target")) for link in links}
    book = ET.fromstring(package.read("xl/workbook.xml"))  # noqa: S314  # our own file
    return [
        (str(sheet.get("name")), f"xl/{parts[sheet.get(_LINK)].removeprefix('/xl/')}")
        for sheet in book.iter(f"{_MAIN}sheet")
    ]


def _shared_texts(package: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    table = ET.fromstring(package.read("xl/sharedStrings.xml"))  # noqa: S314  # our own file
    return ["".join(text.text or "" for text in item.iter(f"{_MAIN}t")) for item in table]


def _formula(cell: ET.Element) -> str | None:
    found = cell.find(f"{_MAIN}f")
    return None if found is None else f"={found.text or ''}"


def _value(cell: ET.Element, texts: list[str]) -> Value:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{_MAIN}t"))
    found = cell.findtext(f"{_MAIN}v")
    if found is None or (kind == "n" and not found):
        return None
    if kind == "s":
        return texts[int(found)]
    if kind == "b":
        return found == "1"
    return float(found) if kind == "n" else found
