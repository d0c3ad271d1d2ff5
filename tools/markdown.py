"""How generated pages of Markdown are written."""

from collections.abc import Iterable, Iterator, Sequence

REBUILD = "python -m tools"


def head(title: str, source: str, *lines: str) -> list[str]:
    """How a generated page begins: its title, what it is made from, and an introduction."""
    comment = f"<!-- Generated from {source} with `{REBUILD}`: change those, not this page. -->"
    return [f"# {title}", "", comment, "", *lines, ""]


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table, and a blank one after them."""
    yield _row(headings)
    yield _row(["---"] * len(headings))
    yield from map(_row, rows)
    yield ""


def _row(cells: Sequence[str]) -> str:
    escaped = (cell.replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"
