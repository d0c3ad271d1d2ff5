"""A look into a workbook's zip package before anything parses it.

Whoever sent the file wrote its sizes, so none of them is believed: the parts that matter are
inflated here, once, within limits, and everything after works on those bytes.
"""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

from svtools.errors import UnreadableFile

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook from outside may be; a return is a thousandth of any of these."""

    file_bytes: int = 100 * MEGABYTE
    members: int = 5_000
    inflated_bytes: int = 100 * MEGABYTE
    cells: int = 2_500_000
    """Those that hold something, of all sheets together, however far apart they stand."""

    area: int = 2_500_000
    """How many cells are held as they lie; sheets that reach further are moved together first."""

    ratio: int = 300
    """How often larger than its packed size a part may be, once it is over a megabyte."""


OWN = Limits(
    file_bytes=500 * MEGABYTE,
    inflated_bytes=1_000 * MEGABYTE,
    cells=25_000_000,
    area=25_000_000,
    ratio=1_000,
)
"""For the council's own workbooks: a register or log may be as long as a sheet holds rows."""


@dataclass(slots=True)
class Package:
    """The inflated parts of a workbook that hold its cells, by their names in the package."""

    names: frozenset[str]
    parts: dict[str, bytes] = field(default_factory=dict)


ODS_MANIFEST = "META-INF/manifest.xml"

_WANTED = (".xml", ".rels", "mimetype")
_UNREAD = re.compile(
    r"(^|/)(docProps|customXml|charts|drawings|diagrams|theme|media|embeddings|ctrlProps"
    r"|activeX|pivotTables|pivotCache|tables|externalLinks|Configurations2"
    r"|Object [0-9]+)/|^(styles|settings|meta)\.xml$"
)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    LookupError,
)
"""What a package that is no sound one makes its reader raise."""

_ENCRYPTED = 1
_MOST_UNREAD = 1_000 * MEGABYTE
_ENCODINGS = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\x00": "utf-16-le",
    b"\x00<": "utf-16-be",
}
"""By how a part begins that is in none of the encodings that begin as UTF-8 does."""

_DECLARED = re.compile(
    rb"""<\?xml\s[^<>]*?\bencoding\s*=\s*["'](?!utf-?8|utf-16)([\w-]+)""", re.IGNORECASE
)
"""UTF-16, declared in a part that begins as UTF-8 does, is a slip of the program that wrote it."""


def inflated(data: bytes, limits: Limits) -> Package:
    """The parts of a zip package that hold a workbook's cells, inflated within `limits`.

    Raises UnreadableFile: "damaged" for what no spreadsheet program writes (the same part
    twice, false sizes or checksums), "too-large", or "password".
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _inflated(archive, limits)
    except _BROKEN as error:
        raise UnreadableFile("damaged", reason=str(error)) from None


def _inflated(archive: zipfile.ZipFile, limits: Limits) -> Package:
    members = _members(archive, limits)
    package = Package(frozenset(name for name, _ in members))
    room, unread = limits.inflated_bytes, _MOST_UNREAD
    for name, member in members:
        if member.flag_bits & _ENCRYPTED:
            raise UnreadableFile("password")
        if not name.endswith(_WANTED) or _UNREAD.search(name):
            unread -= _compared(archive, member, unread)
            continue
        part = _inflated_part(archive, member, room, limits)
        room -= len(part)
        package.parts[name] = _utf8(part)
        if name == ODS_MANIFEST and b"encryption-data" in package.parts[name]:
            raise UnreadableFile("password")
    return package


def _compared(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> int:
    """The size of a part of which nothing is read; its checksum is compared all the same."""
    if member.file_size > room:
        raise too_large("pictures and the like of more than 1 GB once unpacked", "1 GB")
    with archive.open(member) as stream:
        while stream.read(MEGABYTE):
            pass
    return member.file_size


def _members(archive: zipfile.ZipFile, limits: Limits) -> list[tuple[str, zipfile.ZipInfo]]:
    entries = archive.infolist()
    if len(entries) > limits.members:
        raise too_large(f"{len(entries):,} parts", f"{limits.members:,}")
    # Some programs on Windows write the parts' names with backslashes.
    members = [(member.filename.replace("\\", "/"), member) for member in entries]
    if len({name.casefold() for name, _ in members}) < len(members):
        raise UnreadableFile("damaged", reason="the same part stands twice in the file")
    # An ods' manifest comes first: it says whether all is encrypted.
    return sorted(members, key=lambda named: named[0] != ODS_MANIFEST)


def _inflated_part(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int, limits: Limits
) -> bytes:
    """A part's bytes, of which no more are ever inflated than a little over what is allowed."""
    tightest = max(MEGABYTE, limits.ratio * member.compress_size)
    with archive.open(member) as stream:
        part = stream.read(min(room, tightest) + 1)
    if len(part) > room or member.file_size > room:
        megabytes = f"{limits.inflated_bytes // MEGABYTE} MB"
        raise too_large(f"more than {megabytes} once unpacked", megabytes)
    if len(part) > tightest:
        raise too_large("a part packed tighter than any sheet", f"{limits.ratio} to 1")
    if len(part) != member.file_size:
        raise UnreadableFile("damaged", reason=f"{member.filename} is not of the size it says")
    return part


def _utf8(part: bytes) -> bytes:
    """A part in UTF-8: the reader takes a sheet in UTF-16 for an empty one."""
    declared = _DECLARED.match(part)
    encoding = declared[1].decode() if declared else _ENCODINGS.get(part[:2])
    if not encoding:
        return part
    return re.sub(r"^<\?xml.*?\?>", "", part.decode(encoding)).encode()


def check_cells(cells: int, limits: Limits) -> None:
    """Refuse more cells than `limits` allow."""
    if cells > limits.cells:
        raise too_large(f"{cells:,} cells that hold something", f"{limits.cells:,}")


def too_large(what: str, limit: str) -> UnreadableFile:
    """The verdict on a file that is larger than a return can be."""
    return UnreadableFile("too-large", what=what, limit=limit)
