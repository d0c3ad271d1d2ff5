"""What the command line prints: tables and messages, plain when piped.

Rich takes a fifth of the time in which a command starts: only tables and bars load it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH = 160


def say(text: str) -> None:
    """One line to read."""
    typer.echo(text)


def remark(text: str) -> None:
    """How something was read: beside the answer, never in it."""
    typer.echo(text, err=True)


def complain(what: str, remedy: str = "") -> None:
    """What could not be done, and what to do about it."""
    typer.secho(what, err=True, fg="red", bold=True)
    if remedy:
        remark(remedy)


def table(headings: Sequence[str], rows: Sequence[Sequence[Any]], title: str = "") -> None:
    """A table; columns of numbers to the right."""
    from rich.markup import escape  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    printed = Table(title=escape(title) or None, title_justify="left", header_style="bold")
    for number, heading in enumerate(headings):
        numeric = bool(rows) and all(_is_number(row[number]) for row in rows)
        printed.add_column(escape(heading), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        printed.add_row(*(escape(str(value)) for value in row))
    console = _console()
    (console if console.is_terminal else _console(width=PLAIN_WIDTH)).print(printed)


def _console(**more: Any) -> "Console":
    from rich.console import Console  # noqa: PLC0415

    return Console(highlight=False, emoji=False, **more)


def _is_number(value: Any) -> bool:
    text = str(value).lstrip("£-").replace(",", "").replace("%", "")
    return text.replace(".", "", 1).isdigit() or not text


@contextmanager
def progress(label: str, total: int | None) -> Iterator[Any]:
    """A bar on a terminal, nothing when piped; yields a function to call with each step."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    console = _console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(label, total=total)
        yield lambda steps=1: bar.advance(task, steps)
