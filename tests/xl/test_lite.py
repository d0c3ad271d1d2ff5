"""The Lite workbook's functions, run as in the browser, say what they say everywhere else."""

import ast
import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from svtools.measures import open_set
from svtools.policy import load_council
from tests.written_cells import cells_of
from xl.addin.build import all_modules
from xl.addin.lite import as_set_up, lite, main, write_lite
from xl.addin.web_extension import properties_in
from xl.cells import ExcelError
from xl.registry import FUNCTIONS

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).with_name("lite")
PYODIDE = Path(os.environ.get("PYODIDE", ""))
HOW_TO_GET_IT = "Pyodide is needed: npm install pyodide@314.0.7, and its folder in PYODIDE"
BEFORE_FIRST = date(1899, 12, 30).toordinal()
needs_pyodide = pytest.mark.skipif(
    not (PYODIDE / "pyodide.mjs").is_file() and os.environ.get("CI") != "true", reason=HOW_TO_GET_IT
)
A_SET = [
    ["Edition", "Code", "Title", "Unit", "Kind", "Theme", "Proxy"],
    ["made-up", "Z1", "Trees planted", "tree", "SV", "Safe and Well", 12.5],
]
OTHERS: list[tuple[str, list[Any]]] = [
    ("TOMS_VALUE", ["OP01", 2]),
    ("TOMS_VALUE", ["OP01", 2, "open-2025"]),
    ("TOMS_VALUE", ["Z1", 2, A_SET]),
    ("TOMS_VALUE", ["Z1", 2]),
    ("TOMS_VALUE", ["OP01", None]),
    ("TOMS_VALUE", ["OP01", "two"]),
    ("TOMS_VALUE", ["OP01", "#REF!"]),
    ("TOMS_VALUE", [["OP01", "ZZ", None], [1, 2, 3]]),
    ("TOMS_LIST", []),
    ("SV_REQUIRED", ["works", 1_200_000, 24, date(2026, 3, 1)]),
    ("SV_REQUIRED", ["works", "abc", 24, date(2026, 3, 1)]),
    ("SV_REQUIRED", ["gardens", 5]),
    ("SV_REQUIRED", [None, None]),
    ("SV_REQUIRED", ["works", "#N/A", 24, date(2026, 3, 1)]),
    ("SV_REQUIRED", [["works", "supplies"], [[1_000_000], [1]], None, date(2026, 3, 1)]),
    ("SV_REASON", ["light touch", 600_000, None, date(2026, 3, 1)]),
    ("SV_REGIME", ["soon"]),
    ("SV_WHY", ["SV_REGIME", "soon"]),
    ("SV_WHY", ["TOMS_VALUE", "ZZ", 3]),
]


@cache
def calls() -> list[tuple[str, list[Any]]]:
    """Every example of every function, and others, as Excel's add-ins hand them over."""
    examples = [(name, list(e.given)) for name, each in FUNCTIONS.items() for e in each.examples]
    return [
        (name, [handed(value) for value in given])
        for name, given in (*examples, *OTHERS)
        if name != "SV_ABOUT"
    ]


def handed(value: Any) -> Any:
    """An argument as rows of cells; None is left out."""
    if value is None:
        return None
    if not isinstance(value, list):
        return [[cell(value)]]
    return [[cell(each) for each in (row if isinstance(row, list) else [row])] for row in value]


def cell(value: Any) -> Any:
    if isinstance(value, date):
        return value.toordinal() - BEFORE_FIRST
    return "" if value is None else value


def in_browser(folder: Path, *, typed: bool, asked: list[Any]) -> dict[str, Any]:
    """What the workbook's code answers in Pyodide."""
    assert (PYODIDE / "pyodide.mjs").is_file(), HOW_TO_GET_IT
    council = load_council()
    write_lite(folder / "lite.xlsx", council)
    held = properties_in((folder / "lite.xlsx").read_bytes())
    (folder / "main.py").write_text(held["main.py"], encoding="utf-8")
    shutil.copyfile(HERE / "stand_in.py", folder / "xlwings.py")
    shutil.copytree(
        Path(yaml.__file__).parent, folder / "yaml", ignore=shutil.ignore_patterns("*.so", "*.pyd")
    )
    done = subprocess.run(
        [shutil.which("node") or "node", str(HERE / "run.mjs"), str(PYODIDE), str(folder)],
        input=json.dumps({"calls": asked, "typed": typed}),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def here(name: str, given: list[Any], *, typed: bool) -> dict[str, Any]:
    """What CPython answers, as the browser is to hand it back."""
    function = FUNCTIONS[name]
    answer = function(*given)
    if isinstance(answer, ExcelError) and not typed:
        return {"raised": f"{answer}: {function.why(*given)}"}
    rows = answer if isinstance(answer, list) else [[answer]]
    return {"rows": [[str(c) if isinstance(c, str) else cell(c) for c in row] for row in rows]}


@needs_pyodide
@pytest.mark.parametrize("typed", [True, False], ids=["runtime 1.4", "before"])
def test_every_call_gives_in_the_browser_what_it_gives_here(typed: bool, tmp_path: Path) -> None:
    asked = [*calls(), ("SV_ABOUT", [])]
    found = in_browser(tmp_path, typed=typed, asked=asked)
    assert found["functions"] == sorted(FUNCTIONS)
    assert found["heavy"] == []
    with as_set_up(load_council(), open_set()):
        ours = [here(name, given, typed=typed) for name, given in calls()]
        about = here("SV_ABOUT", [], typed=typed)["rows"][:6]
    wrong = [
        (call, own, theirs)
        for call, own, theirs in zip(calls(), ours, found["answers"], strict=False)
        if own != theirs
    ]
    assert wrong[:3] == []
    assert found["answers"][-1]["rows"][:6] == about
    assert any("raised" in each for each in ours) is not typed


SHOWN = """
import json, sys
from tests.xl.lite import stand_in
sys.modules["xlwings"] = stand_in
import xl.lite
shown = {
    name: [
        [*getattr(each, "handed", {})],
        [each.__doc__, each.listed["category"], *(o["doc"] for o in each.handed.values())]
        if hasattr(each, "handed")
        else [each.__doc__, each.listed["category"]],
    ]
    for name, each in vars(xl.lite).items()
    if hasattr(each, "for_excel")
}
print(json.dumps(shown))
"""
"""What xlwings Lite is told: each function's arguments, and its help, category and theirs."""


def test_names_arguments_and_help_are_those_of_the_classic_addin() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SHOWN], capture_output=True, text=True, check=True, cwd=ROOT
    )
    shown = json.loads(done.stdout)
    source = {module.name: module.source for module in all_modules()}
    heads = dict(re.findall(r"Public Function (\w+)\((.*)\) As Variant\n", source["Functions"]))
    assert set(shown) == set(heads)
    for name, (arguments, texts) in shown.items():
        named = re.findall(r"(?:ByVal (\w+)|ParamArray (\w+)\(\)) As", heads[name])
        assert [one or rest for one, rest in named] == [each.strip("*") for each in arguments]
        block = source["FunctionHelp"].partition(f'Own("{name}")')[2].partition("End Sub")[0]
        told = re.findall(r'"((?:[^"]|"")*)"', block)
        assert [text.replace('""', '"') for text in told] == texts


def test_the_code_comes_back_from_the_workbook_as_it_went_in() -> None:
    council, measures = load_council(), open_set()
    book = lite(council, measures)
    held = properties_in(book)
    assert held["main.py"] == main(council, measures)
    assert held["requirements.txt"].split() == ["xlwings", "pyyaml"]
    assert lite(council, measures) == book


def test_all_sheets_of_the_calculator_are_there_and_the_examples(tmp_path: Path) -> None:
    path = tmp_path / "lite.xlsx"
    write_lite(path, load_council())
    sheets = load_workbook(path).sheetnames
    assert {"Contract", "Offer", "Result", "Examples", "Measures"} <= set(sheets)
    said = [value for (sheet, _), value in cells_of(path).items() if sheet == "Examples"]
    texts = {str(each.value) for each in said}
    assert '=SV_REQUIRED("works", 1200000, 24, DATE(2026,3,1))' in texts
    assert not [text for text in texts if text.startswith("#")]
    assert all(each.formula is None for each in said)


def test_nothing_of_what_the_functions_need_is_left_out_and_nothing_else_is_in() -> None:
    source = main(load_council(), open_set())
    packed = re.search(r"b85decode\((b?'[^']*')\)", source)
    assert packed
    archive = zipfile.ZipFile(io.BytesIO(base64.b85decode(ast.literal_eval(packed[1]))))
    names = archive.namelist()
    assert "council/council.yaml" in names
    assert "measures.yaml" in names
    unfit = ("addin", "/cli/", "/data/", "/documents/", "workbooks/w", "workbooks/o", "jobs/t")
    assert not [name for name in names if any(word in name for word in unfit)]


def test_a_council_without_a_set_has_functions_all_the_same() -> None:
    held = properties_in(lite(load_council("plymouth"), None))
    assert "SVTOOLS_MEASURES" not in held["main.py"]
