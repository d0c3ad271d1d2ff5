"""The rows of a register that one tender is for: a contract, or all its lots together."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile
from typing import Any

from svtools.errors import InputError
from svtools.jobs.register.contracts import Contract, Key
from svtools.jobs.register.register import Register
from svtools.scoring import Lot
from svtools.spelling import folded, folded_key

SAME = {
    "start": "the same start", "end": "the same end", "edition": "the same measure edition",
    "commenced": "begun on the same day", "extension": "the same extension",
}  # fmt: skip
"""What lots must have alike to go into one pack, which states it once."""

_TRAILING = re.compile(r"[\s,:;–(-]*(\blots?)?[\s,:;–(-]*$", re.IGNORECASE)


def in_register(register: Register, ref: str, lot: str) -> list[Contract]:
    """The rows of a contract: of the one `lot`, else of each lot that it has.

    Raises InputError for none, for no measure set, and for lots that one pack can't be made for.
    """
    wanted = register.name_of(ref, lot)
    named = [c for c in register.contracts if folded_key(*c.key_without_supplier) == wanted]
    rows = named[:1] or ([] if lot else _lots(register.contracts, wanted[0]))
    if not rows:
        known = ", ".join(dict.fromkeys(c.key.label for c in register.contracts))
        raise InputError(
            f"The register has no contract '{Key(ref, lot, '').label}'.",
            f"Add it, or leave --register out and use a record. It has: {known}.",
        )
    if rows[0].edition not in register.sets:
        raise InputError(
            f"The contract '{ref}' names no measure edition that the register has.",
            f"Choose one of: {', '.join(register.sets)}.",
        )
    for name, alike in SAME.items():
        if len({getattr(row, name) for row in rows}) > 1:
            raise InputError(
                f"The lots of {ref} are not all {alike}."
                if name == "commenced"
                else f"The lots of {ref} don't all have {alike}.",
                "Make them alike in the register, or make a pack for each with --lot.",
            )
    return rows


def _lots(contracts: Iterable[Contract], ref: str) -> list[Contract]:
    """One row for each lot of a contract; successive suppliers of a lot are one lot."""
    rows = {c.key.lot: c for c in contracts if folded(c.key.ref) == ref and c.key.lot}
    return list(rows.values())


def together(rows: Sequence[Contract]) -> Contract:
    """The contract that a tender is for: the row itself, or all lots as one."""
    first, values = rows[0], [row.net_value for row in rows]
    if not lots_in(rows):
        return first
    same: dict[str, Any] = {
        name: getattr(first, name) if len({getattr(row, name) for row in rows}) == 1 else empty
        for name, empty in {"vat_rate": None, "main": first.main, "category": first.main}.items()
    }
    same["category"] = same["category"] or first.category
    known = [value for value in values if value is not None]
    return replace(
        first,
        key=Key(first.key.ref, "", ""),
        title=title_of(rows),
        net_value=sum(known, Decimal(0)) if len(known) == len(values) else None,
        gross_value=None,
        **same,
    )


def lots_in(rows: Sequence[Contract]) -> tuple[Lot, ...]:
    """The lots that rows of a register are, where they are several."""
    if len(rows) == 1:
        return ()
    return tuple(Lot(row.key.lot, row.title, row.net_value) for row in rows)


def title_of(rows: Sequence[Contract]) -> str:
    """What the titles of lots have in common, else the first one's."""
    titles = [row.title.split() for row in rows]
    words = takewhile(
        lambda word: word is not None,
        (each[0] if len(set(each)) == 1 else None for each in zip(*titles, strict=False)),
    )
    return _TRAILING.sub("", " ".join(map(str, words))) or rows[0].title
