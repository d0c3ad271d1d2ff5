"""A VBA project as Excel stores it in a workbook (MS-OVBA): xl/vbaProject.bin.

It holds program text only. Excel compiles it when it opens the file, as it does for any project
that another version of it wrote.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from uuid import NAMESPACE_URL, UUID, uuid5

from svtools.errors import InputError
from xl.addin import compound_file
from xl.addin.compound_reader import read_streams
from xl.addin.compression import compress, decompress
from xl.addin.vba_dir import ENCODING, Reference, dir_stream, read_dir
from xl.addin.vba_protection import unprotected

OLE = Reference(
    "stdole",
    r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb"
    "#OLE Automation",
)
OFFICE = Reference(
    "Office",
    r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0"
    r"#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
    "#Microsoft Office 16.0 Object Library",
)
_VERSION_STREAM = bytes.fromhex("CC61FFFF000100")  # of no version: nothing here is compiled
_EDITOR = "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_ATTRIBUTE = re.compile(r"Attribute (VB_\w+) = (.*)")
_LINE_END = re.compile(r"\r\n|\r|\n")
_TAKEN = {"dir"}  # a stream beside the modules'


class Kind(Enum):
    """What a module belongs to; the value is its base class and whether VBA gives it an instance.

    A workbook's and a sheet's module need the same name as `codeName` in workbook.xml or the
    sheet's XML.
    """

    STANDARD = None
    CLASS = ("0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}", False)
    WORKBOOK = ("0{00020819-0000-0000-C000-000000000046}", True)
    SHEET = ("0{00020820-0000-0000-C000-000000000046}", True)


@dataclass(frozen=True)
class Module:
    """A module's name, kind and program text.

    The text may begin with attributes (`Attribute VB_Name = …`) as in an exported file; what is
    missing of them is added.
    """

    name: str
    kind: Kind
    source: str


def vba_project(
    name: str, modules: Sequence[Module], references: Sequence[Reference] = (OLE, OFFICE)
) -> bytes:
    """The VBA project `name` as vbaProject.bin; the same input gives the same bytes.

    An InputError where a name isn't one in VBA, or a text has a character that Windows-1252 has
    not (it names module and line).
    """
    _check_names(name, modules, references)
    identifier = uuid5(NAMESPACE_URL, f"vba:{name}")
    names = [module.name for module in modules]
    kinds = [(module.name, module.kind is Kind.STANDARD) for module in modules]
    streams = {
        "PROJECT": _project_text(name, identifier, modules).encode(ENCODING),
        "PROJECTwm": _name_map(names),
        "VBA/_VBA_PROJECT": _VERSION_STREAM,
        "VBA/dir": compress(dir_stream(name, references, kinds)),
    }
    streams |= {f"VBA/{module.name}": compress(_encoded(module)) for module in modules}
    return compound_file.write(streams)


def read_modules(project: bytes) -> dict[str, str]:
    """The program texts, attributes included, of a vbaProject.bin by the modules' names.

    An InputError where it is not one, or damaged.
    """
    streams = {path.lower(): content for path, content in read_streams(project).items()}
    encoding, listed = read_dir(decompress(_stream(streams, "dir")))
    texts = {}
    for module in listed:
        packed = _stream(streams, module.stream)[module.offset :]
        try:
            texts[module.name] = decompress(packed).decode(encoding)
        except UnicodeDecodeError as error:
            raise InputError(
                f"The module {module.name} is not in {encoding}, as its project says.",
                "Open the file in Excel, save it, and try again.",
            ) from error
    return texts


def full_text(module: Module) -> str:
    """The module's text as it is stored: all attributes, CRLF line ends, and one at the end."""
    lines = _LINE_END.split(module.source)
    if lines[-1] == "":
        lines.pop()
    start = _after_class_head(lines)
    given: list[tuple[str, str]] = []
    while start < len(lines) and (found := _ATTRIBUTE.fullmatch(lines[start])):
        given.append((found[1], found[2]))
        start += 1
    defaults = _attributes(module)
    header = defaults | {key: value for key, value in given if key in defaults}
    if header["VB_Name"] != defaults["VB_Name"]:
        raise InputError(
            f"The text of the module {module.name} calls it {header['VB_Name']}.",
            "Give both the same name.",
        )
    attributes = [*header.items(), *(pair for pair in given if pair[0] not in defaults)]
    lines[:start] = [f"Attribute {key} = {value}" for key, value in attributes]
    return "".join(f"{line}\r\n" for line in lines)


def _after_class_head(lines: list[str]) -> int:
    """Where the text goes on after what only an exported class has (VERSION, BEGIN … END)."""
    if lines and lines[0].startswith("VERSION ") and "END" in lines:
        return lines.index("END") + 1
    return 0


def _attributes(module: Module) -> dict[str, str]:
    """The attributes that a module of its kind has, in their order."""
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
    return attributes


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


def _check_names(project: str, modules: Sequence[Module], references: Sequence[Reference]) -> None:
    taken = set(_TAKEN)
    names = [module.name for module in modules] + [reference.name for reference in references]
    for name in (project, *names):
        if not _NAME.fullmatch(name):
            raise InputError(
                f"'{name}' isn't a name in VBA.",
                "Use up to 31 letters, digits and underscores, beginning with a letter.",
            )
    for module in modules:
        if module.name.lower() in taken:
            raise InputError(f"The module's name '{module.name}' is taken.", "Choose another.")
        taken.add(module.name.lower())
    for reference in references:
        if not reference.library.isascii():
            raise InputError(
                f"The library of the reference {reference.name} isn't plain ASCII.",
                "Copy its identifier from a project that Excel made.",
            )


def _project_text(name: str, identifier: UUID, modules: Sequence[Module]) -> str:
    """The PROJECT stream (2.3.1)."""
    protection = unprotected(identifier)
    lines = [
        f'ID="{{{str(identifier).upper()}}}"',
        *map(_declaration, modules),
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        *(f'{key}="{value}"' for key, value in protection.items()),
        "",
        "[Host Extender Info]",
        _EDITOR,
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return "".join(f"{line}\r\n" for line in lines)


def _declaration(module: Module) -> str:
    match module.kind:
        case Kind.STANDARD:
            return f"Module={module.name}"
        case Kind.CLASS:
            return f"Class={module.name}"
        case _:
            return f"Document={module.name}/&H00000000"


def _name_map(names: Iterable[str]) -> bytes:
    """The PROJECTwm stream (2.3.3): each name in the code page and in UTF-16."""
    pairs = (name.encode(ENCODING) + b"\0" + f"{name}\0".encode("utf-16-le") for name in names)
    return b"".join(pairs) + b"\0\0"


def _stream(streams: dict[str, bytes], name: str) -> bytes:
    found = streams.get(f"vba/{name}".lower())
    if found is None:
        raise InputError(
            f"There is no stream VBA/{name}: this isn't a VBA project, or part of it is missing.",
            "A VBA project is xl/vbaProject.bin in a workbook.",
        )
    return found
