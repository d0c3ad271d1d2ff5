"""A record that decides a tender: what is refused with its cell, and what is told and goes on."""

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.tender.pack import RECORD, new_pack
from svtools.jobs.tender.record import Record
from svtools.jobs.tender.tenders import PreparedTender, tender_for, tender_of_record
from svtools.measures import open_set
from svtools.scoring import Method, SubCriterion
from svtools.workbooks.content import Content
from svtools.workbooks.parse import template
from tests.jobs.tender.recording import (
    COMMENCED,
    COMPLETE,
    CONSIDERED,
    blank_record,
    cell,
    field_cell,
    fill,
)
from tests.libreoffice import needs_libreoffice, recalculated
from tests.making import contract, council, edit, register_of, retyped
from tests.written_cells import cells_of

DAY = timedelta(days=1)
MADE_BY_0_1_0 = Path(__file__).parents[2] / "fixtures" / "made_by_0_1_0" / "tender"


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A blank record's bytes."""
    return blank_record(tmp_path_factory.mktemp("blank")).read_bytes()


@pytest.fixture
def record(blank: bytes, tmp_path: Path) -> Path:
    """A blank record of one's own."""
    path = tmp_path / "record.xlsx"
    path.write_bytes(blank)
    return path


def decided(path: Path, **more: Any) -> PreparedTender:
    return tender_of_record(path, open_set(), council(), **more)


def told(tender: PreparedTender) -> dict[str, str]:
    """By code, where each remark stands."""
    return {each.code: f"{each.sheet} {each.cell_names}" for each in tender.problems}


def refusal(path: Path, **more: Any) -> str:
    with pytest.raises(InputError) as refused:
        decided(path, **more)
    return str(refused.value)


def test_a_complete_record_is_enough_for_a_pack(record: Path, tmp_path: Path) -> None:
    tender = decided(fill(record))

    assert tender.problems == []
    assert tender.contract.key_without_supplier == ("N1", "")
    assert tender.requirement.minimum_weighting == Decimal("0.1")
    assert [measure.code for measure in tender.terms.marking.measures] == ["OP08", "OP12"]
    assert [path.name for path in new_pack(tender, tmp_path / "pack")] == [
        f"N1 Grass cutting - {word}.xlsx" for word in ("record", "offer", "scoring")
    ]


def test_the_packs_record_keeps_everything_that_was_typed(record: Path, tmp_path: Path) -> None:
    changes = {"contract.vat_rate": 0, "contract.extension": 12, "method.pass_mark": 2}
    path, *_ = new_pack(decided(fill(record, changes)), tmp_path / "pack")
    before, after = (open_own(each, RECORD).content for each in (record, path))

    assert typed(after) == typed(before)
    assert after.value("requirement.required") == "Yes"
    assert decided(path).problems == []


def test_whatever_people_put_into_the_record_is_kept_in_the_packs(
    record: Path, tmp_path: Path
) -> None:
    last = open_own(fill(record), RECORD).content.rows("measures")[-1].number
    ours = {
        ("Measures", "I5"): "Our lead",
        ("Measures", "I6"): "Parks team",
        ("Measures", f"A{last + 3}"): "a note under the table",
        ("Considered", "F20"): "a note",
    }
    retyped(record, ours)
    edit(record, lambda book: book.create_sheet("Mine").append(["a sum"]))
    path, *_ = new_pack(in_register(record, end=date(2030, 6, 30)), tmp_path / "pack")
    cells, content = cells_of(path), open_own(path, RECORD).content

    assert {place: cells[place].value for place in ours} == ours
    assert cells["Mine", "A1"].value == "a sum"
    assert content.value("contract.end") == date(2030, 6, 30)
    assert content.value("requirement.edition") == "open-2026"


def test_a_signed_record_stops_the_pack_until_the_loss_is_accepted(
    record: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(fill(record), "a") as package:
        package.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    tender = in_register(record, end=date(2030, 6, 30))

    with pytest.raises(InputError, match="the digital signature"):
        new_pack(tender, tmp_path / "refused")
    assert not (tmp_path / "refused").exists()
    assert len(new_pack(tender, tmp_path / "pack", accept_loss=True)) == 3


def typed(content: Content) -> dict[str, Any]:
    fields = {name: each.value for name, each in content.fields.items()}
    tables = {
        key: [dict(row.values) for row in table.rows] for key, table in content.tables.items()
    }
    issued = {
        name: None for name in fields if name.startswith(("requirement.", "made.", "to_consider."))
    }
    return fields | issued | tables


def test_the_officers_own_record_is_never_replaced(record: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    own = new_pack(decided(fill(record)), folder)[0]
    before = own.read_bytes()
    made = new_pack(decided(own), folder, force=True)

    assert own.read_bytes() == before
    assert [path.name.rpartition(" - ")[2] for path in made] == ["offer.xlsx", "scoring.xlsx"]


@pytest.mark.parametrize(
    "name",
    [
        *(f"considered.{each}" for each in (*CONSIDERED, "consult")),
        "approval.approver",
        "approval.approved_on",
    ],
)
def test_what_should_be_considered_is_told_where_it_is_blank(name: str, record: Path) -> None:
    tender = decided(fill(record, {name: None}))

    assert told(tender) == {"record-blank": field_cell(record, name)}
    (problem,) = tender.problems
    assert "lause" in problem.what or "section 1(7)" in problem.what


THRESHOLD = 207_720 / 1.2
LAW = {
    "national_policy": "section 13",
    "small_suppliers": "section 86",
    "community": "clause 7.4.AI.2",
    "reserved": "Order 2026",
}


@pytest.mark.parametrize("name", LAW)
def test_what_the_law_asks_to_consider_is_told_with_its_reference(name: str, record: Path) -> None:
    changes = {"contract.net_value": 170_000, f"considered.{name}": None}
    tender = decided(fill(record, changes))

    assert told(tender) == {"record-blank": field_cell(record, f"considered.{name}")}
    assert LAW[name] in tender.problems[0].what


@pytest.mark.parametrize(
    ("net", "commenced", "category", "missing"),
    [
        (THRESHOLD, COMMENCED, "supplies and services", set()),
        (THRESHOLD - 0.01, COMMENCED, "supplies and services", {"reserved"}),
        (THRESHOLD - 0.01, date(2026, 2, 4), "supplies and services", {"reserved"}),
        (THRESHOLD - 0.01, date(2026, 2, 3), "supplies and services", set()),
        (1_000_000 / 1.2, date(2026, 6, 17), "light touch", set()),
        (1_000_000 / 1.2 + 1, date(2026, 6, 17), "light touch", {"public_interest"}),
        (1_000_000 / 1.2 + 1, date(2026, 6, 16), "light touch", set()),
        (6_000_000, date(2026, 6, 17), "works", set()),
    ],
)
def test_what_only_some_contracts_need_is_told_for_those(
    net: float, commenced: date, category: str, missing: set[str], record: Path
) -> None:
    """£207,720 with VAT is the threshold of 2026 for services; works have one of £5,193,000."""
    changes = {"contract.net_value": net, "contract.commenced": commenced}
    changes |= {"contract.category": category, "approval.approved_on": date(2026, 1, 5)}
    changes |= {"considered.reserved": None, "considered.public_interest": None}
    facts = {"commenced": commenced, "category": category, "net_value": Decimal(str(net))}
    found = in_register(fill(record, changes), **facts).problems

    cells = {f"{each.sheet} {each.cell_names}" for each in found if each.code == "record-blank"}
    assert cells == {field_cell(record, f"considered.{name}") for name in missing}


def test_under_the_old_law_the_new_one_asks_for_nothing(record: Path) -> None:
    changes: dict[str, Any] = {"contract.commenced": date(2025, 2, 23)}
    changes["approval.approved_on"] = date(2025, 1, 5)
    changes |= {f"considered.{name}": None for name in ("national_policy", "small_suppliers")}
    tender = decided(fill(record, changes))

    assert tender.problems == []


@pytest.mark.parametrize(
    ("net", "reserved_for", "told_of"),
    [
        (170_000, "The city and Essex; small firms are here", {}),
        (170_000, None, {"record-reserved-for": "considered.reserved_for"}),
        (180_000, "The city", {"record-reserved": "considered.reserved"}),
    ],
)
def test_a_reservation_is_only_below_the_threshold_and_says_for_whom(
    net: int, reserved_for: str | None, told_of: dict[str, str], record: Path
) -> None:
    changes = {"contract.net_value": net, "considered.reserved": "to suppliers of the area"}
    tender = decided(fill(record, changes | {"considered.reserved_for": reserved_for}))

    assert told(tender) == {code: field_cell(record, name) for code, name in told_of.items()}


@pytest.mark.parametrize("name", ["sending.due", "sending.to"])
def test_by_when_and_where_tenders_are_sent_is_asked_for(name: str, record: Path) -> None:
    tender = decided(fill(record, {name: None}))

    assert told(tender) == {"record-blank": field_cell(record, name)}


def test_the_offer_says_by_when_and_where_it_is_sent(record: Path, tmp_path: Path) -> None:
    pack = new_pack(decided(fill(record, {"sending.time": "12 noon"})), tmp_path / "pack")
    texts = {cell.value for (sheet, _), cell in cells_of(pack[1]).items() if sheet == "Start"}

    assert "Send this file with your tender by: 12 noon on 14 April 2026." in texts
    assert "Send it to: tenders.example. Ask questions here: see the tender documents." in texts


def test_a_record_of_the_first_version_is_not_asked_for_what_it_lacks() -> None:
    assert Record(MADE_BY_0_1_0 / "1_record.xlsx").blanks("sending") == []


@needs_libreoffice
def test_a_record_says_on_each_sheet_what_is_left_to_do(record: Path) -> None:
    changes = {"contract.title": None, "considered.market": None, "sending.to": None}
    fill(record, changes, asked={"OP08": None}, themes={"Pride and Joy": None})
    shown = recalculated(record)[record]
    sheets = [sheet.name for sheet in template(RECORD).sheets if sheet.state]
    said = {sheet: str(shown[sheet, "A3"]) for sheet in sheets}

    assert said["Start"] == (
        "To do: 5 of 6 sheets are not complete: Contract. Considered. Themes. Measures. Decisions. "
    )
    assert said["Contract"].startswith("To do: 1 of the 7 facts")
    assert said["Considered"] == "To do: 1 of 12 are blank."
    assert said["Themes"] == "To do: say how for 1 of them."
    assert said["Measures"].startswith("To do: 1 measures are asked for; 1 have no link")
    assert said["Questions"].startswith("Done: 2 questions")
    assert said["Bands"].startswith("Not needed")
    assert said["Decisions"] == "To do: 1 to fill in or to mend."


def test_a_measure_without_its_link_and_a_theme_without_how_are_told(record: Path) -> None:
    tender = decided(fill(record, asked={"OP08": None}, themes={"Safe and Well": None}))

    assert set(told(tender)) == {"record-link", "record-theme"}
    assert "OP08" in next(p.what for p in tender.problems if p.code == "record-link")


def test_a_tender_that_serves_no_theme_is_told(record: Path) -> None:
    assert set(told(decided(fill(record, themes={})))) == {"record-no-theme"}


@pytest.mark.parametrize(("approved", "late"), [(-DAY, False), (DAY * 0, False), (DAY, True)])
def test_an_approval_after_the_procurement_commenced_is_told(
    approved: timedelta, late: bool, record: Path
) -> None:
    tender = decided(fill(record, {"approval.approved_on": COMMENCED + approved}))

    assert ("record-late" in told(tender)) == late


@pytest.mark.parametrize(
    "name",
    [
        "contract.ref", "contract.title", "contract.category", "contract.net_value",
        "contract.commenced", "contract.start", "contract.end", "criteria.price",
        "criteria.quality", "criteria.social_value", "method.quantitative", "method.name",
        "method.scored", "method.denominator", "method.decimals",
    ],
)  # fmt: skip
def test_what_a_pack_needs_is_refused_where_it_is_blank(name: str, record: Path) -> None:
    said = refusal(fill(record, {name: None}))

    assert f"{field_cell(record, name)}: '" in said
    assert "is blank" in said


def test_everything_is_refused_at_once(record: Path) -> None:
    said = refusal(record)

    for name in ("contract.ref", "contract.end", "criteria.price"):
        assert field_cell(record, name) in said
    assert "No measure is answered Yes" in said


def test_what_cannot_be_used_is_not_called_blank_as_well(record: Path) -> None:
    said = refusal(fill(record, {"contract.net_value": "a lot"}))

    assert "'a lot' was entered" in said
    assert "is blank" not in said


@pytest.mark.parametrize(
    ("shares", "found"), [((0.5, 0.4, 0.11), "101%"), ((0.5, 0.3999, 0.1), "99.99%")]
)
def test_criteria_that_do_not_add_up_are_refused_with_cells_and_sum(
    shares: tuple[float, ...], found: str, record: Path
) -> None:
    names = ("criteria.price", "criteria.quality", "criteria.social_value")
    said = refusal(fill(record, dict(zip(names, shares, strict=True))))
    first, *others = (field_cell(record, name) for name in names)

    assert ", ".join([first, *(other.split()[1] for other in others)]) in said
    assert f"add up to {found}: price 50% + " in said


@pytest.mark.parametrize(
    ("share", "stands"), [("0.0999", False), ("0.1", True), ("0.1001", True), ("0", False)]
)
def test_social_value_may_not_have_less_than_the_minimum(
    share: str, stands: bool, record: Path
) -> None:
    weights = {"criteria.social_value": float(share), "criteria.quality": 0.5 - float(share)}
    fill(record, weights | {"criteria.low_reason": "A reason doesn't help here"})
    if stands:
        assert decided(record).terms.marking.criteria.social_value == Decimal(share)
    else:
        assert f"{field_cell(record, 'criteria.social_value')}: " in refusal(record)


@pytest.mark.parametrize(
    ("commenced", "minimum"),
    [
        (date(2025, 12, 31), Decimal(0)),
        (date(2026, 1, 1), Decimal("0.1")),
        (date(2026, 1, 2), Decimal("0.1")),
    ],
)
def test_the_day_the_procurement_commences_decides_the_minimum(
    commenced: date, minimum: Decimal, record: Path
) -> None:
    """£178,000 is £213,600 with VAT: under the threshold of 2024, over the one of 2026."""
    changes = {"contract.commenced": commenced, "contract.net_value": 178_000}
    tender = decided(fill(record, changes | {"approval.approved_on": date(2025, 12, 1)}))

    assert tender.requirement.minimum_weighting == minimum


@pytest.mark.parametrize("reason", [None, "The market is small"])
def test_below_the_minimum_a_recorded_reason_is_enough(reason: str | None, record: Path) -> None:
    changes = {"contract.category": "light touch", "contract.net_value": 560_000}
    changes |= {"contract.vat_rate": 0, "criteria.social_value": 0.05, "criteria.quality": 0.45}
    fill(record, changes | {"criteria.low_reason": reason})
    if reason:
        assert decided(record).terms.low_reason == reason
    else:
        assert "record a reason" in refusal(record)


@pytest.mark.parametrize(("count", "stands"), [(7, True), (8, True), (9, False)])
def test_eight_measures_are_the_most_unless_more_are_allowed(
    count: int, stands: bool, record: Path
) -> None:
    codes = [f"OP{number:02d}" for number in range(1, count + 1)]
    fill(record, asked=dict.fromkeys(codes, "linked"))
    if not stands:
        assert "9 measures are answered Yes" in refusal(record)
    assert len(decided(record, most=max(8, count)).terms.marking.measures) == count


@pytest.mark.parametrize(
    ("typed_in", "said"),
    [
        ({("measures", 0, "code"): "XX1"}, "Not in the contract's measure set (open-2026): 'XX1'."),
        ({("measures", 0, "code"): "OP08"}, "OP08 is answered Yes in two rows"),
        ({("questions", 0, "weight"): 0.5}, "add up to 90%"),
        ({("questions", 0, "weight"): None}, "'Share of the marks' is blank"),
        ({("questions", 1, "question"): None}, "'What is asked' is blank"),
        ({("questions", 1, "number"): "SV1"}, "SV1' is there twice"),
        ({("quality_parts", 0, "criterion"): "A", ("quality_parts", 0, "weight"): 0.3}, "40%"),
        ({("quality_parts", 0, "weight"): 0.4}, "'Quality criterion' is blank"),
        (
            {("quality_parts", row, "criterion"): "A" for row in (0, 1)}
            | {("quality_parts", row, "weight"): 0.2 for row in (0, 1)},
            "'A' is there twice",
        ),
    ],
)
def test_rows_that_cannot_be_are_refused_with_their_cell(
    typed_in: Mapping[tuple[str, int, str], Any], said: str, record: Path
) -> None:
    rows = dict(typed_in)
    if ("measures", 0, "code") in rows:
        rows["measures", 0, "chosen"] = "Yes"
    sheet, _ = cell(record, *next(iter(typed_in)))
    found = refusal(fill(record, rows=rows))

    assert said in found
    assert f"{sheet} " in found or "there twice" in said


@pytest.mark.parametrize(
    ("changes", "cell_of", "said"),
    [
        ({"method.target": None}, "method.target", "The scoring target is missing"),
        ({"method.target": 0}, "method.target", "The scoring target is 0"),
        ({"method.name": "banded"}, "method.name", "The bands are missing"),
        ({"method.scored": "SVA and LEVA"}, "method.leva_reason", "reason for scoring LEVA"),
        (
            {"contract.net_value": 0, "method.denominator": "the contract's estimated value"},
            "method.denominator",
            "estimated value is 0",
        ),
        ({"contract.end": date(2026, 6, 30)}, "contract.start", "is before the start"),
        ({"contract.gross_value": 1}, "contract.net_value", "The value including VAT is £1"),
        ({"contract.regime": "luck"}, "contract.net_value", "'luck' is not a regime"),
    ],
)
def test_terms_by_which_nothing_could_be_marked_are_refused(
    changes: dict[str, Any], cell_of: str, said: str, record: Path
) -> None:
    found = refusal(fill(record, changes))

    assert said in found
    assert field_cell(record, cell_of) in found


def test_bands_and_quality_criteria_of_the_record_are_used(record: Path) -> None:
    bands = {("bands", 0, "at_least"): 0, ("bands", 0, "share"): 0.2}
    bands |= {("bands", 1, "at_least"): 0.05, ("bands", 1, "share"): 1}
    parts = {("quality_parts", 0, "criterion"): "Plan", ("quality_parts", 0, "weight"): 0.25}
    parts |= {("quality_parts", 1, "criterion"): "People", ("quality_parts", 1, "weight"): 0.15}
    terms = decided(fill(record, {"method.name": "banded"}, rows=bands | parts)).terms.marking

    assert terms.quantitative.method is Method.BANDED
    assert [(band.at_least, band.share) for band in terms.quantitative.bands] == [
        (0, Decimal("0.2")),
        (Decimal("0.05"), 1),
    ]
    assert terms.criteria.quality_parts == (
        SubCriterion("Plan", Decimal("0.25")),
        SubCriterion("People", Decimal("0.15")),
    )


def test_a_tender_marked_by_measures_alone_needs_no_question(record: Path) -> None:
    none = {("questions", row, key): None for row in (0, 1) for key in ("number", "question")}
    none |= {("questions", row, key): None for row in (0, 1) for key in ("weight", "words")}
    terms = decided(fill(record, {"method.quantitative": 1}, rows=none)).terms

    assert terms.marking.qualitative.questions == ()


def test_a_record_of_another_edition_is_refused(record: Path) -> None:
    other = replace(open_set(), edition="ours-2030")
    with pytest.raises(InputError, match="'open-2026'; this one is 'ours-2030'"):
        tender_of_record(fill(record), other, council())


def in_register(record: Path, **changes: Any) -> PreparedTender:
    facts = {name.partition(".")[2]: v for name, v in COMPLETE.items() if "contract." in name}
    ref = facts.pop("ref")
    register = register_of((contract(ref, **(facts | {"edition": "open-2026"} | changes)), {}))
    return tender_for(register, ref, "", council(), record=record)


def test_the_registers_facts_count_and_differences_are_told(record: Path) -> None:
    tender = in_register(fill(record), end=date(2030, 6, 30))

    assert tender.contract.end == date(2030, 6, 30)
    assert told(tender) == {"record-differs": field_cell(record, "contract.end")}


def test_a_record_that_agrees_with_the_register_is_not_remarked_on(record: Path) -> None:
    assert in_register(fill(record, {"contract.extension": 0})).problems == []


def test_blank_facts_are_no_fault_where_the_register_has_them(record: Path) -> None:
    blanks = {name: None for name in COMPLETE if name.startswith("contract.")}

    assert in_register(fill(record, blanks)).contract.key.ref == "N1"


def test_the_record_of_another_contract_is_refused(record: Path) -> None:
    with pytest.raises(InputError, match="for the contract 'N2', not for 'N1'"):
        in_register(fill(record, {"contract.ref": "N2"}))


def test_what_was_typed_elsewhere_in_the_record_is_told(record: Path) -> None:
    retyped(fill(record), {("Considered", "F20"): "a note"})

    assert told(decided(record)) == {"stray-cell": "Considered F20"}


@pytest.mark.parametrize(
    ("options", "places", "said"),
    [
        ({"method": "highest"}, {"method.name"}, ("'scoring target'", "'relative to highest'")),
        ({"target": Decimal("0.35")}, {"method.target"}, ("£0.1", "£0.35")),
        (
            {"weighting": Decimal("0.25")},
            {"criteria.social_value", "criteria.quality"},
            ("with --weighting it is 25%",),
        ),
    ],
)
def test_an_option_that_differs_from_the_record_is_told_with_both(
    options: dict[str, Any], places: set[str], said: tuple[str, ...], record: Path
) -> None:
    found = decided(fill(record), **options).problems

    assert {each.code for each in found} == {"record-option"}
    assert {f"{each.sheet} {each.cell_names}" for each in found} == {
        field_cell(record, name) for name in places
    }
    assert all(words in " ".join(each.what for each in found) for words in said)


def test_an_option_that_says_what_the_record_says_is_no_remark(record: Path) -> None:
    marking = decided(fill(record)).terms.marking
    options = {
        "method": "target",
        "weighting": marking.criteria.social_value,
        "target": marking.quantitative.target,
    }

    assert decided(record, **options).problems == []
