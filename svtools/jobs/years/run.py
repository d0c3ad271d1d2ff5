"""Several summaries to one workbook: contracts over their lives, year beside year, what worked."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from svtools.jobs.consolidation.matching import Status
from svtools.jobs.issued_by import council_data
from svtools.jobs.opening import refuse_as_output
from svtools.jobs.register.read import read_register
from svtools.jobs.register.register import Register
from svtools.jobs.validation_log.entries import Log
from svtools.jobs.validation_log.log import LogFile
from svtools.jobs.years.changes import changes
from svtools.jobs.years.lines import Lines
from svtools.jobs.years.rows import YearsRows
from svtools.jobs.years.summaries import COUNTED, YearSummary, read_summaries
from svtools.jobs.years.tendered import Tendered
from svtools.numbers import how_many, in_a_row
from svtools.policy import Council
from svtools.workbooks.file_names import shown
from svtools.workbooks.parse import template
from svtools.workbooks.write import write

TEMPLATE = "several_years"
COMPLETE, NOT_COMPLETE = "complete", "not complete"
LACKS = {
    Status.MISSING: ("missing return", "missing returns"),
    Status.REJECTED: ("rejected file", "rejected files"),
    Status.IN_PART: ("return counted in part", "returns counted in part"),
}
"""What of a summary's returns makes a year incomplete, as it is counted in words."""

NONE_GIVEN = "none was given"
TO_TAKE_OVER = "To take a change over, run 'svtools consolidate' again for its year."
ASKED = "Asked is by the council's policy."


@dataclass(frozen=True, slots=True)
class Outcome:
    """The workbook that was written, and what to say of it."""

    path: Path
    register: Register
    data: dict[str, Any]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is lacking in any of the years."""
        return all(row["state"] == COMPLETE for row in self.data["summaries"])


def several_years(
    summaries: Sequence[Path],
    output: Path,
    council: Council,
    register: Path,
    *,
    validation: Path | None = None,
    tenders: Sequence[Path] = (),
) -> Outcome:
    """Write the workbook of several years to `output`.

    The register says what was promised over whole lives, what was asked, and who a supplier is;
    the validation log, where it is given, what was validated since a summary was made; scoring
    workbooks what was asked for and offered in tenders. Raises InputError where a file can't be
    used or would be written over, OutputError where `output` can't be written.
    """
    refuse_as_output(output, filter(None, (*summaries, register, validation, *tenders)))
    hub = read_register(register, council)
    log = LogFile(validation, hub).log if validation else {}
    tendered = Tendered.read(tenders, council)
    names = {
        "register": shown(register.name),
        "log": shown(validation.name) if validation else NONE_GIVEN,
        "tenders": ", ".join(tendered.files) or NONE_GIVEN,
        "about_changes": _about_changes(validation),
    }
    data = names | data_of(read_summaries(summaries, council), hub, log, tendered, council)
    write(template(TEMPLATE), data, output)
    return Outcome(output, hub, data)


def data_of(
    read: Sequence[YearSummary], register: Register, log: Log, tendered: Tendered, council: Council
) -> dict[str, Any]:
    """What the template asks for, but for the names of files."""
    lines = Lines(read, register)
    rows = YearsRows(lines, tendered, council)
    return {
        **council_data(council),
        **rows.data(),
        "in_portal": rows.in_portal(),
        "changes": list(changes(lines, log)),
        "about_offered": _about_offered(tendered),
        **_about(read),
    }


def _about(read: Sequence[YearSummary]) -> dict[str, Any]:
    summaries = [_summary_row(summary) for summary in read]
    bands = read[-1].bands
    first, last = read[0].year, read[-1].year
    return {
        "period": str(first) if first == last else f"{first} to {last}",
        "state": _state(summaries),
        "not_here": _not_here(read),
        "summaries": summaries,
        "settings": {"on_track": bands.on_track, "behind": bands.behind},
    }


def _summary_row(summary: YearSummary) -> dict[str, Any]:
    lacking = [
        f"{count:,} {one if count == 1 else several}"
        for status, (one, several) in LACKS.items()
        if (count := len(summary.returns(status)))
    ]
    return {
        "year": str(summary.year),
        "file": summary.file,
        "as_at": summary.as_at,
        "returns": len(summary.returns(*COUNTED)),
        "state": NOT_COMPLETE if lacking else COMPLETE,
        "lacks": in_a_row(lacking),
    }


def _state(summaries: Sequence[dict[str, Any]]) -> str:
    lacking = [row for row in summaries if row["lacks"]]
    if len(lacking) > 1:  # what each of them lacks would be cut beside the link to it
        years = in_a_row([row["year"] for row in lacking])
        return f"Not complete: {years} lack something each; the sheet About says what."
    if lacking:
        return f"Not complete: {lacking[0]['year']} has {lacking[0]['lacks']}."
    return f"Complete: no return is missing in {in_a_row([row['year'] for row in summaries])}."


def _not_here(read: Sequence[YearSummary]) -> str:
    """The years between that have no summary here; nothing where all are there."""
    years = {summary.year.first for summary in read}
    gone = [y for y in range(min(years), max(years)) if y not in years]
    if not gone:
        return ""
    named = in_a_row([f"{first}-{(first + 1) % 100:02}" for first in gone])
    return f"There is no summary of {named} here: what was promised and delivered then is missing."


def _about_changes(validation: Path | None) -> str:
    if validation:
        return f"Compared with the register, the validation log and later years. {TO_TAKE_OVER}"
    return f"Compared with the register and later years, without a validation log. {TO_TAKE_OVER}"


def _about_offered(tendered: Tendered) -> str:
    if tendered.files:
        count = how_many(len(tendered.files), "scoring workbook")
        return (
            f"{ASKED} Offered is by {count}: a contract counts where any bidder offered anything."
        )
    return f"{ASKED} What was offered is not known here: no scoring workbook was given."
