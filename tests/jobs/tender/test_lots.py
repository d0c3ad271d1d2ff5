"""A framework of three lots with nine bidders: every mark and rank, and what is typed wrong."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.documents.html import page
from svtools.errors import InputError
from svtools.jobs.register.contracts import Key
from svtools.jobs.register.read import read_register
from svtools.jobs.tender.approval import approval
from svtools.jobs.tender.award import award, award_all
from svtools.jobs.tender.choosing import decided_by_lot
from svtools.jobs.tender.load import Loaded, load_offers
from svtools.jobs.tender.marking import Marked, marked
from svtools.jobs.tender.pack import OFFER, offer_data
from svtools.jobs.tender.summaries import write_summaries
from svtools.jobs.tender.tenders import PreparedTender
from svtools.measures import open_set
from svtools.scoring import (
    Denominator,
    Lot,
    Method,
    OverLimit,
    PriceMethod,
    over_limit,
    with_place,
)
from svtools.workbooks.parse import template
from svtools.workbooks.write import write
from tests.jobs.tender.tendering import ALL_ANSWERED, DONE, save_scoring, tender
from tests.libreoffice import differences, needs_libreoffice
from tests.making import council, register_of, save_register, sheet_rows
from tools.tender_sample import type_in

CODES = ("OP08", "OP12")
LOTS = (
    Lot("1", "Desks and chairs", Decimal(400_000)),
    Lot("2", "Storage", Decimal(150_000)),
    Lot("3", "Repair and reuse", Decimal(50_000)),
)
PLACES = 3
TERMS: dict[str, Any] = {
    "codes": CODES,
    "price": Decimal("0.5"),
    "quality": Decimal("0.3"),
    "social_value": Decimal("0.2"),
    "target": Decimal("0.04"),
    "lots": LOTS,
    "places": PLACES,
    "most_lots": 2,
    "lots_rule": "those with the largest estimated value",
    "about": {"net_value": Decimal(600_000)},
}

BIDS: dict[str, dict[str, tuple[int, tuple[Any, Any], Any]]] = {
    # bidder: lot: price, units of the two measures, the share of the quality marks
    "Alder": {"1": (380_000, (60, 10), "0.8"), "2": (140_000, (20, 4), "0.75"),
              "3": (45_000, (12, 2), "0.9")},
    "Birch": {"1": (395_000, (90, 0), "0.85")},
    "Cedar": {"1": (352_500, (10, 5), "0.6"), "2": (131_250, (5, 0), "0.6")},
    "Damson": {"2": (149_000, (40, 8), "0.9"), "3": (48_500, (25, 0), "0.7")},
    "Elm": {"3": (39_900, (0, 0), "0.5")},
    "Fir": {"1": (401_000, (120, 30), "0.7"), "2": (152_000, (60, 10), "0.7"),
            "3": (52_000, (30, 6), "0.8")},
    "Gorse": {"2": (138_000, (18, 3), "0.75")},
    "Hazel": {"1": (366_600, (45, 9), "0.75"), "3": (47_000, (15, 3), "0.65")},
    "Ivy": {"3": (44_000, (10, 1), "0.85")},
}  # fmt: skip
"""What nine invented bidders offer, and the quality that the panel sees in it."""

ANSWERS = {
    "Alder": (4, 3), "Birch": (5, 4), "Cedar": (2, 2), "Damson": (3, 4), "Elm": (1, 3),
    "Fir": (4, 4), "Gorse": (3, 3), "Hazel": (4, 2), "Ivy": (5, 3),
}  # fmt: skip


def a_framework(**changes: Any) -> PreparedTender:
    return tender("F1", **(TERMS | changes))


def save_lots(
    of: PreparedTender,
    bidder: str,
    folder: Path,
    *,
    bids: Mapping[str, Any] | None = None,
    answers: Mapping[str, str | None] | None = None,
    whole: Any = None,
) -> Path:
    """An offer for lots: answer, price and units by lot; `answers` are to "We bid for it"."""
    bids = BIDS[bidder] if bids is None else bids
    prices = [price for price, *_ in bids.values() if price is not None]
    data = offer_data(of)
    data["fields"] = {"bidder.name": bidder, "bidder.price": whole or sum(prices)} | {
        f"sign_off.{key}": value for key, value in DONE.items()
    }
    for row in data["lots"]:
        bid = bids.get(row["lot"])
        said = (answers or {}).get(row["lot"], "Yes" if bid else "No")
        row.update({"bid": said, "price": bid[0] if bid else None})
    for row in data["units_asked"]:
        bid = bids.get(row["lot"])
        if bid:
            row["y1"] = bid[1][CODES.index(row["code"])]
    for row in data["questions"]:
        row["answer"] = ALL_ANSWERED[row["number"]]
    path = folder / f"{bidder}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    write(template(OFFER), data, path)
    return path


def load(of: PreparedTender, folder: Path) -> tuple[Path, Loaded]:
    blank = save_scoring(of, folder / "scoring.xlsx")
    path = folder / "loaded.xlsx"
    return path, load_offers(folder / "offers", blank, path)


def typed(bids: Mapping[str, Mapping[str, Any]] = BIDS) -> dict[str, Any]:
    """What the panel types: quality for each bid, one mark for each bidder's answer."""
    return {
        "quality_marks": {
            (f"{bidder}, lot {lot}", "Quality"): {"share": Decimal(share), "rationale": "Seen"}
            for bidder, lots in bids.items()
            for lot, (_, _, share) in lots.items()
        },
        "moderation": {
            (bidder, f"SV{number}"): {"moderated": mark, "rationale": f"Because of {bidder}"}
            for bidder in bids
            for number, mark in enumerate(ANSWERS[bidder], start=1)
        },
    }


OTHER: dict[str, Any] = {
    "method": Method.HIGHEST,
    "price_method": PriceMethod.MEAN,
    "denominator": Denominator.ESTIMATED,
}
"""Other terms, by which bids are compared with one another and with their lot's estimate."""


def a_workbook(folder: Path, **changes: Any) -> Path:
    """The framework's scoring workbook, loaded and marked."""
    of = a_framework(**changes)
    for bidder in BIDS:
        save_lots(of, bidder, folder / "offers")
    path, made = load(of, folder)
    assert made.problems() == []
    type_in(path, typed(), path)
    return path


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_workbook(tmp_path_factory.mktemp("framework"))


@pytest.fixture(scope="module")
def by_other_terms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_workbook(tmp_path_factory.mktemp("other"), **OTHER)


def test_an_answer_is_owed_as_long_as_one_lot_is_assessed(tmp_path: Path) -> None:
    of = a_framework()
    for bidder in ("Alder", "Elm"):
        save_lots(of, bidder, tmp_path / "offers")
    path, _ = load(of, tmp_path)
    late = {"excluded": "Yes", "excluded_why": "late"}
    type_in(path, {"bidders": {("Alder, lot 1",): late, ("Elm, lot 3",): late}}, path)

    checks = {
        (row["Bidder"], row["Check"])
        for sheet in ("Quality", "Moderation")
        for row in sheet_rows(path, sheet)
    }
    assert checks == {
        ("Alder, lot 1", "not assessed"), ("Alder, lot 2", "not marked"),
        ("Alder, lot 3", "not marked"), ("Alder", "not marked"),
        ("Elm, lot 3", "not assessed"), ("Elm", "not assessed"),
    }  # fmt: skip


def by_hand(
    method: str = "target", price_method: str = "lowest", *, estimated: bool = False
) -> dict[str, tuple[Decimal, ...]]:
    """Price, quality, measures, answers, total and rank of each bid, from the rules in words."""
    proxies = [open_set().measures[code].proxy or Decimal(0) for code in CODES]
    found: dict[str, tuple[Decimal, ...]] = {}
    for lot, worth in (("1", 400_000), ("2", 150_000), ("3", 50_000)):
        bids = {name: lots[lot] for name, lots in BIDS.items() if lot in lots}
        prices = {name: Decimal(bid[0]) for name, bid in bids.items()}
        ratios = {
            name: sum((n * proxy for n, proxy in zip(bid[1], proxies, strict=True)), Decimal(0))
            / (Decimal(worth) if estimated else prices[name])
            for name, bid in bids.items()
        }
        lowest, mean = min(prices.values()), sum(prices.values(), Decimal(0)) / len(prices)
        marks = {}
        for name, bid in bids.items():
            share = {
                "lowest": lowest / prices[name],
                "twice": max(Decimal(0), 1 - (prices[name] - lowest) / lowest),
                "mean": max(Decimal(0), min(Decimal(1), Decimal("0.5") + 1 - prices[name] / mean)),
            }[price_method]
            first, second = ANSWERS[name]
            measured = {
                "target": min(Decimal(1), ratios[name] / Decimal("0.04")),
                "highest": ratios[name] / max(ratios.values()),
            }[method]
            said = (Decimal("0.6") * first + Decimal("0.4") * second) / 5
            marks[name] = [
                pence(50 * share), pence(30 * Decimal(bid[2])), pence(10 * measured),
                pence(10 * said),
            ]  # fmt: skip
        order = sorted(marks, key=lambda name: -sum(marks[name]))
        for rank, name in enumerate(order, start=1):
            total = sum(marks[name], Decimal(0))
            found[f"{name}, lot {lot}"] = (*marks[name], total, Decimal(rank))
    return found


def pence(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.000001"), ROUND_HALF_UP).quantize(
        Decimal("0.01"), ROUND_HALF_UP
    )


def as_found(found: Marked) -> dict[str, tuple[Decimal, ...]]:
    return {
        bid.label: (
            bid.price_mark, bid.quality_mark, bid.measures.mark, bid.answers.mark, bid.total,
            Decimal(bid.place.rank),
        )
        for bid in found.bids
    }  # fmt: skip


def test_every_mark_and_rank_is_as_worked_out_by_hand(workbook: Path) -> None:
    found = marked(workbook)

    assert as_found(found) == by_hand()
    assert found.differences == ()


def test_amounts_are_compared_within_the_lot_by_every_rule(by_other_terms: Path) -> None:
    found = marked(by_other_terms)

    assert as_found(found) == by_hand("highest", "mean", estimated=True)
    assert found.differences == ()


def test_places_and_a_limit_that_bites_are_told(workbook: Path) -> None:
    found = marked(workbook)
    ranks = by_hand()
    places = {
        lot.name: [
            label.partition(",")[0]
            for label, bid in sorted(ranks.items(), key=lambda item: item[1][-1])
            if label.endswith(f"lot {lot.name}") and bid[-1] <= PLACES
        ]
        for lot in LOTS
    }
    bidders = {name for each in places.values() for name in each}
    won = {name: tuple(lot for lot, each in places.items() if name in each) for name in bidders}

    assert {
        lot: [bid.bidder for bid in bids]
        for lot, bids in with_place(found.tender, found.results).items()
    } == places
    assert set(over_limit(found.tender, found.results)) == {
        OverLimit(name, lots) for name, lots in won.items() if len(lots) > 2
    }
    assert any(len(lots) > 2 for lots in won.values())


@needs_libreoffice
def test_libreoffice_agrees_after_recalculation(workbook: Path, by_other_terms: Path) -> None:
    assert differences(workbook, by_other_terms) == []


def told(made: Loaded, code: str) -> list[str]:
    return [each.what for each in made.problems() if each.code == code]


def test_answers_and_prices_that_dont_go_together_are_told_and_never_guessed(
    tmp_path: Path,
) -> None:
    of = a_framework()
    units = (1, 2)
    bids = {"1": (400, units, "0"), "2": (300, units, "0"), "3": (None, units, "0")}
    said = {"1": None, "2": "No", "3": "Yes"}
    save_lots(of, "Alder", tmp_path / "offers", bids=bids, answers=said, whole=700)
    save_lots(of, "Birch", tmp_path / "offers", bids={})
    path, made = load(of, tmp_path)
    rows = marked(path).content.rows("bidders")

    assert [(row.get("bidder"), row.get("price")) for row in rows] == [
        ("Alder, lot 1", 400),
        ("Alder, lot 3", None),
    ]
    assert told(made, "offer-lot-answer") == [
        "Lot 1 has a price of £400, and a blank to 'We bid for it'. It was loaded.",
        "Lot 2 has a price of £300, and No to 'We bid for it'. It was not loaded.",
    ]
    assert len(told(made, "offer-lot-price")) == 1
    assert told(made, "offer-lot-units") == [
        f"{code} of lot 2: {n} units are offered for a lot that isn't bid for. They were not "
        "loaded."
        for code, n in zip(CODES, units, strict=True)
    ]
    assert [offer.file for offer in made.offers if offer.rejected] == ["Birch.xlsx"]
    assert dict(marked(path).results.not_assessed) == {"Alder, lot 3": "no price"}


def test_a_whole_price_that_is_not_the_sum_of_the_lots_is_told(tmp_path: Path) -> None:
    of = a_framework()
    save_lots(of, "Alder", tmp_path / "offers", whole=565_000_000)
    save_lots(of, "Birch", tmp_path / "offers")
    _, made = load(of, tmp_path)

    assert told(made, "offer-lots-sum") == [
        "The whole price is £565,000,000, and the prices of the lots add up to £565,000. "
        "The lots' were loaded."
    ]


def test_a_bidder_added_later_keeps_what_the_panel_entered(tmp_path: Path) -> None:
    of = a_framework()
    save_lots(of, "Cedar", tmp_path / "offers")
    path, _ = load(of, tmp_path)
    type_in(path, typed({"Cedar": BIDS["Cedar"]}), path)
    save_lots(of, "Alder", tmp_path / "offers")
    again = tmp_path / "again.xlsx"
    made = load_offers(tmp_path / "offers", path, again)
    marks = {bid.label: (bid.quality_mark, bid.answers.mark) for bid in marked(again).bids}

    assert made.problems() == []
    assert made.keys["Cedar, lot 2"] == "B02"
    for lot in BIDS["Cedar"]:
        assert marks[f"Cedar, lot {lot}"] == by_hand()[f"Cedar, lot {lot}"][1:4:2]


def a_register(folder: Path, of: PreparedTender) -> Path:
    """The framework's lots as rows of a register, without suppliers yet."""
    lots = [
        replace(
            of.contract,
            key=Key("F1", lot.name, ""),
            title=f"Furniture, lot {lot.name}: {lot.title}",
            net_value=lot.estimated_value,
        )
        for lot in LOTS
    ]
    return save_register(folder / "register.xlsx", register_of(*((each, {}) for each in lots)))


def test_several_winners_share_a_lot_of_the_register(workbook: Path, tmp_path: Path) -> None:
    of, out = a_framework(), tmp_path / "out.xlsx"
    names = ["Birch", "Alder", "Hazel"]
    made = award_all(workbook, names, a_register(tmp_path, of), out, council(), lot="1")
    register = read_register(out, council())
    rows = {c.key.supplier: c for c in register.contracts if c.key.lot == "1"}

    assert [(each.bidder, each.despite) for each in made] == [(name, None) for name in names]
    assert list(rows) == names
    assert [rows[name].price for name in names] == [BIDS[name]["1"][0] for name in names]
    assert [rows[name].share for name in names] == list(
        map(Decimal, ("0.3334", "0.3333", "0.3333"))
    )
    assert {rows[name].net_value for name in names} == {400_000}
    for name in names:
        units = {p.measure.code: p.units for p in register.promises[rows[name].key]}
        offered = zip(CODES, BIDS[name]["1"][1], strict=True)
        assert units == {code: n for code, n in offered if n}


def test_what_the_tender_published_stands_before_an_award(workbook: Path, tmp_path: Path) -> None:
    register = a_register(tmp_path, a_framework())
    out = [tmp_path / f"{number}.xlsx" for number in range(4)]
    with pytest.raises(InputError, match="4 suppliers are named, and the tender published 3"):
        award_all(
            workbook, ["Birch", "Alder", "Hazel", "Fir"], register, out[0], council(), lot="1"
        )
    with pytest.raises(InputError, match="it isn't said which one is awarded"):
        award_all(workbook, ["Alder"], register, out[0], council())
    with pytest.raises(InputError, match="There is no bidder 'Elm' for lot 1"):
        award_all(workbook, ["Elm"], register, out[0], council(), lot="1")

    award_all(workbook, ["Alder"], register, out[1], council(), lot="1")
    award_all(workbook, ["Alder"], out[1], out[2], council(), lot="2")
    limit = "Alder has lots 1, 2 already, and one supplier may win 2.*the largest estimated value"
    with pytest.raises(InputError, match=limit):
        award_all(workbook, ["Alder"], out[2], out[3], council(), lot="3")
    assert not out[3].exists()


def test_an_unbroken_tie_cant_be_awarded_until_the_place_is_drawn(tmp_path: Path) -> None:
    of = a_framework(places=1, most_lots=None)
    same_bids = {"2": (100_000, (10, 10), "0.8")}
    names = ("Alder", "Birch")
    for name in names:
        save_lots(of, name, tmp_path / "offers", bids=same_bids)
    path, _ = load(of, tmp_path)
    quality = {(f"{name}, lot 2", "Quality"): {"share": 0.8, "rationale": "-"} for name in names}
    answers = {
        (name, f"SV{n}"): {"moderated": 3, "rationale": "-"} for name in names for n in (1, 2)
    }
    type_in(path, {"quality_marks": quality, "moderation": answers}, path)
    register, out = a_register(tmp_path, of), tmp_path / "out.xlsx"

    with pytest.raises(InputError, match="Alder, lot 2 and Birch, lot 2 are tied at rank 1"):
        award(path, "Birch", register, out, council())
    drawn = {("Alder, lot 2",): {"drawn": 2}, ("Birch, lot 2",): {"drawn": 1}}
    type_in(path, {"bidders": drawn}, path)
    found = marked(path)

    assert [(b.bidder, b.place.rank, b.place.drawn) for b in found.bids] == [
        ("Birch", 1, True),
        ("Alder", 2, True),
    ]
    assert (found.results.ties, found.differences) == ((), ())
    with pytest.raises(InputError, match="Birch, rank 1, would be passed over for Alder, rank 2"):
        award(path, "Alder", register, out, council())
    assert award(path, "Birch", register, out, council()).despite is None


def test_each_bid_has_a_letter_and_each_lot_a_page_for_approval(
    workbook: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="Alder would get more lots than the 2 that one may win"):
        write_summaries(workbook, tmp_path / "letters")
    alone = {"Ivy": "3", "Birch": "1", "Gorse": "2"}
    named = ["Fir, lot 3", "Damson, lot 3", "Hazel, lot 1", "Alder, lot 1", "Damson, lot 2"]
    named.append("Alder, lot 2")
    made = write_summaries(workbook, tmp_path / "letters", winner=[*alone, *named])
    winners = {*named, *(f"{bidder}, lot {lot}" for bidder, lot in alone.items())}
    letters = {path.name.partition(" - ")[0]: path.read_text() for path in made.pages}

    assert {path.name for path in made.decisions} == {
        f"decision - lot {lot.name}.html" for lot in LOTS
    }
    assert letters.keys() == by_hand().keys()
    for label, text in letters.items():
        bidder, _, lot = label.partition(", ")
        told_of = {each for each in BIDS if f"Because of {each}<" in text}
        if label in winners:
            assert f"Your tender for {lot} has earned you a place on the framework." in text
            assert "not chosen" not in text
            assert told_of == {bidder}
        else:
            assert f"Your tender for {lot} has not earned a place on the framework." in text
            placed = {each.partition(",")[0] for each in winners if each.endswith(lot)}
            assert told_of == {bidder} | placed


def test_who_is_passed_over_for_the_limit_on_lots_is_told_the_rule(
    workbook: Path, tmp_path: Path
) -> None:
    named = ["Alder, lot 1", "Birch", "Hazel, lot 1", "Alder, lot 2", "Damson, lot 2", "Gorse"]
    placed = [bid.bidder for bid in marked(workbook).bids if bid.lot == "3"]
    named += [f"{name}, lot 3" for name in placed if name != "Alder"][:3]
    made = write_summaries(workbook, tmp_path / "letters", winner=named)
    letters = {path.name.partition(" - ")[0]: path.read_text() for path in made.pages}
    rule = (
        "one bidder may win 2 lots, and Alder is chosen for lot 1 and lot 2. Published for this: "
        "those with the largest estimated value."
    )

    assert {label for label, text in letters.items() if rule in text} == {"Alder, lot 3"}
    assert [rule in path.read_text() for path in made.decisions] == [False, False, True]


def test_a_named_bid_must_keep_to_the_limit_on_lots(workbook: Path, tmp_path: Path) -> None:
    by_marks = with_place(marked(workbook).tender, marked(workbook).results)
    named = [bid.label for bids in by_marks.values() for bid in bids]

    with pytest.raises(InputError, match="Alder has lots 1, 2 already, and one supplier may win 2"):
        write_summaries(workbook, tmp_path / "letters", winner=named)


def test_each_page_for_approval_tells_of_its_own_lot(workbook: Path) -> None:
    marks = marked(workbook)
    results = replace(marks.results, not_assessed={"Elm, lot 3": "it came late"})
    named = [bid.label for bids in with_place(marks.tender, results).values() for bid in bids]
    pages = [
        page(approval(replace(marks, results=results), decided, council(), "scoring.xlsx", ()))
        for decided in decided_by_lot(marks, named)
    ]

    assert ["it came late" in text for text in pages] == [False, False, True]
