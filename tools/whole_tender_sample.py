"""Whole tenders for the samples, from a register of their own to letters and award."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from svtools import yamlfile
from svtools.jobs.blanks import blank_register
from svtools.jobs.register.issued import set_rows
from svtools.jobs.register.read import read_register
from svtools.jobs.tender.award import award
from svtools.jobs.tender.flag_sheets import bring_up_to_date
from svtools.jobs.tender.gathering import gather
from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.marking import marked as scoring_marks
from svtools.jobs.tender.pack import new_pack
from svtools.jobs.tender.tenders import tender_for
from svtools.measures import shipped_set
from svtools.policy import Council
from svtools.workbooks.parse import template
from svtools.workbooks.write import write
from tools.letters_sample import write_letters
from tools.tender_sample import (
    decision,
    evaluators,
    evaluators_mark,
    panel,
    type_in,
    write_offer,
    write_record,
)

NAMES = ("light_touch", "works")
"""Light touch with four small bidders; works over three years with six."""

REGISTER_FILE, RECORD_FILE = "1_register.xlsx", "2_record.xlsx"
PACK, OFFERS, MARKING, MARKED_FILE = "3_pack", "4_offers", "5_marking", "6_marked.xlsx"
LETTERS, AFTER_FILE = "7_summaries", "8_register.xlsx"
SIGNED = {"completed_by": "Manager", "own_offer": "Yes", "will_deliver": "Yes"}


def build_whole_tender(name: str, folder: Path, council: Council) -> Iterator[Path]:
    """Run the tender of a source in `folder`, each path as it is written."""
    source, home = yamlfile.read(folder / f"{name}.yaml"), folder / name
    (home / OFFERS).mkdir(parents=True, exist_ok=True)
    register = _write_register(source, home / REGISTER_FILE, council)
    record = write_record(source, register, home / RECORD_FILE, council)
    known = read_register(register, council)
    tender = tender_for(known, source["contract"], "", council, record=record)
    pack = new_pack(tender, home / PACK, force=True)
    yield from (register, record, *pack)
    due = source["record"]["sending"]["due"]
    for spec in source["offers"]:
        signed = spec | {"sign_off": {**SIGNED, "date_completed": due}}
        yield write_offer(tender, signed, home / OFFERS / spec["file"])
    marked = home / MARKED_FILE
    type_in(pack[-1], {"evaluators": evaluators(source)}, marked)
    load_offers(home / OFFERS, marked, marked)
    yield from evaluators_mark(source, marked, home / MARKING)
    gather(marked, home / MARKING, marked)
    type_in(marked, panel(source), marked, source["panel"].get("record", ()), decision(source))
    bring_up_to_date(scoring_marks(marked), marked)
    yield marked
    yield from write_letters(marked, home / LETTERS, council)
    if "winner" in source:
        award(marked, source["winner"], register, home / AFTER_FILE, council)
        yield home / AFTER_FILE


def _write_register(source: Any, path: Path, council: Council) -> Path:
    """A register with the contract, without a supplier yet."""
    facts = source["facts"]
    rows = [{"ref": source["contract"], **facts}]
    sets = set_rows([shipped_set(facts["edition"])])
    data = blank_register(council) | sets | {"contracts": rows}
    write(template("contracts_register"), data, path)
    return path
