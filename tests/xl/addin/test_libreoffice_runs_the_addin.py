"""LibreOffice compiles and runs the add-in's own VBA.

Its Range has no Value2. Python is stood in for by a class of the bridge's name, which answers with
what it was asked.
"""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import xlsxwriter

from tests.xl.addin.test_libreoffice_runs_it import needs_uno, run
from xl.addin.build import PROJECT_NAME, all_modules, content
from xl.addin.package import ADDIN_TYPE, zipped
from xl.addin.vba_project import Module, ModuleKind, vba_project

WORKBOOK_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"

ECHO = """Option Explicit
Private mFailure As String
Public Property Get Reached() As Boolean
    Reached = True
End Property
Public Property Get Failure() As String
    Failure = mFailure
End Property
Public Sub Remember(ByVal why As String)
    mFailure = why
End Sub
Public Function Asked( _
    ByVal functionName As String, ByRef arguments As Variant, ByRef answer As Variant) As Boolean
    Dim index As Long
    If functionName = "SV_REGIME" Then
        mFailure = "It is not there."
        Exit Function
    End If
    answer = functionName
    For index = LBound(arguments) To UBound(arguments)
        If IsArray(arguments(index)) Then
            answer = answer & " " & UBound(arguments(index), 1) & "x" & UBound(arguments(index), 2)
        Else
            answer = answer & " " & TypeName(arguments(index))
        End If
    Next index
    Asked = True
End Function
"""
PROOF = """Option Explicit
Private mValues As New CellValues

Public Function Kept(ByVal shown As String) As String
    Dim found As Variant
    found = mValues.WithErrors(shown)
    Kept = TypeName(found) & " " & CStr(found)
End Function

Public Function Several() As String
    Dim given(1 To 2, 1 To 2) As Variant, found As Variant
    given(1, 1) = "#N/A": given(1, 2) = 5: given(2, 1) = "#DIV/0!": given(2, 2) = "#hash"
    found = mValues.WithErrors(given)
    Several = CStr(found(1, 1)) & "; " & CStr(found(1, 2)) & "; " & _
        CStr(found(2, 1)) & "; " & found(2, 2)
End Function

Public Function InARow() As String
    Dim found As Variant
    found = mValues.WithErrors(Array("#NUM!", "two"))
    InARow = CStr(found(0)) & "; " & found(1)
End Function

Public Function Both() As String
    Dim all As Variant
    all = mValues.Joined(Array("first"), Array(2, "third"))
    Both = UBound(all) & " " & all(0) & all(1) & all(2)
End Function
"""


def with_macros(
    path: Path, modules: list[Module], cells: Mapping[str, float | str] = MappingProxyType({})
) -> None:
    """A workbook with these modules and cells."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    book.add_vba_project(io.BytesIO(vba_project(PROJECT_NAME, modules)), is_stream=True)
    book.set_vba_name("ThisWorkbook")
    sheet.set_vba_name("Sheet1")
    for cell, value in cells.items():
        sheet.write(cell, value)
    other = book.add_worksheet("Measures")
    other.set_vba_name("Sheet2")
    other.write("C4", "last")
    book.close()


def _for_libreoffice(source: str) -> str:
    """Without what only Excel has: its numbers of days, and a workbook that tells from when."""
    return source.replace(".Value2", ".Value").replace(
        ".Parent.Date1904", '.Range("H1").Value = "from 1904"'
    )


def proof(path: Path, formulas: dict[str, str]) -> None:
    """The add-in's own modules beside columns of 5 and 9 rows, on a sheet with 31."""
    kept = [
        Module(each.name, each.kind, _for_libreoffice(each.source))
        for each in all_modules()
        if each.name != "PythonBridge"
    ]
    added = [
        Module("PythonBridge", ModuleKind.CLASS, ECHO),
        Module("Proof", ModuleKind.STANDARD, PROOF),
    ]
    cells: dict[str, float | str] = {f"A{row}": "text" for row in range(1, 6)}
    cells |= {f"B{row}": row for row in range(1, 10)} | {"F31": "the last row in use"}
    with_macros(path, [*kept, *added], {**cells, **formulas})


@needs_uno
def test_libreoffice_runs_the_addins_helpers(tmp_path: Path) -> None:
    proof(tmp_path / "proof.xlsm", {})
    calls: list[tuple[str, str, list[Any]]] = [
        ("Proof", "Kept", ["#N/A"]),
        ("Proof", "Kept", ["#SPILL!"]),
        ("Proof", "Kept", ["#n/a in words"]),
        ("Proof", "Several", []),
        ("Proof", "InARow", []),
        ("Proof", "Both", []),
    ]
    assert run(tmp_path / "proof.xlsm", calls, [])["calls"] == [
        "Error Error 2042",
        "Error Error 2045",
        "String #n/a in words",
        "Error 2042; 5; Error 2007; #hash",
        "Error 2036; two",
        "2 first2third",
    ]


@needs_uno
def test_libreoffice_reads_ranges_as_the_functions_shall(tmp_path: Path) -> None:
    """Whole columns end at the last row in use, together; what was marked exactly stays."""
    formulas = {
        "D1": '=SV_BENCHMARK("Median",B1)',
        "D2": "=SV_LOCAL_SPEND(A:A,B:B)",
        "D3": "=SV_LOCAL_SPEND(A1:A1000,B1)",
        "D4": "=SV_LOCAL_SPEND(A1:A20,B1:B20)",
        "D5": "=SV_LOCAL_SPEND(A3:A1000,B3:B1000)",
        "D6": '=SV_WHY("",G:G,A1)',
        "D7": "=SV_ABOUT()",
        "D8": '=SV_WHY("SV_REGIME",A:A,B1)',
        "D9": "=SV_NONE()",
        "D10": "=SV_REGIME(B1)",
        "D11": '=SV_WHY("",Measures!A1:XFD1048576)',
        "D12": "=SV_LOCAL_SPEND(B1:C1000,Measures!A:C)",
    }
    proof(tmp_path / "proof.xlsm", formulas)
    shown = run(tmp_path / "proof.xlsm", [], list(formulas))["cells"]
    assert dict(zip(formulas, shown, strict=True)) == {
        "D1": "SV_BENCHMARK String Double",
        "D2": "SV_LOCAL_SPEND 9x1 9x1",
        "D3": "SV_LOCAL_SPEND 5x1 Double",
        "D4": "SV_LOCAL_SPEND 20x1 20x1",
        "D5": "SV_LOCAL_SPEND 7x1 7x1",
        "D6": "SV_WHY String Empty String",
        "D7": "SV_ABOUT",
        "D8": "SV_WHY String 5x1 Double",
        "D9": "#NAME?",
        "D10": "Error 2042",
        "D11": "SV_WHY String 4x3",
        "D12": "SV_LOCAL_SPEND 9x2 9x3",
    }


@needs_uno
def test_a_whole_column_of_a_sheet_that_is_used_to_its_last_row_is_trimmed(tmp_path: Path) -> None:
    formulas = {"F1048576": "in use", "D1": "=SV_LOCAL_SPEND(A:A,B:B)", "D2": '=SV_WHY("",G:G)'}
    proof(tmp_path / "proof.xlsm", formulas)
    shown = run(tmp_path / "proof.xlsm", [], ["D1", "D2"])["cells"]
    assert shown == ["SV_LOCAL_SPEND 9x1 9x1", "SV_WHY String Empty"]


DAYS = {
    "D1": '=SV_REQUIRED("works",B1,24,B2)',
    "D2": '=SV_WHY("SV_REGIME",B1)',
    "D3": '=SV_BENCHMARK("Median",B1)',
}


@needs_uno
@pytest.mark.parametrize("from_1904", [False, True])
def test_no_day_is_read_four_years_wrong(from_1904: bool, tmp_path: Path) -> None:
    proof(tmp_path / "proof.xlsm", DAYS | ({"H1": "from 1904"} if from_1904 else {}))
    required, why, benchmark = run(tmp_path / "proof.xlsm", [], list(DAYS))["cells"]
    assert benchmark == "SV_BENCHMARK String Double"
    assert why.startswith("This workbook counts its days from 1904") is from_1904
    assert (required == "Error 2015") is from_1904


FINDING = """Option Explicit
Private mBridge As New PythonBridge

Public Function Found() As String
    On Error GoTo failed
    Found = mBridge.Interpreter()
    Exit Function
failed:
    Found = Err.Description
End Function

Public Function Remembered(ByVal why As String) As String
    mBridge.Remember why
    Remembered = mBridge.Failure
End Function
"""
WRITTEN = '"Other, one","a, b"\r\n"INTERPRETER_WIN","C:\\My Tools\\pythonw.exe"\r\n"C","d"\r\n'


FOR_EVERYBODY = "/Social Value Tools/app/python/pythonw.exe"
REPORT = (
    "Traceback (most recent call last):",
    '  File "x.py", line 1, in <module>\n    import xl',
    "ImportError: No module named 'xl'",
)
"""Python's own; the DLL of xlwings hands it over last line first, and without its first line."""
REMEMBERED = [
    ("Proof", "Remembered", ["Could not start.\nAccess is denied."]),
    (
        "Proof",
        "Remembered",
        [f"Unexpected Python Error: {REPORT[0]}\r\n{REPORT[1]}\r\n{REPORT[2]}\r\n"],
    ),
    ("Proof", "Remembered", [f"{REPORT[2]}\n{REPORT[1]}"]),
]


@needs_uno
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (WRITTEN, "C:\\My Tools\\pythonw.exe"),
        ('"INTERPRETER_WIN","pythonw"\r\n', "doesn't say where Python is"),
        (None, "can't be read. Run: svtools addin install"),
        (WRITTEN, FOR_EVERYBODY),
    ],
    ids=["written", "no path", "no file", "for everybody"],
)
def test_libreoffice_reads_the_settings_as_vba_shall(
    content: str | None, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / ".svtools").mkdir()
        (tmp_path / ".svtools" / "svtools.conf").write_bytes(content.encode("cp1252"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("ProgramW6432", str(tmp_path))
    if expected == FOR_EVERYBODY:
        (tmp_path / FOR_EVERYBODY[1:]).parent.mkdir(parents=True)
        (tmp_path / FOR_EVERYBODY[1:]).touch()
    sources = {module.name: module for module in all_modules()}
    text = sources["PythonBridge"].source.replace("Private Function Int", "Public Function Int")
    text = text.replace(FOR_EVERYBODY.replace("/", "\\"), FOR_EVERYBODY)
    bridge = Module(
        "PythonBridge", ModuleKind.CLASS, text.replace(r"\.svtools\svt", "/.svtools/svt")
    )
    with_macros(tmp_path / "book.xlsm", [
        sources["ThisWorkbook"], sources["Common"], sources["FunctionCalls"], sources["CellValues"],
        sources["FunctionHelp"], bridge, Module("Proof", ModuleKind.STANDARD, FINDING),
        Module("Sheet1", ModuleKind.SHEET, ""),
    ])  # fmt: skip
    calls: list[tuple[str, str, list[Any]]] = [("Proof", "Found", []), *REMEMBERED]
    found, denied, stopped, turned = run(tmp_path / "book.xlsm", calls, [])["calls"]
    assert denied == "Could not start.\nAccess is denied."
    assert stopped == turned == "Python stopped: ImportError: No module named 'xl'"
    assert expected in found
    assert expected == found.removeprefix(str(tmp_path)) or "svtools.conf" in found


@needs_uno
def test_libreoffice_opens_the_addin_itself(tmp_path: Path) -> None:
    """The same parts as a workbook with macros; where there is no Python, SV_WHY says why."""
    with zipfile.ZipFile(io.BytesIO(content())) as addin:
        parts = {
            name: addin.read(name).replace(ADDIN_TYPE.encode(), WORKBOOK_TYPE.encode())
            for name in addin.namelist()
        }
    path = tmp_path / "addin.xlsm"
    path.write_bytes(zipped(parts))
    given = run(path, [("Functions", "SV_WHY", ["SV_REGIME", 1.0])], ["A1"])
    assert given["cells"][0].startswith("Social Value Tools")
    assert given["calls"] == ["No answer from Python. The functions need Excel for Windows."]
