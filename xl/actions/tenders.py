"""The buttons of the group Tenders."""

from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.register.contracts import Key
from svtools.jobs.register.installed_sets import default_set
from svtools.jobs.register.read import read_register
from svtools.jobs.register.register import Register
from svtools.jobs.tender.pack import RECORD, SCORING, new_pack, pack_paths
from svtools.jobs.tender.record import Record
from svtools.jobs.tender.tenders import (
    PreparedTender,
    tender_for,
    tender_of_record,
    weighting_stands,
)
from svtools.policy import Council, load_council
from svtools.spelling import folded, folded_key
from xl.excel import LONGEST_QUESTION
from xl.paths import refuse_too_long
from xl.session import Session, listed, problem_lines


def new_tender_pack(session: Session) -> None:
    """Make the record, offer and scoring workbooks for one contract."""
    council = load_council()
    record = _record(session)
    tender, source = _tender(session, record, council)
    folder = session.folder("Choose the folder for the tender pack", source)
    paths = pack_paths(folder, tender.name, force=True, given=record)
    refuse_too_long(*paths.values())
    there = [path.name for path in paths.values() if path != record and path.exists()]
    if there:
        session.insist(f"Already in this folder:\n\n{chr(10).join(there)}\n\nReplace?")
    session.excel.show_progress("Writing the tender pack …")
    written = new_pack(tender, folder, force=True)
    next_step = (
        "Send the offer workbook with the tender documents."
        if record
        else "Fill in the record and save it. While it is open, press New tender pack again: "
        "then its decisions count."
    )
    needs = problem_lines(tender.problems)
    text = [
        tender.requirement.reason,
        f"Does the weighting of social value stand? {weighting_stands(tender)}",
        *listed(f"Made in {folder}:", [path.name for path in written]),
        *listed("Needs attention in the record:", needs),
        "",
        next_step,
    ]
    session.finish(
        "\n".join(text), open_=paths[SCORING if record else RECORD], attention=bool(needs)
    )


def _record(session: Session) -> Path | None:
    """The active workbook, where it is a record and the officer wants its decisions."""
    record = session.active(RECORD)
    if record and not session.yes(
        f"Make the pack from the record that is open, {record.name}?\n\n"
        "Yes: its decisions count. No: a new pack with default terms."
    ):
        return None
    return record


def _tender(session: Session, record: Path | None, council: Council) -> tuple[PreparedTender, Path]:
    """The tender, and the file from which its contract is known."""
    if record and not session.yes(
        "Is the contract in your contracts register?\n\n"
        "Yes: choose the register. No: what the record says of the contract counts."
    ):
        return tender_of_record(record, default_set(), council), record
    path = session.register()
    register = read_register(path, council)
    ref, lot = _key_in(register, _named_by(record)) if record else _asked(session, register)
    return tender_for(register, ref, lot, council, record=record), path


def _named_by(record: Path) -> str:
    opened = Record(record)
    ref, lot = (opened.value(f"contract.{name}") or "" for name in ("ref", "lot"))
    if not ref:
        raise InputError(
            f"{record.name} doesn't say which contract it is for.",
            "Fill in its reference on the sheet Contract, save it and try again.",
        )
    return f"{ref} lot {lot}" if lot else str(ref)


def _asked(session: Session, register: Register) -> tuple[str, str]:
    labels = _labels(register)
    if not labels:
        raise InputError("The register has no contracts.", "Fill in its sheet Contracts first.")
    question = "Which contract? Type its reference.\n\n"
    listed = f"{question}{', '.join(labels)}"
    if len(listed) > LONGEST_QUESTION:
        listed = f"{question}A lot is typed as: C0102 lot 1"
    return session.answer(listed, "", lambda typed: _key_in(register, typed))


def _labels(register: Register) -> dict[str, tuple[str, str]]:
    """Reference and lot of each contract, by the name that people read."""
    return {contract.key.label: contract.key_without_supplier for contract in register.contracts}


def _key_in(register: Register, typed: str) -> tuple[str, str]:
    """Reference and lot of the contract that is typed; one with a single lot needs no lot."""
    keys, wanted = list(_labels(register).values()), register.name_of(typed, "")
    exact = [key for key in keys if folded_key(*key) == wanted]
    same = exact or [key for key in keys if folded(key[0]) == wanted[0]]
    if len(same) == 1:
        return same[0]
    if same:
        ref, first = same[0]
        lots = ", ".join(lot for _, lot in same)
        raise InputError(
            f"{ref} has the lots {lots}.", f"Type for example: {Key(ref, first, '').label}"
        )
    raise InputError(
        f"The register has no contract '{typed}'.", "Check its reference on the sheet Contracts."
    )
