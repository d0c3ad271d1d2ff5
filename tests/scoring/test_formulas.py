"""The formulas that the rules name say the same as the rules, in a real spreadsheet program."""

import random
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from svtools.measures import Totals
from svtools.scoring import (
    Band,
    Denominator,
    Final,
    FlagCode,
    Method,
    OfferLine,
    PriceMethod,
    Quantitative,
    Ranges,
    Scored,
    mark,
    median_of_others,
    price_shares,
    ranked,
)
from svtools.scoring.flags import line_flags
from tests.libreoffice import needs_libreoffice, recalculated, same
from tests.scoring.invented import measure
from tests.written_cells import CellName, Value

BIDDERS = 6
CAP, TARGET, WEIGHT = Decimal("0.25"), Decimal("0.3"), Decimal("0.15")
BANDS = tuple(Band(Decimal(a), Decimal(s)) for a, s in (("0", "0"), ("0.1", "0.4"), ("0.3", "1")))

# Columns of a bidder's row: A price, B SVA, C LEVA, D quality mark, E social value mark, F total.
FORMULAS = {
    "LEVA counted": "=MIN(C{r},ROUND(B{r}*0.25/(1-0.25),2))",
    "ratio": "=(B{r}+H{r})/A{r}",
    "target": "=ROUND(ROUND(100*0.15*MIN(1,I{r}/0.3),6),2)",
    "highest": "=ROUND(ROUND(100*0.15*IF(MAX(I{all})=0,0,I{r}/MAX(I{all})),6),2)",
    "banded": "=ROUND(ROUND(100*0.15*INDEX({0;0.4;1},MATCH(ROUND(I{r},6),{0;0.1;0.3},1)),6),2)",
    "lowest": "=ROUND(ROUND(100*0.15*MIN(A{all})/A{r},6),2)",
    "twice": "=ROUND(ROUND(100*0.15*MAX(0,1-(A{r}-MIN(A{all}))/MIN(A{all})),6),2)",
    "mean": "=ROUND(ROUND(100*0.15*MAX(0,MIN(1,0.5+(AVERAGE(A{all})-A{r})/AVERAGE(A{all}))),6),2)",
    "others": "=SUMPRODUCT((B{all}>0)*1)-IF(B{r}>0,1,0)",
    "place": "=1+SUMPRODUCT((B{all}>B{r})*1)",
    "median": '=IF(P{r}=0,"",(LARGE(B{all},INT((P{r}+1)/2)+IF(INT((P{r}+1)/2)>=Q{r},1,0))'
    "+LARGE(B{all},INT(P{r}/2)+1+IF(INT(P{r}/2)+1>=Q{r},1,0)))/2)",
    "rank": "=1+SUMPRODUCT((F{all}>F{r})*1)+SUMPRODUCT((F{all}=F{r})*(D{all}>D{r}))"
    "+SUMPRODUCT((F{all}=F{r})*(D{all}=D{r})*(E{all}>E{r}))"
    "+SUMPRODUCT((F{all}=F{r})*(D{all}=D{r})*(E{all}=E{r})*(ROUND(A{all},6)<ROUND(A{r},6)))",
}

Row = tuple[Decimal, ...]


def invented(seed: int) -> list[Row]:
    """One tender's rows; coarse figures, so that ties, zeros and half marks come often."""
    draw = random.Random(seed)
    rows: list[Row] = []
    for _ in range(BIDDERS):
        price = Decimal(draw.choice((80, 90, 100, 100, 120, 300)))
        sva, leva = (Decimal(draw.choice((0, 0, 3, 8, 10, 30, 90))) for _ in "ab")
        quality, social = (Decimal(draw.randint(0, 3)) for _ in "ab")
        rows.append((price, sva, leva, quality, social, Decimal(draw.randint(3, 5))))
    return rows


def expected(rows: list[Row]) -> Iterator[list[Decimal | int | None]]:
    """What the rules say, in the order of FORMULAS."""
    rules = {
        method: Quantitative(
            method, TARGET, BANDS, Scored.WITH_LEVA, "made up", CAP, Denominator.OWN_PRICE
        )
        for method in Method
    }
    any_rules = rules[Method.TARGET]
    names = [str(n) for n in range(len(rows))]
    counted = [any_rules.leva_counted(Totals(row[1], row[2])) for row in rows]
    ratios = {
        n: any_rules.ratio(row[1] + c, row[0])
        for n, row, c in zip(names, rows, counted, strict=True)
    }
    prices = {n: row[0] for n, row in zip(names, rows, strict=True)}
    by_price = [
        price_shares(prices, method)
        for method in PriceMethod
        if method is not PriceMethod.PER_POINT
    ]
    by_measures = [rules[method].shares(ratios) for method in Method]
    finals = {n: Final(r[5], r[3], r[4], r[0]) for n, r in zip(names, rows, strict=True)}
    places = ranked(finals)
    for n, name in enumerate(names):
        others = [row[1] for m, row in enumerate(rows) if m != n]
        median = median_of_others(sorted(filter(None, others)), Decimal(0))
        yield [
            counted[n],
            ratios[name],
            *(mark(WEIGHT, shares[name], 2) for shares in (*by_measures, *by_price)),
            sum(value > 0 for value in others),
            1 + sum(value > rows[n][1] for value in others),
            median,
            places[name].rank,
        ]


def formulas_of(row: int, first: int, last: int) -> Iterator[str]:
    """The formulas of one bidder's row, in a tender that stands in rows `first` to `last`."""
    for formula in FORMULAS.values():
        text = formula.replace("{r}", str(row))
        yield re.sub(r"([A-Z]){all}", rf"$\g<1>${first}:$\g<1>${last}", text)


UNITS = ("£", "FTE-years", "hours", "weeks", "staff", "trees")
YEARLY = (
    '=IF(LEFT(A{r},1)="£",20000,IF(LEFT(A{r},3)="FTE",1,IF(LEFT(A{r},4)="hour",35*52,'
    'IF(LEFT(A{r},4)="week",52,IF(AND(A{r}="staff",C{r}>0),1/MIN(1,C{r}),"")))))'
)
FITS = '=IF(E{r}="","",ROUND(B{r}/20000*E{r},6))'
OUT = '=IF(F{r}="","no",IF(ROUND(D{r},6)>F{r},"out","no"))'
QUALITY = "=ROUND(ROUND(100*0.15*N(H{r}),6),2)"


def invented_units() -> Iterator[tuple[str, Decimal, Decimal, Decimal, Decimal | None]]:
    """Unit, price, years, units offered (often just at the limit), share of a quality part."""
    draw = random.Random(1)
    for unit in UNITS:
        for _ in range(40):
            price = Decimal(draw.choice((1, 20_000, 99_999, 177_897, 1_000_001)))
            years = Decimal(draw.choice((0, 3, 6, 7, 12, 36, 60))) / 12
            most = Ranges().most(measure("S1", unit=unit), price, years or None) or Decimal(5)
            off = Decimal(draw.choice(("-0.00001", "0", "0.0000001", "0.00001", "7")))
            share = draw.choice((None, "0", "0.3333", "0.8", "1"))
            marked = None if share is None else Decimal(share)
            yield unit, price, years, max(Decimal(0), most + off), marked


def write_ranges(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Rules")
        for row, (unit, price, years, units, share) in enumerate(invented_units(), start=1):
            sheet.write_row(row - 1, 0, [unit, float(price), float(years), float(units)])
            for letter, formula in zip("EFGI", (YEARLY, FITS, OUT, QUALITY), strict=True):
                sheet.write_formula(f"{letter}{row}", formula.replace("{r}", str(row)))
            if share is not None:
                sheet.write_number(f"H{row}", float(share))


def write_rules(path: Path) -> dict[CellName, tuple[Value, Row]]:
    """Sixty tenders with their formulas; what the rules answer in each cell, and for which row."""
    right: dict[CellName, tuple[Value, Row]] = {}
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Rules")
        for number, rows in enumerate(map(invented, range(60))):
            first, last = number * BIDDERS + 1, (number + 1) * BIDDERS
            for row, bidder, answers in zip(
                range(first, last + 1), rows, expected(rows), strict=True
            ):
                sheet.write_row(row - 1, 0, [float(value) for value in bidder])
                formulas = formulas_of(row, first, last)
                for letter, formula, answer in zip("HIJKLMNOPQRS", formulas, answers, strict=True):
                    sheet.write_formula(f"{letter}{row}", formula)
                    said = None if answer is None else float(answer)
                    right["Rules", f"{letter}{row}"] = (said, bidder)
    return right


@needs_libreoffice
def test_the_formulas_named_beside_the_rules_agree_with_them(tmp_path: Path) -> None:
    """Both workbooks in one start of LibreOffice, which takes far longer than they do."""
    ranges, rules = tmp_path / "ranges.xlsx", tmp_path / "rules.xlsx"
    write_ranges(ranges)
    right = write_rules(rules)

    cells = recalculated(ranges, rules)

    _ranges_and_parts_of_quality_agree(cells[ranges])
    assert [
        (name, bidder, cells[rules].get(name), answer)
        for name, (answer, bidder) in right.items()
        if not same(cells[rules].get(name), answer)
    ] == []


def _ranges_and_parts_of_quality_agree(cells: dict[CellName, Value]) -> None:
    for row, (unit, price, years, units, share) in enumerate(invented_units(), start=1):
        line = OfferLine(measure("S1", unit=unit), units)
        flags = {flag.code for flag in line_flags([line], price, years or None, Ranges())}
        assert cells["Rules", f"G{row}"] == ("out" if FlagCode.OUT_OF_RANGE in flags else "no")
        assert same(cells["Rules", f"I{row}"], float(mark(WEIGHT, share or Decimal(0), 2)))
