"""A stock that is offered for several years counts once: in the offer, the marks and the award."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.opening import open_own
from svtools.jobs.register.issued import set_rows
from svtools.jobs.register.read import TEMPLATE, read_register
from svtools.jobs.register.register import year_promises
from svtools.jobs.tender.award import award
from svtools.jobs.tender.contract_years import that_count
from svtools.jobs.tender.marking import marked
from svtools.measures import Counting, open_set
from svtools.monitoring import FinancialYear
from tests.jobs.tender.tendering import Bidder, all_marked, loaded, save_offer, tender, with_marks
from tests.libreoffice import differences, needs_libreoffice
from tests.making import council, register_of, save_register, sheet_rows

STOCK, MEAN = "OP14", "CS09"
KNOWN = dict(open_set().measures)
KNOWN[STOCK] = replace(KNOWN[STOCK], proxy=Decimal("100.10"))  # made up
KNOWN[MEAN] = replace(KNOWN[MEAN], proxy=Decimal(9), counting=Counting.AVERAGE)  # made up
SET = replace(open_set(), measures=KNOWN)
CODES = (STOCK, MEAN, "OP08")
ALDER = Bidder("Alder", 100_000, {STOCK: [5, 5, 5], MEAN: [3, 3, 3], "OP08": [1, 1, 1]})
BIRCH = Bidder("Birch", 100_000, {STOCK: [5], MEAN: [3], "OP08": [3]})
CEDAR = Bidder("Cedar", 100_000, {STOCK: [3, 4, 5], MEAN: [2, 3, 4], "OP08": [3]})


@pytest.mark.parametrize(
    ("counting", "years", "expected"),
    [
        (Counting.FLOW, {"y1": 1, "y2": 2}, {"y1": 1, "y2": 2}),
        (Counting.LATEST, {"later": 7, "y1": 5}, {"later": 7}),
        (Counting.LATEST, {"y1": 5, "y2": 0}, {"y2": 0}),
        (Counting.AVERAGE, {"y1": 4, "y3": 6}, {"y3": 5}),
        (Counting.LATEST, {}, {}),
    ],
)
def test_the_years_of_a_stock_count_once(
    counting: Counting, years: dict[str, int], expected: dict[str, int]
) -> None:
    given = {year: Decimal(units) for year, units in years.items()}
    assert that_count(given, counting) == expected


@needs_libreoffice
def test_offer_and_scoring_give_the_same_units_and_pounds(tmp_path: Path) -> None:
    """Alder and Cedar say for each year what Birch says once; only OP08 adds up."""
    of = tender(measures=SET, codes=CODES)
    path = loaded(of, tmp_path, ALDER, BIRCH, CEDAR, typed=all_marked("Alder", "Birch", "Cedar"))
    offers = [save_offer(of, each, tmp_path / "sent") for each in (ALDER, CEDAR)]
    assert differences(*offers, path) == []
    worth = {STOCK: 500.50, MEAN: 27, "OP08": 3 * float(KNOWN["OP08"].proxy or 0)}
    for offer in offers:
        rows = sheet_rows(offer, "Offer")
        assert {row["Code"]: row["Value"] for row in rows} == pytest.approx(worth)
        assert [row["Units offered"] for row in rows] == [5, 3, 3]
    scoring = sheet_rows(path, "Offers")
    assert [row["Offered units"] for row in scoring] == [5, 3, 3] * 3
    assert [row["Offered value"] for row in scoring] == pytest.approx([*worth.values()] * 3)
    bids = marked(path).results.bids
    assert len({bid.measures.marked for bid in bids}) == 1


@pytest.mark.parametrize(
    ("bidder", "years", "due"),
    [
        (ALDER, {}, {2025: 5, 2026: 5, 2027: 5}),
        (CEDAR, {"2025-26": 3, "2026-27": 4, "2027-28": 5}, {2025: 3, 2026: 4, 2027: 5}),
    ],
)
def test_the_award_puts_the_level_into_the_register(
    tmp_path: Path, bidder: Bidder, years: dict[str, Any], due: dict[int, int]
) -> None:
    of = tender(measures=SET, codes=CODES)
    before = register_of((of.contract, {}))
    before.sets[SET.edition] = SET
    register = save_register(tmp_path / "register.xlsx", before, **set_rows([SET]))
    path = with_marks(of, tmp_path, bidder)
    award(path, bidder.name, register, tmp_path / "out.xlsx", council())

    content = open_own(tmp_path / "out.xlsx", TEMPLATE).content
    (row,) = [r for r in content.rows("promises") if r.get("measure") == STOCK]
    assert row.get("units") == 5
    written = {
        r.get("year"): r.get("units")
        for r in content.rows("promise_years")
        if r.get("measure") == STOCK
    }
    assert written == years
    made = read_register(tmp_path / "out.xlsx", council())
    assert [problem.code for problem in made.problems] == ["measure-changed"]  # made up here
    (each,) = made.contracts
    for year, level in due.items():
        (promise,) = [
            p for p in year_promises(made, each, FinancialYear(year)) if p.measure.code == STOCK
        ]
        assert list(promise.shown) == [level] * 4
