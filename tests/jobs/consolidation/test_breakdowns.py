"""The sheet Breakdowns: each cut adds up to the headline, and nothing is put where it isn't known.

The figures of the returns are made up; what should come out is worked out beside them by hand.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.consolidation.breakdowns import shortened
from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.register.issued import set_rows
from svtools.jobs.register.register import Register
from svtools.jobs.validation_log.log import LogFile, write_log
from svtools.measures import Counting, open_set
from svtools.policy import load_council
from svtools.workbooks.measuring import text_width
from svtools.workbooks.parse import template
from svtools.workbooks.sheet_setup import room_in
from svtools.workbooks.theme import BODY_SIZE
from tests.libreoffice import differences, needs_libreoffice
from tests.making import (
    AS_AT,
    EDITION,
    YEAR,
    codes,
    contract,
    council,
    measure,
    register_of,
    save_register,
    save_return,
)

PARTS = [
    f"{what}_{part}" for what in ("promised", "delivered", "validated") for part in ("sva", "leva")
]
CUTS = ("sme", "vcse", "equality_led", "directorate", "manager", "weighting")
MEASURE_CUTS = ("objective", "equality_objective", "lasting")

ONE = contract(
    "C1", directorate="Environment", sme="Yes", vcse="No", weighting=Decimal("0.1"),
    net_value=Decimal(300_000),
)  # fmt: skip
TWO = contract(
    "C2", directorate="environment ", vcse="Yes", manager="R*", weighting=Decimal("0.05"),
    weighting_reason="Few bidders", weighting_approver="Board", net_value=Decimal(300_000),
)  # fmt: skip
THREE = contract("C3", equality_led="Yes", manager="", net_value=Decimal(50_000))
IDLE = contract("C4", sme="Yes", directorate="Adults", manager="Rose")
PORTAL = contract("C5", sme="No", reported_in="Portal")
REGISTER = register_of(
    (ONE, {"OP15": 1000, "PJ04": 40}), (TWO, {"PJ06": 12, "OP01": 2}), (THREE, {"SW05": 80}),
    (IDLE, {}), (PORTAL, {"PJ04": 999}),
)  # fmt: skip
BENEFITS = [
    {"measure": "PJ04", "quarter": "Q1", "units": 4, "ward": "Leigh", "group": "Carers"},
    {"measure": "PJ04", "quarter": "Q1", "units": 6, "ward": "leigh "},
    {"measure": "PJ04", "quarter": "Q2", "units": 1.5, "group": "Carers"},
    {"measure": "OP15", "quarter": "Q1", "units": 30, "ward": "Milton", "group": "Women"},
    {"measure": "OP15", "quarter": "Q2", "units": 999, "ward": "Thorpe", "group": "Women"},
]
TABLES: dict[str, Any] = {
    "spend": [{"ref": "C1", "year": "2025-26", "paid": 80_000}],
    "activity": [
        {"year": "2025-26", "activity": "Grants", "value": 18_000},
        {"year": "2024-25", "activity": "Last year's", "value": 5},
    ],
    "events": [
        {"date": date(2025, 4, 1), "kind": "Training", "title": "First day", "headcount": 5},
        {"date": date(2026, 3, 31), "kind": "Market", "title": "Last day", "smes": 3},
        {"date": date(2026, 4, 1), "kind": "Market", "title": "A day late", "smes": 3},
    ],
}


def run(folder: Path, register: Register = REGISTER, **tables: Any) -> Any:
    path = save_register(folder / "register.xlsx", register, **tables)
    (folder / "in").mkdir(exist_ok=True)
    return consolidate(folder / "in", path, YEAR, folder / "summary.xlsx", council(), as_at=AS_AT)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A year with figures of three contracts, half of them validated."""
    folder = tmp_path_factory.mktemp("breakdowns")
    units = {"OP15": (100, 150.5, 0, 3), "PJ04": (10, 2, 2, 3)}
    save_return(folder / "in" / "1.xlsx", REGISTER, ONE, units, beneficiaries=BENEFITS)
    save_return(folder / "in" / "2.xlsx", REGISTER, TWO, {"PJ06": (1,) * 4, "OP01": (0.5,) * 4})
    save_return(folder / "in" / "3.xlsx", REGISTER, THREE, {"SW05": (7,) * 4})
    first = run(folder, **TABLES)
    log = LogFile(first.log).log
    halves = {k: replace(e, validated=(e.reported or Decimal(0)) / 2) for k, e in log.items()}
    write_log(halves, council(), first.log, AS_AT)
    return run(folder, **TABLES)


def headline(made: Any) -> dict[str, Decimal]:
    return {
        f"{row['what'].lower()}_{part}": row[part]
        for row in made.data["headline"]
        for part in ("sva", "leva")
    }


@pytest.mark.parametrize("cut", [*CUTS, *MEASURE_CUTS])
def test_every_cut_adds_up_to_the_headline(cut: str, made: Any) -> None:
    rows = made.data[f"by_{cut}"]
    assert {part: sum(row[part] for row in rows) for part in PARTS} == headline(made)
    assert len({row["name"].casefold() for row in rows}) == len(rows)
    assert all(headline(made).values())


@pytest.mark.parametrize("cut", CUTS)
def test_every_contract_is_in_one_row_of_a_cut(cut: str, made: Any) -> None:
    rows = made.data[f"by_{cut}"]
    assert sum(row["here"] for row in rows) == 3
    assert sum(row["running"] for row in rows) == 5
    assert sum(row["year_value"] for row in rows) == 80_000 + 300_000 + 50_000


def by_name(made: Any, table: str) -> dict[str, Any]:
    return {row["name"]: row for row in made.data[table]}


def test_what_nobody_said_of_a_supplier_is_not_known_and_never_no(made: Any) -> None:
    counts = {name: (row["running"], row["here"]) for name, row in by_name(made, "by_sme").items()}
    assert counts == {"Yes": (2, 1), "No": (1, 0), "not known": (2, 2)}


def test_a_directorate_is_one_however_it_is_typed_and_none_is_not_stated(made: Any) -> None:
    rows = by_name(made, "by_directorate")
    assert list(rows) == ["Adults", "Environment", "not stated"]
    assert rows["Environment"]["contracts"] == "C1, C2"


def test_a_name_with_an_asterisk_takes_no_other_contract(made: Any) -> None:
    rows = by_name(made, "by_manager")
    assert {name: row["here"] for name, row in rows.items()} == {
        "Contracts officer": 1, "R*": 1, "Rose": 0, "not stated": 1,
    }  # fmt: skip


def test_weightings_stand_against_the_minimum_that_is_asked(made: Any) -> None:
    rows = by_name(made, "by_weighting")
    assert {name: row["contracts"] for name, row in rows.items()} == {
        "above the minimum": "",
        "at the minimum": "C1",
        "below the minimum": "C2",
        "no minimum asked": "C3",
        "not known": "",
    }


def test_every_objective_is_there_also_without_anything(made: Any) -> None:
    rows = by_name(made, "by_objective")
    assert list(rows) == [o.key for theme in council().themes for o in theme.objectives]
    assert rows["7.4.PJ.3"]["measures"] == rows["7.4.PJ.3"]["promised_sva"] == 0
    assert rows["7.4.PJ.4"]["delivered_sva"] > 0


def test_the_councils_equality_objectives_come_first_and_others_as_the_set_names_them(
    made: Any,
) -> None:
    names = list(by_name(made, "by_equality_objective"))
    own = council().reporting.equality_objectives
    assert tuple(names[: len(own)]) == own == (
        "Workforce", "Access to services", "Partnership working", "Community cohesion",
    )  # fmt: skip
    assert names[-1] == "not stated"


def test_shares_stand_beside_what_the_policy_quotes(made: Any) -> None:
    own = {row["what"]: row for row in made.data["own_shares"]}
    assert own["Delivered"]["leva"] == round(headline(made)["delivered_leva"] / 430_000, 6)
    assert [row["sva"] for row in made.data["benchmark"]] == [
        Decimal(n) for n in ("0.04", "0.006", "0.001", "0.021")
    ]
    assert "very probably 1.4%" in made.data["benchmark"][0]["how"]
    assert "never a target" in made.data["benchmark"][0]["how"]
    assert [(row["year"], row["share"]) for row in made.data["other_councils"]] == [
        ("2021", Decimal("0.34")), ("2021", Decimal("0.1")),
    ]  # fmt: skip


@needs_libreoffice
def test_no_share_leaves_out_a_contract_whose_value_cannot_be_read(tmp_path: Path) -> None:
    spend = [{"ref": "C2", "year": "2025-26", "paid": "about 90k?"}]
    made = run(tmp_path, spend=spend)
    shares = [row["share"] for row in made.data["headline"]]
    shares += [row[part] for row in made.data["own_shares"] for part in ("sva", "leva", "sleva")]
    assert set(shares) == {"not known"}
    assert [row["year_value"] for row in made.data["by_contract"]] == [300_000, None, 50_000]
    assert differences(made.summary) == []


@pytest.mark.parametrize("cut", ["ward", "group"])
def test_what_was_reported_without_a_place_or_group_is_not_stated(cut: str, made: Any) -> None:
    rows = made.data[f"by_{cut}"]
    for part in ("delivered_sva", "delivered_leva"):
        assert sum(row[part] for row in rows) == headline(made)[part]
    assert rows[-1]["name"] == "not stated"
    assert sum(row["rows"] for row in rows) == len(BENEFITS)


def test_a_place_has_what_its_units_are_worth_and_places_and_groups_are_never_crossed(
    made: Any,
) -> None:
    wards, groups = by_name(made, "by_ward"), by_name(made, "by_group")
    assert (wards["Leigh"]["rows"], wards["Leigh"]["delivered_sva"]) == (2, Decimal("122.10"))
    assert (groups["Carers"]["rows"], groups["Carers"]["delivered_sva"]) == (
        2, Decimal("48.84") + Decimal("18.32"),
    )  # fmt: skip
    assert (wards["Milton"]["delivered_leva"], wards["Thorpe"]["delivered_leva"]) == (30, 0)


def test_more_that_benefited_than_was_reported_is_told_and_has_no_value(made: Any) -> None:
    (problem,) = [p for p in made.consolidation.problems if p.code == "benefits-more"]
    assert problem.where.startswith("Who benefited C")
    assert "adds up to 999 units, where 150.5 were reported or agreed" in problem.what
    assert by_name(made, "by_ward")["Thorpe"]["rows"] == 1


def test_pence_of_several_places_add_up_to_what_was_reported(tmp_path: Path) -> None:
    thirds = [
        {"measure": "PJ04", "quarter": "Q1", "units": 0.5, "ward": ward}
        for ward in ("Leigh", "Milton", "Thorpe", "Belfairs")
    ]
    save_return(tmp_path / "in" / "1.xlsx", REGISTER, ONE, {"PJ04": (2, 0, 0, 0)},
                beneficiaries=thirds)  # fmt: skip
    rows = by_name(run(tmp_path), "by_ward")
    assert sum(row["delivered_sva"] for row in rows.values()) == Decimal("24.42")
    assert rows["not stated"]["delivered_sva"] == 0


def test_what_was_said_of_no_quarter_counts_as_far_as_the_year_goes(tmp_path: Path) -> None:
    said: list[dict[str, Any]] = [
        {"measure": "PJ04", "units": 3, "ward": "Leigh"},
        {"measure": "PJ04", "quarter": "Q1", "units": 2, "ward": "Milton"},
        {"measure": "PJ04", "ward": "Thorpe"},
        {"units": 4, "ward": "Thorpe"},
    ]
    units = {"PJ04": (2, 3, 0, 0)}
    save_return(tmp_path / "in" / "1.xlsx", REGISTER, ONE, units, beneficiaries=said)
    made = run(tmp_path)
    rows = by_name(made, "by_ward")
    assert (rows["Leigh"]["delivered_sva"], rows["Milton"]["delivered_sva"]) == (
        Decimal("36.63"), Decimal("24.42"),
    )  # fmt: skip
    assert (rows["Thorpe"]["rows"], rows["Thorpe"]["delivered_sva"]) == (2, 0)
    said[0]["units"] = 3.5
    save_return(tmp_path / "in" / "1.xlsx", REGISTER, ONE, units, beneficiaries=said)
    made = run(tmp_path)
    assert "benefits-more" in codes(made.consolidation.problems)
    assert by_name(made, "by_ward")["Leigh"]["delivered_sva"] == 0


def test_a_stock_is_worth_something_where_its_quarter_counts_alone(tmp_path: Path) -> None:
    stock = replace(measure("OP15"), counting=Counting.LATEST)
    known = replace(open_set(), measures={**open_set().measures, "OP15": stock})
    register = register_of((ONE, {"OP15": 10}))
    register.sets[EDITION] = known
    said = [
        {"measure": "OP15", "quarter": "Q1", "units": 10, "ward": "Leigh"},
        {"measure": "OP15", "quarter": "Q3", "units": 7, "ward": "Milton"},
    ]
    units = {"OP15": (10, 12, 11, None)}
    save_return(tmp_path / "in" / "1.xlsx", register, ONE, units, quarter="Q3", beneficiaries=said)
    made = run(tmp_path, register, **set_rows([known]))
    rows = by_name(made, "by_ward")
    assert headline(made)["delivered_leva"] == 11
    assert [rows[name]["delivered_leva"] for name in ("Leigh", "Milton", "not stated")] == [0, 7, 4]


def test_work_beyond_contracts_is_of_the_year_alone_and_in_no_total(made: Any) -> None:
    assert [row.activity for row in made.data["activity"]] == ["Grants"]
    assert [row.title for row in made.data["events"]] == ["First day", "Last day"]
    assert [(row["contract"], row["paid"]) for row in made.data["spend"]] == [
        ("C1 Contract C1", 80_000)
    ]


@needs_libreoffice
def test_a_council_that_quotes_and_lists_nothing_has_the_sheet_too(tmp_path: Path) -> None:
    plain = load_council("plymouth")
    path = save_register(tmp_path / "r.xlsx", REGISTER, of=plain)
    (tmp_path / "in").mkdir()
    made = consolidate(tmp_path / "in", path, YEAR, tmp_path / "s.xlsx", plain, as_at=AS_AT)
    assert [row["name"] for row in made.data["benchmark"]] == ["The policy quotes none"]
    assert [row["running"] for row in made.data["by_sme"]] == [2, 1, 2]
    assert made.data["by_objective"] == made.data["by_theme"] == []
    assert differences(made.summary) == []


def test_a_long_list_of_contracts_is_shortened() -> None:
    assert shortened(f"C{n}" for n in range(12)).endswith("C11")
    assert shortened(f"C{n}" for n in range(13)).endswith("C11 and 1 more")


@needs_libreoffice
def test_libreoffice_calculates_the_same(made: Any) -> None:
    assert differences(made.summary) == []


@pytest.mark.parametrize("table", ["by_contract", "by_sme", "by_directorate"])
def test_what_contracts_of_many_millions_are_worth_is_not_cut(table: str) -> None:
    width = template("consolidated_summary").table(table).column("year_value").width
    assert text_width("£999,999,999.99", BODY_SIZE, bold=True) <= room_in(width or 0)
