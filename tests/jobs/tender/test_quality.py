"""Quality in parts: from the pack to the marks, the results and the assessment summaries."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from svtools.cli.app import app
from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.tender.letter_words import HELD_ELSEWHERE
from svtools.jobs.tender.letters import WITHHELD
from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.marking import marked
from svtools.jobs.tender.offer_words import offer_words
from svtools.jobs.tender.pack import SCORING, scoring_data
from svtools.jobs.tender.rehearse import rehearse
from svtools.jobs.tender.summaries import write_summaries
from svtools.jobs.tender.terms import with_options
from svtools.scoring import SubCriterion
from svtools.workbooks.parse import template
from svtools.workbooks.write import write
from tests.jobs.tender.tendering import (
    Bidder,
    all_marked,
    loaded,
    moderated,
    save_offer,
    save_scoring,
    tender,
    unsealed,
)
from tests.libreoffice import needs_libreoffice, recalculated
from tests.making import retyped
from tools.tender_sample import type_in

PARTS = (SubCriterion("Plan", Decimal("0.2")), SubCriterion("People", Decimal("0.15")))
ALDER = Bidder("Alder", 100_000, {"OP08": [2, 2, 2]})
BIRCH = Bidder("Birch", 90_000, {"OP08": [1, 1, 1]})
SHARES: dict[Any, dict[str, Any]] = {
    ("Alder", "Plan"): {"share": 1, "rationale": "All of it", "sensitive": "Yes"},
    ("Alder", "People"): {"share": 0.5, "rationale": "Some of them"},
    ("Birch", "Plan"): {"share": 0.7333, "rationale": "Most of it"},
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two bids whose quality is marked in two parts, one of them not yet."""
    typed = {"quality_marks": SHARES, "moderation": moderated("Alder", "Birch")}
    return loaded(tender(quality_parts=PARTS), tmp_path, ALDER, BIRCH, typed=typed)


def test_each_part_is_marked_and_rounded_by_itself(path: Path) -> None:
    alder, birch = sorted(marked(path).bids, key=lambda bid: bid.bidder)

    assert alder.quality_marks == {"Plan": Decimal(20), "People": Decimal("7.5")}
    assert birch.quality_marks == {"Plan": Decimal("14.67"), "People": 0}
    assert "no mark for People" in birch.missing
    assert marked(path).differences == ()


def test_results_say_each_part(path: Path) -> None:
    shown = CliRunner().invoke(app, ["tender", "results", str(path)], env={"COLUMNS": "200"})
    parts = json.loads(CliRunner().invoke(app, ["tender", "results", str(path), "--json"]).stdout)

    assert "Plan" in shown.output
    assert "14.67" in shown.output
    assert "Birch has no agreed mark for People" in shown.output
    assert {bid["bidder"]: bid["quality_parts"] for bid in parts["bids"]} == {
        "Alder": {"Plan": 20.0, "People": 7.5},
        "Birch": {"Plan": 14.67, "People": 0.0},
    }


def test_loading_again_keeps_marks_and_reasons(path: Path) -> None:
    again = path.parent / "again.xlsx"
    load_offers(path.parent / "offers", path, again)
    kept = {
        (row.get("bidder"), row.get("criterion")): {
            name: row.get(name) for name in ("share", "rationale", "sensitive") if row.get(name)
        }
        for row in open_own(again, SCORING).content.rows("quality_marks")
    }

    assert {key: value for key, value in kept.items() if value} == {
        key: value | {"share": Decimal(str(value["share"]))} for key, value in SHARES.items()
    }


def test_summaries_give_weight_mark_and_reason_of_each_part(path: Path) -> None:
    type_in(path, {"quality_marks": {("Birch", "People"): {"share": 0}}}, path)
    made = write_summaries(path, path.parent / "out")
    alder, birch = (file.read_text("utf-8") for file in sorted(made.pages))

    for text in (alder, birch):
        assert '<th scope="row">Quality: Plan</th><td class="right">20%</td>' in text
        assert '<th scope="row">Quality: People</th><td class="right">15%</td>' in text
    assert "All of it" in alder
    assert "All of it" not in birch
    assert "Some of them" in birch
    assert WITHHELD in birch
    assert '<td class="right">14.67</td><td>Most of it</td>' in birch
    assert "Most of it" not in alder


def test_quality_without_reasons_says_where_they_are(tmp_path: Path) -> None:
    path = loaded(tender(), tmp_path, ALDER, typed=all_marked("Alder"))
    (only,) = write_summaries(path, tmp_path / "out").pages

    assert HELD_ELSEWHERE in only.read_text("utf-8")


def test_a_criterion_that_was_typed_over_counts_as_it_was_published(path: Path) -> None:
    right = marked(path).results
    retyped(path, {("Quality", "B7"): "Taste"})
    found = marked(path)

    (told,) = found.changed
    assert told.located.startswith(
        "Quality B7: 'Alder: Quality criterion' reads 'Taste'; as it was"
    )
    assert found.results == right


def test_a_criterion_that_was_not_published_is_refused_with_its_cell(path: Path) -> None:
    unsealed(path)
    retyped(path, {("Quality", "B7"): "Taste"})

    with pytest.raises(InputError, match=r"Quality B7: 'Taste' is no quality criterion"):
        marked(path)


def test_bidders_read_what_quality_is_marked_by() -> None:
    terms = tender(quality_parts=PARTS).terms

    assert offer_words(terms.marking)["quality"] == "35% (Plan 20%, People 15%)"
    assert offer_words(tender().terms.marking)["quality"] == "35%"


def test_the_rehearsal_moves_weights_of_all_parts(tmp_path: Path) -> None:
    path = save_scoring(tender(quality_parts=PARTS), tmp_path / "scoring.xlsx")
    scenarios = rehearse(path, tmp_path / "rehearsal.xlsx")

    assert len(scenarios) > 5
    assert {len(bid.quality_marks) for each in scenarios for bid in each.results.bids} == {2}


def test_a_split_of_quality_is_changed_in_the_record_alone() -> None:
    with pytest.raises(InputError, match="splits quality"):
        with_options(tender(quality_parts=PARTS).terms, weighting=Decimal("0.2"))

    alone = (SubCriterion("Plan", Decimal("0.35")),)
    one = with_options(tender(quality_parts=alone).terms, weighting=Decimal("0.2"))
    assert one.marking.criteria.quality_parts == (SubCriterion("Plan", Decimal("0.3")),)


def test_quality_that_nobody_split_is_one_criterion_after_loading(tmp_path: Path) -> None:
    of = tender()
    save_offer(of, ALDER, tmp_path / "offers")
    data = scoring_data(of) | {"quality_parts": ()}
    write(template(SCORING), data, tmp_path / "scoring.xlsx")
    load_offers(tmp_path / "offers", tmp_path / "scoring.xlsx", tmp_path / "loaded.xlsx")

    (bid,) = marked(tmp_path / "loaded.xlsx").bids
    assert set(bid.quality_marks) == {"Quality"}
    assert "no mark for Quality" in bid.missing


@needs_libreoffice
def test_a_line_in_which_nobody_stands_shows_nothing(tmp_path: Path) -> None:
    path = loaded(tender(), tmp_path, ALDER, BIRCH)
    retyped(path, {("Results", "L8"): 9})
    cells = recalculated(path)[path]

    assert cells["Results", "B7"] == "Birch"
    assert {cells.get(("Results", f"{letter}8")) for letter in "ABCDEFGHIJK"} <= {None, ""}
