"""The panel as the scoring workbook has it: who may mark what, and which rows can't be told apart.

What can't be used is left out of the marks and named with its cell; nothing here changes a mark.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from svtools.jobs.opening import refuse
from svtools.numbers import plain
from svtools.scoring import Conflict, Declaration, spread, stood_down, wide_apart
from svtools.workbooks.content import Content, Row
from svtools.workbooks.problems import Problems

WITH_KEYS = ("quality_marks", "offers", "marks", "moderation")
"""The tables whose rows have the name of a bid, and its key."""

AGREED_FROM = {"quality_marks": "code", "moderation": "question"}
"""Where one mark is agreed on, and by what the evaluators' marks of it are found."""


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

    @cached_property
    def bidders(self) -> dict[str, list[str]]:
        """What each key stands for: the bid as rows name it, and who it is."""
        rows = self.content.rows("bidders")
        return {row.get("key"): row.texts("bidder", "name") for row in rows if row.get("bidder")}

    def stood_down(self, evaluator: str, key: str) -> bool:
        """Whether an evaluator's marks of the bid with this key don't count."""
        names = self.bidders.get(key, ())
        return any(stood_down(self.declared, evaluator, name) for name in names if name)

    def marks_of(self, key: str, code: str) -> dict[str, int | None]:
        """The marks that count of one bid for one thing, by evaluator."""
        return {
            row.get("evaluator"): row.get("mark")
            for row in self.content.rows("marks")
            if (row.get("key"), _code(row)) == (key, code)
            and not self.stood_down(row.get("evaluator"), key)
        }

    def is_of_two(self, row: Row) -> bool:
        """Whether a row has the key of one bid and the name of another."""
        name, key = row.texts("bidder", "key")
        owners = [owner.casefold() for owner in self.bidders.get(key, ()) if owner]
        return bool(name or key) and name.casefold() not in owners

    def blocking(self) -> Problems:
        """What stands before letters and award: see `svtools.jobs.tender.blocking`."""
        found = Problems(self.content.problems.file)
        for each, row in self._declarations():
            of_one = "conflict" in row.place.columns
            if of_one and not self._knows(each):
                found.add("conflict-of-nobody", row.cell("evaluator"), row.cell("bidder"))
            elif each.gap:
                column = "how" if each.conflict else "conflict" if of_one else "interests"
                about = f" about {each.bidder}" if each.bidder else ""
                details = {"evaluator": each.evaluator, "about": about, "gap": each.gap}
                found.add("conflict-blank", row.cell(column), **details)
        for row in self._marked_by_nobody():
            about = "marks are there, and nobody with this number is on the sheet Evaluators"
            details = {"evaluator": row.get("evaluator"), "about": "", "gap": about}
            found.add("conflict-blank", row.cell("mark"), **details)
        for row in self._agreed_without_marks():
            item = row.get("criterion") or row.get("question")
            found.add("agreed-by-nobody", row.cell("agreed"), bidder=row.get("bidder"), item=item)
        for row, apart in self._unexplained():
            item = row.get("criterion") or row.get("question")
            details = {"bidder": row.get("bidder"), "item": item, "apart": plain(apart)}
            found.add("marks-apart", row.cell("agreed"), **details)
        for row in self.of_two_bids:
            key, name = row.get("key") or "blank", row.get("bidder") or "blank"
            owner = next(iter(self.bidders.get(key, ())), "no bid")
            details = {"bidder": name, "key": key, "owner": owner}
            found.add("two-bids", row.cell("bidder"), **details)
        return found

    def _knows(self, declared: Declaration) -> bool:
        """Whether what is declared about one bidder names an evaluator and a bid of this tender."""
        bidders = {name.casefold() for names in self.bidders.values() for name in names if name}
        return declared.evaluator in self.names and declared.bidder.casefold() in bidders

    def _marked_by_nobody(self) -> Iterator[Row]:
        """The first mark of each evaluator who isn't on the sheet Evaluators."""
        marks = (row for row in self.content.rows("marks") if row.get("mark") is not None)
        firsts = {row.get("evaluator"): row for row in reversed(tuple(marks))}
        return (row for who, row in reversed(firsts.items()) if who not in self.names)

    def remarks(self) -> Problems:
        """Marks of evaluators who stood down: they don't count."""
        found = Problems(self.content.problems.file)
        for row in self.content.rows("marks"):
            who, bidder, item, key = row.texts("evaluator", "bidder", "question", "key")
            if row.get("mark") is not None and self.stood_down(who, key):
                details = {"evaluator": who, "bidder": bidder, "item": item}
                found.add("stood-down", row.cell("mark"), **details)
        return found

    def _agreed(self) -> Iterator[tuple[Row, str]]:
        """The rows with an agreed mark, each with the code of what was marked."""
        for table, code in AGREED_FROM.items():
            for row in self.content.rows(table):
                is_agreed = row.get("moderated") is not None or row.get("share") is not None
                if "agreed" in row.place.columns and is_agreed:
                    yield row, row.get(code)

    def _unexplained(self) -> Iterator[tuple[Row, Decimal]]:
        """Agreed marks that don't say how, though the evaluators' marks lie far apart."""
        for row, code in self._agreed():
            marks = self.marks_of(row.get("key"), code)
            if not row.get("agreed") and wide_apart(marks):
                yield row, spread(marks) or Decimal(0)

    def _agreed_without_marks(self) -> Iterator[Row]:
        """Agreed marks of what was marked by those alone who stood down."""
        marked = {
            (row.get("key"), _code(row))
            for row in self.content.rows("marks")
            if row.get("mark") is not None
        }
        for row, code in self._agreed():
            given = self.marks_of(row.get("key"), code).values()
            if (row.get("key"), code) in marked and all(mark is None for mark in given):
                yield row

    @cached_property
    def of_two_bids(self) -> list[Row]:
        """Rows whose name and key are of two bids: nobody can tell whose marks they hold."""
        return [
            row for table in WITH_KEYS for row in self.content.rows(table) if self.is_of_two(row)
        ]

    def refuse_two_bids(self) -> None:
        """Raises InputError for rows whose name and key are of two bids, with their cells."""
        refuse([each for each in self.blocking() if each.code == "two-bids"], "Then try again.")


def without_two_bids(content: Content) -> Content:
    """The content without rows whose name and key are of two bids: they count for neither."""
    panel = Panel(content)
    tables = {
        name: replace(table, rows=tuple(row for row in table.rows if not panel.is_of_two(row)))
        if name in WITH_KEYS
        else table
        for name, table in content.tables.items()
    }
    return replace(content, tables=tables)


def _conflict(said: str | None) -> Conflict | None:
    return Conflict(said) if said else None


def _code(row: Row) -> str:
    """By what a mark's agreed one is found; workbooks of version 2 have the question alone."""
    return str(row.get("code") or row.get("question"))
