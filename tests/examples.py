"""The examples in Markdown pages: commands to run, with what they should end in and print."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

BLOCK = re.compile(
    r"(?:<!-- exit code (?P<code>\d) -->\n)?```(?P<kind>\w+)\n(?P<body>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
ROW = re.compile(r"^\|.*\| `(?P<command>svtools [^`]+)` \| (?P<code>\d) \|$", re.MULTILINE)
ROOT = Path(__file__).resolve().parent.parent
RUN = "from svtools.cli.app import main; main()"


class Example(NamedTuple):
    """A command, the exit code it should have, and lines that it should print."""

    command: str
    code: int
    prints: tuple[str, ...] = ()


def examples(text: str) -> list[Example]:
    """The `svtools` commands of a page: in its bash and console blocks, and in its tables."""
    found = [
        example
        for block in BLOCK.finditer(text)
        for example in _in_block(block["kind"], block["body"], int(block["code"] or 0))
    ]
    return found + [Example(row["command"], int(row["code"])) for row in ROW.finditer(text)]


def _in_block(kind: str, body: str, code: int) -> Iterator[Example]:
    if kind == "bash":
        for line in body.splitlines():
            command = line.rpartition("&& ")[2]
            if command.startswith("svtools "):
                yield Example(command, code)
    if kind == "console":
        for part in body.split("$ ")[1:]:
            command, *prints = part.splitlines()
            yield Example(command, code, tuple(line for line in prints if line.strip()))


def svtools(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a `svtools …` command of this checkout in `folder`, as its user would."""
    arguments = [sys.executable, "-c", RUN, *shlex.split(command)[1:]]
    return subprocess.run(
        arguments,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
