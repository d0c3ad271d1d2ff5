"""The contracts register, read into contracts and promises."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.issued_by import refuse_other_council
from svtools.jobs.opening import open_own
from svtools.jobs.register.asking import unread_facts
from svtools.jobs.register.beyond import activities, events
from svtools.jobs.register.comparing import compare
from svtools.jobs.register.contracts import (
    WORKBOOK,
    Contract,
    Key,
)
from svtools.jobs.register.issued import theme_names
from svtools.jobs.register.kpis import read_kpis
from svtools.jobs.register.promises import PromiseRows
from svtools.jobs.register.published import tell_changed
from svtools.jobs.register.register import Register
from svtools.jobs.register.settings import settings_of
from svtools.jobs.register.spending import spend
from svtools.jobs.register.targets import read_targets
from svtools.jobs.register.weightings import tell_weightings
from svtools.measures import MeasureSet, measure_set_from_rows
from svtools.numbers import how_many, long_date
from svtools.policy import Council
from svtools.spelling import as_known, folded_key
from svtools.workbooks.content import Content, Row
from svtools.workbooks.opening import Workbook

TEMPLATE = "contracts_register"
_WHOSE = re.compile(r"(.+)'s list of contracts, what suppliers promised")
TEXTS = (
    *("title", "category", "main", "parent", "regime", "manager", "directorate", "contact"),
    *("supplier_number", "sme", "vcse", "equality_led"),
    *("weighting_reason", "weighting_approver", "no_kpis"),
)
FACTS = ("net_value", "actual_end", "commenced", "vat_rate", "gross_value")
AWARDED = ("price", "share")


def read_register(path: Path, council: Council) -> Register:
    """The register at `path`. What is wrong in its rows is in its `problems`.

    Raises InputError where the file is not a register that can be read.
    """
    return register_of(open_own(path, TEMPLATE), council)


def register_of(workbook: Workbook, council: Council) -> Register:
    """The register in a workbook that was opened."""
    refuse_other_council(workbook.content, workbook.file, council, named_in(workbook))
    return _Reader(workbook.content, council).register()


def named_in(workbook: Workbook) -> str | None:
    """The council that a register of version 1 names, in the line under its first title."""
    cells = (cell for row in workbook.book.sheets[0].rows[:3] for cell in row)
    lines = (_WHOSE.match(cell) for cell in cells if isinstance(cell, str))
    return next((line[1] for line in lines if line), None)


class _Reader:
    def __init__(self, content: Content, council: Council) -> None:
        self.content = content
        self.council = council
        self.result = Register(problems=content.problems)
        self.note = content.problems.add
        self.rows: dict[Key, Row] = {}
        self.held: list[tuple[Key, Row]] = []

    def register(self) -> Register:
        self.result.settings = settings_of(self.content)
        self.result.sets = self._sets()
        self.result.contracts = list(self._contracts())
        self._tell_unknown()
        self.result.problems += compare(self.content, self.result, self.council, self.rows)
        PromiseRows(self.content, self.result, self.rows).read()
        for key, row in self.held:
            self._tell_unusable(key, row)
        tell_weightings(self.result, self.council, self.rows, self.note)
        self.result.spend, self.result.spend_unread = spend(self.content, self.result)
        self.result.kpis = read_kpis(self.content, self.result)
        self.result.activities = activities(self.content)
        self.result.events = events(self.content)
        self.result.targets = read_targets(self.content, theme_names(self.council))
        return self.result

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
            tell_changed(self.content, rows[edition], sets[edition], themes or ())
        return sets

    def _contracts(self) -> Iterator[Contract]:
        first: dict[tuple[str, ...], Row] = {}
        for row in self.content.rows("contracts"):
            key = Key(*row.texts("ref", "lot", "supplier"))
            start, end = row.get("start"), row.get("end")
            if not key.ref:
                continue
            if first.setdefault(folded_key(key.ref, key.lot, key.supplier), row) is not row:
                self.note("register-contract-twice", row.cell("ref"), ref=key.label)
            elif not (start and end and start <= min(end, row.get("actual_end") or end)):
                self.held.append((key, row))
                self.result.unusable[folded_key(key.ref, key.lot)] = 0
            else:
                self.rows[key] = row
                yield self._contract(key, row)

    def _tell_unusable(self, key: Key, row: Row) -> None:
        """Name a contract without dates that can be used, and all that goes with it, once."""
        ended = row.get("actual_end")
        dates_stand = row.get("start") and row.get("end") and row.get("start") <= row.get("end")
        cells = [row.cell("actual_end")] if dates_stand and ended else []
        cells += [row.cell(name) for name in ("start", "end")]
        said = [p for p in self.content.problems if p.cells and p.cells[0] in cells]
        for problem in said:
            self.content.problems.remove(problem)
        on = f"ended on {long_date(ended)}," if dates_stand and ended else "ends"
        fault = " ".join(p.what for p in said) or f"It {on} before it starts."
        promises = self.result.unusable[folded_key(key.ref, key.lot)]
        cell, count = said[0].cells[0] if said else cells[0], how_many(promises, "promise")
        self.note("contract-dates", cell, ref=key.label, fault=fault, count=count)

    def _contract(self, key: Key, row: Row) -> Contract:
        facts: dict[str, Any] = {name: row.get(name) for name in FACTS}
        return Contract(
            key=key,
            start=row.get("start"),
            end=row.get("end"),
            extension=int(row.get("extension") or 0),
            edition=as_known(row.get("edition") or "", self.result.sets),
            reported_in=row.get("reported_in") or WORKBOOK,
            weighting=row.get("weighting"),
            **{name: row.get(name) for name in AWARDED},
            unread=row.faulty & {*FACTS, *AWARDED, "extension", "category", "main", "reported_in"},
            **facts | dict(zip(TEXTS, row.texts(*TEXTS), strict=True)),
        )

    def _tell_unknown(self) -> None:
        """Say of which contracts it can't be told what the policy asks."""
        for contract in self.result.contracts:
            try:
                self.result.requirement(contract, self.council)
            except InputError as error:
                fault, remedy = error.what.rstrip("."), error.remedy.rstrip(".")
                details = {"ref": contract.key.label, "fault": fault, "remedy": remedy}
                cells = map(self.rows[contract.key].cell, unread_facts(contract) or ["commenced"])
                self.note("contract-requirement", *cells, **details)
