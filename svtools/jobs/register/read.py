"""The contracts register, read into contracts and promises."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.register.contracts import (
    Contract,
    Key,
    Promise,
    Register,
    Settings,
    Target,
)
from svtools.jobs.register.rows import (
    YearKey,
    contract_of,
    folded_key,
    year_as_written,
    year_key,
)
from svtools.jobs.spelling import as_known, did_you_mean, folded
from svtools.measures import Measure, MeasureSet, measure_set_from_rows
from svtools.monitoring import FinancialYear, ProgressBands
from svtools.numbers import how_many
from svtools.policy import Council
from svtools.workbooks.content import Content, Row
from svtools.workbooks.opening import Workbook

TEMPLATE = "contracts_register"


def read_register(path: Path, council: Council) -> Register:
    """The register at `path`. What is wrong in its rows is in its `problems`.

    Raises InputError where the file is not a register that can be read.
    """
    return register_of(open_own(path, TEMPLATE), council)


def register_of(workbook: Workbook, council: Council) -> Register:
    """The register in a workbook that was opened."""
    return _Reader(workbook.content, council).register()


class _Reader:
    def __init__(self, content: Content, council: Council) -> None:
        self.content = content
        self.council = council
        self.result = Register(problems=content.problems)
        self.note = content.problems.add
        self.contracts: dict[tuple[str, ...], list[Contract]] = defaultdict(list)
        self.rows: dict[Key, Row] = {}
        self.years: dict[YearKey, dict[FinancialYear, tuple[Decimal, Row]]] = defaultdict(dict)
        self.used: set[tuple[YearKey, FinancialYear]] = set()
        self.alike: Counter[tuple[Key, str]] = Counter()

    def register(self) -> Register:
        self.result.settings = self._settings()
        self.result.sets = self._sets()
        self.result.contracts = list(self._contracts())
        for contract in self.result.contracts:
            self.contracts[folded_key(*contract.key_without_supplier)].append(contract)
        self._read_promises()
        self.result.targets = [
            Target(year_as_written(row), row.get("theme") or "", row.get("sva"), row.get("leva"))
            for row in self.content.rows("targets")
        ]
        return self.result

    def _settings(self) -> Settings:
        default = Settings()
        value = self.content.value
        days, on_track, behind = (
            value("settings.days_allowed"),
            value("settings.on_track"),
            value("settings.behind"),
        )
        bands = ProgressBands(
            default.bands.on_track if on_track is None else on_track,
            default.bands.behind if behind is None else behind,
        )
        return Settings(default.days_allowed if days is None else int(days), bands)

    def _sets(self) -> dict[str, MeasureSet]:
        editions = [row.get("edition") or "" for row in self.content.rows("measure_sets")]
        rows: dict[str, list[Row]] = defaultdict(list)
        for row in self.content.rows("measures"):
            rows[as_known(row.get("edition") or "", editions)].append(row)
        themes = [theme.name for theme in self.council.themes]
        sets = {}
        for row in self.content.rows("measure_sets"):
            edition, name = row.get("edition"), row.get("name")
            if not (edition and name):
                continue
            values = [dict(row_of_set.values) for row_of_set in rows[edition]]
            about = MeasureSet(**{k: v for k, v in row.values.items() if k != "measures"})
            sets[edition], faults = measure_set_from_rows(values, about, themes=themes)
            for fault in faults:
                self.note(
                    "measure-fault",
                    rows[edition][fault.row_index].cell(fault.column_key),
                    fault=fault.what.rstrip("."),
                )
        return sets

    def _contracts(self) -> Iterator[Contract]:
        seen: set[tuple[str, ...]] = set()
        for row in self.content.rows("contracts"):
            key = Key(row.get("ref") or "", row.get("lot") or "", row.get("supplier") or "")
            if not key.ref:
                continue
            name = folded_key(key.ref, key.lot, key.supplier)
            if name in seen:
                self.note("register-contract-twice", row.cell("ref"), ref=key.label)
                continue
            seen.add(name)
            start, end = row.get("start"), row.get("end")
            if start is None or end is None or end < start:
                self.note("contract-dates", row.cell("start"), ref=key.label)
                continue
            contract = contract_of(key, row, start, end, self.result.sets)
            self.rows[contract.key] = row
            self._check_requirement(contract, row)
            yield contract

    def _check_requirement(self, contract: Contract, row: Row) -> None:
        """Say it where the policy's question can't be answered for a contract."""
        try:
            contract.requirement(self.council)
        except InputError as error:
            fault, remedy = error.what.rstrip("."), error.remedy.rstrip(".")
            details = {"ref": contract.key.label, "fault": fault, "remedy": remedy}
            self.note("contract-requirement", row.cell("commenced"), **details)

    def _read_promises(self) -> None:
        self._read_promise_years()
        rows = []
        for row in self.content.rows("promises"):
            contract = self._contract_of(row)
            if contract is None:
                self._note_strange_reference(row)
            else:
                rows.append((row, contract))
        self.alike = Counter((contract.key, self._code(row, contract)) for row, contract in rows)
        promises: dict[Key, list[Promise]] = defaultdict(list)
        unread: Counter[Key] = Counter()
        for row, contract in rows:
            promise = self._promise(row, contract)
            if promise:
                promises[contract.key].append(promise)
            else:
                unread[contract.key] += 1
        self.result.promises = dict(promises)
        self.result.unread = unread
        self._tell_editions(unread)
        self._tell_unused_years()

    def _contract_of(self, row: Row) -> Contract | None:
        """The contract a promise belongs to: by supplier, else the one running when it begins."""
        ref, lot, supplier = row.get("ref"), row.get("lot") or "", row.get("supplier")
        same = self.contracts.get(folded_key(ref or "", lot), [])
        if supplier:
            same = [c for c in same if folded(c.key.supplier) == folded(supplier)]
        begins = row.get("from")
        running = [c for c in same if begins and c.start <= begins <= c.last_day]
        return next(iter(running or same), None)

    def _note_strange_reference(self, row: Row) -> None:
        ref = Key(row.get("ref") or "", row.get("lot") or "", "").label
        known = (each.key.label for same in self.contracts.values() for each in same)
        hint = did_you_mean(ref, known)
        self.note("promise-without-contract", row.cell("ref"), ref=ref, hint=hint)

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
        return Promise(measure, units, start, end, closed, years, row.number)

    def _years_of(
        self, row: Row, contract: Contract, units: Decimal, period: tuple[date, date]
    ) -> Mapping[FinancialYear, Decimal]:
        """The years that split a promise; of several alike, only the one whose units they are."""
        code = self._code(row, contract)
        names = [
            year_key(*contract.key_without_supplier, who, code)
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
                    ref, lot, measure = (row.get(n) or "" for n in ("ref", "lot", "measure"))
                    details = {"ref": Key(ref, lot, "").label, "measure": measure, "year": year}
                    self.note("promise-years-unused", row.cell("measure"), **details)

    def _measure(self, row: Row, contract: Contract, code: str) -> Measure | None:
        if contract.edition not in self.result.sets:
            return None  # told once, where the contract's edition stands
        measure = self.result.measures(contract).get(code)
        if measure is None:
            details = {"measure": code, "edition": contract.edition}
            hint = did_you_mean(code, self.result.measures(contract))
            self.note("promise-measure", row.cell("measure"), hint=hint, **details)
        return measure

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
                ref, lot, supplier, code = (
                    row.get(name) or "" for name in ("ref", "lot", "supplier", "measure")
                )
                key = year_key(ref, lot, supplier, code)
                before, _ = self.years[key].get(year, (Decimal(0), row))
                self.years[key][year] = (before + units, row)
