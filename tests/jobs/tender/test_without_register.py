"""A tender that no register has: from blank workbooks to the award, and the mixtures refused."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.blanks import write_blank
from svtools.jobs.opening import open_own
from svtools.jobs.register.read import read_register
from svtools.jobs.tender.blank_pack import blank_pack
from svtools.jobs.tender.pack import OFFER, RECORD, SCORING, new_pack
from svtools.jobs.tender.tenders import tender_of_record
from svtools.measures import open_set
from tests.commands import Run
from tests.jobs.tender.recording import ASKED, COMPLETE, blank_record, fill
from tests.jobs.tender.tendering import Bidder, moderated, quality, save_offer
from tests.libreoffice import differences, needs_libreoffice
from tests.making import contract, council, register_of, retyped, save_register
from tests.written_cells import cells_of
from tools import tender_sample as samples

REGISTER = Path(__file__).resolve().parents[3] / "sample_workbooks" / "contracts_register.xlsx"
ALDER = Bidder("Alder", 170_000, {"OP08": [20, 20, 20], "OP12": [10, 0, 0]})
BIRCH = Bidder("Birch", 160_000, {"OP08": [5], "OP12": [40]})


@pytest.fixture
def run(run: Run) -> Run:
    """Run `svtools tender …`; each text in one line."""
    return lambda *words: run("tender", *words).in_one_line


def test_a_tender_without_a_register_runs_to_its_award(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("new", "--output", tmp_path / "blank")
    assert code == 0
    assert "Fill in Blank tender - record.xlsx" in out

    record = fill(tmp_path / "blank" / "Blank tender - record.xlsx")
    pack = tmp_path / "pack"
    code, out, _ = run("new", "--record", record, "--output", pack)
    assert code == 0
    assert "Social value is required" in out

    scoring = pack / "N1 Grass cutting - scoring.xlsx"
    assert run("rehearse", scoring, "--output", tmp_path / "rehearsal.xlsx")[0] == 0

    of = tender_of_record(record, open_set(), council())
    for bidder in (ALDER, BIRCH):
        save_offer(of, bidder, tmp_path / "offers")
    marked = tmp_path / "marked.xlsx"
    code, out, _ = run("load", tmp_path / "offers", "--scoring", scoring, "--output", marked)
    assert code == 0, out
    typed = {"moderation": moderated("Alder", "Birch"), "quality_marks": quality("Alder", "Birch")}
    samples.type_in(marked, typed, marked)
    assert run("results", marked)[0] == 0

    after = tmp_path / "after.xlsx"
    award = ("award", marked, "--bidder", "Alder", "--output", after, "--register")
    code, _, err = run(*award, REGISTER)
    assert code == 2
    assert f"The register has no measure edition '{open_set().edition}'" in err
    write_blank("register", tmp_path / "blank.xlsx", council())
    code, _, err = run(*award, tmp_path / "blank.xlsx")
    assert code == 2
    assert "The register has no contract 'N1'. Add a row for it on the register's sheet" in err

    facts = {name.partition(".")[2]: v for name, v in COMPLETE.items() if "contract." in name}
    register = register_of((contract(facts.pop("ref"), supplier="", **facts), {}))
    known = save_register(tmp_path / "register.xlsx", register)
    code, out, _ = run(*award, known)
    assert code == 0, out
    (promises,) = read_register(after, council()).promises.values()
    assert {each.measure.code: each.units for each in promises} == {"OP08": 60, "OP12": 10}


def test_an_award_into_a_register_without_the_edition_is_refused(run: Run, tmp_path: Path) -> None:
    ours = replace(open_set(), edition="ours-2030")
    record = fill(blank_record(tmp_path / "blank", ours))
    of = tender_of_record(record, ours, council())
    samples_of = tmp_path / "offers"
    save_offer(of, ALDER, samples_of)
    scoring = new_pack(of, tmp_path / "pack")[-1]
    marked = tmp_path / "marked.xlsx"
    run("load", samples_of, "--scoring", scoring, "--output", marked)
    code, _, err = run(
        "award", marked, "--bidder", "Alder", "--register", REGISTER, "--output", tmp_path / "r"
    )

    assert code == 2
    assert "no measure edition 'ours-2030'" in err
    assert "svtools measures import" in err


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({}, 0, "Wrote"),
        ({"considered.equality": None}, 1, "'Equality assessment' is blank. What was"),
        (
            {"criteria.price": 0.6},
            2,
            "Decisions B6, B7, B8: The award criteria add up to 110%: price 60% + ",
        ),
    ],
)
def test_new_from_a_record_says_what_is_missing(
    changes: dict[str, Any], code: int, said: str, run: Run, tmp_path: Path
) -> None:
    record = fill(blank_record(tmp_path), changes)
    found, out, err = run("new", "--record", record, "--output", tmp_path / "pack")

    assert found == code
    assert said in out + err
    assert (tmp_path / "pack").exists() == (code != 2)


def test_a_record_is_the_source_with_a_register_too(run: Run, tmp_path: Path) -> None:
    """The contract need not be named again where the record names it."""
    facts = {name.partition(".")[2]: v for name, v in COMPLETE.items() if "contract." in name}
    register = register_of((contract(facts.pop("ref"), **facts), {}))
    known = save_register(tmp_path / "register.xlsx", register)
    record = fill(blank_record(tmp_path))
    output = ("--output", tmp_path / "pack")

    assert run("new", "--register", known, "--record", record, *output)[0] == 0
    assert len(list((tmp_path / "pack").iterdir())) == 3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--contract", "C1"), "Give --register"),
        (("--lot", "1"), "Give --register"),
        (("--register", REGISTER), "Give its reference with --contract"),
        (("--register", REGISTER, "--measure-set", REGISTER), "Leave --measure-set out"),
        (("--record", "r.xlsx", "--measures", "OP08"), "Leave --measures out"),
        (("--weighting", "10"), "fill in the record instead"),
        (("--method", "highest"), "fill in the record instead"),
        (("--measures", "XX1"), "has no XX1"),
        (("--measure-set", "none.xlsx"), "There is no file none.xlsx"),
    ],
)
def test_what_does_not_go_together_is_refused(
    options: tuple[object, ...], said: str, run: Run, tmp_path: Path
) -> None:
    code, _, err = run("new", *options, "--output", tmp_path / "pack")

    assert code == 2
    assert said in err
    assert not (tmp_path / "pack").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--weighting", "60"), "Give 50% or less"),
        (("--weighting", "-5"), "The weighting is -0.05"),
        (("--target", "0"), "The scoring target is 0"),
        (("--method", "a"), "There is no method 'a'"),
        (("--measures", "OP01,OP02,OP03", "--most-measures", "2"), "--most-measures 3"),
    ],
)
def test_options_that_cannot_be_are_refused(
    options: tuple[str, ...], said: str, run: Run, tmp_path: Path
) -> None:
    known = ("--register", REGISTER, "--contract", "C0116", "--output", tmp_path / "pack")
    code, _, err = run("new", *known, *options)

    assert code == 2
    assert said in err


@pytest.mark.parametrize("codes", [(), tuple(ASKED)])
def test_blank_workbooks_ask_for_the_measures_named(codes: tuple[str, ...], tmp_path: Path) -> None:
    record, offer, scoring = blank_pack(council(), open_set(), tmp_path, codes=codes)
    chosen = [
        row.get("code") for row in open_own(record, RECORD).content.rows("measures")
        if row.get("chosen") == "Yes"
    ]  # fmt: skip

    assert chosen == list(codes)
    for path, name, table, key in (
        (offer, OFFER, "offers", "measure"),
        (scoring, SCORING, "measures", "code"),
    ):
        rows = open_own(path, name).content.rows(table)
        assert [row.get(key) for row in rows if row.get(key)] == list(codes)


def test_blank_workbooks_show_no_errors(tmp_path: Path) -> None:
    for path in blank_pack(council(), open_set(), tmp_path):
        shown = {name: cell.value for name, cell in cells_of(path).items()}

        assert [each for each in shown.items() if str(each[1]).startswith("#")] == []


@needs_libreoffice
def test_blank_workbooks_hold_what_libreoffice_calculates(tmp_path: Path) -> None:
    assert differences(*blank_pack(council(), open_set(), tmp_path)) == []


def test_a_blank_offer_can_be_filled_in_by_hand(run: Run, tmp_path: Path) -> None:
    """Reference and measures typed into blank workbooks are read like issued ones."""
    _, offer, scoring = blank_pack(council(), open_set(), tmp_path, codes=list(ASKED))
    retyped(scoring, {("Criteria", "B5"): "N1", ("Criteria", "B7"): "Grass cutting"})
    folder = tmp_path / "offers"
    folder.mkdir()
    filled = offer.rename(folder / "alder.xlsx")
    retyped(filled, {("Tender", "B18"): "N1", ("Tender", "B6"): "Alder", ("Tender", "B12"): 1000})
    output = tmp_path / "loaded.xlsx"
    code, out, _ = run("load", folder, "--scoring", scoring, "--output", output)

    assert code == 1
    assert "alder.xlsx │ Alder │ loaded" in out


def test_a_blank_scoring_workbook_rounds_as_the_tool_does(tmp_path: Path) -> None:
    (_, _, scoring) = blank_pack(council(), open_set(), tmp_path)

    assert open_own(scoring, SCORING).content.value("method.decimals") == 2
