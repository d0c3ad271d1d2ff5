"""What an officer asks `svtools tender new` for, and which way it leads to a pack.

| given | the contract comes from | the terms come from |
| --- | --- | --- |
| a register | the register | the options, else the defaults |
| a register and a record | the register | the record |
| a record | the record | the record |
| neither | nowhere: the workbooks are blank | nowhere |
"""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.register.measure_sets import set_in
from svtools.jobs.register.read import read_register
from svtools.jobs.tender.blank_pack import blank_pack
from svtools.jobs.tender.pack import new_pack
from svtools.jobs.tender.record import Record
from svtools.jobs.tender.tenders import Tender, tender_for, tender_of_record
from svtools.jobs.tender.terms import MOST_MEASURES
from svtools.policy import Council


@dataclass(frozen=True, slots=True)
class Asked:
    """What was given. `weighting` is a fraction of all award criteria, `target` £ for each £."""

    register: Path | None = None
    contract: str = ""
    lot: str = ""
    record: Path | None = None
    codes: tuple[str, ...] = ()
    measure_set: Path | None = None
    most: int = MOST_MEASURES
    method: str | None = None
    weighting: Decimal | None = None
    target: Decimal | None = None

    @property
    def options(self) -> dict[str, Any]:
        """What changes the terms."""
        return {"method": self.method, "weighting": self.weighting, "target": self.target}


def make(
    asked: Asked, folder: Path, council: Council, *, force: bool = False
) -> tuple[Tender | None, list[Path]]:
    """Write the pack into `folder`: the tender (None where it is blank), and what was written.

    Raises InputError for what doesn't go together, and as the ways of making a pack do.
    """
    _refuse_mixtures(asked)
    if asked.register is None and asked.record is None:
        known = set_in(asked.measure_set, council)
        blank = blank_pack(council, known, folder, codes=asked.codes, most=asked.most, force=force)
        return None, blank
    tender = _tender(asked, council)
    return tender, new_pack(tender, folder, force=force)


def _tender(asked: Asked, council: Council) -> Tender:
    if asked.register is None and asked.record is not None:
        known = set_in(asked.measure_set, council)
        return tender_of_record(asked.record, known, council, most=asked.most, **asked.options)
    if asked.register is None:
        raise InputError("There is neither a register nor a record.", "Give one of the two.")
    ref, lot = asked.contract, asked.lot
    if not ref and asked.record:
        named = Record(asked.record)
        ref, lot = named.value("contract.ref") or "", lot or named.value("contract.lot") or ""
    if not ref:
        raise InputError("The contract isn't named.", "Give its reference with --contract.")
    return tender_for(
        read_register(asked.register, council),
        ref,
        lot,
        council,
        record=asked.record,
        codes=asked.codes,
        most=asked.most,
        **asked.options,
    )


def _refuse_mixtures(asked: Asked) -> None:
    if asked.register is None and (asked.contract or asked.lot):
        raise InputError(
            "--contract and --lot name a contract of a register, and no register is given.",
            "Give --register, or leave them out.",
        )
    if asked.register is not None and asked.measure_set is not None:
        raise InputError(
            "The register says which measure set the contract uses.", "Leave --measure-set out."
        )
    if asked.record is not None and asked.codes:
        raise InputError("The record says which measures to ask for.", "Leave --measures out.")
    blank = asked.register is None and asked.record is None
    if blank and any(value is not None for value in asked.options.values()):
        raise InputError(
            "A blank pack has no terms yet.",
            "Leave --method, --weighting and --target out, and fill in the record instead.",
        )
