"""The calculator with the worksheet functions inside, for xlwings Lite.

Lite is an add-in of Excel's store: it runs Python in the browser that Excel has for add-ins, and
keeps the code in the workbook's own parts (Office's web extensions). Where it isn't allowed, the
workbook is the plain calculator: its formulas need nothing.
"""

import base64
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

import xl.worksheet  # noqa: F401 - fills the registry
from svtools import __version__
from svtools.jobs.calculator import calculator_data
from svtools.jobs.register.installed_sets import starting_sets
from svtools.jobs.register.issued import ABOUT
from svtools.jobs.register.measure_sets import set_in
from svtools.measures import MeasureSet, to_rows
from svtools.policy import Council
from svtools.workbooks.package_parts import packed
from svtools.workbooks.parse import template
from svtools.workbooks.replacing import replace_with
from svtools.workbooks.write import build
from xl.addin.web_extension import with_web_extension
from xl.registry import FUNCTIONS, Range, shown

REQUIREMENTS = "xlwings\npyyaml\n"
"""What Lite fetches beside Python: xlwings, which it brings, and what reads YAML."""

_ROOT = Path(__file__).resolve().parents[2]
_CORE = ("policy", "measures", "scoring", "monitoring")
_ALONE = (
    *("errors", "folders", "numbers", "schema", "settings", "spelling", "yamlfile", "__init__"),
    *("gc_pause", "workbooks/__init__", "workbooks/typed_text"),
    *("jobs/__init__", "jobs/register/__init__", "jobs/register/installed_sets"),
)
_FACE = ("__init__", "arguments", "by_row", "cells", "functions", "lite", "registry")
MOST_ROWS = 6
"""So many rows of an example's answer are shown."""

MADE_UP = ("A1", "A2", "B1")
"""The codes of the set that examples make up."""

_MAIN = '''\
"""Social value functions, version {version}: type =SV_REQUIRED( or =TOMS_VALUE( in any cell.

Everything is calculated in this workbook; nothing is sent anywhere. The source is the text below,
a zip of the project's own files with SHA-256 {digest}.
"""

import base64
import io
import os
import sys
import zipfile

HERE = os.path.join(os.path.expanduser("~"), "social_value")
zipfile.ZipFile(io.BytesIO(base64.b85decode({source!r}))).extractall(HERE)
os.environ["SVTOOLS_COUNCIL"] = os.path.join(HERE, "council")
{measures}sys.path.insert(0, HERE)

from xl.lite import *  # noqa: E402, F403
'''
_OWN_SET = 'os.environ["SVTOOLS_MEASURES"] = os.path.join(HERE, "measures.yaml")\n'


def write_lite(output: Path, council: Council, measures: Path | None = None) -> None:
    """Write the workbook to `output`, with the measures of a file or those the council starts with.

    Raises InputError where the file holds no whole set.
    """
    with_set = measures or starting_sets(council)
    replace_with(output, lite(council, set_in(measures, council) if with_set else None))


def lite(council: Council, measures: MeasureSet | None) -> bytes:
    """The workbook's bytes: calculator, worked examples, and the functions for xlwings Lite."""
    data = calculator_data(council, measures) | {"examples": example_rows(council, measures)}
    files = {"main.py": main(council, measures), "requirements.txt": REQUIREMENTS}
    return with_web_extension(build(template("calculator"), data), files)


def main(council: Council, measures: MeasureSet | None) -> str:
    """The code as Lite runs it: it unpacks the project's files and registers the functions."""
    source = packed(_files(council, measures), level=9)
    return _MAIN.format(
        version=__version__,
        digest=hashlib.sha256(source).hexdigest(),
        source=base64.b85encode(source).decode(),
        measures=_OWN_SET if measures else "",
    )


def _files(council: Council, measures: MeasureSet | None) -> dict[str, bytes]:
    """By its path everything that the functions need: code, law, the council's policy, the set."""
    files = {path.relative_to(_ROOT).as_posix(): path.read_bytes() for path in _sources()}
    for path in sorted(council.folder.rglob("*.*")):
        if path.suffix in {".yaml", ".csv"}:
            files[f"council/{path.relative_to(council.folder).as_posix()}"] = path.read_bytes()
    if measures:
        files["measures.yaml"] = _as_yaml(measures).encode()
    return files


def _sources() -> Iterator[Path]:
    """The project's own files, in one order."""
    svtools = _ROOT / "svtools"
    for room in _CORE:
        yield from sorted((svtools / room).glob("*.py"))
        yield from sorted((svtools / room).glob("*.yaml"))
    yield from sorted((svtools / "measures" / "sets").glob("*.yaml"))
    for folder in ("statutory", "general", "southend"):
        yield from sorted((svtools / "policy" / "parameters" / folder).glob("*.yaml"))
    yield from (svtools / f"{name}.py" for name in _ALONE)
    yield from (_ROOT / "xl" / f"{name}.py" for name in _FACE)
    yield from sorted((_ROOT / "xl" / "worksheet").glob("*.py"))


def example_rows(council: Council, measures: MeasureSet | None) -> list[dict[str, Any]]:
    """For each function calls as they are typed, with what each gives."""
    rows = []
    with as_set_up(council, measures):
        for function in FUNCTIONS.values():
            for given in _examples(function.name, measures):
                typed = f"={function.name}({', '.join(map(shown, given))})"
                gives = _in_words(function(*given))
                rows.append({"function": function.name, "typed": typed, "gives": gives})
    return rows


def _examples(name: str, measures: MeasureSet | None) -> Iterator[tuple[Any, ...]]:
    """The examples of a function, with codes of the workbook's own set for those made up."""
    codes = [
        code for code, measure in (measures.measures if measures else {}).items() if measure.proxy
    ]
    own = dict(zip(("A1", "A2", "B1"), codes, strict=False))
    for example in FUNCTIONS[name].examples:
        uses_set = any(isinstance(given, Range) for given in example.given)
        if uses_set and len(own) == len(MADE_UP):
            yield tuple(_with_own(g, own) for g in example.given if not isinstance(g, Range))
        elif not uses_set and example.gives is not None:
            yield example.given


def _with_own(given: Any, own: Mapping[str, str]) -> Any:
    if isinstance(given, list):
        return [_with_own(each, own) for each in given]
    return own.get(given, given) if isinstance(given, str) else given


def _in_words(gives: Any) -> str:
    """What a call gives as its cell shows it; of many rows how many there are."""
    if isinstance(gives, list):
        return shown(gives) if len(gives) <= MOST_ROWS else f"{len(gives)} rows"
    return gives if type(gives) is str else shown(gives)


def _as_yaml(measures: MeasureSet) -> str:
    about = {name: getattr(measures, name) for name in ABOUT if getattr(measures, name) is not None}
    rows = [
        {key: _plain(value) for key, value in row.items() if value is not None}
        for row in to_rows(measures)
    ]
    return yaml.safe_dump({**about, "measures": rows}, sort_keys=False, allow_unicode=True)


def _plain(value: Any) -> Any:
    """A value as YAML has it: a number as it is written, a word as text."""
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, StrEnum) else value


@contextmanager
def as_set_up(council: Council, measures: MeasureSet | None) -> Iterator[None]:
    """This machine's settings for a while those of the workbook."""
    before = {name: os.environ.get(name) for name in ("SVTOOLS_COUNCIL", "SVTOOLS_MEASURES")}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SVTOOLS_COUNCIL"] = str(council.folder)
        if measures:
            path = Path(folder) / "measures.yaml"
            path.write_text(_as_yaml(measures), encoding="utf-8")
            os.environ["SVTOOLS_MEASURES"] = str(path)
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.update({name: value})
