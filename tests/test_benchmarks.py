"""The benchmarks measure what is there: each name that they take from the project exists."""

import ast
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOMS = ("svtools", "xl", "tools", "tests")
SCRIPTS = sorted((Path(__file__).parent.parent / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_what_a_benchmark_takes_from_the_project_is_there(script: Path) -> None:
    imports = [
        (node.module, name.name)
        for node in ast.walk(ast.parse(script.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ROOMS
        for name in node.names
    ]
    missing = [
        f"{module}.{name}"
        for module, name in imports
        if not hasattr(import_module(str(module)), name) and not find_spec(f"{module}.{name}")
    ]
    assert missing == []
