"""A VBA project as Excel stores it in a workbook (MS-OVBA): xl/vbaProject.bin.

It holds program text only. Excel compiles it when it opens the file, as it does for any project
that another version of it wrote.
"""

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from uuid import NAMESPACE_URL, UUID, uuid5

from svtools.errors import InputError
from xl.addin import compound_file
from xl.addin.compression import compress

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

_VERSION_STREAM = bytes.fromhex("CC61FFFF000100")  # of no version: nothing here is compiled
_EDITOR = "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_LINE_END = re.compile(r"\r\n|\r|\n")


class ModuleKind(Enum):
    """What a module belongs to; the value is its base class and whether VBA gives it an instance.

    A workbook's and a sheet's module need the same name as `codeName` in workbook.xml or the
    sheet's XML.
    """

    STANDARD = None
    CLASS = ("0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}", False)
    WORKBOOK = ("0{00020819-0000-0000-C000-000000000046}", True)
    SHEET = ("0{00020820-0000-0000-C000-000000000046}", True)


_DECLARATIONS = {ModuleKind.STANDARD: "Module={}", ModuleKind.CLASS: "Class={}"}


@dataclass(frozen=True)
class Module:
    """A module's name, kind and program text; its attributes are added where it is stored."""

    name: str
    kind: ModuleKind
    source: str


def vba_project(name: str, modules: Sequence[Module]) -> bytes:
    """The VBA project `name` as vbaProject.bin; the same input gives the same bytes.

    An InputError where a name isn't one in VBA, or a text has a character that Windows-1252 has
    not (it names module and line).
    """
    _check_names(name, modules)
    identifier = uuid5(NAMESPACE_URL, f"vba:{name}")
    names = (
        module.name.encode(ENCODING) + b"\0" + f"{module.name}\0".encode("utf-16-le")
        for module in modules
    )
    streams = {
        "PROJECT": _project_text(name, identifier, modules).encode(ENCODING),
        "PROJECTwm": b"".join(names) + b"\0\0",  # 2.3.3
        "VBA/_VBA_PROJECT": _VERSION_STREAM,
        "VBA/dir": compress(_dir_stream(name, modules)),
    }
    streams |= {f"VBA/{module.name}": compress(_encoded(module)) for module in modules}
    return compound_file.write(streams)


def full_text(module: Module) -> str:
    """The module's text as it is stored: its attributes, CRLF line ends, and one at the end."""
    attributes = {"VB_Name": f'"{module.name}"'}
    if module.kind.value is not None:
        base, document = module.kind.value
        attributes |= {
            "VB_Base": f'"{base}"',
            "VB_GlobalNameSpace": "False",
            "VB_Creatable": "False",
            "VB_PredeclaredId": str(document),
            "VB_Exposed": str(document),
            "VB_TemplateDerived": "False",
            "VB_Customizable": str(document),
        }
    lines = [f"Attribute {key} = {value}" for key, value in attributes.items()]
    lines += _LINE_END.split(module.source)
    if lines[-1] == "":
        lines.pop()
    return "".join(f"{line}\r\n" for line in lines)


def _encoded(module: Module) -> bytes:
    for number, line in enumerate(_LINE_END.split(module.source), 1):
        try:
            line.encode(ENCODING)
        except UnicodeEncodeError as error:
            raise InputError(
                f"Line {number} of the module {module.name} has the character "
                f"'{line[error.start]}' (U+{ord(line[error.start]):04X}), which VBA can't hold.",
                "Write it as ChrW(…), or use one that Windows-1252 has.",
            ) from error
    return full_text(module).encode(ENCODING)


def _check_names(project: str, modules: Sequence[Module]) -> None:
    taken = {"dir"}  # a stream beside the modules'
    for name in (project, *(module.name for module in modules)):
        if not _NAME.fullmatch(name):
            raise InputError(
                f"'{name}' isn't a name in VBA.",
                "Use up to 31 letters, digits and underscores, beginning with a letter.",
            )
    for module in modules:
        if module.name.lower() in taken:
            raise InputError(f"The module's name '{module.name}' is taken.", "Choose another.")
        taken.add(module.name.lower())


def _project_text(name: str, identifier: UUID, modules: Sequence[Module]) -> str:
    """The PROJECT stream (2.3.1)."""
    lines = [
        f'ID="{{{str(identifier).upper()}}}"',
        *(_DECLARATIONS.get(m.kind, "Document={}/&H00000000").format(m.name) for m in modules),
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        *(f'{key}="{value}"' for key, value in unprotected(identifier).items()),
        "",
        "[Host Extender Info]",
        _EDITOR,
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return "".join(f"{line}\r\n" for line in lines)


def unprotected(project: UUID) -> dict[str, str]:
    """The values of CMG, DPB and GC for a project that anybody may look into and change (2.4.3).

    They are scrambled with the project's identifier; the numbers that could be random come from
    it too, so that the same project gives the same lines.
    """
    facts = {"CMG": bytes(4), "DPB": b"\0", "GC": b"\xff"}  # no protection, no password, visible
    return {
        key: _scrambled(data, f"{{{project}}}".upper(), seed)
        for (key, data), seed in zip(facts.items(), project.bytes, strict=False)
    }


def _scrambled(data: bytes, project: str, seed: int) -> str:
    """`data` in hexadecimal, each byte mixed with those before it."""
    key = sum(project.encode("ascii")) & 0xFF
    mixed = [seed, seed ^ 2, seed ^ key]  # 2 is the version of this mixing
    before = key
    for byte in bytes((seed & 6) // 2) + len(data).to_bytes(4, "little") + data:
        mixed.append(byte ^ (mixed[-2] + before & 0xFF))
        before = byte
    return bytes(mixed).hex().upper()


def _dir_stream(project: str, modules: Sequence[Module]) -> bytes:
    """The `dir` stream (2.3.4.2): what the project consists of, in records of identifier and data.

    Texts stand in it twice, in the project's code page and in UTF-16; names are plain ASCII.
    """
    parts = [
        _information(project),
        *(_reference(*reference) for reference in _REFERENCES.items()),
        _record(0x0F, struct.pack("<H", len(modules))),
        _record(0x13, struct.pack("<H", _NOT_KEPT)),
        *map(_module, modules),
        _record(0x10),
    ]
    return b"".join(parts)


def _information(project: str) -> bytes:
    """The records on the project as a whole (2.3.4.2.1)."""
    records = (
        _record(0x01, _long(_WINDOWS_64)),
        _record(0x02, _long(_ENGLISH)),
        _record(0x14, _long(_ENGLISH)),
        _record(0x03, struct.pack("<H", int(ENCODING[2:]))),
        _record(0x04, project.encode(ENCODING)),
        _twice(0x05, 0x40, ""),  # description
        _record(0x06) + _record(0x3D),  # help file
        _record(0x07, _long(0)),  # help context
        _record(0x08, _long(0)),  # flags
        struct.pack("<HIIH", 9, 4, 1, 0),  # its size says 4 and leaves out the last number
        _twice(0x0C, 0x3C, ""),  # constants
    )
    return b"".join(records)


def _reference(name: str, library: str) -> bytes:
    """A registered type library (2.3.4.2.2.5)."""
    identifier = _long(len(library)) + library.encode(ENCODING) + bytes(6)
    return _twice(0x16, 0x3E, name) + _record(0x0D, identifier)


def _module(module: Module) -> bytes:
    """The records on a module whose stream holds nothing but its text (2.3.4.2.3.2)."""
    records = (
        _twice(0x19, 0x47, module.name),
        _twice(0x1A, 0x32, module.name),
        _twice(0x1C, 0x48, ""),  # description
        _record(0x31, _long(0)),
        _record(0x1E, _long(0)),  # help context
        _record(0x2C, struct.pack("<H", _NOT_KEPT)),
        _record(_STANDARD if module.kind is ModuleKind.STANDARD else _DOCUMENT_OR_CLASS),
        _record(0x2B),
    )
    return b"".join(records)


def _twice(identifier: int, again: int, text: str) -> bytes:
    return _record(identifier, text.encode(ENCODING)) + _record(again, text.encode("utf-16-le"))


def _record(identifier: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", identifier, len(data)) + data


def _long(number: int) -> bytes:
    return struct.pack("<I", number)
