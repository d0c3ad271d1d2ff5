"""A consolidation as the rows of the summary workbook, with the results of its formulas.

The formulas of `templates/consolidated_summary.yaml` are live; what they give is worked out
here from the same figures and stored beside them. A test recalculates the workbook in another
engine and finds the same.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.summary_lists import (
    answer_rows,
    came_in,
    change_rows,
    free_rows,
    left_out,
    named,
    problem_rows,
    return_rows,
)
from svtools.jobs.consolidation.totals import Tally, Three, total
from svtools.jobs.register.contracts import QUARTERS, Contract, Key, YearPromise
from svtools.jobs.register.issued import reading_rows
from svtools.measures import Measure, value
from svtools.monitoring import rating
from svtools.numbers import how_many, settled

BLANK = ""
NOT_VALUED = "not valued"
"""In place of a rating, for a contract whose promises are all record-only."""


class Summary:
    """The summary's data: rows of each table, with keys that tie them together."""

    def __init__(self, consolidation: Consolidation) -> None:
        self.consolidation = consolidation
        self.ended = [q.number for q in consolidation.year.quarters if q.end <= consolidation.as_at]
        self.contract_keys: dict[Key, str] = {}
        self.measure_keys: dict[tuple[str, str], str] = {}
        self.all = Three()
        self.by_contract: dict[Key, Tally] = defaultdict(Tally)
        self.by_measure: dict[str, Tally] = defaultdict(Tally)
        self.by_theme: dict[str, Tally] = defaultdict(Tally)
        self.by_quarter: dict[int, Tally] = defaultdict(Tally)
        self.measures: dict[str, Measure] = {}
        self.contracts: dict[Key, Contract] = {}
        self.promise_rows = list(self._promise_rows())
        self.data_rows = list(self._data_rows())

    def data(self, folder: str, register: str, log: str) -> dict[str, Any]:
        """Everything the template asks for."""
        consolidation = self.consolidation
        settings = consolidation.register.settings
        returns = list(return_rows(consolidation))
        return {
            "council": {"name": consolidation.council.name, "policy": consolidation.council.policy},
            "year": str(consolidation.year),
            "as_at": consolidation.as_at,
            "as_at_words": f"{consolidation.as_at.day} {consolidation.as_at:%B %Y}",
            "folder": folder,
            "register": register,
            "log": log,
            "sets": self._sets(),
            "portal": left_out(consolidation),
            "settings": {
                "days_allowed": settings.days_allowed,
                "on_track": settings.bands.on_track,
                "behind": settings.bands.behind,
            },
            "readings": reading_rows(consolidation.council),
            "headline": list(self._headline()),
            "completeness": self._completeness(),
            "came_in": list(came_in(returns)),
            "by_contract": [self._contract_row(key) for key in self.contracts],
            "by_measure": [self._measure_row(key) for key in self.measures],
            "by_theme": [self._theme_row(theme.name) for theme in consolidation.council.themes],
            "by_quarter": list(self._quarter_rows()),
            "returns": returns,
            "changes": list(change_rows(consolidation)),
            "problems": list(problem_rows(consolidation)),
            "promises": self.promise_rows,
            "data": self.data_rows,
            "evidence": list(free_rows(consolidation, "evidence")),
            "beneficiaries": list(free_rows(consolidation, "beneficiaries")),
            "answers": list(answer_rows(consolidation)),
        }

    def _contract_key(self, contract: Contract) -> str:
        self.contracts[contract.key] = contract
        return self.contract_keys.setdefault(contract.key, f"K{len(self.contract_keys) + 1:03d}")

    def _measure_key(self, measure: Measure) -> str:
        name = (measure.edition, measure.code)
        key = self.measure_keys.setdefault(name, f"M{len(self.measure_keys) + 1:03d}")
        self.measures[key] = measure
        return key

    def _count(
        self,
        what: str,
        contract: Contract,
        measure: Measure,
        quarter: int,
        units: Decimal | None,
        worth: Decimal | None,
    ) -> None:
        """Add one figure to every total it belongs to."""
        self.all.add(what, measure, worth)
        key = self._measure_key(measure)
        self.by_measure[key].add_units(what, units)
        for tally in (
            self.by_contract[contract.key],
            self.by_measure[key],
            self.by_theme[measure.theme],
            self.by_quarter[quarter],
        ):
            tally.money.add(what, measure, worth)

    def _promise_rows(self) -> Iterator[dict[str, Any]]:
        for contract, promises in self.consolidation.promises():
            for promise in promises:
                yield self._promise_row(contract, promise)

    def _promise_row(self, contract: Contract, promise: YearPromise) -> dict[str, Any]:
        measure = promise.measure
        worths = [value(measure, units) for units in promise.quarters]
        for quarter, (units, worth) in enumerate(
            zip(promise.quarters, worths, strict=True), start=1
        ):
            self._count("promised", contract, measure, quarter, units, worth)
        due = total(worths[number - 1] for number in self.ended)
        tally = self.by_contract[contract.key]
        tally.due += due
        tally.promises += 1
        tally.valued += measure.proxy is not None
        known = measure.proxy is not None
        return {
            **self._ids(contract, measure),
            "title": measure.title,
            "unit": measure.unit,
            "proxy": measure.proxy,
            **{f"q{n}": units for n, units in enumerate(promise.quarters, start=1)},
            "units": promise.units,
            **{f"v{n}": worth for n, worth in enumerate(worths, start=1)},
            "value": total(worths) if known else None,
            "due": due if known else None,
        }

    def _data_rows(self) -> Iterator[dict[str, Any]]:
        for figure in self.consolidation.figures:
            contract, measure = figure.contract, figure.measure
            validated = self.consolidation.validated(figure)
            validated_worth = value(measure, validated)
            self._count("delivered", contract, measure, figure.quarter, figure.units, figure.value)
            if validated is not None:
                self._count(
                    "validated", contract, measure, figure.quarter, validated, validated_worth
                )
            self.by_contract[contract.key].figures += 1
            yield {
                **self._ids(contract, measure),
                "origin": figure.origin,
                "quarter": QUARTERS[figure.quarter - 1],
                "units": figure.units,
                "proxy": measure.proxy,
                "value": figure.value,
                "validated_units": validated,
                "validated_value": validated_worth,
                "file": figure.file,
                "sheet": figure.cell.sheet,
                "cell": figure.cell.name,
            }

    def _ids(self, contract: Contract, measure: Measure) -> dict[str, Any]:
        return {
            "contract": self._contract_key(contract),
            **named(contract),
            "measure_key": self._measure_key(measure),
            "measure": measure.code,
            "kind": str(measure.kind),
            "theme": measure.theme,
        }

    def _headline(self) -> Iterator[dict[str, Any]]:
        whole = total(
            contract.year_value(self.consolidation.year) for contract in self.contracts.values()
        )
        for what in ("promised", "delivered", "validated"):
            totals = getattr(self.all, what)
            yield {
                "what": what.title(),
                "sva": totals.sva,
                "leva": totals.leva,
                "sleva": totals.sleva,
                "sva_share": settled(totals.sva / whole) if whole else BLANK,
                "leva_share": settled(totals.leva / whole) if whole else BLANK,
                "share": settled(totals.sleva / whole) if whole else BLANK,
            }

    def _contract_row(self, key: Key) -> dict[str, Any]:
        contract, tally = self.contracts[key], self.by_contract[key]
        delivered = tally.money.delivered.sleva
        year_value = contract.year_value(self.consolidation.year)
        bands = self.consolidation.register.settings.bands
        return {
            "key": self.contract_keys[key],
            **named(contract),
            "title": contract.title,
            "manager": contract.manager,
            "year_value": year_value,
            **tally.money.results(),
            "due": tally.due,
            "progress": settled(delivered / tally.due) if tally.due else BLANK,
            "status": NOT_VALUED
            if tally.promises and not tally.valued
            else str(rating(delivered if tally.figures else None, tally.due, bands)),
            "share": settled(delivered / year_value) if year_value else BLANK,
            "reported": tally.figures,
            "not_counted": self.consolidation.not_counted(contract) or None,
        }

    def _measure_row(self, key: str) -> dict[str, Any]:
        measure, tally = self.measures[key], self.by_measure[key]
        three = ("promised", "delivered", "validated")
        shown = ("code", "title", "edition", "unit", "theme")
        return {
            "key": key,
            **{name: getattr(measure, name) for name in shown},
            "kind": str(measure.kind),
            **{f"{what}_units": tally.units.get(what, Decimal(0)) for what in three},
            **{what: getattr(tally.money, what).sleva for what in three},
        }

    def _theme_row(self, theme: str) -> dict[str, Any]:
        mine = [
            t
            for t in self.consolidation.register.targets
            if (t.year, t.theme) == (str(self.consolidation.year), theme)
        ]
        money = self.by_theme[theme].money
        sva = total(t.sva for t in mine) if mine else None
        leva = total(t.leva for t in mine) if mine else None
        aim = (sva or Decimal(0)) + (leva or Decimal(0))
        return {
            "theme": theme,
            **money.results(),
            "target_sva": sva,
            "target_leva": leva,
            "reached": settled(money.validated.sleva / aim) if aim else BLANK,
        }

    def _quarter_rows(self) -> Iterator[dict[str, Any]]:
        for quarter in self.consolidation.year.quarters:
            dates = f"{quarter.start:%d %b %Y} to {quarter.end:%d %b %Y}"
            yield {
                "number": quarter.number,
                "quarter": QUARTERS[quarter.number - 1],
                "dates": dates,
                **self.by_quarter[quarter.number].money.results(),
            }

    def _completeness(self) -> str:
        """Whether every figure that came in is in the totals."""
        counts = [
            self.consolidation.not_counted(matched.contract)
            for matched in self.consolidation.matched.values()
        ]
        if not any(counts):
            return "Every figure of the returns that came in is counted."
        cells, contracts = how_many(sum(counts), "cell"), how_many(sum(map(bool, counts)), "return")
        return f"Not complete: {cells} in {contracts} can't be counted. See the sheet Problems."

    def _sets(self) -> str:
        """The editions in use with their licence and notice."""
        editions = dict.fromkeys(measure.edition for measure in self.measures.values())
        sets = [
            self.consolidation.register.sets[e]
            for e in editions
            if e in self.consolidation.register.sets
        ]
        return "\n".join(f"{s.name} ({s.edition}), {s.licence}. {s.notice}".strip() for s in sets)
