"""A light-touch tender with four small bidders, from the offers to the ranks.

Every mark is worked out a second time here, in fractions and by nothing of the tool's.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.opening import open_own
from svtools.jobs.tender.blocking import blocks
from svtools.jobs.tender.gathering import gather
from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.marking import Marked, marked
from svtools.jobs.tender.marking_workbooks import TEMPLATE, marking_workbooks
from svtools.jobs.tender.statements import with_statements
from svtools.jobs.tender.summaries import write_summaries
from svtools.jobs.tender.terms import DEFAULT_QUESTIONS
from svtools.measures import open_set
from svtools.numbers import exact
from svtools.scoring import PriceMethod, SubCriterion
from svtools.workbooks.revision import Revision
from tests.jobs.tender.tendering import Bidder, loaded, tender
from tests.libreoffice import needs_libreoffice, recalculated
from tests.making import council
from tools.tender_sample import type_in

CODES = ("OP08", "PJ04")
UNITS = {"Ash": (4, 100), "Bay": (1, 400), "Cob": (6, 0), "Dill": (2, 60)}
PRICES = {"Ash": 96_000, "Bay": 88_000, "Cob": 101_500, "Dill": 80_000}
SLIP = ("Bay", "OP08", 3)
"""Bay's tender shows 3 in each of two years, and 1 was typed."""
PARTS = {"Plan": "0.25", "People": "0.15"}
QUALITY = {"Ash": (4, 3), "Bay": (3, 5), "Cob": (5, 4), "Dill": (2, 2)}
ANSWERS = {"SV1": "0.45", "SV2": "0.3", "How OP08": "0.125", "How PJ04": "0.125"}
MODERATED = {"Ash": (4, 3, 3, 4), "Bay": (3, 3, 2, 1), "Cob": (5, 4, 4, 0), "Dill": (5, 5, 5, 5)}
LEAST = "0.5"
BOUND = {"price": "0.4", "quality": "0.4", "social_value": "0.2"}
TARGET = Fraction(1, 10)


def expected(*, per_point: bool = False) -> dict[str, dict[str, float]]:
    """The marks, as somebody with paper and pencil works them out."""
    proxies = {code: Fraction(str(open_set().measures[code].proxy)) for code in CODES}
    marks: dict[str, dict[str, Fraction]] = {}
    for name, price in PRICES.items():
        quality = sum(
            (
                hundredths(100 * Fraction(weight) * mark / 5)
                for weight, mark in zip(PARTS.values(), QUALITY[name], strict=True)
            ),
            Fraction(0),
        )
        if quality < 40 * Fraction(LEAST):
            continue
        value = Fraction(0)
        for code, units, statement in zip(CODES, UNITS[name], MODERATED[name][2:], strict=True):
            years = SLIP[2] if (name, code) == SLIP[:2] else units
            value += 2 * years * proxies[code] if statement >= 2 else 0
        units_mark = hundredths(10 * min(Fraction(1), value / price / TARGET))
        answers = sum(
            (
                Fraction(weight) * mark / 5
                for weight, mark in zip(ANSWERS.values(), MODERATED[name], strict=True)
            ),
            Fraction(0),
        )
        marks[name] = {
            "quality": quality,
            "social": units_mark + hundredths(10 * answers),
            "price": Fraction(price),
        }
    costs = {
        name: each["price"] / (each["quality"] + each["social"] if per_point else 1)
        for name, each in marks.items()
    }
    for name, each in marks.items():
        each["price"] = hundredths(40 * min(costs.values()) / costs[name])
        each["total"] = each["quality"] + each["social"] + each["price"]
    return {name: {k: float(v) for k, v in each.items()} for name, each in marks.items()}


def hundredths(value: Fraction) -> Fraction:
    return Fraction(int(value * 100 + Fraction(1, 2)), 100)


def found(marks: Marked) -> dict[str, dict[str, float]]:
    return {
        bid.bidder: {
            "quality": float(bid.quality_mark),
            "social": float(bid.social_value_mark),
            "price": float(bid.price_mark),
            "total": float(bid.total),
        }
        for bid in marks.bids
    }


@pytest.fixture(scope="module", params=[PriceMethod.LOWEST, PriceMethod.PER_POINT])
def panel(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scoring workbook when the panel has met."""
    folder = tmp_path_factory.mktemp("light_touch")
    asked = [open_set().measures[code] for code in CODES]
    shares: dict[str, Any] = {name: exact(share) for name, share in BOUND.items()}
    of = tender(
        codes=CODES,
        about={"category": "light touch"},
        quality_parts=tuple(SubCriterion(name, exact(w)) for name, w in PARTS.items()),
        least_quality=exact(LEAST),
        target=exact("0.1"),
        questions=with_statements(DEFAULT_QUESTIONS, asked, exact("0.25"), exact(2), 100),
        statement_pass=exact(2),
        price_method=request.param,
        **shares,
    )
    bidders = [
        Bidder(
            name,
            PRICES[name],
            {code: (each, each) for code, each in zip(CODES, UNITS[name], strict=True)},
            how=dict.fromkeys(CODES, f"{name} will see to it."),
        )
        for name in PRICES
    ]
    path = loaded(of, folder, *bidders)
    evaluators: dict[Any, Any] = {
        (f"E{n}",): {"name": f"Evaluator {n}", "interests": "none"} for n in (1, 2)
    }
    type_in(path, {"evaluators": evaluators}, path)
    load_offers(folder / "offers", path, path)
    for file in marking_workbooks(path, folder / "marking"):
        workbook = open_own(file, TEMPLATE)
        revision = Revision(workbook)
        for row in workbook.content.rows("answers"):
            revision.set_row(row, "answers", {"mark": 3, "rationale": "made up"})
        revision.save(file)
    gathered = gather(path, folder / "marking", path)
    assert gathered.problems == []
    type_in(path, agreed(), path)
    return path


def agreed() -> dict[str, dict[Any, Any]]:
    """What the panel types when it meets."""
    why = {"rationale": "made up"}
    return {
        "quality_marks": {
            (name, part): {"moderated": mark, **why}
            for name, marks in QUALITY.items()
            for part, mark in zip(PARTS, marks, strict=True)
        },
        "moderation": {
            (name, question): {"moderated": mark, **why}
            for name, marks in MODERATED.items()
            for question, mark in zip(ANSWERS, marks, strict=True)
        },
        "offers": {
            SLIP[:2]: {"slip": 2 * SLIP[2], "slip_at": "Method statement, page 4", "second": "Head"}
        },
    }


def is_per_point(path: Path) -> bool:
    return marked(path).tender.price_method is PriceMethod.PER_POINT


def test_every_mark_is_the_one_worked_out_by_hand(panel: Path) -> None:
    assert found(marked(panel)) == expected(per_point=is_per_point(panel))


def test_ranks_follow_the_totals(panel: Path) -> None:
    totals = {name: each["total"] for name, each in expected(per_point=is_per_point(panel)).items()}
    order = sorted(totals, key=lambda name: -totals[name])

    assert [bid.bidder for bid in marked(panel).bids] == order
    assert [bid.place.rank for bid in marked(panel).bids] == [1, 2, 3]


def test_who_is_under_the_least_is_left_out_with_the_figures(panel: Path) -> None:
    assert marked(panel).results.not_assessed == {"Dill": "16 marks for quality, and 20 are needed"}
    assert [bid.measures.failed for bid in sorted(marked(panel).bids, key=lambda b: b.bidder)] == [
        (),
        ("PJ04",),
        (),
    ]


def test_nothing_blocks_and_the_letter_says_the_corrected_units(panel: Path) -> None:
    assert [b.code for b in blocks(marked(panel)) if not b.code.startswith("flag")] == []
    folder = panel.parent / "letters"
    reason = "flags answered by telephone"
    written = write_summaries(panel, folder, council(), force=True, despite=reason)
    (bay,) = [path for path in written.written if "Bay" in path.name and path.suffix == ".html"]
    text = bay.read_text("utf-8")
    assert "6 units instead of 2" in text
    assert "Method statement, page 4" in text
    assert "PJ04: its units earn nothing" in text
    assert "a tender with under 20 marks is left out" in text


@needs_libreoffice
def test_the_workbook_gives_the_same_marks(panel: Path) -> None:
    cells = recalculated(panel)[panel]
    results: dict[Any, Any] = {
        cells["Results", f"B{row}"]: (cells["Results", f"C{row}"], cells["Results", f"D{row}"])
        for row in (7, 8, 9)
    }
    wanted = expected(per_point=is_per_point(panel))

    assert results == {
        name: (pytest.approx(each["total"]), pytest.approx(each["price"]))
        for name, each in wanted.items()
    }
    assert cells["Results", "B10"] == "Dill"
    assert "under the least for quality: not ranked" in {
        value for (sheet, _), value in cells.items() if sheet == "Results"
    }
