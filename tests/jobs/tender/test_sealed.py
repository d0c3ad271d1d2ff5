"""What was issued and loaded is sealed: each input typed over is one line with both values."""

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.tender.blocking import blocks, let_through
from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.marking import Marked, marked
from svtools.jobs.tender.pack import (
    OFFER,
    RECORD,
    SCORING,
    new_pack,
    offer_data,
    record_data,
    scoring_data,
)  # fmt: skip
from svtools.jobs.tender.rehearse import rehearse
from svtools.jobs.tender.sealing import LOADED, seal_of, sealed_terms
from svtools.jobs.tender.tenders import tender_of_record
from svtools.measures import open_set
from svtools.scoring import SubCriterion
from svtools.workbooks.parse import parse, template
from svtools.workbooks.write import write
from tests.jobs.tender.tendering import (
    Bidder,
    all_marked,
    load,
    loaded,
    save_offer,
    save_scoring,
    tender,
)
from tests.making import FIXTURES, council, edit, retyped

UNITS = {"OP08": (2, 2, 2), "OP12": (5, 5, 5)}
ALDER, BIRCH = Bidder("Alder", 100_000, UNITS), Bidder("Birch", 90_000, {"OP08": (1, 1, 1)})
CEDAR = Bidder("Cedar", 95_000, {"OP12": (9,)})


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three bids, marked by a panel."""
    names = ("Alder", "Birch", "Cedar")
    folder = tmp_path_factory.mktemp("sealed")
    return loaded(tender(), folder, ALDER, BIRCH, CEDAR, typed=all_marked(*names))


@pytest.fixture
def path(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sound, tmp_path / "scoring.xlsx"))


def place_of(path: Path, name: str, number: int = 0) -> tuple[str, str]:
    """The cell of a field ("block.key"), or of a row's column ("table.column")."""
    content = open_own(path, SCORING).content
    owner, _, key = name.partition(".")
    in_table = owner in content.tables
    cell = content.rows(owner)[number].cell(key) if in_table else content.fields[name].cell
    assert cell
    return cell.sheet, cell.name


def told(marks: Marked) -> list[str]:
    return [problem.located for problem in marks.changed]


def without_row(path: Path, name: str, number: int) -> None:
    sheet, cell = place_of(path, name, number)
    edit(path, lambda book: book[sheet].delete_rows(int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))))


TERMS = [
    ("method.target", 0.5, "'Scoring target, £ of value for each £' reads '0.5'", "'0.1'"),
    ("method.target", None, "reads 'blank'", "'0.1'"),
    ("method.name", "relative to highest", "'Method' reads 'relative to highest'", "'scoring"),
    ("method.name", "by feel", "'Method' reads 'by feel'", "'scoring target'"),
    ("method.pass_mark", 3, "'Pass mark for the questions' reads '3'", "'blank'"),
    ("criteria.price", 0.6, "'Price' reads '0.6'", "'0.5'"),
    ("criteria.quality", "a lot", "'Quality' reads", "'0.35'"),
    ("contract.net_value", 1, "'Estimated value without VAT' reads '1'", "'100000'"),
    ("contract.end", date(2030, 1, 1), "'End' reads '1 January 2030'", "'31 March 2028'"),
    ("measures.proxy", 9000, "'OP08: Value of one unit' reads '9000'", "'264.25'"),
    ("measures.unit", "people", "'OP08: Unit' reads 'people'", "'weeks'"),
    ("measures.kind", "LEV", "'OP08: SV or LEV' reads 'LEV'", "'SV'"),
    ("questions.weight", 0.9, "'SV1: Share of the marks' reads '0.9'", "'0.6'"),
    ("questions.question", "Why?", "'SV1: What is asked' reads 'Why?'", "'How will"),
    ("quality_parts.weight", 0.2, "'Quality: Share of the whole' reads '0.2'", "'0.35'"),
    ("bidders.price", 100, "'Alder: Price in the offer' reads '100'", "'100000'"),
    ("bidders.bidder", "Elder", "'Bidder' reads 'Elder'", "'Alder'"),
    ("offers.y2", 40, "'Alder, OP08: Year 2' reads '40'", "'2'"),
    ("offers.offered", 60, "'Alder, OP08: Offered units' reads '60'", "'6'"),
    ("offers.proxy", 9000, "'Alder, OP08: Value of one unit' reads '9000'", "'264.25'"),
    ("offers.measure", "XX99", "'Alder: Measure' reads 'XX99'", "'OP08'"),
    ("offers.measure", "OP12", "'Alder: Measure' reads 'OP12'", "'OP08'"),
    ("moderation.answered", "no", "'Alder, SV1: Answered' reads 'no'", "'yes'"),
    ("moderation.bidder", "Birch", "'SV1: Bidder' reads 'Birch'", "'Alder'"),
    ("moderation.key", "B02", "'Alder, SV1: Key' reads 'B02'", "'B01'"),
    ("moderation.row", None, "'Alder, SV1: Row' reads 'blank'", "'moderation/B01/SV1'"),
    ("quality_marks.key", None, "'Alder, Quality: Key' reads 'blank'", "'B01'"),
    ("marks.evaluator", "E2", "'Alder, Quality 1: Evaluator' reads 'E2'", "'E1'"),
]


@pytest.mark.parametrize(("name", "typed", "entered", "expected"), TERMS)
def test_an_input_typed_over_is_one_line_with_both_values_and_changes_no_mark(
    name: str, typed: Any, entered: str, expected: str, path: Path
) -> None:
    before, place = marked(path), place_of(path, name)
    retyped(path, {place: typed})

    found = marked(path)

    (said,) = told(found)
    assert said.startswith(f"{place[0]} {place[1]}: ")
    assert entered in said
    assert expected in said
    assert found.differences == ()
    assert [(b.bidder, b.total) for b in found.bids] == [(b.bidder, b.total) for b in before.bids]
    assert [block.code for block in blocks(found)] == ["sealed-changed"]


def test_a_column_pasted_one_row_too_far_down_is_one_line(path: Path) -> None:
    before = [bid.total for bid in marked(path).bids]
    rows = open_own(path, SCORING).content.rows("offers")
    units = [row.get("offered") for row in rows]
    cells = [(row.cell("offered").sheet, row.cell("offered").name) for row in rows]
    retyped(path, dict(zip(cells, [units[0], *units[:-1]], strict=True)))
    (said,) = told(marked(path))

    assert said.startswith("Offers L")
    assert "'Offered units' differs from what was issued or loaded in " in said
    assert [bid.total for bid in marked(path).bids] == before


@pytest.mark.parametrize("name", ["quality_parts.weight", "measures.title", "questions.question"])
def test_what_was_cleared_in_an_issued_row_is_told_as_blank(name: str, path: Path) -> None:
    place = place_of(path, name)
    retyped(path, {place: None})
    (said,) = told(marked(path))
    assert said.startswith(f"{place[0]} {place[1]}: ")
    assert "reads 'blank'" in said


@pytest.mark.parametrize("table", ["offers", "quality_marks", "moderation", "bidders"])
def test_a_row_that_was_deleted_is_one_line(table: str, path: Path) -> None:
    without_row(path, f"{table}.key", 1)
    (said,) = [block.located for block in blocks(marked(path))]
    assert "is not there any more" in said


def test_changed_terms_are_not_rehearsed(tmp_path: Path) -> None:
    blank = save_scoring(tender(), tmp_path / "scoring.xlsx")
    retyped(blank, {place_of(blank, "criteria.price"): 0.6})
    with pytest.raises(InputError, match=r"'Price' reads '0\.6'; as it was issued .* '0\.5'"):
        rehearse(blank, tmp_path / "rehearsal.xlsx")


def test_an_untouched_workbook_differs_in_nothing(path: Path) -> None:
    assert told(marked(path)) == []
    assert let_through(marked(path)) is None


@pytest.mark.parametrize(
    ("name", "number", "what"),
    [
        ("offers.measure", 1, "OP12"),
        ("bidders.bidder", 1, "Birch"),
        ("moderation.question", 3, "SV2"),
        ("measures.code", 2, "OP15"),
    ],
)
def test_a_row_that_was_deleted_is_named(name: str, number: int, what: str, path: Path) -> None:
    without_row(path, name, number)
    said = " ".join(told(marked(path)))
    assert "is not there any more" in said
    assert what in said


def test_rows_that_were_sorted_are_the_same_rows(path: Path) -> None:
    content = open_own(path, SCORING).content
    first, second = content.rows("bidders")[:2]
    cells: dict[tuple[str, str], Any] = {}
    for key in ("bidder", "price", "number", "file", "name", "answers_key", "key"):
        for row, other in ((first, second), (second, first)):
            cells[row.cell(key).sheet, row.cell(key).name] = other.get(key)
    retyped(path, cells)
    assert told(marked(path)) == []


def test_a_row_that_was_added_counts_for_nothing_and_is_told(path: Path) -> None:
    sheet, cell = place_of(path, "questions.number", 1)
    row = int(cell[1:]) + 1
    typed = {"A": "SV3", "B": "And what else?", "C": 0.5}
    retyped(path, {(sheet, f"{column}{row}"): value for column, value in typed.items()})
    (said,) = told(marked(path))
    assert "SV3 was neither issued nor loaded" in said


@pytest.mark.parametrize("column", ["value", "seal"])
@pytest.mark.parametrize("key", ["criteria.price", "measures/OP08", "offers/B01/OP08"])
def test_a_sealed_copy_that_was_changed_is_told(column: str, key: str, path: Path) -> None:
    before = [bid.total for bid in marked(path).bids]
    keys = [row.get("key") for row in open_own(path, SCORING).content.rows("sealed")]
    place = place_of(path, f"sealed.{column}", keys.index(key))
    retyped(path, {place: "0.77"})
    (said,) = told(marked(path))
    assert said.startswith(f"Sealed B{place[1][1:]}: The sealed copy of ")
    assert [bid.total for bid in marked(path).bids] == before


@pytest.mark.parametrize(
    ("key", "what"),
    [
        ("criteria.price", "Price"),
        ("moderation/B03/SV2", "Cedar, SV2"),
        ("measures/OP08", "Measures: OP08"),
    ],
)
def test_a_sealed_row_that_was_taken_out_is_named_and_what_it_is_of_still_counts(
    key: str, what: str, path: Path
) -> None:
    before = [bid.total for bid in marked(path).bids]
    keys = [row.get("key") for row in open_own(path, SCORING).content.rows("sealed")]
    without_row(path, "sealed.key", keys.index(key))
    (said,) = told(marked(path))
    assert f"The sealed copy of {what} was issued or loaded, and is not there any more" in said
    assert [bid.total for bid in marked(path).bids] == before


def test_a_sealed_sheet_that_was_sorted_is_the_same(path: Path) -> None:
    rows = open_own(path, SCORING).content.rows("sealed")
    cells: dict[tuple[str, str], Any] = {}
    for row, other in zip(rows, reversed(rows), strict=True):
        for key in ("what", "value", "seal", "key"):
            cells[row.cell(key).sheet, row.cell(key).name] = other.get(key)
    retyped(path, cells)
    assert told(marked(path)) == []


def test_a_seal_that_was_cleared_is_named(path: Path) -> None:
    place = place_of(path, "contract.seal")
    retyped(path, {place: None})
    (said,) = told(marked(path))
    assert said.startswith(f"{place[0]} {place[1]}: The seal of all terms was issued")


def clear_sealed(path: Path, *tables: str) -> None:
    """Empty the rows of the sheet Sealed; with `tables`, those of these tables alone."""
    rows = open_own(path, SCORING).content.rows("sealed")
    cells: dict[tuple[str, str], Any] = {}
    for row in rows:
        if not tables or row.get("key").partition("/")[0] in tables:
            for key in ("what", "value", "seal", "key"):
                cells[row.cell(key).sheet, row.cell(key).name] = None
    retyped(path, cells)


def test_a_sealed_sheet_without_rows_blocks_and_changes_nothing_else(path: Path) -> None:
    before = [bid.total for bid in marked(path).bids]
    clear_sealed(path)
    found = marked(path)
    assert [block.what.partition(" was ")[0] for block in blocks(found)] == [
        "The sealed copy of the bids",
        "The sealed copy of all terms",
    ]
    assert [bid.total for bid in found.bids] == before
    retyped(path, {place_of(path, "method.target"): 0.5})
    with pytest.raises(InputError, match="The sealed copy of all terms was changed"):
        let_through(marked(path))


def test_a_workbook_without_its_sealed_sheet_is_no_older_one(path: Path) -> None:
    edit(path, lambda book: book.remove(book["Sealed"]))
    found = marked(path)
    assert found.older == []
    assert [block.what.partition(" was ")[0] for block in blocks(found)] == [
        "The sealed copy of all terms",
        "The sealed copy of the bids",
    ]


def test_loaded_bids_that_are_sealed_no_more_are_told_once(path: Path) -> None:
    clear_sealed(path, *LOADED)
    (said,) = told(marked(path))
    assert said.startswith("Bidders: The sealed copy of the bids")


def test_a_changed_value_in_the_scoring_workbook_blames_no_bidder(path: Path, sound: Path) -> None:
    retyped(path, {place_of(path, "measures.proxy"): 9000})
    made = load_offers(sound.parent / "offers", path, path.parent / "again.xlsx")

    assert [problem.code for problem in made.problems()] == ["sealed-changed"]
    rows = open_own(path.parent / "again.xlsx", SCORING).content.rows("offers")
    assert {str(row.get("proxy")) for row in rows if row.get("measure") == "OP08"} == {"264.25"}
    assert len(told(marked(path.parent / "again.xlsx"))) == 1


def test_loading_again_seals_what_is_loaded_then(path: Path, sound: Path) -> None:
    offers = Path(shutil.copytree(sound.parent / "offers", path.parent / "offers"))
    save_offer(tender(), Bidder("Alder", 120_000, UNITS), offers)
    again = path.parent / "again.xlsx"
    load_offers(offers, path, again)
    assert told(marked(again)) == []
    assert marked(again).results.of("Alder").price == 120_000


def test_an_offer_of_another_edition_is_one_line_that_names_what_differs(tmp_path: Path) -> None:
    of, older = (
        tender(),
        tender(codes=("OP08", "OP12"), target=Decimal(1), quantitative=Decimal("0.6")),
    )
    save_offer(older, BIRCH, tmp_path / "offers")
    _, made = load(of, tmp_path, ALDER)
    told_of = [problem for problem in made.problems() if problem.file == "Birch.xlsx"]
    edition = [problem for problem in told_of if problem.code == "offer-edition"]
    assert len(edition) == 1
    assert "offer-changed" not in {problem.code for problem in told_of}
    assert edition[0].sheet == "Tender"


CHANGES: list[Callable[[], Any]] = [
    lambda: tender(target=Decimal(1)),
    lambda: tender(codes=("OP08",)),
    lambda: tender(quantitative=Decimal("0.6")),
    lambda: tender(about={"end": date(2029, 3, 31)}),
    lambda: tender(pass_mark=Decimal(2)),
]


def test_the_seal_is_the_same_for_the_same_terms_and_another_for_others() -> None:
    seal = offer_data(tender())["seal"]
    assert seal == scoring_data(tender())["seal"] == record_data(tender())["seal"]
    others = {offer_data(change())["seal"] for change in CHANGES}
    assert len(others | {seal}) == len(CHANGES) + 1
    assert len(seal) == len("3F7A-91C2-0B5D")


def test_the_seal_is_made_of_what_stands_in_the_workbook(path: Path) -> None:
    content = open_own(path, SCORING).content
    terms = sealed_terms(template(SCORING), scoring_data(tender()))
    assert content.value("contract.seal") == seal_of(terms)


def test_the_offer_shows_the_seal(tmp_path: Path) -> None:
    content = open_own(save_offer(tender(), ALDER, tmp_path), OFFER).content
    assert content.value("tender.seal") == offer_data(tender())["seal"]


def test_results_that_follow_from_a_changed_input_are_not_told_one_by_one(path: Path) -> None:
    retyped(path, {place_of(path, "method.target"): 0.5, ("Results", "C7"): 1})
    found = marked(path)
    assert len(told(found)) == 1
    assert found.differences == ()


def test_a_criterion_may_have_any_name(tmp_path: Path) -> None:
    parts = (
        SubCriterion("Health/safety: plan", Decimal("0.2")),
        SubCriterion("B", Decimal("0.15")),
    )
    path = loaded(tender(quality_parts=parts), tmp_path, Bidder("A: B ¦ C", 1000, UNITS))
    assert told(marked(path)) == []
    retyped(path, {place_of(path, "quality_parts.weight"): 0.1})
    (said,) = told(marked(path))
    assert "'Health/safety: plan: Share of the whole' reads '0.1'" in said


def test_letters_wait_for_terms_that_were_changed(path: Path) -> None:
    retyped(path, {place_of(path, "method.target"): 0.5})
    with pytest.raises(InputError, match=r"Criteria B\d+: .* reads '0.5'.*\n?.*--despite"):
        let_through(marked(path))


def test_a_record_of_the_version_before_still_makes_a_sealed_pack(tmp_path: Path) -> None:
    declared = tmp_path / "pre_procurement_record.yaml"
    shutil.copy(FIXTURES / "older_templates" / "pre_procurement_record_2.yaml", declared)
    record = tmp_path / "older.xlsx"
    write(parse(declared), record_data(tender()), record)

    prepared = tender_of_record(record, open_set(), council())
    kept, offer, scoring = new_pack(prepared, tmp_path / "pack")

    seal = open_own(scoring, SCORING).content.value("contract.seal")
    assert open_own(offer, OFFER).content.value("tender.seal") == seal
    assert open_own(kept, RECORD).content.value("requirement.seal") is None
    newer = new_pack(tender(), tmp_path / "newer")[0]
    assert open_own(newer, RECORD).content.value("requirement.seal")
