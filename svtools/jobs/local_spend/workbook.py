"""Local Spend as the rows of its workbook, with the results of its formulas beside them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from svtools.jobs.issued_by import council_data
from svtools.jobs.local_spend import sentences
from svtools.jobs.local_spend.figures import (
    NOT_DATED,
    Counted,
    Figures,
    in_pounds,
    rings_in_order,
)
from svtools.jobs.local_spend.payments import PaymentFile
from svtools.jobs.local_spend.places import How
from svtools.jobs.local_spend.rings import Rings
from svtools.jobs.local_spend.rules import Rules
from svtools.jobs.local_spend.tally import Tally
from svtools.monitoring import FinancialYear, Place
from svtools.numbers import money, settled
from svtools.policy import Council
from svtools.workbooks.problems import Level, Problem, gravest_first

WORDS = {Place.LOCAL: "Local", Place.ELSEWHERE: "Elsewhere", Place.UNKNOWN: "Not known"}
ALL = "All of it"
MOST_SUPPLIERS = 20_000
TREATED = {"left out": "left out", "apart": "shown apart"}


@dataclass(frozen=True, slots=True)
class LocalSpendResult:
    """Everything that a run found."""

    council: Council
    year: FinancialYear | None
    files: list[PaymentFile]
    tally: Tally
    figures: Figures
    rings: Rings
    rules: Rules
    problems: list[Problem]
    boundary: str
    """Whether a list of full postcodes was there."""

    @property
    def period(self) -> str:
        """The year, or that none was asked for."""
        return str(self.year) if self.year else "of the payments given"

    @property
    def held_back(self) -> int:
        """Rows that could not be read for certain."""
        return sum(file.held_back.rows for file in self.files)

    @property
    def lacking(self) -> list[str]:
        """What the figure lacks that could be published."""
        unread = sum(problem.code == "spend-unread" for problem in self.problems)
        return sentences.lacking(
            self.figures, self.year, self.held_back, unread, boundary=not self.boundary
        )

    @property
    def to_check(self) -> int:
        """How many problems are to be checked first."""
        return sum(problem.level is Level.CHECK for problem in self.problems)

    def says(self) -> dict[str, str]:
        """What the payments are, in sentences."""
        figures, sizes = self.figures, self.tally.sizes
        rows = sum(file.counted.rows for file in self.files)
        return {
            "ledger": sentences.ledger(sizes, rows, figures.last or date.max),
            "months": sentences.months(figures, self.year),
            "amounts": sentences.amounts(self.files),
            "credits": sentences.credits(sizes),
            "joined": sentences.joined(figures),
            "boundary": self.boundary,
        }

    def data(self) -> dict[str, Any]:
        """Everything the template asks for."""
        whole = self.figures.whole
        return {
            **council_data(self.council),
            "period": self.period,
            "state": sentences.state(self.figures, self.lacking, self.to_check),
            "headline_words": sentences.headline(whole.pounds),
            "about_shares": sentences.about_shares(whole.pounds),
            "about_look_up": sentences.about_look_up(self.figures),
            "says": self.says(),
            "headline": list(_headline(whole)),
            "accounted": list(self.accounted()),
            "by_month": list(_parts(self._by_month())),
            "by_department": list(_parts(_largest(self.figures.by("department")))),
            "by_size": list(_parts(_largest(self.figures.by("size")))),
            "by_vcse": list(_parts(_largest(self.figures.by("vcse")))),
            "by_ring": list(self._by_ring(whole)),
            "by_how": list(self._by_how(whole)),
            "look_up": list(self._look_up(whole)),
            "left_out": list(self._left_out()),
            "payees": [
                {"payee": each.payee, "rule": each.rule, **_sum(each.sum)}
                for each in self.figures.apart
                if each.payee
            ],
            "problems": [problem.row for problem in gravest_first(self.problems)],
            "files": list(map(_file, self.files)),
            "suppliers": list(self._suppliers()),
            "data": list(self._cube()),
        }

    def accounted(self) -> Iterator[dict[str, Any]]:
        """Where every row went, in payments and £."""
        whole, apart = self.figures.whole, self.figures.apart
        yield _row("In the shares", whole.payments.total, whole.pounds.total)
        parts = {
            f"{word.capitalize()}, by rule": (
                sum(each.sum.payments for each in apart if each.does == does),
                sum((each.sum.pounds for each in apart if each.does == does), Decimal(0)),
            )
            for does, word in TREATED.items()
        }
        others = [file.other_years for file in self.files]
        held = [file.held_back for file in self.files]
        parts |= {"Of other years": _added(others), "Held back (£ if readable)": _added(held)}
        yield from (_row(what, *part) for what, part in parts.items() if part[0])
        every = [*others, *held, *(file.counted for file in self.files)]
        yield _row("All payments", *_added(every))

    def _by_month(self) -> list[tuple[str, Counted]]:
        found = self.figures.by("month")
        dated = sorted(month for month in found if isinstance(month, date))
        wanted = sentences.months_of(self.year) if self.year else dated
        empty = Counted(*(type(self.figures.whole.pounds)() for _ in range(2)))
        rows = [(_month(month), found.get(month, empty)) for month in wanted]
        return rows + [(NOT_DATED, each) for month, each in found.items() if month is None]

    def _by_ring(self, whole: Counted) -> Iterator[dict[str, Any]]:
        found = self.figures.by("ring")
        for ring in rings_in_order(self.rings.names):
            if ring in found:
                yield _whole_row(ring, found[ring], whole)

    def _by_how(self, whole: Counted) -> Iterator[dict[str, Any]]:
        found = self.figures.by("how")
        for how in How:
            if how in found:
                local = money(found[how].pounds.local)
                yield {**_whole_row(str(how), found[how], whole), "local": local}

    def _look_up(self, whole: Counted) -> Iterator[dict[str, Any]]:
        known, tells = whole.pounds.local + whole.pounds.elsewhere, whole.pounds.tells_shares
        for supplier, where in self.figures.to_look_up:
            known += in_pounds(supplier.total.pence)
            yield {
                "number": supplier.supplier_id,
                "name": supplier.name,
                "pounds": in_pounds(supplier.total.pence),
                "why": str(where.how),
                "known_then": settled(known / whole.pounds.total) if tells else "",
                "company_number": where.company_number or None,
            }

    def _left_out(self) -> Iterator[dict[str, Any]]:
        for rule in self.rules.rules:
            sums = [each.sum for each in self.figures.apart if each.rule == rule.name]
            if rule.does in TREATED:
                yield {
                    "rule": rule.name,
                    "does": TREATED[rule.does],
                    "pounds": sum((each.pounds for each in sums), Decimal(0)),
                    "payments": sum(each.payments for each in sums),
                    "reason": rule.reason,
                }

    def _suppliers(self) -> Iterator[dict[str, Any]]:
        for supplier, where in self.figures.suppliers[:MOST_SUPPLIERS]:
            yield {
                "number": supplier.supplier_id,
                "name": supplier.name,
                "pounds": in_pounds(supplier.total.pence),
                "payments": supplier.total.rows,
                "place": WORDS[where.place],
                "ring": where.ring,
                "how": str(where.how),
                "postcode": where.postcode or where.found,
                "size": where.size,
                "vcse": where.vcse,
                "company_number": where.company_number,
            }

    def _cube(self) -> Iterator[dict[str, Any]]:
        for point, of_point in self.figures.cube.items():
            yield {
                **point._asdict(),
                "month": _month(point.month),
                "place": WORDS[point.place],
                "how": str(point.how),
                **_sum(of_point),
            }


def _month(month: Any) -> str:
    return f"{month:%b %Y}" if month else NOT_DATED


def _sum(of: Any) -> dict[str, Any]:
    return {"pounds": of.pounds, "payments": of.payments}


def _row(what: str, payments: Any, pounds: Decimal) -> dict[str, Any]:
    return {"what": what, "payments": int(payments), "pounds": pounds}


def _added(parts: Sequence[Any]) -> tuple[int, Decimal]:
    return sum(part.rows for part in parts), in_pounds(sum(part.pence for part in parts))


def _headline(whole: Counted) -> Iterator[dict[str, Any]]:
    for place, word in [*WORDS.items(), ("total", ALL)]:
        spent, paid = (getattr(each, str(place)) for each in whole)
        yield {
            "what": word,
            "pounds": spent,
            "share": settled(spent / whole.pounds.total) if whole.pounds.tells_shares else "",
            "payments": int(paid),
            "payments_share": settled(paid / whole.payments.total) if whole.payments.total else "",
        }


def _largest(found: dict[object, Counted]) -> list[tuple[str, Counted]]:
    named = [(str(name), each) for name, each in found.items()]
    return sorted(named, key=lambda item: (-item[1].pounds.total, item[0]))


def _parts(found: Iterable[tuple[str, Counted]]) -> Iterator[dict[str, Any]]:
    for name, (spend, paid) in found:
        least, most = spend.between or ("", "")
        yield {
            "name": name,
            "local": spend.local,
            "elsewhere": spend.elsewhere,
            "unknown": spend.unknown,
            "pounds": spend.total,
            "payments": int(paid.total),
            "least": least,
            "most": most,
        }


def _whole_row(name: str, each: Counted, whole: Counted) -> dict[str, Any]:
    total = whole.pounds.total
    return {
        "name": name,
        "pounds": each.pounds.total,
        "share": settled(each.pounds.total / total) if whole.pounds.tells_shares else "",
        "payments": int(each.payments.total),
    }


def _file(file: PaymentFile) -> dict[str, Any]:
    return {
        "file": file.table.file,
        "sheet": file.table.sheet,
        "taken": file.taken,
        "dates": str(file.order) if file.is_dated else "none",
        "rows": file.counted.rows + file.other_years.rows + file.held_back.rows,
        "counted": file.counted.rows,
        "other_years": file.other_years.rows,
        "held_back": file.held_back.rows,
        "pounds": in_pounds(file.counted.pence),
    }
