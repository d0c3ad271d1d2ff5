"""The XML of a package's parts, as plainly as its readers need it.

XML may write the same text in several ways: a character by its number, in a CDATA section, with
a comment in its midst, with blanks around it. The reader takes some of these for a blank or for a
part of the value, which would be a wrong figure. Here each part is put in the one way that every
reader takes, or refused. By patterns: a part without any of them costs a few searches.
"""

import re
import sys

from svtools.errors import UnreadableFile
from svtools.workbooks.cells import a1, position

_ODD = re.compile(
    rb"<!--.*?(-->|\Z)|<!\[CDATA\[(.*?)(\]\]>|\Z)|<\?.*?(\?>|\Z)|&#(?:([0-9]+)|x([0-9a-fA-F]+));",
    re.DOTALL,
)
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^<>]*\?>")
_NAMED = {b"&": b"&amp;", b"<": b"&lt;", b">": b"&gt;", b'"': b"&quot;", b"'": b"&apos;"}
_SPECIAL = re.compile(rb"[&<>\"']")
_IN_XML = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_PREFIX = re.compile(rb"<(\w+:)worksheet\b")
_BLANKS_BEFORE = re.compile(rb"(<v(?:\s[^<>]*)?>)\s+")
_BLANKS_AFTER = re.compile(rb"(?<!\s)\s+(?=</v>)")
_NO_INDEX = re.compile(
    rb"""<c\s[^<>]*?\bt\s*=\s*["']s["'][^<>]*>(?:\s*<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>))?"""
    rb"\s*<v(?:\s[^<>]*)?>(?![0-9]+</v>|</v>)"
)
_VALUE_OF_INLINE = re.compile(
    rb"""<c\s[^<>]*?\bt\s*=\s*["']inlineStr["'][^<>]*>\s*<v(?:\s[^<>]*)?>[^<]"""
)
_TWO_VALUES = re.compile(rb"(?:</v>|<v\s*/>)\s*<v\b")
_NO_VALUES = ((b"<v", _NO_INDEX), (b"inlineStr", _VALUE_OF_INLINE), (b"<v", _TWO_VALUES))
"""What can't be a value, each with a sign without which it need not be looked for."""

_UNNAMED = re.compile(rb"""<(?:row|c)(?=[\s/>])(?![^<>]*?\sr\s*=)""")
_ROW_OR_CELL = re.compile(rb"<(row|c)((?:\s[^<>]*?)?)(/?>)")
_NAME = re.compile(rb"""\sr\s*=\s*["']([^"']*)["']""")


def plain(part: bytes, name: str) -> bytes:
    """A part without comments and instructions, its characters written as themselves.

    Raises UnreadableFile("damaged") for what is no XML.
    """
    begin = _DECLARATION.match(part)
    start = begin.end() if begin else 0
    if not (b"&#" in part or b"<!" in part or part.find(b"<?", start) >= 0):
        return part
    return part[:start] + _ODD.sub(lambda odd: _plainly(odd, name), part[start:])


def plain_sheet(sheet: bytes) -> bytes:
    """The XML of an .xlsx sheet, every row and cell named, its values without blanks around them.

    Raises UnreadableFile("damaged") where a value could only be guessed at.
    """
    prefix = _PREFIX.search(sheet) if b":worksheet" in sheet else None
    if prefix:
        sheet = sheet.replace(b"<" + prefix[1], b"<").replace(b"</" + prefix[1], b"</")
    sheet = _BLANKS_BEFORE.sub(rb"\1", sheet)
    if any(blank + b"</v>" in sheet for blank in (b" ", b"\n", b"\r", b"\t")):
        sheet = _BLANKS_AFTER.sub(b"", sheet)
    for sign, pattern in _NO_VALUES:
        wrong = pattern.search(sheet) if sign in sheet else None
        if wrong:
            raise _damaged(f"a cell has a value that is none: {wrong[0].decode(errors='replace')}")
    return _named(sheet) if _UNNAMED.search(sheet) else sheet


def _plainly(odd: re.Match[bytes], name: str) -> bytes:
    comment, text, section, instruction, decimal, hexadecimal = odd.groups()
    if b"" in (comment, section, instruction):
        raise _damaged(f"something in {name} begins and doesn't end")
    if text is not None:
        return _SPECIAL.sub(lambda special: _NAMED[special[0]], text)
    if decimal or hexadecimal:
        return _character(int(decimal or hexadecimal, 10 if decimal else 16), name)
    return b""


def _character(number: int, name: str) -> bytes:
    character = chr(number) if number <= sys.maxunicode else ""
    if not _IN_XML.fullmatch(character):
        raise _damaged(f"{name} names a character that there is not")
    return _NAMED.get(character.encode(), character.encode())


def _named(sheet: bytes) -> bytes:
    """The sheet with a name for every row and cell: one without follows the one before it."""
    row = column = -1

    def name(tag: re.Match[bytes]) -> bytes:
        nonlocal row, column
        given = _NAME.search(tag[2])
        if tag[1] == b"row":
            row, column = int(given[1]) - 1 if given else row + 1, -1
            own = str(row + 1)
        else:
            column = position(given[1].decode())[1] if given else column + 1
            own = a1(row, column)
        return tag[0] if given else b'<%b r="%b"%b%b' % (tag[1], own.encode(), tag[2], tag[3])

    return _ROW_OR_CELL.sub(name, sheet)


def _damaged(reason: str) -> UnreadableFile:
    return UnreadableFile("damaged", reason=reason)
