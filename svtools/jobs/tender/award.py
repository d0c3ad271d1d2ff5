"""The award: what the winner offered becomes the contract's promises, with no re-typing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.issued_by import refuse_other_council
from svtools.jobs.opening import open_own, refuse_unusable, unusable
from svtools.jobs.register.contracts import Key
from svtools.jobs.register.read import TEMPLATE as REGISTER
from svtools.jobs.register.read import register_of
from svtools.jobs.tender.blocking import Despite, let_through, recorded, today
from svtools.jobs.tender.flagged import Flagged
from svtools.jobs.tender.marking import Marked, marked
from svtools.jobs.tender.promised import Promised, note_after_the_end, promises_of
from svtools.jobs.tender.winners import refusals, winners_of
from svtools.numbers import rounded
from svtools.policy import Council
from svtools.scoring import BidMarks
from svtools.spelling import folded, folded_key
from svtools.workbooks.content import Content, Row
from svtools.workbooks.opening import Workbook
from svtools.workbooks.problems import Problem, Problems
from svtools.workbooks.replacing import replace_all
from svtools.workbooks.revision import Revision

OF_THE_SUPPLIER = (
    "supplier_number", "contact", "sme", "vcse", "equality_led", "price", "share",
)  # fmt: skip
"""What the register says of a supplier, which its successor doesn't inherit."""

SHARE_PLACES = 4


@dataclass(frozen=True, slots=True)
class Award:
    """What one winner promises, and what was found as the register took it.

    `problems` are what of the register can't be used, where its dates are not the tender's, and
    that an earlier version made the workbook; `despite` says why it was awarded although something
    blocked it, `open_flags` what was not answered. So many `places` are given: more than one are a
    framework's.
    """

    bidder: str
    contract: Key
    promises: tuple[Promised, ...]
    problems: tuple[Problem, ...] = ()
    despite: Despite | None = None
    open_flags: tuple[Flagged, ...] = ()
    places: int = 1


def award(
    scoring: Path, bidder: str, register: Path, output: Path, council: Council, **how: Any
) -> Award:
    """Award to one bidder, as `award_all` does."""
    (awarded,) = award_all(scoring, [bidder], register, output, council, **how)
    return awarded


def award_all(
    scoring: Path,
    bidders: Sequence[str],
    register_path: Path,
    output: Path,
    council: Council,
    *,
    lot: str | None = None,
    accept_loss: bool = False,
    despite: str = "",
    on: date | None = None,
) -> tuple[Award, ...]:
    """Write the register to `output` with the winners' contracted units as promises.

    The contract's supplier becomes the first of the `bidders`; another, and where another supplier
    has promises already, gets a row of its own. All else in the register stays. `lot` is one of the
    tender's, or of a tender without lots the register's own. Raises InputError where bidder, lot or
    contract don't fit, something can't be kept, unless `accept_loss`, or something blocks the award
    and `despite` gives no reason to go on (it is recorded in the scoring workbook, `on` that day).
    """
    marks = marked(scoring)
    content = marks.content
    refuse_other_council(content, scoring.name, council)
    refuse_unusable(content)
    winners = winners_of(marks, bidders, lot)
    workbook = open_own(register_path, REGISTER)
    _refuse_unknown_edition(workbook, content, council)
    going_on = let_through(marks, despite, refusals(marks, winners, workbook.content))
    revision, problems = Revision(workbook), Problems(scoring.name)
    promised = _put_winners(revision, problems, marks, winners, lot)
    names = " and ".join(won.bidder for won in winners)
    done = f"{next(iter(promised)).label} was awarded to {names}"
    record = recorded(marks, going_on, done, on or today())
    replace_all({output: revision.saved_as(output, accept_loss=accept_loss)} | record)
    found = (*marks.older, *unusable(workbook.content), *revision.problems, *problems)
    flags, places = marks.open_flags, marks.tender.places
    return tuple(
        Award(key.supplier, key, promises, found, going_on, flags, places)
        for key, promises in promised.items()
    )


def _put_winners(
    revision: Revision,
    problems: Problems,
    marks: Marked,
    winners: Sequence[BidMarks],
    lot: str | None,
) -> dict[Key, tuple[Promised, ...]]:
    """Put suppliers and promises into the register; whose promises they are."""
    content, register = marks.content, revision.content
    ref, lot_of_tender = (content.value(f"contract.{name}") or "" for name in ("ref", "lot"))
    promised = dict[Key, tuple[Promised, ...]]()
    for won, share in zip(winners, shares(len(winners)), strict=True):
        key = Key(ref, won.lot or (lot_of_tender if lot is None else lot), won.bidder)
        contract, is_taken = _contract_row(register, key)
        key = Key(contract.get("ref"), contract.get("lot") or "", won.bidder)
        offers = _offers(content, won)
        promises = promises_of(offers, won, contract, marks.tender.asked)
        facts = _facts(content, won, share, contract)
        _put_supplier(revision, contract, key, facts, is_new=is_taken or bool(promised))
        _add_promises(revision, promises, key)
        if not promised:
            _compare_dates(problems, content, contract)
        note_after_the_end(problems, offers, won, contract)
        promised[key] = promises
    return promised


def _refuse_unknown_edition(workbook: Workbook, content: Content, council: Council) -> None:
    edition = str(content.value("contract.edition") or "")
    if edition and edition not in register_of(workbook, council).sets:
        raise InputError(
            f"The register has no measure edition '{edition}', which this tender uses.",
            "Add it with 'svtools measures import', then award again.",
        )


def _offers(content: Content, won: BidMarks) -> list[Row]:
    """What a bid offers and is contracted."""
    return [
        row
        for row in content.rows("offers")
        if row.get("bidder") == won.label and won.contracted.get(row.get("measure") or "")
    ]


def shares(winners: int) -> list[Decimal | None]:
    """The share of the value that each is expected to have: alike, and exactly all together.

    The council may say otherwise in the register. One alone has no share.
    """
    if winners == 1:
        return [None]
    alike = rounded(Decimal(1) / winners, SHARE_PLACES)
    return [1 - alike * (winners - 1), *[alike] * (winners - 1)]


def _facts(content: Content, won: BidMarks, share: Decimal | None, contract: Row) -> dict[str, Any]:
    """What the register takes from the tender beside promises; an older register takes less."""
    numbers = {row.get("bidder"): row.get("number") for row in content.rows("bidders")}
    facts = {
        "supplier_number": numbers[won.label],
        "edition": content.value("contract.edition"),
        "weighting": content.value("criteria.social_value"),
        "price": won.price,
        "share": share,
    }
    return {name: value for name, value in facts.items() if name in contract.place.columns}


def _compare_dates(problems: Problems, content: Content, contract: Row) -> None:
    """Note where the tender's dates are not the register's, by which the promises are split."""
    for name, label in (("start", "Start"), ("end", "End")):
        day, expected = content.fields[f"contract.{name}"], contract.get(name)
        if day.value and day.value != expected:
            details = {"entered": day.value, "expected": expected}
            problems.add("award-differs", day, label=label, **details)


def _contract_row(register: Content, key: Key) -> tuple[Row, bool]:
    """The contract's row, and whether another supplier has promises. Raises InputError for none."""
    wanted = folded_key(key.ref, key.lot)
    contracts, promises = (
        [row for row in register.rows(table) if folded_key(*row.texts("ref", "lot")) == wanted]
        for table in ("contracts", "promises")
    )
    if not contracts:
        raise InputError(
            f"The register has no contract '{key.label}'.",
            "Add a row for it on the register's sheet Contracts (reference, lot, title, category, "
            "value, dates), save it, then award again.",
        )
    supplier = contracts[0].get("supplier")
    taken = {folded(str(row.get("supplier") or supplier or "")) for row in promises}
    if folded(key.supplier) in taken:
        raise InputError(
            f"{key.supplier} already has promises for {key.label}.",
            "Vary them in the register instead.",
        )
    return contracts[0], bool(taken)


def _put_supplier(
    revision: Revision, row: Row, key: Key, of_the_tender: Mapping[str, Any], *, is_new: bool
) -> None:
    """Make the winner the contract's supplier, in a row of its own where there is another's."""
    same = folded(str(row.get("supplier") or "")) == folded(key.supplier)
    values: dict[str, Any] = {
        "supplier": key.supplier,
        **{name: None for name in OF_THE_SUPPLIER if not same and name in row.place.columns},
        **{name: value for name, value in of_the_tender.items() if value},
    }
    if is_new:
        revision.add_row("contracts", {**row.values, **values})
    else:
        revision.set_row(row, "contracts", values)


def _add_promises(revision: Revision, promises: Iterable[Promised], key: Key) -> None:
    for promise in promises:
        names = {
            "ref": key.ref,
            "lot": key.lot or None,
            "supplier": key.supplier,
            "measure": promise.measure,
        }
        revision.add_row("promises", {**names, "units": promise.units})
        for year, units in promise.years.items():
            revision.add_row("promise_years", {**names, "year": year, "units": units})
