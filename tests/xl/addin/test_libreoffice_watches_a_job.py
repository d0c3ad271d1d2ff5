"""LibreOffice runs the module that looks after a job: when it plans a look, and when none.

What Excel would be asked to plan is written down by a procedure of the test's own.
"""

from pathlib import Path

import pytest

from tests.xl.addin.test_libreoffice_runs_it import needs_uno, run
from tests.xl.addin.test_libreoffice_runs_the_addin import with_macros
from xl.addin.build import all_modules
from xl.addin.vba_project import Module, ModuleKind
from xl.background.files import FOLDER, ORDER

BRIDGE = """Option Explicit
Public Function Ran(ByVal code As String) As Boolean
    Seen = Seen & code & vbLf
    Ran = Answers
End Function
"""
PROOF = """Option Explicit
Public Python As New PythonBridge
Public Seen As String
Public Answers As Boolean

Public Sub PlanFor(ByVal when_ As Date, ByVal procedure_ As String)
    Seen = Seen & procedure_ & IIf(when_ > Now, " later", " at once") & vbLf
End Sub

Public Function Everything() As String
    Dim watch As New JobWatch
    watch.Plan
    watch.Plan
    Answers = True
    watch.Look
    Answers = False
    watch.Look
    Seen = Seen & "a press" & vbLf
    watch.Plan
    Everything = Seen
End Function
"""
PLAN = "PlanFor mNextLook, Planned()\n"
LOOK = "import xl.ribbon; xl.ribbon.look()\n"


def watched(path: Path) -> None:
    """A workbook with the add-in's own module, which plans with the test's procedure."""
    source = next(module.source for module in all_modules() if module.name == "JobWatch")
    source = source.replace(
        "Application.OnTime mNextLook, Planned()\n", "PlanFor mNextLook, Planned()\n"
    )
    source = source.replace(f"\\{FOLDER}\\", f"/{FOLDER}/")
    with_macros(path, [
        Module("JobWatch", ModuleKind.CLASS, source),
        Module("PythonBridge", ModuleKind.CLASS, BRIDGE),
        Module("Proof", ModuleKind.STANDARD, PROOF),
        Module("ThisWorkbook", ModuleKind.WORKBOOK, ""),
        Module("Sheet1", ModuleKind.SHEET, ""),
    ])  # fmt: skip


@needs_uno
@pytest.mark.parametrize("there", [True, False], ids=["a job", "no job"])
def test_a_look_is_planned_once_as_long_as_there_is_a_job(
    there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    (tmp_path / FOLDER).mkdir()
    if there:
        (tmp_path / FOLDER / ORDER).touch()
    path = tmp_path / "book's.xlsm"
    watched(path)
    planned = "'book''s.xlsm'!ThisWorkbook.Look later\n"
    expected = [planned, LOOK, planned, LOOK, "a press\n", planned] if there else ["a press\n"]
    assert run(path, [("Proof", "Everything", [])], [])["calls"] == ["".join(expected)]
