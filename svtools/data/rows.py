"""The rows of the tidy tables, as plain values, from summaries, register and validation log."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from svtools.data.payments import TABLE as PAYMENTS
from svtools.data.payments import Spent
from svtools.errors import InputError
from svtools.jobs.consolidation.portal_summary import COUNTED, SHOWN
from svtools.jobs.register.contracts import QUARTERS, Contract, Key
from svtools.jobs.register.register import Register
from svtools.jobs.register.weightings import against_minimum
from svtools.jobs.validation_log.entries import Entry, Log, state
from svtools.jobs.years.summaries import MeasureId, YearSummary, contracts_of
from svtools.measures import Measure, value
from svtools.policy import Council
from svtools.spelling import folded, folded_key
from svtools.workbooks.content import Row

Rows = Iterator[dict[str, Any]]
CERTAIN = frozenset((COUNTED, SHOWN))
"""Portal figures that are certainly of the contract that they name."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What the tables are made from."""

    council: Council
    summaries: Sequence[YearSummary] = ()
    register: Register = field(default_factory=Register)
    log: Log = field(default_factory=dict)
    spent: Spent | None = None
    """Local Spend, where payments were given."""

    @property
    def files(self) -> Iterable[str]:
        """The summaries and the files of payments, by their names."""
        paid = self.spent.result.files if self.spent else ()
        names = (*(each.file for each in self.summaries), *(each.table.file for each in paid))
        return dict.fromkeys(names)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that can be made of them, by their names."""
        return (*ROWS, *((PAYMENTS,) if self.spent else ()))

    def rows(self, table: str) -> Rows:
        """The rows of a declared table by its name; what a row leaves out is blank."""
        return ROWS[table](self)


def contract_key(key: Key) -> str:
    """A contract as one text: C0102 lot 2, Kerb & Stone Ltd."""
    return ", ".join(filter(None, (key.label, key.supplier)))


def measure_key(measure: MeasureId) -> str:
    """A measure as one text: open-2025 OP01."""
    return " ".join(measure)


def _known(sources: Sources) -> dict[Key, Contract | None]:
    """Every contract that a source names, as the register has it if it does."""
    known: dict[Key, Contract | None] = {each.key: each for each in sources.register.contracts}
    for key in (*contracts_of(sources.summaries), *map(_logged, sources.log.values())):
        known.setdefault(key, None)
    there = _alike(known)
    for row in _listed(sources, "portal", ("ref", "lot", "supplier", "state")):
        key = _as_written(row)
        if row["state"] in CERTAIN and not there[folded_key(key.ref, key.lot)]:
            known.setdefault(key, None)
    return known


def _contracts(sources: Sources) -> Rows:
    for key, contract in _known(sources).items():
        about = {"contract": contract_key(key), "ref": key.ref, "lot": key.lot}
        facts = _facts(contract, sources) if contract else {}
        yield {**about, "supplier": key.supplier, **facts}


def _facts(contract: Contract, sources: Sources) -> dict[str, Any]:
    plain = (
        *("title", "category", "net_value", "start", "end", "extension", "actual_end", "edition"),
        *("reported_in", "manager", "directorate", "sme", "vcse", "equality_led", "weighting"),
    )
    return {
        **{name: getattr(contract, name) for name in plain},
        "asked": _asked(contract, sources),
        "weighting_stands": str(against_minimum(contract, sources.register, sources.council)),
    }


def _asked(contract: Contract, sources: Sources) -> bool | None:
    try:
        return sources.register.requirement(contract, sources.council).required
    except InputError:  # it can't be told, which the register says itself
        return None


def _contract_years(sources: Sources) -> Rows:
    for summary in sources.summaries:
        for row in summary.content.rows("by_contract"):
            contract = contract_key(summary.contract_of(row))
            worth = row.get("year_value")
            yield {"year": str(summary.year), "contract": contract, "value": worth}


def _measures(sources: Sources) -> Rows:
    known: dict[MeasureId, dict[str, Any]] = {}
    for edition, measures in sources.register.sets.items():
        for code, measure in measures.measures.items():
            known[edition, code] = _of_register(measure)
    used = {(p.measure.edition, p.measure.code): None for p in _all_promises(sources.register)}
    for summary in sources.summaries:
        for row in summary.measures.values():
            edition, code = row.texts("edition", "code")
            used[edition, code] = None
            known.setdefault((edition, code), _of_summary(row, summary, (edition, code)))
    for edition, code in used:
        about = {"measure_key": measure_key((edition, code)), "edition": edition, "measure": code}
        yield about | known[edition, code]


def _all_promises(register: Register) -> Iterator[Any]:
    return (promise for promises in register.promises.values() for promise in promises)


def _of_register(measure: Measure) -> dict[str, Any]:
    plain = ("title", "unit", "theme", "proxy", "objective")
    return {
        **{name: getattr(measure, name) for name in plain},
        "kind": str(measure.kind),
        "counting": str(measure.counting),
        "lasting": "lasting" if measure.lasting else "one-off",
    }


def _of_summary(row: Row, summary: YearSummary, measure: MeasureId) -> dict[str, Any]:
    plain = ("title", "unit", "kind", "theme", "objective", "lasting")
    beside = {
        "proxy": summary.values_of_one.get(measure), "counting": summary.counting.get(measure),
    }  # fmt: skip
    return {**{name: row.get(name) for name in plain}, **beside}


def _promises(sources: Sources) -> Rows:
    number = 0
    for contract, promises in sources.register.promises.items():
        for promise in promises:
            number, measure = number + 1, promise.measure
            yield {
                "promise": number,
                "contract": contract_key(contract),
                "measure_key": measure_key((measure.edition, measure.code)),
                "units": promise.units,
                "value": value(measure, promise.units),
                "start": promise.start,
                "end": promise.end,
                "closed_on": promise.closed_on,
            }


def _promised(sources: Sources) -> Rows:
    for summary in sources.summaries:
        for promise in summary.promised:
            about = {"year": str(summary.year), "contract": contract_key(promise.contract)}
            of = zip(QUARTERS, promise.units, promise.values, strict=True)
            for quarter, units, worth in of:
                if units:
                    key = {"measure_key": measure_key(promise.measure), "quarter": quarter}
                    yield {**about, **key, "units": units, "value": worth}


def _delivery(sources: Sources) -> Rows:
    for summary in sources.summaries:
        for figure in summary.delivered:
            yield {
                "year": str(summary.year),
                "contract": contract_key(figure.contract),
                "measure_key": measure_key(figure.measure),
                "quarter": QUARTERS[figure.quarter - 1],
                "origin": figure.origin,
                "reported_units": figure.reported,
                "reported_value": figure.reported_value,
                "units": figure.units,
                "units_that_count": figure.counts,
                "value": figure.value,
                "validated_units": figure.validated,
                "validated_units_that_count": figure.validated_counts,
                "validated_value": figure.validated_value,
                "file": figure.file,
                "sheet": figure.sheet,
                "cell": figure.cell,
            }


def _validation(sources: Sources) -> Rows:
    for entry in sources.log.values():
        year, *_, measure, quarter, origin = entry.key
        yield {
            "year": year,
            "contract": contract_key(_logged(entry)),
            "measure": measure,
            "quarter": quarter,
            "origin": origin.lower(),
            "reported_units": entry.reported,
            "corrected_units": entry.corrected,
            "validated_units": entry.validated,
            "validated_before": entry.before,
            "validated_on": entry.validated_on,
            "state": state(entry),
        }


def _logged(entry: Entry) -> Key:
    _, ref, lot, supplier, *_ = entry.key
    return Key(ref, lot, supplier)


def _returns(sources: Sources) -> Rows:
    keys = ("file", "ref", "lot", "supplier", "number", "quarter", "completed", "due", "days_late")
    known = {*map(contract_key, _known(sources))}
    for row in _listed(sources, "returns", (*keys, "status")):
        contract = contract_key(_as_written(row))
        yield {**row, "contract": contract if contract in known else None}


def _problems(sources: Sources) -> Rows:
    keys = ("level", "code", "supplier", "file", "sheet", "cells")
    known = {*map(contract_key, _known(sources))}
    for row in _listed(sources, "problems", (*keys, "contract", "accepted")):
        label = row["contract"] or ""
        contract = contract_key(Key(label, "", row["supplier"] or ""))
        accepted = bool(row["accepted"])
        of = {"label": label, "contract": contract if contract in known else None}
        yield {**row, **of, "accepted": accepted}


def _portal(sources: Sources) -> Rows:
    keys = ("ref", "lot", "supplier", "item", "quarter", "what", "figure", "unit", "kind", "state")
    others = ("edition", "exported", "file", "sheet", "cell")
    known = _alike(_known(sources))
    for row in _listed(sources, "portal", (*keys, *others)):
        key = _named(row, known)
        counts = row["figure"] if row["state"] == COUNTED else None
        yield {**row, "contract": contract_key(key) if key else None, "value": counts}


def _as_written(row: Mapping[str, Any]) -> Key:
    """The contract that a row names, as it stands there."""
    return Key(*(row[name] or "" for name in ("ref", "lot", "supplier")))


def _alike(keys: Iterable[Key]) -> Mapping[tuple[str, ...], list[Key]]:
    """Contracts by reference and lot, however these are spelt."""
    found = defaultdict[tuple[str, ...], list[Key]](list)
    for key in keys:
        found[folded_key(key.ref, key.lot)].append(key)
    return found


def _named(row: Mapping[str, Any], known: Mapping[tuple[str, ...], list[Key]]) -> Key | None:
    """The contract that is meant, however it is spelt; without a supplier the only such one."""
    key = _as_written(row)
    same = known[folded_key(key.ref, key.lot)]
    exact = [each for each in same if folded(each.supplier) == folded(key.supplier)]
    return exact[0] if exact else same[0] if len(same) == 1 else None


def _listed(sources: Sources, table: str, keys: Iterable[str]) -> Rows:
    for summary in sources.summaries:
        for number, row in enumerate(summary.content.rows(table), start=1):
            about = {"year": str(summary.year), "row": number}
            yield {**about, **{key: row.get(key) for key in keys}}


ROWS = {
    "contracts": _contracts,
    "contract_years": _contract_years,
    "measures": _measures,
    "promises": _promises,
    "promised": _promised,
    "delivery": _delivery,
    "validation": _validation,
    "returns": _returns,
    "problems": _problems,
    "portal": _portal,
}
"""What makes the rows of each table."""
