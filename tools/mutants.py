"""`python -m tools.mutants ROOM`: small faults put into a room's code, to see whether tests notice.

Each mutant is the room with one operator, number or word otherwise, in a copy of the checkout where
the room's tests run. A survivor is a fault that no test notices: either nothing follows from it, or
a test is missing. `python -m tools.mutants svtools/policy` runs them all, `--every 5` each fifth.
"""

import argparse
import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from svtools.console import say

ROOT = Path(__file__).parents[1]
SECONDS = 120
_SWAPPED: dict[type[ast.AST], Any] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Mutant(NamedTuple):
    """A module's source with one thing otherwise."""

    line: int
    was: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of a module; docstrings, annotations and decorators stay."""
    tree = ast.parse(source)
    left_alone = {id(node) for kept in _kept(tree) for node in ast.walk(kept)}
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in left_alone:
            continue
        changed = copy.deepcopy(tree)
        target = next(n for at, n in enumerate(ast.walk(changed)) if at == number)
        if _change(target):
            line = getattr(node, "lineno", 0)
            yield Mutant(line, ast.unparse(node)[:80], ast.unparse(changed))


def _kept(tree: ast.AST) -> Iterator[ast.AST]:
    """What says nothing that a test could notice."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        yield from getattr(node, "decorator_list", ())
        for name in ("annotation", "returns"):
            if isinstance(getattr(node, name, None), ast.AST):
                yield getattr(node, name)


def _change(node: Any) -> bool:
    """Make one thing of a node otherwise, where there is a way to."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _SWAPPED:
        node.ops = [_SWAPPED[type(node.ops[0])]()]
    elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in _SWAPPED:
        node.op = _SWAPPED[type(node.op)]()
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int | str):
        node.value = _other(node.value)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _NAMES:
        node.func = ast.Name(_NAMES[node.func.id], ast.Load())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
    else:
        return False
    ast.fix_missing_locations(node)
    return True


def _other(value: bool | int | str) -> bool | int | str:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else f"{value}XX"


def survivors(room: Path, every: int = 1) -> Iterator[tuple[Path, Mutant]]:
    """The mutants of a room that its tests don't notice."""
    tests = Path("tests") / room.name
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "checkout"
        ignored = shutil.ignore_patterns(".git", ".*_cache", "sample_workbooks", "docs")
        shutil.copytree(ROOT, copied, ignore=ignored)
        command = [sys.executable, "-m", "pytest", str(tests), "-x", "-q", "-n", "0"]
        for module in sorted((ROOT / room).glob("*.py")):
            file = copied / room / module.name
            source = module.read_text(encoding="utf-8")
            for mutant in [*mutants(source)][::every]:
                file.write_text(mutant.source, encoding="utf-8")
                if _passes(command, copied):
                    yield room / module.name, mutant
            file.write_text(source, encoding="utf-8")


def _passes(command: list[str], folder: Path) -> bool:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - pytest, on the copy
            command, cwd=folder, env=environment, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    asked = argparse.ArgumentParser(prog="python -m tools.mutants")
    asked.add_argument("room", type=Path)
    asked.add_argument("--every", type=int, default=1)
    given = asked.parse_args()
    for path, found in survivors(given.room, given.every):
        say(f"{path}:{found.line}: no test notices another '{found.was}'")
