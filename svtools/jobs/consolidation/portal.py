"""Figures of the Social Value Portal: what the council copied from there, and its faults.

£ are taken as they are given, never valued again, and enter no total of the workbooks. What could
count twice, or names no contract for certain, is held back and named.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import date
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.consolidation.contradiction import unlike
from svtools.jobs.consolidation.matching import Expected
from svtools.jobs.consolidation.portal_rows import (
    AMOUNTS,
    LEVA,
    NOT_KNOWN,
    SVA,
    Amount,
    PortalFigures,
    PortalRow,
    sums_of_others,
)
from svtools.jobs.consolidation.returns import Return
from svtools.jobs.issued_by import refuse_other_council
from svtools.jobs.monitoring.pack import needs_promises
from svtools.jobs.opening import open_own
from svtools.jobs.register.contracts import PORTAL, QUARTERS, Contract, Key
from svtools.jobs.register.register import Register, year_promises
from svtools.monitoring import FinancialYear, Quarter
from svtools.numbers import long_date, plain
from svtools.policy import Council
from svtools.spelling import as_known, folded, folded_key
from svtools.workbooks.content import Content, Row
from svtools.workbooks.items import normal
from svtools.workbooks.problems import Problems
from svtools.workbooks.total_rows import is_total

TEMPLATE, TABLE = "portal_figures", "figures"
NEEDED = ("ref", "item", "year", "quarter", "unit", "exported")
DECIDING = (*NEEDED, "lot", "supplier", "kind")
"""The columns without which it isn't known what a row's figures are."""


def open_portal_figures(path: Path, council: Council) -> Content:
    """What stands in a workbook of Portal figures.

    Raises InputError where it can't be read or is another council's.
    """
    content = open_own(path, TEMPLATE).content
    refuse_other_council(content, path.name, council)
    return content


def portal_figures(
    content: Content,
    register: Register,
    year: FinancialYear,
    council: Council,
    returns: Sequence[Return],
    as_at: date,
) -> PortalFigures:
    """The figures of `content`; what is held back or to be looked at is in their `problems`."""
    reader = _Reader(content, register, year, as_at)
    themes = frozenset(folded(theme.name) for theme in council.themes)
    reader.read()
    reader.hold_back_both(returns)
    reader.hold_back_overlaps(themes)
    reader.tell_oddities()
    return reader.result


def figures_owed(
    portal: PortalFigures, register: Register, year: FinancialYear, council: Council, as_at: date
) -> list[Expected]:
    """Every quarter for which a contract owes figures of the Portal and has none that count."""
    covered = portal.covered(year)
    return [
        Expected(contract, quarter, quarter.due_date(register.settings.days_allowed), None, as_at)
        for contract in register.live(year)
        if contract.reported_in == PORTAL and _owes(register, contract, year, council)
        for quarter in contract.quarters(year)
        if (contract.key, quarter.number) not in covered
    ]


def _owes(register: Register, contract: Contract, year: FinancialYear, council: Council) -> bool:
    """Whether it promised something this year, or needs social value and nobody promised any."""
    if year_promises(register, contract, year) or register.held_back(contract):
        return True
    required = needs_promises(register, contract, council)
    return bool(required) and register.owes_promises(contract, year)


def _is_total(row: Row) -> bool:
    """Whether a row says that it is a total, also by its contract: Total for C0106."""
    ref, item = row.texts("ref", "item")
    without_ref = " ".join(normal(item).split(normal(ref) or None))
    return is_total(ref) or is_total(without_ref)


def _named(item: str, names: Set[str]) -> str:
    """An item as it is compared: by its code alone, or its title, where that is another's name."""
    first, *title = item.split(maxsplit=1)
    has_code = any(sign.isdigit() for sign in first)
    parts = map(_bare, [first, *title] if has_code else [first])
    return next((part for part in parts if part in names), _bare(item))


def _bare(item: str) -> str:
    return folded(item).strip(":.,-")


class _Reader:
    def __init__(
        self, content: Content, register: Register, year: FinancialYear, as_at: date
    ) -> None:
        self.content, self.register = content, register
        self.year, self.as_at = year, as_at
        self.result = PortalFigures(content.problems.file)
        self.result.problems = Problems(content.problems.file, own=True)
        self.note = self.result.problems.add
        self.contracts: dict[tuple[str, ...], list[Contract]] = defaultdict(list)
        for contract in register.contracts:
            self.contracts[folded_key(*contract.key_without_supplier)].append(contract)
        self.refs = {contract.key.ref: None for contract in register.contracts}

    def read(self) -> None:
        """Read every row, held back where it can't be told what its figures are."""
        self.result.problems += self.content.problems
        self.result.rows = [self._read(row) for row in self.content.rows(TABLE)]

    def _read(self, row: Row) -> PortalRow:
        amounts = {
            key: Amount(row.get(key), row.cell(key))
            for key in AMOUNTS
            if row.get(key) is not None or key in row.faulty
        }
        word = row.get("quarter")
        named = QUARTERS.index(word) + 1 if word in QUARTERS else None
        quarters = frozenset([named] if named else range(1, 5))
        read = PortalRow(row, None, quarters, amounts)
        year = self._year(row) if self._is_complete(row) else None
        read.other_year = year is not None and year != self.year
        read.held = year != self.year
        if not read.held:
            read.contract = self._contract(row)
            read.held = read.contract is None
        return read

    def _is_complete(self, row: Row) -> bool:
        """Whether a row says what its figures are; a word such as n/a says nothing."""
        for key in NEEDED:
            if key in row.no_answer:
                label = self.content.template.table(TABLE).column(key).label
                self.note("required-blank", row.cell(key), label=label)
        if _is_total(row):
            self.note("portal-total", row.cell("item"))
            return False
        return all(row.get(key) for key in NEEDED) and not row.faulty & set(DECIDING)

    def _year(self, row: Row) -> FinancialYear | None:
        """The year of a row; another than the summary's is noted, and what is none."""
        found, cell = row.get("year"), row.cell("year")
        try:
            year = FinancialYear.parse(found)
        except InputError:
            details = {"label": "Financial year", "allowed": "years such as 2025-26"}
            self.note("not-a-choice", cell, entered=found, **details)
            return None
        if year != self.year:
            self.note("portal-year", cell, found=year, wanted=self.year)
        return year

    def _contract(self, row: Row) -> Contract | None:
        """The register's contract that a row names and that may have Portal figures."""
        ref, supplier = as_known(row.get("ref"), self.refs), row.get("supplier") or ""
        lot, cell = row.get("lot") or "", row.cell("ref")
        label = Key(ref, lot, "").label
        same = self.contracts.get(self.register.name_of(ref, lot), [])
        live = [contract for contract in same if contract.quarters(self.year)]
        named = [contract for contract in live if folded(contract.key.supplier) == folded(supplier)]
        if not same:
            self.note("portal-unknown", cell, ref=label, hint=self.register.hint(ref, lot))
        elif not live:
            self.note("portal-not-live", cell, ref=label, year=self.year)
        elif not named and (len(live) > 1 or unlike(supplier, live[0].key.supplier)):
            suppliers = " and ".join(contract.key.supplier for contract in live)
            details = {"supplier": supplier or "nobody", "suppliers": suppliers}
            self.note("portal-supplier", row.cell("supplier"), ref=label, **details)
        else:
            return (named or live)[0]
        return None

    def hold_back_both(self, returns: Iterable[Return]) -> None:
        """Hold back the figures of each contract that is reported by workbook, too."""
        came: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for each in returns:
            if any(problem.code == "portal-contract" for problem in each.problems):
                came[self.register.name_of(each.ref, each.lot)].append(each.file)
        for row, contract in self._standing():
            key = contract.key
            files = came.get(folded_key(key.ref, key.lot))
            why = "the register says that it is reported by workbook"
            if contract.reported_in == PORTAL:
                why = f"a return of it came ({', '.join(files)})" if files else ""
            if why:
                row.held = True
                self.note("portal-both", row.row.cell("ref"), ref=key.label, why=why)

    def hold_back_overlaps(self, themes: frozenset[str]) -> None:
        """Hold back rows that give the same figure of a contract, or a part of it, again."""
        claims: dict[tuple[Any, ...], dict[str, list[PortalRow]]] = {}
        names = {_bare(row.text("item")) for row in self.result.rows}
        for row, contract in self._standing():
            item = _named(row.text("item"), names)
            kinds = (SVA, LEVA) if row.kind == NOT_KNOWN else (row.kind,)
            for what in row.amounts:
                for place in ((number, kind) for number in row.quarters for kind in kinds):
                    claim = (contract.key, row.text("unit"), what, *place)
                    claims.setdefault(claim, {}).setdefault(item, []).append(row)
        twice: dict[int, tuple[PortalRow, str]] = {}
        for (key, *_), items in claims.items():
            mixed = 0 < len(items.keys() & themes) < len(items)
            for rows in items.values():
                if mixed or len(rows) > 1:
                    twice |= {row.row.number: (row, key.label) for row in rows}
        for row, ref in twice.values():
            row.held = True
            self.note("portal-twice", row.row.cell("item"), ref=ref, item=row.text("item"))

    def tell_oddities(self) -> None:
        """Remarks on rows that count."""
        for row, contract in self._standing():
            reported, validated = row.figure("reported"), row.figure("validated")
            details = {"ref": contract.key.label, "item": row.text("item")}
            if not row.amounts:
                self.note("portal-blank", row.row.cell("item"), **details)
            if reported is not None and validated is not None and validated > reported:
                self.note(
                    "portal-more-validated",
                    row.row.cell("validated"),
                    entered=plain(validated),
                    expected=plain(reported),
                    **details,
                )
            running = {quarter.number for quarter in contract.quarters(self.year)}
            if row.amounts and not row.quarters & running:
                when = {"measure": row.text("item"), "quarter": row.text("quarter")}
                self.note("outside-term", row.row.cell("quarter"), **when)
            self._tell_export(row)
        for row in sums_of_others(self.result.counted):
            self.note(
                "portal-sum",
                row.row.cell("item"),
                ref=row.contract.key.label if row.contract else "",
                item=row.text("item"),
            )

    def _tell_export(self, row: PortalRow) -> None:
        """Note an export after the day of the summary, or before the first quarter was over."""
        exported, cell = row.exported, row.row.cell("exported")
        over = Quarter(self.year, min(row.quarters)).end
        if exported and exported > self.as_at:
            days = {"exported": long_date(exported), "as_at": long_date(self.as_at)}
            self.note("portal-ahead", cell, **days)
        elif exported and exported < over and {"reported", "validated"} & row.amounts.keys():
            days = {"exported": long_date(exported), "end": long_date(over)}
            self.note("portal-early", cell, quarter=row.text("quarter"), **days)

    def _standing(self) -> Iterator[tuple[PortalRow, Contract]]:
        """The rows that are not held back as yet, with their contracts."""
        for row in self.result.rows:
            if row.contract and not row.held:
                yield row, row.contract
