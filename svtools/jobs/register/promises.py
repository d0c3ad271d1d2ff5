"""The promises of a register: read, or held back and named.

Nothing is guessed: a promise whose period can't be told, that is promised twice or lies outside its
contract counts nowhere until the register is mended.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from svtools.jobs.register.contracts import Contract, Key, Promise
from svtools.jobs.register.promise_years import PromiseYears
from svtools.jobs.register.register import Register
from svtools.measures import Measure, stocks_since
from svtools.numbers import how_many, in_a_row
from svtools.policy import months_later
from svtools.spelling import as_known, did_you_mean, folded, folded_key
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Content, Row

Folded = tuple[str, ...]
"""Reference, lot and what else names something, each as it is compared."""

DATES = ("from", "to", "closed_on")
DECISIVE = ("actual_end", "reported_in")
"""The cells of a contract that decide whether its promises count at all."""


class _Read(NamedTuple):
    row: Row
    contract: Contract
    promise: Promise


class PromiseRows:
    """Reads the sheets Promises and Promises by year into a register; its `rows` are contracts'."""

    def __init__(self, content: Content, register: Register, rows: Mapping[Key, Row]) -> None:
        self.content = content
        self.result = register
        self.rows = rows
        self.note = content.problems.add
        self.contracts: dict[Folded, list[Contract]] = defaultdict(list)
        self.of_ref: dict[str, list[Contract]] = defaultdict(list)
        for contract in register.contracts:
            name = folded_key(*contract.key_without_supplier)
            self.contracts[name].append(contract)
            self.of_ref[name[0]].append(contract)
        self.years = PromiseYears(content, self._owners)
        self.in_doubt: dict[Key, list[str]] = defaultdict(list)
        self.said: dict[tuple[Cell, ...], str] = {}
        self.alike: Counter[tuple[Key, str]] = Counter()

    def read(self) -> None:
        """Put the promises into the register, and how many of each contract are held back."""
        rows = [(row, self._contract_of(row)) for row in self.content.rows("promises")]
        known = [(row, contract) for row, contract in rows if contract]
        self.result.adrift = len(rows) - len(known)
        self.alike = Counter((contract.key, self._code(row, contract)) for row, contract in known)
        held: dict[Key, list[str]] = defaultdict(list)
        for row, contract in known:
            held[contract.key].append(self._code(row, contract))
        read = self._once(
            _Read(row, contract, promise)
            for row, contract in known
            if (promise := self._promise(row, contract))
        )
        for _, contract, promise in read:
            self.result.promises.setdefault(contract.key, []).append(promise)
            held[contract.key].remove(promise.measure.code)
        self.result.unread = {key: codes for key, codes in held.items() if codes}
        self.result.in_doubt = self.in_doubt
        self._tell_contracts()
        self._tell_unused_years()
        self._tell_stocks()

    def _named(self, row: Row) -> tuple[Folded, list[Contract], list[Contract]]:
        """The reference and lot of a row, the contracts called so, and the supplier's of them."""
        ref, lot, supplier = row.texts("ref", "lot", "supplier")
        name = self.result.name_of(ref, lot)
        known = self.contracts.get(name, [])
        return name, known, [c for c in known if folded(supplier) in ("", folded(c.key.supplier))]

    def _owners(self, row: Row) -> list[tuple[Key, str]]:
        """The contracts of which a row of Promises by year may be, with its measure's code."""
        _, _, same = self._named(row)
        return [(contract.key, self._code(row, contract)) for contract in same]

    def _contract_of(self, row: Row) -> Contract | None:
        """The contract a promise belongs to: by supplier, else the one running when it begins.

        None where that can't be told; it is then missing from each of those that it may be of.
        """
        name, known, same = self._named(row)
        begins = row.get("from")
        candidates = [c for c in same if begins and c.start <= begins <= c.last_day] or same
        if candidates and not self._is_in_doubt(row, name, candidates):
            return candidates[0]
        if name in self.result.unusable:
            self.result.unusable[name] += 1
        if not candidates and name in self.result.unusable:
            return None  # it is told there
        if not candidates:
            self._tell_owner(row, known)
        for contract in candidates or known or self.of_ref[name[0]]:
            self.in_doubt[contract.key].append(self._code(row, contract))
        return None

    def _is_in_doubt(self, row: Row, name: Folded, candidates: Sequence[Contract]) -> bool:
        """Whether a promise may be of another contract than the first of these; it is told."""
        if row.get("supplier"):
            return False
        label = candidates[0].key.label
        if "from" in row.faulty and len(candidates) > 1:
            code, said = self._code(row, candidates[0]), self._entered(row, ["from"])
            self.note("promise-held", row.cell("from"), ref=label, measure=code, said=said)
            return True
        if _run_at_once(candidates):
            names = in_a_row([contract.key.supplier for contract in candidates])
            self.note("promise-of-several", row.cell("supplier"), ref=label, suppliers=names)
            return True
        return name in self.result.unusable

    def _tell_owner(self, row: Row, known: Sequence[Contract]) -> None:
        """Say that the register has no contract of this name, or not with this supplier."""
        ref, lot, supplier = row.texts("ref", "lot", "supplier")
        label = Key(ref, lot, "").label
        if known:
            suppliers = [contract.key.supplier for contract in known]
            hint, names = did_you_mean(supplier, suppliers), " and ".join(suppliers)
            details = {"supplier": supplier, "suppliers": names, "hint": hint}
            self.note("promise-supplier", row.cell("supplier"), ref=label, **details)
        else:
            hint = self.result.hint(ref, lot)
            self.note("promise-without-contract", row.cell("ref"), ref=label, hint=hint)

    def _tell_contracts(self) -> None:
        """Say where something in a contract's own row costs all its promises."""
        for contract in self.result.contracts:
            count = len(self.result.unread.get(contract.key, ()))
            row, promises = self.rows[contract.key], how_many(count, "promise")
            if count and contract.edition not in self.result.sets:
                self.note(
                    "contract-edition",
                    row.cell("edition"),
                    ref=contract.key.label,
                    edition=contract.edition or "blank",
                    count=promises,
                    hint=did_you_mean(contract.edition, self.result.sets),
                )
            elif count and (keys := [key for key in DECISIVE if key in contract.unread]):
                cells, said = [row.cell(key) for key in keys], self._entered(row, keys)
                ref = contract.key.label
                self.note("promises-held", *cells, ref=ref, count=promises, said=said)

    def _code(self, row: Row, contract: Contract) -> str:
        """The measure of a row, as the contract's edition spells it."""
        return as_known(row.get("measure") or "", self.result.measures(contract))

    def _promise(self, row: Row, contract: Contract) -> Promise | None:
        """The promise of a row; None where it is held back, which is told."""
        code, units = self._code(row, contract), row.get("units")
        measure = self._measure(row, contract, code)
        if measure is None or contract.unread & {*DECISIVE}:
            return None
        faulty = [key for key in ("units", *DATES) if key in row.faulty]
        if faulty:
            cells = [row.cell(key) for key in faulty]
            said = self._entered(row, faulty)
            self.note("promise-held", *cells, ref=contract.key.label, measure=code, said=said)
        if units is None or faulty:
            return None
        period = row.get("from") or contract.start, row.get("to") or contract.end
        if not self._may_run(row, contract, period):
            return None
        if self._years_fail(contract, measure, units):
            return None
        if row.get("closed_on") and row.get("closed_on") < period[0]:
            self.note(
                "promise-closed-before",
                row.cell("closed_on"),
                ref=contract.key.label,
                measure=code,
                closed=row.get("closed_on"),
                start=period[0],
            )
        closed = min(filter(None, (row.get("closed_on"), contract.actual_end)), default=None)
        of = contract.key, code
        years = self.years.of(of, measure, row, period, alone=self.alike[of] == 1)
        if years and not any(y.start <= period[1] and period[0] <= y.end for y in years):
            return None  # it is told where the years stand
        return Promise(measure, units, *period, closed, years)

    def _years_fail(self, contract: Contract, measure: Measure, units: Decimal) -> bool:
        """Whether the years that split a promise can't be told for certain; it is told there."""
        of = contract.key, measure.code
        about = {"ref": contract.key.label, "measure": measure.code}
        if unread := self.years.unread(of):
            row, faulty = unread
            said = self._entered(row, faulty) or f"a row of the sheet {row.place.sheet}"
            self.note("promise-held", *map(row.cell, faulty), said=said, **about)
            return True
        twice = self.years.twice(of, measure, units) if self.alike[of] == 1 else ()
        if twice:
            self.note("promise-years-twice", *(row.cell("year") for row in twice), **about)
        return bool(twice)

    def _may_run(self, row: Row, contract: Contract, period: tuple[date, date]) -> bool:
        """Whether a promise's period is one, and lies within its contract's."""
        (start, end), code = period, self._code(row, contract)
        if end < start:
            self.note("promise-period", row.cell("from"), measure=code, start=start, end=end)
            return False
        last = months_later(contract.end, contract.extension)
        within = contract.start <= start and end <= last
        if end > contract.end and "extension" in contract.unread:
            said = self._entered(self.rows[contract.key], ["extension"])
            self.note(
                "promise-held", row.cell("to"), ref=contract.key.label, measure=code, said=said
            )
            return False
        if not within:
            self.note(
                "promise-outside",
                row.cell("from" if start < contract.start else "to"),
                ref=contract.key.label,
                measure=code,
                start=start,
                end=end,
                first=contract.start,
                last=last,
            )
        return within

    def _entered(self, row: Row, keys: Sequence[str]) -> str:
        """What stands in cells of a row that can't be read, told in place of what was noted."""
        cells = tuple(row.cell(key) for key in keys)
        if cells not in self.said:
            problems = self.content.problems
            alone = [p for p in problems if len(p.cells) == 1 and p.cells[0] in cells]
            found = [p for p in alone if "label" in p.details]
            for problem in found:
                problems.drop(problem.code, problem.cells[0])
            said = [(p.details.get("entered"), p.details["label"]) for p in found]
            self.said[cells] = in_a_row([f"{_quoted(text)} under {label}" for text, label in said])
        return self.said[cells]

    def _once(self, promises: Iterator[_Read]) -> list[_Read]:
        """The promises without those that are made twice, which are told: none of them counts."""
        by_measure: dict[tuple[Key, str], list[_Read]] = defaultdict(list)
        for read in promises:
            by_measure[read.contract.key, read.promise.measure.code].append(read)
        for (key, code), same in by_measure.items():
            twice = _overlapping(same)
            if twice:
                cells = [read.row.cell("measure") for read in same if read.row.number in twice]
                self.note("promise-twice", *cells, ref=key.label, measure=code)
                by_measure[key, code] = [read for read in same if read.row.number not in twice]
        kept = [read for same in by_measure.values() for read in same]
        return sorted(kept, key=lambda read: read.row.number)

    def _tell_unused_years(self) -> None:
        for row in self.years.unused(self.alike):
            ref, lot, measure = row.texts("ref", "lot", "measure")
            if self._named(row)[0] not in self.result.unusable:
                year = self.years.year_of[row.number]
                details = {"ref": Key(ref, lot, "").label, "measure": measure, "year": year}
                self.note("promise-years-unused", row.cell("measure"), **details)

    def _tell_stocks(self) -> None:
        """Say which contracts count as a flow what a later edition counts as a stock."""
        codes: dict[str, set[str]] = defaultdict(set)
        contracts: dict[str, list[Contract]] = defaultdict(list)
        for contract in self.result.contracts:
            since = stocks_since(contract.edition)
            measures = {
                p.measure.code: p.measure for p in self.result.promises.get(contract.key, ())
            }
            flows = {c for c, m in measures.items() if c in since and not m.counting.is_stock}
            if flows:
                codes[contract.edition] |= flows
                contracts[contract.edition].append(contract)
        for edition, found in contracts.items():
            self.note(
                "stock-as-flow",
                *(self.rows[contract.key].cell("edition") for contract in found),
                edition=edition,
                measures=" and ".join(sorted(codes[edition])),
                later=" and ".join({stocks_since(edition)[code]: 0 for code in codes[edition]}),
                contracts=", ".join(contract.key.label for contract in found),
            )

    def _measure(self, row: Row, contract: Contract, code: str) -> Measure | None:
        measures = self.result.measures(contract)
        if code not in measures and contract.edition in self.result.sets:  # else it is told there
            details = {"edition": contract.edition, "hint": did_you_mean(code, measures)}
            ref = contract.key.label
            self.note("promise-measure", row.cell("measure"), ref=ref, measure=code, **details)
        return measures.get(code)


def _quoted(text: str | None) -> str:
    return f"'{text}'" if text else "a formula that was never calculated"


def _run_at_once(contracts: Sequence[Contract]) -> bool:
    """Whether the first of several contracts runs on a day on which another does."""
    first, others = contracts[:1], contracts[1:]
    return any(
        one.start <= other.last_day and other.start <= one.last_day
        for one in first
        for other in others
    )


def _overlapping(same: Sequence[_Read]) -> set[int]:
    """The rows of those promises of a measure that are due on a day on which another is, too."""
    twice: set[int] = set()
    latest: tuple[date, int] = date.min, -1
    for row, _, promise in sorted(same, key=lambda read: read.promise.start):
        last = min(promise.end, promise.closed_on or promise.end)
        if last < promise.start:
            continue
        if promise.start <= latest[0]:
            twice |= {row.number, latest[1]}
        latest = max(latest, (last, row.number))
    return twice
