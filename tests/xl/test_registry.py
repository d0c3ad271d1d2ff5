"""Every worksheet function: its examples give what they say, its help fits, its page is made."""

import inspect
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tools.references import functions_page
from xl import functions
from xl.arguments import number
from xl.cells import ExcelError
from xl.registry import FUNCTIONS, LONGEST_HELP, Example, Range, WorksheetFunction, shown

ISSUE = """
    SV_REQUIRED SV_MIN_WEIGHTING SV_THRESHOLD SV_REASON SV_CHECK_WEIGHTING SV_REGIME SV_BENCHMARK
    SV_THEMES TOMS_VALUE TOMS_PROXY TOMS_UNIT TOMS_TITLE TOMS_KIND TOMS_THEME TOMS_TOTAL TOMS_LIST
    TOMS_CHECK SV_SCORE_TARGET SV_SCORE_HIGHEST SV_SCORE_QUALITY SV_SCORE_PRICE SV_RANK
    SV_UNUSUALLY_HIGH SV_PROGRESS SV_RATING SV_LOCAL SV_LOCAL_SPEND SV_ABOUT SV_WHY
"""
VBA_KEYWORDS = frozenset(
    """
    AddressOf And Any As Boolean ByRef Byte ByVal Call Case CBool CByte CCur CDate CDbl CInt CLng
    Close Const CSng CStr Currency CVar Date Debug Declare Dim Do Double Each Else ElseIf Empty End
    EndIf Enum Eqv Erase Error Event Exit False For Friend Function Get Global GoSub GoTo If Imp
    Implements In Input Integer Is LBound Len Let Like Line Lock Long Loop LSet Me Mod Name New Next
    Not Nothing Null Object On Open Option Optional Or ParamArray Preserve Print Private Property
    Public Put RaiseEvent ReDim Rem Resume Return RSet Seek Select Set Single Static Step Stop
    String Sub Then To True Type TypeOf UBound Unlock Until Variant Wend While With WithEvents
    Write Xor
    """.casefold().split()
)
EXAMPLES = [(function, example) for function in FUNCTIONS.values() for example in function.examples]
ALL = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda each: each.name)


def cells(value: Any) -> Any:
    """What an example gives, as a cell or as rows of cells."""
    if isinstance(value, list):
        return [[cells(cell) for cell in row] for row in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def test_all_functions_that_were_promised_are_there() -> None:
    assert set(FUNCTIONS) >= set(ISSUE.split())


@pytest.mark.parametrize(
    ("function", "example"), EXAMPLES, ids=[function.name for function, _ in EXAMPLES]
)
def test_an_example_gives_what_it_says(function: WorksheetFunction, example: Example) -> None:
    given = [
        each.toordinal() - date(1899, 12, 30).toordinal() if isinstance(each, date) else each
        for each in example.given
    ]
    if example.gives is not None:
        assert function(*example.given) == cells(example.gives)
        assert function(*given) == cells(example.gives)
    else:
        assert function.name == "SV_ABOUT", "its answer alone depends on the machine"


@ALL
def test_every_function_has_an_example(function: WorksheetFunction) -> None:
    assert function.examples


@ALL
def test_help_fits_into_the_function_wizard(function: WorksheetFunction) -> None:
    assert 0 < len(function.summary) <= LONGEST_HELP
    for argument in function.arguments:
        assert 0 < len(argument.help) <= LONGEST_HELP
        assert "\n" not in argument.help


@ALL
def test_names_are_sound_in_excel_and_in_vba(function: WorksheetFunction) -> None:
    names = [argument.name for argument in function.arguments]

    assert re.fullmatch(r"(SV|TOMS)_[A-Z]+(_[A-Z]+)*", function.name)
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)
        assert name not in VBA_KEYWORDS


@ALL
def test_what_is_needed_comes_before_what_may_be_left_out(function: WorksheetFunction) -> None:
    needed = [argument.required for argument in function.arguments]

    assert needed == sorted(needed, reverse=True)
    assert all(not argument.rest for argument in function.arguments[:-1])


@ALL
def test_excel_calls_it_by_its_name_and_arguments(function: WorksheetFunction) -> None:
    exposed = getattr(functions, function.name)
    parameters = inspect.signature(exposed).parameters.values()

    assert exposed.__name__ == function.name
    assert exposed.__doc__ == function.summary
    assert [each.name for each in parameters] == [each.name for each in function.arguments]
    for example in function.examples:
        assert exposed(*example.given) == function(*example.given)


@pytest.mark.parametrize(
    "function",
    [each for each in FUNCTIONS.values() if not any(a.rest for a in each.arguments)],
    ids=lambda each: each.name,
)
def test_too_many_arguments_are_a_mistake(function: WorksheetFunction) -> None:
    given = [None] * (len(function.arguments) + 1)

    assert function(*given) == ExcelError.VALUE
    assert function.signature in function.why(*given)


@ALL
def test_the_reference_tells_all_of_it(function: WorksheetFunction) -> None:
    page = "\n".join(functions_page())
    section = page.partition(f"### {function.name}\n")[2].partition("\n### ")[0]

    assert f"`={function.signature}`" in section
    assert function.summary in section
    for argument in function.arguments:
        assert f"| {argument.name} | {'yes' if argument.required else 'no'} |" in section
    printed = [each for each in function.examples if each.gives is not None]
    assert section.count("```text") == len(printed)


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        (None, ""),
        ('5" pipe', '"5"" pipe"'),
        (True, "TRUE"),
        (0.1, "0.1"),
        (1200000, "1200000"),
        (ExcelError.NA, "#N/A"),
        (date(2026, 3, 1), "DATE(2026,3,1)"),
        ([1, "a"], '{1;"a"}'),
        ([[1, 2], [3, 4]], "{1,2;3,4}"),
        (Range("A1:B2", [["x", 1]]), "A1:B2"),
    ],
)
def test_a_value_as_it_is_typed_into_a_formula(value: Any, typed: str) -> None:
    assert shown(value) == typed


def test_a_fault_of_the_tool_itself_is_no_traceback() -> None:
    """What nobody foresaw is an error in the cell, and SV_WHY asks to report it."""

    def broken(_: object) -> object:
        raise KeyError("gone")

    argument = replace(number("A number"), name="x")
    function = WorksheetFunction(
        "SV_BROKEN", "tests", "Breaks.", "", (argument,), (), broken, by_row=True
    )

    assert function([1, None]) == [[ExcelError.VALUE], [""]]
    assert "failed inside: KeyError: 'gone'. That is a fault of the tool" in function.why(1)
