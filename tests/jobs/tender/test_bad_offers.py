"""Offers with faults: each is told with its cell, nothing is lost, every file is accounted for."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.marking import marked
from svtools.jobs.tender.pack import RECORD, record_data
from svtools.jobs.tender.rules import issued_terms
from svtools.jobs.tender.tenders import tender_for
from svtools.workbooks.parse import template
from svtools.workbooks.write import write
from tests.jobs.tender.tendering import (
    Bidder,
    in_register,
    load,
    loaded,
    moderated,
    place,
    quality,
    save_offer,
    save_scoring,
    tender,
)
from tests.making import council, edit, retyped

SAMPLES = Path(__file__).resolve().parents[3] / "sample_workbooks"
ALDER = Bidder("Alder", 100_000, {"OP08": [2, 2, 2], "OP12": [5, 5, 5]})
BIRCH = Bidder("Birch", 90_000, {"OP08": [1, 1, 1]})


def told(offers: list[Any], file: str) -> list[tuple[str, str]]:
    (found,) = [offer for offer in offers if offer.file == file]
    return [(p.code, f"{p.sheet} {p.cell_names}".strip()) for p in found.problems]


@pytest.mark.parametrize(
    ("sheet", "cell", "typed", "code"),
    [
        ("Offer", "D6", -3, "too-low"),
        ("Offer", "D6", "a few", "not-a-number"),
        ("Offer", "D6", "50%", "not-a-number"),
        ("Offer", "D6", "#REF!", "cell-error"),
        ("Tender", "B12", "to be agreed", "not-a-number"),
        ("Tender", "B12", 0, "too-low"),
        ("Tender", "B12", None, "required-blank"),
        ("Sign off", "B8", "No", "offer-attested-no"),
        ("Questions", "E7", None, "offer-no-answer"),
        ("Questions", "E7", "  ", "offer-no-answer"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_cell(
    sheet: str, cell: str, typed: Any, code: str, tmp_path: Path
) -> None:
    of = tender()
    retyped(save_offer(of, ALDER, tmp_path / "offers"), {(sheet, cell): typed})
    _, made = load(of, tmp_path, BIRCH)

    assert (code, f"{sheet} {cell}") in told(made.offers, "Alder.xlsx")
    assert [offer.bidder for offer in made.taken] == ["Alder", "Birch"]


def test_units_that_show_as_a_percentage_are_no_number(tmp_path: Path) -> None:
    def halved(book: Any) -> None:
        book["Offer"]["D6"].value = 0.5
        book["Offer"]["D6"].number_format = "0%"

    of = tender()
    edit(save_offer(of, ALDER, tmp_path / "offers"), halved)
    _, made = load(of, tmp_path, BIRCH)
    assert ("not-a-number", "Offer D6") in told(made.offers, "Alder.xlsx")


def test_a_bidder_without_a_price_is_not_assessed_and_the_others_are(tmp_path: Path) -> None:
    path = loaded(tender(), tmp_path, BIRCH, Bidder("Alder", None))
    found = marked(path)

    assert found.results.not_assessed == {"Alder": "no price"}
    assert [bid.bidder for bid in found.bids] == ["Birch"]


def test_an_offer_for_another_tender_is_rejected(tmp_path: Path) -> None:
    save_offer(tender("C2"), ALDER, tmp_path / "offers", "other.xlsx")
    save_offer(tender(lot="2"), ALDER, tmp_path / "offers", "other lot.xlsx")
    _, made = load(tender(), tmp_path, BIRCH)

    assert told(made.offers, "other.xlsx") == [("other-tender", "Tender B18")]
    assert told(made.offers, "other lot.xlsx") == [("other-tender", "Tender B18")]
    assert [offer.bidder for offer in made.taken] == ["Birch"]


def test_the_same_bidder_twice_is_refused_until_one_is_taken_out(tmp_path: Path) -> None:
    save_offer(tender(), ALDER, tmp_path / "offers", "a.xlsx")
    save_offer(tender(), Bidder("ALDER "), tmp_path / "offers", "b.xlsx")
    _, made = load(tender(), tmp_path, BIRCH)

    for file in ("a.xlsx", "b.xlsx"):
        assert ("bidder-twice", "Tender B6") in told(made.offers, file)
    assert [offer.bidder for offer in made.taken] == ["Birch"]


def test_every_file_of_the_folder_is_accounted_for(tmp_path: Path) -> None:
    folder = tmp_path / "offers"
    (folder / "sub").mkdir(parents=True)
    (folder / "notes.txt").write_text("made up")
    (folder / "sub" / "broken.xlsx").write_bytes(b"no spreadsheet")
    shutil.copy(SAMPLES / "contracts_register.xlsx", folder)
    shutil.copy(SAMPLES / "returns" / "C0109 Crest Construction Q4.xlsx", folder / "locked.xlsx")
    _, made = load(tender(), tmp_path, ALDER)
    codes = {
        offer.file: [p.code for p in offer.problems if offer.rejected] for offer in made.offers
    }

    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")} == set(codes)
    assert codes.pop("Alder.xlsx") == []
    assert codes["locked.xlsx"] == ["password"]
    assert codes["contracts_register.xlsx"] == ["other-template"]
    assert all(codes.values())


def test_what_programs_leave_behind_is_passed_over_and_is_no_bidder(tmp_path: Path) -> None:
    folder = tmp_path / "offers"
    folder.mkdir()
    for name in ("~$Alder.xlsx", ".~lock.Alder.xlsx#", ".DS_Store", "Thumbs.db"):
        (folder / name).write_bytes(b"made up")
    path, made = load(tender(), tmp_path, ALDER)

    assert {offer.file: offer.became for offer in made.offers} == {
        "Alder.xlsx": "loaded",
        "~$Alder.xlsx": "passed over",
        ".~lock.Alder.xlsx#": "passed over",
        ".DS_Store": "passed over",
        "Thumbs.db": "passed over",
    }
    assert [p.level for p in made.problems()] == ["remark"] * 4
    assert [bid.bidder for bid in marked(path).bids] == ["Alder"]


def test_a_measure_that_was_not_asked_for_is_told(tmp_path: Path) -> None:
    of = tender()
    retyped(save_offer(of, ALDER, tmp_path / "offers"), {("Offer", "O7"): "XX99"})
    _, made = load(of, tmp_path)

    assert told(made.offers, "Alder.xlsx") == [
        ("offer-not-asked", "Offer O7"),
        ("offer-blank", "Offer"),
    ]


def test_an_empty_folder_leaves_a_workbook_without_bidders(tmp_path: Path) -> None:
    (tmp_path / "offers").mkdir()
    path, made = load(tender(), tmp_path)

    assert made.offers == []
    with pytest.raises(InputError, match="no offers"):
        marked(path)


@pytest.mark.parametrize("mark", [7, -1, "good", 2.5])
def test_a_mark_off_the_scale_is_told_with_its_cell(mark: Any, tmp_path: Path) -> None:
    path = loaded(tender(), tmp_path, ALDER, typed={"moderation": moderated("Alder")})
    where = place(path, "moderation", "moderated", "SV1")
    retyped(path, {where: mark})
    found = marked(path)
    made = load_offers(tmp_path / "offers", path, tmp_path / "again.xlsx")

    assert "no moderated mark for SV1" in found.bids[0].missing
    for problems in (found.content.problems, made.problems()):
        (fault,) = [p for p in problems if p.sheet == "Moderation"]
        assert fault.cell_names == where[1]
        assert str(mark) in fault.what


def record(path: Path, fields: dict[str, Any], questions: Any = None) -> Path:
    data = record_data(tender())
    data["fields"] |= fields
    if questions:
        data["questions"] = questions
    write(template(RECORD), data, path)
    return path


def decided(path: Path) -> Any:
    of = tender()
    return tender_for(in_register(of), "C1", "", council(), record=path)


def test_a_record_as_issued_decides_the_terms_it_was_issued_with(tmp_path: Path) -> None:
    terms = decided(record(tmp_path / "r.xlsx", {})).terms

    assert issued_terms(terms.marking) == issued_terms(tender().terms.marking)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"criteria.price": 0.9}, "140%"),
        ({"criteria.social_value": None}, "Social value"),
        ({"criteria.price": "half"}, r"Decisions B\d+: .*half"),
        ({"method.pass_mark": 9}, r"Decisions B\d+"),
        ({"method.name": "the best one"}, r"Decisions B\d+"),
    ],
)
def test_a_record_that_cannot_be_used_says_why(
    fields: dict[str, Any], said: str, tmp_path: Path
) -> None:
    path = record(tmp_path / "r.xlsx", fields)

    with pytest.raises(InputError, match=said):
        decided(path)


def test_questions_whose_weights_do_not_sum_are_refused(tmp_path: Path) -> None:
    questions = [{"number": "SV1", "question": "?", "weight": 0.9, "words": 5}]
    path = record(tmp_path / "r.xlsx", {}, questions)

    with pytest.raises(InputError, match=r"Questions C\d+: .* add up to 90%"):
        decided(path)


def test_quality_is_kept_as_it_was_typed(tmp_path: Path) -> None:
    path = loaded(tender(), tmp_path, ALDER, typed={"quality_marks": quality("Alder", share=0.61)})

    assert float(marked(path).bids[0].quality_mark) == pytest.approx(21.35)


def test_a_scoring_workbook_that_is_none_is_refused(tmp_path: Path) -> None:
    save_scoring(tender(), tmp_path / "scoring.xlsx")
    offer = save_offer(tender(), ALDER, tmp_path / "offers")

    with pytest.raises(InputError, match="tender scoring"):
        load_offers(tmp_path / "offers", offer, tmp_path / "out.xlsx")
