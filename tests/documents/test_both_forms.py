"""A document is the same on the page and in Word, and both can be read by a screen reader."""

import io
import re
from collections.abc import Sequence

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image

from svtools.documents.blocks import (
    Bar,
    Bars,
    Block,
    Bullets,
    Document,
    Heading,
    Kind,
    Number,
    Numbers,
    PageBreak,
    Paragraph,
    Part,
    Picture,
    Side,
    Stack,
    State,
    Table,
    plain,
)
from svtools.documents.html import page
from svtools.documents.markdown import blocks
from svtools.documents.palette import DARK, LIGHT
from svtools.documents.word import word
from svtools.errors import InputError

BARS = Bars(
    (Bar("Pride & Joy", ((Kind.PROMISED, 1.0), (Kind.REPORTED, 1.3)), "130%", "£13 of £10"),),
    "Pale outline: promised.",
    ("Theme", "Bar", "Reported", "Of"),
)
STACK = Stack(
    (
        Part("In the city", Kind.VALIDATED, 0.6, "60%", "£6"),
        Part("Not known", Kind.UNKNOWN, 0.4, "40%", "£4"),
    ),
    "Spend of £10: in the city 60%, not known 40%.",
)
TABLE = Table(
    "By theme, £", ("Theme", "Promised"), (("Pride & Joy", "10"),), (Side.LEFT, Side.RIGHT)
)


def dot() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (2, 2)).save(stream, "PNG")
    return stream.getvalue()


ALL: Sequence[Block] = (
    Heading(1, plain("A title")),
    State(plain("Not complete.")),
    Numbers((Number("Validated", "£80k", "63% of what was promised"),)),
    Heading(2, plain("A heading")),
    Heading(2, plain("A heading")),
    *blocks("A **strong** word, [a link](https://example.org), <b>no tag</b>.\n\n1. one\n2. two"),
    BARS,
    STACK,
    TABLE,
    Picture(dot(), "png", "Volunteers on the pier"),
    PageBreak(),
    Paragraph(plain("Last."), small=True),
)


def of(*all_blocks: Block) -> Document:
    return Document("A title", "A council", all_blocks)


def in_word(document: Document) -> docx.document.Document:
    return docx.Document(io.BytesIO(word(document)))


def test_every_kind_of_block_is_written_in_both() -> None:
    shown = page(of(*ALL))
    for words in ("A title", "Not complete.", "£80k", "<strong>strong</strong>", "Pride &amp; Joy"):
        assert words in shown
    texts = [paragraph.text for paragraph in in_word(of(*ALL)).paragraphs]
    assert {"A title", "Not complete.", "A heading", "two", "Last."} <= {*texts}


def test_tags_in_a_text_are_text() -> None:
    assert "&lt;b&gt;no tag&lt;/b&gt;" in page(of(*ALL))


def test_the_page_needs_no_network_and_no_script() -> None:
    shown = page(of(*ALL))
    assert not re.findall(r"<script|<link|@import|url\(http", shown)
    assert re.findall(r'(?:src|href)="(?!data:|#|https://example.org)', shown) == []


def test_anchors_are_each_there_once() -> None:
    ids = re.findall(r' id="([^"]+)"', page(of(*ALL, STACK)))
    assert len(ids) == len({*ids})
    assert {"a-heading", "a-heading-2"} <= {*ids}


def test_word_tables_have_heading_rows() -> None:
    for table in in_word(of(*ALL)).tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None


def test_word_pictures_have_words() -> None:
    body = in_word(of(*ALL)).element.body
    said = [each.get("descr") for each in body.iter(qn("wp:docPr"))]
    assert said == ["Pride & Joy: 130% £13 of £10", STACK.says, "Volunteers on the pier"]


def test_word_has_title_language_and_real_headings() -> None:
    file = in_word(of(*ALL))
    assert (file.core_properties.title, file.core_properties.language) == ("A title", "en-GB")
    assert file.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en-GB"
    assert [p.text for p in file.paragraphs if p.style and p.style.name == "Heading 1"] == [
        "A heading"
    ] * 2


def test_the_same_document_is_the_same_file() -> None:
    assert (page(of(*ALL)), word(of(*ALL))) == (page(of(*ALL)), word(of(*ALL)))


def test_an_unknown_part_is_named_with_those_that_are_there() -> None:
    with pytest.raises(InputError, match=r"names 'thems'.*There are: bars, themes\."):
        blocks("```part\nthems\n```", {"themes": TABLE, "bars": BARS})


def test_parts_stand_where_the_text_calls_them() -> None:
    found = blocks(
        "## One\n\n```part\nthemes\n```\n\n```small\nA note.\n```", {"themes": TABLE}, deeper=1
    )
    assert found == [Heading(3, plain("One")), TABLE, Paragraph(plain("A note."), small=True)]


def test_lists_keep_what_is_within() -> None:
    (listed,) = blocks("- one\n  - two\n- three")
    assert isinstance(listed, Bullets)
    assert isinstance(listed.items[0][1], Bullets)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_stand_out(palette: dict[str, str]) -> None:
    on_page = {name: palette[name] for name in ("ink", "second", "title", "link")}
    assert {n: c for n, c in on_page.items() if contrast(c, palette["page"]) < 4.5} == {}
    tones = [name.removesuffix("-ink") for name in palette if name.endswith("-ink")]
    assert [t for t in tones if contrast(palette[f"{t}-ink"], palette[f"{t}-fill"]) < 4.5] == []
    assert contrast(palette["edge"], palette["page"]) >= 3
    assert contrast(palette["reported"], palette["promised"]) >= 3
    assert contrast(palette["validated"], palette["reported"]) >= 2


def test_the_palettes_have_the_same_names() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_a_table_of_words_gives_its_columns_the_room_that_they_need() -> None:
    words_of = Table("", ("Code", "What"), (("PJ01", "a long text that goes on " * 9),))
    (table,) = in_word(of(words_of)).tables
    code, what = (column.width for column in table.columns)
    assert 0 < code * 4 < what
    many = Table("", tuple("abcdefgh"), (("incomprehensibilities",) * 8,))
    (table,) = in_word(of(many)).tables
    assert sum(column.width or 0 for column in table.columns) <= 17.4 * 360_000


def test_each_numbered_list_begins_with_one() -> None:
    made = blocks("1. one\n2. two\n\nBetween.\n\n1. first\n2. second")
    numbered = [
        p for p in in_word(of(*made)).paragraphs if p.text in {"one", "two", "first", "second"}
    ]
    numberings = [p._p.xpath("./w:pPr/w:numPr/w:numId/@w:val") for p in numbered]
    assert numberings[0] == numberings[1] != numberings[2] == numberings[3]


def listed(markdown: str) -> list[tuple[str, str]]:
    """The paragraphs of Word's lists: style and text."""
    found = in_word(of(*blocks(markdown))).paragraphs
    return [(p.style.name, p.text) for p in found if p.style and p.style.name.startswith("List")]


def test_an_item_of_two_paragraphs_has_one_number() -> None:
    assert listed("1. one\n\n   more of it\n2. two") == [
        ("List Number", "one"), ("List Continue", "more of it"), ("List Number", "two"),
    ]  # fmt: skip


def test_a_list_within_a_list_lies_a_level_deeper() -> None:
    deep = "- one\n  - two\n\n    more\n    1. three\n       - four\n- last"
    assert listed(deep) == [
        ("List Bullet", "one"), ("List Bullet 2", "two"), ("List Continue 2", "more"),
        ("List Number 3", "three"), ("List Bullet 3", "four"), ("List Bullet", "last"),
    ]  # fmt: skip


def test_each_numbered_list_within_begins_with_one() -> None:
    made = blocks("1. a\n   1. one\n2. b\n   1. first\n3. c")
    numbered = [p for p in in_word(of(*made)).paragraphs if p.text]
    ids = {p.text: p._p.xpath("./w:pPr/w:numPr/w:numId/@w:val") for p in numbered}
    assert ids["a"] == ids["b"] == ids["c"]
    assert len({*ids["a"], *ids["one"], *ids["first"]}) == 3


def test_an_empty_item_keeps_its_number() -> None:
    assert listed("1. one\n2.\n3. three") == [
        ("List Number", "one"), ("List Number", ""), ("List Number", "three"),
    ]  # fmt: skip
    assert page(of(*blocks("- one\n-"))).count("<li>") == 2


def test_an_item_that_begins_with_a_table_keeps_its_bullet() -> None:
    assert listed("- | A |\n  |---|\n  | 1 |\n- two") == [
        ("List Bullet", ""),
        ("List Bullet", "two"),
    ]
