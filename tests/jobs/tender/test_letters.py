"""What letters say to the chosen, to those with a place, to those without, and to the excluded."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest

from svtools.documents.html import page
from svtools.documents.word import word
from svtools.jobs.tender.letters import (
    SLOT,
    WITHHELD,
    Judged,
    Letter,
    Line,
    Outcome,
    Party,
    Subject,
    document,
)
from tests.making import council

US = Party("Made Up Council", "1 Hall Square", "tenders@made-up.example", "GB-PPON-MADE-0001")
OAK, ELM, ASH = (
    Judged(
        Party(name, f"{n} Invented Road", f"{name}@bids.example", f"GB-PPON-{name}", f"0000{n}"),
        (Line("Price", "40.00", f"of {name}"), Line("Quality", "30.00", f"{name}'s plan is good")),
    )
    for n, name in enumerate(("Oak", "Elm", "Ash"), start=1)
)
CRITERIA = (("Price", "50%", "Lowest price ÷ price"), ("Quality", "50%", "0 to 100"))


TREES = Subject("Trees", "C9", sent_on=date(2026, 5, 4))


def letter(outcome: Outcome = Outcome.NOT_CHOSEN, **changes: object) -> Letter:
    """A letter to Ash, after a competition that Oak won."""
    made = Letter(US, TREES, ASH, outcome, CRITERIA, why="It earned 70 of 100.")
    return replace(made, **{"chosen": (OAK,), "whole": True} | changes)  # type: ignore[arg-type]


def said(of: Letter, folder: Path | None = None) -> str:
    return page(document(of, folder or council().folder))


LOT = Subject("Trees", "C9", lot="2")
FRAMEWORK = Subject("Trees", "C9", is_framework=True)
PLACES = Subject("Trees", "C9", lot="2", is_framework=True)


@pytest.mark.parametrize(
    ("outcome", "subject", "sentence"),
    [
        (Outcome.CHOSEN, Subject("Trees", "C9"), "Your tender was the most advantageous."),
        (Outcome.CHOSEN, LOT, "Your tender for lot 2 was the most advantageous."),
        (Outcome.PLACE, FRAMEWORK, "Your tender has earned you a place on the framework."),
        (Outcome.PLACE, PLACES, "Your tender for lot 2 has earned you a place on the framework."),
        (Outcome.NOT_CHOSEN, Subject("Trees", "C9"), "Your tender was not chosen."),
        (Outcome.NOT_CHOSEN, LOT, "Your tender for lot 2 was not chosen."),
        (Outcome.NOT_CHOSEN, PLACES, "Your tender for lot 2 has not earned a place on"),
        (
            Outcome.EXCLUDED,
            LOT,
            "Your tender for lot 2 was excluded: quality earned 2, under the minimum score of 3.",
        ),
    ],
)
def test_each_is_told_what_became_of_its_tender(
    outcome: Outcome, subject: Subject, sentence: str
) -> None:
    why = "quality earned 2, under the minimum score of 3"
    text = said(letter(outcome, subject=subject, why=why))

    assert sentence in text
    others = {"most advantageous.", "earned you a place", "was not chosen.", "was excluded"}
    assert [words for words in others if words in text and words not in sentence] == []


def test_who_has_a_place_never_reads_that_it_was_not_chosen() -> None:
    text = said(letter(Outcome.PLACE, subject=PLACES, chosen=(OAK, ELM, ASH)))

    assert "not chosen" not in text
    assert "has no place" not in text
    assert [name for name in ("Oak", "Elm") if name in text] == []


def test_who_has_no_place_reads_of_every_tender_that_has() -> None:
    text = said(letter(subject=FRAMEWORK, chosen=(OAK, ELM)))

    assert "Why your tender has no place" in text
    assert "It earned 70 of 100." in text
    for other in (OAK, ELM):
        assert f"{other.party.name}&#39;s plan is good" in text
        assert other.party.identifier in text
    assert "most advantageous" not in text


def test_the_excluded_reads_why_and_that_it_was_not_marked() -> None:
    none = Judged(ASH.party)
    text = said(letter(Outcome.EXCLUDED, own=none, why="it came after the deadline"))

    assert "was excluded: it came after the deadline." in text
    assert "It was not marked." in text
    assert "Ash&#39;s plan" not in text


def test_what_the_regulation_asks_of_both_is_there() -> None:
    subject = replace(TREES, identifier="ocds-made-up", documents="Document 3")
    text = said(letter(subject=subject))

    for party in (US, ASH.party, OAK.party):
        facts = (party.name, party.address, party.email, party.identifier)
        assert [fact for fact in facts if fact not in text] == []
    assert "Date: 4 May 2026" in text
    for words in ("ocds-made-up", "Document 3", "50%", "Lowest price ÷ price", "30.00"):
        assert words in text
    assert SLOT not in text


@pytest.mark.parametrize("name", ["address", "email", "identifier"])
def test_a_fact_that_is_not_known_has_a_slot(name: str) -> None:
    own = replace(ASH, party=replace(ASH.party, **{name: ""}))
    subject = replace(TREES, documents="Document 3")

    assert said(letter(subject=subject, own=own)).count(SLOT) == 1
    assert said(letter(subject=subject, council=replace(US, **{name: ""}))).count(SLOT) == 1


@pytest.mark.parametrize("sensitive", [False, True])
def test_left_out_is_said_only_where_something_was(sensitive: bool) -> None:
    why = WITHHELD if sensitive else "Nothing secret."
    text = said(letter(chosen=(Judged(OAK.party, (Line("Quality", "9", why),)),)))

    assert ("Commercially sensitive parts have been left out." in text) is sensitive


@pytest.mark.parametrize("whole", [False, True])
def test_without_every_reason_it_is_the_social_value_section(whole: bool) -> None:
    text = said(letter(whole=whole))

    assert ("<h1>Assessment summary</h1>" in text) is whole
    assert ("<h1>Assessment summary: social value section</h1>" in text) is not whole


def test_page_and_word_file_say_the_same() -> None:
    of = document(letter(), council().folder)
    file = docx.Document(io.BytesIO(word(of)))
    text = [paragraph.text for paragraph in file.paragraphs]
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]

    assert text[:3] == ["Made Up Council", "Assessment summary", "Trees (C9)"]
    assert "Your tender was not chosen." in text
    for words in (US.address, ASH.party.identifier, "Lowest price ÷ price", "Ash's plan is good"):
        assert words in cells
    shown = page(of)
    assert [cell for cell in cells if cell.replace("'", "&#39;") not in shown] == []


def test_names_with_signs_of_markdown_or_html_stay_as_they_are() -> None:
    own = replace(ASH, party=Party("*Ash* & <Sons>", "1 [Road](x)"))
    text = said(letter(own=own, why="# 1. _why_"))

    assert "*Ash* &amp; &lt;Sons&gt;" in text
    assert "1 [Road](x)" in text
    assert "# 1. _why_" in text


def test_a_councils_own_wording_takes_the_place_of_the_one_that_ships(tmp_path: Path) -> None:
    own = tmp_path / "documents"
    own.mkdir()
    (own / "assessment_summary.md.j2").write_text("# Dear {{ supplier.name }}\n", "utf-8")

    assert "<h1>Dear Ash</h1>" in said(letter(), tmp_path)
