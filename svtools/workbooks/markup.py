"""The XML of a package's parts, as plainly as its readers need it.

XML may write the same text in several ways: a character by its number, in a CDATA section, with
a comment in its midst, with blanks around it. The reader takes some of these for a blank or for a
part of the value, which would be a wrong figure. Here each part is put in the one way that every
reader takes, or refused. By patterns: a part without any of them costs a few searches, each of
which begins with a character as rare as can be, since that is what is found fastest.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from xml.parsers.expat import ExpatError, ParserCreate

from svtools.errors import UnreadableFile
from svtools.workbooks.cells import a1, position

_ODD = re.compile(
    rb"<!--.*?(-->|\Z)|<!\[CDATA\[(.*?)(\]\]>|\Z)|<\?.*?(\?>|\Z)|&#(?:([0-9]+)|x([0-9a-fA-F]+));",
    re.DOTALL,
)
_SIGNS = {
    b"#": re.compile(rb"#(?<=&#)"),
    b"!": re.compile(rb"!(?<=<!)"),
    b"?": re.compile(rb"\?(?<=<\?)"),
}
"""What begins anything odd, by the character that is looked for first, as it is found fastest."""

_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^<>]*\?>")
_NAMED = {b"&": b"&amp;", b"<": b"&lt;", b">": b"&gt;", b'"': b"&quot;", b"'": b"&apos;"}
_SPECIAL = re.compile(rb"[&<>\"']")
_IN_XML = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_PREFIX = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^<>]*>)?\s*<(\w+:)worksheet\b")
_FORMULA = re.compile(rb"(<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>))")
_USUAL_ROWS = re.compile(
    rb"""<row\ r="[0-9]++"[^<>]*+>(?:<c\ r="[A-Z]++[0-9]++"(?:\ s="[0-9]++")?+(?:/>|
        \ t="inlineStr"><is><t(?:\ xml:space="preserve")?+>[^<]*+</t></is></c>|(?:
        (?:\ t="n")?+>(?:<f/>)?+<v>[^\s<&]++|\ t="b">(?:<f/>)?+<v>[01]|
        \ t="s"><v>[0-9]++|\ t="str"><f/><v>(?:[^\s<][^<]*+)?+)</v></c>))*+</row>""",
    re.VERBOSE,
)
"""Rows as nearly every program writes them, in which nothing is odd or missing."""

_END_AFTER_BLANK = re.compile(rb"</v>(?<=\s</v>)")
_BLANKS_BEFORE = re.compile(rb"(<v(?:\s[^<>]*)?>)\s+")
_VALUE = rb"(?:<f/>\s*+)?+(?:<v/?+(?:\s[^<>]*+)?+>(?:(?<=/>)|%b</v>)\s*+)?+"
_TEXT = rb"<t/?+(?:\s[^<>]*+)?+>(?:(?<=/>)|[^<]*+</t>)"
_OTHER_TAG = rb"<(?!/?(?:is|t|v|c)[\s/>])[^<>]*+>"
_KNOWN_CELLS = re.compile(
    rb'<c r="[A-Za-z]++[0-9]++"(?: s="[0-9]*+")?+(?:'
    rb'(?: t="[A-Za-z]++")?+/>'
    rb'|(?:(?: t="(?:n|b|d|e)")?+>\s*+%b| t="str">\s*+%b| t="s">\s*+%b'
    rb'| t="inlineStr">\s*+(?:<f/>\s*+)?+(?:<is>\s*+(?:(?:%b|%b)\s*+)*+</is>\s*+)?+)'
    rb"</c>)\s*+"
    % (*(_VALUE % text for text in (rb"[^<&]*+", rb"[^<]*+", rb"[0-9]*+")), _TEXT, _OTHER_TAG)
)
"""Cells as they are read, with what may stand in each kind; whatever else might be is refused."""

_ROWS = re.compile(
    rb"<sheetData/?+(?:\s[^<>]*+)?+>(?:(?<=/>)|\s*+"
    rb'(?:<row r="[0-9]++"[^<>]*+>(?:(?<=/>)|\s*+</row>)\s*+)*+</sheetData>)'
)
"""The rows of a sheet without their cells."""

_NO_CELLS = re.compile(rb"<(?:chart|dialog)sheet\b")
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)")

_UNUSUAL_ROW = re.compile(rb'<row(?=[\s/>])(?! r="[0-9]+")')
_UNUSUAL_CELL = re.compile(
    rb'<c(?=[\s/>])(?! r="[A-Za-z]+[0-9]+"(?: s="[0-9]+")?(?: t="[A-Za-z]+")?/?>)'
)
_ROW_OR_CELL = re.compile(rb"<(row|c)((?:\s[^<>]*?)?)(/?>)")
_ATTRIBUTE = {
    name: re.compile(rb"""\s%b\s*=\s*["']([^"']*)["']""" % name) for name in (b"r", b"s", b"t")
}


def plain(part: bytes, name: str, *, with_type: bool = False) -> bytes:
    """A part without comments and instructions, its characters written as themselves.

    It may be of a document type `with_type` alone: OpenOffice gave an .ods' manifest one, of which
    nothing is read. Raises UnreadableFile("damaged") for another, which could bring entities, and
    for what is no XML.
    """
    if not _is_odd(part):
        return part
    if b"<!DOCTYPE" in part and not with_type:
        raise _damaged(f"{name} has a document type, as no spreadsheet has")
    return _rewritten(part, _ODD.finditer(part, _start(part)), lambda odd: _plainly(odd, name))


def _rewritten(
    xml: bytes, changes: Iterable[re.Match[bytes]], new: Callable[[re.Match[bytes]], bytes]
) -> bytes:
    """`xml` with each match as `new` has it; what sub makes of millions takes a gigabyte."""
    made, whole, at = bytearray(), memoryview(xml), 0
    for found in changes:
        made += whole[at : found.start()]
        made += new(found)
        at = found.end()
    made += whole[at:]
    return bytes(made)


def _is_odd(part: bytes) -> bool:
    start = _start(part)
    return any(
        part.find(character, start) >= 0 and sign.search(part, start)
        for character, sign in _SIGNS.items()
    )


def _start(part: bytes) -> int:
    """Where a part begins behind its XML declaration."""
    begin = _DECLARATION.match(part)
    return begin.end() if begin else 0


def emptied(part: bytes, name: str) -> tuple[bytes, set[bytes]]:
    """A part as it is plain, the texts of its formulas taken out; and each of those elements once.

    Formulas are most of a sheet, and nobody who reads its values needs their texts.
    Raises as `plain`.
    """
    rest, formulas = _taken_apart(part)
    if _is_odd(rest) or _is_odd(b"".join(formulas)):
        rest, formulas = _taken_apart(plain(part, name))
    return rest, formulas


def _taken_apart(part: bytes) -> tuple[bytes, set[bytes]]:
    prefix = _PREFIX.match(part)
    if prefix:
        part = part.replace(b"<" + prefix[1], b"<").replace(b"</" + prefix[1], b"</")
    pieces = _FORMULA.split(part)
    return b"<f/>".join(pieces[::2]), set(pieces[1::2])


def plain_sheet(sheet: bytes) -> tuple[bytes, bytes]:
    """The XML of an .xlsx sheet, `emptied`, in the form in which most programs write it.

    Every row begins <row r="7" and every cell <c r="B7" s="3" t="s", of which all but r may be
    missing; no blanks stand around values. Also what is left of it without the rows in which
    there is nothing to look for.
    Raises UnreadableFile("damaged") where a value could only be guessed at.
    """
    rest = _USUAL_ROWS.sub(b"", sheet)
    if _UNUSUAL_ROW.search(rest) or _UNUSUAL_CELL.search(rest):
        sheet = rest = _named(sheet)
    if _BLANKS_BEFORE.search(rest):
        sheet = rest = _BLANKS_BEFORE.sub(rb"\1", sheet)
    sheet, rest = (b"".join(_without_blanks_after(each)) for each in (sheet, rest))
    around = _ROWS.split(_KNOWN_CELLS.sub(b"", rest))
    has_cells = not _NO_CELLS.search(rest)
    if len(around) != 1 + has_cells or b"<sheetData" in around[-1]:
        raise _damaged("something stands among its cells that is none")
    refuse_ill_formed(b"<sheetData/>".join(around), "a sheet")
    if _ENTITY.search(sheet):
        raise _damaged("it names a character that there is not")
    return sheet, rest


def refuse_ill_formed(part: bytes, name: str) -> None:
    """Raise UnreadableFile("damaged") for what is no XML; the reader takes what it can of it."""
    try:
        ParserCreate("utf-8", " ").Parse(part, True)
    except ExpatError as error:
        raise _damaged(f"{name} is no XML: {error}") from None


def without_formulas(sheet: bytes) -> bytes:
    """The XML of a sheet in which each formula's cell says only that it has one."""
    return _FORMULA.sub(b"<f/>", sheet)


def _without_blanks_after(sheet: bytes) -> Iterator[bytes]:
    """The sheet in pieces, no blank before the end of a value."""
    at = 0
    for end in _END_AFTER_BLANK.finditer(sheet):
        yield sheet[at : end.start()].rstrip()
        at = end.start()
    yield sheet[at:]


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
    """The sheet with its rows' and cells' tags in their usual form.

    One without a name follows the one before it.
    """
    row = column = -1

    def usual(tag: re.Match[bytes]) -> bytes:
        nonlocal row, column
        given = {
            name: found[1] for name in _ATTRIBUTE if (found := _ATTRIBUTE[name].search(tag[2]))
        }
        if tag[1] == b"row":
            row, column = int(given[b"r"]) - 1 if b"r" in given else row + 1, -1
            own = str(row + 1)
        else:
            column = position(given[b"r"].decode())[1] if b"r" in given else column + 1
            own = a1(row, column)
        about = {b"r": own.encode()} | given
        shown = b"".join(b' %b="%b"' % (name, about[name]) for name in _ATTRIBUTE if name in about)
        return b"<%b%b%b" % (tag[1], shown, tag[3])

    return _rewritten(sheet, _ROW_OR_CELL.finditer(sheet), usual)


def _damaged(reason: str) -> UnreadableFile:
    return UnreadableFile("damaged", reason=reason)
