"""Figures against the sheets that they are of, read and added up by another library."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.statement.published import SUMMARIES, Published
from tests.making import sheet_rows

Row = dict[str, Any]
SV, LEV = "SV", "LEV"
KINDS = (SV, LEV)
STAGES = ("Promised", "Reported", "Validated")
COUNTED = ("accepted", "accepted with remarks", "accepted in part")
QUARTERS = ("Q1 value", "Q2 value", "Q3 value", "Q4 value")


def add(rows: Iterable[Row], *columns: str) -> Decimal:
    """The sum of columns, to the penny where it is of pennies."""
    return sum(
        (Decimal(str(row[c])) for row in rows for c in columns if row[c] is not None), Decimal(0)
    )


class Sheets:
    """The workbooks that the statement is of, as another library reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, sheet: str, file: str = SUMMARIES[0], table: str = "") -> list[Row]:
        """A sheet's rows by heading."""
        return _rows(self.folder / file, sheet, table)

    def at(self, stage: str, file: str = SUMMARIES[0]) -> list[tuple[Row, Decimal]]:
        """Rows with their £ at a stage."""
        if stage in {"Promised", "Due to date"}:
            return [(row, add([row], *QUARTERS)) for row in self.of("Promises", file)]
        column = {"Reported": "Value", "Validated": "Validated value"}[stage]
        return [(row, add([row], column)) for row in self.of("Data", file)]

    def pounds(
        self, stage: str, fits: Callable[[Row], bool] = lambda _: True, file: str = SUMMARIES[0]
    ) -> Decimal:
        """The £ at a stage of the rows that fit."""
        return sum((worth for row, worth in self.at(stage, file) if fits(row)), Decimal(0))


@cache
def _rows(path: Path, sheet: str, table: str) -> list[Row]:
    return sheet_rows(path, sheet, table)


def key(row: Row) -> tuple[str, ...]:
    """A contract: reference, lot, supplier."""
    return tuple(str(row[name] or "") for name in ("Contract", "Lot", "Supplier"))


@pytest.fixture(scope="module")
def sheets(published: Published) -> Sheets:
    return Sheets(published.given.register.parent)


def rows_of(published: Published, table: str) -> dict[str, dict[str, Decimal]]:
    """The exact figures of a table: row's name, column's heading."""
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for number, row in published.of_csv.items():
        if number.startswith(f"{table}.") and row["As printed"] != "withheld":
            found[row["Row"]][row["Column"]] = Decimal(row["Figure"])
    return found


def near(figure: Decimal, expected: Decimal | float) -> bool:
    """Alike but for what a binary number loses."""
    return abs(figure - Decimal(str(expected))) < Decimal("0.000001")


@pytest.mark.parametrize(("file", "year"), [*zip(SUMMARIES, ("2025-26", "2024-25"), strict=True)])
@pytest.mark.parametrize("stage", ["Promised", "Due to date", "Reported", "Validated"])
def test_the_funnel(published: Published, sheets: Sheets, file: str, year: str, stage: str) -> None:
    """Both summaries stand as at a day after the year's end, when all of it was due."""
    figures = rows_of(published, "T1")[f"{year}: {stage.lower()}"]
    sva, leva = (
        sheets.pounds(stage, lambda row: row["SV or LEV"] == kind, file)  # noqa: B023
        for kind in KINDS
    )
    assert sva
    assert leva
    assert list(figures.values()) == [sva, leva, sva + leva]


def test_the_funnel_is_the_summary_s_headline(published: Published, sheets: Sheets) -> None:
    figures = rows_of(published, "T1")
    said = {row["What"]: row for row in sheets.of("Overview", table="Headline")}
    for what, stage in (("Promised", "promised"), ("Delivered", "reported")):
        of_summary = [value for heading, value in said[what].items() if str(heading).endswith("A)")]
        three = zip(figures[f"2025-26: {stage}"].values(), of_summary, strict=True)
        assert all(near(figure, value) for figure, value in three)


@pytest.mark.parametrize("what", ["Promised", "Delivered", "Validated"])
def test_the_portal_apart(published: Published, sheets: Sheets, what: str) -> None:
    figures = rows_of(published, "T1")[f"2025-26, in the Social Value Portal: {what.lower()}"]
    rows = [
        row
        for row in sheets.of("Portal figures")
        if (row["What"], row["In the totals"]) == (what, "counted")
    ]
    sva, leva, of_no_kind = (
        add([row for row in rows if row["Kind"] == kind], "Figure")
        for kind in ("SVA", "LEVA", "Not known")
    )
    assert list(figures.values()) == [sva, leva, sva + leva]
    said = "of which kind it is"
    assert (f"£{of_no_kind:,.0f} {what.lower()}" in published.made.tables["T1"].note) == bool(
        of_no_kind
    ), said


def test_themes_and_their_targets(published: Published, sheets: Sheets) -> None:
    targets = {
        row["Theme"]: row
        for row in sheets.of("Targets", "contracts_register.xlsx")
        if row["Financial year"] == "2025-26"
    }
    figures = rows_of(published, "T2")
    assert {name.rpartition(":")[0] for name in figures} == {*targets}
    for name, found in figures.items():
        theme, _, kind = name.rpartition(": ")
        wanted = {"SVA": SV, "LEVA": LEV}[kind]
        promised, reported, validated = (
            sheets.pounds(
                stage,
                lambda row: (row["Theme"], row["SV or LEV"]) == (theme, wanted),  # noqa: B023
            )
            for stage in STAGES
        )
        assert [found[stage] for stage in STAGES] == [promised, reported, validated]
        if promised:
            assert near(found["Validated, of promised"], validated / promised)
        target = targets[theme][f"Target {kind}"]
        assert found.get("Target") == (None if target is None else Decimal(target))
        if target:
            assert near(found["Validated, of target"], validated / target)


def test_objectives(published: Published, sheets: Sheets) -> None:
    said = {row["Objective"]: row for row in sheets.of("Breakdowns", table="ByObjective")}
    figures = rows_of(published, "T3")
    assert figures
    for name, found in figures.items():
        row = said[name.partition(" ")[0]]
        assert found["Measures promised or reported"] == row["Measures promised or reported"]
        assert near(found["SVA validated"], row["Validated SVA"])
        assert near(found["LEVA validated"], row["Validated LEVA"])


def test_measures(published: Published, sheets: Sheets) -> None:
    figures = {**rows_of(published, "T4"), **rows_of(published, "T4b")}
    measures = {row["Measure"] for row in (*sheets.of("Promises"), *sheets.of("Data"))}
    assert {name.partition(" ")[0] for name in figures} == measures
    for name, found in figures.items():
        code = name.partition(" ")[0]
        promised = [row for row in sheets.of("Promises") if row["Measure"] == code]
        data = [row for row in sheets.of("Data") if row["Measure"] == code]
        quarters = ("Q1 units", "Q2 units", "Q3 units", "Q4 units")
        assert near(found["Promised"], add(promised, *quarters))
        assert near(found["Reported"], add(data, "Units that count"))
        assert near(found["Validated"], add(data, "Validated units that count"))
        value = (promised or data)[0]["Value of one unit"]
        assert ("£ for one unit" in found) == (value is not None)
        if value is not None:
            assert near(found["£ for one unit"], value)
            assert found["£ validated"] == add(data, "Validated value")


def test_things_are_what_was_validated(published: Published, sheets: Sheets) -> None:
    found = rows_of(published, "T5")
    by_title: dict[str, list[Row]] = defaultdict(list)
    for row in sheets.of("Data"):
        if row["Validated units that count"]:
            by_title[row["Title"]].append(row)
    assert set(found) == set(by_title)
    for title, rows in by_title.items():
        assert near(found[title]["Validated"], add(rows, "Validated units that count"))


def test_contracts(published: Published, sheets: Sheets) -> None:
    worth: dict[tuple[str, ...], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    whole = Decimal(0)
    for row, pounds in sheets.at("Validated"):
        if row["Validated value"] is not None or row["Validated units that count"] is not None:
            worth[key(row)][row["SV or LEV"]] += pounds
            whole += pounds
    figures = rows_of(published, "T6")
    *named, last = figures
    assert (last, len(named)) == ("All of these", len(worth))
    expected = sorted((kinds[SV], kinds[LEV]) for kinds in worth.values())
    got = {(found["SVA validated"], found.get("LEVA validated")) for found in figures.values()}
    told = [pair for pair in expected if pair in got]
    assert len(told) > 1
    # The people of one contract and what else could tell them.
    withheld = [pair for pair in expected if pair not in told]
    assert {(sva, None) for sva, _ in withheld} <= got
    shares = [found["Share of all validated"] for found in figures.values() if len(found) == 3]
    assert len(shares) == len(told) + 1
    for share, of_both in zip(shares, [*sorted(map(sum, told), reverse=True), whole], strict=True):
        assert near(share, of_both / whole)


def test_directorates(published: Published, sheets: Sheets) -> None:
    where = {
        (row["Contract reference"], row["Lot"], row["Supplier"]): row["Directorate"]
        for row in sheets.of("Contracts", "contracts_register.xlsx")
    }
    figures = rows_of(published, "T6b")
    for name, found in figures.items():
        for kind, named in ((SV, "SVA"), (LEV, "LEVA")):
            for stage in STAGES:
                expected = sheets.pounds(
                    stage,
                    lambda row: (
                        row["SV or LEV"] == kind  # noqa: B023
                        and where[row["Contract"], row["Lot"], row["Supplier"]] == name  # noqa: B023
                    ),
                )
                assert found[f"{named} {stage.lower()}"] == expected


def months_later(day: date, months: int) -> date:
    """The last day of a term that months lengthen; the samples end on a month's last day."""
    year, month = divmod(day.year * 12 + day.month + months, 12)
    return date(year, month + 1, 1) - timedelta(days=1) if months else day


def running(sheets: Sheets) -> list[tuple[Row, Decimal]]:
    """The contracts that run in 2025-26, each with what was paid, or else its value by days."""
    first, last = date(2025, 4, 1), date(2026, 3, 31)
    paid = {
        (row["Contract reference"], row["Lot"], row["Supplier"]): Decimal(str(row["Paid"]))
        for row in sheets.of("Spend", "contracts_register.xlsx")
    }
    found = []
    for row in sheets.of("Contracts", "contracts_register.xlsx"):
        start, end = row["Start"].date(), row["End"].date()
        end = months_later(end, row["Extension months"] or 0)
        ended = min(end, row["Actual end"].date()) if row["Actual end"] else end
        days = (min(ended, last) - max(start, first)).days + 1
        if days > 0:
            ref, lot, supplier = row["Contract reference"], row["Lot"], row["Supplier"]
            worth = Decimal(row["Net value with options"]) * days / ((end - start).days + 1)
            said = paid.get((ref, lot, supplier), paid.get((ref, lot, None)))
            found.append((row, round(worth, 2) if said is None else said))
    return found


def test_coverage(published: Published, sheets: Sheets) -> None:
    figures = rows_of(published, "T7")
    contracts = running(sheets)
    many = {name: found["How many"] for name, found in figures.items()}
    assert many.pop("Contracts that run this year") == len(contracts)

    def of(row: Row) -> tuple[str, ...]:
        return key(row | {"Contract": row["Contract reference"]})

    counted = {key(r) for r in sheets.of("Returns") if r["Status"] in COUNTED}
    validated = {key(r) for r in sheets.of("Data") if r["Validated units"] is not None}
    those = {
        "Social value is required": [
            c for c in contracts if c[0]["Social value required"] == "Yes"
        ],
        "Nothing is asked": [c for c in contracts if c[0]["Social value required"] == "No"],
        "Reported in the Social Value Portal": [
            c for c in contracts if c[0]["Reported in"] == "Portal"
        ],
        "With a return that is counted": [c for c in contracts if of(c[0]) in counted],
        "With figures that were validated": [c for c in contracts if of(c[0]) in validated],
    }
    for name, expected in those.items():
        assert expected
        found = figures[name]
        assert found["How many"] == len(expected)
        assert found["Their value this year, £"] == sum(worth for _, worth in expected)
        assert near(found["Share of contracts that run"], len(expected) / Decimal(len(contracts)))
    asked = ("Social value is", "Nothing is asked", "Not known whether")
    answers = [found for name, found in figures.items() if name.startswith(asked)]
    assert sum(found["How many"] for found in answers) == len(contracts)


def test_suppliers(published: Published, sheets: Sheets) -> None:
    figures = rows_of(published, "T9")
    contracts = running(sheets)
    whole = sum(worth for _, worth in contracts)
    cuts = {"Small": "SME", "Voluntary": "VCSE", "Led": "Equality-led"}
    for name, found in figures.items():
        column = next(column for begins, column in cuts.items() if name.startswith(begins))
        answer = name.rpartition(": ")[2]
        those = [c for c in contracts if (c[0][column] or "Not known").lower() == answer]
        assert found["Contracts"] == len(those)
        assert found["Value this year, £"] == sum(worth for _, worth in those)
        assert near(found["Share of the value of all"], found["Value this year, £"] / whole)


def test_local_spend(published: Published, sheets: Sheets) -> None:
    data = sheets.of("Data", "local_spend.xlsx")
    names = {
        "In the council's area": "Local",
        "Elsewhere": "Elsewhere",
        "Address not known": "Not known",
    }
    figures = rows_of(published, "T8")
    whole = add(data, "£ net")
    for name, place in names.items():
        rows = [row for row in data if row["Place"] == place]
        assert figures[name]["Spend"] == add(rows, "£ net")
        assert figures[name]["Payments"] == add(rows, "Payments")
        assert near(figures[name]["Share of all spend"], figures[name]["Spend"] / whole)
    assert figures["Together"]["Spend"] == whole
    for name, found in rows_of(published, "T8b").items():
        rows = [row for row in data if name in {row["Ring"], "Together"}]
        assert found["Spend"] == add(rows, "£ net")
    for table, column in (("T8c", "Month"), ("T8d", "Directorate")):
        for name, found in rows_of(published, table).items():
            for heading, place in names.items():
                rows = [
                    row
                    for row in data
                    if row["Place"] == place and name in {row[column], "Together"}
                ]
                assert found[heading] == add(rows, "£ net")


def test_what_came_in(published: Published, sheets: Sheets) -> None:
    rows = sheets.of("Returns")
    counted = [row for row in rows if row["Status"] in COUNTED]
    problems = sheets.of("Problems")
    validated = sheets.pounds("Validated")
    expected = (
        len(counted),
        sum(row["Status"] == "accepted in part" for row in counted),
        sum((row["Days late"] or 0) > 0 for row in counted),
        sum(row["Status"] == "missing" for row in rows),
        sum(row["Status"] == "rejected" for row in rows),
        sum(row["Effect"] == "not counted" for row in problems),
        validated / sheets.pounds("Reported"),
    )
    lines = rows_of(published, "T13")
    assert list(lines)[-1] == "The same in 2024-25"
    found = [figures["This year"] for figures in list(lines.values())[:-1]]
    assert all(near(*pair) for pair in zip(found, expected, strict=True))


def test_where_and_for_whom(published: Published, sheets: Sheets) -> None:
    told = sheets.of("Who benefited")
    for table, column in (("T11", "Where (ward)"), ("T12", "For whom")):
        said = {(row[column], row["Measure"]): row["Units"] for row in told if row[column]}
        printed = {
            (row[0], row[1].partition(" ")[0]): row[2] for row in published.of_page[table][1:]
        }
        for (name, code), units in said.items():
            assert printed[name, code] == f"{units:g}"
        for code in {code for _, code in said}:
            data = [row for row in sheets.of("Data") if row["Measure"] == code]
            all_told = sum(Decimal(cell) for (_, of), cell in printed.items() if of == code)
            assert all_told == add(data, "Units that count")
