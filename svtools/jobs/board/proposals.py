"""What tenders propose by their pre-procurement records: weightings, and LEVA that is scored."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.issued_by import refuse_other_council
from svtools.jobs.tender.record import Record
from svtools.policy import Council
from svtools.scoring import Scored


@dataclass(frozen=True, slots=True)
class Proposal:
    """One record's proposal; `weighting` is a share of all award criteria, None where blank."""

    ref: str
    title: str
    weighting: Decimal | None
    low_reason: str
    scores_leva: bool
    leva_reason: str
    approver: str


def read_proposals(folder: Path, council: Council) -> Sequence[Proposal]:
    """The proposals of the records in a folder and those within: files with "record" in their name.

    Raises InputError where the folder has none, or one can't be used.
    """
    paths = [p for p in sorted(folder.rglob("*record*.xlsx")) if not p.name.startswith("~")]
    if not paths:
        raise InputError(
            f"There are no pre-procurement records in {folder}.",
            "Give the folder of the tenders, whose records have 'record' in their names.",
        )
    return [_proposal(path, council) for path in paths]


def _proposal(path: Path, council: Council) -> Proposal:
    record = Record(path)
    refuse_other_council(record.content, record.workbook.file, council)
    return Proposal(
        ref=str(record.value("contract.ref") or ""),
        title=str(record.value("contract.title") or path.stem),
        weighting=record.value("criteria.social_value"),
        low_reason=str(record.value("criteria.low_reason") or ""),
        scores_leva=record.value("method.scored") == Scored.WITH_LEVA,
        leva_reason=str(record.value("method.leva_reason") or ""),
        approver=str(record.value("approval.approver") or ""),
    )
