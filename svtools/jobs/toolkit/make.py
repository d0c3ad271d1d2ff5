"""The guides as files: for each audience a web page and a Word file, all of them or none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from svtools.documents.blocks import Block, Document, Heading, words
from svtools.documents.html import page
from svtools.documents.markdown import blocks
from svtools.documents.text import text
from svtools.documents.word import word
from svtools.documents.wording import rendered
from svtools.errors import InputError
from svtools.jobs.toolkit.facts import Guide, guide
from svtools.jobs.toolkit.measures import ToldSet, told_set, without_texts
from svtools.measures import MeasureSet
from svtools.numbers import how_many
from svtools.policy import Council
from svtools.workbooks.replacing import put_all

AUDIENCES = ("commissioners", "managers", "officers", "providers")
PROVIDERS = "providers"
MEASURES_PAGE, NOTICE = "measures.html", "notice_text.txt"
MOST_CODES = 8


@dataclass(frozen=True, slots=True)
class Toolkits:
    """What was `written`, and what the council should still see to, as sentences."""

    written: list[Path]
    attention: list[str]


def audiences_of(named: Sequence[str]) -> list[str]:
    """The audiences that are meant, in their order; all of them where none is named.

    Raises InputError for another one.
    """
    wanted = {name.strip().casefold() for name in named} or {*AUDIENCES}
    for name in named:
        if name.strip().casefold() not in AUDIENCES:
            raise InputError(
                f"There is no toolkit for '{name}'.", f"There is one for {', '.join(AUDIENCES)}."
            )
    return [audience for audience in AUDIENCES if audience in wanted]


def file_names(audiences: Sequence[str], *, with_measures: bool = True) -> list[str]:
    """The names of the files that stand for these audiences."""
    names = [f"toolkit_{name}.{ending}" for name in audiences for ending in ("html", "docx")]
    page_of_measures = [MEASURES_PAGE] if with_measures else []
    notice = [NOTICE] if PROVIDERS in audiences else []
    return [*names, *page_of_measures, *notice]


def make_toolkits(
    audiences: Sequence[str],
    output: Path,
    council: Council,
    day: date,
    chosen: MeasureSet | None,
) -> Toolkits:
    """Write the guides for `audiences` as of `day` into the folder `output`.

    Raises InputError before the policy began, for a set without texts and for a wording that can't
    be followed, and OutputError where the folder can't be written to; nothing is then written.
    """
    told = told_set(chosen) if chosen else None
    facts = guide(council, day, told)
    files = dict[str, bytes]()
    for audience in audiences:
        made = _document(f"toolkit_{audience}.md.j2", facts, council)
        files[f"toolkit_{audience}.html"] = page(made).encode()
        files[f"toolkit_{audience}.docx"] = word(made)
    if told:  # every guide leads to it
        measures = _document("toolkit_measures.md.j2", facts, council)
        files[MEASURES_PAGE] = page(measures).encode()
    if PROVIDERS in audiences:
        files[NOTICE] = text(_blocks("toolkit_notice.md.j2", facts, council)).encode()
    put_all(output, files)
    written = [output / name for name in files]
    return Toolkits(written, list(_attention(facts, told, council)))


def _document(name: str, facts: Guide, council: Council) -> Document:
    found = _blocks(name, facts, council)
    titles = [words(b.text) for b in found if isinstance(b, Heading) and b.level == 1]
    title = titles[0] if titles else council.policy
    return Document(title, f"{council.name}, {facts.day}", found)


def _blocks(name: str, facts: Guide, council: Council) -> list[Block]:
    return blocks(rendered(name, facts.data, council.folder))


def _attention(facts: Guide, told: ToldSet | None, council: Council) -> Iterator[str]:
    """What is blank in the guides, and what to look at before they are published."""
    where = f"guides.yaml in the folder of {council.short_name}'s policy, or in the Word files"
    blank = facts.blank_contacts
    if blank:
        count = how_many(len(blank), "contact")
        yield f"Left blank for the council to add: {count} ({', '.join(blank)}): in {where}."
    if not facts.equality:
        yield f"Left blank for the council to add: its equality principles: in {where}."
    if told is None:
        yield (
            f"The guides name no measures: {council.short_name} starts with no measure set. "
            "Name one with --measures."
        )
        return
    codes = without_texts(told)
    if codes:
        more = f" and {len(codes) - MOST_CODES} more" if len(codes) > MOST_CODES else ""
        yield (
            f"{how_many(len(codes), 'measure')} of {told.edition} don't say what counts or what "
            f"proves it: {', '.join(codes[:MOST_CODES])}{more}."
        )
    if not told.open:
        yield (
            f"{MEASURES_PAGE} has no values: the licence of {told.edition} is "
            f"'{told.licence or 'not stated'}', which isn't known to let them be published. Check "
            "that it lets you publish the texts."
        )
