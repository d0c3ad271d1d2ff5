"""A folder of returns to one summary workbook, the validation log and the list to chase."""

import csv
import io
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pebble import ProcessPool

from svtools.csvfile import safe
from svtools.errors import InputError, OutputError, SvtoolsError, UnreadableFile
from svtools.gc_pause import no_collection
from svtools.jobs.consolidation.accepting import accept_findings
from svtools.jobs.consolidation.completeness import lacks
from svtools.jobs.consolidation.consolidation import Consolidation, consolidated
from svtools.jobs.consolidation.matching import Status
from svtools.jobs.consolidation.portal import open_portal_figures
from svtools.jobs.consolidation.portal_summary import portal_totals
from svtools.jobs.consolidation.returns import OVERDUE_HEADINGS
from svtools.jobs.consolidation.summary import Summary
from svtools.jobs.consolidation.summary_lists import LATE
from svtools.jobs.consolidation.totals import in_parts
from svtools.jobs.issued_by import refuse_other_council
from svtools.jobs.register.contracts import QUARTERS
from svtools.jobs.register.read import read_register
from svtools.jobs.validation_log.entries import key_of
from svtools.jobs.validation_log.log import LogFile
from svtools.jobs.validation_log.problems import age_problems, date_problems, log_problems
from svtools.jobs.validation_log.turns import Turn, record_path, turn
from svtools.jobs.validation_log.withdrawn import withdrawn_problems
from svtools.monitoring import FinancialYear
from svtools.policy import Council
from svtools.workbooks.file_names import shown
from svtools.workbooks.opening import open_workbook
from svtools.workbooks.parse import template
from svtools.workbooks.problems import told
from svtools.workbooks.replacing import replace_all
from svtools.workbooks.write import build

TEMPLATE = "consolidated_summary"
LOG_NAME = "validation_log.xlsx"
OVERDUE_NAME = "overdue.csv"
MOST_ROWS = 1_048_000
LARGE_LOG = 4_000

T = TypeVar("T")


class Files(NamedTuple):
    """The council's own files in a consolidation: what it reads and what it writes."""

    register: Path
    summary: Path
    log: Path
    overdue: Path
    portal: Path | None


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
) -> Outcome:
    """Consolidate `folder` into `summary_path`, the log beside it and overdue.csv.

    `portal_path` is the workbook of figures from the Social Value Portal, which are shown apart. An
    `executor` reads the returns elsewhere, as a cluster does.
    Raises InputError where folder or a workbook of the council's can't be used, OutputError where
    a file can't be written; the summary is replaced whole or not at all. A log in which something
    can't be kept is left as it is, unless `accept_loss`, and `log_refused` says why.
    """
    log_path = log_path or summary_path.with_name(LOG_NAME)
    overdue_path = summary_path.with_name(OVERDUE_NAME)
    files = Files(register_path, summary_path, log_path, overdue_path, portal_path)
    _refuse_to_overwrite(folder, files)
    with turn(log_path) as mine:
        return _consolidate(
            folder, files, year, council, as_at, mine, accept_loss, executor, read_one
        )


def _consolidate(
    folder: Path,
    files: Files,
    year: FinancialYear,
    council: Council,
    as_at: date,
    mine: Turn,
    accept_loss: bool,
    executor: Executor | None,
    read_one: Callable[[int], None],
) -> Outcome:
    register_path, summary_path, log_path, overdue_path, portal_path = files
    register = read_register(register_path, council)
    previous = LogFile(log_path, register)
    if previous.workbook:
        refuse_other_council(previous.workbook.content, log_path.name, council)
    consolidation = consolidated(
        folder,
        register,
        year,
        council,
        as_at=as_at,
        log=previous.log,
        decided=previous.decided,
        portal=open_portal_figures(portal_path, council) if portal_path else None,
        leave_out=frozenset(
            path.resolve() for path in (*files, record_path(log_path)) if path is not None
        ),
        executor=executor,
        read_one=read_one,
    )
    problems = log_problems(consolidation.log, str(year), previous, as_at)
    problems += age_problems(previous, mine.last_run)
    reported = {key_of(figure, str(year)) for figure in consolidation.figures}
    problems += withdrawn_problems(
        consolidation.log, previous, reported, str(year), register.contracts
    )
    problems += date_problems(previous.decided, as_at)
    consolidation.problems = told([*consolidation.problems, *problems])
    accept_findings(consolidation, previous.decided)
    carried, refused, run = None, None, max(previous.run, mine.last_run) + 1
    if consolidation.log != previous.log or previous.decided.is_changed:
        try:
            carried = previous.carried_on(consolidation.log, council, run)
        except InputError as error:
            refused = error
    names = (shown(path.name) for path in (folder.resolve(), register_path, log_path))
    data = Summary(consolidation).data(*names)
    _refuse_too_many(data)
    large = len(consolidation.log) > LARGE_LOG
    with beside(build, template(TEMPLATE), data, large=large) as summary:
        try:
            log_workbook = carried(accept_loss) if carried else None
        except InputError as error:
            refused, log_workbook = error, None
        overdue = overdue_csv(consolidation).encode("utf-8-sig")
        written = {summary_path: summary(), overdue_path: overdue}
    copy = _put(written, log_workbook, previous, as_at)
    if log_workbook:
        mine.wrote(run)
    begun = previous.workbook is None
    return Outcome(consolidation, data, summary_path, log_path, copy, overdue_path, begun, refused)


def _put(
    written: dict[Path, bytes], log_workbook: bytes | None, previous: LogFile, as_at: date
) -> Path | None:
    """Put all that was written in its place, or nothing; where the old log is kept."""
    if not log_workbook:
        replace_all(written)
        return None
    copy = previous.kept(as_at)
    try:
        previous.refuse_changed()
        replace_all(written | {previous.path: log_workbook})
    except SvtoolsError:
        if copy:
            copy.unlink(missing_ok=True)
        raise
    return copy


@contextmanager
def beside(work: Callable[..., T], *args: Any, large: bool) -> Iterator[Callable[[], T]]:
    """Begin `work(*args)` in another process, and give the function that waits for its result.

    Where it is not `large` a process costs more than it saves, and the function does the work.
    """
    if not large:
        yield lambda: work(*args)
        return
    with ProcessPool(max_workers=1) as pool:
        yield pool.schedule(work, args=args).result


def _refuse_to_overwrite(folder: Path, files: Files) -> None:
    """Stop before one file of the job would be written over another, or over a return."""
    summary, log_folder = files.summary, files.log.parent
    if not log_folder.is_dir():
        raise OutputError(
            f"Nothing can be written in the folder {log_folder} (it is not there).",
            "Check that the folder exists and that you may write in it.",
        )
    paths = [path.resolve() for path in files if path is not None]
    if len(set(paths)) < len(paths):
        raise InputError(
            "Two of the register, the Portal figures, the summary, the validation log and "
            "overdue.csv are one file.",
            "Give each a name of its own.",
        )
    inside = folder.is_dir() and folder.resolve() in summary.resolve().parents
    if inside and summary.exists() and not _is_summary(summary):
        raise InputError(
            f"{summary} is a file among the returns, and no summary.",
            "Give the summary another name with --output.",
        )


def _is_summary(path: Path) -> bool:
    with suppress(UnreadableFile):
        return open_workbook(path, own=True).name == TEMPLATE
    return False


def _refuse_too_many(data: dict[str, Any]) -> None:
    for sheet, table in template(TEMPLATE).tables():
        rows = len(data[table.rows])
        if rows > MOST_ROWS:
            raise OutputError(
                f"The sheet {sheet.name} would have {rows:,} rows; Excel holds 1,048,576.",
                "Consolidate a part of the folder at a time, for example by directorate.",
            )


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
