"""What a bidder sees: a screen's width, plain words, counts, totals and what is missing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.jobs.tender.issued_lots import LOCAL, SOCIAL
from svtools.jobs.tender.marking import marked
from svtools.jobs.tender.offer_words import Sending, example, offer_words
from svtools.jobs.tender.pack import OFFER, offer_data
from svtools.scoring import Denominator, Lot, Method, Scored, even_bands
from svtools.workbooks.layout import lay_out
from svtools.workbooks.measuring import pixels
from svtools.workbooks.parse import template
from svtools.workbooks.sheet_setup import set_widths
from svtools.workbooks.write import write
from tests.jobs.tender.tendering import (
    CODES,
    DONE,
    Bidder,
    load,
    loaded,
    save_offer,
    tender,
)
from tests.libreoffice import differing, needs_libreoffice, recalculated
from tests.making import retyped, sheet_rows
from tests.written_cells import cells_of

FILLED_IN = [sheet.name for sheet in template(OFFER).sheets if sheet.state]


@pytest.mark.parametrize("lots", [(), (Lot("1", "One"), Lot("2", "Two"))])
def test_after_the_price_come_the_lots_where_there_are_any(
    lots: tuple[Lot, ...], tmp_path: Path
) -> None:
    path = save_offer(tender(lots=lots), Bidder("Alder"), tmp_path)
    book = openpyxl.load_workbook(path)
    (link,) = [cell for cell in book["Tender"][3] if str(cell.value).startswith("Next")]
    assert link.hyperlink is not None
    following = "Lots" if lots else "Offer"
    assert (link.value, link.hyperlink.location) == (f"Next: {following} →", f"'{following}'!A1")
    book.close()


@pytest.mark.parametrize(
    ("answer", "words", "fits"),
    [
        ("", 0, "not answered"),
        ("one", 1, "yes"),
        ("  one   two ", 2, "yes"),
        ("one two\n\nthree", 3, "yes"),
        ("word " * 300, 300, "yes"),
        ("word " * 301, 301, "too long"),
    ],
)
def test_words_are_counted_over_paragraphs(
    answer: str, words: int, fits: str, tmp_path: Path
) -> None:
    of = tender()
    offer = save_offer(of, Bidder("Alder", answers={"SV1": answer}), tmp_path)
    row = sheet_rows(offer, "Questions")[0]

    assert (row["Words"], row["Within the limit"]) == (words, fits)


FILLED = Bidder("Alder", units={code: [1, 1, 1] for code in CODES})


def check_of(offer: Path, what: str) -> tuple[Any, ...]:
    """A line of the sheet Sign off: its state, how many, and the first."""
    rows = sheet_rows(offer, "Sign off")
    (row,) = [row for row in rows if str(row["What is checked"]).startswith(what)]
    return row["State"], row["How many"], row["The first one"] or ""


@pytest.mark.parametrize(
    ("units", "told"),
    [
        ([1, 1, 1], ("done", 0, "")),
        ([1, 1, 1, 0], ("done", 0, "")),
        ([1, 1, 1, 1], ("please check", 1, "OP08")),
    ],
)
def test_units_after_the_contracts_last_year_are_told(
    units: list[int], told: tuple[Any, ...], tmp_path: Path
) -> None:
    offer = save_offer(tender(), replace(FILLED, units={"OP08": units}), tmp_path)

    assert check_of(offer, "Units after the end") == told


@pytest.mark.parametrize(
    ("what", "change", "told"),
    [
        ("Your organisation", {"fields": {"bidder.name": None}}, ("to do", 1, "")),
        ("Your price", {"price": None}, ("to do", 1, "")),
        ("Your price", {"price": Decimal("0.01")}, ("done", 0, "")),
        ("Measures with no", {"units": {"OP12": None, "PJ03": [None]}}, ("to do", 2, "OP12")),
        ("Measures with no", {"units": {"OP12": [0]}}, ("done", 0, "")),
        ("Questions", {"answers": {"SV1": "We will."}}, ("to do", 1, "SV2")),
        ("Questions", {"answers": {"SV1": "We will.", "SV2": "  "}}, ("to do", 1, "SV2")),
        ("Completed by", {"fields": {"sign_off.date_completed": None}}, ("to do", 1, "")),
        ("Statements without", {"fields": {"sign_off.own_offer": None}}, ("to do", 1, "")),
        ("Units that are not", {"units": {"OP12": ["about 3"]}}, ("please check", 1, "OP12")),
        ("Units that are not", {"units": {"OP12": [-1]}}, ("please check", 1, "OP12")),
        ("Statements answered", {"fields": {"sign_off.own_offer": "No"}}, ("please check", 1, "")),
        (
            "Answers that are",
            {"answers": {"SV1": "word " * 300, "SV2": "word " * 201}},
            ("please check", 1, "SV2: 201 of 200 words"),
        ),
    ],
)
def test_what_is_missing_is_told_as_the_loading_tells_it(
    what: str, change: dict[str, Any], told: tuple[Any, ...], tmp_path: Path
) -> None:
    bidder = replace(FILLED, **change)
    bidder = replace(bidder, units={code: [1] for code in CODES} | dict(change.get("units", {})))
    offer = save_offer(tender(), bidder, tmp_path)
    _, made = load(tender(), tmp_path / "loading", bidder)

    assert check_of(offer, what) == told
    assert bool(made.problems()) == (told[0] != "done")


@needs_libreoffice
def test_units_beside_yes_to_no_offer_are_told(tmp_path: Path) -> None:
    offers = [
        save_offer(tender(), replace(FILLED, units={"OP12": [units]}), tmp_path / str(units))
        for units in (0, 3)
    ]
    for offer in offers:
        retyped(offer, {("Offer", "J7"): "Yes"})
    for cells in recalculated(*offers).values():
        assert cells["Offer", "N7"] == "Yes and units"
        said = [cells["Sign off", f"{column}20"] for column in "BCD"]
        assert said == ["please check", 1, "OP12"]


def test_how_is_asked_for_what_is_offered_alone(tmp_path: Path) -> None:
    offer = save_offer(tender(), replace(FILLED, units={"OP12": [1], "OP08": [0]}), tmp_path)
    states = {row["Code"]: row["State"] for row in sheet_rows(offer, "How")}

    assert states == dict.fromkeys(CODES, "not offered") | {"OP12": "say how"}
    assert check_of(offer, "Measures you offer") == ("please check", 1, "OP12")


def test_a_whole_offer_is_ready_on_every_sheet(tmp_path: Path) -> None:
    data = offer_data(tender())
    data["fields"] = {"bidder.name": "Alder", "bidder.price": 1000}
    data["fields"] |= {f"sign_off.{key}": value for key, value in DONE.items()}
    for row in data["measures"]:
        row |= {"y1": 1, "how": "With our own people"}
    for row in data["questions"]:
        row["answer"] = "We will."
    write(template(OFFER), data, tmp_path / "offer.xlsx")
    shown = cells_of(tmp_path / "offer.xlsx")
    states = {name: str(shown[name, "A3"].value) for name in FILLED_IN}

    assert states.pop("Start") == states.pop("Sign off")
    assert str(shown["Start", "A3"].value).startswith("Ready to send: nothing is missing.")
    assert str(states.pop("Confidential")).startswith("Nothing is marked")
    assert str(states.pop("FTE calculator")).startswith("Only if you need it")
    assert {state.partition(":")[0] for state in states.values()} == {"Done"}


@pytest.mark.parametrize(("years", "shown"), [(1, 1), (2, 2), (5, 5), (6, 6), (8, 6)])
def test_only_the_years_of_the_contract_are_asked_for(
    years: int, shown: int, tmp_path: Path
) -> None:
    of = tender(about={"end": date(2025 + years, 3, 31)})
    book = openpyxl.load_workbook(save_offer(of, Bidder("Alder"), tmp_path))
    hidden = {
        number
        for each in book["Offer"].column_dimensions.values()
        if each.hidden
        for number in range(each.min, each.max + 1)
    }

    assert {number for number in hidden if number < 15} == set(range(4 + shown, 10))


EARNED: dict[str, dict[str, Any]] = {
    "target": {"target": Decimal("0.05")},
    "estimated": {"target": Decimal("0.01"), "denominator": Denominator.ESTIMATED},
    "capped": {
        "scored": Scored.WITH_LEVA,
        "leva_reason": "Recorded",
        "leva_cap": Decimal("0.2"),
        "target": Decimal("0.1"),
    },
    "banded": {"method": Method.BANDED, "bands": even_bands(Decimal("0.04"))},
    "highest": {"method": Method.HIGHEST},
}


PARTS = (SOCIAL, LOCAL, "Both together")
FULL = {"target": 5000, "estimated": 1000, "capped": 10_000, "banded": 4000}


@needs_libreoffice
def test_the_offers_say_what_their_units_earn_as_the_scoring_does(tmp_path: Path) -> None:
    bidder = replace(FILLED, units={"OP08": [3, 3, 3], "OP15": [0.1]})
    offers = {name: save_offer(tender(**EARNED[name]), bidder, tmp_path / name) for name in EARNED}
    cells = recalculated(*offers.values())
    assert differing(cells) == []
    for terms, offer in offers.items():
        path = loaded(tender(**EARNED[terms]), tmp_path / terms / "scoring", bidder)
        (bid,), shown = marked(path).bids, cells[offer]
        *parts, last = [row for row in range(28, 31) if shown.get(("Sign off", f"A{row}")) in PARTS]
        value, full, share, worth = (shown["Sign off", f"{column}{last}"] for column in "BCDE")

        assert value == pytest.approx(float(bid.measures.value)), terms
        assert len(parts) == (2 if terms == "capped" else 0), terms
        assert worth == 7.5, terms
        if terms == "highest":
            assert (full, share or "") == ("as much as the best offer", "")
        else:
            assert share == pytest.approx(float(bid.measures.share), abs=1e-6), terms
            assert full == pytest.approx(FULL[terms]), terms


@pytest.mark.parametrize(
    ("terms", "units", "together"),
    [
        ("target", "60% of 7.5 marks. That is 4.5.", "9.9 of the 15 marks"),
        ("estimated", "60% of 7.5 marks. That is 4.5.", "9.9 of the 15 marks"),
        ("banded", "50% of 7.5 marks. That is 3.75.", "9.15 of the 15 marks"),
        ("highest", "60% of 7.5 marks. That is 4.5.", "9.9 of the 15 marks"),
    ],
)
def test_the_made_up_example_is_worked_out_by_the_tenders_own_rules(
    terms: str, units: str, together: str
) -> None:
    words = example(tender(**EARNED[terms]).terms.marking)

    assert units in words["units"]
    assert together in words["together"]


@pytest.mark.parametrize(
    ("code", "scored", "earns"),
    [
        ("OP08", Scored.SVA, "yes"),
        ("OP15", Scored.SVA, "no (local value)"),
        ("OP15", Scored.WITH_LEVA, "yes"),
        ("PJ03", Scored.SVA, "no (no £ value)"),
    ],
)
def test_the_offer_says_what_earns_marks(
    code: str, scored: Scored, earns: str, tmp_path: Path
) -> None:
    of = tender(scored=scored, leva_reason="Recorded")
    rows = sheet_rows(save_offer(of, Bidder("Alder"), tmp_path), "Offer")

    assert {row["Code"]: row["Earns marks"] for row in rows}[code] == earns


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("0.05", "Full marks need £5 of value for every £100 of your price."),
        ("0.125", "Full marks need £12.50 of value for every £100 of your price."),
        ("1.5", "Full marks need £150 of value for every £100 of your price."),
        ("0.00123", "Full marks need £0.123 of value for every £100 of your price."),
    ],
)
def test_the_start_page_says_the_scoring_target_in_plain_words(target: str, said: str) -> None:
    assert said in str(offer_words(tender(target=Decimal(target)).terms.marking)["method"])


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({}, "There is none: each part is marked alone."),
        ({"pass_mark": 0}, "There is none: each part is marked alone."),
        (
            {"pass_mark": 2},
            "If your answer to SV1 or SV2 scores below 2 out of 5, your units earn no marks.",
        ),
        (
            {"both_parts": True},
            "If you leave a question blank, or offer no units at all, you earn no marks for social "
            "value.",
        ),
    ],
)
def test_the_lowest_score_is_said_with_its_questions(rules: dict[str, Any], said: str) -> None:
    assert offer_words(tender(**rules).terms.marking)["gate"] == said


@pytest.mark.parametrize(
    ("sending", "by"),
    [
        (Sending(), "see the tender documents"),
        (Sending(date(2026, 5, 1)), "1 May 2026"),
        (Sending(date(2026, 5, 1), "12 noon"), "12 noon on 1 May 2026"),
        (Sending(None, "12 noon"), "see the tender documents"),
    ],
)
def test_the_offer_says_by_when_it_is_sent(sending: Sending, by: str) -> None:
    assert sending.words()["by"] == by


LAPTOP = 1366 - 50  # less the row numbers and the scroll bar


class Widths:
    """Takes a sheet's widths."""

    def __init__(self) -> None:
        self.set: list[float] = []

    def set_column(self, _first: int, _last: int, width: float, *more: Any) -> None:
        """One column's width, in characters."""
        if not more[-1].get("hidden"):
            self.set.append(width)


def test_a_bidders_sheets_fit_a_laptops_screen() -> None:
    of = tender()
    too_wide = {}
    for placed in lay_out(template(OFFER), offer_data(of)):
        widths = Widths()
        set_widths(widths, placed, {}, filtered=False)
        width = sum(map(pixels, widths.set))
        if width > LAPTOP:
            too_wide[placed.sheet.name] = width

    assert too_wide == {}
