"""How hard a text is to read: the grade of Flesch and Kincaid, the years at an American school.

Grade 7 is a reading age of 12. Texts of a few words have no grade of their own: they count in their
workbook's. Syllables are syllapy's, a list of words with a rule for those that it doesn't have.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import syllapy

from svtools.workbooks.blocks import Chart, Fields, Table, Text
from svtools.workbooks.declaration import Sheet, Template
from svtools.workbooks.items import Role
from svtools.workbooks.validation import PROMPTS

FEWEST = 10
"""Words of a text that has a grade of its own."""

_IN_FORMULA = re.compile(r'"((?:[^"]|"")*)"')
_DATA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\w+\}")
_SENTENCE = re.compile(r"[.!?:](?=\s|$)|\n")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*|\d[\d,.]*")
_NUMBERED = re.compile(r"^\d+\.\s+")
STANDS_IN = {"cited": "", "council": "the council", "": "10"}
"""What stands for what the job fills in, by a word of its path."""


class Counted(NamedTuple):
    """What a text has of each; counts add up."""

    sentences: int
    words: int
    syllables: int

    @property
    def grade(self) -> float:
        """The grade of Flesch and Kincaid (1975)."""
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59


@cache
def _syllables(word: str) -> int:
    return max(1, int(syllapy.count(word.strip("'’").lower())))


def counted(text: str) -> Counted:
    """The sentences, words and syllables of a text; figures are words of one syllable."""
    sentences = [_WORD.findall(part) for part in _SENTENCE.split(text)]
    words = [word for sentence in sentences for word in sentence]
    return Counted(sum(map(bool, sentences)), len(words), sum(map(_syllables, words)))


def texts_of(template: Template) -> Iterator[tuple[str, str]]:
    """Every text that a workbook is issued with and that is more than a label, with its sheet."""
    for sheet in template.sheets:
        for text in _of_sheet(sheet):
            if " " in plain(text):
                yield sheet.name, plain(text)


def plain(text: str) -> str:
    """A declared text without its number and with something in place of data."""
    return _NUMBERED.sub("", _DATA.sub(_stands_in, text)).strip()


def in_all(texts: Iterable[str]) -> Counted:
    """What several texts have together, each of them once."""
    return Counted(*map(sum, zip(*map(counted, dict.fromkeys(texts)), strict=True)))


def _stands_in(data: re.Match[str]) -> str:
    return next(words for path, words in STANDS_IN.items() if path in data[0])


def _of_sheet(sheet: Sheet) -> Iterator[str]:
    yield sheet.purpose
    if sheet.state:
        yield from _said(sheet.state.formula)
    for block in sheet.blocks:
        match block:
            case Text():
                yield from (line.text for line in block.lines)
            case Chart():
                yield from (block.title, block.alt)
            case Table() if not block.until:
                yield from _of_items(block.columns)
            case Fields():
                yield from _of_items(block.items)


def _of_items(items: Any) -> Iterator[str]:
    for item in items:
        yield item.help or (PROMPTS[item.kind] if item.role is Role.INPUT else "")
        yield from _said(item.formula)


def _said(formula: str) -> Iterator[str]:
    """The sentences that a formula may give."""
    yield from (text for text in _IN_FORMULA.findall(formula) if len(_WORD.findall(text)) > 1)
