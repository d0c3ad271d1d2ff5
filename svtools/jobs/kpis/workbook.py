"""KPIs and their assessments as the rows of the workbook, and what to do about them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from svtools.jobs.issued_by import council_data
from svtools.jobs.kpis.status import DAYS_AHEAD, KpiDue, KpiStatus, When, when
from svtools.jobs.register.contracts import Settings
from svtools.jobs.register.kpis import Assessment
from svtools.jobs.years.summaries import YearSummary
from svtools.numbers import how_many, long_date
from svtools.policy import Council, KpisAsked, kpi_law
from svtools.workbooks.problems import Level, Problem, gravest_first

NONE_KNOWN = "none in the register"
NOT_HELD = "not in the register"
FIRST = (KpisAsked.NEEDED, KpisAsked.NOT_KNOWN, KpisAsked.NOT_APPROPRIATE, KpisAsked.NOT_APPLICABLE)


class ToDo(NamedTuple):
    """What to do about a contract, and by when; at once where no day is known."""

    status: KpiStatus
    what: str
    by: date | None
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class KpisResult:
    """Everything that a run found."""

    council: Council
    as_at: date
    statuses: list[KpiStatus]
    problems: list[Problem]
    settings: Settings
    register: str
    summary: YearSummary | None = None

    @property
    def needs_attention(self) -> bool:
        """Whether anything is overdue, lacking, to publish, not known or wrong."""
        wrong = any(problem.level is not Level.REMARK for problem in self.problems)
        return wrong or any(each.is_urgent for each in self.to_do())

    def to_do(self) -> list[ToDo]:
        """What to do, the most pressing first."""
        found = [each for status in self.statuses for each in _to_do(status)]
        return sorted(found, key=lambda each: (not each.is_urgent, each.by or date.max))

    def data(self) -> dict[str, Any]:
        """Everything the template asks for."""
        to_do = [
            {"ref": each.status.contract.key.label, "title": each.status.contract.title,
             "what": each.what, "by": each.by}
            for each in self.to_do()
        ]  # fmt: skip
        bands = self.settings.rated
        notices = kpi_law().notices
        return {
            **council_data(self.council),
            "as_at": self.as_at,
            "as_at_words": f"as at {long_date(self.as_at)}",
            "register": self.register,
            "summary": self.summary.file if self.summary else "none was given",
            "about_figures": self._about_figures(),
            "attention": to_do,
            "contracts": list(self._contracts()),
            "assessments": self._assessments(),
            "ratings": list(self._ratings()),
            "notices": list(self._notices()),
            "problems": [problem.row for problem in gravest_first(self.problems)],
            "law": [
                {"point": p.point, "says": p.says, "from": p.start, "reference": p.reference}
                for p in notices.about
            ],
            "words": [
                {"rating": r.rating, "says": r.says, "ocds": r.ocds} for r in notices.ratings
            ],
            "fields": {
                "judged.days": DAYS_AHEAD,
                "judged.good": bands.good,
                "judged.approaching": bands.approaching,
                "judged.improvement": bands.improvement,
            },
        }

    def _about_figures(self) -> str:
        if self.summary is None:
            return "No summary was given, so no figures propose a rating here."
        year, day = self.summary.year, long_date(self.summary.as_at)
        return f"Figures are those of {self.summary.file}: {year}, as at {day}."

    def _contracts(self) -> Iterator[dict[str, Any]]:
        numbered = enumerate(self.statuses, start=1)
        for number, status in sorted(numbered, key=lambda s: FIRST.index(s[1].answer.asked)):
            contract = status.contract
            yield {
                **_names(status),
                "title": contract.title,
                "supplier": contract.key.supplier,
                "asked": str(status.answer.asked),
                "why": status.answer.why,
                "needed": status.needed,
                "due": status.due,
                "manager": contract.manager,
                "value": status.value,
                "start": contract.start,
                "end": contract.last_day,
                "key": number,
            }

    def _assessments(self) -> list[dict[str, Any]]:
        """What is due, the earliest first; then what was made, the latest first."""
        numbered = enumerate(self.statuses, start=1)
        rows = [
            row | {"contract": number}
            for number, status in numbered
            for row in _assessment_rows(status)
        ]
        made = [row for row in rows if row["assessed"]]
        due = [row for row in rows if not row["assessed"]]
        return [
            *sorted(due, key=lambda row: row["due"]),
            *sorted(made, key=lambda row: row["assessed"], reverse=True),
        ]

    def _ratings(self) -> Iterator[dict[str, Any]]:
        for number, status in enumerate(self.statuses, start=1):
            for each in status.kpis:
                last, figures = each.last, each.figures
                yield {
                    **_names(status),
                    "contract": number,
                    "kpi": each.kpi.name,
                    "measure": each.kpi.measure,
                    "target": each.kpi.target,
                    "published": each.kpi.published,
                    "rating": last.rating if last else "",
                    "assessed": last.assessed if last else None,
                    "code": figures.code if figures else "",
                    "missing": ", ".join(figures.missing) if figures else "",
                    "due_units": figures.due if figures else None,
                    "delivered": figures.delivered if figures else None,
                    "validated": figures.validated if figures else None,
                }

    def _notices(self) -> Iterator[dict[str, Any]]:
        ids = {rating.rating: rating.ocds for rating in kpi_law().notices.ratings}
        rows = [
            (made, self._notice(status, each, made) | {"ocds": ids[made.rating]})
            for status in self.statuses
            for each in status.kpis
            for made in each.made
            if status.owes_notice(made)
        ]
        yield from (row for _, row in sorted(rows, key=lambda r: r[0].notice is not None))

    def _notice(self, status: KpiStatus, each: KpiDue, made: Assessment) -> dict[str, Any]:
        contract = status.contract
        return {
            "ref": contract.key.label,
            "kpi": each.kpi.name,
            "state": "published" if made.notice else "to publish",
            "authority": self.council.name,
            "title": contract.title,
            "not_held": NOT_HELD,
            "measure": each.kpi.measure,
            "target": each.kpi.target,
            "statement": kpi_law().notices.statement,
            "rating": made.rating,
            "from": made.start,
            "to": made.end,
            "supplier": contract.key.supplier,
            "number": contract.supplier_number or NOT_HELD,
            "email": contract.contact or NOT_HELD,
        }


def _names(status: KpiStatus) -> dict[str, Any]:
    return {"ref": status.contract.key.ref, "lot": status.contract.key.lot}


def _assessment_rows(status: KpiStatus) -> Iterator[dict[str, Any]]:
    """The next assessment of each KPI, and those that were made."""
    blank = dict.fromkeys(("from", "to", "rating", "assessed", "by", "notice", "due"))
    about = blank | _names(status) | {"supplier": status.contract.key.supplier, "owes": "Yes"}
    if status.due and not status.kpis:
        yield about | {"kpi": NONE_KNOWN, "due": status.due}
    for each in status.kpis:
        named = about | {"kpi": each.kpi.name}
        if each.due:
            yield named | {"due": each.due}
        for made in each.made:
            yield named | {
                "from": made.start,
                "to": made.end,
                "rating": made.rating,
                "assessed": made.assessed,
                "by": made.by,
                "notice": made.notice,
                "owes": "Yes" if status.owes_notice(made) else "No",
            }


def _to_do(status: KpiStatus) -> Iterator[ToDo]:
    """What a contract waits for; KPIs of one that has ended can't be published any more."""
    start, last_day, as_at = status.contract.start, status.contract.last_day, status.as_at
    if status.answer.asked is KpisAsked.NOT_KNOWN:
        what = f"Find out whether it needs KPIs: {status.answer.why}"
        yield ToDo(status, what, None, is_urgent=True)
    if status.published < status.needed and last_day >= as_at:
        noun = "more KPI" if status.published else "KPI"
        what = f"Publish {how_many(status.needed - status.published, noun)}"
        yield ToDo(status, what, start if start > as_at else None, is_urgent=True)
    state = status.when()
    if state in {When.OVERDUE, When.SOON}:
        count = sum(when(each.due, as_at) is state for each in status.kpis)
        no_kpis = (
            "Set KPIs and assess them" if last_day >= as_at else "It ended without KPIs to assess"
        )
        what = f"Assess {how_many(count, 'KPI')}" if count else no_kpis
        late = state is When.OVERDUE
        yield ToDo(status, f"{what}: overdue" if late else what, status.due, is_urgent=late)
    if status.to_publish:
        what = f"Publish {how_many(status.to_publish, 'assessment')}"
        yield ToDo(status, what, None, is_urgent=True)
