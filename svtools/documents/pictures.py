"""A picture without what it tells beside itself: where it was taken, when, by whom.

The dots stay as they are. A JPEG keeps its colours and which way up it is, both of which its tags
hold.
"""

import re
import struct
from collections.abc import Iterator

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_OF_PNG = {b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD", b"pHYs"}
_OF_PNG |= {b"IHDR", b"IDAT", b"IEND"}

_SCAN, _END = 0xDA, 0xD9
_TAGS, _COMMENT = range(0xE0, 0xF0), 0xFE
_OF_JPEG = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
"""The tags that dots are read by, with what they begin with."""

_EXIF_TAG, _EXIF = 0xE1, b"Exif\0\0"
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_UPRIGHT, _WAY_UP = 1, 0x0112
"""Exif's words for a picture that isn't turned, and for the tag that says so."""


def without_tags(content: bytes) -> tuple[str, bytes]:
    """A picture's kind, png or jpg, and its content without tags.

    Raises ValueError where it is neither or breaks off.
    """
    try:
        if content.startswith(PNG):
            return "png", PNG + b"".join(_chunks(content))
        if content.startswith(JPEG):
            return "jpg", _jpeg(content)
    except (struct.error, IndexError):
        raise ValueError("it breaks off") from None
    raise ValueError("neither PNG nor JPEG")


def _chunks(content: bytes) -> Iterator[bytes]:
    at, kind = len(PNG), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, at)
        if kind in _OF_PNG:
            yield content[at : at + length + 12]
        at += length + 12


def _jpeg(content: bytes) -> bytes:
    kept, way_up = [], _UPRIGHT
    for kind, segment in _segments(content):
        said = segment[4:]
        if kind == _EXIF_TAG and said.startswith(_EXIF):
            way_up = _way_up(said[len(_EXIF) :])
        of_dots = kind not in _TAGS and kind != _COMMENT
        if of_dots or (kind in _OF_JPEG and said.startswith(_OF_JPEG[kind])):
            kept.append(segment)
    after = 1 if kept and kept[0].startswith(b"\xff\xe0") else 0  # JFIF stands before Exif
    return b"".join([JPEG, *kept[:after], _exif(way_up), *kept[after:], b"\xff\xd9"])


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """A JPEG's segments, a scan with its dots; what stands behind its end is no part of it."""
    at = len(JPEG)
    while at < len(content):
        while content[at] == content[at + 1] == 0xFF:  # noqa: PLR2004 - fills a gap
            at += 1
        mark, kind = struct.unpack_from("BB", content, at)
        if mark != 0xFF:  # noqa: PLR2004 - what every segment begins with
            raise ValueError("no segment of a JPEG")
        if kind == _END:
            return
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if end > len(content):
            raise IndexError
        if kind == _SCAN:
            following = _AFTER_SCAN.search(content, end)
            end = following.start() if following else len(content)
        yield kind, content[at:end]
        at = end


def _way_up(tiff: bytes) -> int:
    """What Exif says of which way up a picture is."""
    order = "<" if tiff.startswith(b"II") else ">"
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, *_, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
            if tag == _WAY_UP:
                return int(value)
    except struct.error:
        pass
    return _UPRIGHT


def _exif(way_up: int) -> bytes:
    """The one tag that is kept; it also marks as a JPEG one that isn't marked otherwise."""
    one = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _WAY_UP, 3, 1, way_up, 0, 0)
    return struct.pack(">BBH", 0xFF, _EXIF_TAG, 2 + len(_EXIF) + len(one)) + _EXIF + one
