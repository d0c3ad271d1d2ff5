"""The panel as the scoring workbook has it: who may mark what, and which rows can't be told apart.

What can't be used is left out of the marks and named with its cell; nothing here changes a mark.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from svtools.errors import InputError
from svtools.jobs.tender.scoring_rows import cell_of
from svtools.numbers import plain
from svtools.scoring import Conflict, Declaration, spread, stood_down, wide_apart
from svtools.workbooks.content import Content, Row

WITH_KEYS = ("quality_marks", "offers", "marks", "moderation")
"""The tables whose rows have the name of a bid, and its key."""

AGREED_FROM = {"quality_marks": ("criterion", "code"), "moderation": ("question", "question")}
"""Where one mark is agreed on: what the row is about, and by what its marks are found."""


@dataclass(frozen=True)
class Panel:
    """What a scoring workbook says of those who mark, and of what they wrote."""

    content: Content

    @cached_property
    def names(self) -> dict[str, str]:
        """Each evaluator's name or role, by number; those without one are left out."""
        rows = self.content.rows("evaluators")
        return {row.get("number"): row.get("name") for row in rows if row.get("name")}

    @cached_property
    def declared(self) -> list[Declaration]:
        """What each evaluator declares, about the tender and about one bidder."""
        return [declaration for declaration, _ in self._declarations()]

    def _declarations(self) -> Iterator[tuple[Declaration, Row]]:
        for row in self.content.rows("evaluators"):
            if row.get("name"):
                said = _conflict(row.get("interests"))
                yield Declaration(row.get("number"), said, row.get("how") or ""), row
        for row in self.content.rows("conflicts"):
            who, bidder = row.texts("evaluator", "bidder")
            yield (
                Declaration(who, _conflict(row.get("conflict")), row.get("how") or "", bidder),
                row,
            )

    def stood_down(self, evaluator: str, bidder: str) -> bool:
        """Whether an evaluator's marks of a bidder don't count."""
        return stood_down(self.declared, evaluator, bidder)

    def marks_of(self, bidder: str, key: str, code: str) -> dict[str, int | None]:
        """The marks that count of one bid for one thing, by evaluator."""
        return {
            row.get("evaluator"): row.get("mark")
            for row in self.content.rows("marks")
            if (row.get("key"), _code(row)) == (key, code)
            and not self.stood_down(row.get("evaluator"), bidder)
        }

    @property
    def undeclared(self) -> list[str]:
        """Declarations of a conflict of interest that are blank or not whole, with their cells."""
        gaps = []
        for each, row in self._declarations():
            about = f" about {each.bidder}" if each.bidder else ""
            column = "how" if each.conflict else _column(row)
            who = each.evaluator or "an evaluator who isn't named"
            if each.gap:
                gaps.append(f"{cell_of(row, column)}: {who}{about}: {each.gap}")
            elif "conflict" in row.place.columns and not (each.evaluator and each.bidder):
                gaps.append(f"{cell_of(row, 'evaluator')}: a conflict says no evaluator or bidder")
        return gaps

    @property
    def not_counted(self) -> list[str]:
        """Marks of evaluators who stood down, which don't count, with their cells."""
        return [
            f"{cell_of(row, 'mark')}: {row.get('evaluator')}'s mark of {row.get('bidder')}, "
            f"{row.get('question')}, doesn't count, since {row.get('evaluator')} stood down"
            for row in self.content.rows("marks")
            if row.get("mark") is not None
            and self.stood_down(row.get("evaluator"), row.get("bidder") or "")
        ]

    @property
    def unexplained(self) -> list[str]:
        """Agreed marks that don't say how, though the evaluators' marks lie far apart."""
        return [
            f"{cell_of(row, 'agreed')}: the marks of {row.get('bidder')}, {row.get(what)}, differ "
            f"by {plain(spread(marks) or 0)}, and it isn't said how one was agreed"
            for table, (what, code) in AGREED_FROM.items()
            for row in self.content.rows(table)
            if "agreed" in row.place.columns
            and (row.get("moderated") is not None or row.get("share") is not None)
            and not row.get("agreed")
            and wide_apart(
                marks := self.marks_of(row.get("bidder") or "", row.get("key"), row.get(code))
            )
        ]

    @property
    def two_bids(self) -> list[str]:
        """Rows whose name and key are of two bids: nobody can tell whose marks they hold."""
        owners = bidders_by_key(self.content)
        return [
            f"{cell_of(row, 'bidder')}: the name is '{row.get('bidder')}', and the key "
            f"'{row.get('key')}' is that of {owners.get(row.get('key'), 'no bid')}. "
            "What the row holds doesn't count"
            for table in WITH_KEYS
            for row in self.content.rows(table)
            if is_of_two(self.content, row)
        ]


def bidders_by_key(content: Content) -> dict[str, str]:
    """The bidder's name for each key."""
    rows = content.rows("bidders")
    return {row.get("key"): row.get("bidder") for row in rows if row.get("bidder")}


def is_of_two(content: Content, row: Row) -> bool:
    """Whether a row has the key of one bid and the name of another."""
    name, owner = row.get("bidder"), bidders_by_key(content).get(row.get("key"))
    return bool(name or row.get("key")) and (name or "").casefold() != (owner or "").casefold()


def refuse_two_bids(content: Content) -> None:
    """Raises InputError for rows whose name and key are of two bids, with their cells."""
    mixed = Panel(content).two_bids
    if mixed:
        raise InputError(
            "\n".join(f"{words}." for words in mixed),
            "Put name and key back as they were when the offers were loaded.",
        )


def without_two_bids(content: Content) -> Content:
    """The content without rows whose name and key are of two bids: they count for neither."""
    tables = {
        name: replace(table, rows=tuple(row for row in table.rows if not is_of_two(content, row)))
        if name in WITH_KEYS
        else table
        for name, table in content.tables.items()
    }
    return replace(content, tables=tables)


def _conflict(said: str | None) -> Conflict | None:
    return Conflict(said) if said else None


def _column(row: Row) -> str:
    return "interests" if "interests" in row.place.columns else "conflict"


def _code(row: Row) -> str:
    """By what a mark's agreed one is found; workbooks of version 2 have the question alone."""
    return str(row.get("code") or row.get("question"))
