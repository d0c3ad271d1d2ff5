"""The `dir` stream of a VBA project (MS-OVBA 2.3.4.2): what the project consists of.

A sequence of records, each with its identifier, its size and its data. Texts stand in it twice, in
the project's code page and in UTF-16.
"""

import struct
from collections.abc import Iterable, Iterator

ENCODING = "cp1252"
_ENGLISH = 0x409  # the only language that the specification allows here
_WINDOWS_64 = 3
_NOT_KEPT = 0xFFFF  # for the cookies
_STANDARD, _DOCUMENT_OR_CLASS = 0x21, 0x22
_REFERENCES = {
    "stdole": r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb"
    "#OLE Automation",
    "Office": r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0"
    r"#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
    "#Microsoft Office 16.0 Object Library",
}
"""The type libraries that a project uses: names in VBA and identifiers (2.1.1.8)."""


def dir_stream(project: str, modules: Iterable[tuple[str, bool]]) -> bytes:
    """The stream, not compressed yet; `modules` are names, and whether it is a standard module.

    The names must be plain ASCII: they stand in the code page and in UTF-16 alike.
    """
    listed = [b"".join(_module(name, standard)) for name, standard in modules]
    parts = [
        *_information(project),
        *(part for reference in _REFERENCES.items() for part in _reference(*reference)),
        _record(0x0F, struct.pack("<H", len(listed))),
        _record(0x13, struct.pack("<H", _NOT_KEPT)),
        *listed,
        _record(0x10),
    ]
    return b"".join(parts)


def _information(project: str) -> Iterator[bytes]:
    """The records on the project as a whole (2.3.4.2.1)."""
    yield _record(0x01, _long(_WINDOWS_64))
    yield _record(0x02, _long(_ENGLISH))
    yield _record(0x14, _long(_ENGLISH))
    yield _record(0x03, struct.pack("<H", int(ENCODING[2:])))
    yield _record(0x04, project.encode(ENCODING))
    yield from _twice(0x05, 0x40, "")  # description
    yield from (_record(0x06), _record(0x3D))  # help file
    yield _record(0x07, _long(0))  # help context
    yield _record(0x08, _long(0))  # flags
    yield struct.pack("<HIIH", 9, 4, 1, 0)  # its size says 4 and leaves out the last number
    yield from _twice(0x0C, 0x3C, "")  # constants


def _reference(name: str, library: str) -> Iterator[bytes]:
    """A registered type library (2.3.4.2.2.5)."""
    yield from _twice(0x16, 0x3E, name)
    yield _record(0x0D, _long(len(library)) + library.encode(ENCODING) + bytes(6))


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
    return struct.pack("<HI", identifier, len(data)) + data


def _long(number: int) -> bytes:
    return struct.pack("<I", number)
