"""A framework of three lots for the samples: from the register to the places in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from svtools import yamlfile
from svtools.jobs.blanks import blank_register
from svtools.jobs.register.issued import set_rows
from svtools.jobs.register.read import read_register
from svtools.jobs.tender.award import award_all
from svtools.jobs.tender.flag_sheets import bring_up_to_date
from svtools.jobs.tender.gathering import gather
from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.marking import marked as scoring_marks
from svtools.jobs.tender.pack import OFFER, new_pack, offer_data
from svtools.jobs.tender.tenders import PreparedTender, tender_for
from svtools.measures import shipped_set
from svtools.policy import Council
from svtools.scoring import bid_label
from svtools.workbooks.parse import template
from svtools.workbooks.write import write
from tools.letters_sample import write_letters
from tools.tender_sample import (
    Typed,
    decision,
    evaluators,
    evaluators_mark,
    type_in,
    write_record,
)

SOURCE, FOLDER = "framework.yaml", "framework"
REGISTER_FILE, RECORD_FILE = "1_register.xlsx", "2_record.xlsx"
PACK, OFFERS, MARKING, MARKED_FILE = "3_pack", "4_offers", "5_marking", "6_marked.xlsx"
LETTERS, AFTER_FILE = "7_summaries", "8_register.xlsx"
YEARS = ("y1", "y2", "y3")


def build_framework(folder: Path, council: Council) -> Iterator[Path]:
    """Run the framework's tender of `folder`'s source, each path as it is written."""
    source, home = yamlfile.read(folder / SOURCE), folder / FOLDER
    (home / OFFERS).mkdir(parents=True, exist_ok=True)
    register = _write_register(source, home / REGISTER_FILE, council)
    record = write_record(source, register, home / RECORD_FILE, council)
    known = read_register(register, council)
    tender = tender_for(known, source["contract"], "", council, record=record)
    pack = new_pack(tender, home / PACK, force=True)
    yield from (register, record, *pack)
    for bidder in source["bidders"]:
        yield _write_offer(tender, source, bidder, home / OFFERS / f"{bidder}.xlsx")
    marked = home / MARKED_FILE
    type_in(pack[-1], {"evaluators": evaluators(source)}, marked)
    load_offers(home / OFFERS, marked, marked)
    yield from evaluators_mark(source | {"panel": marks_of_each(source)}, marked, home / MARKING)
    gather(marked, home / MARKING, marked)
    type_in(marked, panel(source), marked, (), decision(source))
    bring_up_to_date(scoring_marks(marked), marked)
    yield marked
    winners = [bid_label(each, lot) for lot, those in source["award"].items() for each in those]
    yield from write_letters(marked, home / LETTERS, council, winners, f"lot {source['letters']}")
    after = home / AFTER_FILE
    for lot, winners in source["award"].items():
        award_all(marked, winners, register, after, council, lot=lot)
        register = after
    yield after


def _write_register(source: Any, path: Path, council: Council) -> Path:
    """A register with the framework's lots and a call-off, without suppliers yet."""
    facts = source["facts"]
    rows = [{"ref": source["contract"], **lot, **facts} for lot in source["lots"]]
    rows.append(source["call_off"])
    sets = set_rows([shipped_set(facts["edition"])])
    write(
        template("contracts_register"), blank_register(council) | sets | {"contracts": rows}, path
    )
    return path


def _write_offer(tender: PreparedTender, source: Any, bidder: str, path: Path) -> Path:
    """An offer as its bidder fills it in: answer, price and units by lot, the questions once."""
    data, bids = offer_data(tender), source["bidders"][bidder]["bids"]
    data["fields"] = {
        "bidder.name": bidder,
        "bidder.price": sum(bid[0] for bid in bids.values()),
        **{f"bidder.{name}": value for name, value in _addresses(bidder).items()},
        "sign_off.completed_by": "Owner",
        "sign_off.date_completed": source["record"]["sending"]["due"],
        "sign_off.own_offer": "Yes",
        "sign_off.will_deliver": "Yes",
    }
    for row in data["lots"]:
        bid = bids.get(row["lot"])
        row.update({"bid": "Yes", "price": bid[0]} if bid else {"bid": "No"})
    for row in data["units_asked"]:
        if row["lot"] in bids:
            _, first, second, _ = bids[row["lot"]]
            row.update(dict.fromkeys(YEARS, first if row["code"] == "OP08" else second))
    for row in data["measures"]:
        row["how"] = "In our own workshop"
    for row in data["questions"]:
        row["answer"] = "The head of our workshop sees to it, and tells you every term."
    write(template(OFFER), data, path)
    return path


def _addresses(bidder: str) -> dict[str, str]:
    """Where letters to a made-up bidder go."""
    name = bidder.lower().replace(" ", "-")
    return {
        "address": "1 Made Up Row, Southend-on-Sea",
        "email": f"tenders@{name}.example",
        "identifier": f"GB-PPON-MADE-{len(bidder):04}-UPAA",
    }


def marks_of_each(source: Any) -> Any:
    """What the evaluators mark before they agree: the same here as what the panel agrees on."""
    bidders, each = source["bidders"].items(), len(source["evaluators"])
    answers = {
        bidder: {
            f"SV{number}": {"marks": [mark] * each, "rationales": ["By the published scale"] * each}
            for number, mark in enumerate(said["answers"], start=1)
        }
        for bidder, said in bidders
    }
    quality = {
        bid_label(bidder, lot): {"Quality": {"share": share, "rationale": "As samples showed"}}
        for bidder, said in bidders
        for lot, (_, _, _, share) in said["bids"].items()
    }
    return {"answers": answers, "quality": quality}


def panel(source: Any) -> Typed:
    """What the panel enters: quality for each bid, one mark for each bidder's answer."""
    bidders, quality = source["bidders"].items(), marks_of_each(source)["quality"]
    return {
        "quality_marks": {
            (bid, part): agreed for bid, parts in quality.items() for part, agreed in parts.items()
        },
        "moderation": {
            (bidder, f"SV{number}"): {"moderated": mark, "rationale": "By the published scale"}
            for bidder, said in bidders
            for number, mark in enumerate(said["answers"], start=1)
        },
    }
