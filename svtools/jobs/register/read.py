"""The contracts register, read into contracts and promises."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.issued_by import refuse_other_council
from svtools.jobs.opening import open_own
from svtools.jobs.register.comparing import compare
from svtools.jobs.register.contracts import (
    DAYS_ALLOWED,
    WORKBOOK,
    Contract,
    Key,
    Promise,
    Settings,
    Target,
)
from svtools.jobs.register.issued import theme_names
from svtools.jobs.register.register import Register
from svtools.jobs.spelling import as_known, did_you_mean, folded
from svtools.measures import Measure, MeasureSet, measure_set_from_rows
from svtools.monitoring import FinancialYear, ProgressBands
from svtools.numbers import how_many
from svtools.policy import Council
from svtools.workbooks.content import Content, Row
from svtools.workbooks.opening import Workbook

TEMPLATE = "contracts_register"
TEXTS = ("title", "category", "main", "parent", "regime", "manager", "contact")
FACTS = ("net_value", "actual_end", "commenced", "vat_rate", "gross_value")

Folded = tuple[str, ...]
"""Reference, lot and what else names something, each as it is compared."""


def read_register(path: Path, council: Council) -> Register:
    """The register at `path`. What is wrong in its rows is in its `problems`.

    Raises InputError where the file is not a register that can be read.
    """
    return register_of(open_own(path, TEMPLATE), council)


def register_of(workbook: Workbook, council: Council) -> Register:
    """The register in a workbook that was opened."""
    return _Reader(workbook.content, council).register()


def _texts(row: Row, *keys: str) -> list[str]:
    return [row.get(key) or "" for key in keys]


def _folded(*names: str) -> Folded:
    return tuple(map(folded, names))


class _Reader:
    def __init__(self, content: Content, council: Council) -> None:
        self.content = content
        self.council = council
        self.result = Register(problems=content.problems)
        self.note = content.problems.add
        self.contracts: dict[Folded, list[Contract]] = defaultdict(list)
        self.rows: dict[Key, Row] = {}
        self.years: dict[Folded, dict[FinancialYear, tuple[Decimal, Row]]] = defaultdict(dict)
        self.used: set[tuple[Folded, FinancialYear]] = set()
        self.alike: Counter[tuple[Key, str]] = Counter()

    def register(self) -> Register:
        self.result.settings = self._settings()
        self.result.sets = self._sets()
        self.result.contracts = list(self._contracts())
        for contract in self.result.contracts:
            self.contracts[_folded(*contract.key_without_supplier)].append(contract)
        self._tell_unknown()
        refuse_other_council(self.content, self.result.problems.file, self.council)
        self.result.problems += compare(self.content, self.result, self.council, self.rows)
        self._read_promise_years()
        self._read_promises()
        self._tell_unused_years()
        for row in self.content.rows("targets"):
            year, theme = _texts(row, "year", "theme")
            with suppress(InputError):  # what is no year stays as it is
                year = str(FinancialYear.parse(year))
            self.result.targets.append(Target(year, theme, row.get("sva"), row.get("leva")))
        return self.result

    def _settings(self) -> Settings:
        typed = {
            name: number
            for name in ("days_allowed", "on_track", "behind")
            if (number := self.content.value(f"settings.{name}")) is not None
        }
        days = int(typed.pop("days_allowed", DAYS_ALLOWED))
        return Settings(days, ProgressBands(**typed))

    def _sets(self) -> dict[str, MeasureSet]:
        abouts = {
            row.get("edition"): {key: row.values[key] for key in row.values if key != "measures"}
            for row in self.content.rows("measure_sets")
            if row.get("edition") and row.get("name")
        }
        rows: dict[str, list[Row]] = defaultdict(list)
        for row in self.content.rows("measures"):
            rows[as_known(row.get("edition") or "", abouts)].append(row)
        themes = theme_names(self.council)
        sets = {}
        for edition, about in abouts.items():
            values = [row.values for row in rows[edition]]
            sets[edition], faults = measure_set_from_rows(
                values, MeasureSet(**about), themes=themes
            )
            for fault in faults:
                self.note(
                    "measure-fault",
                    rows[edition][fault.row_index].cell(fault.column_key),
                    fault=fault.what.rstrip("."),
                )
        return sets

    def _contracts(self) -> Iterator[Contract]:
        first: dict[Folded, Row] = {}
        for row in self.content.rows("contracts"):
            key = Key(*_texts(row, "ref", "lot", "supplier"))
            start, end = row.get("start"), row.get("end")
            if not key.ref:
                continue
            if first.setdefault(_folded(key.ref, key.lot, key.supplier), row) is not row:
                self.note("register-contract-twice", row.cell("ref"), ref=key.label)
            elif not (start and end and start <= end):
                self.note("contract-dates", row.cell("start"), ref=key.label)
            else:
                self.rows[key] = row
                yield self._contract(key, row)

    def _contract(self, key: Key, row: Row) -> Contract:
        facts: dict[str, Any] = {name: row.get(name) for name in FACTS}
        return Contract(
            key=key,
            start=row.get("start"),
            end=row.get("end"),
            extension=int(row.get("extension") or 0),
            edition=as_known(row.get("edition") or "", self.result.sets),
            reported_in=row.get("reported_in") or WORKBOOK,
            **facts | dict(zip(TEXTS, _texts(row, *TEXTS), strict=True)),
        )

    def _tell_unknown(self) -> None:
        """Say of which contracts it can't be told what the policy asks."""
        for contract in self.result.contracts:
            try:
                self.result.requirement(contract, self.council)
            except InputError as error:
                fault, remedy = error.what.rstrip("."), error.remedy.rstrip(".")
                details = {"ref": contract.key.label, "fault": fault, "remedy": remedy}
                cell = self.rows[contract.key].cell("commenced")
                self.note("contract-requirement", cell, **details)

    def _read_promises(self) -> None:
        rows = [(row, self._contract_of(row)) for row in self.content.rows("promises")]
        known = [(row, contract) for row, contract in rows if contract]
        self.alike = Counter((contract.key, self._code(row, contract)) for row, contract in known)
        promises, unread = self.result.promises, Counter[Key]()
        for row, contract in known:
            promise = self._promise(row, contract)
            if promise:
                promises.setdefault(contract.key, []).append(promise)
            else:
                unread[contract.key] += 1
        self.result.unread = unread
        self._tell_editions(unread)

    def _contract_of(self, row: Row) -> Contract | None:
        """The contract a promise belongs to: by supplier, else the one running when it begins."""
        ref, lot, supplier = _texts(row, "ref", "lot", "supplier")
        same = self.contracts.get(_folded(ref, lot), [])
        same = [c for c in same if folded(supplier) in ("", folded(c.key.supplier))]
        begins = row.get("from")
        running = [c for c in same if begins and c.start <= begins <= c.last_day]
        if not same:
            label = Key(ref, lot, "").label
            hint = did_you_mean(label, (contract.key.label for contract in self.result.contracts))
            self.note("promise-without-contract", row.cell("ref"), ref=label, hint=hint)
        return next(iter(running or same), None)

    def _tell_editions(self, unread: Mapping[Key, int]) -> None:
        """Say where a contract's edition is wrong what it costs: in the contract's own row."""
        for contract in self.result.contracts:
            if unread.get(contract.key) and contract.edition not in self.result.sets:
                self.note(
                    "contract-edition",
                    self.rows[contract.key].cell("edition"),
                    ref=contract.key.label,
                    edition=contract.edition or "blank",
                    count=how_many(unread[contract.key], "promise"),
                    hint=did_you_mean(contract.edition, self.result.sets),
                )

    def _code(self, row: Row, contract: Contract) -> str:
        """The measure of a row, as the contract's edition spells it."""
        return as_known(row.get("measure") or "", self.result.measures(contract))

    def _promise(self, row: Row, contract: Contract) -> Promise | None:
        code, units = self._code(row, contract), row.get("units")
        measure = self._measure(row, contract, code)
        start, end = row.get("from") or contract.start, row.get("to") or contract.end
        if measure is None or units is None:
            return None
        if end < start:
            self.note("promise-period", row.cell("from"), measure=code, start=start, end=end)
            return None
        closed = min(filter(None, (row.get("closed_on"), contract.actual_end)), default=None)
        years = self._years_of(row, contract, units, (start, end))
        return Promise(measure, units, start, end, closed, years)

    def _years_of(
        self, row: Row, contract: Contract, units: Decimal, period: tuple[date, date]
    ) -> Mapping[FinancialYear, Decimal]:
        """The years that split a promise; of several alike, only the one whose units they are."""
        code = self._code(row, contract)
        names = [
            _folded(*contract.key_without_supplier, who, code)
            for who in (contract.key.supplier, "")
        ]
        key = next((name for name in names if name in self.years), None)
        if key is None:
            return {}
        years = {year: units for year, (units, _) in self.years[key].items()}
        total = sum(years.values())
        if total != units:
            if self.alike[contract.key, code] > 1:
                return {}
            self.note("promise-years", row.cell("units"), measure=code, found=total, expected=units)
        start, end = period
        self.used |= {(key, year) for year in years if year.start <= end and start <= year.end}
        return years

    def _tell_unused_years(self) -> None:
        for key, years in self.years.items():
            for year, (_, row) in years.items():
                if (key, year) not in self.used:
                    ref, lot, measure = _texts(row, "ref", "lot", "measure")
                    details = {"ref": Key(ref, lot, "").label, "measure": measure, "year": year}
                    self.note("promise-years-unused", row.cell("measure"), **details)

    def _measure(self, row: Row, contract: Contract, code: str) -> Measure | None:
        measures = self.result.measures(contract)
        if code not in measures and contract.edition in self.result.sets:  # else it is told there
            details = {"edition": contract.edition, "hint": did_you_mean(code, measures)}
            self.note("promise-measure", row.cell("measure"), measure=code, **details)
        return measures.get(code)

    def _read_promise_years(self) -> None:
        """Units by year, with the row they stand in; rows of the same year are added up."""
        for row in self.content.rows("promise_years"):
            units = row.get("units")
            try:
                year = FinancialYear.parse(row.get("year") or "")
            except InputError:
                self.note(
                    "not-a-choice",
                    row.cell("year"),
                    label="Financial year",
                    allowed="years such as 2025-26",
                    entered=row.get("year") or "blank",
                )
                continue
            if units is not None:
                key = _folded(*_texts(row, "ref", "lot", "supplier", "measure"))
                before, _ = self.years[key].get(year, (Decimal(0), row))
                self.years[key][year] = (before + units, row)
