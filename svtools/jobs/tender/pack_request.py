"""What an officer asks `svtools tender new` for, and which way it leads to a pack.

| given | the contract comes from | the terms come from |
| --- | --- | --- |
| a register | the register | the options, else the defaults |
| a register and a record | the register | the record |
| a record | the record | the record |
| neither | nowhere: the workbooks are blank | nowhere |
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.register.installed_sets import starting_sets
from svtools.jobs.register.measure_sets import set_in
from svtools.jobs.register.read import read_register
from svtools.jobs.tender.blank_pack import blank_pack
from svtools.jobs.tender.pack import new_pack
from svtools.jobs.tender.record import Record
from svtools.jobs.tender.tenders import PreparedTender, tender_for, tender_of_record
from svtools.jobs.tender.terms import MOST_MEASURES
from svtools.measures import MeasureSet
from svtools.policy import Council


@dataclass(frozen=True, slots=True)
class Asked:
    """What was given.

    `options` change the terms: the `method`, the `weighting` as a fraction of all award criteria,
    and the `target`, £ for each £; None leaves one as it is.
    """

    register: Path | None = None
    contract: str = ""
    lot: str = ""
    record: Path | None = None
    start: Path | None = None
    """The record of the framework under which this is a call-off."""
    codes: tuple[str, ...] = ()
    measure_set: Path | None = None
    most: int = MOST_MEASURES
    options: Mapping[str, Any] = field(default_factory=dict)


def make(
    asked: Asked, folder: Path, council: Council, *, force: bool = False, accept_loss: bool = False
) -> tuple[PreparedTender | None, list[Path]]:
    """Write the pack into `folder`: the tender (None where it is blank), and what was written.

    Raises InputError for what doesn't go together, and as the ways of making a pack do.
    """
    _refuse_mixtures(asked)
    most, options = asked.most, asked.options
    if asked.register is None:
        if asked.record is None:
            blank = asked.measure_set is None and not starting_sets(council)
            known = MeasureSet("none", "none") if blank else set_in(asked.measure_set, council)
            return None, blank_pack(
                council, known, folder, codes=asked.codes, most=most, force=force
            )
        known = set_in(asked.measure_set, council)
        tender = tender_of_record(asked.record, known, council, most=most, **options)
    else:
        tender = tender_for(
            read_register(asked.register, council),
            *_contract_named(asked),
            council,
            record=asked.record,
            start=asked.start,
            codes=asked.codes,
            most=most,
            **options,
        )
    return tender, new_pack(tender, folder, force=force, accept_loss=accept_loss)


def _contract_named(asked: Asked) -> tuple[str, str]:
    """Reference and lot of the register's contract, by the record where nothing else says so."""
    ref, lot = asked.contract, asked.lot
    if not ref and asked.record:
        named = Record(asked.record)
        ref, lot = named.value("contract.ref") or "", lot or named.value("contract.lot") or ""
    if not ref:
        raise InputError("The contract isn't named.", "Give its reference with --contract.")
    return ref, lot


def _refuse_mixtures(asked: Asked) -> None:
    mixtures = (
        (
            asked.register is None and bool(asked.contract or asked.lot),
            "--contract and --lot name a contract of a register, and no register is given.",
            "Give --register, or leave them out.",
        ),
        (
            asked.register is not None and asked.measure_set is not None,
            "The register says which measure set the contract uses.",
            "Leave --measure-set out.",
        ),
        (
            asked.start is not None and asked.register is None,
            "Without a register it isn't known what is called off.",
            "Give --register and --contract; or copy the framework's record, change its facts, and "
            "give it with --record.",
        ),
        (
            asked.start is not None and (asked.record is not None or bool(asked.codes)),
            "The framework's record says what to begin with.",
            "Leave --record and --measures out. Change the record that is made, and give that.",
        ),
        (
            asked.record is not None and bool(asked.codes),
            "The record says which measures to ask for.",
            "Leave --measures out.",
        ),
        (
            asked.register is None
            and asked.record is None
            and any(value is not None for value in asked.options.values()),
            "A blank pack has no terms yet.",
            "Leave --method, --weighting and --target out, and fill in the record instead.",
        ),
    )
    for mixed, what, remedy in mixtures:
        if mixed:
            raise InputError(what, remedy)
