"""The team's own texts: Markdown files in a folder, begun by the tool and written by people."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import docx.image.exceptions
import yaml
from docx.image.image import Image

from svtools import schema, yamlfile
from svtools.documents.blocks import Block, Picture
from svtools.documents.markdown import blocks
from svtools.documents.pictures import without_tags
from svtools.errors import InputError
from svtools.workbooks.replacing import make_folder, replace_all

LIST = Path(__file__).with_name("texts.yaml")
STATEMENT, BOARD = "statement", "board"
"""The documents that the texts are for."""

ABOUT = "about.yaml"
CASE_STUDIES = "case_studies"
EXAMPLE = "example.md"
PICTURES = (".png", ".jpg", ".jpeg")
LONGEST_TITLE = 255
"""Letters, in a Word file's properties."""

MOST_OF_A_PICTURE = 4_000_000
"""Bytes: more makes a page that phones load slowly."""

_BROKEN = (
    docx.image.exceptions.InvalidImageStreamError,
    docx.image.exceptions.UnexpectedEndOfFileError,
    docx.image.exceptions.UnrecognizedImageError,
)
_BESIDE = ("thumbs.db", "desktop.ini")
"""What systems put into folders."""

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""What Word can't hold; a text copied from a PDF has such."""

_PICTURE = re.compile(r"!\[[^\]\n]*\]\(((?:[^()<>\n]|\([^()\n]*\))+)\)")
_NOT_PUT_IN = re.compile(r"\{\{[^}]*\}*")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)

NEW_ABOUT = """\
# What the statement says of itself. Leave a line as it is where there is nothing to say.
title:
approved by:
contact:
# The supplier of the largest contract is named only where this is yes.
name the largest supplier: no
"""
NEW_CASE_STUDY = """\
---
contract:
title:
---
<!-- One contract's story, in a few paragraphs. Copy this file for each. At least one should be of a
small supplier and one of a voluntary organisation. The contract is one of the register's. Write a
validated figure as {{ OP01 }} with the code of its measure: the statement puts it in, and refuses
one that nobody has validated. This file counts only once it has a contract. -->
"""


@dataclass(frozen=True, slots=True)
class About:
    """What the statement says of itself."""

    title: str | None = None
    approved_by: str | None = field(default=None, metadata={"key": "approved by"})
    contact: str | None = None
    name_the_largest_supplier: bool = field(
        default=False, metadata={"key": "name the largest supplier"}
    )

    def __post_init__(self) -> None:
        if self.title and len(self.title) > LONGEST_TITLE:
            raise InputError(
                f"The title has {len(self.title)} letters.", f"It may have {LONGEST_TITLE}."
            )


@dataclass(frozen=True, slots=True)
class CaseStudy:
    """A contract's story; `text` may name its validated figures as {{ CODE }}."""

    file: str
    contract: str
    title: str
    text: str


@dataclass(frozen=True)
class Texts:
    """The folder, read. `written` holds what isn't blank, by name."""

    folder: Path
    about: About = field(default_factory=About)
    written: Mapping[str, str] = field(default_factory=dict)
    case_studies: tuple[CaseStudy, ...] = ()
    unread: tuple[str, ...] = ()
    """Files of the folder whose names are none of a text or a picture."""

    def missing(self, used_by: str = STATEMENT) -> list[str]:
        """A document's files that are not there or that nothing is written in."""
        return [f"{name}.md" for name in kinds(used_by) if name not in self.written]

    def blocks(self, text: str, deeper: int = 1) -> list[Block]:
        """A text as blocks, with its pictures from the folder.

        Raises InputError for a picture that can't be used, and for a figure that nobody put in.
        """
        if left := _NOT_PUT_IN.search(text):
            raise InputError(
                f"{self._holding(left[0])} names '{left[0]}', in whose place no figure can be put.",
                "A case study may name validated figures of its contract by their measure's code, "
                "such as {{ OP01 }}. Elsewhere write the figure out.",
            )
        for name in (found[1].strip() for found in _PICTURE.finditer(text)):
            if " " in name and not name.endswith(('"', "'", ")")):
                raise InputError(
                    f"The picture {name} can't be found so: its name has a space.",
                    f"Write <{name}> in the round brackets, or give the file another name.",
                )
        return blocks(text, pictures=self._picture, deeper=deeper)

    def _holding(self, words: str) -> str:
        """The file whose text holds these words."""
        studies = {f"{CASE_STUDIES}/{study.file}": study.text for study in self.case_studies}
        files = {f"{name}.md": text for name, text in self.written.items()} | studies
        return next((file for file, text in files.items() if words in text), "A text")

    def _picture(self, name: str, says: str) -> Picture:
        path = self.folder / name
        if not says.strip():
            raise InputError(
                f"The picture {name} has no words for people who can't see it.",
                f"Write them in its brackets: ![Volunteers plant a hedge]({name})",
            )
        inside = path.resolve().is_relative_to(self.folder.resolve())
        if not inside or path.suffix.lower() not in PICTURES or path not in files_of(self.folder):
            raise InputError(
                f"The picture {name} can't be used.",
                f"It must be a .png or .jpg file in the folder {self.folder}.",
            )
        content = path.read_bytes()
        if len(content) > MOST_OF_A_PICTURE:
            raise InputError(
                f"The picture {name} is larger than {MOST_OF_A_PICTURE // 1_000_000} MB.",
                "Make it smaller, about 1,600 pixels wide.",
            )
        try:
            kind, content = without_tags(content)
            Image.from_blob(content)
        except (*_BROKEN, ValueError, LookupError, EOFError):
            raise InputError(
                f"The picture {name} can't be read.", "Save it again as .png or .jpg."
            ) from None
        return Picture(content, kind, says)


@cache
def kinds(used_by: str = STATEMENT) -> Mapping[str, Mapping[str, str]]:
    """The texts that a document may hold, in their order, with heading and what they are about."""
    return {name: about for name, about in _all().items() if about.get("for", STATEMENT) == used_by}


@cache
def _all() -> Mapping[str, Mapping[str, str]]:
    """The texts of every document."""
    return {name: {**about} for name, about in yamlfile.read(LIST).items()}


def begin(folder: Path) -> list[Path]:
    """Put a beginning of each text into `folder`, where there is none; the files that were made.

    Raises InputError where `folder` is a file, OutputError where nothing can be written.
    """
    if folder.is_file():
        raise InputError(f"{folder} is a file.", "Give a folder for the texts.")
    new = {folder / f"{name}.md": f"<!-- {about['about']} -->\n" for name, about in _all().items()}
    new |= {folder / ABOUT: NEW_ABOUT, folder / CASE_STUDIES / EXAMPLE: NEW_CASE_STUDY}
    new = {path: text for path, text in new.items() if not path.exists()}
    make_folder(folder / CASE_STUDIES)
    replace_all({path: text.encode() for path, text in new.items()})
    return [*new]


def files_of(folder: Path) -> list[Path]:
    """The files in a folder of texts that a statement may be made from, and none beside them."""
    endings = {".md", ".yaml", *PICTURES}
    others = {folder / f"{name}.md" for name in kinds(BOARD)}
    found = (p for p in folder.rglob("*") if p.suffix.lower() in endings and p not in others)
    return sorted(path for path in found if path.is_file() and not path.name.startswith("."))


def read_texts(folder: Path | None) -> Texts:
    """The texts in `folder`; none where none is given.

    Raises InputError where it isn't there, or a file in it can't be read or used.
    """
    if folder is None:
        return Texts(Path())
    if folder.is_file():
        raise InputError(f"{folder} is a file.", "Give the folder that the texts are in.")
    if not folder.is_dir():
        raise InputError(
            f"There is no folder {folder}.",
            f"Begin one with 'svtools statement --new-texts {folder}'.",
        )
    about = schema.read(folder / ABOUT, About) if (folder / ABOUT).is_file() else About()
    read = {name: _text(folder / f"{name}.md") for name in _all()}
    written = {name: text for name, text in read.items() if text}
    studies = tuple(_case_studies(folder / CASE_STUDIES))
    return Texts(folder, about, written, studies, tuple(_unread(folder)))


def _unread(folder: Path) -> Iterator[str]:
    known = {folder / ABOUT, *(folder / f"{name}.md" for name in _all())}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        is_study = path.parent == folder / CASE_STUDIES and path.suffix == ".md"
        is_hidden = any(part.startswith((".", "~$")) for part in inside.parts)
        is_beside = is_hidden or path.name.lower() in _BESIDE
        is_read = path in known or is_study or path.suffix.lower() in PICTURES
        if path.is_file() and not is_beside and not is_read:
            yield inside.as_posix()


def _text(path: Path) -> str:
    return _COMMENT.sub("", _content(path)).strip() if path.is_file() else ""


def _content(path: Path) -> str:
    try:
        return _NOT_TEXT.sub(" ", path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(
            f"{path} can't be read ({error.strerror}).", "Check that you may open it."
        ) from None
    except UnicodeDecodeError:
        raise InputError(
            f"{path} is not text in UTF-8.", "Save it again as UTF-8 text, for example in Notepad."
        ) from None


def _case_studies(folder: Path) -> Iterator[CaseStudy]:
    for path in sorted(path for path in folder.glob("*.md") if path.is_file()):
        content = _content(path)
        front = _FRONT.match(content)
        said = _front(path, front[1]) if front else {}
        text = _COMMENT.sub("", content[front.end() :] if front else content).strip()
        contract, title = (str(said.get(key) or "").strip() for key in ("contract", "title"))
        if not contract and (text or path.name != EXAMPLE):
            raise InputError(
                f"The case study {path.name} names no contract.",
                "Begin it with three lines: ---, contract: C0101 (its reference), and ---.",
            )
        if contract and text:
            yield CaseStudy(path.name, contract, title or contract, text)


def _front(path: Path, text: str) -> Mapping[str, Any]:
    try:
        said = yaml.BaseLoader(text).get_single_data()  # a reference such as 0101 is no number
    except yaml.YAMLError:
        said = None
    if not isinstance(said, dict):
        raise InputError(
            f"The first lines of the case study {path.name} can't be read.",
            "They are: ---, contract: C0101, title: A title, and ---. "
            "A title with a colon stands in quotes.",
        )
    return said
