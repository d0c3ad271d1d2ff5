"""What VBA's compiler would refuse in the add-in's modules, as far as a reader of text can tell.

The limits and the reserved words are those of the language's specification (MS-VBAL 3.2.1 lines,
3.3.5 names) and of Excel's editor.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from xl.addin.vba_project import Module, ModuleKind

LONGEST_LINE, MOST_CONTINUATIONS, LONGEST_NAME, LARGEST_PROCEDURE = 1023, 24, 255, 64 * 1024

RESERVED = {
    word.lower()
    for word in re.findall(r"\w+", """
    Call Case Close Const Declare DefBool DefByte DefCur DefDate DefDbl DefInt DefLng DefLngLng
    DefLngPtr DefObj DefSng DefStr DefVar Dim Do Else ElseIf End EndIf Enum Erase Event Exit For
    Friend Function Get Global GoSub GoTo If Implements Input Let Lock Loop LSet Next On Open Option
    Print Private Public Put RaiseEvent ReDim Resume Return RSet Seek Select Set Static Stop Sub
    Type Unlock Wend While With Write Rem Any As ByRef ByVal Each In New Shared Until WithEvents
    Optional ParamArray Preserve Spc Tab Then To AddressOf And Eqv Imp Is Like Mod Not Or TypeOf Xor
    Abs CBool CByte CCur CDate CDbl CDec CInt CLng CLngLng CLngPtr CSng CStr CVar CVErr Date Debug
    DoEvents Fix Int Len LenB Me PSet Scale Sgn String Array Circle InputB LBound UBound True False
    Nothing Empty Null Boolean Byte Currency Double Integer Long LongLong LongPtr Single Variant
    Attribute LINEINPUT VB_Base VB_Control VB_Creatable VB_Customizable VB_Description VB_Exposed
    """)
}  # fmt: skip
KEYWORDS = RESERVED | {
    "access", "alias", "append", "error", "explicit", "lib", "output", "property", "ptrsafe",
    "random", "read", "step", "object", "class_initialize",
}  # fmt: skip
GIVEN = {
    word.lower()
    for word in re.findall(r"\w+", """
    ActiveWorkbook Application DateAdd Dir Environ EOF Err FreeFile InStr InStrRev IsArray IsEmpty
    IsObject IRibbonControl Left Mid MsgBox Now Range Replace Split ThisWorkbook Trim TypeName
    VarType vbCr vbCrLf vbExclamation vbLf vbNewLine vbString vbTab vbTextCompare Workbook
    Workbooks xlErrNA xlErrValue Mac VBA7 Win64
    """)
}  # fmt: skip
"""What VBA, Excel and Office give, as far as the add-in uses it."""

_STRING = re.compile(r'"(?:[^"]|"")*"')
_NAME = re.compile(r"(?<![\w.#&])[A-Za-z]\w*[$%&!@]?(?!\w|\s*:=)")
_MEMBER = re.compile(r"\b(\w+)\.(\w+)")
_HEAD = re.compile(
    r"^(Public |Private |Friend )?(Function|Sub|Property Get)\s+(\w+)\s*\((.*)\)", re.IGNORECASE
)
_PARAMETER = re.compile(r"(?:Optional |ParamArray |ByVal |ByRef )*(\w+)(?:\(\))?", re.IGNORECASE)
_VARIABLES = re.compile(r"^(?:Dim|Static|(?:Private |Public )?Const|Private|Public) (.*)$")
_DECLARE = re.compile(r"^Private Declare (?:PtrSafe )?(?:Function|Sub) (\w+)")
_LABEL = re.compile(r"^(\w+):$")
_GOTO = re.compile(r"\bGoTo (\w+)")
_OPENING = (
    (re.compile(r"^#If\b"), "#If"),
    (re.compile(r"^If\b.*\bThen$"), "If"),
    (re.compile(r"^For\b"), "For"),
    (re.compile(r"^Do\b"), "Do"),
    (re.compile(r"^With\b"), "With"),
    (re.compile(r"^Select Case\b"), "Select"),
    (re.compile(r"^(?:Public |Private )?Function\b"), "Function"),
    (re.compile(r"^(?:Public |Private )?Sub\b"), "Sub"),
    (re.compile(r"^(?:Public |Private )?Property\b"), "Property"),
)
_CLOSING = {
    "#End If": "#If", "End If": "If", "Loop": "Do", "End With": "With", "End Select": "Select",
    "End Function": "Function", "End Sub": "Sub", "End Property": "Property",
}  # fmt: skip
_INSIDE = {"#Else": "#If", "Else": "If", "ElseIf": "If", "Case": "Select", "#ElseIf": "#If"}


@dataclass
class Procedure:
    """A procedure: who may call it, with how many arguments, and its lines."""

    name: str
    public: bool
    fewest: int
    most: int
    parameters: list[str]
    lines: list[str] = field(default_factory=list)


@dataclass
class Text:
    """A module taken apart: texts and comments gone, continued lines joined."""

    module: Module
    names: set[str] = field(default_factory=set)
    classes: dict[str, str] = field(default_factory=dict)
    procedures: list[Procedure] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)

    def named(self, name: str) -> Procedure | None:
        """The procedure of this name; case doesn't matter."""
        return next((p for p in self.procedures if p.name.lower() == name.lower()), None)


def complaints(modules: Sequence[Module]) -> list[str]:
    """Everything that a compiler would refuse, as 'module: what'."""
    texts = [read(module) for module in modules]
    return [
        f"{text.module.name}: {what}"
        for text in texts
        for what in (*_of_lines(text.module.source), *_of_blocks(text), *_of_names(text, texts))
    ]


def read(module: Module) -> Text:
    text, current = Text(module), None
    for line in _logical(module.source):
        text.statements.append(line)
        if found := _HEAD.match(line):
            current = _procedure(found)
            text.procedures.append(current)
        elif current is None:
            text.names.update(name.lower() for name in _declared(line))
            for name, kind in re.findall(r"(\w+) As (?:New )?(\w+)", line):
                text.classes[name.lower()] = kind
        else:
            current.lines.append(line)
        if re.match(r"^End (Function|Sub|Property)$", line):
            current = None
    return text


def _procedure(found: re.Match[str]) -> Procedure:
    parameters = [each for each in _split(found[4]) if each]
    optional = [each for each in parameters if re.match("(?i)Optional|ParamArray", each)]
    names = [name[1] for each in parameters if (name := _PARAMETER.match(each))]
    endless = any(each.lower().startswith("paramarray") for each in parameters)
    return Procedure(
        found[3],
        not (found[1] or "").lower().startswith("private"),
        len(parameters) - len(optional),
        10**6 if endless else len(parameters),
        names,
    )


def _logical(source: str) -> Iterator[str]:
    joined = ""
    for line in source.splitlines():
        joined += _bare(line).strip()
        if joined.endswith(" _"):
            joined = joined[:-1]
            continue
        if joined and not joined.startswith("Attribute "):
            yield joined
        joined = ""


def _bare(line: str) -> str:
    return _STRING.sub('""', line).partition("'")[0].rstrip()


def _declared(line: str) -> Iterator[str]:
    if found := _DECLARE.match(line):
        yield found[1]
    elif found := _VARIABLES.match(line):
        for each in _split(found[1]):
            yield each.removeprefix("WithEvents ").split("(")[0].split(" ")[0]


def _split(text: str) -> list[str]:
    parts, depth = [""], 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def _of_lines(source: str) -> Iterator[str]:
    continued = 0
    for number, line in enumerate(source.splitlines(), start=1):
        if len(line) > LONGEST_LINE:
            yield f"line {number} has {len(line)} characters"
        continued = continued + 1 if line.endswith(" _") else 0
        if continued == MOST_CONTINUATIONS + 1:
            yield f"line {number} is continued too often"
        if _bare(line).replace('""', "").count('"'):
            yield f"line {number} has a text without an end"
    if "Option Explicit" not in source:
        yield "no Option Explicit"


def _of_blocks(text: Text) -> Iterator[str]:
    open_blocks: list[str] = []
    for line in text.statements:
        for word, block in _INSIDE.items():
            if re.match(rf"^{word}\b", line) and block not in open_blocks[-1:]:
                yield f"'{line}' outside of {block}"
        closing = "For" if re.match(r"^Next\b", line) else _CLOSING.get(line)
        if closing and open_blocks[-1:] == [closing]:
            open_blocks.pop()
        elif closing:
            yield f"'{line}' closes nothing"
        opening = next((kind for pattern, kind in _OPENING if pattern.match(line)), None)
        if opening and "Declare" not in line:
            open_blocks.append(opening)
    if open_blocks:
        yield f"{open_blocks[-1]} is not closed"


def _of_names(text: Text, texts: Iterable[Text]) -> Iterator[str]:
    others = list(texts)
    shared = _shared(others)
    yield from _twice(text)
    for procedure in text.procedures:
        local = {name.lower() for line in procedure.lines for name in _declared(line)}
        local |= {name.lower() for name in (*procedure.parameters, procedure.name)}
        labels = {found[1].lower() for line in procedure.lines if (found := _LABEL.match(line))}
        for name in (procedure.name, *procedure.parameters, *local):
            if name.lower() in RESERVED or len(name) > LONGEST_NAME:
                yield f"'{name}' can't be a name"
        if sum(len(line) + 2 for line in procedure.lines) > LARGEST_PROCEDURE:
            yield f"{procedure.name} is too large"
        own = {each.name.lower() for each in text.procedures}
        known = local | labels | own | text.names | shared | KEYWORDS | GIVEN
        for line in procedure.lines:
            for target in _GOTO.findall(line):
                if target.lower() not in labels | {"0"}:
                    yield f"{procedure.name}: no label {target}"
            for name in _NAME.findall(line):
                if name.rstrip("$%&!@").lower() not in known:
                    yield f"{procedure.name}: {name} is not declared"
            yield from _calls(text, others, line)


def _twice(text: Text) -> Iterator[str]:
    names = [procedure.name.lower() for procedure in text.procedures]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name} stands twice"


def _shared(texts: Iterable[Text]) -> set[str]:
    """Names that every module sees: modules, and what is public in those that aren't classes."""
    names = set()
    for text in texts:
        names.add(text.module.name.lower())
        if text.module.kind is ModuleKind.STANDARD:
            names |= text.names
            names |= {each.name.lower() for each in text.procedures if each.public}
    return names


def _calls(text: Text, texts: Sequence[Text], line: str) -> Iterator[str]:
    """Own classes have the members, and own procedures take the number of arguments."""
    kinds = {name: kind for other in texts if other.module.kind is ModuleKind.STANDARD
             for name, kind in other.classes.items()} | text.classes  # fmt: skip
    for variable, member in _MEMBER.findall(line):
        owner = next((o for o in texts if o.module.name == kinds.get(variable.lower())), None)
        if owner is None:
            continue
        called = owner.named(member)
        if called is None or not called.public:
            yield f"{owner.module.name} has no {member}"
        else:
            yield from _count(called, line, f"{variable}.{member}")
    for called in text.procedures:
        yield from _count(called, line, called.name)


def _count(called: Procedure, line: str, written: str) -> Iterator[str]:
    for found in re.finditer(rf"(?<![\w.]){re.escape(written)}\(", line):
        depth, end = 1, found.end()
        while depth and end < len(line):
            depth += {"(": 1, ")": -1}.get(line[end], 0)
            end += 1
        given = [part for part in _split(line[found.end() : end - 1]) if part]
        if not called.fewest <= len(given) <= called.most:
            yield f"{written} is given {len(given)} arguments"
