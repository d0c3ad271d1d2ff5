"""A real program compiles and runs a project made here."""

import io
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests import libreoffice
from xl.addin.vba_project import Module, ModuleKind, vba_project

ROOT = Path(__file__).parents[3]
FIGURES = """Option Explicit
Public Function Doubled(value As Double) As Double
    Doubled = value * 2
End Function

Public Function InPounds(value As Double) As String
    Dim counter As New Counter
    counter.Add value
    counter.Add 1
    InPounds = "£" & CStr(counter.Total)
End Function
"""
COUNTER = """Private sum As Double
Public Sub Add(value As Double)
    sum = sum + value
End Sub
Public Property Get Total() As Double
    Total = sum
End Property
"""
# longer than several chunks of compression, and in the file's large streams
LONG = "Option Explicit\n" + "".join(
    f"Public Function Step{n}(x As Double) As Double\n    Step{n} = x + {n} * {n * 7919 % 1009}\n"
    "End Function\n"
    for n in range(900)
)


def reason_to_skip() -> str | None:
    try:
        libreoffice._python_with_uno()
    except RuntimeError as error:
        return str(error)
    return libreoffice.available()


# In CI the test runs all the same, and fails with that reason: a skip there would hide it.
needs_uno = pytest.mark.skipif(
    reason_to_skip() is not None and os.environ.get("CI") != "true", reason=str(reason_to_skip())
)


def workbook(path: Path) -> None:
    modules = [
        Module("ThisWorkbook", ModuleKind.WORKBOOK, ""),
        Module("Sheet1", ModuleKind.SHEET, ""),
        Module("Figures", ModuleKind.STANDARD, FIGURES),
        Module("Counter", ModuleKind.CLASS, COUNTER),
        Module("Steps", ModuleKind.STANDARD, LONG),
    ]
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    book.add_vba_project(io.BytesIO(vba_project("SocialValue", modules)), is_stream=True)
    book.set_vba_name("ThisWorkbook")
    sheet.set_vba_name("Sheet1")
    sheet.write_formula("A1", "=Doubled(21)")
    sheet.write_formula("A2", "=InPounds(A1)")
    sheet.write_formula("A3", "=Step899(0.5)")
    book.close()


def run(path: Path, calls: list[tuple[str, str, list[Any]]], cells: list[str]) -> dict[str, Any]:
    """What LibreOffice gives for the calls and shows in the cells."""
    work = {"path": str(path), "project": "SocialValue", "calls": calls, "cells": cells}
    pipe = f"macros-{os.getpid()}"
    with libreoffice.running(path.parent / "profile", f"--accept=pipe,name={pipe};urp"):
        done = subprocess.run(
            [libreoffice._python_with_uno(), "-m", "tests.xl.addin.libreoffice_macros", pipe],
            cwd=ROOT,
            input=json.dumps(work),
            capture_output=True,
            text=True,
            timeout=libreoffice.SECONDS_TO_START,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@needs_uno
def test_libreoffice_runs_the_functions_of_a_project(tmp_path: Path) -> None:
    path = tmp_path / "macros.xlsm"
    workbook(path)
    calls = [
        ("Figures", "Doubled", [4.0]),
        ("Figures", "InPounds", [2.0]),
        ("Steps", "Step0", [1.0]),
    ]
    given = run(path, calls, ["A1", "A2", "A3"])
    assert given["calls"] == [8, "£3", 1]
    assert given["cells"] == ["42", "£43", str(899 * (899 * 7919 % 1009) + 0.5)]
