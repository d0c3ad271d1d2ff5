"""How a Word file looks: its styles, its page, its tables; its title and language."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from svtools.documents.palette import LIGHT

FONT = "Arial"
LANGUAGE = "en-GB"
TIGHT, TIGHT_HEADING, TIGHT_TITLE = 0.8, 0.68, 0.78
"""How large letters are in a document that is to fill one page, beside those of any other."""

SIZES = {"Title": 21, "Heading 1": 16, "Heading 2": 13, "Heading 3": 11.5}
LISTS = ("List Bullet", "List Number", "List Continue")
LEVELS = ("", " 2", " 3")
"""What the names of Word's own styles for lists end with, by how deep they lie."""

OWN = {
    "Source": (10.5, "second"),
    "Small": (9.5, "second"),
    "State": (11, "ink"),
    "Cell": (10, "ink"),
    "Small cell": (8.5, "ink"),
}
"""The document's own kinds of paragraphs: size and colour."""


def set_up(file: Any, title: str, *, tight: bool) -> None:
    """Page, styles, title and language of a new file; `tight` for what is to fill one page."""
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin = section.bottom_margin = Cm(1.2 if tight else 1.6)
    file.core_properties.title = title
    file.core_properties.language = LANGUAGE
    file.core_properties.author = ""
    file.core_properties.comments = ""
    _speak(file)
    for name in ("Normal", *(f"{kind}{level}" for kind in LISTS for level in LEVELS)):
        _letter(file.styles[name], 9 if tight else 11, "ink", after=2 if tight else 6)
    for name, size in SIZES.items():
        before = 0 if name == "Title" else size * (0.35 if tight else 1.1)
        after = 2 if tight else 4
        smaller = (TIGHT_TITLE if name == "Title" else TIGHT_HEADING) if tight else 1
        _letter(file.styles[name], size * smaller, "title", before, after, strong=True)
        file.styles[name].paragraph_format.keep_with_next = True
    _letter(file.styles["Caption"], 10, "ink", 8, 3, strong=True)
    file.styles["Caption"].paragraph_format.keep_with_next = True
    for name, (size, ink) in OWN.items():
        style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = file.styles["Normal"]
        air = 0.5 if tight else 1
        around = (air, air) if "ell" in name else (0, 6 * air)
        _letter(style, size * (TIGHT if tight else 1), ink, *around)
    if tight:
        file.styles["Normal"].paragraph_format.line_spacing = 1.0
    gap = file.styles.add_style("Gap", WD_STYLE_TYPE.PARAGRAPH)
    _letter(gap, 2 if tight else 4, "ink", after=0 if tight else 2)


def _letter(
    style: Any, size: float, ink: str, before: float = 0, after: float = 6, *, strong: bool = False
) -> None:
    """A style's letters and air; Title and headings lose Word's own font, line and colours."""
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in [*fonts.attrib]:
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)
    style.font.size, style.font.bold, style.font.italic = Pt(round(size * 2) / 2), strong, False
    style.font.color.rgb = RGBColor.from_string(LIGHT[ink][1:])
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    for line in style.element.findall(f".//{qn('w:pBdr')}"):
        line.getparent().remove(line)


def _speak(file: Any) -> None:
    """The language of every text."""
    defaults = file.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    defaults.append(language)


def at_level(style: str, level: int) -> str:
    """The name of a list's style at a level; 0 is the outermost, and the third the deepest."""
    return style + LEVELS[min(level, len(LEVELS) - 1)]


def new_numbering(file: Any, style_name: str) -> int:
    """The number of a new numbering that begins with 1, in the style of one of Word's own lists."""
    style = file.styles[style_name].element
    known = style.find(f".//{qn('w:numId')}").get(qn("w:val"))
    numberings = file.part.numbering_part.numbering_definitions._numbering
    abstract = next(n.abstractNumId.val for n in numberings.num_lst if str(n.numId) == known)
    new = numberings.add_num(abstract)
    new.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(new.numId)


def give_number(paragraph: Any, numbering: int | None) -> None:
    """Put a paragraph into a numbering of its own."""
    if numbering is not None:
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = numbering


def shade(paragraph: Any, fill: str, edge: str) -> None:
    """A paragraph on a tone, with a thick edge at its left."""
    properties = paragraph._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in {"val": "single", "sz": "36", "space": "6", "color": edge[1:]}.items():
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    shading = OxmlElement("w:shd")
    for name, value in {"val": "clear", "color": "auto", "fill": fill[1:]}.items():
        shading.set(qn(f"w:{name}"), value)
    properties.insert_element_before(borders, "w:shd", "w:spacing", "w:ind", "w:jc")
    properties.insert_element_before(shading, "w:spacing", "w:ind", "w:jc")


def tidy_table(table: Any, *, named: bool = True) -> None:
    """Lines under rows, the heading row repeated and marked as one, no row broken over pages.

    `named` is whether the first column's cells are the headings of their rows.
    """
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for cell in row.cells:
            _line(cell, LIGHT["title" if number == 0 else "hairline"], 12 if number == 0 else 4)
            if number == 0:
                for run in cell.paragraphs[0].runs:
                    run.font.bold = True
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:firstRow"), "1")
        look.set(qn("w:firstColumn"), str(int(named)))


def _line(cell: Any, colour: str, size: int) -> None:
    properties = cell._tc.get_or_add_tcPr()
    borders = OxmlElement("w:tcBorders")
    bottom = OxmlElement("w:bottom")
    for name, value in {"val": "single", "sz": str(size), "color": colour[1:]}.items():
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties.append(borders)
