"""What a document says, as a test reads it."""

from svtools.documents.blocks import Document, Heading, Numbers, Table, words


def title(document: Document) -> str:
    """The first heading."""
    return next(words(b.text) for b in document.blocks if isinstance(b, Heading) and b.level == 1)


def headings(document: Document) -> list[str]:
    """The headings under the first."""
    return [words(b.text) for b in document.blocks if isinstance(b, Heading) and b.level > 1]


def rows(document: Document, first: str) -> list[tuple[str, ...]]:
    """The rows of the table whose first column is headed so."""
    tables = [b for b in document.blocks if isinstance(b, Table)]
    return next([*table.rows] for table in tables if table.head[0] == first)


def numbers(document: Document) -> dict[str, tuple[str, str]]:
    """The big numbers: figure, and of what."""
    found = next(b for b in document.blocks if isinstance(b, Numbers))
    return {item.label: (item.figure, item.of) for item in found.items}
