import re
from dataclasses import replace
from pathlib import Path, PureWindowsPath

import pytest

from svtools.errors import SvtoolsError
from tests.xl.addin.vba_lint import GIVEN, complaints
from xl.addin import bridge
from xl.addin.build import all_modules
from xl.addin.vba_project import Module, ModuleKind
from xl.addin.vba_text import CALLBACK, RIBBON_MODULE, modules, parameters, quoted
from xl.arguments import Argument, text
from xl.background.files import ORDER, job_files
from xl.buttons import BUTTONS
from xl.cells import CODES
from xl.registry import FUNCTIONS, WorksheetFunction

MODULES = {module.name: module for module in all_modules()}
BRIDGE = MODULES["PythonBridge"].source


def made(functions: list[WorksheetFunction]) -> dict[str, Module]:
    """The add-in's modules with other functions in them."""
    taken = bridge.bridge(bridge.source())
    return {module.name: module for module in modules(functions, taken)}


def standard(body: str, name: str = "Own") -> list[Module]:
    return [Module(name, ModuleKind.STANDARD, f"Option Explicit\n{body}")]


def test_a_compiler_would_refuse_nothing() -> None:
    assert complaints(list(MODULES.values())) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f"' {'x' * 1022}", "has 1024 characters"),
        ("Sub A()\n    A " + "_\n    " * 25 + "\nEnd Sub", "continued too often"),
        ('Sub A()\n    MsgBox "no end\nEnd Sub', "a text without an end"),
        ("Sub A()\n    If True Then\nEnd Sub", "'End Sub' closes nothing"),
        ("Sub A()\n    Next\nEnd Sub", "'Next' closes nothing"),
        ("Sub A()\n    Else\nEnd Sub", "'Else' outside of If"),
        ("#If Mac Then\nSub A()\nEnd Sub", "#If is not closed"),
        ("Sub A()\n    On Error GoTo failed\nEnd Sub", "no label failed"),
        ("Sub A()\n    missing = 1\nEnd Sub", "missing is not declared"),
        ("Sub A()\n    Nowhere\nEnd Sub", "Nowhere is not declared"),
        ("Sub A(ByVal date As Variant)\nEnd Sub", "'date' can't be a name"),
        ("Sub A()\n    Dim set As Long\nEnd Sub", "'set' can't be a name"),
        (f"Sub {'A' * 256}()\nEnd Sub", "can't be a name"),
        ("Sub A()\nEnd Sub\nSub a()\nEnd Sub", "a stands twice"),
        ("Function A(x As Long)\n    A = A(1, 2)\nEnd Function", "A is given 2 arguments"),
        ("Sub A()\n" + f"    MsgBox {'1' * 900}\n" * 80 + "End Sub", "A is too large"),
    ],
    ids=lambda value: value[:30].replace("\n", " "),
)
def test_what_a_compiler_refuses_is_found(body: str, said: str) -> None:
    assert any(said in each for each in complaints(standard(body)))


def test_a_member_that_a_class_has_not_is_found() -> None:
    owner = Module("Owner", ModuleKind.CLASS, "Option Explicit\nPublic Sub There()\nEnd Sub")
    user = standard("Private o As New Owner\nSub A()\n    o.Gone\n    o.There\nEnd Sub")
    assert complaints([owner, *user]) == ["Own: Owner has no Gone"]


def public(module: Module) -> set[str]:
    """The procedures that other workbooks' cells could call."""
    found = re.findall(r"^(\w+ )?(?:Function|Sub) (\w+)", module.source, re.MULTILINE)
    return {name for visibility, name in found if visibility != "Private "}


def test_cells_can_call_the_worksheet_functions_and_nothing_else() -> None:
    """A public procedure or declaration of a module may stand in any workbook's formula."""
    callable_ = {
        name
        for module in MODULES.values()
        if module.kind is ModuleKind.STANDARD
        for name in public(module)
    }
    assert callable_ == {*FUNCTIONS, CALLBACK}
    assert public(MODULES[RIBBON_MODULE]) == {CALLBACK}
    assert not any(
        "Declare" in module.source
        for module in MODULES.values()
        if module.kind is not ModuleKind.CLASS
    )


@pytest.mark.parametrize(
    "word",
    ["RunPython", "ExecuteWindows", "WScript", "CreateObject", "Shell", "cmd.exe", "FullName",
     "xlwings.pro", "LICENSE_KEY", "GetConfigFromSheet", "ADD_WORKBOOK", "prepare_sys_path"],
)  # fmt: skip
def test_nothing_that_a_senders_workbook_could_steer_is_in_it(word: str) -> None:
    assert word not in "".join(module.source for module in MODULES.values())


def test_settings_come_from_the_users_own_file_only() -> None:
    opened = re.findall(r"^ *Open (\w+)", BRIDGE, re.MULTILINE)
    assert opened == ["path"]
    assert 'path = Environ$("USERPROFILE") & SETTINGS_FILE' in BRIDGE
    assert r'SETTINGS_FILE As String = "\.svtools\svtools.conf"' in BRIDGE
    assert not {"sheets", "worksheets", "sheet"} & {
        name.lower() for name in re.findall(r"\w+", re.sub(r"'.*", "", BRIDGE))
    }


def test_the_python_for_everybody_lies_where_only_administrators_write() -> None:
    assert r'FOR_ALL As String = "\Social Value Tools\app\python\pythonw.exe"' in BRIDGE
    assert 'programs = Environ$("ProgramW6432")' in BRIDGE
    assert BRIDGE.index("Interpreter = PythonForAll()") < BRIDGE.index(
        'path = Environ$("USERPROFILE")'
    )


def test_python_is_started_without_the_current_folder() -> None:
    (command,) = re.findall(r"XLPyDLLActivateAuto\(answer, (.*), 1\)", BRIDGE)
    assert command == (
        '"""" & mInterpreter & """ -P -B -c '
        """""from xl.serving import serve; serve('$(CLSID)')\"\"\""""
    )


def test_the_dll_is_that_of_the_installed_xlwings() -> None:
    version = bridge.installed_version()
    assert set(re.findall(r"xlwings\d\d-[\d.]+\.dll", BRIDGE)) == {
        f"xlwings64-{version}.dll",
        f"xlwings32-{version}.dll",
    }
    assert "Redistribution and use in source and binary forms" in BRIDGE


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ('Auto Lib "xlwings64', "its DLL of 64 bits 0 times"),
        ('PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32', "its DLL of 32 bits 0 times"),
        ("XLPyDLLActivateAuto(XLPy, XLPyCommand, 1)", "the question to its DLL 0 times"),
        ("xlwings.serve(", "the call of its server 0 times"),
    ],
)
def test_another_xlwings_is_refused(gone: str, said: str) -> None:
    with pytest.raises(SvtoolsError, match=said):
        bridge.bridge(bridge.source().replace(gone, "gone"))


def test_a_text_that_stands_twice_is_refused() -> None:
    text = bridge.source()
    with pytest.raises(SvtoolsError, match="2 times, not once"):
        bridge.bridge(text + text)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_its_wrapper(name: str) -> None:
    (head,) = re.findall(
        rf"^Public Function {name}\((.*)\) As Variant$", MODULES["Functions"].source, re.MULTILINE
    )
    shown = [part.split(" As ")[0] for part in head.split(", ")] if head else []
    expected = [
        f"ParamArray {each.name}()"
        if each.rest
        else f"{'' if each.required else 'Optional '}ByVal {each.name}"
        for each in FUNCTIONS[name].arguments
    ]
    assert shown == expected


def test_every_function_and_argument_has_its_help() -> None:
    source = MODULES["FunctionHelp"].source
    for function in FUNCTIONS.values():
        assert f"Macro:=Own({quoted(function.name)})" in source
        assert f"Description:={quoted(function.summary)}" in source
        for argument in function.arguments:
            assert f"            {quoted(argument.help)}" in source


def test_help_is_cut_to_what_excel_takes() -> None:
    long = replace(text("h" * 300), name="a")
    function = WorksheetFunction(
        "SV_X",
        "c" * 300,
        "s" * 300,
        "",
        (long, replace(long, required=False)),
        (),
        print,
        by_row=True,
    )
    source = made([function])["FunctionHelp"].source
    assert [len(run) for run in re.findall(r"c{9,}|s{9,}|h{9,}", source)] == [255] * 4
    assert parameters(function) == "ByVal a As Variant, Optional ByVal a As Variant"


def test_arguments_that_follow_come_last() -> None:
    arguments = (replace(text("A"), name="a"), Argument("Others", str, "others", rest=True))
    function = WorksheetFunction("F", "c", "s", "", arguments, (), print, by_row=False)
    assert parameters(function) == "ByVal a As Variant, ParamArray others() As Variant"
    source = made([function])["Functions"].source
    assert "following = others\n" in source
    assert 'F = Calls.AnswerAll("F", Array(a), following)' in source


def test_every_error_has_its_number() -> None:
    source = MODULES["CellValues"].source
    found = re.findall(r'Case "(.*)"\n +ErrorNumber = (\d+)', source)
    assert {int(number): shown for shown, number in found} == CODES


def test_quotes_are_doubled() -> None:
    assert quoted('say "yes"') == '"say ""yes"""'


def test_what_is_taken_as_given_is_not_our_own() -> None:
    own = {name.lower() for name in (*MODULES, *FUNCTIONS)}
    assert not own & GIVEN - {"thisworkbook"}


@pytest.mark.parametrize(
    "head",
    [
        "Private Sub Workbook_Open()",
        "Private WithEvents mExcel As Application",
        "Private Sub mExcel_WorkbookActivate(ByVal Wb As Workbook)",
        "Public Sub Look()",
    ],
)
def test_excel_finds_what_it_is_to_call(head: str) -> None:
    """The names that tie a procedure to an event: misspelt, it would never be called."""
    assert head in MODULES["ThisWorkbook"].source.splitlines()


def test_a_planned_look_takes_nothing_and_is_cancelled_on_closing() -> None:
    """It stands in ThisWorkbook, whose procedures no cell can call."""
    watch = MODULES["JobWatch"].source
    assert """& "'!ThisWorkbook.Look"\n""" in watch
    assert "Private WithEvents mAddIn As Workbook" in watch
    assert "Set mAddIn = ThisWorkbook" in watch
    closing = watch.partition("Private Sub mAddIn_BeforeClose(Cancel As Boolean)\n")[2]
    assert "Application.OnTime mNextLook, Planned(), Schedule:=False" in closing
    assert watch.count("Application.OnTime") == 2
    assert "OnTime" not in "".join(m.source for m in MODULES.values() if m.name != "JobWatch")


def test_the_add_in_looks_for_the_job_where_python_puts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    expected = PureWindowsPath(job_files().folder.relative_to(tmp_path), ORDER)
    assert f'ORDER_FILE As String = "\\{expected}"' in MODULES["JobWatch"].source
    assert 'Dir$(Environ$("LOCALAPPDATA") & ORDER_FILE) <> ""' in MODULES["JobWatch"].source


def test_a_button_can_only_run_the_procedure_of_its_name() -> None:
    """Its name goes into code, so nothing but small letters gets through."""
    first = MODULES[RIBBON_MODULE].source.partition("IRibbonControl)\n")[2].splitlines()[0].strip()

    assert first == 'If control.ID Like "*[!a-z_]*" Then Exit Sub'
    assert all(re.fullmatch("[a-z_]+", button.id) for button in BUTTONS)
