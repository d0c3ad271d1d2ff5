"""Measures that count as stocks, from the register to the summary. Every figure is made up."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.summary import Summary
from svtools.jobs.monitoring.pack import monitoring_pack
from svtools.jobs.register.contracts import Promise
from svtools.jobs.register.register import Register, year_promises
from svtools.jobs.validation_log.corrections import Correction, corrected
from svtools.jobs.validation_log.entries import Entry, Log, key_of, validated_to_date
from svtools.jobs.validation_log.shown import shown_beside
from svtools.measures import Counting, Measure, MeasureKind, MeasureSet
from svtools.monitoring import FinancialYear
from svtools.workbooks.parse import template
from svtools.workbooks.write import write
from tests import libreoffice
from tests.making import (
    ANSWERS,
    YEAR,
    Filling,
    codes,
    consolidated,
    contract,
    council,
    figures,
    fillable,
    filled,
    save_return,
    sheet_rows,
)
from tests.xl.calls import FUNCTIONS

EDITION, THEME = "made-up-2031", "Pride and Joy"
LATEST, AVERAGE, FLOW, ONCE = "S1", "S2", "F1", "F2"
AS_AT = date(2026, 6, 1)
AGREED = "A slip", "Contracts officer", date(2026, 5, 1)
NEXT = FinancialYear(2026)


def of(code: str, counting: Counting, proxy: str | None, **more: Any) -> Measure:
    worth = None if proxy is None else Decimal(proxy)
    return Measure(
        EDITION, code, f"Made up {code}", "staff", MeasureKind.SV, THEME, worth,
        counting=counting, **more,
    )  # fmt: skip


MEASURES = {
    LATEST: of(LATEST, Counting.LATEST, "100.10"),
    AVERAGE: of(AVERAGE, Counting.AVERAGE, "10.33"),
    FLOW: of(FLOW, Counting.FLOW, "1.5"),
    ONCE: of(ONCE, Counting.FLOW, None, once_a_year=True),
}
SET = MeasureSet("Made up", EDITION, "none", measures=MEASURES)
EACH = contract("C1", edition=EDITION, start=YEAR.start, end=NEXT.end)


def promise(code: str, units: float | str, **changes: Any) -> Promise:
    given: dict[str, Any] = {"start": EACH.start, "end": EACH.end}
    return Promise(MEASURES[code], Decimal(str(units)), **(given | changes))


def register_with(*promises: Promise) -> Register:
    return Register([EACH], {EACH.key: list(promises)}, {EDITION: SET})


ALL = (promise(LATEST, 5), promise(AVERAGE, 4), promise(FLOW, 80), promise(ONCE, 16))


def read(
    folder: Path,
    units: Mapping[str, Sequence[Any]],
    register: Register | None = None,
    **more: Any,
) -> Consolidation:
    register = register or register_with(*ALL)
    save_return(folder / "returns" / "a.xlsx", register, EACH, units, **more)
    return consolidated(folder / "returns", register, YEAR, council(), as_at=AS_AT)


def data_of(made: Consolidation) -> Sequence[dict[str, Any]]:
    return Summary(made).counted.data_rows


FIVES = {LATEST: (5, 5, 5, 5), AVERAGE: (4, 4, 4, 4), FLOW: (10, 10, 10, 10), ONCE: (8, 0, 0, 0)}


def test_five_all_year_are_five_and_their_worth_once(tmp_path: Path) -> None:
    made = read(tmp_path, FIVES)
    summary = Summary(made)
    of_stock = [row for row in summary.counted.data_rows if row["measure"] == LATEST]
    assert [row["units"] for row in of_stock] == [5, 5, 5, 5]
    assert [row["counts"] for row in of_stock] == [None, None, None, 5]
    assert [row["value"] for row in of_stock] == [None, None, None, Decimal("500.50")]
    assert codes(made.problems) == []
    (row,) = [summary._measure_row(key) for key in summary.counted.measures if key[1] == LATEST]
    assert (row["promised_units"], row["delivered_units"]) == (5, 5)
    assert (row["promised"], row["delivered"]) == (Decimal("500.50"), Decimal("500.50"))


@pytest.mark.parametrize(
    ("typed", "counts"),
    [
        ((5, 6, 7, 0), (None, None, None, 0)),  # 0 is a figure
        ((5, 6, "?", "?"), (None, 6)),  # what can't be read is none
        ((5, None, None, None), (5,)),
    ],
)
def test_the_last_quarter_with_a_figure_counts(
    tmp_path: Path, typed: Sequence[Any], counts: Sequence[Any]
) -> None:
    made = read(tmp_path, FIVES | {LATEST: typed})
    assert tuple(r["counts"] for r in data_of(made) if r["measure"] == LATEST) == counts


def test_an_average_is_of_the_quarters_with_a_figure(tmp_path: Path) -> None:
    made = read(tmp_path, FIVES | {AVERAGE: (4, 5, None, 0)})
    rows = [row for row in data_of(made) if row["measure"] == AVERAGE]
    assert [row["counts"] for row in rows] == [None, None, 3]
    assert [row["value"] for row in rows] == [None, None, Decimal("30.99")]


def test_no_figure_at_all_is_not_reported(tmp_path: Path) -> None:
    made = read(tmp_path, FIVES | {LATEST: (None,) * 4})
    assert [row for row in data_of(made) if row["measure"] == LATEST] == []
    (found,) = made.problems
    assert found.code == "quarter-blank"
    assert "Q1, Q2, Q3 and Q4" in found.what  # each quarter is asked for


@pytest.mark.parametrize(
    ("promises", "shown", "steps"),
    [
        ([promise(LATEST, 5)], (5, 5, 5, 5), (5, 0, 0, 0)),
        ([promise(LATEST, 5, closed_on=date(2025, 9, 30)),
          promise(LATEST, 8, start=date(2025, 10, 1))], (5, 5, 8, 8), (5, 0, 3, 0)),
        ([promise(LATEST, 8, start=date(2025, 8, 16)),
          promise(LATEST, 5, closed_on=date(2025, 8, 15))], (5, 8, 8, 8), (5, 3, 0, 0)),
        ([promise(LATEST, 5, closed_on=date(2025, 9, 30))], (5, 5, None, None), (5, 0, 0, 0)),
        ([promise(LATEST, 5, start=date(2025, 7, 1))], (None, 5, 5, 5), (0, 5, 0, 0)),
        ([promise(LATEST, 5, by_year={YEAR: Decimal(3)})], (3, 3, 3, 3), (3, 0, 0, 0)),
        ([promise(AVERAGE, 7)], (7, 7, 7, 7), (7, 0, 0, 0)),
    ],
)  # fmt: skip
def test_a_stock_is_due_whole_from_its_first_quarter(
    promises: list[Promise], shown: Any, steps: Any
) -> None:
    (made,) = year_promises(register_with(*promises), EACH, YEAR)
    assert figures(made.shown) == shown
    assert figures(made.quarters) == steps
    assert made.units == sum(steps)


def test_every_year_has_the_whole_promise() -> None:
    register = register_with(promise(LATEST, 5, by_year={NEXT: Decimal(9)}))
    for year, level in ((YEAR, 5), (NEXT, 9)):
        (made,) = year_promises(register, EACH, year)
        assert figures(made.quarters) == (level, 0, 0, 0)
        assert made.units == level


def test_a_promise_that_falls_takes_its_pence_along() -> None:
    register = register_with(
        promise(LATEST, "0.55", closed_on=date(2025, 6, 30)),
        promise(LATEST, "0.33", start=date(2025, 7, 1)),
    )
    (made,) = year_promises(register, EACH, YEAR)
    assert figures(made.worths) == (55.06, -22.03, 0, 0)
    assert sum(filter(None, made.worths)) == Decimal("33.03")  # 0.33 × 100.10


def test_more_than_promised_of_what_counts_once_a_year_is_told(tmp_path: Path) -> None:
    made = read(tmp_path, FIVES | {ONCE: (8, 8, 4, 0)})
    (found,) = made.problems
    assert (found.code, found.cell_names) == ("once-a-year", "F10, G10, H10")
    assert "20, more than the 8 promised" in found.what


def test_as_many_as_promised_of_what_counts_once_a_year_is_no_remark(tmp_path: Path) -> None:
    assert codes(read(tmp_path, FIVES | {ONCE: (4, 2, 2, 0)}).problems) == []


def test_a_stock_is_no_running_total_and_not_far_above(tmp_path: Path) -> None:
    made = read(tmp_path, FIVES | {LATEST: (2, 3, 4, 5), AVERAGE: (1, 2, 3, 4)})
    assert codes(made.problems) == []


def test_a_nil_return_that_makes_a_stock_nothing_is_told(tmp_path: Path) -> None:
    typed = {LATEST: (5, 5, None, None), AVERAGE: (4, 0, None, None), FLOW: (20, 20), ONCE: (8, 0)}
    made = read(tmp_path, typed, quarter="Q3", answers={"sign_off.nil_return": "Yes"})
    (found,) = made.problems
    assert found.code == "nil-stock"
    assert f"{LATEST}: the nil return of Q3 makes it 0, and it was 5 before." in found.what
    assert [r["counts"] for r in data_of(made) if r["measure"] == LATEST] == [None, None, 0]


def test_a_stock_reported_both_as_promised_and_not_is_told_whatever_the_quarters(
    tmp_path: Path,
) -> None:
    other = [{"measure": LATEST, "q1": 5}, {"measure": FLOW, "q1": 5}]
    typed = FIVES | {LATEST: (0, 0, 0, 5), FLOW: (0, 10, 10, 10)}
    (found,) = read(tmp_path, typed, other=other).problems
    assert (found.code, found.details["measure"]) == ("reported-both-ways", LATEST)


def test_validated_figures_count_as_the_measure_does(tmp_path: Path) -> None:
    made = read(tmp_path, FIVES)
    log = dict(made.log)
    for figure in made.figures:
        validated = {1: Decimal(5), 2: Decimal(4)}.get(figure.quarter)
        key = key_of(figure, str(YEAR))
        log[key] = Entry(key, "", "", figure.units, validated)
    made.log = log
    rows = [row for row in data_of(made) if row["measure"] == LATEST]
    assert [row["validated_units"] for row in rows] == [5, 4, None, None]
    assert [row["validated_counts"] for row in rows] == [None, 4, None, None]
    assert [row["validated_value"] for row in rows] == [None, Decimal("400.40"), None, None]


def test_the_log_shows_a_stocks_level_beside_each_of_its_quarters(tmp_path: Path) -> None:
    made = read(tmp_path, FIVES)
    shown = shown_beside(made.checked.values(), made.returns, str(YEAR))
    levels = {key[4:6]: beside.promised for key, beside in shown.items()}
    assert [levels[LATEST, f"Q{n}"] for n in (1, 2, 3, 4)] == [5, 5, 5, 5]
    assert [levels[FLOW, f"Q{n}"] for n in (1, 2, 3, 4)] == [10, 10, 10, 10]


def test_a_corrected_quarter_of_a_stock_counts_as_it_was_corrected(tmp_path: Path) -> None:
    stock = [f for f in read(tmp_path, FIVES).figures if f.measure.code == LATEST]
    last = Correction(stock[-1], Decimal(3), *AGREED)
    assert [figure.counts for figure in corrected(stock, [last])] == [None, None, None, 3]
    first = Correction(stock[0], Decimal(9), *AGREED)
    assert [figure.value for figure in corrected(stock, [first])][-1] == Decimal("500.50")


def test_what_was_validated_so_far_is_the_last_year_of_a_stock() -> None:
    log: Log = {}
    for year, quarter, code, units in [
        ("2025-26", "Q1", LATEST, 5), ("2025-26", "Q4", LATEST, 6), ("2026-27", "Q1", LATEST, 4),
        ("2026-27", "Q2", LATEST, None), ("2025-26", "Q1", FLOW, 10), ("2026-27", "Q1", FLOW, 20),
        ("2025-26", "Q1", AVERAGE, 1), ("2026-27", "Q1", AVERAGE, 3), ("2026-27", "Q3", AVERAGE, 4),
    ]:  # fmt: skip
        key = (year, "C1", "", EACH.key.supplier, code, quarter, "Promised")
        validated = None if units is None else Decimal(units)
        log[key] = Entry(key, "", "", validated, validated)
    found = validated_to_date(log, register_with(*ALL))
    assert found == {
        (EACH.key, LATEST): (4, Decimal("400.40")),
        (EACH.key, FLOW): (30, Decimal("45.00")),
        (EACH.key, AVERAGE): (Decimal("3.5"), Decimal("36.16")),
    }


MIXED = {LATEST: (5, 3, 0, None), AVERAGE: (1, None, 3, 5), FLOW: (7, 8, 9, 10), ONCE: (8, 0, 0, 0)}
OTHER = [{"measure": AVERAGE, "q2": 3, "q3": 4}, {"measure": FLOW, "q1": 2, "q4": 3}]


@libreoffice.needs_libreoffice
def test_return_and_summary_agree_with_a_few_lines_of_arithmetic(tmp_path: Path) -> None:
    """Recalculated in LibreOffice: units to date, values, what is due, and the year's totals."""
    register = register_with(
        promise(LATEST, 5, closed_on=date(2025, 9, 30)),
        promise(LATEST, 8, start=date(2025, 10, 1)),
        *ALL[1:],
    )
    made = read(tmp_path, MIXED, register, other=OTHER, quarter="Q3", number=3)
    sent, summary = tmp_path / "sent.xlsx", tmp_path / "summary.xlsx"
    answers = ANSWERS | {"report.quarter": "Q3"}
    write(fillable(), filled(register, EACH, Filling(MIXED, answers, other=OTHER)), sent)
    write(template("consolidated_summary"), Summary(made).data("", "", ""), summary)
    assert libreoffice.differences(sent, summary) == []

    delivery = {row["Measure"]: row for row in sheet_rows(sent, "Delivery")}
    by_hand = {LATEST: 0, AVERAGE: (1 + 3 + 5) / 3, FLOW: 34, ONCE: 8}
    due = {LATEST: 8, AVERAGE: 4, FLOW: 30, ONCE: 6}  # to December, of 80 and 16 over 730 days
    assert {code: row["To date"] for code, row in delivery.items()} == by_hand
    assert {code: row["Promised to date"] for code, row in delivery.items()} == due
    assert {code: row["Value to date"] for code, row in delivery.items()} == {
        LATEST: 0, AVERAGE: 30.99, FLOW: 51, ONCE: None,
    }  # fmt: skip
    other = sheet_rows(sent, "Delivery", table="Other")[:2]
    assert [row["To date"] for row in other] == [3.5, 5]
    assert [row["Value to date"] for row in other] == [36.16, 7.5]
    worth = sheet_rows(sent, "Sign off", table="ComesTo")
    promised = round(8 * 100.10 + 4 * 10.33 + 30 * 1.5, 2)  # to the end of December
    assert [row["Reported to date"] for row in worth] == [125.65, 0]
    assert [row["Promised to date"] for row in worth] == [promised, 0]

    rows = sheet_rows(summary, "Overview")
    assert rows[0]["Social value added (SVA)"] == round(8 * 100.10 + 4 * 10.33 + 40 * 1.5, 2)
    assert rows[1]["Social value added (SVA)"] == 125.65  # 30.99 + 36.16 + 51 + 7.5
    units = {row["Measure"]: row["Delivered units"] for row in sheet_rows(summary, "By measure")}
    assert units == {LATEST: 0, AVERAGE: 6.5, FLOW: 39, ONCE: 8}


def test_worksheet_functions_give_the_same_pounds_for_the_units_that_count(
    tmp_path: Path,
) -> None:
    grid = [
        ["Code", "Title", "Unit", "Kind", "Theme", "Proxy", "How it counts"],
        *(
            [m.code, m.title, m.unit, str(m.kind), m.theme, m.proxy and float(m.proxy), m.counting]
            for m in MEASURES.values()
        ),
    ]
    rows = [row for row in data_of(read(tmp_path, FIVES)) if row["value"] is not None]
    codes_of, units = [[r["measure"]] for r in rows], [[float(r["counts"])] for r in rows]
    total = FUNCTIONS["TOMS_TOTAL"](codes_of, units, "SVA", grid)
    assert total == float(sum(row["value"] for row in rows))
    stock = next(row for row in rows if row["measure"] == LATEST)
    assert FUNCTIONS["TOMS_VALUE"](LATEST, float(stock["counts"]), grid) == 500.50


def test_the_monitoring_workbook_shows_a_stocks_level_in_every_quarter(tmp_path: Path) -> None:
    pack = monitoring_pack(register_with(*ALL), YEAR, tmp_path, council())
    row = sheet_rows(pack.written[0], "Promises")[0]
    assert [row[f"Q{n}"] for n in (1, 2, 3, 4)] == [5, 5, 5, 5]
    assert (row["This year"], row["How it counts"]) == (5, "latest counts")
    assert row["Unit"] == "staff (latest counts)"
