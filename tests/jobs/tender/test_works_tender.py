"""A works tender over 36 months with six bidders, marked a second time in plain arithmetic.

Nothing of the scoring rules is used to work out what is expected: the formulas are those that the
tender documents publish. Marks, ranks, flags, letters and LibreOffice must all agree with them.
"""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import median
from typing import Any

import openpyxl
import pytest

from svtools.errors import InputError
from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.marking import marked
from svtools.jobs.tender.summaries import Summaries, write_summaries
from svtools.scoring import Scored, SubCriterion
from tests.jobs.tender.tendering import Bidder, loaded, tender
from tests.libreoffice import needs_libreoffice, resaved
from tests.making import edit, sheet_rows

D = Decimal
PRICE, QUALITY, MEASURES, ANSWERS = D("0.55"), (D("0.2"), D("0.1")), D("0.09"), D("0.06")
TARGET, CAP, PASS_MARK = D("0.02"), D("0.4"), 2
SHARES = {"SV1": D("0.6"), "SV2": D("0.4")}
PROXIES = {"OP08": D("264.25"), "OP12": D("12.21"), "PJ02": D("306.32"), "OP15": D(1)}
LOCAL = "OP15"
PARTS = ("Programme", "Site team")
WORKS = {
    "title": "Sea wall",
    "category": "works",
    "net_value": D(9_800_000),
    "commenced": date(2026, 3, 2),
    "start": date(2026, 7, 1),
    "end": date(2029, 6, 30),
}


@dataclass(frozen=True)
class Given:
    """What a bidder offers, by contract year, and what the panel makes of it."""

    price: int
    units: dict[str, tuple[float, float, float]]
    quality: tuple[str, str]
    answers: tuple[int, int]
    marked: dict[str, int] = field(default_factory=dict)
    corrected: int = 0


GIVEN = {
    "Alder Build": Given(
        9_450_000,
        {
            "OP08": (52, 104, 52),
            "OP12": (40, 40, 40),
            "PJ02": (20, 20, 20),
            "OP15": (9e4, 9e4, 6e4),
        },
        ("0.9", "0.8"),
        (4, 5),
    ),
    "Birch Works": Given(
        8_990_000, {"OP08": (52, 0, 0), "OP15": (4e5, 0, 0)}, ("0.5", "0.55"), (2, 2)
    ),
    "Cedar Group": Given(
        9_100_000,
        {"OP08": (900, 900, 900), "PJ02": (500, 500, 500), "OP15": (1e6, 1e6, 1e6)},
        ("0.7", "0.7"),
        (3, 2),
        marked={"OP08": 1500},
    ),
    "Dogwood & Daughters": Given(
        9_300_000, {"OP08": (50.5, 50.5, 26), "OP12": (7.5, 7.5, 0)}, ("0.85", "0.9"), (5, 1)
    ),
    "Elm Marine": Given(
        970_000,
        {"OP08": (104, 104, 104), "PJ02": (33.3, 33.3, 33.4), "OP15": (12e4, 12e4, 12e4)},
        ("0.8", "0.75"),
        (3, 4),
        corrected=9_700_000,
    ),
}
LATE = "Fir Civils"


def rounded(number: Decimal, places: int = 2) -> Decimal:
    return round(number, 6).quantize(D(1).scaleb(-places), ROUND_HALF_UP)


@dataclass(frozen=True)
class Worked:
    """A bid's marks, by the names that letters have for them."""

    marks: dict[str, Decimal]
    total: Decimal
    offered: Decimal


def worth(units: dict[str, Decimal]) -> Decimal:
    """Social value in £, and local economic value of two thirds of it at the most."""
    pounds = {code: rounded(n * PROXIES[code]) for code, n in units.items()}
    local = pounds.pop(LOCAL, D(0))
    social = sum(pounds.values(), D(0))
    return social + min(local, rounded(social * CAP / (1 - CAP)))


def worked_out() -> dict[str, Worked]:
    """Every bid's marks by the published formulas."""
    prices = {name: D(bid.corrected or bid.price) for name, bid in GIVEN.items()}
    lowest = min(prices.values())
    found = {}
    for name, bid in GIVEN.items():
        offered = {code: sum(map(D, map(str, n)), D(0)) for code, n in bid.units.items()}
        counted = offered | {code: D(n) for code, n in bid.marked.items()}
        earned = min(D(1), worth(counted) / prices[name] / TARGET)
        gate = 0 if min(bid.answers) < PASS_MARK else 1
        answers = sum(
            (share * mark for share, mark in zip(SHARES.values(), bid.answers, strict=True)),
            D(0),
        )
        marks = {
            "Price": rounded(100 * PRICE * lowest / prices[name]),
            **{
                f"Quality: {part}": rounded(100 * weight * D(share))
                for part, weight, share in zip(PARTS, QUALITY, bid.quality, strict=True)
            },
            "Social value: measures": rounded(100 * MEASURES * earned * gate),
            "Social value: answers together": rounded(100 * ANSWERS * answers / 5),
        }
        whole = sum(pounds_of(offered), D(0))
        found[name] = Worked(marks, sum(marks.values(), D(0)), whole)
    return found


def pounds_of(units: dict[str, Decimal]) -> list[Decimal]:
    return [rounded(n * PROXIES[code]) for code, n in units.items()]


@pytest.fixture(scope="module")
def scoring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The panel's workbook, everything marked."""
    folder = tmp_path_factory.mktemp("works")
    of = tender(
        "W1",
        codes=tuple(PROXIES),
        about=WORKS,
        price=PRICE,
        quality=sum(QUALITY),
        social_value=MEASURES + ANSWERS,
        quantitative=MEASURES / (MEASURES + ANSWERS),
        quality_parts=tuple(map(SubCriterion, PARTS, QUALITY)),
        target=TARGET,
        scored=Scored.WITH_LEVA,
        leva_reason="The stone and the crews are local",
        leva_cap=CAP,
        pass_mark=D(PASS_MARK),
    )
    bidders = [Bidder(name, bid.price, bid.units) for name, bid in GIVEN.items()]
    return loaded(of, folder, *bidders, Bidder(LATE, 8_000_000), typed=typed())


def typed() -> dict[str, dict[Any, Any]]:
    """What the panel types."""
    reduced = {"ground": "double-counted", "evaluator": "Lead", "reason": "of other sites"}
    return {
        "bidders": {
            (LATE,): {"excluded": "Yes", "excluded_why": "late"},
            **{
                (name,): {"corrected": bid.corrected, "why": "a clerical slip"}
                for name, bid in GIVEN.items()
                if bid.corrected
            },
        },
        "quality_marks": {
            (name, part): {"share": float(share), "rationale": f"{part} of {name}"}
            for name, bid in GIVEN.items()
            for part, share in zip(PARTS, bid.quality, strict=True)
        },
        "offers": {
            (name, code): {"marked": units, **reduced}
            for name, bid in GIVEN.items()
            for code, units in bid.marked.items()
        },
        "moderation": {
            (name, question): {"moderated": mark, "rationale": f"{question} of {name}"}
            for name, bid in GIVEN.items()
            for question, mark in zip(SHARES, bid.answers, strict=True)
        },
    }


@pytest.fixture(scope="module")
def letters(scoring: Path) -> Summaries:
    return write_summaries(scoring, scoring.parent / "letters")


def ranking() -> list[str]:
    """The bidders, the best first; no two have one total here."""
    found = worked_out()
    assert len({each.total for each in found.values()}) == len(found)
    return sorted(found, key=lambda name: -found[name].total)


def test_every_mark_and_rank_is_the_one_worked_out_by_hand(scoring: Path) -> None:
    results = marked(scoring).results

    assert [*results.ranks] == ranking()
    assert dict(results.not_assessed) == {LATE: "late"}
    for name, expected in worked_out().items():
        bid = results.of(name)
        assert {
            "Price": bid.price_mark,
            **{f"Quality: {part}": bid.quality_marks[part] for part in PARTS},
            "Social value: measures": bid.measures.mark,
            "Social value: answers together": bid.answers.mark,
        } == expected.marks
        assert bid.total == expected.total


def test_every_flag_of_value_is_the_one_worked_out_by_hand(scoring: Path) -> None:
    found = worked_out()
    high = {
        name
        for name, each in found.items()
        if each.offered > 2 * median(v.offered for n, v in found.items() if n != name)
    }
    flagged = {
        bid.bidder
        for bid in marked(scoring).bids
        if any("median of the other" in flag.what for flag in bid.flags)
    }

    assert flagged == high == {"Cedar Group"}


def test_who_is_not_assessed_owes_no_mark(scoring: Path) -> None:
    for sheet in ("Quality", "Marks", "Moderation"):
        rows = sheet_rows(scoring, sheet)
        assert {row["Check"] for row in rows if row["Bidder"] == LATE} == {"not assessed"}
    book = openpyxl.load_workbook(scoring, data_only=True)
    assert book["Quality"]["A3"].value == "Done: all 10 marks are in."
    assert str(book["Results"]["A3"].value).endswith("10 of 10 answers are moderated.")


def marks_in(page: str) -> list[dict[str, str]]:
    """The tables of marks of a letter: each criterion's mark."""
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    row = r'<th scope="row">([^<]*)</th><td class="right">([^<]*)</td><td>'
    return [dict(re.findall(row, table)) for table in tables if "Explanation" in table]


def test_every_letter_has_the_marks_of_its_bidder_and_of_the_winner(letters: Summaries) -> None:
    found, (winner, *losers) = worked_out(), ranking()
    pages = {path.name.partition(" - ")[0]: path.read_text("utf-8") for path in letters.pages}

    assert [*pages] == [winner, *losers]
    for name, page in pages.items():
        shown = marks_in(page)
        assert len(shown) == (1 if name == winner else 2)
        for each, whose in zip(shown, (name, winner), strict=False):
            expected = found[whose]
            assert each | {key: f"{mark:f}" for key, mark in expected.marks.items()} == each
            assert each["Total of 100"] == f"{expected.total:f}"
        others = {*GIVEN, LATE} - {name, winner}
        assert [other for other in others if other in page.replace("&amp;", "&")] == []


def test_the_page_for_approval_says_the_ranks(letters: Summaries) -> None:
    page, (winner, *_) = letters.decisions[0].read_text("utf-8"), ranking()

    assert f"<h1>Award Sea wall (W1) to {winner}</h1>" in page
    rows = re.findall(r'<th scope="row">(\d)</th><td>([^<]*)</td>.*?>([\d.]+)</td></tr>', page)
    assert [(int(rank), name.replace("&amp;", "&"), D(total)) for rank, name, total in rows] == [
        (rank, name, worked_out()[name].total) for rank, name in enumerate(ranking(), start=1)
    ]


@needs_libreoffice
def test_libreoffice_calculates_the_same_marks(scoring: Path, tmp_path: Path) -> None:
    rows = sheet_rows(resaved(scoring, tmp_path / "again"), "Results")

    shown = {row["Bidder"]: row for row in rows if row["Rank"]}
    found = worked_out()
    assert [row["Rank"] for row in shown.values()] == [*range(1, len(found) + 1)]
    assert [*shown] == ranking()
    for name, row in shown.items():
        marks = found[name].marks
        quality = sum(mark for part, mark in marks.items() if part.startswith("Quality"))
        expected = {
            "Price mark": marks["Price"],
            "Quality mark": quality,
            "Measures mark": marks["Social value: measures"],
            "Answers mark": marks["Social value: answers together"],
            "Total of 100": found[name].total,
        }
        assert {key: rounded(D(str(row[key]))) for key in expected} == expected


def head(sheet: Any) -> dict[str, Any]:
    """The cells of a table's headings, by heading."""
    rows = ([*row] for row in sheet.iter_rows())
    return {cell.value: cell for cell in next(row for row in rows if row[0].value == "Bidder")}


def reversed_rows(name: str) -> Callable[[Any], None]:
    """Sort a table's rows backwards, each as a whole."""

    def change(book: Any) -> None:
        first = head(book[name])["Bidder"].row + 1
        cells = [[*row] for row in book[name].iter_rows(min_row=first) if row[0].value]
        values = [[cell.value for cell in row] for row in cells]
        for row, other in zip(cells, reversed(values), strict=True):
            for cell, value in zip(row, other, strict=True):
                cell.value = value

    return change


@pytest.mark.parametrize("sheet", ["Bidders", "Quality", "Offers", "Moderation"])
def test_sorted_rows_change_nothing(sheet: str, scoring: Path, tmp_path: Path) -> None:
    path = spoiled(scoring, tmp_path, reversed_rows(sheet))
    assert [*marked(path).results.ranks] == ranking()


def spoiled(scoring: Path, folder: Path, change: Callable[[Any], None]) -> Path:
    path = folder / "spoiled.xlsx"
    shutil.copyfile(scoring, path)
    edit(path, change)
    return path


def pasted(heading: str, text: str, *, over_heading: bool = False) -> Callable[[Any], None]:
    """Put a text into every row of a column of Moderation."""

    def change(book: Any) -> None:
        top = head(book["Moderation"])[heading]
        for row in book["Moderation"].iter_rows(min_row=top.row + (not over_heading)):
            if row[0].value:
                row[top.column - 1].value = text

    return change


def test_a_pasted_column_of_words_stops_the_letters_and_stays(
    scoring: Path, tmp_path: Path
) -> None:
    path = spoiled(scoring, tmp_path, pasted("Moderated mark", "4 of 5"))
    with pytest.raises(InputError, match=r"Moderation [A-Z]\d+.*'4 of 5' was entered"):
        write_summaries(path, tmp_path / "letters")
    loaded_again = tmp_path / "again.xlsx"
    load_offers(scoring.parent / "offers", path, loaded_again)

    assert {row["Moderated mark"] for row in sheet_rows(loaded_again, "Moderation")} == {"4 of 5"}


def test_a_pasted_heading_is_refused_with_its_column(scoring: Path, tmp_path: Path) -> None:
    path = spoiled(scoring, tmp_path, pasted("Question", "Why", over_heading=True))
    for job in (marked, lambda each: load_offers(scoring.parent / "offers", each, each)):
        with pytest.raises(InputError, match="Moderation: the column 'Question' is not there"):
            job(path)


@pytest.mark.parametrize("sheet", ["Bidders", "Quality", "Offers", "Moderation"])
def test_a_deleted_row_stops_the_letters_by_name_and_loading_puts_it_back(
    sheet: str, scoring: Path, tmp_path: Path
) -> None:
    def deleted(book: Any) -> None:
        rows = book[sheet].iter_rows(min_row=1)
        number = next(row[0].row for row in rows if row[0].value == "Birch Works")
        book[sheet].delete_rows(number)

    path = spoiled(scoring, tmp_path, deleted)
    with pytest.raises(
        InputError, match=r"(B02|Birch Works)(, \w+)? was issued|Birch Works: no mark"
    ):
        write_summaries(path, tmp_path / "letters")
    again = tmp_path / "again.xlsx"
    if sheet == "Bidders":  # its other rows would be nobody's
        with pytest.raises(InputError, match="Birch Works"):
            load_offers(scoring.parent / "offers", path, again)
        return
    load_offers(scoring.parent / "offers", path, again)

    before, after = ([r["Bidder"] for r in sheet_rows(p, sheet)] for p in (scoring, again))
    assert after.count("Birch Works") == before.count("Birch Works")


def typed_over(book: Any) -> None:
    book["Results"]["C7"].value = 99


def test_a_formula_typed_over_is_told_and_changes_no_letter(
    scoring: Path, letters: Summaries, tmp_path: Path
) -> None:
    path = spoiled(scoring, tmp_path, typed_over)
    made = write_summaries(path, tmp_path / "letters")

    (gap,) = made.gaps
    assert "Results C7: 'Total of 100' is calculated" in gap
    assert "It shows 99 (the formula gives 89.54)" in gap
    assert [page.read_bytes() for page in made.pages] == [
        page.read_bytes() for page in letters.pages
    ]
