"""The parts of an .xlsx package: read, followed along their relationships, put back."""

import io
import re
import zipfile
import zlib
from html import escape, unescape
from posixpath import dirname, join, normpath, split

from svtools.errors import InputError

Parts = dict[str, bytes]
"""Every part by its name in the package."""

WORKBOOK = "xl/workbook.xml"
TYPES = "[Content_Types].xml"

_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_SHEET = re.compile(rb"<sheet\s[^>]*?(\w+):id\s*=[^>]*>")
_ATTRIBUTE = re.compile(rb"""\s(?:\w+:)?(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def unpacked(data: bytes) -> Parts:
    """The parts of the workbook in `data`.

    Raises InputError, with a remedy, for what is no .xlsx or .xlsm.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            # Some programs on Windows write the parts' names with backslashes.
            parts = {name.replace("\\", "/"): package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError):
        parts = {}
    if WORKBOOK not in parts:
        raise InputError(
            "This file can't be edited: it is no .xlsx (an .ods, perhaps), or it has a password.",
            "Open it in Excel or LibreOffice and save it as .xlsx, without a password.",
        )
    return parts


def packed(parts: Parts, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The package of `parts`; the same bytes for the same parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name), part, compression)
    return stream.getvalue()


def attributes(tag: bytes) -> dict[str, str]:
    """The attributes of an XML tag, without their namespaces' prefixes."""
    return {
        name.decode(): unescape((double or single).decode())
        for name, double, single in _ATTRIBUTE.findall(tag)
    }


def relations(parts: Parts, owner: str) -> list[tuple[str, str, str]]:
    """The kind ("table"), id and part ("" outside the package) of all that `owner` points at."""
    named = {part.casefold(): part for part in parts}
    found = []
    for tag in map(attributes, _RELATION.findall(parts.get(_relations_of(owner), b""))):
        target = normpath(join("/", dirname(owner), tag["Target"])).lstrip("/").casefold()
        part = "" if tag.get("TargetMode") == "External" else named.get(target, "")
        found.append((tag["Type"].rpartition("/")[2], tag["Id"], part))
    return found


def related(parts: Parts, owner: str, kind: str) -> list[str]:
    """The parts of one kind that `owner` points at."""
    return [part for of, _, part in relations(parts, owner) if of == kind and part]


def sheet_parts(parts: Parts) -> dict[str, str]:
    """The part of each sheet by the sheet's name, in the workbook's order."""
    targets = {link: part for _, link, part in relations(parts, WORKBOOK)}
    tags = [attributes(tag[0]) for tag in _SHEET.finditer(parts[WORKBOOK])]
    return {tag["name"]: targets[tag["id"]] for tag in tags if targets.get(tag["id"])}


def drop(parts: Parts, name: str) -> None:
    """Take out the part `name`, its content type and every pointer at it."""
    entry = rb'<Override\s[^>]*PartName="/%s"[^>]*>' % re.escape(name.encode())
    parts[TYPES] = re.sub(entry, b"", parts[TYPES])
    for holder in [part for part in parts if part.endswith(".rels")]:
        folder, holder_name = split(holder)
        for _, link, part in relations(parts, join(dirname(folder), holder_name[:-5])):
            if part == name:
                pointer = rb'<(?:\w+:)?Relationship\s[^>]*\bId="%s"[^>]*>' % link.encode()
                parts[holder] = re.sub(pointer, b"", parts[holder])
    del parts[name]


def add_sheet(parts: Parts, title: str, xml: bytes) -> None:
    """Add a sheet at the end, under `title` or, if that is taken, `title` and a number."""
    names, book = sheet_parts(parts), parts[WORKBOOK]
    name = next(n for n in (title, *(f"{title} {i}" for i in range(2, 999))) if n not in names)
    number = 1 + max(map(int, re.findall(rb'sheetId="(\d+)"', book)))
    part, link, prefix = f"xl/worksheets/added{number}.xml", f"added{number}", _SHEET.search(book)
    sheet = f'<sheet name="{escape(name)}" sheetId="{number}" {{}}:id="{link}"/>'
    parts[part] = xml
    for holder, end, entry in (
        (WORKBOOK, "</sheets>", sheet.format(prefix[1].decode() if prefix else "r")),
        (TYPES, "</Types>", f'<Override PartName="/{part}" ContentType="{_SHEET_TYPE}"/>'),
        (
            _relations_of(WORKBOOK),
            "</Relationships>",
            f'<Relationship Id="{link}" Type="{_KINDS}/worksheet" Target="/{part}"/>',
        ),
    ):
        parts[holder] = parts[holder].replace(end.encode(), (entry + end).encode())


def _relations_of(owner: str) -> str:
    folder, name = split(owner)
    return join(folder, "_rels", f"{name}.rels")
