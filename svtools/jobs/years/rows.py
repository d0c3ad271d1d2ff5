"""The rows of the workbook of several years: contracts, promises, figures, what worked.

Formulas add them up; only what is issued stands here.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from svtools.errors import InputError
from svtools.jobs.consolidation.groups import NOT_KNOWN, YES_NO, Groups
from svtools.jobs.register.contracts import PORTAL, QUARTERS, WORKBOOK, Contract, Key
from svtools.jobs.register.weightings import Against
from svtools.jobs.years.lines import Lines, Pair
from svtools.jobs.years.summaries import MeasureId
from svtools.jobs.years.tendered import Tendered
from svtools.numbers import how_many
from svtools.policy import Category, Council

Rows = Iterator[dict[str, Any]]
CUTS = ("category", "sme", "vcse", "weighting")


class YearsRows:
    """The rows of every table, with keys that tie them together."""

    def __init__(self, lines: Lines, tendered: Tendered, council: Council) -> None:
        self.lines = lines
        self.tendered = tendered
        self.council = council
        self.groups = Groups(lines.register, council)
        used = dict.fromkeys(measure for _, measure in lines.pairs)
        self.measures = sorted(used, key=lambda measure: (measure[1], measure[0]))
        self.contract_keys = _numbered("K", lines.contracts)
        self.measure_keys = _numbered("M", self.measures)

    def data(self) -> dict[str, Any]:
        """The rows by their sources."""
        contracts = list(self._contracts())
        return {
            "years": [{"year": str(year)} for year in self.lines.years],
            "contracts": contracts,
            "life": [self._life(pair) for pair in self.lines.pairs],
            "by_theme": [
                {"theme": theme, "year": str(year)}
                for theme in self._themes()
                for year in self.lines.years
            ],
            "by_quarter": [
                {"year": str(year), "quarter": quarter}
                for year in self.lines.years
                for quarter in QUARTERS
            ],
            "by_measure": list(self._by_measure()),
            "worked_measures": [self._worked(measure) for measure in self.measures],
            "never_used": list(self._never_used()),
            **{f"worked_{cut}": list(_cut(cut, contracts)) for cut in CUTS},
            "figures": list(self._figures()),
        }

    def _contracts(self) -> Rows:
        for key in self.lines.contracts:
            contract = self.lines.contract(key)
            about = self._of_register(contract) if contract else self._of_summaries(key)
            yield {
                "key": self.contract_keys[key],
                **_named(key),
                "years": ", ".join(map(str, self._years_of(key))),
                "offered": self.tendered.was_offered(key.ref, key.lot),
                **about,
            }

    def _of_register(self, contract: Contract) -> dict[str, Any]:
        return {
            **{name: getattr(contract, name) for name in ("title", "start", "reported_in")},
            "end": contract.last_day,
            "category": contract.category or NOT_KNOWN,
            **{cut: self.groups.of_contract(contract)[cut] for cut in ("sme", "vcse", "weighting")},
            "asked": self._asked(contract),
        }

    def _of_summaries(self, key: Key) -> dict[str, Any]:
        """What the summaries alone know of a contract that the register has no more."""
        rows = [
            row
            for summary in self.lines.summaries
            for row in summary.contracts.values()
            if self.lines.key(summary.contract_of(row)) == key
        ]
        said = rows[-1]
        return {
            "title": said.get("title"),
            "start": None,
            "end": None,
            "reported_in": WORKBOOK,
            "category": NOT_KNOWN,
            **{cut: said.get(cut) or NOT_KNOWN for cut in ("sme", "vcse", "weighting")},
            "asked": NOT_KNOWN,
        }

    def _asked(self, contract: Contract) -> str:
        try:
            asked = self.lines.register.requirement(contract, self.council)
        except InputError:  # it can't be told, which the register says itself
            return NOT_KNOWN
        return "Yes" if asked.required else "No"

    def _years_of(self, key: Key) -> list[Any]:
        contract = self.lines.contract(key)
        return [
            summary.year
            for summary in self.lines.summaries
            if (contract and contract.quarters(summary.year))
            or any(year == summary.year for year, each, *_ in self.lines.figures if each == key)
        ]

    def _life(self, pair: Pair) -> dict[str, Any]:
        key, measure = pair
        about, (units, worth) = self.lines.measures[measure], self.lines.whole(key, measure)
        return {
            "contract": self.contract_keys[key],
            "measure_key": self.measure_keys[measure],
            **_named(key),
            "measure": measure[1],
            "whole_units": units,
            "whole": worth,
            **{name: getattr(about, name) for name in ("title", "unit", "kind", "proxy")},
            "counting": about.counting,
            "reported": "Yes" if self.lines.reported(key, measure) else "",
        }

    def _themes(self) -> list[str]:
        return self.groups.themes(self.lines.measures[measure].theme for measure in self.measures)

    def _by_measure(self) -> Rows:
        used = {(year, measure) for year, _, measure, _ in self.lines.figures}
        for measure in self.measures:
            for year in self.lines.years:
                if (year, measure) in used:
                    yield {"year": str(year), **self._measure(measure)}

    def _measure(self, measure: MeasureId) -> dict[str, Any]:
        about = self.lines.measures[measure]
        return {
            "key": self.measure_keys.get(measure, ""),
            "edition": measure[0],
            "code": measure[1],
            **{name: getattr(about, name) for name in ("title", "unit", "kind", "theme")},
        }

    def _worked(self, measure: MeasureId) -> dict[str, Any]:
        return {
            **self._measure(measure),
            "asked": self.tendered.times_asked(measure),
            "offered": self.tendered.times_offered(measure),
        }

    def _never_used(self) -> Rows:
        """The measures of the editions of these contracts that nobody promised or delivered."""
        contracts = filter(None, map(self.lines.contract, self.lines.contracts))
        for edition in dict.fromkeys(contract.edition for contract in contracts):
            known = self.lines.register.sets.get(edition)
            for code in known.measures if known else ():
                if (edition, code) not in self.measure_keys:
                    about = self.lines.measures[edition, code]
                    valued = "No" if about.proxy is None else "Yes"
                    worked = self._worked((edition, code))
                    yield {**worked, "counting": about.counting, "valued": valued}

    def _figures(self) -> Rows:
        for place, figures in sorted(self.lines.figures.items(), key=lambda item: item[0][0]):
            year, key, measure, quarter = place
            about = self.lines.measures[measure]
            yield {
                "year": str(year),
                "contract": self.contract_keys[key],
                **_named(key),
                "measure_key": self.measure_keys[measure],
                "measure": measure[1],
                "kind": about.kind,
                "theme": about.theme,
                "quarter": QUARTERS[quarter - 1],
                **figures.values,
                "life": "Yes" if self.lines.counts_over_life(place) else "No",
                "file": self.lines.files[year],
            }

    def in_portal(self) -> str:
        """Which contracts have no figures here; nothing where none is reported in the Portal."""
        contracts = list(filter(None, map(self.lines.contract, self.lines.contracts)))
        count = sum(contract.reported_in == PORTAL for contract in contracts)
        if not count:
            return ""
        one = count == 1
        return (
            f"{how_many(count, 'contract')} {'is' if one else 'are'} reported in the Social Value "
            f"Portal, and {'its' if one else 'their'} figures are not in this file."
        )


def _named(key: Key) -> dict[str, str]:
    return {"ref": key.ref, "lot": key.lot, "supplier": key.supplier}


def _numbered(letter: str, things: Iterable[Any]) -> dict[Any, str]:
    return {thing: f"{letter}{number:03d}" for number, thing in enumerate(things, start=1)}


def _cut(cut: str, contracts: Iterable[dict[str, Any]]) -> Rows:
    """A row for each group, the fixed ones first; a category only where there is one of it."""
    fixed = {"weighting": [*map(str, Against)], "category": []}.get(cut, [*YES_NO])
    names = {contract[cut] for contract in contracts}
    order = [*fixed, *map(str, Category)]
    others = sorted(names - {*fixed}, key=lambda n: (order.index(n) if n in order else 99, n))
    yield from ({"name": name} for name in (*fixed, *others))
