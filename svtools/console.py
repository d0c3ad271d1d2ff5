"""What the command line prints: tables and messages, plain when piped."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

OUT = Console(highlight=False, emoji=False)
ERR = Console(stderr=True, highlight=False, emoji=False)
PLAIN_WIDTH = 160


def say(text: str) -> None:
    """One line to read."""
    OUT.print(escape(text), soft_wrap=True)


def remark(text: str) -> None:
    """How something was read: beside the answer, never in it."""
    ERR.print(escape(text), soft_wrap=True)


def complain(what: str, remedy: str = "") -> None:
    """What could not be done, and what to do about it."""
    ERR.print(f"[bold red]{escape(what)}[/]", soft_wrap=True)
    if remedy:
        ERR.print(escape(remedy), soft_wrap=True)


def table(headings: Sequence[str], rows: Sequence[Sequence[Any]], title: str = "") -> None:
    """A table; columns of numbers to the right."""
    printed = Table(title=escape(title) or None, title_justify="left", header_style="bold")
    for number, heading in enumerate(headings):
        numeric = bool(rows) and all(_is_number(row[number]) for row in rows)
        printed.add_column(escape(heading), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        printed.add_row(*(escape(str(value)) for value in row))
    console = OUT if OUT.is_terminal else Console(highlight=False, emoji=False, width=PLAIN_WIDTH)
    console.print(printed)


def _is_number(value: Any) -> bool:
    text = str(value).lstrip("£-").replace(",", "").replace("%", "")
    return text.replace(".", "", 1).isdigit() or not text


@contextmanager
def progress(label: str, total: int | None) -> Iterator[Any]:
    """A bar on a terminal, nothing when piped; yields a function to call with each step."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as bar:
        task = bar.add_task(label, total=total)
        yield lambda steps=1: bar.advance(task, steps)
