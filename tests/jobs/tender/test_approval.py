"""The page for approval: who, why, what is open; one printed page however much there is to say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.documents.html import page
from svtools.jobs.opening import open_own
from svtools.jobs.tender.approval import (
    MOST_POINTS,
    MOST_RANKED,
    Point,
    approval,
    points_of,
)
from svtools.jobs.tender.decided import Decided
from svtools.jobs.tender.letters import SLOT
from svtools.jobs.tender.marking import Marked, marked
from svtools.jobs.tender.pack import SCORING
from svtools.jobs.tender.scoring_rows import ONE_OF_A_KIND
from svtools.scoring import BidMarks, Place
from tests.chromium import needs_chromium, printed_pages
from tests.jobs.tender.tendering import Bidder, all_marked, loaded, tender
from tests.making import council, retyped
from tools.tender_sample import type_in

UNITS = {"OP08": [9, 9, 9]}
NAMES = ("Alder", "Birch", "Cedar")


@pytest.fixture(scope="module")
def marks(tmp_path_factory: pytest.TempPathFactory) -> Marked:
    """Three tenders, of which the cheapest is first."""
    folder = tmp_path_factory.mktemp("approval")
    bidders = [Bidder(name, 1000 + 100 * n, UNITS) for n, name in enumerate(NAMES)]
    typed = all_marked(*NAMES) | {
        "bidders": {("Birch",): {"corrected": 1050, "why": "its own total says so"}}
    }
    return marked(loaded(tender(), folder, *bidders, typed=typed))


def said(
    marks: Marked,
    points: Sequence[Point] = (),
    *,
    places: int = 1,
    is_framework: bool = False,
    **more: Any,
) -> str:
    """The page where the first `places` bids are chosen."""
    bids = tuple(marks.bids)
    decided = Decided(bids, bids[:places], is_framework)
    return page(approval(marks, decided, council(), "scoring.xlsx", points, **more))


def test_it_says_whom_to_award_to_and_why(marks: Marked) -> None:
    text = said(marks)
    first, second, *_ = marks.bids
    more = first.total - second.total

    assert "<h1>Award Contract C1 (C1) to Alder</h1>" in text
    assert f"Alder earned {first.total:f} of 100, {more:f} more than {second.bidder}." in text
    assert "price was corrected from £1,100 to £1,050: its own total says so." in text
    assert "Nothing is left to clarify." in text
    for bid in marks.bids:
        assert f"<td>{bid.bidder}</td>" in text
        assert f'<td class="right">{bid.total:f}</td></tr>' in text


def test_places_on_a_framework_are_named_together(marks: Marked) -> None:
    text = said(marks, places=2, is_framework=True)
    second, third = marks.bids[1:]

    assert f"Places on the framework Contract C1 (C1): Alder, {second.bidder}</h1>" in text
    assert f"The last place earned {second.total:f} of 100," in text
    assert f"more than {third.bidder}." in text


def test_an_approver_who_is_not_named_has_a_slot(marks: Marked) -> None:
    assert f"Approved: {SLOT}" in said(marks)


@pytest.mark.parametrize(
    ("points", "despite", "tone", "sentence"),
    [
        ((), "", "green", "Nothing is left to clarify."),
        ((Point("Birch", "Ask why"),), "", "amber", "1 point asks for a clarification."),
        (
            (Point("Birch", "A thousandth", blocks=True), Point("Cedar", "Ask")),
            "",
            "red",
            "1 of 2 open points blocks the decision.",
        ),
        (
            (Point("Birch", "A thousandth", blocks=True),),
            "the bidder confirmed it",
            "amber",
            "Decided although 1 point is open, because: the bidder confirmed it",
        ),
    ],
)
def test_what_is_open_or_blocks_is_said_first(
    points: tuple[Point, ...], despite: str, tone: str, sentence: str, marks: Marked
) -> None:
    text = said(marks, points, despite=despite)

    assert f'<p class="state {tone}">{sentence}' in text
    assert [point.what for point in points if f"<td>{point.what}</td>" not in text] == []
    assert text.count("open, blocks") == sum(point.blocks for point in points)


def test_flags_are_open_until_the_panel_settles_them(tmp_path: Path) -> None:
    offered = {"OP08": [900, 0, 0]}
    path = loaded(tender(), tmp_path, Bidder("Birch", 1000, offered), typed=all_marked("Birch"))
    before = open_points(path)
    key = next(
        tuple(str(row.get(name)) for name in ONE_OF_A_KIND["flags"])
        for row in open_own(path, SCORING).content.rows("flags")
        if "whole price" in str(row.get("flag"))
    )
    settled = {"state": "answered", "who": "Chair", "day": date(2025, 3, 27), "note": "It is so"}
    type_in(path, {"flags": {key: settled}}, path)

    (gone,) = {*before} - {*open_points(path)}
    assert gone.startswith("£237,825 of value is more than the whole price")


def test_a_term_that_was_changed_is_open_and_blocks(tmp_path: Path) -> None:
    bidder = Bidder("Birch", 100_000, UNITS)
    path = loaded(tender(), tmp_path, bidder, typed=all_marked("Birch"))
    cell = open_own(path, SCORING).content.fields["method.target"].cell
    assert cell
    retyped(path, {(cell.sheet, cell.name): 0.5})
    marks = marked(path)
    (point,) = points_of(marks, Decided(tuple(marks.bids), tuple(marks.bids)))

    assert (point.bidder, point.blocks) == ("The tender", True)
    assert "0.5" in point.what


def open_points(path: Path) -> list[str]:
    marks = marked(path)
    return [point.what for point in points_of(marks, Decided(tuple(marks.bids), ()))]


def many(marks: Marked, count: int) -> Marked:
    """As many tenders with long names, and as many that were not assessed."""
    name = "The Very Long Name of a Community Interest Company and its Partners Limited number"
    bids = tuple(
        replace(marks.bids[0], bidder=f"{name} {n}", place=Place(n)) for n in range(1, count + 1)
    )
    left_out = {f"{name} {n} late": "it came after the deadline" for n in range(count)}
    return replace(marks, results=replace(marks.results, bids=bids, not_assessed=left_out))


LONG = "£234,564 of value is more than 2 × £3,728.29, the median of the other bidders' values: " * 3


@needs_chromium
@pytest.mark.parametrize("count", [1, 40])
def test_it_is_one_printed_page(count: int, marks: Marked, tmp_path: Path) -> None:
    """Chromium takes its second, for nothing else knows how a page prints."""
    points = [Point(f"Bidder {n}", LONG, blocks=True) for n in range(count)]
    text = said(many(marks, count), points, despite=LONG)

    assert printed_pages(text, tmp_path) == 1


def test_what_a_full_page_has_no_room_for_is_counted(marks: Marked) -> None:
    count = 40
    text = said(many(marks, count), [Point("Birch", "Ask")] * count)

    assert f"{count - MOST_POINTS} more: &#39;svtools tender results&#39; names them all." in text
    assert f"{count - MOST_RANKED} more were assessed: see the sheet Results." in text
    assert "Not assessed: The Very Long Name" in text


def level(bid: BidMarks, other: BidMarks) -> BidMarks:
    """A bid with another's total."""
    return replace(bid, price_mark=bid.price_mark + other.total - bid.total)


def test_a_broken_tie_says_how_it_was_broken(marks: Marked) -> None:
    first, second, _ = marks.bids
    equal = level(second, first)
    decided = Decided((first, equal), (first,))
    text = page(approval(marks, decided, council(), "scoring.xlsx", ()))

    assert f"Alder and {second.bidder} earned {first.total:f} of 100 each" in text
    assert equal.total == first.total > Decimal(0)


def test_a_drawn_place_is_told_with_the_last_step(marks: Marked) -> None:
    first, second, _ = marks.bids
    drawn = [
        replace(bid, place=Place(n, drawn=True))
        for n, bid in enumerate((first, level(second, first)), start=1)
    ]
    decided = Decided(tuple(drawn), (drawn[0],))
    text = page(approval(marks, decided, council(), "scoring.xlsx", ()))

    assert f"told apart by the published last step ({marks.tender.last_step})." in text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["none", "none"], "2 evaluators, each without a conflict of interest"),
        (["none", None], "2 evaluators, about conflicts of interest: 1 declared none, 1 declared"),
        (
            ["declared and mitigated", "stood down"],
            "0 declared none, 1 one that is mitigated, 1 stood down. Conflicts of interest: Buyer: "
            "declared and mitigated (why 0); Finance: stood down (why 1).",
        ),
    ],
)
def test_what_evaluators_declare_is_counted_apart(
    typed: list[str | None], sentence: str, tmp_path: Path
) -> None:
    who = zip(("E1", "E2"), ("Buyer", "Finance"), typed, strict=True)
    rows = {
        (number,): {"name": name, "interests": said, "how": f"why {n}"}
        for n, (number, name, said) in enumerate(who)
    }
    path = loaded(
        tender(),
        tmp_path,
        Bidder("Birch", 1000, UNITS),
        typed=all_marked("Birch", evaluators=rows),
    )

    assert sentence in said(marked(path))
