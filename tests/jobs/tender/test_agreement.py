"""Every formula of the scoring workbook, calculated by LibreOffice, agrees with the core."""

import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from svtools.jobs.tender.flagged import PRICE_FLAGS
from svtools.jobs.tender.marking import Marked, marked
from svtools.jobs.tender.pack import SCORING
from svtools.numbers import settled
from svtools.scoring import BidMarks, FlagCode, PriceMethod, Scored, median_of_others
from svtools.workbooks.cells import a1
from svtools.workbooks.parse import template
from svtools.workbooks.write import write
from tests.jobs.tender.invented_panels import invented_data, invented_tender
from tests.libreoffice import differing, needs_libreoffice, recalculated
from tests.written_cells import CellName, Value

SHAPES: tuple[dict[str, Any], ...] = (
    *({"bidders": bidders} for bidders in (1, 2, 3, 4, 5, 6, 7, 8)),
    *({"bidders": 4, "same_for_all": True} for _ in range(3)),
    {"bidders": 1, "nothing_offered": True},
    *({"bidders": 3, "nothing_offered": True} for _ in range(2)),
    {"bidders": 3, "nothing_offered": True, "same_for_all": True},
    {"bidders": 2, "all_left_out": True},
    *({"bidders": bidders, "equal_prices": True} for bidders in (1, 2, 5)),
    *({"bidders": bidders, "nothing_answered": True} for bidders in (1, 2, 4)),
    {"bidders": 4, "nothing_offered": True, "nothing_answered": True, "equal_prices": True},
    *({"bidders": 5} for _ in range(14)),
)
OF_ONE_MEASURE = (
    FlagCode.EXCLUSIVE_GROUP,
    FlagCode.OUT_OF_RANGE,
    FlagCode.AFTER_END,
    FlagCode.CONTRACTED_LESS,
    FlagCode.CONTRACTED_MORE,
)
LIVE = [code for code in FlagCode if code not in PRICE_FLAGS]
"""What formulas flag. Prices are flagged by the tool, on the sheets Prices and Flags."""

LARGE = {"bidders": 12, "evaluators": 6}
WORKED_OUT: dict[str, Callable[[BidMarks], Decimal | int]] = {
    "price": lambda bid: bid.price,
    "sva": lambda bid: bid.measures.marked.sva,
    "leva": lambda bid: bid.measures.marked.leva,
    "leva_counted": lambda bid: bid.measures.leva_counted,
    "value": lambda bid: bid.measures.value,
    "ratio": lambda bid: bid.measures.ratio,
    "measures_share": lambda bid: bid.measures.share,
    "answers_share": lambda bid: bid.answers.share,
    "measures_mark": lambda bid: bid.measures.mark,
    "answers_mark": lambda bid: bid.answers.mark,
    "sv_mark": lambda bid: bid.social_value_mark,
    "price_mark": lambda bid: bid.price_mark,
    "quality_mark": lambda bid: bid.quality_mark,
    "total": lambda bid: bid.total,
    "rank": lambda bid: bid.place.rank,
}


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Invented panels' workbooks: the last one is the largest that is promised."""
    folder = tmp_path_factory.mktemp("panels")
    made = []
    for seed, shape in enumerate((*SHAPES, LARGE)):
        chance = Random(seed)
        of = invented_tender(chance, measures=40 if shape is LARGE else 4)
        path = folder / f"{seed}.xlsx"
        write(template(SCORING), invented_data(chance, of, **shape), path)
        made.append(path)
    return made


def rows_of(table: str, cells: dict[CellName, Value]) -> Iterator[dict[str, Value]]:
    """The rows of a table, the only one of its sheet, by column key."""
    sheet, declared = next(found for found in template(SCORING).tables() if found[1].key == table)
    columns, name = declared.columns, sheet.name
    first = next(n for n in range(50) if cells.get((name, a1(n, 0))) == columns[0].label)
    bidder = next(n for n, column in enumerate(columns) if column.key == "bidder")
    for number in range(first + 1, first + 600):
        if cells.get((name, a1(number, bidder))):
            yield {c.key: cells.get((name, a1(number, n))) for n, c in enumerate(columns)}


def comparable(bid: BidMarks, found: Marked) -> Decimal:
    worth = bid.measures.offered
    return worth.sva if found.tender.quantitative.scored is Scored.SVA else worth.sleva


def expected(bid: BidMarks, found: Marked) -> dict[str, Any]:
    others = [comparable(each, found) for each in found.bids if each is not bid]
    codes = [flag.code for flag in bid.flags]
    told_apart = [f"equal total, told apart by the {step}. " for step in bid.place.decided_by]
    left = [f"tied: {found.tender.last_step}. "] if bid.place.tied_with else []
    return {
        **{key: float(worked_out(bid)) for key, worked_out in WORKED_OUT.items()},
        "assessed": "yes",
        "tied": "".join(told_apart + left),
        "offered": float(comparable(bid, found)),
        "median": float(median_of_others(sorted(filter(None, others)), Decimal(0)) or 0),
        "flags": "".join(f"{code}. " for code in LIVE if code in codes),
    }


def wrong(path: Path, cells: dict[CellName, Value]) -> Iterator[str]:
    """What the workbook says otherwise than the core."""
    found = marked(path)
    rows = {str(row["bidder"]): row for row in rows_of("workings", cells)}
    yield from wrong_results(path, found, cells)
    yield from wrong_lines(path, found, cells)
    assert rows.keys() == {bid.bidder for bid in found.bids} | found.results.not_assessed.keys()
    for bid in found.bids:
        for key, right in expected(bid, found).items():
            if not close(rows[bid.bidder][key], right):
                yield f"{path.stem} {bid.bidder} {key}: {rows[bid.bidder][key]!r}, not {right!r}"
    for name in found.results.not_assessed:
        if " are needed" in found.results.not_assessed[name]:
            under = {str(rows[name][key])[:9] for key in ("assessed", "stands")}
            if "under the" not in under or rows[name]["rank"] or rows[name]["total"]:
                yield f"{path.stem} {name}: {rows[name]}"
            continue
        shown = {key: rows[name][key] for key in ("assessed", "value", "rank", "tied", "total")}
        if list(map(str, shown.values())) != ["no", "0.0", "", "", ""]:
            yield f"{path.stem} {name}: {shown}"


def wrong_results(path: Path, found: Marked, cells: dict[CellName, Value]) -> Iterator[str]:
    """What the page of results says otherwise: the best first, those left out at the end."""
    names = [str(row.get("bidder")) for row in found.content.rows("bidders")]
    ranks = found.results.ranks
    order = sorted(names, key=lambda name: ranks.get(name, 99))
    rows = list(rows_of("results", cells))
    if [row["bidder"] for row in rows] != order:
        yield f"{path.stem} order {[row['bidder'] for row in rows]}, not {order}"
    for row, name in zip(rows, order, strict=False):
        if name not in ranks:
            under = " are needed" in found.results.not_assessed[name]
            ending = ": not ranked" if under else "not assessed: made up"
            if row["rank"] or not str(row["tied"]).endswith(ending):
                yield f"{path.stem} {name}: {row}"
            continue
        right = expected(found.results.of(name), found)
        for key in row.keys() & right.keys():
            if not close(row[key], right[key]):
                yield f"{path.stem} {name} {key}: {row[key]!r}, not {right[key]!r} in Results"


def wrong_lines(path: Path, found: Marked, cells: dict[CellName, Value]) -> Iterator[str]:
    """What the sheet Offers says otherwise of single measures."""
    rows = {(str(row["bidder"]), str(row["measure"])): row for row in rows_of("offers", cells)}
    of = found.tender
    for bid in found.bids:
        for code, asked in of.asked.items():
            row = rows[bid.bidder, code]
            most = of.ranges.most(asked, bid.price, of.years)
            if not close(row["most"], "" if most is None else float(settled(most))):
                yield f"{path.stem} {bid.bidder} {code} most: {row['most']!r}, not {most!r}"
            flags = [f for f in bid.flags if code in f.measure.split(", ")]
            right = "".join(f"{c}. " for c in OF_ONE_MEASURE if c in {f.code for f in flags})
            if not close(row["clarify"], right):
                yield f"{path.stem} {bid.bidder} {code}: {row['clarify']!r}, not {right!r}"


def close(shown: Value, right: Any) -> bool:
    if isinstance(right, float):
        return isinstance(shown, float) and math.isclose(shown, right, rel_tol=1e-9, abs_tol=1e-9)
    return bool((shown or "") == right)


@needs_libreoffice
def test_recalculated_they_say_what_the_core_gives_and_what_they_hold(
    workbooks: list[Path],
) -> None:
    calculated = recalculated(*workbooks)

    assert [each for path in workbooks for each in wrong(path, calculated[path])] == []
    assert differing(calculated) == []


def test_results_find_nothing_to_complain_of_in_untouched_workbooks(workbooks: list[Path]) -> None:
    assert [each for path in workbooks for each in marked(path).differences] == []


def test_the_invented_panels_hold_every_case(workbooks: list[Path]) -> None:
    found = [marked(path) for path in workbooks]
    bids = [bid for each in found for bid in each.bids]

    assert any(each.results.ties for each in found)
    assert any(bid.place.decided_by for bid in bids)
    assert any(bid.measures.gates for bid in bids)
    not_of_a_bid = {FlagCode.NOT_ASKED, FlagCode.ONE_NUMBER, FlagCode.ONE_NAME}
    assert {f.code for b in bids for f in b.flags} >= set(LIVE) - not_of_a_bid
    assert {len(each.tender.criteria.quality_parts) for each in found} == {1, 2, 3}
    assert any("no mark for" in gap for bid in bids for gap in bid.missing)
    assert any(not any(a for a in bid.answers.earned.values()) for bid in bids)
    assert any(not bid.social_value_mark and bid.price_mark for bid in bids)
    assert {len(each.bids) for each in found} >= {0, 1, 2, 3, 4, 5}
    assert any(each.results.not_assessed and each.bids for each in found)
    assert len({each.tender.quantitative.method for each in found}) == 3
    assert {each.tender.price_method for each in found} == set(PriceMethod)
    left_out = " ".join(why for each in found for why in each.results.not_assessed.values())
    assert "marks for quality, and" in left_out
    assert "marks for social value, and" in left_out
    assert {each.tender.quantitative.leva_cap is None for each in found} == {True, False}
    assert len(found[-1].bids) + len(found[-1].results.not_assessed) == 12
    assert len(found[-1].tender.measures) == 40
