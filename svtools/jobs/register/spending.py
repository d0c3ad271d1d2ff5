"""What was paid on the register's contracts, by year: read, or held back and named."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from svtools.jobs.register.beyond import year_in
from svtools.jobs.register.contracts import Contract, Key
from svtools.jobs.register.register import Register
from svtools.monitoring import FinancialYear
from svtools.spelling import folded, folded_key
from svtools.workbooks.content import Content, Row

Paid = dict[tuple[Key, FinancialYear], Decimal]
Unread = set[tuple[Key, FinancialYear | None]]


def spend(content: Content, register: Register) -> tuple[Paid, Unread]:
    """What was paid on each contract in each year, in £, and where that can't be told.

    A year that stands in several rows of a contract counts in none: it may be one payment twice.
    """
    by_name: dict[tuple[str, ...], list[Contract]] = defaultdict(list)
    for contract in register.contracts:
        by_name[folded_key(*contract.key_without_supplier)].append(contract)
    rows: dict[tuple[Key, FinancialYear], list[Row]] = defaultdict(list)
    unread: Unread = set()
    for row in content.rows("spend"):
        ref, lot, supplier = row.texts("ref", "lot", "supplier")
        name = register.name_of(ref, lot)
        known = by_name.get(name, [])
        same = [c for c in known if folded(supplier) in ("", folded(c.key.supplier))]
        year = year_in(content, row)
        if len(same) == 1 and year:
            rows[same[0].key, year].append(row)
            continue
        if len(same) != 1 and ref and name not in register.unusable:  # else it is told there
            _tell(content, row, known, register.hint(ref, lot))
        unread |= {(contract.key, year) for contract in same or known}
    for (key, year), twice in rows.items():
        if len(twice) > 1:
            cells = [row.cell("paid") for row in twice]
            content.problems.add("spend-twice", *cells, ref=key.label, year=year)
        if len(twice) > 1 or "paid" in twice[0].faulty:
            unread.add((key, year))
    paid = {about: row.get("paid") for about, (row, *others) in rows.items() if not others}
    return {about: pounds for about, pounds in paid.items() if pounds is not None}, unread


def _tell(content: Content, row: Row, known: Sequence[Contract], hint: str) -> None:
    """Say that a row belongs to no contract, or to one of several."""
    ref, lot, supplier = row.texts("ref", "lot", "supplier")
    label, note = Key(ref, lot, "").label, content.problems.add
    if known:
        names = " and ".join(contract.key.supplier for contract in known)
        said = f"'{supplier}'" if supplier else "blank"
        note("spend-supplier", row.cell("supplier"), ref=label, supplier=said, suppliers=names)
    else:
        note("spend-without-contract", row.cell("ref"), ref=label, hint=hint)
