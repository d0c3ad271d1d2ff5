"""A framework of three lots with nine bidders: every mark and rank, and what is typed wrong."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.tender.load import Loaded, load_offers
from svtools.jobs.tender.marking import Marked, marked
from svtools.jobs.tender.pack import OFFER, offer_data
from svtools.jobs.tender.tenders import PreparedTender
from svtools.measures import open_set
from svtools.scoring import Lot, OverLimit, over_limit, with_place
from svtools.workbooks.parse import template
from svtools.workbooks.write import write
from tests.jobs.tender.tendering import ALL_ANSWERED, DONE, save_scoring, tender
from tests.libreoffice import needs_libreoffice, recalculated, same, stored
from tools.tender_sample import type_in

CODES = ("OP08", "PJ03")
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


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The framework's scoring workbook, loaded and marked."""
    folder, of = tmp_path_factory.mktemp("framework"), a_framework()
    for bidder in BIDS:
        save_lots(of, bidder, folder / "offers")
    path, made = load(of, folder)
    assert made.problems() == []
    type_in(path, typed(), path)
    return path


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
def test_libreoffice_agrees_after_recalculation(workbook: Path) -> None:
    cells = recalculated(workbook)[workbook]
    told = [
        f"{name}: {value!r}, not {cells.get(name)!r}"
        for name, value in stored(workbook).items()
        if not same(value, cells.get(name))
    ]

    assert told == []
