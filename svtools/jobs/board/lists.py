"""The lists of the board's page as tables, cut to the room that there is."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from svtools.documents.blocks import Table
from svtools.jobs.board.attention import Attention
from svtools.jobs.board.room import LONGEST, cut
from svtools.jobs.board.watched import Watched
from svtools.jobs.statement.local_spend import LOCAL, UNKNOWN, LocalSpend
from svtools.jobs.statement.parts import NONE, whole_percent
from svtools.numbers import short_pounds

LONGEST_ROW = 220
"""Letters of one thing that is watched: what goes beyond is counted."""


def attention_table(found: Sequence[Attention]) -> Table:
    """The contracts that need attention: why, how much is at stake, who, what next."""
    rows = [
        (
            each.contract,
            each.why,
            each.at_stake,
            cut(each.manager, LONGEST),
            each.next,
        )
        for each in found
    ]
    head = ("Contract and supplier", "Why", "Due, no proof", "Manager", "What next")
    return Table("", head, tuple(rows), widths=(31, 26, 14, 15, 14))


def watched_table(found: Sequence[Watched], spend: LocalSpend | None) -> Table:
    """What else is watched: how many, and which; then Local Spend."""
    rows = [
        (each.what, "not known" if each.number is None else str(each.number), _which(each))
        for each in found
    ]
    rows.append(("Spend with local suppliers", *_spend(spend)))
    return Table("", ("What", "How many", "Which"), tuple(rows), widths=(24, 11, 65))


def _spend(spend: LocalSpend | None) -> tuple[str, str]:
    between = spend.between if spend else None
    if spend is None or between is None:
        return "not known", "Credits leave no share to tell" if spend else "No workbook was given"
    low, high = (whole_percent(share, Decimal(1)) for share in between)
    whole, local, unknown = (
        spend.pounds(**of).value or NONE for of in ({}, {"place": LOCAL}, {"place": UNKNOWN})
    )
    return (
        low if low == high else f"{low} to {high}",
        f"{short_pounds(local)} of {short_pounds(whole)} is known to be local; of "
        f"{short_pounds(unknown)} ({whole_percent(unknown, whole)}) the address is not known",
    )


def _which(each: Watched) -> str:
    if not each.found:
        return each.none
    ends = accumulate(len(text) for text in each.found)
    fit = max(sum(end <= LONGEST_ROW for end in ends), 1)
    more = len(each.found) - fit
    return "; ".join([*each.found[:fit], *([f"and {more:,} more"] if more else [])])
