"""A whole tender through the command line: from the record to a monitoring workbook."""

import json
import shutil
from pathlib import Path

import pytest

from svtools import yamlfile
from svtools.jobs.opening import open_own
from svtools.jobs.register.read import read_register
from svtools.jobs.tender.pack import SCORING
from svtools.jobs.tender.tenders import tender_for
from svtools.monitoring import FinancialYear
from svtools.workbooks.opening import open_workbook
from tests.commands import Run
from tests.making import council
from tools import tender_sample as samples

SAMPLES = Path(__file__).resolve().parents[3] / "sample_workbooks"
REGISTER = SAMPLES / "contracts_register.xlsx"
SOURCE = yamlfile.read(SAMPLES / samples.SOURCE)


@pytest.fixture
def run(run: Run) -> Run:
    """Run a command; each text in one line."""
    return lambda *words: run(*words).in_one_line


def test_a_tender_runs_from_record_to_monitoring_workbook(run: Run, tmp_path: Path) -> None:
    offers, pack = tmp_path / "offers", tmp_path / "pack"
    record = samples.write_record(SOURCE, REGISTER, tmp_path / "record.xlsx", council())
    common = ("--register", REGISTER, "--contract", SOURCE["contract"])
    code, said, _ = run("tender", "new", *common, "--record", record, "--output", pack)
    assert code == 0
    assert "Yes: " in said

    scoring = next(pack.glob("*scoring.xlsx"))
    offers.mkdir()
    register = read_register(REGISTER, council())
    tender = tender_for(register, SOURCE["contract"], "", council(), record=record)
    for spec in SOURCE["offers"]:
        samples.write_offer(tender, spec, offers / spec["file"])
    samples.type_in(scoring, {"evaluators": samples.evaluators(SOURCE)}, scoring)

    loaded = tmp_path / "loaded.xlsx"
    code, said, _ = run("tender", "load", offers, "--scoring", scoring, "--output", loaded)
    assert code == 1
    assert said.count("loaded") >= 4
    assert "OP12: no units were offered" in said

    marked = tmp_path / "marked.xlsx"
    samples.type_in(loaded, samples.panel(SOURCE), marked, fields=samples.decision(SOURCE))
    code, said, _ = run("tender", "results", marked, "--json")
    ranks = {bid["bidder"]: bid["rank"] for bid in json.loads(said)["bids"]}
    assert ranks == {"Shoreline Parking Trust": 1, "Big Meter plc": 2, "Quick Kiosk Ltd": 3}
    assert code == 1

    summaries = tmp_path / "summaries"
    code, said, _ = run("tender", "summaries", marked, "--output", summaries)
    assert code in {0, 1}, said  # 1 where a flag that blocks nothing is open
    assert len(list(summaries.iterdir())) == 2 * (3 + 1)

    after = tmp_path / "register.xlsx"
    winner = SOURCE["winner"]
    chosen = ("--bidder", winner, "--register", REGISTER, "--output", after)
    code, said, _ = run("tender", "award", marked, *chosen)
    assert code == 0, said
    assert "48" in said

    workbooks = tmp_path / "workbooks"
    code, said, _ = run("monitoring", after, "--year", SOURCE["year"], "--output", workbooks)
    assert "C0116 needs social value" not in said
    issued = workbooks / f"C0116 {winner} {FinancialYear.parse(SOURCE['year'])}.xlsx"
    content = open_workbook(issued, "monitoring_return").content
    promised = {row.get("measure"): row.get("promised") for row in content.rows("delivery")}
    assert set(promised) == {"OP01", "OP08", "OP12", "PJ03"}
    assert round(float(promised["OP08"]), 2) == 5


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The samples of a tender."""
    return samples_in(tmp_path_factory.mktemp("samples"))


def samples_in(folder: Path) -> list[Path]:
    shutil.copy(SAMPLES / samples.SOURCE, folder)
    return list(samples.build_tender(folder, REGISTER, council()))


def test_the_samples_hold_every_stage_of_the_tender(made: list[Path]) -> None:
    marked = next(path for path in made if path.name == samples.MARKED_FILE)
    content = open_own(marked, SCORING).content

    assert len([path for path in made if path.parent.name == samples.OFFERS]) == 4
    assert len([path for path in made if path.suffix == ".html"]) == 3 + 1
    assert [row.get("bidder") for row in content.rows("bidders") if row.get("excluded")] == [
        "Afterhours Machines Ltd"
    ]
    assert made[-1].parent.name == samples.MONITORING


def test_the_samples_of_a_tender_are_made_byte_for_byte(made: list[Path], tmp_path: Path) -> None:
    again = samples_in(tmp_path)
    assert [path.name for path in again] == [path.name for path in made]
    for one, other in zip(made, again, strict=True):
        assert one.read_bytes() == other.read_bytes(), one
