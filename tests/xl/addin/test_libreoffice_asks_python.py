"""LibreOffice runs the add-in's own bridge, with a stand-in for the server that Python is."""

from pathlib import Path

from tests.xl.addin.test_libreoffice_runs_it import needs_uno, run
from tests.xl.addin.test_libreoffice_runs_the_addin import with_macros
from xl.addin.build import all_modules
from xl.addin.vba_project import Module, ModuleKind

SERVER = """Option Explicit
Public Function CallUDF( _
    ByVal module As String, ByVal name As String, ByRef given As Variant) As Variant
    CallUDF = name & " of " & module
End Function
"""
PROOF = """Option Explicit
Public Starts As Long
Public IsThere As Boolean

Public Function Server() As Object
    Starts = Starts + 1
    If Not IsThere Then Err.Raise 513, Description:="Not there."
    Set Server = New Answering
End Function

Public Function AskedTwice(ByVal there As Boolean) As String
    Dim bridge As New PythonBridge, first As Variant, second As Variant
    IsThere = there
    Starts = 0
    first = "nothing"
    second = "nothing"
    bridge.Asked "SV_ABOUT", Array(), first
    bridge.Asked "SV_REGIME", Array(1), second
    AskedTwice = first & ", " & second & ", started " & Starts & ", " & _
        bridge.Reached & " " & bridge.Failure
End Function
"""
ON_A_MAC = 'Err.Raise 513, Description:="The functions need Excel for Windows."'
BEFORE_THE_START = """As Object
    mTryAgainAt = DateAdd("s", SECONDS_BEFORE_TRYING_AGAIN, Now)
"""
BY_THE_DLL = "Set Started = ByDll()"


@needs_uno
def test_what_answers_is_asked_again_and_what_does_not_is_left_alone_for_a_while(
    tmp_path: Path,
) -> None:
    """A sheet full of formulas waits for one failed start, not for one each."""
    sources = {module.name: module for module in all_modules()}
    text = sources["PythonBridge"].source
    assert text.count(ON_A_MAC) == text.count(BY_THE_DLL) == 1
    # the wait that a start sets itself is over when it fails, as after the DLL's own wait
    assert text.count(BEFORE_THE_START) == 1
    text = text.replace(BEFORE_THE_START, BEFORE_THE_START.replace("SECONDS", "-SECONDS"))
    text = text.replace(ON_A_MAC, "' LibreOffice runs both branches of #If")
    bridge = Module(
        "PythonBridge", ModuleKind.CLASS, text.replace(BY_THE_DLL, "Set Started = Server()")
    )
    with_macros(tmp_path / "book.xlsm", [
        sources["ThisWorkbook"], sources["FunctionHelp"], bridge,
        Module("Answering", ModuleKind.CLASS, SERVER), Module("Proof", ModuleKind.STANDARD, PROOF),
        Module("Sheet1", ModuleKind.SHEET, ""),
    ])  # fmt: skip

    calls = [("Proof", "AskedTwice", [True]), ("Proof", "AskedTwice", [False])]
    there, gone = run(tmp_path / "book.xlsm", calls, [])["calls"]

    assert there == "SV_ABOUT of xl.functions, SV_REGIME of xl.functions, started 2, True "
    assert gone == "nothing, nothing, started 1, False Not there."
