"""The proof: whatever is promised and typed, the summary's totals are those of what was typed."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.summary import Summary
from svtools.jobs.register.register import Register
from tests.making import (
    AS_AT,
    YEAR,
    cell_of,
    consolidated,
    contract,
    council,
    measure,
    promised,
    register_of,
    save_return,
)

CODES = ("OP01", "OP15", "OP16", "PJ04", "PJ06", "CS04", "SW02", "AI04")
"""Four with a proxy of £1 or in pence, two of local economic value, two that are record-only."""

TYPED: dict[str, Decimal | None] = {
    "about 3": None,
    "n/a": None,
    "-4": None,
    "TBC": None,
    "=1+1": None,
    "£1,200.50": Decimal("1200.50"),
    "1 200": Decimal(1200),
    "0.125": Decimal("0.125"),
    " 7 ": Decimal(7),
}
QUARTER_STARTS = (date(2025, 4, 1), date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1))
QUARTER_ENDS = (date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31), date(2026, 3, 31))

numbers = st.one_of(
    st.just(0),
    st.integers(0, 5000),
    st.decimals("0.0001", "999.9999", places=4),
    st.floats(0, 1e6, allow_nan=False).map(lambda x: round(x, 3)),
    st.integers(-9, -1),
)
typed_units = st.one_of(st.none(), numbers, st.sampled_from(sorted(TYPED)))
four = st.tuples(typed_units, typed_units, typed_units, typed_units)


class Case(NamedTuple):
    """One contract: when it runs, what it promised, and what its supplier typed."""

    start: date
    end: date
    promises: dict[str, Decimal]
    typed: list[tuple[Any, ...]]
    other: list[tuple[str, tuple[Any, ...]]]
    quarter: str
    nil: str | None
    note: str


def counted(code: str, typed: Any) -> Decimal | None:
    """What a cell counts for: a number that is not negative, and pounds only of pounds."""
    if isinstance(typed, str):
        in_pounds = code not in CODES or measure(code).unit == "£"
        return TYPED[typed] if in_pounds or "£" not in typed else None
    return None if typed is None or typed < 0 else Decimal(str(typed))


def pence(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def worth(code: str, units: Decimal) -> Counter[str]:
    """£ by SVA or LEVA."""
    known = measure(code)
    return Counter({str(known.kind): pence(units * known.proxy)} if known.proxy else {})


def due_by(code: str, units: Decimal, case: Case, day: date) -> Decimal:
    """The units of a promise due by the end of `day`.

    Whole ones are whole, or in hundredths where they are full-time jobs; others at 6 decimals.
    """
    if day >= case.end:
        return units
    days, whole = (day - case.start).days + 1, (case.end - case.start).days + 1
    share = Fraction(units) * max(days, 0) / whole
    whole_steps = 100 if measure(code).unit.startswith("FTE") else 1
    steps = whole_steps if units % 1 == 0 else 10**6
    return Decimal(int(share * steps + Fraction(1, 2))) / steps


def promised_by_hand(case: Case) -> Counter[str]:
    made: Counter[str] = Counter()
    for code, units in case.promises.items():
        for first, last in zip(QUARTER_STARTS, QUARTER_ENDS, strict=True):
            before = due_by(code, units, case, date.fromordinal(first.toordinal() - 1))
            made.update(worth(code, due_by(code, units, case, last) - before))
    return made


def delivered_by_hand(case: Case) -> Iterator[tuple[str, Decimal]]:
    """Code and units of every cell that counts; a measure counts once in a table and quarter."""
    for code, units in zip(case.promises, case.typed, strict=True):
        each = (counted(code, typed) for typed in units)
        yield from ((code, number) for number in each if number is not None)
    seen = set()
    for code, units in case.other:
        for quarter, typed in enumerate(units if code in CODES else ()):
            number = counted(code, typed)
            if number is not None and (code, quarter) not in seen:
                seen.add((code, quarter))
                yield code, number


@st.composite
def cases(draw: st.DrawFn) -> Case:
    start = draw(st.dates(date(2024, 1, 1), date(2025, 12, 31)))
    end = draw(st.dates(date(2026, 1, 1), date(2028, 3, 1)))
    units = st.decimals("0.01", 50_000, places=2)
    promises = draw(st.dictionaries(st.sampled_from(CODES), units, min_size=1, max_size=3))
    rows = len(promises)
    return Case(
        start,
        end,
        promises,
        draw(st.lists(four, min_size=rows, max_size=rows)),
        draw(st.lists(st.tuples(st.sampled_from((*CODES, "", "ZZ99")), four), max_size=3)),
        draw(st.sampled_from(("Q1", "Q2", "Q3", "Q4"))),
        draw(st.sampled_from((None, "No", "Yes"))),
        draw(st.sampled_from(("", "=cmd", "Made up"))),
    )


def issued_codes(case: Case) -> dict[str, Decimal]:
    """A promise that comes to nothing in the year (one day of a very small one) has no row."""
    return {
        code: units
        for code, units in case.promises.items()
        if any(promised(contract(start=case.start, end=case.end), code, units).quarters(YEAR))
    }


def make(cases_made: list[Case], folder: Path) -> tuple[Register, dict[tuple[str, str, str], Any]]:
    """The returns in `folder`; the register, and every cell that was filled in."""
    pairs = [
        (contract(f"C{n}", start=case.start, end=case.end), case.promises)
        for n, case in enumerate(cases_made)
    ]
    register = register_of(*pairs)
    typed: dict[tuple[str, str, str], Any] = {}
    for (each, promises), case in zip(pairs, cases_made, strict=True):
        file = f"{each.key.ref}.xlsx"
        data = save_return(
            folder / file,
            register,
            each,
            dict(zip(promises, case.typed, strict=True)),
            quarter=case.quarter,
            answers={"sign_off.nil_return": case.nil},
            notes=dict.fromkeys(promises, case.note),
            other=[{"measure": c, **by_quarter(u)} for c, u in case.other],
            beneficiaries=[{"measure": "PJ04", "units": 4, "ward": "Nowhere"}] if case.note else [],
            beside={code: {"proof": "made-up link"} for code in list(promises)[:1]},
            fte=[{"role": "Apprentice", "hours": 20, "weeks": "about ten"}],
        )
        for table, rows in tables_of(data).items():
            for number, row in enumerate(rows):
                for key in row:
                    typed[file, *cell_of(data, table, number, key)] = row[key]
    return register, {place: value for place, value in typed.items() if value not in {None, ""}}


def by_quarter(units: tuple[Any, ...]) -> dict[str, Any]:
    return {f"q{number}": value for number, value in enumerate(units, start=1)}


def tables_of(data: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What was typed into each table of a return."""
    inputs = ("q1", "q2", "q3", "q4", "proof", "note")
    delivery = [{k: row[k] for k in inputs if k in row} for row in data["promises"]]
    present = ("beneficiaries", "fte") if data["fte_promised"] else ("beneficiaries",)
    free = {key: list(data[f"filled_{key}"]) for key in present}
    return {"delivery": delivery, "other": [named(row) for row in data["filled_other"]], **free}


def named(row: dict[str, Any]) -> dict[str, Any]:
    """A row of other delivery; its figures name the measure, which else must be told by itself."""
    code = row["measure"]
    each = (counted(code, row[f"q{number}"]) for number in range(1, 5))
    has_units = any(number is not None for number in each)
    return {key: value for key, value in row.items() if key != "measure" or not has_units}


def halves_validated(made: Consolidation) -> Any:
    """The log after an officer validated half of every figure."""
    return {k: replace(e, validated=e.reported and e.reported / 2) for k, e in made.log.items()}


def totals(what: dict[str, float]) -> tuple[Decimal, Decimal]:
    return pence(Decimal(str(what["sva"]))), pence(Decimal(str(what["leva"])))


def as_pair(by_kind: Counter[str]) -> tuple[Decimal, Decimal]:
    return pence(Decimal(by_kind["SV"])), pence(Decimal(by_kind["LEV"]))


def accounted_for(made: Consolidation, data: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Every cell that the summary names, by file, sheet and A1."""
    named = {(row["file"], row["sheet"], row["cell"]) for row in (*data["data"], *data["answers"])}
    for each in made.returns:
        for answer in each.answers:
            if answer.table in {"beneficiaries", "evidence"}:
                rows = {(row["file"], row["row"]) for row in data[answer.table]}
                if (each.file, f"{answer.cell.sheet}, row {answer.cell.row + 1}") in rows:
                    named.add((each.file, answer.cell.sheet, answer.cell.name))
    return named | {
        (problem.file, cell.sheet, cell.name) for problem in made.problems for cell in problem.cells
    }


@settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking files takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(cases(), min_size=1, max_size=3))
def test_totals_are_those_of_what_was_typed_and_nothing_is_lost(cases_made: list[Case]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        register, typed = make(cases_made, folder)
        first = consolidated(folder, register, YEAR, council(), as_at=AS_AT)
        log = halves_validated(first)
        made = consolidated(folder, register, YEAR, council(), as_at=AS_AT, log=log)
        summary = Summary(made)
        data = summary.data("returns", "register.xlsx", "log.xlsx")
    promised_, delivered, validated = expected(cases_made)
    assert (
        summary.counted.all.money["promised"].sva,
        summary.counted.all.money["promised"].leva,
    ) == promised_
    assert (
        summary.counted.all.money["delivered"].sva,
        summary.counted.all.money["delivered"].leva,
    ) == delivered
    assert (
        summary.counted.all.money["validated"].sva,
        summary.counted.all.money["validated"].leva,
    ) == validated
    assert not set(typed) - accounted_for(made, data)


def expected(cases_made: list[Case]) -> list[tuple[Decimal, Decimal]]:
    """Promised, delivered and half validated, each SVA and LEVA, by hand."""
    lines = [line for case in cases_made for line in delivered_by_hand(case)]
    promised_ = sum((promised_by_hand(case) for case in cases_made), Counter())
    delivered = sum((worth(code, units) for code, units in lines), Counter())
    validated = sum((worth(code, units / 2) for code, units in lines), Counter())
    return [as_pair(promised_), as_pair(delivered), as_pair(validated)]
