"""The two editions as documents: the board's own, and the cross-sector group's."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from svtools.documents.blocks import Block, Document
from svtools.documents.markdown import blocks
from svtools.documents.wording import rendered
from svtools.jobs.board import lists, numbers, room, themes
from svtools.jobs.board.attention import attention
from svtools.jobs.board.proposals import Proposal
from svtools.jobs.board.watched import Watched, refuse_earlier, watched
from svtools.jobs.statement.document import Statement, statement
from svtools.jobs.statement.inputs import Inputs
from svtools.jobs.statement.texts import BOARD, Texts, kinds
from svtools.monitoring.small_numbers import Statistic
from svtools.numbers import long_date

INTERNAL, CROSS_SECTOR = "board.md.j2", "cross_sector.md.j2"
WHOM = {
    INTERNAL: "for the board; internal, not to be published",
    CROSS_SECTOR: "for the cross-sector group",
}


@dataclass(frozen=True)
class Pages:
    """Both editions, and what they are made from."""

    inputs: Inputs
    texts: Texts
    board: Document
    cross_sector: Document

    @property
    def headline(self) -> str:
        """What the board's page says first."""
        return numbers.headline(self.inputs)

    @property
    def suppliers_named(self) -> list[str]:
        """The register's suppliers whom the team's text for the group names."""
        text = self.texts.written.get("cross_sector", "")
        names = {each.key.supplier for each in self.inputs.register.contracts}
        return sorted(n for n in names if n and re.search(rf"(?<!\w){re.escape(n)}(?!\w)", text))


def pages(
    inputs: Inputs,
    texts: Texts,
    as_at: date | None = None,
    earlier: Sequence[Statistic] = (),
    proposals: Sequence[Proposal] | None = None,
) -> Pages:
    """Both editions as at a day, or as at the summary's.

    `earlier` is what issued statements told of small numbers; of what tenders propose None is
    known. Raises InputError where a text is too
    long for its page, where the day is before the summary's, or a wording can't be used.
    """
    day = as_at or inputs.summary.as_at
    refuse_earlier(inputs, day)
    told = statement(inputs, texts, earlier=[*earlier])
    return Pages(
        inputs,
        texts,
        _board(told, texts, watched(inputs, day, proposals), day),
        _cross_sector(told, texts),
    )


def _board(told: Statement, texts: Texts, found: Sequence[Watched], as_at: date) -> Document:
    inputs = told.inputs
    own = room.own(texts, "decisions", room.MOST_DECIDED)
    bars = themes.bars_in_words(told.tables["T2"], inputs)
    also = lists.watched_table(found, inputs.local_spend)
    left = room.PAGE - sum(map(room.taken, (*own, also))) - len(bars.bars)
    needing = lists.attention_table(attention(inputs))
    shown = room.fitting(needing, left)
    parts: dict[str, Block] = {
        "numbers": numbers.five(inputs),
        "theme_bars": bars,
        "attention": shown,
        "watched": also,
        **_spend(told),
    }
    data = {
        "headline": numbers.headline(inputs),
        "trend": numbers.trend(inputs),
        "attention": len(needing.rows),
        "more": len(needing.rows) - len(shown.rows),
        "decided": bool(own),
        "day": long_date(as_at),
    }
    return _document(INTERNAL, told, data, parts, {"text_decisions": own})


def _cross_sector(told: Statement, texts: Texts) -> Document:
    own = room.own(texts, "cross_sector", room.MOST_ASKED)
    parts = {
        "numbers": told.parts["numbers"],
        "theme_bars": themes.bars(told.tables["T2"]),
        "objectives": themes.objectives(told.tables["T3"], told.inputs),
        **_spend(told),
    }
    return _document(CROSS_SECTOR, told, {"asked": bool(own)}, parts, {"text_cross_sector": own})


def _spend(told: Statement) -> dict[str, Block]:
    return {name: part for name, part in told.parts.items() if name == "spend"}


def _document(
    wording: str,
    told: Statement,
    data: Mapping[str, Any],
    parts: Mapping[str, Block],
    runs: Mapping[str, Sequence[Block]],
) -> Document:
    council, whom = told.inputs.council, WHOM[wording]
    said = rendered(wording, {**_facts(told), **data}, council.folder)
    whole = blocks(said, parts, runs=runs)
    title = f"Social value {told.inputs.year}, {whom}"
    return Document(title, f"{council.name}, {whom}", whole, one_page=True)


def _facts(told: Statement) -> dict[str, Any]:
    """What both wordings may name."""
    names = (
        *("council", "policy", "year", "as_at", "theme", "state", "is_complete", "funnel"),
        *("themes", "spend", "has_spend", "made_from"),
    )
    headings = {name: about["heading"] for name, about in kinds(BOARD).items()}
    return {**{name: told.data[name] for name in names}, "headings": headings}
