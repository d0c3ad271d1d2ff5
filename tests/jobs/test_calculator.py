"""The calculator's formulas and the core agree, for each council that ships."""

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import xl.worksheet  # noqa: F401 - fills the registry
from svtools.errors import InputError
from svtools.folders import councils
from svtools.jobs.calculator import calculator_data
from svtools.measures import MeasureSet, double_counts, open_set, totals, totals_by_theme
from svtools.numbers import money
from svtools.policy import Council, categories, load_council, requirement, statute
from svtools.scoring import Band, Method, PriceMethod, Quantitative, Scored, mark, price_shares
from svtools.workbooks.cells import a1
from svtools.workbooks.layout import lay_out
from svtools.workbooks.parse import template
from svtools.workbooks.write import build, write
from tests.libreoffice import asked, needs_libreoffice, stored
from tests.written_cells import CellName
from xl.registry import FUNCTIONS

CALCULATOR = template("calculator")
PENNY = Decimal("0.01")
DRAWN = 500
METHODS = CALCULATOR.field("terms.price_method").choices
"""The price of a quality point needs all bids' quality: it isn't among them."""
ANSWERS = {"must": "Yes", "consider": "Consider", "may": "May", "no": "No"}


@cache
def places(council: Council) -> dict[str, tuple[str, int, int]]:
    """By "block.key" the sheet, row and column of a field, or of a column's first row."""
    found = {}
    for placed in lay_out(CALCULATOR, data(council) | {"made": {}}):
        for block in placed.fields:
            for row, item in block.cells():
                found[f"{block.block.key}.{item.key}"] = (placed.sheet.name, row, block.left + 1)
        for table in placed.tables:
            for at, item in enumerate(table.table.columns, start=table.left):
                found[f"{table.table.key}.{item.key}"] = (placed.sheet.name, table.first, at)
    return found


def data(council: Council) -> dict[str, Any]:
    return calculator_data(council, open_set())


def cell(council: Council, name: str, row: int = 0) -> CellName:
    sheet, first, column = places(council)[name]
    return sheet, a1(first + row, column)


def calculator(council: Council, folder: Path) -> Path:
    path = folder / "calculator.xlsx"
    write(CALCULATOR, data(council), path)
    return path


def drawn_contract(council: Council, draw: random.Random) -> dict[str, Any]:
    """A contract, most often a penny from a figure, on a day or the one beside it."""
    category = draw.choice(categories())
    rules = [rule for rule in council.rules if rule.category in (None, category)]
    figure = draw.choice([rule.figure for rule in rules if rule.figure] or [Decimal(200_000)])
    net = figure / draw.choice([Decimal(1), Decimal("1.2")])
    days = [rule.start for rule in council.rules]
    days += [period.start for period in statute().thresholds.values]
    return {
        "category": category,
        "net_value": money(net) + draw.choice([-PENNY, Decimal(0), PENNY, Decimal(10_000)]),
        "months": draw.choice([None, 12, 23, 24, 25, 48]),
        "commenced": date.fromordinal(draw.choice(days).toordinal() + draw.choice([-1, 0, 1])),
        "vat_rate": draw.choice([None, Decimal(0), Decimal("0.05")]),
    }


def by_core(council: Council, given: dict[str, Any]) -> list[Any]:
    """Answer, clauses, weighting, the policy's figure and the law's, as the sheet says them."""
    try:
        answer = requirement(
            given["category"],
            given["net_value"],
            months=given["months"],
            on=given["commenced"],
            vat_rate=given["vat_rate"],
            council=council,
        )
    except InputError:
        return ["Not known", "", "", None, None]
    figure = answer.policy_threshold_net
    by_law = any(rule.law and rule.figure for rule in answer.rules)
    law = answer.statutory_threshold_including_vat if by_law else None
    *before, last = answer.clauses or ("",)
    return [
        ANSWERS[answer.asks] if answer.in_force else "Before this policy",
        ", ".join(before) + (" and " if before else "") + last,
        float(answer.minimum_weighting) if answer.of == "total" else 0.0,
        "" if figure is None else float(money(figure)),
        "" if law is None else float(money(law)),
    ]


@needs_libreoffice
@pytest.mark.parametrize("name", councils())
def test_what_is_asked_of_drawn_contracts(name: str, tmp_path: Path) -> None:
    council, draw = load_council(name), random.Random(16)
    given = [drawn_contract(council, draw) for _ in range(DRAWN)]
    keys = ("required", "clause", "minimum_weighting", "policy_figure", "law_figure")
    cases = [
        {cell(council, f"contract.{key}"): number(value) for key, value in each.items()}
        for each in given
    ]
    wanted = [cell(council, f"answer.{key}") for key in keys]
    said = asked(calculator(council, tmp_path), cases, wanted)
    core = [by_core(council, each) for each in given]
    wrong = [
        (each, ours, theirs)
        for each, ours, theirs in zip(given, core, map(blanks, said), strict=True)
        if ours[:3] != theirs[:3]
        or any(own not in (None, shown) for own, shown in zip(ours[3:], theirs[3:], strict=True))
    ]
    assert wrong[:3] == []
    assert len({answer for answer, *_ in core}) >= 3
    assert len({figure for *_, figure, _ in core}) >= (4 if name == "southend" else 1)
    assert len({law for *_, law in core}) >= (12 if name == "southend" else 1)


def number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def blanks(values: list[Any]) -> list[Any]:
    """Nothing in a cell is an empty text; what is left of binary fractions is off."""
    return [
        "" if value is None else round(value, 9) if isinstance(value, float) else value
        for value in values
    ]


def drawn_offer(measures: MeasureSet, draw: random.Random) -> list[tuple[str, Any, str | None]]:
    """Codes with units, and whether they are beyond the specification."""
    codes = draw.sample(list(measures.measures), draw.randrange(1, 12))
    units = (1, 0, 2.5, 40, 1234.56, 0.333333, 100_000)
    return [(code, draw.choice(units), draw.choice([None, None, "Yes", "No"])) for code in codes]


@needs_libreoffice
@pytest.mark.parametrize("name", councils())
def test_what_drawn_offers_are_worth(name: str, tmp_path: Path) -> None:
    council, measures, draw = load_council(name), open_set(), random.Random(17)
    offers = [drawn_offer(measures, draw) for _ in range(DRAWN)]
    themes = [theme["theme"] for theme in data(council)["themes"]]
    cases: list[Any] = []
    for offer in offers:
        case: dict[CellName, Any] = {cell(council, "contract.net_value"): 2_000_000}
        for row, (code, units, beyond) in enumerate(offer):
            case[cell(council, "offers.measure", row)] = code
            case[cell(council, "offers.units", row)] = units
            case[cell(council, "offers.beyond", row)] = beyond
        cases.append(case)
    wanted = [cell(council, "worth.value", row) for row in range(3)]
    wanted += [cell(council, "worth.share", row) for row in range(3)]
    wanted += [cell(council, f"by_theme.theme_{k}", r) for r in range(len(themes)) for k in KINDS]
    wanted += [cell(council, "offers.check", row) for row in range(11)]
    said = asked(calculator(council, tmp_path), cases, wanted)
    for offer, shown in zip(offers, map(blanks, said), strict=True):
        lines = [(measures.measure(code), units) for code, units, no in offer if no != "No"]
        worth, by_theme = totals(lines), totals_by_theme(lines)
        shares = worth.shares(2_000_000)
        assert shares is not None
        assert shown[:3] == [float(worth.sva), float(worth.leva), float(worth.sleva)]
        assert shown[3:6] == [float(share) for share in shares]
        of_themes = [
            float(getattr(by_theme[theme], kind)) if theme in by_theme else 0.0
            for theme in themes
            for kind in KINDS
        ]
        assert shown[6 : 6 + len(of_themes)] == of_themes
        twice = {
            measures.measure(code).exclusive_group
            for codes in double_counts(lines).values()
            for code in codes
        }
        counted = {code for code, units, no in offer if units and no != "No"}
        flagged = [
            measures.measure(code).exclusive_group in twice and code in counted
            for code, _, _ in offer
        ]
        checks = shown[6 + len(of_themes) :][: len(offer)]
        assert [check == "counted twice?" for check in checks] == flagged


KINDS = ("sva", "leva")


@needs_libreoffice
def test_marks_by_each_published_method(tmp_path: Path) -> None:
    council, draw = load_council(), random.Random(18)
    drawn: list[dict[str, Any]] = [
        {
            "units": draw.choice([0, 1, 400, 12_345]),
            "price": draw.choice([250_000, 990_000.5]),
            "weight": draw.choice([0.05, 0.1]),
            "target": draw.choice([0.01, 0.1, 0.35]),
            "scored": draw.choice([None, "SVA", "SVA and LEVA"]),
            "leva_cap": draw.choice([None, 0.25, 1]),
            "price_method": draw.choice([None, *METHODS]),
            "others": draw.sample([200_000, 260_000.75, 500_000, 1_100_000], 2),
            "values": draw.sample([0, 3_000, 50_000.5, 640_000], 2),
        }
        for _ in range(100)
    ]
    cases: list[Any] = []
    for each in drawn:
        case: dict[CellName, Any] = {
            cell(council, "offers.measure", 0): "SW01",
            cell(council, "offers.units", 0): each["units"],
            cell(council, "offers.measure", 1): "OP01",
            cell(council, "offers.units", 1): 1,
            cell(council, "terms.price_weight"): 0.4,
        }
        for key in ("price", "weight", "target", "scored", "leva_cap", "price_method"):
            case[cell(council, f"terms.{key}")] = each[key]
        for row in range(2):
            case[cell(council, "others.price", row)] = each["others"][row]
            case[cell(council, "others.value", row)] = each["values"][row]
        cases.append(case)
    keys = ("by_target", "by_highest", "by_price")
    wanted = [cell(council, f"marks.{key}") for key in keys]
    said = asked(calculator(council, tmp_path), cases, wanted)
    assert list(map(blanks, said)) == [marks_by_core(each) for each in drawn]


def marks_by_core(each: dict[str, Any]) -> list[float]:
    """By the scoring target, relative to the highest, and for the price."""
    measures = open_set()
    worth = totals([(measures.measure("SW01"), each["units"]), (measures.measure("OP01"), 1)])
    cap = None if each["leva_cap"] is None else Decimal(str(each["leva_cap"]))
    with_leva = each["scored"] == Scored.WITH_LEVA
    rules = Quantitative(
        target=Decimal(str(each["target"])),
        scored=Scored(each["scored"] or Scored.SVA),
        leva_reason="made up" if with_leva else "",
        leva_cap=cap if with_leva else None,
    )
    prices = [Decimal(str(price)) for price in (each["price"], *each["others"])]
    values = [rules.value_scored(worth), *(Decimal(str(value)) for value in each["values"])]
    ratios = {str(n): v / p for n, (v, p) in enumerate(zip(values, prices, strict=True))}
    weight = Decimal(str(each["weight"]))
    highest = ratios["0"] / max(ratios.values())
    method = PriceMethod(each["price_method"] or PriceMethod.LOWEST)
    shares = price_shares({str(n): price for n, price in enumerate(prices)}, method)
    return [
        float(mark(weight, rules.shares(ratios)["0"], 2)),
        float(mark(weight, highest, 2)),
        float(mark(Decimal("0.4"), shares["0"], 2)),
    ]


def drawn_bids(draw: random.Random) -> list[dict[str, Any]]:
    """The marks of some bids with ties, typed for all or for none."""
    tie_breaks = draw.choice([(), ("quality",), ("quality", "social"), ("price",)])
    steps = {"quality": (30, 30.004, 35), "social": (8, 8.5), "price": (90_000, 90_000.01)}
    return [
        {"total": draw.choice([70.124, 70.12, 70.125, 81])}
        | {key: draw.choice(steps[key]) for key in tie_breaks}
        for _ in range(draw.randrange(1, 6))
    ]


@needs_libreoffice
def test_ranks_are_those_of_the_function(tmp_path: Path) -> None:
    council, draw = load_council(), random.Random(19)
    drawn = [drawn_bids(draw) for _ in range(60)]
    cases = [
        {
            cell(council, f"placed.{key}", row): value
            for row, bid in enumerate(bids)
            for key, value in bid.items()
        }
        for bids in drawn
    ]
    said = asked(calculator(council, tmp_path), cases, columns_of(council, "placed.rank", 5))
    for bids, shown in zip(drawn, said, strict=True):
        columns = [[bid.get(key) for bid in bids] for key in ("total", "quality", "social")]
        prices = [bid.get("price") for bid in bids]
        given = [column if any(column) else None for column in (*columns, prices)]
        ranks = [rank for (rank,) in FUNCTIONS["SV_RANK"](*given)]
        assert blanks(shown)[: len(bids)] == ranks
    assert len({len({*bid}) for bids in drawn for bid in bids}) == 3


@needs_libreoffice
def test_answers_and_what_is_unusually_high_are_those_of_the_functions(tmp_path: Path) -> None:
    council, draw = load_council(), random.Random(20)
    drawn: list[dict[str, Any]] = [
        {
            "units": draw.choice([1, 400, 12_345, 200_000]),
            "price": draw.choice([4_884, 250_000]),
            "values": draw.sample([0, 2_442, 2_441.99, 50_000.5, 640_000], draw.randrange(4)),
            "mark": draw.choice([0, 0.5, 3, 4.999, 5]),
            "weight": draw.choice([0, 0.025, 0.1, 1]),
        }
        for _ in range(100)
    ]
    cases: list[Any] = [
        {
            cell(council, "offers.measure"): "SW01",
            cell(council, "offers.units"): each["units"],
            cell(council, "terms.price"): each["price"],
            cell(council, "answers.mark"): each["mark"],
            cell(council, "answers.weight"): each["weight"],
        }
        | {cell(council, "others.value", row): value for row, value in enumerate(each["values"])}
        for each in drawn
    ]
    wanted = [cell(council, f"marks.{key}") for key in ("by_answers", "high", "scored_value")]
    said = asked(calculator(council, tmp_path), cases, wanted)
    for each, (answers, high, value) in zip(drawn, said, strict=True):
        prices = [each["price"], *[10_000_000] * len(each["values"])]
        assert answers == FUNCTIONS["SV_SCORE_QUALITY"](each["mark"], each["weight"])
        assert high == FUNCTIONS["SV_UNUSUALLY_HIGH"]([value, *each["values"]], prices)[0][0]
    assert len({high for _, high, _ in said}) == 4


def columns_of(council: Council, name: str, rows: int) -> list[CellName]:
    return [cell(council, name, row) for row in range(rows)]


SPOILED: list[tuple[str, Any, Callable[[list[Any]], bool]]] = [
    ("contract.net_value", None, lambda said: said[0] == "Not known"),
    ("contract.net_value", "£6,000,000", lambda said: said[0] == "Typed as text"),
    ("contract.net_value", 0, lambda said: said[0] == "No"),
    ("contract.commenced", None, lambda said: said[0] == "Not known"),
    ("contract.commenced", "1/3/2026", lambda said: said[0] == "Typed as text"),
    ("contract.category", "gardens", lambda said: said[0] == "Not known"),
    ("contract.category", None, lambda said: said[0] == "Not known"),
    ("contract.months", "two years", lambda said: said[0] == "Typed as text"),
    ("contract.months", None, lambda said: said[0] == "Yes"),
    ("contract.vat_rate", "20 %", lambda said: said[0] == "Typed as text"),
    ("offers.units", "12 hours", lambda said: said[1:4] == ["type units in digits", "", ""]),
    ("offers.units", -1, lambda said: said[1:3] == ["type units in digits", ""]),
    ("offers.units", 0, lambda said: said[1:3] == ["counts", 0.0]),
    ("offers.units", None, lambda said: said[1:3] == ["no units yet", ""]),
    *(
        ("offers.measure", code, lambda said: said[1:3] == ["not in the set", ""])
        for code in ("ZZ99", "SW*", "SW0?", "SW~01")
    ),
    ("offers.measure", "sw01", lambda said: said[1] == "counts" and said[2] > 0),
    ("offers.measure", None, lambda said: said[1:3] == ["choose a measure", ""]),
    ("contract.net_value", "=NA()", lambda said: said[0] == "Typed as text"),
    ("contract.months", -1, lambda said: said[0] == "Typed as text"),
    ("contract.regime", "=NA()", lambda said: said[0] == "Typed as text"),
    ("offers.units", "=NA()", lambda said: said[1:3] == ["type units in digits", ""]),
    ("offers.measure", "=NA()", lambda said: said[1:3] == ["not in the set", ""]),
    ("offers.beyond", "no thanks", lambda said: said[1:3] == ["Yes or No?", ""]),
    ("offers.beyond", "No", lambda said: said[1:3] == ["in the specification", ""]),
    *(
        (name, value, lambda said: said[3:5] == ["", ""] and said[0] == "Yes")
        for name in ("terms.weight", "terms.price", "others.price", "others.value", "bands.share")
        for value in ("about 12", "=NA()", -1)
    ),
    ("terms.decimals", "two", lambda said: said[3:5] == ["", ""]),
    ("others.price", 0, lambda said: said[3:5] == ["", ""]),
    ("others.price", None, lambda said: said[3:5] == [10.0, 40.0]),
    ("terms.price", 0, lambda said: said[3:5] == ["", ""]),
    ("terms.scored", "SVA and more", lambda said: said[3:5] == ["", ""]),
    ("terms.decimals", 1.5, lambda said: said[3:5] == ["", ""]),
    ("others.price", 3_000_000, lambda said: said[3:5] == ["", 20.0]),
    ("others.value", 50_000, lambda said: said[3:5] == ["", ""]),
    ("others.bidder", "B", lambda said: said[3:5] == ["", ""]),
    ("bands.share", 1, lambda said: said[6] == 10.0),
    ("bands.share", None, lambda said: said[6] == ""),
    ("bands.at_least", 0.1, lambda said: said[6] == ""),
    ("bands.at_least", None, lambda said: said[6] == ""),
    ("answers.mark", 5, lambda said: said[7] == 5.0),
    ("answers.mark", None, lambda said: said[7] == ""),
    ("answers.weight", None, lambda said: said[7] == ""),
    ("fte.hours", "=NA()", lambda said: said[8] == "type digits"),
    ("fte.weeks", "a year", lambda said: said[8] == "type digits"),
    ("fte.weeks", -1, lambda said: said[8] == "type digits"),
    ("fte.weeks", None, lambda said: said[8] == ""),
    ("fte.weeks", 26, lambda said: said[8] == 0.5),
    ("placed.total", "70,5", lambda said: said[3:6] == [10.0, 40.0, "figures are missing"]),
    ("placed.quality", None, lambda said: said[3:6] == [10.0, 40.0, "figures are missing"]),
]
WHOLE = {
    "contract.category": "works",
    "contract.net_value": 6_000_000,
    "contract.commenced": date(2026, 3, 1),
    "contract.months": 36,
    "offers.measure": "SW01",
    "offers.units": 12,
    "terms.weight": 0.1,
    "terms.price_weight": 0.4,
    "placed.total": 70.5,
    "placed.quality": 30,
    "bands.at_least": 0,
    "bands.share": 0.5,
    "answers.weight": 0.05,
    "answers.mark": 4,
    "fte.hours": 40,
    "fte.weeks": 52,
}
RANKED = {"placed.total": 60, "placed.quality": 20}


@needs_libreoffice
def test_bands_in_any_order_give_the_marks_of_the_core(tmp_path: Path) -> None:
    council, draw = load_council(), random.Random(21)
    bands = [(0.1, 0.75), (0.0, 0.0), (0.3, 1.0), (0.02, 0.25)]
    rules = Quantitative(
        method=Method.BANDED,
        bands=tuple(
            Band(Decimal(str(start)), Decimal(str(share))) for start, share in sorted(bands)
        ),
    )
    prices = [12.21 / ratio for ratio in (0.3, 0.299999, 0.1, 0.0999, 0.02, 0.0199999, 5)]
    orders = [draw.sample(bands, len(bands)) for _ in prices]
    cases: list[Any] = [
        {
            cell(council, "offers.measure"): "SW01",
            cell(council, "offers.units"): 1,
            cell(council, "terms.weight"): 0.1,
            cell(council, "terms.price"): price,
        }
        | {cell(council, "bands.at_least", row): start for row, (start, _) in enumerate(order)}
        | {cell(council, "bands.share", row): share for row, (_, share) in enumerate(order)}
        for price, order in zip(prices, orders, strict=True)
    ]
    wanted = [cell(council, "marks.ratio"), cell(council, "marks.by_band")]
    for ratio, marks in asked(calculator(council, tmp_path), cases, wanted):
        share = rules.shares({"own": Decimal(str(ratio))})["own"]
        assert marks == float(mark(Decimal("0.1"), share, 2))


SPOILED_BANDS: list[tuple[list[tuple[float, float]], str]] = [
    ([(0, 0.5), (0.5, 0.25)], "share falls"),
    ([(0, 0), (0, 0.5)], "twice"),
    ([(0.1, 0), (0.5, 1)], "begin at 0"),
]


@needs_libreoffice
def test_bands_that_the_core_refuses_give_no_marks(tmp_path: Path) -> None:
    council = load_council()
    cases: list[Any] = [
        {cell(council, name): value for name, value in WHOLE.items()}
        | {cell(council, "bands.at_least", row): start for row, (start, _) in enumerate(bands)}
        | {cell(council, "bands.share", row): share for row, (_, share) in enumerate(bands)}
        for bands, _ in SPOILED_BANDS
    ]
    wanted = [cell(council, "marks.by_band"), cell(council, "bands.check", 1)]
    said = asked(calculator(council, tmp_path), cases, wanted)
    assert said == [["", reason] for _, reason in SPOILED_BANDS]


@needs_libreoffice
def test_what_is_typed_wrong_is_said_at_its_place(tmp_path: Path) -> None:
    council = load_council()
    cases: list[Any] = [
        {cell(council, name): value for name, value in (WHOLE | {spoiled: value}).items()}
        | {cell(council, name, 1): value for name, value in RANKED.items()}
        for spoiled, value, _ in SPOILED
    ]
    shown = "answer.required", "offers.check", "offers.value", "marks.by_highest", "marks.by_price"
    more = "placed.rank", "marks.by_band", "marks.by_answers", "fte.fte"
    wanted = [cell(council, name) for name in (*shown, *more)]
    said = asked(calculator(council, tmp_path), cases, wanted)
    wrong = [
        (spoiled, value, found)
        for (spoiled, value, holds), found in zip(SPOILED, map(blanks, said), strict=True)
        if not holds(found)
    ]
    assert wrong == []


def test_a_blank_one_shows_no_error_and_says_what_to_do(tmp_path: Path) -> None:
    for council in map(load_council, councils()):
        cells = stored(calculator(council, tmp_path))
        assert not [value for value in cells.values() if str(value).startswith("#")]
        assert cells["Contract", "A3"] == "To do: fill in category, value and date."


def test_without_a_set_it_still_says_what_is_asked() -> None:
    council = load_council("plymouth")
    assert build(CALCULATOR, calculator_data(council, None))


def test_the_same_calculator_has_the_same_bytes() -> None:
    council = load_council()
    assert build(CALCULATOR, data(council)) == build(CALCULATOR, data(council))
