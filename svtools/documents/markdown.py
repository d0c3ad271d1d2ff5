"""Markdown to blocks: headings, paragraphs, lists, tables, links; and parts by their names.

A fenced block named `part` stands for a part that the job made, one named `state` or `small` for a
sentence set in that way. HTML in a text is text.
"""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from svtools.documents.blocks import (
    Block,
    Bullets,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Side,
    State,
    Table,
    Text,
    plain,
)
from svtools.errors import InputError

Pictures = Callable[[str, str], Picture]
"""What makes a picture of a file's name and its words; raises InputError where it can't."""


def _no_pictures(name: str, _: str) -> Picture:
    raise InputError(f"The picture {name} can't stand here.", "Take it out of the text.")


def blocks(
    text: str,
    parts: Mapping[str, Block] | None = None,
    pictures: Pictures = _no_pictures,
    *,
    runs: Mapping[str, Sequence[Block]] | None = None,
    deeper: int = 0,
) -> list[Block]:
    """The blocks of a text in Markdown; its headings stand `deeper` levels down.

    It may call `parts` and whole `runs` of blocks, such as somebody's own text. Raises InputError
    where it calls one that isn't there.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    called = {name: [part] for name, part in (parts or {}).items()} | dict(runs or {})
    return _Reader(parser.parse(text), called, pictures, deeper).read()


class _Reader:
    """Goes through the tokens once."""

    def __init__(
        self,
        tokens: Sequence[Token],
        parts: Mapping[str, Sequence[Block]],
        pictures: Pictures,
        deeper: int,
    ) -> None:
        self.tokens = tokens
        self.parts = parts
        self.pictures = pictures
        self.deeper = deeper
        self.at = 0

    def read(self, until: str = "") -> list[Block]:
        """The blocks up to a closing token, which is passed over."""
        found: list[Block] = []
        while self.at < len(self.tokens):
            token = self._next()
            if token.type == until:
                break
            found.extend(self._block(token))
        return found

    def _next(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def _block(self, token: Token) -> list[Block]:  # noqa: PLR0911 - one for each kind
        match token.type:
            case "heading_open":
                level = min(int(token.tag[1:]) + self.deeper, 4)
                return [Heading(level, self._line())]
            case "paragraph_open":
                return self._paragraph()
            case "bullet_list_open" | "ordered_list_open":
                return [self._list(token)]
            case "table_open":
                return [self._table()]
            case "fence":
                return self._fence(token)
            case "hr":
                return [PageBreak()]
            case "code_block":
                return [Paragraph(plain(token.content.strip()))]
            case _:
                return []

    def _paragraph(self) -> list[Block]:
        inline = self._next()
        self._next()
        children = inline.children or []
        if len(children) == 1 and children[0].type == "image":
            return [self.pictures(_file(children[0]), children[0].content)]
        return [Paragraph(_text(children))]

    def _line(self) -> Text:
        inline = self._next()
        self._next()
        return _text(inline.children or [])

    def _list(self, opened: Token) -> Bullets:
        numbered = opened.type.startswith("ordered")
        closing = opened.type.replace("open", "close")
        items = []
        while (token := self._next()).type != closing:
            if token.type == "list_item_open":
                items.append(tuple(self.read("list_item_close")))
        return Bullets(tuple(items), numbered)

    def _table(self) -> Table:
        rows: list[tuple[str, ...]] = []
        sides: list[Side] = []
        row: list[str] = []
        while (token := self._next()).type != "table_close":
            if token.type in {"th_open", "td_open"}:
                is_right = "right" in str(token.attrs.get("style", ""))
                if token.type == "th_open":
                    sides.append(Side.RIGHT if is_right else Side.LEFT)
                row.append("".join(run.text for run in self._line()))
            elif token.type == "tr_close":
                rows.append(tuple(row))
                row = []
        return Table("", rows[0], tuple(rows[1:]), tuple(sides))

    def _fence(self, token: Token) -> list[Block]:
        said = " ".join(token.content.split())
        match token.info.strip():
            case "part":
                return self._part(said)
            case "small":
                return [Paragraph(_inline(said), small=True)]
            case "state amber" | "state green" | "state red" | "state grey" | "state blue" as state:
                return [State(_inline(said), state.split()[1])]
            case _:
                return [Paragraph(plain(token.content.strip()))]

    def _part(self, name: str) -> list[Block]:
        if name not in self.parts:
            known = ", ".join(sorted(self.parts))
            raise InputError(f"The text names '{name}', which isn't there.", f"There are: {known}.")
        return [*self.parts[name]]


def _inline(said: str) -> Text:
    tokens = MarkdownIt("commonmark", {"html": False}).parseInline(said)
    return _text(tokens[0].children or [])


def _file(image: Token) -> str:
    """A picture's file; the parser writes a space or an accent in its name as %20 and the like."""
    return unquote(str(image.attrs.get("src", "")))


def _text(tokens: Sequence[Token]) -> Text:
    """The runs of a line; a line break within a paragraph is a space."""
    runs: list[Run] = []
    strong = emphasis = 0
    link = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "link_open":
                link = str(token.attrs.get("href", ""))
            case "link_close":
                link = ""
            case "image":
                raise InputError(
                    f"The picture {_file(token)} stands within a line.",
                    "Give it a line of its own, with a blank line before it and after it.",
                )
            case "softbreak" | "hardbreak":
                runs.append(Run(" ", bool(strong), bool(emphasis), link))
            case _ if token.content:
                runs.append(Run(token.content, bool(strong), bool(emphasis), link))
    return tuple(runs)
