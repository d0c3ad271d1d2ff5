"""What is flagged in a tender, and what became of it: the sheets Flags and Prices.

A flag is known by its bid, its kind, what it is about and the figure that made it: with another
figure it is another flag, and open. What the panel wrote about one stays, also where it isn't
found any more. An abnormally low price has a question of its own on the sheet Prices.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from svtools.jobs.tender.companies import company_flags
from svtools.jobs.tender.scoring_rows import is_reduced, price_of
from svtools.scoring import BidMarks, Flag, FlagCode, FlagState, Results
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Content, Row
from svtools.workbooks.revision import Values, row_key

IDENTITY = ("key", "flag", "about", "figure")
NOTED = ("who", "day", "note")
"""What a flag that is settled needs beside its state."""

DECIDED = ("asked", "answer", "decision", "who", "day")
"""What a low price that is settled needs."""

SETTLED = {FlagState.ANSWERED, FlagState.ACCEPTED, FlagState.REDUCED}
PRICE_FLAGS = frozenset(code for code in FlagCode if code.name.startswith("PRICE_"))
AT_LOADING = PRICE_FLAGS | {FlagCode.ONE_NUMBER, FlagCode.ONE_NAME}
"""What is told as soon as offers are loaded: prices, and bidders that may be one company."""

OF_VALUE = {FlagCode.ABOVE_OTHERS, FlagCode.ABOVE_PRICE}
"""What is about the value of all measures together."""

DISREGARDED = "disregarded"


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag of one bid, or of several that may be one company, whose `key` is blank.

    `row` is where the panel says what became of it, None where it has no row yet.
    """

    bidder: str
    key: str
    flag: Flag
    row: Row | None
    is_open: bool

    @property
    def state(self) -> str:
        """What the panel says that became of it."""
        said = self.row and self.row.get("decision" if self.is_low else "state")
        return str(said or FlagState.OPEN)

    @property
    def is_low(self) -> bool:
        """Whether it is answered on the sheet Prices."""
        return self.flag.code is FlagCode.PRICE_LOW

    @property
    def cell(self) -> Cell | None:
        """Where its answer is written, or what is missing of it."""
        if self.row is None:
            return None
        needed = DECIDED if self.is_low else ("state", *NOTED)
        blank = (key for key in needed if self.row.get(key) in {None, *FlagState} - SETTLED)
        return self.row.cell(next(blank, needed[0]))

    @property
    def words(self) -> str:
        """Whose it is, what it is and what became of it."""
        unfinished = self.is_open and self.state not in {FlagState.OPEN, FlagState.ASKED}
        state = f"{self.state}, not settled" if unfinished else self.state
        return f"{self.bidder}: {self.flag.what.rstrip('.')} ({state})."


def flagged(content: Content, results: Results) -> list[Flagged]:
    """Everything that is flagged now, those that block first."""
    rows = {_identity(row.values): row for row in content.rows("flags")}
    asked = {row.get("key"): row for row in content.rows("prices")}
    found = []
    for bidder, key, flag in _flags(content, results):
        if flag.code is FlagCode.PRICE_LOW:
            row = asked.get(key)
            is_open = not (row and _is_decided(row))
        else:
            row = rows.get(_identity(_named(bidder, key, flag)))
            is_open = not (row and _is_settled(row, content))
        found.append(Flagged(bidder, key, flag, row, is_open))
    return sorted(found, key=lambda each: not each.flag.blocks)


def flag_rows(content: Content, found: Iterable[Flagged]) -> list[Values]:
    """The rows of the sheet Flags: what is found now, then what the panel had written about."""
    now: list[Values] = [
        {
            **_named(each.bidder, each.key, each.flag),
            "what": each.flag.what,
            "blocks": "yes" if each.flag.blocks else None,
            "found": "yes",
            "state": each.row.get("state") if each.row else str(FlagState.OPEN),
        }
        for each in found
        if not each.is_low
    ]
    known = {_identity(row) for row in now}
    noted = (
        row
        for row in content.rows("flags")
        if row.get("flag") and _identity(row.values) not in known
    )
    return now + [
        {**row.values, "found": "no"}
        for row in noted
        if any(row.get(key) for key in NOTED) or row.get("state") not in {None, FlagState.OPEN}
    ]


def price_rows(content: Content, results: Results) -> list[Values]:
    """The rows of the sheet Prices: each bid's price beside the estimate and the others.

    A bid that isn't assessed keeps what stood there before.
    """
    marks = {bid.label: bid for bid in results.bids}
    before = {row.get("key"): row for row in content.rows("prices")}
    return [
        _price_row(row, marks[row.get("bidder")])
        if row.get("bidder") in marks
        else _not_assessed(row, before.get(row.get("key")))
        for row in content.rows("bidders")
        if row.get("bidder")
    ]


def _price_row(row: Row, bid: BidMarks) -> Values:
    flag = next((flag for flag in bid.flags if flag.code in PRICE_FLAGS), None)
    return {
        "bidder": bid.label,
        "key": row.get("key"),
        "price": bid.price,
        "of_estimate": bid.compared.of_estimate,
        "of_median": bid.compared.of_median,
        "what": str(flag.code) if flag else None,
        "low": "yes" if flag and flag.code is FlagCode.PRICE_LOW else None,
    }


def _not_assessed(row: Row, before: Row | None) -> Values:
    kept = ("of_estimate", "of_median", "what", "low")
    return {
        "bidder": row.get("bidder"),
        "key": row.get("key"),
        "price": price_of(row),
        **{name: before.get(name) if before else None for name in kept},
    }


def outdated(content: Content, found: Iterable[Flagged], results: Results) -> int:
    """How many rows of the sheets Flags and Prices are otherwise than what is found now."""
    if not content.tables["flags"].is_there:
        return 0
    flags = _others(content.rows("flags"), flag_rows(content, found), IDENTITY)
    return flags + _others(content.rows("prices"), price_rows(content, results), ("key",))


def _others(rows: Iterable[Row], wanted: Iterable[Values], keys: tuple[str, ...]) -> int:
    """How many rows are there or wanted alone, or under another name, or look low or block or not
    as they shouldn't.
    """
    watched = (*keys, "bidder", "low", "blocks", "found")
    there = {row_key(row.values, watched) for row in rows if row.get("key") or row.get("flag")}
    return len(there ^ {row_key(row, watched) for row in wanted})


def _flags(content: Content, results: Results) -> Iterator[tuple[str, str, Flag]]:
    keys = {row.get("bidder"): row.get("key") or "" for row in content.rows("bidders")}
    for bid in results.bids:
        for flag in bid.flags:
            yield bid.label, keys.get(bid.label, ""), flag
    named = (
        (row.get("name") or row.get("bidder"), str(row.get("number") or ""))
        for row in content.rows("bidders")
        if row.get("bidder")
    )
    for names, flag in company_flags(named):
        yield ", ".join(names), "", flag


def _named(bidder: str, key: str, flag: Flag) -> dict[str, Any]:
    about = {"flag": str(flag.code), "about": flag.measure or None, "figure": flag.figure or None}
    return {"bidder": bidder, "key": key or None, **about}


def _identity(values: Values) -> tuple[str, ...]:
    return row_key(values, IDENTITY)


def _is_settled(row: Row, content: Content) -> bool:
    """Whether the panel said what became of it, who did, when and how. Formula: Flags, Check."""
    if row.get("state") not in SETTLED or not all(row.get(key) for key in NOTED):
        return False
    of_the_bid = (offer for offer in content.rows("offers") if offer.get("key") == row.get("key"))
    return row.get("state") != FlagState.REDUCED or any(
        is_reduced(offer) and _is_about(row, offer.get("measure")) for offer in of_the_bid
    )


def _is_about(row: Row, measure: str) -> bool:
    """Whether a flag is about a measure: by its name, or as part of the whole offer's value."""
    about = row.get("about")
    return measure in about.split(", ") if about else row.get("flag") in OF_VALUE


def _is_decided(row: Row) -> bool:
    """Whether a low price was asked about, answered and decided. Formula: Prices, Check.

    One that is disregarded and still assessed isn't: the bid must be Not assessed, too.
    """
    return all(row.get(key) for key in DECIDED) and row.get("decision") != DISREGARDED
