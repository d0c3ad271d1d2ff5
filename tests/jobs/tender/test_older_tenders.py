"""Tenders that were made before there were lots are loaded, marked and awarded as they are."""

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.folders import templates_folder
from svtools.jobs.opening import open_own
from svtools.jobs.register.read import TEMPLATE, read_register
from svtools.jobs.register.refresh import refresh
from svtools.jobs.tender.award import award
from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.marking import marked
from svtools.jobs.tender.pack import OFFER, RECORD, offer_data, record_data, scoring_data
from svtools.workbooks.parse import parse
from svtools.workbooks.write import write
from tests.jobs.tender.tendering import ALL_ANSWERED, DONE, all_marked, tender
from tests.making import FIXTURES, contract, council, register_data, register_of
from tools.tender_sample import type_in

OLDER = FIXTURES / "older_templates"
PRICES = {"Alder": 100_000, "Birch": 80_000}


def save_offer_2(folder: Path, bidder: str) -> None:
    data = offer_data(tender())
    data["fields"] = {"bidder.name": bidder, "bidder.price": PRICES[bidder]}
    data["fields"] |= {f"sign_off.{key}": value for key, value in DONE.items()}
    for row in data["measures"]:
        row["y1"] = 5
    for row in data["questions"]:
        row["answer"] = ALL_ANSWERED[row["number"]]
    folder.mkdir(exist_ok=True)
    write(parse(OLDER / "tender_offer_2.yaml"), data, folder / f"{bidder}.xlsx")


def register_4(folder: Path, **more: Any) -> Path:
    """A register from before price and share."""
    shutil.copyfile(OLDER / "contracts_register_4.yaml", folder / "contracts_register.yaml")
    shutil.copyfile(templates_folder() / "measure_set.yaml", folder / "measure_set.yaml")
    data = register_data(register_of((contract("C1", **more), {})))
    write(parse(folder / "contracts_register.yaml"), data, folder / "register_4.xlsx")
    return folder / "register_4.xlsx"


def test_a_tender_from_before_lots_goes_its_whole_way(tmp_path: Path) -> None:
    for bidder in PRICES:
        save_offer_2(tmp_path / "offers", bidder)
    blank, path = tmp_path / "blank.xlsx", tmp_path / "loaded.xlsx"
    write(parse(OLDER / "tender_scoring_2.yaml"), scoring_data(tender()), blank)
    made = load_offers(tmp_path / "offers", blank, path)
    type_in(path, all_marked(*PRICES), path)
    found = marked(path)
    output = tmp_path / "out.xlsx"
    despite = "The prices were checked by hand"
    won = award(path, "Birch", register_4(tmp_path), output, council(), despite=despite)

    assert [problem.code for problem in won.problems][:1] == ["scoring-older"]

    assert list(made.keys) == list(PRICES)
    assert [(bid.bidder, bid.place.rank) for bid in found.bids] == [("Birch", 1), ("Alder", 2)]
    assert found.differences == ()
    assert won.promises
    row = next(r for r in open_own(output, TEMPLATE).content.rows("contracts") if r.get("ref"))
    assert row.get("supplier") == "Birch"
    assert row.get("price") is None


def test_the_words_of_the_version_before_are_nobodys_notes(tmp_path: Path) -> None:
    save_offer_2(tmp_path, "Alder")
    write(
        parse(OLDER / "pre_procurement_record_2.yaml"),
        record_data(tender()),
        tmp_path / "record.xlsx",
    )
    for name, kind in (("Alder", OFFER), ("record", RECORD)):
        found = open_own(tmp_path / f"{name}.xlsx", kind).content.problems
        assert [each.located for each in found if each.code == "stray-cell"] == []


def test_yes_to_no_conflict_is_as_an_older_workbook_asks_for_it(tmp_path: Path) -> None:
    save_offer_2(tmp_path / "offers", "Alder")
    path = tmp_path / "scoring.xlsx"
    write(parse(OLDER / "tender_scoring_2.yaml"), scoring_data(tender()), path)
    load_offers(tmp_path / "offers", path, path)
    type_in(path, {"evaluators": {("E1",): {"name": "Panel", "interests": "Yes"}}}, path)
    assert marked(path).readings == []


def test_a_register_from_before_prices_is_read_and_renewed(tmp_path: Path) -> None:
    path, output = register_4(tmp_path), tmp_path / "new.xlsx"
    (before,) = read_register(path, council()).contracts
    refresh(path, output, council())
    (after,) = read_register(output, council()).contracts

    assert (before.price, before.share) == (after.price, after.share) == (None, None)
    assert before.net_value == after.net_value == Decimal(100_000)
    assert {"price", "share"} <= open_own(output, TEMPLATE).content.tables[
        "contracts"
    ].place.columns.keys()
