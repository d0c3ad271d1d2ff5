"""The board's page: what it says first, who has to do what, and what it watches."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from svtools.errors import InputError
from svtools.jobs.board import watched as watching
from svtools.jobs.board.assessments import assessments
from svtools.jobs.board.pages import Pages, pages
from svtools.jobs.board.proposals import read_proposals
from svtools.jobs.statement.document import statement
from svtools.jobs.statement.texts import begin, files_of, read_texts
from tests.jobs.board.reading import headings, numbers, rows, title
from tests.jobs.board.two_boards import DAY, LOW, TwoBoards, write_texts
from tests.jobs.tender.recording import blank_record, fill
from tests.making import AS_AT, YEAR


def watched(made: Pages) -> dict[str, tuple[str, str]]:
    return {what: (number, which) for what, number, which in rows(made.board, "What")}


def test_validated_comes_first_and_every_share_says_of_what(made: Pages) -> None:
    assert title(made.board) == "33% of the SVA promised for 2025-26 is validated; 55% is reported"


def test_the_trend_is_that_of_the_year_before(made: Pages) -> None:
    board = made.board
    said = "For 2024-25, 0% of the SVA is validated; 80% of the SVA is reported."
    assert said in str(board.blocks[1])
    _, of = numbers(board)["Contracts that report"]
    assert of.endswith("2024-25: 1 of 1")


def test_without_an_earlier_year_no_trend_is_made_up(files: TwoBoards, tmp_path: Path) -> None:
    board = files.write(tmp_path / "one", YEAR).board
    assert "no trend is known" in str(board.blocks[1])
    assert not any("2024-25" in of for _, of in numbers(board).values())


def test_contracts_that_need_attention_come_with_why_who_and_what_next(made: Pages) -> None:
    found = rows(made.board, "Contract and supplier")
    assert [(name.split()[0], why, who, what) for name, why, _, who, what in found] == [
        ("C1", "4 returns missing; reports no SVA, which was due", "Parks officer",
         "Ask for the returns"),
        ("C2", "Reports 40% of SVA due; nothing validated", "nobody is named",
         "Meet and agree a plan"),
        ("C3", "Nothing validated", "Contracts officer", "See the evidence and validate"),
    ]  # fmt: skip


def test_what_is_at_stake_is_due_and_without_proof_sva_apart_from_leva(made: Pages) -> None:
    stakes = [row[2] for row in rows(made.board, "Contract and supplier")]
    assert all(stake.startswith("SVA £") and "LEVA" not in stake for stake in stakes)


def test_overdue_returns_are_counted_to_the_boards_day(files: TwoBoards, tmp_path: Path) -> None:
    later = AS_AT + timedelta(10)
    made = files.write(tmp_path / "later", as_at=later)
    number, which = watched(made)["Returns overdue"]
    first_due = date(2025, 7, 30)
    assert number == "4"
    assert which == (
        f"C1 Contract C1 (4 returns, the first {(later - first_due).days} days; Parks officer)"
    )


def test_a_day_before_the_summarys_is_refused(files: TwoBoards, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="31 May 2026 is before 1 June 2026"):
        files.write(tmp_path / "none", as_at=AS_AT - timedelta(1))
    assert not (tmp_path / "none").exists()


def test_a_weighting_at_the_minimum_is_not_under_it(made: Pages) -> None:
    assert watched(made)["Weightings under the minimum"] == (
        "1",
        "C5 Contract C5: 5%, at least 10% asked (One bidder; approved by Head of Buying)",
    )


@pytest.mark.parametrize(("days", "is_past"), [(0, False), (1, True)])
def test_a_contract_that_ends_on_the_day_does_not_run_past_it(
    made: Pages, *, days: int, is_past: bool
) -> None:
    hub = made.inputs.register
    changed = [
        replace(c, end=DAY + timedelta(days)) if c.key.ref == "C5" else c for c in hub.contracts
    ]
    inputs = replace(made.inputs, register=replace(hub, contracts=changed, references=None))
    past = watching.watched(inputs, AS_AT)[-1]
    assert ("C5" in str(past.found)) is is_past


def test_options_count_and_an_early_end_does(made: Pages) -> None:
    number, which = watched(made)["Contracts that run past 1 April 2028"]
    assert (number, which) == ("0", "none")  # C6 runs to March 2028 with its options, C7 has ended


def test_what_is_not_given_is_not_known_and_not_nothing(made: Pages) -> None:
    found = watched(made)
    assert found["Tenders that score LEVA"][0] == "not known"
    assert found["Spend with local suppliers"] == ("not known", "No workbook was given")


KPI_CONTRACT = replace(
    LOW, key=LOW.key._replace(ref="C9"), net_value=Decimal(9_000_000), weighting=None,
    start=date(2026, 1, 16), commenced=date(2025, 6, 2),
)  # fmt: skip


def test_the_line_of_assessments_says_until_which_day(made: Pages) -> None:
    assert watched(made)["KPI assessments due by 30 August 2026"] == ("0", "none")


@pytest.mark.parametrize(
    ("as_at", "said"),
    [
        (date(2026, 10, 16), []),  # 91 days before
        (date(2026, 10, 17), ["C9 Contract C5 (due 15 January 2027; Contracts officer)"]),
        (date(2027, 1, 15), ["C9 Contract C5 (due 15 January 2027; Contracts officer)"]),
        (date(2027, 1, 16), ["C9 Contract C5 (was due 15 January 2027; Contracts officer)"]),
    ],
)
def test_assessments_are_told_ninety_days_ahead(made: Pages, as_at: date, said: list[str]) -> None:
    hub = replace(made.inputs.register, contracts=[KPI_CONTRACT], references=None)
    inputs = replace(made.inputs, register=hub)
    assert [*assessments(inputs, as_at)] == said


def test_decisions_are_the_boards_alone(files: TwoBoards, made: Pages) -> None:
    texts = read_texts(files.texts)
    assert rows(made.board, "Decide") == [("Ask C1", "No return", "30 June")]
    assert "Ask C1" not in str(statement(made.inputs, texts).document)
    assert not {"decisions.md", "cross_sector.md"} & {*texts.missing()}


def test_a_new_decision_does_not_change_what_a_statement_was_made_from(files: TwoBoards) -> None:
    assert files_of(files.texts) == []


def test_texts_begin_with_the_boards(tmp_path: Path) -> None:
    begin(tmp_path / "texts")
    assert {"decisions.md", "cross_sector.md"} <= {p.name for p in tmp_path.glob("texts/*.md")}
    assert read_texts(tmp_path / "texts").missing("board") == ["decisions.md", "cross_sector.md"]


def test_decisions_that_nobody_wrote_are_not_said_to_be_none(made: Pages) -> None:
    board = pages(made.inputs, read_texts(None)).board
    assert "Decisions asked of the board" not in headings(board)


def test_decisions_that_are_too_long_are_refused(files: TwoBoards, tmp_path: Path) -> None:
    texts = write_texts(tmp_path / "texts", "- A decision.\n" * 30)
    with pytest.raises(InputError, match=r"decisions\.md takes about 30 lines"):
        files.write(tmp_path / "out", texts=texts)
    assert not (tmp_path / "out").exists()


def test_a_text_that_is_not_utf_8_is_refused(files: TwoBoards, tmp_path: Path) -> None:
    texts = write_texts(tmp_path / "texts")
    (texts / "decisions.md").write_bytes("Prüfen".encode("latin-1"))
    with pytest.raises(InputError, match="not text in UTF-8"):
        files.write(tmp_path / "out", texts=texts)
    assert not (tmp_path / "out").exists()


def test_a_tender_that_scores_leva_or_asks_for_too_little_is_told(
    made: Pages, tmp_path: Path
) -> None:
    changes = {
        "contract.ref": "C8",
        "criteria.price": 0.55,
        "criteria.social_value": 0.05,
        "criteria.low_reason": "A small market",
        "method.scored": "SVA and LEVA",
        "method.leva_reason": "Jobs are the aim",
    }
    fill(blank_record(tmp_path), changes)
    hub = made.inputs.register
    planned = replace(LOW, key=LOW.key._replace(ref="C8"), weighting=None, weighting_reason="")
    inputs = replace(
        made.inputs, register=replace(hub, contracts=[*hub.contracts, planned], references=None)
    )
    proposals = read_proposals(tmp_path, made.inputs.council)
    found = {each.what: each.found for each in watching.watched(inputs, AS_AT, proposals)}
    who = "approved by Head of service"
    assert found["Tenders that score LEVA"] == [f"C8 Grass cutting (Jobs are the aim; {who})"]
    assert found["Weightings under the minimum"][1:] == [
        f"C8 Grass cutting: 5% proposed, at least 10% asked (A small market; {who})"
    ]
