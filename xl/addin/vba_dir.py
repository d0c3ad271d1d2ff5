"""The `dir` stream of a VBA project (MS-OVBA 2.3.4.2): what the project consists of.

A sequence of records, each with its identifier, its size and its data. Texts stand in it twice, in
the project's code page and in UTF-16.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from svtools.errors import InputError

CODE_PAGE = 1252
ENCODING = "cp1252"
_HEAD = struct.Struct("<HI")
_ENGLISH = 0x409  # the only language that the specification allows here
_WINDOWS_64 = 3
_VERSION_ID = 9
_VERSION = struct.Struct("<HIIH")  # its size says 4 and leaves out the last number
_NOT_KEPT = 0xFFFF  # for the cookies
_STANDARD, _DOCUMENT_OR_CLASS = 0x21, 0x22


class Reference(NamedTuple):
    """A type library that the project uses: its name in VBA and its identifier (2.1.1.8)."""

    name: str
    library: str


class Listed(NamedTuple):
    """A module as the stream lists it: its program text begins at `offset` of its own stream."""

    name: str
    stream: str
    offset: int = 0


def dir_stream(
    project: str, references: Iterable[Reference], modules: Iterable[tuple[str, bool]]
) -> bytes:
    """The stream, not compressed yet; `modules` are names, and whether it is a standard module.

    The names must be plain ASCII: they stand in the code page and in UTF-16 alike.
    """
    listed = [b"".join(_module(name, standard)) for name, standard in modules]
    parts = [
        *_information(project),
        *(part for reference in references for part in _reference(reference)),
        _record(0x0F, struct.pack("<H", len(listed))),
        _record(0x13, struct.pack("<H", _NOT_KEPT)),
        *listed,
        _record(0x10),
    ]
    return b"".join(parts)


def read_dir(stream: bytes) -> tuple[str, list[Listed]]:
    """The encoding of the project's texts and its modules; an InputError where it is damaged."""
    encoding, modules = ENCODING, []
    name = place = b""
    for identifier, data in _records(stream):
        match identifier:
            case 0x03:
                encoding = f"cp{int.from_bytes(data, 'little')}"
            case 0x19:
                name = place = data
            case 0x1A:
                place = data
            case 0x31:
                offset = int.from_bytes(data, "little")
                modules.append((name, place, offset))
    try:
        return encoding, [
            Listed(name.decode(encoding), place.decode(encoding), offset)
            for name, place, offset in modules
        ]
    except (LookupError, UnicodeDecodeError) as error:
        raise InputError(
            f"The VBA project's texts are not in {encoding}, as it says.",
            "Open the file in Excel, save it, and try again.",
        ) from error


def _information(project: str) -> Iterator[bytes]:
    """The records on the project as a whole (2.3.4.2.1)."""
    yield _record(0x01, _long(_WINDOWS_64))
    yield _record(0x02, _long(_ENGLISH))
    yield _record(0x14, _long(_ENGLISH))
    yield _record(0x03, struct.pack("<H", CODE_PAGE))
    yield _record(0x04, project.encode(ENCODING))
    yield from _twice(0x05, 0x40, "")  # description
    yield from (_record(0x06), _record(0x3D))  # help file
    yield _record(0x07, _long(0))  # help context
    yield _record(0x08, _long(0))  # flags
    yield _VERSION.pack(_VERSION_ID, 4, 1, 0)
    yield from _twice(0x0C, 0x3C, "")  # constants


def _reference(reference: Reference) -> Iterator[bytes]:
    """A registered type library (2.3.4.2.2.5)."""
    library = reference.library.encode(ENCODING)
    yield from _twice(0x16, 0x3E, reference.name)
    yield _record(0x0D, _long(len(library)) + library + bytes(6))


def _module(name: str, standard: bool) -> Iterator[bytes]:
    """The records on a module whose stream holds nothing but its text (2.3.4.2.3.2)."""
    yield from _twice(0x19, 0x47, name)
    yield from _twice(0x1A, 0x32, name)
    yield from _twice(0x1C, 0x48, "")  # description
    yield _record(0x31, _long(0))
    yield _record(0x1E, _long(0))  # help context
    yield _record(0x2C, struct.pack("<H", _NOT_KEPT))
    yield _record(_STANDARD if standard else _DOCUMENT_OR_CLASS)
    yield _record(0x2B)


def _twice(identifier: int, again: int, text: str) -> Iterator[bytes]:
    yield _record(identifier, text.encode(ENCODING))
    yield _record(again, text.encode("utf-16-le"))


def _record(identifier: int, data: bytes = b"") -> bytes:
    return _HEAD.pack(identifier, len(data)) + data


def _long(number: int) -> bytes:
    return struct.pack("<I", number)


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(stream):
        end = at + _HEAD.size
        if end <= len(stream):
            identifier, size = _HEAD.unpack_from(stream, at)
            at, end = end, end + (6 if identifier == _VERSION_ID else size)
        if end > len(stream):
            raise InputError(
                f"The VBA project's list of modules breaks off at byte {at}.",
                "Get the file again from its source.",
            )
        yield identifier, stream[at:end]
        at = end
