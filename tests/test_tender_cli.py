"""`svtools tender …`: what it says, its exit codes, and words for every mistake."""

import json
from pathlib import Path

import pytest

from svtools import console
from svtools.jobs.opening import open_own
from svtools.numbers import plain
from tests.commands import Run
from tests.jobs.tender.tendering import place
from tests.making import retyped

SAMPLES = Path(__file__).resolve().parent.parent / "sample_workbooks"
REGISTER = SAMPLES / "contracts_register.xlsx"
TENDER = SAMPLES / "tender"
MARKED, OFFERS = TENDER / "5_marked.xlsx", TENDER / "3_offers"
SCORING = TENDER / "2_pack" / "C0116 Parking machines - scoring.xlsx"
NEW = ("tender", "new", "--register", REGISTER, "--contract", "C0116")


@pytest.fixture
def run(run: Run) -> Run:
    """Run a command; each text in one line."""
    return lambda *words: run(*words).in_one_line


def test_new_says_what_the_policy_asks_and_makes_three_workbooks(run: Run, tmp_path: Path) -> None:
    code, out, _ = run(*NEW, "--output", tmp_path)

    assert code == 0
    assert "Social value is required" in out
    assert {path.name.rpartition(" - ")[2] for path in tmp_path.iterdir()} == {
        "record.xlsx",
        "offer.xlsx",
        "scoring.xlsx",
    }


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--weighting", "5"), "10%"),
        (("--weighting", "lots"), "'lots' is not a number"),
        (("--measures", "XX99"), "XX99"),
        (("--method", "luck"), "luck"),
        (("--record", REGISTER), "pre procurement record"),
        (("--record", "nowhere.xlsx"), "nowhere.xlsx"),
    ],
)
def test_new_refuses_what_cannot_be(
    options: tuple[str, ...], said: str, run: Run, tmp_path: Path
) -> None:
    code, _, err = run(*NEW, *options, "--output", tmp_path / "pack")

    assert code == 2
    assert said in err
    assert not (tmp_path / "pack").exists()


def test_new_names_the_contracts_there_are(run: Run, tmp_path: Path) -> None:
    known = ("tender", "new", "--register", REGISTER)
    code, _, err = run(*known, "--contract", "C9999", "--output", tmp_path)

    assert code == 2
    assert "C0116" in err


def test_nothing_is_replaced_without_force(run: Run, tmp_path: Path) -> None:
    assert run(*NEW, "--output", tmp_path)[0] == 0
    code, _, err = run(*NEW, "--output", tmp_path)
    assert code == 2
    assert "--force" in err
    assert run(*NEW, "--output", tmp_path, "--force")[0] == 0


@pytest.mark.parametrize(
    ("first", "more"),
    [
        (("load", OFFERS), ("--scoring", SCORING)),
        (("rehearse", SCORING), ()),
        (("award", MARKED), ("--bidder", "Shoreline Parking Trust", "--register", REGISTER)),
    ],
)
def test_an_output_that_is_there_is_not_replaced(
    first: tuple[object, ...], more: tuple[object, ...], run: Run, tmp_path: Path
) -> None:
    output = tmp_path / "there.xlsx"
    output.write_bytes(b"kept")
    code, _, err = run("tender", *first, *more, "--output", output)

    assert (code, output.read_bytes()) == (2, b"kept")
    assert "--force" in err


def test_a_rehearsal_is_for_before_publication(run: Run, tmp_path: Path) -> None:
    output = tmp_path / "rehearsal.xlsx"
    code, out, _ = run("tender", "rehearse", SCORING, "--output", output)
    assert code == 0
    assert "Inflated offer" in out

    code, _, err = run("tender", "rehearse", MARKED, "--output", tmp_path / "other.xlsx")
    assert code == 2
    assert "Offers have been loaded" in err


def test_results_tell_ranks_flags_gaps_and_who_is_left_out(run: Run) -> None:
    code, out, err = run("tender", "results", MARKED)

    assert code == 1
    assert "Afterhours Machines Ltd was not assessed: it came after the deadline." in out
    assert "more than the whole price" in out
    assert "Quick Kiosk Ltd: no units and no 0 for AI02, OP12." in out
    assert err == ""


def test_results_as_json_are_for_a_script(run: Run) -> None:
    found = json.loads(run("tender", "results", MARKED, "--json")[1])
    bids = found["bids"]

    assert found["not_assessed"] == {"Afterhours Machines Ltd": "it came after the deadline"}
    assert (found["ties"], found["differences"], found["calculated"]) == ([], [], True)
    assert [bid["rank"] for bid in bids] == [1, 2, 3]
    assert bids[0]["total"] == pytest.approx(
        sum(bids[0][part] for part in ("price", "quality", "measures", "answers"))
    )


def test_results_say_why_social_value_earns_nothing_and_what_lacks_a_reason(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "marked.xlsx"
    path.write_bytes(MARKED.read_bytes())
    rationale = place(path, "marks", "rationale", "Big Meter plc", "SV1", "E1")
    retyped(
        path,
        {
            ("Bidders", "C8"): "£90,000",
            rationale: None,
            ("Results", "C8"): 99,
            ("Results", "D8"): 98,
        },
    )
    code, out, err = run("tender", "results", path)
    found = json.loads(run("tender", "results", path, "--json")[1])

    assert code == 1
    gate = "SV2 is under the pass mark of 1"
    assert f"Quick Kiosk Ltd: the measures earn 0 because {gate}." in out
    assert found["bids"][-1]["measures_0_because"][-1] == gate
    assert found["bids"][-1]["answers_0_because"] == []
    assert "Bidders D8: Big Meter plc's price is corrected, and it isn't said why." in err
    assert f"{' '.join(rationale)}: E1's mark of Big Meter plc, SV1, has no rationale." in out
    assert "Bidders C8: 'Corrected price' holds the text '£90,000', which was read as 90000." in err
    assert len(found["unfinished"]) == 1
    assert found["differences"] == []
    assert "Results C8: 'Total of 100' is calculated, but holds no formula any more." in err
    assert "Results D8: " in err
    assert err.count("Open it in Excel or LibreOffice") == 1


def test_a_results_sheet_that_lost_its_bidders_is_no_traceback(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "marked.xlsx"
    path.write_bytes(MARKED.read_bytes())
    retyped(path, {("Results", "B4"): "Renamed"})
    code, out, err = run("tender", "results", path)

    assert code == 1
    assert "Shoreline Parking Trust" in out
    assert "Traceback" not in err


def test_a_bidders_name_is_printed_as_it_was_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console.say("A:B: and [bold]")
    console.complain("A:B: and [bold]", "A:B:")
    console.table(("Name",), [("A:B: and [bold]",)])
    out, err = capsys.readouterr()

    assert out.count("A:B: and [bold]") == 2
    assert err.count("A:B:") == 2


def test_every_remedy_is_told(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "marked.xlsx"
    path.write_bytes(MARKED.read_bytes())
    moderated, marked = place(path, "moderation", "moderated"), place(path, "marks", "mark")
    retyped(path, {moderated: 9, marked: "three"})
    _, _, err = run("tender", "summaries", path, "--output", tmp_path / "out")

    assert " ".join(moderated) in err
    assert " ".join(marked) in err
    assert "not more than 5" in err
    assert "Type a whole number" in err


def test_a_result_typed_over_is_told_with_its_cell(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "marked.xlsx"
    path.write_bytes(MARKED.read_bytes())
    retyped(path, {("Results", "C8"): 99})
    code, _, err = run("tender", "results", path)

    assert code == 1
    assert "Results C8: 'Total of 100' is calculated, but holds no formula any more." in err
    assert "It shows 99 (the formula gives 86.06)." in err


def test_a_mark_off_the_scale_is_told_with_its_cell(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "marked.xlsx"
    path.write_bytes(MARKED.read_bytes())
    moderated = place(path, "moderation", "moderated")
    retyped(path, {moderated: 9})

    code, _, err = run("tender", "results", path)
    assert code == 1
    assert " ".join(moderated) in err
    for command in (("summaries", path), ("award", path, "--bidder", "x", "--register", REGISTER)):
        code, _, err = run("tender", *command, "--output", tmp_path / "out")
        assert code == 2
        assert " ".join(moderated) in err


def test_an_issued_code_typed_over_is_told_with_its_cell(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "marked.xlsx"
    path.write_bytes(MARKED.read_bytes())
    retyped(path, {("Offers", "B7"): "XX"})
    code, _, err = run("tender", "results", path)

    assert code == 1
    said = "'Afterhours Machines Ltd: Measure' reads 'XX'; as it was issued or loaded it is 'PJ03'"
    assert f"Blocks letters and award: Offers B7: {said}" in err


def test_offered_units_typed_over_are_told_with_their_cell(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "marked.xlsx"
    path.write_bytes(MARKED.read_bytes())
    rows = open_own(path, "tender_scoring").content.tables["offers"]
    row = next(row for row in rows.rows if row.get("offered"))
    cell = row.cell("offered").name
    retyped(path, {("Offers", cell): 99999})
    marks = run("tender", "results", MARKED, "--json")[1]
    code, out, err = run("tender", "results", path, "--json")

    assert code == 1
    assert f"Blocks letters and award: Offers {cell}: " in err
    assert f"reads '99999'; as it was issued or loaded it is '{plain(row.get('offered'))}'" in err
    assert json.loads(out)["bids"] == json.loads(marks)["bids"]


def test_results_of_a_workbook_without_offers_say_what_to_do(run: Run) -> None:
    code, _, err = run("tender", "results", SCORING)

    assert code == 2
    assert "svtools tender load" in err


def test_load_tells_every_file(run: Run, tmp_path: Path) -> None:
    output = tmp_path / "loaded.xlsx"
    code, out, _ = run("tender", "load", OFFERS, "--scoring", SCORING, "--output", output)

    assert code == 1
    assert [path.name for path in OFFERS.iterdir() if path.name not in out] == []


def test_a_folder_without_an_offer_asks_for_a_look(run: Run, tmp_path: Path) -> None:
    (tmp_path / "offers").mkdir()
    output = tmp_path / "loaded.xlsx"
    code, out, _ = run(
        "tender", "load", tmp_path / "offers", "--scoring", SCORING, "--output", output
    )

    assert code == 1
    assert "with 0 bidders" in out


def test_award_previews_the_promises_by_year(run: Run, tmp_path: Path) -> None:
    chosen = ("--bidder", "Shoreline Parking Trust", "--register", REGISTER)
    code, out, _ = run("tender", "award", MARKED, *chosen, "--output", tmp_path / "r.xlsx")

    assert code == 0
    assert "2029-30: 1" in out


@pytest.mark.parametrize(
    ("bidder", "said"), [("Nobody", "There are"), ("Afterhours Machines Ltd", "not assessed")]
)
def test_award_to_who_cannot_win_is_refused(
    bidder: str, said: str, run: Run, tmp_path: Path
) -> None:
    chosen = ("--bidder", bidder, "--register", REGISTER)
    code, _, err = run("tender", "award", MARKED, *chosen, "--output", tmp_path / "r.xlsx")

    assert code == 2
    assert said in err
