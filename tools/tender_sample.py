"""A worked tender for the samples: from the record to the register, as its people would do it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from svtools import yamlfile
from svtools.jobs.monitoring.pack import monitoring_pack
from svtools.jobs.opening import open_own
from svtools.jobs.register.read import read_register
from svtools.jobs.tender.award import award
from svtools.jobs.tender.contract_years import YEARS
from svtools.jobs.tender.flag_sheets import bring_up_to_date
from svtools.jobs.tender.flagged import NOTED
from svtools.jobs.tender.gathering import gather
from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.marking import marked as scoring_marks
from svtools.jobs.tender.marking_workbooks import TEMPLATE as MARKING_TEMPLATE
from svtools.jobs.tender.marking_workbooks import marking_workbooks
from svtools.jobs.tender.pack import OFFER, RECORD, SCORING, new_pack, offer_data, record_data
from svtools.jobs.tender.scoring_rows import ONE_OF_A_KIND
from svtools.jobs.tender.summaries import write_summaries
from svtools.jobs.tender.tenders import PreparedTender, tender_for
from svtools.monitoring import FinancialYear
from svtools.policy import Council
from svtools.workbooks.parse import template
from svtools.workbooks.revision import Revision
from svtools.workbooks.write import write

SOURCE, FOLDER = "tender.yaml", "tender"
RECORD_FILE = "1_record.xlsx"
PACK, OFFERS, MARKING = "2_pack", "3_offers", "4_marking"
LOADED_FILE, MARKED_FILE = "4_loaded.xlsx", "5_marked.xlsx"
SUMMARIES, REGISTER_FILE, MONITORING = "6_summaries", "7_register.xlsx", "8_monitoring"
NO_OFFER = "no offer"
MODERATED = ("moderated", "rationale", "sensitive", "agreed")
Typed = Mapping[str, Mapping[Any, Mapping[str, Any]]]
"""What the panel types: by table, then by row (a tuple of texts), then by column."""


def build_tender(folder: Path, register: Path, council: Council) -> Iterator[Path]:
    """Run the whole tender of `folder`'s source, each path as it is written."""
    source, tender_folder = yamlfile.read(folder / SOURCE), folder / FOLDER
    (tender_folder / OFFERS).mkdir(parents=True, exist_ok=True)
    record = write_record(source, register, tender_folder / RECORD_FILE, council)
    contracts = read_register(register, council)
    tender = tender_for(contracts, source["contract"], "", council, record=record)
    pack = new_pack(tender, tender_folder / PACK, force=True)
    yield from (record, *pack)
    for spec in source["offers"]:
        yield write_offer(tender, spec, tender_folder / OFFERS / spec["file"])
    yield from _mark_and_award(source, tender_folder, pack[-1], register, council)


def _mark_and_award(
    source: Any, folder: Path, scoring: Path, register: Path, council: Council
) -> Iterator[Path]:
    loaded, marked, after = (folder / name for name in (LOADED_FILE, MARKED_FILE, REGISTER_FILE))
    type_in(scoring, {"evaluators": evaluators(source)}, loaded)
    load_offers(folder / OFFERS, loaded, loaded)
    yield from evaluators_mark(source, loaded, folder / MARKING)
    gather(loaded, folder / MARKING, marked)
    type_in(marked, panel(source), marked, source["panel"]["record"], decision(source))
    bring_up_to_date(scoring_marks(marked), marked)
    yield from (
        loaded,
        marked,
        *write_summaries(marked, folder / SUMMARIES, council, force=True).written,
    )
    award(marked, source["winner"], register, after, council)
    yield after
    awarded = read_register(after, council)
    awarded.contracts = [c for c in awarded.contracts if c.key.ref == source["contract"]]
    year = FinancialYear.parse(source["year"])
    yield from monitoring_pack(awarded, year, folder / MONITORING, council, force=True).written


def write_record(source: Any, register: Path, path: Path, council: Council) -> Path:
    """The pre-procurement record as the officer fills it in."""
    typed, contracts = source["record"], read_register(register, council)
    data = record_data(tender_for(contracts, source["contract"], "", council))
    facts = {name: v for name, v in data["fields"].items() if name.startswith("contract.")}
    blocks = ("considered", "criteria", "method", "award", "sending", "approval")
    decided = {f"{b}.{key}": value for b in blocks for key, value in typed.get(b, {}).items()}
    for row in data["measures"]:
        link = typed["measures"].get(row["code"])
        row.update({"chosen": "Yes" if link else None, "link": link or ""})
    for row in data["themes"]:
        why = typed["themes"].get(row["theme"])
        row.update({"chosen": "Yes" if why else "No", "why": why})
    tables = {"questions": typed["questions"], "quality_parts": typed["quality"]}
    write(template(RECORD), data | tables | {"fields": facts | decided}, path)
    return path


def write_offer(tender: PreparedTender, spec: Any, path: Path) -> Path:
    """An offer as its bidder fills it in."""
    data = offer_data(tender)
    blocks = ("bidder", "sign_off")
    data["fields"] = {f"{b}.{key}": value for b in blocks for key, value in spec[b].items()}
    for row in data["measures"]:
        units = spec["units"].get(row["code"], ())
        row["how"] = spec.get("how", {}).get(row["code"])
        row.update({"no_offer": "Yes"} if units == NO_OFFER else zip(YEARS, units, strict=False))
    for row in data["questions"]:
        row["answer"] = spec["answers"].get(row["number"])
    write(template(OFFER), data, path)
    return path


def evaluators_mark(source: Any, scoring: Path, folder: Path) -> Iterator[Path]:
    """The evaluators' workbooks with their own marks; of quality, what the panel agrees on."""
    answers, quality = _by_row(source["panel"]["answers"]), _by_row(source["panel"]["quality"])
    for at, path in enumerate(marking_workbooks(scoring, folder, force=True)):
        workbook = open_own(path, MARKING_TEMPLATE)
        revision = Revision(workbook)
        for row in workbook.content.rows("answers"):
            of = row.get("bidder"), row.get("question")
            if of in answers and row.get("part") == 1:
                given = {key: answers[of][f"{key}s"][at] for key in ("mark", "rationale")}
                revision.set_row(row, "answers", given)
            elif of in quality:
                typed = quality[of]
                mark = typed["moderated"] if "moderated" in typed else round(5 * typed["share"])
                given = {"mark": mark, "rationale": typed["rationale"]}
                revision.set_row(row, "answers", given)
        revision.save(path)
        yield path


def evaluators(source: Any) -> dict[tuple[str, ...], dict[str, Any]]:
    """Who marks, as the source says."""
    return {
        (f"E{number}",): {"name": name, "interests": "none"}
        for number, name in enumerate(source["evaluators"], start=1)
    }


def panel(source: Any) -> Typed:
    """What the source says that the panel enters."""
    entered = source["panel"]
    answers = _by_row(entered["answers"])
    return {
        "bidders": {(name,): typed for name, typed in entered["bidders"].items()},
        "letters": {(name,): typed for name, typed in entered.get("letters", {}).items()},
        "quality_marks": _by_row(entered["quality"]),
        "offers": _by_row(entered["offers"]),
        "flags": {
            tuple(str(flag[name]) for name in ONE_OF_A_KIND["flags"]): {
                name: flag[name] for name in ("state", *NOTED)
            }
            for flag in entered.get("flags", ())
        },
        "marks": {
            (*row, f"E{number}"): {"mark": mark, "rationale": rationale}
            for row, answer in answers.items()
            for number, (mark, rationale) in enumerate(
                zip(answer["marks"], answer["rationales"], strict=True), start=1
            )
        },
        "moderation": {
            row: {key: answer[key] for key in MODERATED if key in answer}
            for row, answer in answers.items()
        },
    }


def decision(source: Any) -> dict[str, Any]:
    """What the source says of the decision, by field."""
    return {f"decision.{key}": value for key, value in source["panel"]["decision"].items()}


def _by_row(by_bidder: Any) -> dict[tuple[str, ...], Any]:
    """What stands under a bidder and then a measure, question or criterion, by both."""
    return {
        (bidder, key): typed for bidder, rows in by_bidder.items() for key, typed in rows.items()
    }


def type_in(
    scoring: Path,
    typed: Typed,
    output: Path,
    record: Sequence[Mapping[str, Any]] = (),
    fields: Mapping[str, Any] | None = None,
) -> None:
    """The scoring workbook written to `output`, with `typed` in its input cells."""
    workbook = open_own(scoring, SCORING)
    revision = Revision(workbook)
    for table, by_row in typed.items():
        for row in workbook.content.rows(table):
            key = tuple(str(row.get(name)) for name in ONE_OF_A_KIND[table])
            revision.set_row(row, table, by_row.get(key, {}))
    for name, value in (fields or {}).items():
        revision.set_field(name, value)
    for values in record:
        revision.add_row("record", values)
    revision.save(output)
