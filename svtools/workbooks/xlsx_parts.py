"""Which part of an .xlsx package holds which sheet."""

import re
from html import unescape
from posixpath import join, normpath

from svtools.errors import UnreadableFile
from svtools.workbooks.safety import Package

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*?\s\w+:id\s*=\s*[\"']([^\"']*)")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ID = re.compile(rb"\sId\s*=\s*[\"']([^\"']*)")
_TARGET = re.compile(rb"\sTarget\s*=\s*[\"']([^\"']*)")


def sheet_parts(package: Package) -> list[str]:
    """The name of each sheet's part, in the order of the sheets in the workbook.

    Raises UnreadableFile("damaged") where the workbook lists a sheet that is not in the file.
    """
    targets: dict[bytes, str] = {}
    for relation in _RELATION.findall(package.parts.get(RELATIONS, b"")):
        key, target = _ID.search(relation), _TARGET.search(relation)
        if key and target:
            targets[key[1]] = _name(unescape(target[1].decode(errors="replace")))
    by_folded = {name.casefold(): name for name in package.parts}
    parts = []
    for key in _SHEET.findall(package.parts[WORKBOOK]):
        name = by_folded.get(targets.get(key, "").casefold())
        if name is None:
            raise UnreadableFile("damaged", reason="a sheet that it lists is not in the file")
        parts.append(name)
    return parts


def _name(target: str) -> str:
    """A target stands from the workbook's own folder, or with a slash from the root."""
    return normpath(join("/xl", target)).lstrip("/")
