"""The floors of the house: nothing imports upward, and the core is quick to import."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = {
    "tools": 5,
    "xl": 4,
    "svtools.cli": 4,
    "svtools.data": 3,
    "svtools.jobs": 2,
    "svtools.policy": 1,
    "svtools.measures": 1,
    "svtools.scoring": 1,
    "svtools.monitoring": 1,
    "svtools.workbooks": 1,
    "svtools.documents": 1,
}
CORE = ("policy", "measures", "scoring", "monitoring")
HEAVY = (
    "xlsxwriter", "python_calamine", "formualizer", "pebble", "pandas", "openpyxl", "xlwings",
    "typer", "rich", "jinja2", "docx", "drawsvg", "resvg_py",
)  # fmt: skip
SOURCES = sorted(
    path.relative_to(ROOT)
    for room in ("svtools", "xl", "tools")
    for path in (ROOT / room).rglob("*.py")
)


def module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def floor(name: str) -> int:
    """The floor of a module; 0 for the ground, such as errors and numbers."""
    rooms = [room for room in FLOORS if name == room or name.startswith(f"{room}.")]
    return FLOORS[rooms[0]] if rooms else 0


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, also where it does so late or for types alone."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are written in full"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_nothing_imports_upward(path: Path) -> None:
    here = floor(module(path))
    assert [name for name in imports(path) if floor(name) > here] == []


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_the_product_imports_no_test(path: Path) -> None:
    assert not [name for name in imports(path) if name.partition(".")[0] in {"tests", "pytest"}]


def core_files() -> list[Path]:
    return [
        path
        for path in SOURCES
        if len(path.parts) > 2 and path.parts[0] == "svtools" and path.parts[1] in CORE
    ]


@pytest.mark.parametrize("path", core_files(), ids=str)
def test_the_core_knows_no_excel(path: Path) -> None:
    assert not [name for name in imports(path) if name.partition(".")[0] in HEAVY]
    assert not [name for name in imports(path) if name.startswith("svtools.workbooks")]


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_only_the_room_of_data_knows_pandas(path: Path) -> None:
    heavy = {"pandas", "numpy", "pyarrow"} & {name.partition(".")[0] for name in imports(path)}
    assert not heavy or module(path).startswith("svtools.data")


@pytest.mark.parametrize("path", [p for p in SOURCES if p.parts[0] == "xl"], ids=str)
def test_excel_never_reaches_the_room_of_data(path: Path) -> None:
    assert not [name for name in imports(path) if name.startswith("svtools.data")]


def run(code: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("room", [room for room in CORE if (ROOT / "svtools" / room).is_dir()])
def test_a_room_of_the_core_loads_no_heavy_library(room: str, tmp_path: Path) -> None:
    shown = "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = run(f"import sys, svtools.{room}; {shown}", tmp_path).split()
    assert not set(HEAVY) & set(loaded)


def test_the_toolkits_own_files_are_found_from_any_folder(tmp_path: Path) -> None:
    code = (
        "from svtools.policy import load_council\n"
        "from svtools.measures import open_set\n"
        "from svtools.workbooks.parse import template\n"
        "from svtools.folders import templates_folder\n"
        "load_council(); open_set()\n"
        "print(*sorted(template(f.stem).name for f in templates_folder().glob('[!.]*.yaml')))"
    )
    known = {path.stem for path in (ROOT / "templates").glob("*.yaml")}
    assert set(run(code, tmp_path).split()) == known
    assert known
