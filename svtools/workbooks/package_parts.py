"""The parts of an .xlsx package: read, followed along their relationships, put back.

A package of new parts is printed forward, those that come as they were packed among them.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from copy import copy
from functools import lru_cache
from html import escape, unescape
from itertools import chain, count
from posixpath import dirname, join, normpath, split
from typing import BinaryIO, NamedTuple, cast

from svtools.errors import InputError, OutputError, UnreadableFile

Parts = dict[str, bytes]
"""Every part by its name in the package."""

PACKED_AT_ONCE = 2**18
"""Characters; a part of fewer is put together before it is packed."""

WORKBOOK = "xl/workbook.xml"
TYPES = "[Content_Types].xml"

_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]*?\b(\w+):id\s*=[^<>]*>")
_ATTRIBUTE = re.compile(rb"""\s([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NO_RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
)


def unpacked(data: bytes) -> Parts:
    """The parts of the workbook in `data`.

    Raises InputError, with a remedy, for what is no .xlsx or .xlsm, or is damaged.
    """
    parts: Parts = {}
    not_a_package = zipfile.BadZipFile, OSError, RuntimeError, EOFError
    with suppress(*not_a_package), zipfile.ZipFile(io.BytesIO(data)) as package:
        # Some programs on Windows write the parts' names with backslashes.
        parts = {name.replace("\\", "/"): _part(package, name) for name in package.namelist()}
    if WORKBOOK not in parts:
        raise InputError(
            "It can't be changed: it is no .xlsx (an .ods, perhaps), or it has a password.",
            "Open it in Excel or LibreOffice and save it as .xlsx, without a password.",
        )
    return parts


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    try:
        return package.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise InputError(
            f"It can't be changed: it is damaged ({error}).",
            "Open it in Excel, let Excel repair it, and save it under a new name.",
        ) from None


def replaced(xml: bytes, changes: Iterable[tuple[re.Match[bytes], bytes]]) -> bytes:
    """`xml` with each match replaced; a large part is copied only where something changes."""
    pieces: list[bytes | memoryview] = []
    whole, at = memoryview(xml), 0
    for found, new in changes:
        if new != found[0]:
            pieces += (whole[at : found.start()], new)
            at = found.end()
    return b"".join((*pieces, whole[at:])) if pieces else xml


def packed(
    parts: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED, level: int | None = None
) -> bytes:
    """The package of `parts`; the same bytes for the same parts. `level` 1 packs fastest."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name), part, compression, level)
    return stream.getvalue()


def attributes(tag: bytes) -> dict[str, str]:
    """The attributes of an XML tag by their names."""
    return {
        name.decode(): unescape((double or single).decode())
        for name, double, single in _ATTRIBUTE.findall(tag)
    }


def relations(parts: Parts, owner: str) -> Iterator[tuple[bytes, dict[str, str], str]]:
    """The tag, its attributes and the part ("" outside the package) of all `owner` points at."""
    named = {part.casefold(): part for part in parts}
    for tag in _RELATION.findall(parts.get(_relations_of(owner), b"")):
        about = attributes(tag)
        target = normpath(join("/", dirname(owner), about["Target"])).lstrip("/").casefold()
        yield tag, about, named.get(target, "") if about.get("TargetMode") != "External" else ""


def related(parts: Parts, owner: str, kind: str) -> list[str]:
    """The parts of one kind ("table") that `owner` points at."""
    if kind.encode() not in parts.get(_relations_of(owner), b""):
        return []
    return [
        part
        for _, about, part in relations(parts, owner)
        if part and about["Type"].endswith("/" + kind)
    ]


def sheet_parts(parts: Parts) -> dict[str, str]:
    """The part of each sheet by the sheet's name, in the workbook's order.

    Raises UnreadableFile("damaged") where it lists one that is not in the file, or one twice.
    """
    targets = {about["Id"]: part for _, about, part in relations(parts, WORKBOOK)}
    tags = [(attributes(tag[0]), tag[1].decode()) for tag in _SHEET.finditer(parts[WORKBOOK])]
    sheets = {about["name"]: targets.get(about[f"{of_links}:id"], "") for about, of_links in tags}
    if "" in sheets.values():
        raise UnreadableFile("damaged", reason="a sheet that it lists is not in the file")
    if len(set(sheets.values())) < len(tags):
        raise UnreadableFile("damaged", reason="it lists a sheet twice")
    return sheets


def has_macros(parts: Parts) -> bool:
    """Whether the file is of the kind that may hold macros, which Excel wants named .xlsm."""
    return b"macroEnabled" in parts[TYPES]


def drop(parts: Parts, names: list[str]) -> None:
    """Take parts out, with their content types and all that points at them from outside."""
    for owner in ("", WORKBOOK):
        for tag, _, part in list(relations(parts, owner)):
            if part in names:
                parts[_relations_of(owner)] = parts[_relations_of(owner)].replace(tag, b"")
    for name in names:
        entry = rb'<Override\s[^>]*PartName="/%s"[^>]*>' % re.escape(name.encode())
        parts[TYPES] = re.sub(entry, b"", parts[TYPES])
        del parts[name]


def add_sheet(parts: Parts, title: str, xml: bytes) -> str:
    """Add a sheet at the end; its name: `title` or, if that is taken, `title` and a number."""
    names, book = sheet_parts(parts), parts[WORKBOOK]
    taken = {name.casefold() for name in names}
    free = (title, *(f"{title} {i}" for i in range(2, 999)))
    name = next(name for name in free if name.casefold() not in taken)
    number = 1 + max(map(int, re.findall(rb'sheetId="(\d+)"', book)))
    link = add_part(
        parts, WORKBOOK, f"xl/worksheets/added{number}.xml", "worksheet", xml, _SHEET_TYPE
    )
    prefix = _SHEET.search(book)
    of_links = prefix[1].decode() if prefix else "r"
    entry = f'<sheet name="{escape(name)}" sheetId="{number}" {of_links}:id="{link}"'
    entry += f"{_declared_within(book, of_links)}/>"
    parts[WORKBOOK] = with_entry(book, "sheets", entry.encode())
    return name


def _declared_within(book: bytes, prefix: str) -> str:
    """What declares a prefix anew, where the workbook does so at each sheet and not at its root."""
    found = re.search(rb'xmlns:%b="[^"]*"' % prefix.encode(), book)
    root = book.find(b">", book.find(b"<workbook"))
    return f" {found[0].decode()}" if found and found.start() > root else ""


def add_part(parts: Parts, owner: str, part: str, kind: str, content: bytes, about: str) -> str:
    """Add a part of one kind ("table"), at which `owner` points; the id of that relationship.

    `about` is the part's content type.
    """
    relations_part = _relations_of(owner)
    there = parts.get(relations_part, _NO_RELATIONS)
    ids = {about["Id"] for _, about, _ in relations(parts, owner)}
    link = next(name for n in count(1) if (name := f"added{n}") not in ids)
    relation = f'<Relationship Id="{link}" Type="{_KINDS}/{kind}" Target="/{part}"/>'
    parts[relations_part] = with_entry(there, "Relationships", relation.encode())
    entry = f'<Override PartName="/{part}" ContentType="{about}"/>'
    parts[TYPES] = with_entry(parts[TYPES], "Types", entry.encode())
    parts[part] = content
    return link


def with_entry(xml: bytes, within: str, entry: bytes) -> bytes:
    """XML with one more entry at the end of the element `within`, which may be empty.

    Raises InputError for XML of a shape that no program known to us writes.
    """
    name = within.encode()
    xml = re.sub(rb"<%b\b([^>]*?)\s*/>" % name, rb"<%b\1></%b>" % (name, name), xml)
    before, end, after = xml.rpartition(b"</%b>" % name)
    if not end:
        raise InputError(
            "It can't be changed: its XML has an unknown shape.",
            "Open the workbook in Excel, save it there and run this again.",
        )
    return before + entry + end + after


def _relations_of(owner: str) -> str:
    return join(dirname(owner), "_rels", f"{split(owner)[1]}.rels")


class Part(NamedTuple):
    """A part of a package, packed: its entry in the package, and the bytes."""

    info: zipfile.ZipInfo
    packed: bytes

    @property
    def text(self) -> str:
        """What it holds."""
        return zlib.decompress(self.packed, -zlib.MAX_WBITS).decode()


def parts_of(package: bytes) -> list[Part]:
    """The parts of a package that this project or XlsxWriter made, in their order."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        begins = [(info, info.header_offset + len(info.FileHeader())) for info in opened.filelist]
    return [Part(info, package[at : at + info.compress_size]) for info, at in begins]


@lru_cache(maxsize=64)
def packed_text(name: str, text: str) -> Part:
    """A part that holds a text; the same often stands in many workbooks."""
    return parts_of(packed({name: text.encode()}))[0]


class Package(zipfile.ZipFile):
    """A new package, written forward; its stream must be seekable."""

    def copy(self, part: Part) -> None:
        """Put a part in as it was packed."""
        info, stream = copy(part.info), cast("BinaryIO", self.fp)
        stream.seek(self.start_dir)
        info.header_offset = self.start_dir
        stream.write(info.FileHeader() + part.packed)
        self.start_dir = stream.tell()
        self.filelist.append(info)
        self.NameToInfo[info.filename] = info

    def print(self, name: str, pieces: Iterable[str]) -> None:
        """Pack a part as its pieces come, a small one whole.

        Raises OutputError for more than a part can hold.
        """
        texts = _together(pieces)
        first, second = next(texts, ""), next(texts, None)
        if second is None:
            self.copy(packed_text(name, first))
            return
        try:
            with self.open(name, "w") as out:
                for text in chain((first, second), texts):
                    out.write(text.encode())
        except RuntimeError as error:
            told = ("too large", "ZIP64 limit")  # how zipfile says that a part is over 2 GiB
            if not any(words in str(error) for words in told):
                raise
            raise OutputError(
                f"A sheet of the workbook is too large for a file ({error}).",
                "Make it in parts, each for some of the contracts.",
            ) from None


def _together(pieces: Iterable[str]) -> Iterator[str]:
    """Pieces put together to what is packed at once."""
    held, size = list[str](), 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= PACKED_AT_ONCE:
            yield "".join(held)
            held, size = [], 0
    if held:
        yield "".join(held)
