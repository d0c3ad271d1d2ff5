"""Scoring workbooks with invented bids and marks of every kind, the same from the same seed."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from svtools.jobs.tender.pack import EVALUATORS, scoring_data
from svtools.jobs.tender.sealing import BY_HAND, with_rows
from svtools.jobs.tender.tenders import PreparedTender
from svtools.measures import Measure, MeasureKind, open_set
from svtools.scoring import Band, Denominator, Method, PriceMethod, Question, Scored, SubCriterion
from tests.jobs.tender.tendering import END, tender

TENTH = Decimal("0.1")
BANDS = tuple(
    Band(Decimal(start), Decimal(share))
    for start, share in (("0", "0"), ("0.02", "0.4"), ("0.1", "0.75"), ("0.5", "1"))
)

SAME_PRICE = {"offered_price": Decimal(100_000), "corrected": None, "excluded": None}
NO_ANSWER = {"answered": "no", "moderated": None}


def invented_terms(chance: Random) -> dict[str, Any]:
    """Terms of any kind that a council may publish."""
    price, quality = chance.choice([("0.5", "0.4"), ("0.6", "0.2"), ("0.45", "0.35"), ("0", "0.8")])
    scored = chance.choice(list(Scored))
    return {
        "price": Decimal(price),
        "quality": Decimal(quality),
        "social_value": 1 - Decimal(price) - Decimal(quality),
        "quantitative": Decimal(chance.choice(["0.5", "0.5", "0.3", "0.6667", "1", "0"])),
        "method": chance.choice(list(Method)),
        "target": Decimal(chance.choice(["0.1", "0.03", "1.5"])),
        "bands": BANDS,
        "scored": scored,
        "leva_reason": "a made-up reason",
        "leva_cap": chance.choice(
            [None, Decimal("0.5"), Decimal("0.3333"), Decimal(1), Decimal(0)]
        ),
        "denominator": chance.choice(list(Denominator)),
        "pass_mark": chance.choice([None, None, Decimal(2), Decimal("2.5"), Decimal(0)]),
        "both_parts": chance.random() < 0.4,
        "price_method": chance.choice(list(PriceMethod)),
        "decimals": chance.choice([0, 1, 2, 2, 3, 4]),
        "questions": tuple(
            Question(f"SV{n}", Decimal(weight), "Made up?")
            for n, weight in enumerate(
                chance.choice([["0.6", "0.4"], ["1"], ["0.3", "0.3", "0.4"]])
            )
        ),
        "quality_parts": invented_parts(chance, Decimal(quality)),
        **invented_least(Random(repr(chance.getstate()[1][:2]))),
    }


def invented_least(chance: Random) -> dict[str, Any]:
    """Least scores, now and then."""
    return {
        "least_quality": chance.choice([None, None, None, Decimal("0.6")]),
        "least_social_value": chance.choice([None, None, None, Decimal("0.3")]),
    }


def invented_parts(chance: Random, quality: Decimal) -> tuple[SubCriterion, ...]:
    """Quality as one criterion, or as two or three parts of it."""
    split = chance.choice([[], ["1"], ["0.25", "0.75"], ["0.1", "0.3", "0.6"]])
    return tuple(
        SubCriterion(f"Part {n}", quality * Decimal(share)) for n, share in enumerate(split, 1)
    )


def invented_tender(chance: Random, measures: int = 4) -> PreparedTender:
    """A tender that asks for measures of both kinds, one without a value, two of one group."""
    chosen = [each for each in open_set().measures.values() if each.proxy is not None]
    local = [each for each in chosen if each.kind is MeasureKind.LEV]
    counted = [each for each in open_set().measures.values() if each.proxy is None]
    grouped = [each for each in chosen if each.exclusive_group]
    first = chance.choice(grouped)
    pair = [each for each in grouped if each.exclusive_group == first.exclusive_group][:2]
    known: dict[str, Measure] = {}
    for each in (local[0], counted[0], *pair, *chance.sample(chosen, len(chosen)), *counted):
        known.setdefault(each.code, each)
    codes = list(known)[:measures]
    term = {"end": chance.choice([END, END, date(2025, 9, 30)])}
    return tender(codes=codes, about=term, **invented_terms(chance))


def invented_data(
    chance: Random,
    of: PreparedTender,
    bidders: int,
    *,
    evaluators: int = 2,
    nothing_offered: bool = False,
    same_for_all: bool = False,
    all_left_out: bool = False,
    nothing_answered: bool = False,
    equal_prices: bool = False,
) -> dict[str, Any]:
    """The scoring workbook's data with bids and what a panel enters."""
    data = scoring_data(of)
    keys = [f"B{number:02d}" for number in range(1, bidders + 1)]
    seeds = [7 if same_for_all else chance.randrange(10**9) for _ in keys]
    tables = ("bidders", "quality_marks", "offers", "marks", "moderation")
    rows: dict[str, list[Any]] = {name: [] for name in tables}
    for key, seed in zip(keys, seeds, strict=True):
        own = Random(seed)
        named = {"key": key, "bidder": f"Bidder {key}"}
        bidder = named | _bidder(own, left_out=all_left_out)
        rows["bidders"].append(bidder | (SAME_PRICE if equal_prices else {}))
        for number, part in enumerate(data["quality_parts"], start=1):
            code = {"code": f"Quality {number}"}
            rows["quality_marks"].append(named | part | code | _quality(own))
            rows["marks"] += _marks(own, named | code, part["criterion"], evaluators)
        rows["offers"] += _offers(own, named, data["measures"], nothing=nothing_offered)
        for question in data["questions"]:
            moderated = _moderated(own, question)
            rows["moderation"].append(named | moderated | (NO_ANSWER if nothing_answered else {}))
            code = {"code": question["number"]}
            rows["marks"] += _marks(own, named | code, question["number"], evaluators)
    names = [
        {"number": f"E{n}", "name": f"Evaluator {n}" if n <= evaluators else None}
        for n in range(1, EVALUATORS + 1)
    ]
    lines = [{"line": line} for line in range(1, bidders + 1)]
    rows |= {name: with_rows(name, rows[name]) for name in tables if name != "bidders"}
    by_hand = {"seal": BY_HAND, "sealed": ()}
    return data | rows | by_hand | {"evaluators": names, "lines": lines}


def _bidder(chance: Random, *, left_out: bool) -> dict[str, Any]:
    left_out = left_out or chance.random() < 0.15
    pence = Decimal(chance.choice(["0", "0.33"]))
    price = chance.choice([100_000, 100_000, 95_000, 1, 333_333]) + pence
    return {
        "number": "",
        "file": "made up.xlsx",
        "offered_price": None if left_out else price,
        "corrected": chance.choice([None, None, None, Decimal("101000.5")]),
        "excluded": "Yes" if left_out else chance.choice([None, "No"]),
        "excluded_why": "made up" if left_out else None,
    }


def _quality(chance: Random) -> dict[str, Any]:
    shares = (Decimal("0.8"), Decimal("0.8"), Decimal("0.7333"), None, 0, 1)
    mark: dict[str, Any] = {"moderated": chance.choice([0, 3, 4])} if chance.random() < 0.3 else {}
    return (mark or {"share": chance.choice(shares)}) | {"rationale": "made up"}


def _offers(
    chance: Random, named: dict[str, Any], measures: list[Any], *, nothing: bool
) -> Iterator[dict[str, Any]]:
    for measure in measures:
        most = 200_000 if measure["proxy"] == 1 else 400
        units = chance.choice([None, 0, 1, chance.randrange(most), chance.randrange(most) * TENTH])
        if nothing:
            units = chance.choice([None, 0])
        row = named | {
            "measure": measure["code"],
            **{
                name: measure[name]
                for name in ("title", "unit", "kind", "exclusive_group", "proxy")
            },
            **dict.fromkeys(("y1", "y2", "y3", "y4", "y5", "later")),
            "offered": units,
        }
        if units and chance.random() < 0.3:
            row |= {
                "marked": chance.choice([0, units, Decimal(units) / 2]),
                "ground": chance.choice(["double-counted", "already specified"]),
                "evaluator": "Evaluator 1",
                "reason": "made up",
            }
        if units and chance.random() < 0.3:
            row[chance.choice(["y1", "y2", "y4", "later"])] = units
        if chance.random() < 0.15:
            row["contracted"] = chance.choice([0, 1, units or 0, Decimal(units or 0) / 2])
        yield row


def _moderated(chance: Random, question: dict[str, Any]) -> dict[str, Any]:
    answered = chance.random() < 0.85
    return {
        "question": question["number"],
        "weight": question["weight"],
        "measure": question["measure"],
        "answered": "yes" if answered else "no",
        "moderated": chance.choice([None, 1, 2, 3, 4, 5]) if answered else chance.choice([None, 0]),
        "rationale": "made up",
    }


def _marks(
    chance: Random, named: dict[str, Any], question: str, evaluators: int
) -> Iterator[dict[str, Any]]:
    for number in range(1, evaluators + 1):
        mark = chance.choice([None, 0, 1, 2, 3, 4, 5])
        where = {"question": question, "evaluator": f"E{number}"}
        yield named | where | {"mark": mark, "rationale": "made up"}
