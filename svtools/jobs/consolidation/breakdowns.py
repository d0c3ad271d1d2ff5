"""The sheet Breakdowns: the same figures by who supplies them, what for, where and for whom.

Its formulas add up the sheets By contract, By measure and Who benefited; what they give is worked
out here from the same tallies and stored beside them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.groups import (
    CONTRACT_CUTS,
    FIXED,
    LASTING,
    NOT_STATED,
    ONE_OFF,
    Groups,
)
from svtools.jobs.consolidation.returns import TEMPLATE
from svtools.jobs.consolidation.summary_lists import named
from svtools.jobs.consolidation.totals import THE_THREE, Tally, in_parts, shares, total
from svtools.jobs.consolidation.who_benefited import TABLE, benefits
from svtools.jobs.register.contracts import Contract, Key
from svtools.measures import Measure, MeasureKind, Totals
from svtools.monitoring import quarter_of
from svtools.policy import Council
from svtools.spelling import as_known
from svtools.workbooks.parse import template

MOST_NAMED = 12
PARTS = ("sva", "leva", "sleva")
HOW = {
    "promised": "What is promised for the year ÷ what was paid in it; where the register has no "
    "spend, ÷ the price, else the estimate, spread over its days (reading R11)",
    "delivered": "What suppliers report, as corrected by agreement ÷ the same",
    "validated": "What the council has validated ÷ the same",
}
MEANING = {
    LASTING: "The measure set marks the benefit as lasting",
    ONE_OFF: "The measure set doesn't mark it as lasting",
    NOT_STATED: "The measure names none",
}


class Breakdowns:
    """The rows of the sheet's tables, from the tallies of contracts and of measures."""

    def __init__(
        self,
        consolidation: Consolidation,
        groups: Groups,
        by_contract: Mapping[Key, Tally],
        by_measure: Mapping[tuple[str, str], Tally],
    ) -> None:
        register = consolidation.register
        self.consolidation = consolidation
        self.council = consolidation.council
        self.groups = groups
        self.by_contract = by_contract
        self.by_measure = by_measure
        self.contracts = [each for each in register.contracts if each.key in by_contract]
        self.measures = [register.sets[edition].measures[code] for edition, code in by_measure]
        self.delivered = sum((t.money["delivered"] for t in by_contract.values()), Totals())
        self.said = list(benefit_rows(consolidation))

    def data(self) -> dict[str, Any]:
        """The rows of every table, and of the sheet Who benefited, by their sources."""
        register, year = self.consolidation.register, self.consolidation.year
        reporting = self.council.reporting
        return {
            "own_shares": list(self._own_shares()),
            "benchmark": benchmark(self.council),
            "other_councils": other_councils(self.council),
            **{f"by_{cut}": list(self._contract_rows(cut)) for cut in CONTRACT_CUTS},
            "by_objective": list(self._measure_rows("objective", objectives(self.council))),
            "by_equality_objective": list(
                self._measure_rows(
                    "equality_objective",
                    dict.fromkeys(reporting.equality_objectives, "One of the council's own"),
                )
            ),
            "by_lasting": list(
                self._measure_rows("lasting", dict.fromkeys((LASTING, ONE_OFF), ""))
            ),
            "by_ward": list(self._benefit_rows("ward", reporting.wards)),
            "by_group": list(self._benefit_rows("group", reporting.groups)),
            "beneficiaries": self.said,
            "activity": [each for each in register.activities if each.year == year],
            "events": [e for e in register.events if quarter_of(e.date).year == year],
            "spend": list(self._spend()),
        }

    def _own_shares(self) -> Iterator[dict[str, Any]]:
        """Value added against spend: what 5.3 and 5.4 of the policy compare."""
        register, year = self.consolidation.register, self.consolidation.year
        values = [register.year_value(contract, year) for contract in self.contracts]
        for what in THE_THREE:
            money = sum((t.money[what] for t in self.by_contract.values()), Totals())
            parts = in_parts(money)
            of_value = zip(parts, shares(parts.values(), values), strict=True)
            yield {"what": what.title(), "how": HOW[what], **dict(of_value)}

    def _contract_rows(self, cut: str) -> Iterator[dict[str, Any]]:
        register, year = self.consolidation.register, self.consolidation.year
        here, running = self._grouped(self.contracts, cut), self._grouped(register.live(year), cut)
        fixed = FIXED.get(cut, ())
        others = sorted({*here, *running} - {*fixed}, key=lambda name: (name == NOT_STATED, name))
        for name in (*fixed, *others):
            contracts = here.get(name, [])
            yield {
                "name": name,
                "contracts": shortened(each.key.label for each in contracts),
                "running": len(running.get(name, [])),
                "here": len(contracts),
                "year_value": total(register.year_value(each, year) for each in contracts),
                **added_up(self.by_contract[each.key] for each in contracts),
            }

    def _grouped(self, contracts: Iterable[Contract], cut: str) -> dict[str, list[Contract]]:
        grouped: dict[str, list[Contract]] = defaultdict(list)
        for contract in contracts:
            grouped[self.groups.of_contract(contract)[cut]].append(contract)
        return grouped

    def _measure_rows(self, cut: str, fixed: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """A row for each of the `fixed` groups, and for each other one that a measure names."""
        grouped: dict[str, list[Measure]] = defaultdict(list)
        for measure in self.measures:
            grouped[self.groups.of_measure(measure)[cut]].append(measure)
        others = sorted({*grouped} - {*fixed}, key=lambda name: (name == NOT_STATED, name))
        for name in (*fixed, *others):
            measures = grouped.get(name, [])
            meaning = MEANING.get(name, "Named by the measure set")
            yield {
                "name": name,
                "about": fixed.get(name) or meaning,
                "measures": len(measures),
                **added_up(self.by_measure[each.edition, each.code] for each in measures),
            }

    def _benefit_rows(self, cut: str, listed: Sequence[str]) -> Iterator[dict[str, Any]]:
        """A row for each place or group; what was reported without one is the last."""
        grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.said:
            grouped[row[cut] or NOT_STATED].append(row)
        left = self.delivered
        for name in (*listed, *sorted({*grouped} - {*listed, NOT_STATED})):
            rows = grouped.get(name, [])
            worth = Totals(_worth(rows, MeasureKind.SV), _worth(rows, MeasureKind.LEV))
            left = Totals(left.sva - worth.sva, left.leva - worth.leva)
            yield _benefit_row(name, rows, worth)
        yield _benefit_row(NOT_STATED, grouped.get(NOT_STATED, []), left)

    def _spend(self) -> Iterator[dict[str, Any]]:
        register, year = self.consolidation.register, self.consolidation.year
        for contract in register.contracts:
            paid = register.spend.get((contract.key, year))
            if paid is not None:
                yield {
                    "contract": f"{contract.key.label} {contract.title}".strip(),
                    "supplier": contract.key.supplier,
                    "paid": paid,
                    "by_days": contract.year_value(year),
                }


def added_up(tallies: Iterable[Tally]) -> dict[str, Decimal]:
    """What the tallies come to, by the keys of the sheet's columns."""
    whole: dict[str, Totals] = dict.fromkeys(THE_THREE, Totals())
    for tally in tallies:
        for what in THE_THREE:
            whole[what] += tally.money[what]
    return {
        f"{what}_{part}": worth
        for what, money in whole.items()
        for part, worth in (("sva", money.sva), ("leva", money.leva))
    }


def shortened(names: Iterable[str]) -> str:
    """The first of the names, and how many more there are."""
    every = list(dict.fromkeys(names))
    named_ones, more = ", ".join(every[:MOST_NAMED]), len(every) - MOST_NAMED
    return f"{named_ones} and {more} more" if more > 0 else named_ones


def objectives(council: Council) -> dict[str, str]:
    """Every objective of the council's themes, in its words, by its key."""
    return {
        objective.key: f"{theme.name}: {objective.text}"
        for theme in council.themes
        for objective in theme.objectives
    }


def benchmark(council: Council) -> list[dict[str, Any]]:
    """The table that the policy quotes, as printed (R8), for context alone (R9)."""
    quoted = council.benchmark
    if not quoted:
        return [{"name": "The policy quotes none", **dict.fromkeys(("how", *PARTS), "")}]
    said = f"{quoted.description} ({quoted.reference})"
    return [
        {
            "name": row.name,
            "how": said if number else f"{said}. {quoted.note}",
            **{part: getattr(row, part) for part in PARTS},
        }
        for number, row in enumerate(quoted.rows)
    ]


def other_councils(council: Council) -> list[dict[str, Any]]:
    """What other councils reported, as the policy quotes it."""
    return [
        {"name": other.name, "note": other.note, "year": str(other.year), "share": other.share}
        for other in council.other_councils
    ]


def benefit_rows(consolidation: Consolidation) -> Iterator[dict[str, Any]]:
    """The sheet Who benefited, by the columns that suppliers fill in there."""
    keys = [column.key for column in template(TEMPLATE).table(TABLE).inputs]
    lists = consolidation.council.reporting
    for checked in consolidation.checked.values():
        measures = consolidation.register.measures(checked.contract)
        for benefit in benefits(checked, measures):
            first = next(iter(benefit.row.values())).cell
            yield {
                **named(checked.contract),
                **{key: benefit.said(key) for key in keys},
                "ward": as_known(benefit.said("ward") or "", lists.wards) or None,
                "group": as_known(benefit.said("group") or "", lists.groups) or None,
                "kind": str(benefit.measure.kind) if benefit.measure else None,
                "value": benefit.value,
                "file": checked.supplier_return.file,
                "row": f"{first.sheet}, row {first.row + 1}",
            }


def _benefit_row(name: str, rows: Sequence[dict[str, Any]], worth: Totals) -> dict[str, Any]:
    codes = shortened(row["measure"] for row in rows if row["measure"])
    pounds = {"delivered_sva": worth.sva, "delivered_leva": worth.leva}
    return {"name": name, "about": codes, "rows": len(rows), **pounds}


def _worth(rows: Iterable[dict[str, Any]], kind: MeasureKind) -> Decimal:
    return total(row["value"] for row in rows if row["kind"] == kind)
