"""Assessment summaries: what section 50 asks, nothing of other losing tenders, readable by all."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from errno import ENOSPC
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError, OutputError
from svtools.jobs.opening import open_own
from svtools.jobs.tender.letters import SLOT, WITHHELD
from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.pack import SCORING
from svtools.jobs.tender.summaries import write_summaries
from svtools.policy import load_council
from svtools.policy.council_texts import LetterHead
from svtools.scoring import Band, Method, PriceMethod
from svtools.workbooks.revision import Revision
from tests.jobs.tender.tendering import (
    Bidder,
    all_marked,
    load,
    loaded,
    moderated,
    place,
    quality,
    save_offer,
    tender,
)
from tests.making import council, retyped
from tools.tender_sample import type_in

NAMES = ("Alder & Sons", "Birch", "Cedar", "Dogwood")
UNITS = {"OP08": [9, 9, 9]}
MADE_BY_0_1_0 = Path(__file__).parents[2] / "fixtures" / "made_by_0_1_0" / "tender"
VOID = {"meta", "br", "link", "img", "hr", "col"}


class Outline(HTMLParser):
    """The elements of a page, with what is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and that it is open."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element, or note that another one is open."""
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def count(self, tag: str) -> int:
        """How many elements of a kind there are."""
        return sum(name == tag for name, _ in self.elements)


@pytest.fixture(scope="module")
def summaries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The documents by bidder; Alder & Sons wins, Dogwood is not assessed."""
    folder = tmp_path_factory.mktemp("summaries")
    typed: dict[str, dict[Any, Any]] = {
        "bidders": {("Dogwood",): {"excluded": "Yes", "excluded_why": "late"}},
        "quality_marks": quality(*NAMES) | quality("Alder & Sons", share=1),
        "moderation": moderated(*NAMES),
        "offers": {
            (name, "OP08"): {
                "marked": 20,
                "ground": "already specified",
                "evaluator": "Panel",
                "reason": f"reduced for {name}",
            }
            for name in NAMES[:3]
        },
    }
    typed["moderation"]["Alder & Sons", "SV1"]["sensitive"] = "Yes"
    typed["moderation"]["Birch", "SV1"]["sensitive"] = "Yes"
    path = loaded(tender(), folder, *(Bidder(name, 1000, UNITS) for name in NAMES), typed=typed)
    written = write_summaries(path, folder / "out").pages
    return {file.name.partition(" - ")[0]: file.read_text("utf-8") for file in written}


def test_every_assessed_tender_has_one(summaries: dict[str, str]) -> None:
    assert set(summaries) == {"Alder & Sons", "Birch", "Cedar"}


@pytest.mark.parametrize(("own", "other"), [("Birch", "Cedar"), ("Cedar", "Birch")])
def test_nothing_of_another_losing_tender_is_in_it(
    own: str, other: str, summaries: dict[str, str]
) -> None:
    text = summaries[own]

    assert f"Because of {own}" in text
    assert f"reduced for {own}" in text
    assert other not in text
    assert "Dogwood" not in text


def test_the_winners_has_nothing_of_anybody_else(summaries: dict[str, str]) -> None:
    text = summaries["Alder & Sons"]

    assert [name for name in NAMES[1:] if name in text] == []
    assert "Alder &amp; Sons" in text
    assert "most advantageous" in text


def test_what_is_sensitive_is_left_out_for_others_alone(summaries: dict[str, str]) -> None:
    assert summaries["Alder & Sons"].count("Because of Alder &amp; Sons") == 2
    assert summaries["Birch"].count("Because of Alder &amp; Sons") == 1
    assert summaries["Birch"].count("Because of Birch") == 2
    assert WITHHELD in summaries["Birch"]
    assert WITHHELD not in summaries["Alder & Sons"]


def test_it_is_titled_as_the_social_value_section(summaries: dict[str, str]) -> None:
    for text in summaries.values():
        assert "<h1>Assessment summary: social value section</h1>" in text


def test_it_gives_every_criterion_with_weight_mark_and_reason(summaries: dict[str, str]) -> None:
    text = summaries["Birch"]
    criteria = ("Price", "Quality", "Social value: measures", "Social value: SV1", "SV2")

    assert [name for name in criteria if name not in text] == []
    assert "50%" in text
    assert "7.5%" in text
    assert "Why your tender was not chosen" in text
    assert "Excellent:" in text


@pytest.mark.parametrize("method", list(PriceMethod))
def test_it_says_how_price_was_marked(method: PriceMethod, tmp_path: Path) -> None:
    bidder = Bidder("Birch", 1000, UNITS)
    path = loaded(tender(price_method=method), tmp_path, bidder, typed=all_marked("Birch"))
    (written,) = write_summaries(path, tmp_path / "out").pages

    assert str(method).capitalize() in written.read_text("utf-8")


def test_a_tied_first_place_needs_a_winner_named(tmp_path: Path) -> None:
    twins = [Bidder(name, 1000, UNITS) for name in ("Birch", "Cedar")]
    path = loaded(tender(), tmp_path, *twins, typed=all_marked("Birch", "Cedar"))
    with pytest.raises(InputError, match=r"Birch and Cedar.*--winner"):
        write_summaries(path, tmp_path / "out")
    with pytest.raises(InputError):
        write_summaries(path, tmp_path / "out", winner="Nobody")

    birch, cedar = write_summaries(path, tmp_path / "out", winner="cedar").pages

    assert "the published tie-break put that one first" in birch.read_text("utf-8")
    assert "Your tender was the most advantageous." not in birch.read_text("utf-8")
    assert "Your tender was the most advantageous." in cedar.read_text("utf-8")


def test_a_winner_that_the_marks_dont_allow_needs_a_reason_that_is_told(tmp_path: Path) -> None:
    bidders = [Bidder("Birch", 1000, UNITS), Bidder("Cedar", 2000, UNITS)]
    path = loaded(tender(), tmp_path, *bidders, typed=all_marked("Birch", "Cedar"))
    others = "Only Cedar's insurance is in force"
    open_flags = "The panel has asked"
    write_summaries(path, tmp_path / "as marked", winner="Birch", despite=open_flags)
    with pytest.raises(InputError, match="Birch, rank 1, would be passed over for Cedar, rank 2"):
        write_summaries(path, tmp_path / "out", winner="Cedar")

    made = write_summaries(path, tmp_path / "out", winner="Cedar", despite=others)
    birch, cedar, decision = (
        written.read_text("utf-8").replace("&#39;", "'")
        for written in (*sorted(made.pages), made.decisions[0])
    )

    assert made.despite
    assert "award-not-by-marks" in {block.code for block in made.despite.blocks}
    assert f"the decision departs from the marks: {others}." in birch
    assert f"The decision departs from the marks: {others}." in cedar
    assert f"the published criteria and method give: {others}." in decision
    assert "most advantageous" not in birch + cedar
    assert "of 100 each" not in decision
    assert "is not chosen: the decision departs from the marks" in decision


def test_bands_are_part_of_the_scale(tmp_path: Path) -> None:
    bands = (Band(Decimal(0), Decimal(0)), Band(Decimal("0.1"), Decimal(1)))
    of = tender(method=Method.BANDED, bands=bands)
    path = loaded(of, tmp_path, Bidder("Birch", 1000, UNITS), typed=all_marked("Birch"))
    (written,) = write_summaries(path, tmp_path / "out").pages

    assert "Banded, from £0 0%, from £0.1 100%;" in written.read_text("utf-8")


def test_it_is_sound_and_accessible(summaries: dict[str, str]) -> None:
    for text in summaries.values():
        page = Outline(text)
        assert (page.crossed, page.open) == ([], [])
        assert dict(page.elements)["html"] == {"lang": "en-GB"}
        assert (page.count("h1"), page.count("title"), page.count("main")) == (1, 1, 1)
        assert page.count("caption") == page.count("table") >= 3
        cells = [attributes.get("scope") for tag, attributes in page.elements if tag == "th"]
        assert set(cells) == {"col", "row"}
        levels = [int(tag[1]) for tag, _ in page.elements if tag in {"h1", "h2", "h3"}]
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_others_read_neither_the_value_nor_a_sensitive_reduction(tmp_path: Path) -> None:
    reduced = {"marked": 1, "ground": "double-counted", "evaluator": "Panel", "reason": "secret"}
    offers = {("Birch", "OP08"): reduced | {"sensitive": "Yes"}}
    typed = all_marked("Birch", "Cedar", offers=offers)
    bidders = [Bidder("Birch", 1000, UNITS), Bidder("Cedar", 2000)]
    path = loaded(tender(), tmp_path, *bidders, typed=typed)
    made = write_summaries(path, tmp_path / "out")
    birch, cedar = (file.read_text("utf-8") for file in made.pages)

    assert "£264.25 of value scored" in birch
    assert "1 units marked of 27 offered (double-counted): secret." in birch
    assert "£264.25" not in cedar
    assert "secret" not in cedar
    assert f"OP08: fewer units marked than offered. {WITHHELD}" in cedar


def test_a_reduction_that_does_not_count_is_not_told_to_bidders(tmp_path: Path) -> None:
    typed = all_marked("Birch", offers={("Birch", "OP08"): {"marked": 1}})
    path = loaded(tender(), tmp_path, Bidder("Birch", 1000, UNITS), typed=typed)
    with pytest.raises(InputError, match="marked as offered until ground, evaluator and reason"):
        write_summaries(path, tmp_path / "out")
    made = write_summaries(path, tmp_path / "out", despite="The ground will be published")

    assert "units marked" not in made.pages[0].read_text("utf-8")


def test_every_mark_has_an_explanation(summaries: dict[str, str]) -> None:
    for text in summaries.values():
        assert "<td></td>" not in text
        assert "None" not in text


def test_a_gate_is_told_with_the_questions_own_name(tmp_path: Path) -> None:
    typed = all_marked("Birch", moderation=moderated("Birch", marks=(3, 0)))
    path = loaded(tender(pass_mark=1), tmp_path, Bidder("Birch", 1000, UNITS), typed=typed)
    (birch,) = write_summaries(path, tmp_path / "out").pages

    assert "They are 0 all the same: SV2 is under the pass mark of 1." in birch.read_text("utf-8")


def test_a_mark_that_cannot_be_used_stops_the_summaries(tmp_path: Path) -> None:
    typed = {"moderation": moderated("Birch")}
    path = loaded(tender(), tmp_path, Bidder("Birch", 1000, UNITS), typed=typed)
    where = place(path, "moderation", "moderated", "SV1")
    retyped(path, {where: 9})

    with pytest.raises(InputError, match=" ".join(where)):
        write_summaries(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("left_out", ["quality_marks", "moderation"])
def test_no_document_states_a_mark_that_nobody_gave(left_out: str, tmp_path: Path) -> None:
    typed = all_marked("Birch", **{left_out: {}})
    path = loaded(tender(), tmp_path, Bidder("Birch", 1000, UNITS), typed=typed)

    with pytest.raises(InputError, match=r"Birch has no agreed mark for"):
        write_summaries(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_mark_without_a_rationale_is_told_beside_the_documents(tmp_path: Path) -> None:
    without = {("Birch", f"SV{n}"): {"moderated": 3} for n in (1, 2)}
    typed = all_marked("Birch", moderation=without)
    path = loaded(tender(), tmp_path, Bidder("Birch", 1000, UNITS), typed=typed)

    assert write_summaries(path, tmp_path / "out").gaps == ("Birch: no rationale for SV1, SV2",)


def test_a_result_that_the_workbook_shows_otherwise_is_told(tmp_path: Path) -> None:
    path = loaded(tender(), tmp_path, Bidder("Birch", 1000, UNITS), typed=all_marked("Birch"))
    retyped(path, {("Results", "C7"): 99})

    (said,) = write_summaries(path, tmp_path / "out").gaps
    assert "Results C7: 'Total of 100' is calculated" in said
    assert "It shows 99 (the formula gives 90.6)" in said


def test_names_that_differ_only_in_signs_have_a_document_each(tmp_path: Path) -> None:
    names = ("A/B", "a:b", "A-B")
    bidders = [
        Bidder(name, 1000 + n, UNITS, fields={"bidder.number": f"N{n}"})
        for n, name in enumerate(names)
    ]
    of = tender()
    for number, bidder in enumerate(bidders):
        save_offer(of, bidder, tmp_path / "offers", f"{number}.xlsx")
    path, _ = load(of, tmp_path)
    type_in(path, all_marked(*names), path)
    made = write_summaries(path, tmp_path / "out").pages

    assert len({file.name.casefold() for file in made}) == len(names)
    found = [file.read_text("utf-8") for file in made]
    assert all(
        f'<th scope="row">Name</th><td>Southend-on-Sea City Council</td><td>{name} (' in text
        for name, text in zip(names, found, strict=True)
    )


FACTS = {
    "bidder.address": "1 Invented Road",
    "bidder.email": "birch@bids.example",
    "bidder.identifier": "GB-PPON-MADE-UP",
}


def with_facts(folder: Path, **changes: Any) -> Path:
    """A marked tender of one bidder whose letter lacks nothing but what `changes` leave out."""
    bidder = Bidder("Birch", 1000, UNITS, fields=FACTS | changes)
    path = loaded(tender(), folder, bidder, typed=all_marked("Birch"))
    revision = Revision(open_own(path, SCORING))
    for name in ("approver", "identifier", "documents"):
        revision.set_field(f"decision.{name}", f"The {name}")
    revision.set_field("decision.sent_on", date(2026, 5, 4))
    revision.save(path)
    return path


def test_a_letter_that_lacks_nothing_is_not_remarked_on(tmp_path: Path) -> None:
    made = write_summaries(with_facts(tmp_path), tmp_path / "out")
    text = made.pages[0].read_text("utf-8")

    assert (made.gaps, made.problems) == ((), ())
    facts = (*FACTS.values(), "The identifier", "The documents", "Civic Centre, Victoria Avenue")
    facts = (*facts, "Date: 4 May 2026")
    assert [fact for fact in facts if fact not in text] == []
    assert SLOT not in text + made.decisions[0].read_text("utf-8")


@pytest.mark.parametrize("name", FACTS)
def test_what_the_law_asks_and_an_offer_leaves_out_is_told_with_its_cell(
    name: str, tmp_path: Path
) -> None:
    path = with_facts(tmp_path, **{name: None})
    made = write_summaries(path, tmp_path / "out")
    (row,) = open_own(path, SCORING).content.rows("letters")

    (problem,) = made.problems
    assert problem.code == "letter-address"
    assert problem.cell_names == row.cell(name.partition(".")[2]).name
    assert SLOT in made.pages[0].read_text("utf-8")


def test_the_panel_gives_what_an_offer_left_out_and_loading_again_keeps_it(tmp_path: Path) -> None:
    path = with_facts(tmp_path, **{"bidder.email": None})
    type_in(path, {"letters": {("Birch",): {"email": "asked@bids.example"}}}, path)
    load_offers(tmp_path / "offers", path, path)
    made = write_summaries(path, tmp_path / "out")

    assert made.problems == ()
    assert "asked@bids.example" in made.pages[0].read_text("utf-8")


def test_what_the_councils_folder_does_not_say_is_told(tmp_path: Path) -> None:
    path, out = with_facts(tmp_path), tmp_path / "out"
    partly = LetterHead("a notice", postal_address="1 Hall Square")
    for head, lacks in (
        (None, "postal address, e-mail, unique identifier not known"),
        (partly, "Southend's e-mail, unique identifier not known"),
    ):
        made = write_summaries(path, out, replace(council(), letters=head), force=True)
        (problem,) = made.problems
        assert problem.code == "letter-council"
        assert lacks in problem.what


def test_who_earned_less_than_the_least_is_told_so_as_far_as_it_was_marked(tmp_path: Path) -> None:
    typed = all_marked("Birch", "Cedar")
    typed["quality_marks"]["Cedar", "Quality"] = {"share": 0.2, "rationale": "No plan for winter"}
    typed["bidders"] = {("Dogwood",): {"excluded": "Yes", "excluded_why": "late"}}
    bidders = [Bidder(name, 1000, UNITS) for name in ("Birch", "Cedar", "Dogwood")]
    path = loaded(tender(least_quality=Decimal("0.5")), tmp_path, *bidders, typed=typed)
    pages = write_summaries(path, tmp_path / "out", despite="made up").pages
    birch, cedar = (page.read_text("utf-8") for page in pages)

    assert "Your tender was the most advantageous." in birch
    assert "Your tender was excluded: 7 marks for quality, and 17.5 are needed." in cedar
    assert '<th scope="row">Quality</th><td class="right">7.00</td><td>No plan' in cedar
    assert "It was marked so far and no further." in cedar
    assert "The most advantageous tender" in cedar
    assert "Dogwood" not in birch + cedar


def test_the_letters_of_another_council_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="made for Southend"):
        write_summaries(with_facts(tmp_path), tmp_path / "out", load_council("rotherham"))


def test_a_workbook_from_before_the_sheet_decision_has_letters_with_slots(tmp_path: Path) -> None:
    made = write_summaries(MADE_BY_0_1_0 / "5_marked.xlsx", tmp_path / "out")

    assert {problem.code for problem in made.problems} == {"letter-blank", "letter-address"}
    assert len(made.written) == 2 * (len(made.pages) + 1) == 8
    assert all(path.is_file() for path in made.written)


def test_documents_that_are_there_are_replaced_only_by_force(tmp_path: Path) -> None:
    path = loaded(tender(), tmp_path, Bidder("Birch", 1000, UNITS), typed=all_marked("Birch"))
    (birch,) = write_summaries(path, tmp_path / "out").pages
    birch.write_text("sent", "utf-8")

    with pytest.raises(InputError, match="already there"):
        write_summaries(path, tmp_path / "out")
    assert birch.read_text("utf-8") == "sent"
    assert write_summaries(path, tmp_path / "out", force=True).pages == (birch,)
    assert birch.read_text("utf-8") != "sent"


def test_where_one_document_cannot_be_written_none_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bidders = Bidder("Birch", 1000, UNITS), Bidder("Cedar", 1100, UNITS)
    path = loaded(tender(), tmp_path, *bidders, typed=all_marked("Birch", "Cedar"))
    replaced = Path.replace

    def full(self: Path, to: Path) -> Any:
        if to.name.startswith("Cedar"):
            raise OSError(ENOSPC, "No space left on device")
        return replaced(self, to)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="no room left"):
        write_summaries(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()
