"""What the worksheet functions answer needs no library of workbooks: Excel waits for the first."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = ("openpyxl", "python_calamine", "xlsxwriter", "formualizer", "jinja2", "pebble", "typer")
CODE = f"""
import sys
import xl.worksheet
from tests.xl.calls import CALLS, FUNCTIONS

sets = {{"measure_set": "open-2026", "measure": "OP01", "measures": "OP01"}}
for name, cells in CALLS.items():
    names = [argument.name for argument in FUNCTIONS[name].arguments]
    if "measure_set" in names:
        for edition in (None, "open-2026"):
            cells = [sets.get(n, cell) for n, cell in zip(names, cells)]
            FUNCTIONS[name](*cells[:-1], edition)
    else:
        FUNCTIONS[name](*cells)
assert FUNCTIONS["TOMS_VALUE"]("OP01", 1.0) > 0
print(*(name for name in {HEAVY} if name in sys.modules))
print(*(name for name in sys.modules if name.startswith("svtools.workbooks.")))
"""


def test_no_function_opens_the_shipped_sets_as_workbooks() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", CODE],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    heavy, of_workbooks = done.stdout.splitlines()
    assert heavy == ""
    assert of_workbooks == "svtools.workbooks.typed_text"
