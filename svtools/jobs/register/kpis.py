"""Key performance indicators of contracts and their assessments: read, or held back and named."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from svtools.jobs.register.contracts import Key
from svtools.numbers import in_a_row, long_date
from svtools.spelling import as_known, did_you_mean, folded, folded_key
from svtools.workbooks.content import Content, Row

if TYPE_CHECKING:
    from svtools.jobs.register.register import Register

Name = tuple[str, ...]
"""A reference and lot as they are compared."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a supplier's performance against a KPI came to from `start` to `end`.

    `rating` is what was decided, blank while it is not; with it `assessed`, the day, is there.
    """

    start: date
    end: date
    proposed: str = ""
    rating: str = ""
    by: str = ""
    assessed: date | None = None
    notice: date | None = None
    """The day on which it was published in a contract performance notice."""

    @property
    def period(self) -> str:
        """The period in words."""
        return f"{long_date(self.start)} to {long_date(self.end)}"


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key performance indicator of a contract; `measure` may be a code of its edition."""

    name: str
    measure: str = ""
    target: str = ""
    published: date | None = None
    assessments: tuple[Assessment, ...] = ()


def read_kpis(content: Content, register: "Register") -> dict[Name, list[Kpi]]:
    """The KPIs of each reference and lot, with those of their assessments that can be used."""
    return _Reader(content, register).kpis()


class _Reader:
    def __init__(self, content: Content, register: "Register") -> None:
        self.content, self.note = content, content.problems.add
        self.register = register
        self.starts: dict[Name, date] = {}
        for contract in register.contracts:
            name = folded_key(*contract.key_without_supplier)
            self.starts[name] = min(contract.start, self.starts.get(name, contract.start))

    def kpis(self) -> dict[Name, list[Kpi]]:
        kpis: dict[Name, dict[str, Kpi]] = defaultdict(dict)
        for name, row in self._of_contracts("kpis"):
            kpi, measure, target = row.texts("kpi", "measure", "target")
            if kpi and folded(kpi) in kpis[name]:
                self.note("kpi-twice", row.cell("kpi"), ref=_label(row), kpi=kpi)
            elif kpi:
                kpis[name][folded(kpi)] = Kpi(kpi, measure, target, row.get("published"))
        assessed = self._assessments(kpis)
        return {
            name: [replace(kpi, assessments=(*assessed[name, key],)) for key, kpi in those.items()]
            for name, those in kpis.items()
        }

    def _of_contracts(self, table: str) -> Iterator[tuple[Name, Row]]:
        """The rows of a table that belong to a contract of the register; the others are told."""
        for row in self.content.rows(table):
            ref, lot = row.texts("ref", "lot")
            name = self.register.name_of(ref, lot)
            if name in self.starts:
                yield name, row
            elif ref and name not in self.register.unusable:  # else it is told there
                where, hint = row.place.sheet, self.register.hint(ref, lot)
                self.note(
                    "kpi-without-contract", row.cell("ref"), where=where, ref=_label(row), hint=hint
                )

    def _assessments(
        self, kpis: Mapping[Name, Mapping[str, Kpi]]
    ) -> Mapping[tuple[Name, str], Iterable[Assessment]]:
        """By contract and KPI; those of one KPI and period that stand twice count neither time."""
        rows: dict[tuple[Name, str, date, date], list[tuple[Row, Assessment]]] = defaultdict(list)
        for name, row in self._of_contracts("assessments"):
            kpi = row.get("kpi") or ""
            names = [known.name for known in kpis.get(name, {}).values()]
            key = folded(as_known(kpi, names))
            if kpi and key not in kpis.get(name, {}):
                hint = did_you_mean(kpi, names)
                said = {"ref": _label(row), "kpi": kpi, "hint": hint}
                self.note("assessment-without-kpi", row.cell("kpi"), **said)
            elif kpi and (made := self._assessment(name, row)):
                rows[name, key, made.start, made.end].append((row, made))
        found: dict[tuple[Name, str], list[Assessment]] = defaultdict(list)
        for (name, key, *_), same in rows.items():
            if len(same) == 1:
                found[name, key].append(same[0][1])
            else:
                cells = [row.cell("rating") for row, _ in same]
                row, made = same[0]
                said = {"ref": _label(row), "kpi": row.get("kpi"), "period": made.period}
                self.note("assessment-twice", *cells, **said)
        return found

    def _assessment(self, name: Name, row: Row) -> Assessment | None:
        """What a row says; None where it has no period that can be used, which is told."""
        start, end = row.get("from"), row.get("to")
        if not (start and end):  # the reader told it
            return None
        proposed, rating, by = row.texts("proposed", "rating", "by")
        made = Assessment(start, end, proposed, rating, by, row.get("assessed"), row.get("notice"))
        began, tell = self.starts[name], partial(self._tell, row, made)
        early = ("from", start) if start < began else ("assessed", made.assessed)
        if end < start:
            tell("assessment-period", "to")
        elif early[1] and early[1] < began:
            tell("assessment-before-start", early[0], day=early[1], began=began)
        else:
            return _decided(row, made, tell)
        return None

    def _tell(self, row: Row, made: Assessment, code: str, *keys: str, **more: Any) -> None:
        said = {"ref": _label(row), "kpi": row.get("kpi"), "period": made.period}
        self.note(code, *map(row.cell, keys), **said, **more)


def _decided(row: Row, made: Assessment, tell: Callable[..., None]) -> Assessment:
    """The assessment; a rating that nobody answers for, and a notice before it, don't count."""
    lacks = {"assessed": "no date", "by": "nobody who decided it"}
    lacking = {key: what for key, what in lacks.items() if not getattr(made, key)}
    if made.notice and not made.rating:
        lacking = {"rating": "a notice and no rating"}
    if lacking and (made.rating or made.notice):
        if not lacking.keys() & row.faulty:  # else the reader told it
            tell("assessment-incomplete", *lacking, missing=in_a_row([*lacking.values()]))
        return replace(made, rating="", assessed=None, notice=None)
    if made.rating and made.assessed and made.assessed < made.end:
        tell("assessment-early", "assessed", day=made.assessed)
    if made.assessed and made.notice and made.notice < made.assessed:
        tell("notice-before-assessment", "notice", day=made.notice, assessed=made.assessed)
        return replace(made, notice=None)
    return made


def _label(row: Row) -> str:
    ref, lot = row.texts("ref", "lot")
    return Key(ref, lot, "").label
