"""Excel's own process: pandas and numpy stay out of it, and nothing there needs them."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_server_is_started_without_pandas_and_numpy() -> None:
    code = (
        "import sys, types\n"
        "from xl.serving import serve\n"
        "def served(clsid):\n"
        "    import xlwings\n"
        "    loaded = [n for n in ('pandas', 'numpy') if sys.modules.get(n)]\n"
        "    print(clsid, xlwings.__name__, loaded)\n"
        "import xl.serving as s\n"
        "s.import_module = lambda name: types.SimpleNamespace(serve=served)\n"
        "serve('{1}')"
    )
    assert run(code) == "{1} xlwings []"


def test_no_other_excel_is_stopped_when_python_ends() -> None:
    """Xlwings would, as soon as it was imported: a workbook in Protected View would be gone."""
    code = (
        "import atexit, sys, types\n"
        "windows = types.ModuleType('xlwings._xlwindows')\n"
        "windows.cleanup = lambda: print('stopped an Excel')\n"
        "import xl.serving as s\n"
        "def loaded(name):\n"
        "    sys.modules['xlwings._xlwindows'] = windows\n"
        "    atexit.register(windows.cleanup)\n"
        "    return types.SimpleNamespace(serve=print)\n"
        "s.import_module = loaded\n"
        "s.serve('served')"
    )
    assert run(code) == "served"


@pytest.mark.parametrize("of", ["svtools.jobs", "xl.actions", "xl.worksheet"])
def test_every_module_that_excel_may_load_does_without_them(of: str) -> None:
    code = (
        "import pkgutil, importlib, sys\n"
        "from xl.serving import keep_out; keep_out()\n"
        f"package = importlib.import_module('{of}')\n"
        f"for found in pkgutil.walk_packages(package.__path__, '{of}.'):\n"
        "    importlib.import_module(found.name)\n"
        "print(len([n for n in sys.modules if n.startswith(package.__name__)]) > 3)\n"
        "assert not any(n.startswith('svtools.data') for n in sys.modules)"
    )
    assert run(code) == "True"
