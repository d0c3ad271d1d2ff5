"""The room stays light, and its printed example is true."""

import doctest
import subprocess
import sys

import svtools.policy


def test_the_example_in_the_docstring_runs() -> None:
    ran = doctest.testmod(svtools.policy)

    assert (ran.attempted, ran.failed) == (3, 0)


def test_it_imports_no_heavy_library() -> None:
    heavy = {"pandas", "openpyxl", "xlsxwriter", "python_calamine", "xlwings", "jinja2", "typer"}
    script = "import sys, svtools.policy; print(' '.join(sys.modules))"
    shown = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert heavy.isdisjoint(shown.stdout.split())
