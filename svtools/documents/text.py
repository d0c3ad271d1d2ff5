"""A document as plain text, for a field that takes no format: a line for each paragraph or item."""

from collections.abc import Iterator, Sequence

from svtools.documents.blocks import Block, Bullets, Heading, Paragraph, State, Table, words


def text(blocks: Sequence[Block]) -> str:
    """The words of headings, paragraphs, lists and tables; a blank line between them."""
    return "\n\n".join("\n".join(_lines(block)) for block in blocks).strip() + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading() | Paragraph() | State():
            yield words(block.text)
        case Bullets():
            for number, item in enumerate(block.items, start=1):
                first, *others = [line for inner in item for line in _lines(inner)] or [""]
                yield (f"{number}. {first}" if block.numbered else f"- {first}").rstrip()
                yield from (f"  {line}" for line in others)
        case Table():
            yield from ("; ".join(cells) for cells in (block.head, *block.rows))
