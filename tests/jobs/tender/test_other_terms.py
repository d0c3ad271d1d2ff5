"""Terms that a record decides only where they are wanted, such as shares of quality."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.tender.marking import scored
from svtools.jobs.tender.offer_words import offer_words
from svtools.jobs.tender.offers import read_offers
from svtools.jobs.tender.pack import OFFER, SCORING, new_pack
from svtools.jobs.tender.rehearse import rehearse
from svtools.jobs.tender.rules import tender_of
from svtools.jobs.tender.tenders import PreparedTender, tender_of_record
from svtools.measures import open_set
from svtools.scoring import CountedIn, PriceMethod
from tests.jobs.tender.recording import blank_record, fill
from tests.jobs.tender.tendering import ALL_ANSWERED, Bidder, load, save_offer, tender
from tests.libreoffice import needs_libreoffice, recalculated
from tests.making import council

OF_QUALITY = {
    "criteria.price": 0.4,
    "criteria.quality": 0.6,
    "criteria.social_value": 0.2,
    "criteria.counted_in": "quality",
}


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return blank_record(tmp_path_factory.mktemp("blank")).read_bytes()


def decided(blank: bytes, folder: Path, changes: dict[str, Any], **more: Any) -> PreparedTender:
    path = folder / "record.xlsx"
    path.write_bytes(blank)
    return tender_of_record(fill(path, changes, **more), open_set(), council())


def test_a_share_of_quality_is_published_as_shares_of_the_whole(
    blank: bytes, tmp_path: Path
) -> None:
    of = decided(blank, tmp_path, OF_QUALITY)
    criteria, words = of.terms.marking.criteria, offer_words(of.terms.marking)
    record, _, scoring = new_pack(of, tmp_path / "pack")
    again = tender_of_record(record, open_set(), council()).terms.marking.criteria

    assert criteria.counted_in is CountedIn.QUALITY
    assert (criteria.quality, criteria.social_value) == (Decimal("0.48"), Decimal("0.12"))
    assert words["social_value"] == "12% (20% of the 60% for quality and social value together)"
    assert again == criteria  # the pack's record says it as it was typed
    marked_by = tender_of(open_own(scoring, SCORING).content).criteria
    assert replace(marked_by, quality_parts=()) == criteria


def test_a_share_of_quality_under_the_minimum_of_the_whole_is_refused(
    blank: bytes, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"9\.6%|10%"):
        decided(blank, tmp_path, OF_QUALITY | {"criteria.social_value": 0.16})


def test_a_share_of_0_for_the_measures_asks_for_no_target_and_no_measure(
    blank: bytes, tmp_path: Path
) -> None:
    changes = {"method.quantitative": 0, "method.target": None}
    of = decided(blank, tmp_path, changes, asked={})
    _, offer, scoring = new_pack(of, tmp_path / "pack")

    assert of.problems == []
    assert of.terms.marking.measures == ()
    assert offer_words(of.terms.marking)["method"] == "Units earn no marks in this tender."
    assert open_own(offer, OFFER).content.rows("offers") == ()
    assert rehearse(scoring, tmp_path / "rehearsal.xlsx")
    with pytest.raises(InputError, match="target is missing"):
        decided(blank, tmp_path, {"method.target": None})


def test_least_scores_are_said_to_bidders_in_marks(blank: bytes, tmp_path: Path) -> None:
    of = decided(blank, tmp_path, {"criteria.least_quality": 0.6})
    words = offer_words(of.terms.marking)

    assert words["gate"] == (
        "A tender with less than 60% of the marks for quality is left out: it needs 24 of 40."
    )
    assert "left out" not in str(offer_words(tender().terms.marking)["gate"])


def test_method_statements_share_the_marks_for_answers(blank: bytes, tmp_path: Path) -> None:
    changes = {
        "method.statement_weight": 0.3,
        "method.statement_pass": 2,
        "method.statement_words": 50,
    }
    of = decided(blank, tmp_path, changes)
    questions = {q.number: q.weight for q in of.terms.marking.qualitative.questions}
    record, offer, scoring = new_pack(of, tmp_path / "pack")
    again = tender_of_record(record, open_set(), council()).terms.marking.qualitative

    assert questions == {
        "SV1": Decimal("0.42"),
        "SV2": Decimal("0.28"),
        "How OP08": Decimal("0.15"),
        "How OP12": Decimal("0.15"),
    }
    assert again == of.terms.marking.qualitative
    assert tender_of(open_own(scoring, SCORING).content).qualitative.statement_pass == 2
    assert [r.get("number") for r in open_own(offer, OFFER).content.rows("questions")] == [
        "SV1",
        "SV2",
    ]
    assert str(offer_words(of.terms.marking)["statements"]).count("50 words") == 1


def test_a_statement_that_is_missing_or_too_long_is_named_where_units_are_offered(
    blank: bytes, tmp_path: Path
) -> None:
    of = decided(blank, tmp_path, {"method.statement_weight": 0.3, "method.statement_words": 3})
    bidder = Bidder("Alder", 1000, {"OP08": [1], "OP12": [2]}, ALL_ANSWERED)
    long = Bidder("Birch", 1000, {"OP08": [1]}, ALL_ANSWERED, how={"OP08": "one two three four"})
    save_offer(of, bidder, tmp_path / "offers")
    save_offer(of, long, tmp_path / "offers")
    _, _, scoring = new_pack(of, tmp_path / "pack")
    alder, birch = read_offers(tmp_path / "offers", scoring, open_own(scoring, SCORING).content)

    def told(offer: Any) -> list[tuple[str, Any]]:
        return [
            (problem.code, problem.details["question"])
            for problem in offer.problems
            if "question" in problem.details
        ]

    assert told(alder) == [("offer-no-answer", "How OP08"), ("offer-no-answer", "How OP12")]
    assert told(birch) == [("offer-too-long", "How OP08")]


@pytest.mark.parametrize("method", list(PriceMethod))
def test_bidders_read_how_a_price_earns_marks(method: PriceMethod) -> None:
    words = str(offer_words(tender(price_method=method).terms.marking)["price_method"])

    assert "50 marks" in words
    assert "25" in words


def test_a_cap_on_local_value_is_said_with_an_example() -> None:
    of = tender(scored="SVA and LEVA", leva_reason="made up", leva_cap=Decimal("0.3"))
    scored_words = str(offer_words(of.terms.marking)["scored"])

    assert "At most 30% of the sum can be LEV." in scored_words
    assert "With £7,000 of SV, up to £3,000 of LEV counts" in scored_words


def test_offers_without_measures_are_loaded_and_marked(blank: bytes, tmp_path: Path) -> None:
    of = decided(blank, tmp_path, {"method.quantitative": 0, "method.target": None}, asked={})
    path, made = load(of, tmp_path, Bidder("Alder", 1000))
    _, results = scored(open_own(path, SCORING).content)

    assert [offer.became for offer in made.offers] == ["loaded"]
    assert results.of("Alder").measures.mark == 0


@needs_libreoffice
def test_the_record_adds_up_what_was_given_as_a_share_of_quality(
    blank: bytes, tmp_path: Path
) -> None:
    decided(blank, tmp_path, OF_QUALITY)
    path = tmp_path / "record.xlsx"
    cells = recalculated(path)[path]
    rows = {value: name[1:] for (sheet, name), value in cells.items() if sheet == "Decisions"}

    def shown(label: str) -> Any:
        return cells["Decisions", f"B{rows[label]}"]

    assert shown("Social value, of all criteria") == pytest.approx(0.12)
    assert shown("Quality without it, of all criteria") == pytest.approx(0.48)
    assert shown("Do they add up?") == "Yes"
