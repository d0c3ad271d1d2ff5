"""Odd and broken files of other projects: each is read or has a verdict, in bounded resources."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
FILES = sorted(path for path in CORPUS.glob("*/*") if path.is_file())
SECONDS, BYTES = 60, 1_500_000_000

needs_corpus = pytest.mark.skipif(
    not FILES, reason=f"The files of other projects are not at {CORPUS}: nothing to read."
)

READER = """
import json, sys, time
from svtools.errors import UnreadableFile
from svtools.workbooks.book import open_book
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), int(sys.argv[1])))
except ImportError:
    pass
for path in sys.argv[2:]:
    started = time.perf_counter()
    try:
        sheets = open_book(path).sheets
        verdict = "read"
    except UnreadableFile as refused:
        verdict = refused.code
    print(json.dumps([path, verdict, time.perf_counter() - started]), flush=True)
"""

EXPECTED = {
    "csv-odd": {"csv"},
    "encrypted": {"password"},
    "fuzz": {"damaged", "old-xls", "password"},
    "malformed": {"read", "damaged", "old-xls", "xlsb", "not-a-spreadsheet", "archive"},
    "odd-but-valid": {"read", "old-xls", "xlsb", "empty"},
}


@needs_corpus
def test_every_odd_file_is_read_or_has_a_verdict() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", READER, str(BYTES), *map(str, FILES)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        cwd=ROOT,
    )
    results = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == 0, f"{FILES[len(results)]}: {ran.stderr[-500:]}"
    assert len(results) == len(FILES)
    wrong = [
        (path, verdict)
        for path, verdict, _ in results
        if verdict not in EXPECTED[Path(path).parent.name]
    ]
    assert wrong == []
    assert max(seconds for *_, seconds in results) < SECONDS / 4
