"""What several summaries say of each contract and measure, by quarter and over the whole life."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from svtools.jobs.register.contracts import PORTAL, QUARTERS, Contract, Key
from svtools.jobs.register.register import Register, whole_promise
from svtools.jobs.years.summaries import Delivered, MeasureId, Promised, YearSummary
from svtools.measures import Counting, Measure, value
from svtools.monitoring import FinancialYear
from svtools.spelling import folded_key

Pair = tuple[Key, MeasureId]
Place = tuple[FinancialYear, Key, MeasureId, int]
"""Where a figure belongs: year, contract, measure and quarter."""

UNITS = ("promised_units", "due_units", "delivered_units", "validated_units")
WORTHS = ("promised", "due", "delivered", "validated")


@dataclass(slots=True)
class Figures:
    """What is known of one place; None where nothing is."""

    values: dict[str, Decimal | None] = field(
        default_factory=lambda: dict.fromkeys((*UNITS, *WORTHS))
    )
    reported: bool = False
    """Whether a figure of a return counts there."""

    def add(self, name: str, more: Decimal | None) -> None:
        """Add to one of the values what is there."""
        if more is not None:
            self.values[name] = (self.values[name] or Decimal(0)) + more


@dataclass(frozen=True, slots=True)
class About:
    """A measure as the latest summary that has it, or the register, says it."""

    title: str
    unit: str
    kind: str
    theme: str
    counting: str
    proxy: Decimal | None

    @property
    def is_stock(self) -> bool:
        """Whether its years are never added up."""
        return Counting(self.counting or Counting.FLOW).is_stock


class Lines:
    """Every figure of the summaries, with the register's contracts that belong to them.

    A contract of a summary is the register's of that name, however it is spelt; one that the
    register has no more is known by the summaries alone.
    """

    def __init__(self, summaries: Sequence[YearSummary], register: Register) -> None:
        self.summaries = summaries
        self.register = register
        self.by_name = {
            folded_key(each.key.ref, each.key.lot, each.key.supplier): each
            for each in register.contracts
        }
        self.figures: dict[Place, Figures] = {}
        self.files = {summary.year: summary.file for summary in summaries}
        for summary in summaries:
            for promise in summary.promised:
                self._add_promised(summary, promise)
            for figure in summary.delivered:
                self._add_delivered(summary.year, figure)

    @property
    def years(self) -> list[FinancialYear]:
        """The years of the summaries, in order."""
        return [summary.year for summary in self.summaries]

    def key(self, said: Key) -> Key:
        """A summary's contract as the register spells it."""
        known = self.by_name.get(folded_key(said.ref, said.lot, said.supplier))
        return known.key if known else said

    def contract(self, key: Key) -> Contract | None:
        """The register's contract; None where it has it no more."""
        return self.by_name.get(folded_key(key.ref, key.lot, key.supplier))

    def _at(self, place: Place) -> Figures:
        return self.figures.setdefault(place, Figures())

    def _add_promised(self, summary: YearSummary, promise: Promised) -> None:
        contract = self.key(promise.contract)
        for number in range(1, len(QUARTERS) + 1):
            units, worth = promise.units[number - 1], promise.values[number - 1]
            if not units and not worth:
                continue
            figures = self._at((summary.year, contract, promise.measure, number))
            names = ("promised", "due") if summary.ended[number - 1] else ("promised",)
            for name in names:
                figures.add(f"{name}_units", units)
                figures.add(name, worth)

    def _add_delivered(self, year: FinancialYear, figure: Delivered) -> None:
        contract = self.key(figure.contract)
        figures = self._at((year, contract, figure.measure, figure.quarter))
        figures.reported = True
        figures.add("delivered_units", figure.counts)
        figures.add("delivered", figure.value)
        figures.add("validated_units", figure.validated_counts)
        figures.add("validated", figure.validated_value)

    @cached_property
    def measures(self) -> Mapping[MeasureId, About]:
        """What is known of each measure, as the latest summary says it."""
        found: dict[MeasureId, About] = {}
        for edition, measures in self.register.sets.items():
            found |= {(edition, code): _of_register(m) for code, m in measures.measures.items()}
        for summary in self.summaries:
            for row in summary.measures.values():
                edition, code = row.texts("edition", "code")
                known = found.get((edition, code))
                counting = summary.counting.get((edition, code))
                counting = counting or (known.counting if known else "")
                title, unit, kind, theme = row.texts("title", "unit", "kind", "theme")
                proxy = summary.values_of_one.get((edition, code))
                found[edition, code] = About(title, unit, kind, theme, counting, proxy)
        return found

    @cached_property
    def contracts(self) -> list[Key]:
        """Every contract that runs in one of the years, or that a summary has, by reference."""
        running = {c.key for year in self.years for c in self.register.live(year)}
        others = {self.key(s.contract_of(r)) for s in self.summaries for r in s.contracts.values()}
        order = {each.key: number for number, each in enumerate(self.register.contracts)}
        return sorted(running | others, key=lambda key: (order.get(key, len(order)), key.label))

    @cached_property
    def pairs(self) -> list[Pair]:
        """Every contract and measure that was promised or reported, in the contracts' order."""
        seen = dict.fromkeys((contract, measure) for _, contract, measure, _ in self.figures)
        for contract in map(self.contract, self.contracts):
            if contract and contract.reported_in != PORTAL:
                for promise in self.register.promises.get(contract.key, ()):
                    measure = promise.measure
                    seen.setdefault((contract.key, (measure.edition, measure.code)))
        order = {key: number for number, key in enumerate(self.contracts)}
        return sorted(seen, key=lambda pair: (order[pair[0]], pair[1]))

    def last_year(self, contract: Key, measure: MeasureId) -> FinancialYear | None:
        """The last year in which anything of a measure was promised or reported."""
        return self._last_years.get((contract, measure))

    @cached_property
    def _last_years(self) -> Mapping[Pair, FinancialYear]:
        return {(key, m): year for year, key, m, _ in sorted(self.figures, key=lambda p: p[0])}

    def counts_over_life(self, place: Place) -> bool:
        """Whether a figure counts over the contract's life: of a stock only its last year does."""
        year, contract, measure, _ = place
        return not self.measures[measure].is_stock or year == self.last_year(contract, measure)

    def reported(self, contract: Key, measure: MeasureId) -> bool:
        """Whether any figure of a measure counts."""
        return (contract, measure) in self._reported

    @cached_property
    def _reported(self) -> set[Pair]:
        return {(key, m) for (_, key, m, _), figures in self.figures.items() if figures.reported}

    def whole(self, key: Key, measure: MeasureId) -> tuple[Decimal | None, Decimal | None]:
        """Units, and their £, that a contract promised of a measure over its whole life.

        By the register, with what was closed or varied; of a stock its last level. None where the
        register doesn't have it.
        """
        contract, (edition, code) = self.contract(key), measure
        if contract is None or contract.edition != edition:
            return None, None
        units = whole_promise(self.register, contract, code)
        return units, value(self.register.measures(contract)[code], units) if units else units


def _of_register(measure: Measure) -> About:
    return About(
        measure.title, measure.unit, str(measure.kind), measure.theme, str(measure.counting),
        measure.proxy,
    )  # fmt: skip
