"""A folder of returns to one summary workbook, the validation log and the list to chase."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from svtools.csvfile import safe
from svtools.errors import InputError, SvtoolsError
from svtools.gc_pause import no_collection
from svtools.jobs.consolidation.accepting import accept_findings
from svtools.jobs.consolidation.completeness import lacks
from svtools.jobs.consolidation.consolidation import (
    Consolidation,
    brought_together,
    read_folder,
)
from svtools.jobs.consolidation.job_files import (
    SUMMARY,
    Files,
    files_of_job,
    fingerprint,
    refuse_to_overwrite,
)
from svtools.jobs.consolidation.limits import (
    Writer,
    beyond_a_sheet,
    detail_beside,
    fitted,
    refuse_too_long,
)
from svtools.jobs.consolidation.matching import Status
from svtools.jobs.consolidation.portal import open_portal_figures
from svtools.jobs.consolidation.portal_summary import portal_totals
from svtools.jobs.consolidation.return_files import OVERDUE_HEADINGS
from svtools.jobs.consolidation.returns import Return
from svtools.jobs.consolidation.summary import Summary
from svtools.jobs.consolidation.summary_lists import LATE
from svtools.jobs.consolidation.totals import in_parts
from svtools.jobs.folder_files import files_of
from svtools.jobs.issued_by import refuse_other_council
from svtools.jobs.register.contracts import QUARTERS
from svtools.jobs.register.read import read_register
from svtools.jobs.register.register import Register
from svtools.jobs.validation_log.entries import key_of
from svtools.jobs.validation_log.log import LogFile
from svtools.jobs.validation_log.problems import age_problems, date_problems, log_problems
from svtools.jobs.validation_log.turns import Turn, record_path, turn
from svtools.jobs.validation_log.withdrawn import withdrawn_problems
from svtools.monitoring import FinancialYear
from svtools.policy import Council
from svtools.workbooks.file_names import shown
from svtools.workbooks.parse import template
from svtools.workbooks.problems import told
from svtools.workbooks.replacing import Content, replace_all
from svtools.workbooks.write import printing


@dataclass(slots=True)
class Outcome:
    """A finished consolidation, and the files it wrote."""

    consolidation: Consolidation
    data: dict[str, Any]
    summary: Path
    log: Path
    log_copy: Path | None
    overdue: Path
    log_begun: bool = False
    """Whether no log was found, so that nothing counts as validated yet."""
    log_refused: InputError | None = None
    """Why the log was left as it is, though there is more to put into it."""
    detail: Sequence[Path] = ()
    """The files of what a sheet can't hold."""
    earlier_detail: Sequence[Path] = ()
    """The files of that kind beside the summary that an earlier run left."""

    def as_json(self) -> dict[str, Any]:
        """Counts, and £ promised, reported, delivered and validated, for a script.

        Delivered is what was reported with the corrections that council and supplier agreed.
        `lacking` is what `completeness` says in words; `delivered_without_check_first` leaves out
        what is to be checked first. `portal` is what the Social Value Portal says, which is in
        none of the others; None where nothing was given.

        Each file is counted once: `files` is the sum of accepted, remarked, rejected,
        superseded, duplicate and not_a_return. Those of the remarked of which some cells don't
        count are `in_part`.
        """
        counts = {row["status"]: row["count"] for row in self.data["came_in"]}
        without = self.consolidation.to_check.without
        lacking = lacks(self.consolidation).items()
        return {
            "completeness": self.data["completeness"],
            "lacking": {
                f"{noun}s {fate}".replace(" ", "_").lower(): n for (noun, fate), n in lacking
            },
            "files": len(self.consolidation.returns),
            "accepted": counts[Status.ACCEPTED],
            "remarked": counts[Status.REMARKED] + counts[Status.IN_PART],
            "in_part": counts[Status.IN_PART],
            "rejected": counts[Status.REJECTED],
            "superseded": counts[Status.SUPERSEDED],
            "duplicate": counts[Status.DUPLICATE],
            "not_a_return": counts[Status.NOT_A_RETURN],
            "missing": counts[Status.MISSING],
            "late": counts[LATE],
            "rows": len(self.data["data"]),
            "reported": {part: float(value) for part, value in self.data["reported"].items()},
            **{
                row["what"].lower(): {part: float(row[part]) for part in ("sva", "leva", "sleva")}
                for row in self.data["headline"]
            },
            "delivered_without_check_first": {k: float(v) for k, v in in_parts(without).items()},
            "portal": portal_totals(self.consolidation.portal),
        }


@no_collection()
def consolidate(
    folder: Path,
    register_path: Path,
    year: FinancialYear,
    summary_path: Path,
    council: Council,
    *,
    log_path: Path | None = None,
    portal_path: Path | None = None,
    as_at: date,
    accept_loss: bool = False,
    executor: Executor | None = None,
    read_one: Callable[[int], None] = lambda _: None,
    tell: Callable[[str], None] = lambda _: None,
    formats: Callable[[], Mapping[str, Writer]] = dict,
) -> Outcome:
    """Consolidate `folder` into `summary_path`, the log beside it and overdue.csv.

    `portal_path` is the workbook of figures from the Social Value Portal, which are shown apart. An
    `executor` reads the returns elsewhere, as a cluster does.
    `tell` hears, before anything is read, that there may be more than a sheet holds; detail then
    goes to .csv and other `formats`. Raises InputError where folder or a workbook of the council's
    can't be used, OutputError where a file can't be written; the summary is replaced whole or not
    at all. A log in which something can't be kept is left as it is, unless `accept_loss`, and
    `log_refused` says why.
    """
    files = files_of_job(register_path, summary_path, log_path, portal_path)
    refuse_to_overwrite(folder, files)
    leave_out = files.all | {record_path(files.log).resolve()}

    def read(register: Register) -> list[Return]:
        for line in beyond_a_sheet(len(files_of(folder, leave_out)), register, year):
            tell(line)
        return read_folder(folder, leave_out, read_one, executor)

    source = Source(read, folder.resolve().name, formats)
    return carried_out(source, files, year, council, as_at, accept_loss)


class Source(NamedTuple):
    """Where returns come from: how they are read, what that is called, formats for detail."""

    read: Callable[[Register], list[Return]]
    named: str
    formats: Callable[[], Mapping[str, Writer]] = dict


def carried_out(
    source: Source,
    files: Files,
    year: FinancialYear,
    council: Council,
    as_at: date,
    accept_loss: bool,
) -> Outcome:
    """Consolidate the returns of a source. Raises as `consolidate`."""
    with turn(files.log) as mine:
        return _carried_out(source, files, year, council, as_at, mine, accept_loss)


def _carried_out(
    source: Source,
    files: Files,
    year: FinancialYear,
    council: Council,
    as_at: date,
    mine: Turn,
    accept_loss: bool,
) -> Outcome:
    register_path, summary_path, log_path, overdue_path, portal_path = files
    register = read_register(register_path, council)
    previous = LogFile(log_path, register, year)
    if previous.workbook:
        refuse_other_council(previous.workbook.content, log_path.name, council)
    portal = open_portal_figures(portal_path, council) if portal_path else None
    consolidation = brought_together(
        source.read(register),
        register,
        year,
        council,
        as_at=as_at,
        log=previous.log,
        decided=previous.decided,
        portal=portal,
    )
    problems = log_problems(consolidation.log, str(year), previous, as_at)
    problems += age_problems(previous, mine.last_run)
    reported = {key_of(figure, str(year)) for figure in consolidation.figures}
    problems += withdrawn_problems(consolidation.log, previous, reported, str(year), register)
    problems += date_problems(previous.decided, as_at)
    consolidation.problems = told([*consolidation.problems, *problems])
    accept_findings(consolidation, previous.decided)
    carried, refused, run = None, None, max(previous.run, mine.last_run) + 1
    if consolidation.log != previous.log or previous.decided.is_changed:
        try:
            refuse_too_long(consolidation.log)
            carried = previous.carried_on(consolidation.log, council, run)
        except InputError as error:
            refused = error
    names = (shown(name) for name in (source.named, register_path.name, log_path.name))
    data = Summary(consolidation).data(*names)
    data["register_print"] = fingerprint(register_path)
    fitting = fitted(template(SUMMARY), data, summary_path.stem, source.formats)
    try:
        log_workbook = carried(accept_loss) if carried else None
    except InputError as error:
        refused, log_workbook = error, None
    summary = printing(fitting.template, fitting.data)
    overdue = overdue_csv(consolidation).encode("utf-8-sig")
    written: dict[Path, Content] = {summary_path: summary, overdue_path: overdue}
    written |= {summary_path.with_name(name): file for name, file in fitting.beside.items()}
    copy = _put(written, log_workbook, previous, as_at)
    if log_workbook:
        mine.wrote(run)
    begun = previous.workbook is None
    detail = [summary_path.with_name(name) for name in fitting.beside]
    files_written = summary_path, log_path, copy, overdue_path
    there = detail_beside(template(SUMMARY), summary_path)
    earlier = [path for path in there if path not in detail]
    return Outcome(consolidation, data, *files_written, begun, refused, detail, earlier)


def _put(
    written: dict[Path, Content], log_workbook: Content | None, previous: LogFile, as_at: date
) -> Path | None:
    """Put all that was written in its place, or nothing; where the old log is kept."""
    if not log_workbook:
        replace_all(written)
        return None
    kept = list[Path | None]()
    try:
        files = written | {previous.path: log_workbook}
        replace_all(files, lambda: kept.append(previous.kept(as_at)))
    except SvtoolsError:
        for copy in filter(None, kept):
            copy.unlink(missing_ok=True)
        raise
    return kept[0]


def overdue_csv(consolidation: Consolidation) -> str:
    """Whom to chase for what, one line for each contract and quarter that is overdue."""
    stream = io.StringIO(newline="")
    lines = csv.writer(stream)
    lines.writerow(OVERDUE_HEADINGS)
    for expected in consolidation.missing:
        contract, key = expected.contract, expected.contract.key
        about = (contract.contact, contract.manager, key.ref, key.lot, contract.title, key.supplier)
        quarter = QUARTERS[expected.quarter.number - 1]
        texts = (*about, quarter, str(expected.due), str(expected.days_late), expected.state)
        lines.writerow(map(safe, texts))
    return stream.getvalue()
