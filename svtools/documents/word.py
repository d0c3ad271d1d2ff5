"""A document as a Word file: real headings, lists and tables, which a screen reader can use.

Charts are the page's own, drawn by resvg from the same SVG, each with its words.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from functools import singledispatchmethod
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from svtools.documents import charts
from svtools.documents.blocks import (
    Bars,
    Bullets,
    Document,
    Heading,
    Numbers,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Side,
    Stack,
    State,
    Table,
    Text,
    plain,
)
from svtools.documents.palette import LIGHT
from svtools.documents.word_styles import (
    at_level,
    give_number,
    new_numbering,
    set_up,
    shade,
    tidy_table,
)
from svtools.workbooks.package_parts import packed

WIDTH = Cm(17.4)
BAR_WIDTH, BAR_HEIGHT = Cm(6.2), Cm(0.5)
STACK_HEIGHT = Cm(0.9)
TIGHT_BAR, TIGHT_STACK_HEIGHT = (Cm(4.8), Cm(0.33)), Cm(0.45)
BY_HAND = Cm(1.1)
"""How tall a row is that is written into."""

DOTS = 8
"""How many dots of a drawn chart stand for one unit of its SVG."""

STACK_DOTS = 2000
"""How many dots wide a stack is drawn: it is as wide as the page."""

MOST_COLUMNS = 5
"""A table with more columns is set smaller."""

PADDING, LETTER, LONG = Cm(0.4), Cm(0.2), 120
"""What a table's cell keeps free, what one letter takes, and how many count for its width."""

NOTHING = Paragraph(())
WHEN = datetime(2000, 1, 1)  # noqa: DTZ001 - no day of making: the same document is the same file


def word(document: Document) -> bytes:
    """The document as the content of a .docx file."""
    return _Writer(document).written()


class _Writer:
    def __init__(self, document: Document) -> None:
        self.file = docx.Document()
        self.is_tight = document.one_page
        set_up(self.file, document.title, tight=document.one_page)
        self.file.add_paragraph(document.source, style="Source")
        for block in document.blocks:
            self.add(block)

    def written(self) -> bytes:
        self.file.core_properties.created = self.file.core_properties.modified = WHEN
        stream = io.BytesIO()
        self.file.save(stream)
        return _without_times(zipfile.ZipFile(stream))

    @singledispatchmethod
    def add(self, block: Any) -> None:
        """Put a block behind the others."""
        raise NotImplementedError(type(block).__name__)

    @add.register
    def _(self, block: Heading) -> None:
        style = "Title" if block.level == 1 else f"Heading {block.level - 1}"
        self._fill(self.file.add_paragraph(style=style), block.text)

    @add.register
    def _(self, block: Paragraph) -> None:
        style = "Small" if block.small else "Normal"
        self._fill(self.file.add_paragraph(style=style), block.text)

    @add.register
    def _(self, block: State) -> None:
        paragraph = self.file.add_paragraph(style="State")
        shade(paragraph, LIGHT[f"{block.tone}-fill"], LIGHT[f"{block.tone}-ink"])
        self._fill(paragraph, block.text, LIGHT[f"{block.tone}-ink"])

    @add.register
    def _(self, block: Bullets) -> None:
        self._list(block, 0)

    def _list(self, block: Bullets, level: int) -> None:
        kind = "List Number" if block.numbered else "List Bullet"
        numbering = new_numbering(self.file, at_level(kind, level)) if block.numbered else None
        for item in block.items:
            first, *others = item or (NOTHING,)
            if not isinstance(first, Paragraph):
                first, others = NOTHING, [*item]
            paragraph = self.file.add_paragraph(style=at_level(kind, level))
            give_number(paragraph, numbering)
            self._fill(paragraph, first.text)
            for inner in others:
                if isinstance(inner, Bullets):
                    self._list(inner, level + 1)
                elif isinstance(inner, Paragraph):
                    style = at_level("List Continue", level)
                    self._fill(self.file.add_paragraph(style=style), inner.text)
                else:
                    self.add(inner)

    @add.register
    def _(self, block: Numbers) -> None:
        rows = [[item.label, item.figure, item.of] for item in block.items]
        if self.is_tight:
            labels, figures, of = zip(*rows, strict=True)
            big = self._across(labels, [figures, of]).rows[1].cells
        else:
            head = ["In numbers", "Figure", "Of what"]
            table = self._table(head, rows, (Side.LEFT, Side.RIGHT))
            big = [row.cells[1] for row in table.rows[1:]]
        for cell in big:
            for run in cell.paragraphs[0].runs:
                run.font.size, run.font.bold = Pt(13 if self.is_tight else 16), True
                run.font.color.rgb = RGBColor.from_string(LIGHT["title"][1:])

    @add.register
    def _(self, block: Table) -> None:
        if block.caption:
            self.file.add_paragraph(block.caption, style="Caption")
        widths = self._widths_of(block)
        table = self._table(block.head, block.rows, block.sides, widths)
        if block.by_hand:
            for row in table.rows[1:]:
                row.height = BY_HAND
        if block.total:
            for cell in table.rows[-1].cells:
                for run in cell.paragraphs[0].runs:
                    run.font.bold = True
        if block.note:
            self.file.add_paragraph(block.note, style="Small")

    @add.register
    def _(self, block: Bars) -> None:
        rows = [[bar.label, "", bar.figure, bar.of] for bar in block.bars]
        sides = (Side.LEFT, Side.LEFT, Side.RIGHT, Side.LEFT)
        widths = (Cm(4.8), BAR_WIDTH + Cm(0.3), Cm(2.3), Cm(3.8))
        if self.is_tight:
            widths = (Cm(5.4), TIGHT_BAR[0] + Cm(0.3), Cm(2), Cm(4.9))
        size = TIGHT_BAR if self.is_tight else (BAR_WIDTH, BAR_HEIGHT)
        table = self._table(block.heads, rows, sides, widths)
        for bar, row in zip(block.bars, table.rows[1:], strict=True):
            run = row.cells[1].paragraphs[0].add_run()
            size_in_dots = charts.LONGEST * DOTS, charts.HEIGHT * DOTS
            drawn = charts.drawn(charts.bar(bar, LIGHT), *size_in_dots)
            says = f"{bar.label}: {bar.figure} {bar.of}".rstrip()
            self._picture(run, drawn, says, *size)
        self.file.add_paragraph(block.caption, style="Small")

    @add.register
    def _(self, block: Stack) -> None:
        height = TIGHT_STACK_HEIGHT if self.is_tight else STACK_HEIGHT
        drawn = charts.drawn(charts.stack(block, LIGHT), STACK_DOTS, STACK_DOTS * height // WIDTH)
        run = self.file.add_paragraph(style="Normal").add_run()
        self._picture(run, drawn, block.says, WIDTH, height)
        rows = [[part.label, part.figure, part.of] for part in block.parts]
        if self.is_tight:
            labels, figures, of = zip(*rows, strict=True)
            self._across(labels, [[f"{a}, {b}" for a, b in zip(figures, of, strict=True)]])
        else:
            self._table(["From left to right", "Share", ""], rows, (Side.LEFT, Side.RIGHT))

    @add.register
    def _(self, block: Picture) -> None:
        run = self.file.add_paragraph(style="Normal").add_run()
        self._picture(run, block.content, block.says, Cm(12), None)

    @add.register
    def _(self, _: PageBreak) -> None:
        self.file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    @staticmethod
    def _widths_of(block: Table) -> Sequence[Any]:
        if block.widths:
            return [WIDTH * share // 100 for share in block.widths]
        of_figures = Side.RIGHT in block.sides
        return _widths(len(block.head)) if of_figures else _by_texts([block.head, *block.rows])

    def _across(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:
        """A table of columns that are all as wide."""
        widths = [WIDTH // len(head)] * len(head)
        return self._table(head, rows, (), widths, named=False)

    def _table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        sides: Sequence[Side],
        widths: Sequence[Any] = (),
        *,
        named: bool = True,
    ) -> Any:
        table = self.file.add_table(rows=1 + len(rows), cols=len(head))
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = not widths
        kind = "Cell" if len(head) <= MOST_COLUMNS else "Small cell"
        cell_style = self.file.styles[kind].style_id  # by its name it is looked for in each cell
        for column, width in zip(table.columns, widths, strict=False):
            column.width = width
        for row, texts in zip(table.rows, [head, *rows], strict=True):
            for number, (cell, said) in enumerate(zip(row.cells, texts, strict=True)):
                paragraph = cell.paragraphs[0]
                paragraph._p.style = cell_style
                self._fill(paragraph, plain(said))
                if number < len(sides) and sides[number] is Side.RIGHT:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                if number < len(widths):
                    cell.width = widths[number]
        tidy_table(table, named=named)
        self.file.add_paragraph(style="Gap")
        return table

    def _fill(self, paragraph: Any, text: Text, ink: str = "") -> None:
        for run in text:
            made = self._linked(paragraph, run) if run.link else paragraph.add_run(run.text)
            made.bold, made.italic = run.strong or None, run.emphasis or None
            if ink:
                made.font.color.rgb = RGBColor.from_string(ink[1:])

    def _linked(self, paragraph: Any, run: Run) -> Any:
        """A run in a link; one within the document is text, which has no target in Word here."""
        made = paragraph.add_run(run.text)
        if run.link.startswith("#"):
            return made
        made.font.color.rgb = RGBColor.from_string(LIGHT["link"][1:])
        made.font.underline = True
        link = OxmlElement("w:hyperlink")
        target = paragraph.part.relate_to(run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link.set(qn("r:id"), target)
        paragraph._p.append(link)
        link.append(made._r)
        return made

    @staticmethod
    def _picture(run: Any, content: bytes, says: str, width: Any, height: Any) -> None:
        run.add_picture(io.BytesIO(content), width=width, height=height)
        run._r.find(f".//{qn('wp:docPr')}").set("descr", says)
        inline = run._r.find(f".//{qn('wp:inline')}")
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")  # left out, LibreOffice takes 3 mm for each


def _widths(columns: int) -> list[Any]:
    """The first column takes two to three times as much as another."""
    share = 0.5 if columns <= 3 else 0.38 if columns <= MOST_COLUMNS else 0.26  # noqa: PLR2004
    first = int(WIDTH * share)
    return [first, *[(WIDTH - first) // max(columns - 1, 1)] * (columns - 1)]


def _by_texts(rows: Sequence[Sequence[str]]) -> list[Any]:
    """Of a table of words: room for each column's longest word, the rest by its longest text."""
    columns = [*zip(*rows, strict=True)]
    words = [max(map(len, ["", *" ".join(column).split()])) for column in columns]
    least = [PADDING + LETTER * count for count in words]
    texts = [min(max(map(len, column)), LONG) for column in columns]
    if sum(least) > WIDTH:
        return [WIDTH * part // sum(least) for part in least]
    share = (WIDTH - sum(least)) // max(sum(texts), 1)
    return [part + share * length for part, length in zip(least, texts, strict=True)]


def _without_times(package: zipfile.ZipFile) -> bytes:
    """The package with no times of writing in it."""
    return packed({name: package.read(name) for name in package.namelist()})
