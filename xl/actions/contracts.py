"""The buttons of the group Contracts but for the statement: what is asked, and what the job does.

A job gets the answers in its order, and runs in a process of its own.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from svtools.jobs.consolidation.consolidation import is_grave
from svtools.jobs.consolidation.job_files import files_of_job, refuse_to_overwrite
from svtools.jobs.consolidation.portal import open_portal_figures
from svtools.jobs.consolidation.run import Outcome as Consolidated
from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.folder_files import files_of
from svtools.jobs.monitoring.pack import Pack, file_name, monitoring_pack
from svtools.jobs.register.contracts import PORTAL, Contract
from svtools.jobs.register.read import read_register
from svtools.jobs.register.register import Register, year_promises
from svtools.monitoring import FinancialYear
from svtools.monitoring.years import quarter_of
from svtools.numbers import how_many
from svtools.policy import Council, load_council
from xl.background import desk
from xl.background.files import Order, Outcome
from xl.background.job import Given, Progress, Work
from xl.paths import refuse_too_long
from xl.ribbon import failure
from xl.session import Session, listed, problem_lines


def new_monitoring_workbooks(session: Session) -> None:
    """Make one workbook for each contract that promised social value in a year."""
    session.alone()
    council = load_council()
    path = session.register()
    register = read_register(path, council)
    year = session.financial_year(quarter_of(session.today).year)
    folder = session.folder("Choose the folder for the workbooks", path)
    targets = [folder / file_name(contract, year) for contract in _promised(register, year)]
    refuse_too_long(*targets)
    there = sum(target.exists() for target in targets)
    replace = there > 0 and session.yes(
        f"Of the workbooks for {year}, this folder already has {there}.\n\n"
        "Yes: replace them. No: keep them, and make only those that are missing."
    )
    given = {
        "register": str(path),
        "year": str(year),
        "folder": str(folder),
        "replace": replace,
    }
    session.begin(Order("new_monitoring_workbooks", given, (str(folder),), in_one=False))


def _promised(register: Register, year: FinancialYear) -> list[Contract]:
    """The contracts that may get a workbook."""
    return [
        contract
        for contract in register.contracts
        if contract.reported_in != PORTAL and year_promises(register, contract, year)
    ]


def _write_workbooks(given: Given, progress: Progress) -> Outcome:
    """What the job does for New monitoring workbooks."""
    council, path, folder = load_council(), _path(given, "register"), _path(given, "folder")
    register, year = read_register(path, council), _year(given)
    step = progress.steps("Writing workbooks", len(_promised(register, year)))
    pack = monitoring_pack(
        register, year, folder, council, force=given["replace"], tell=lambda _: step(1)
    )
    needs = [*pack.attention(), *problem_lines(register.problems)]
    text = [
        f"Monitoring workbooks made for {year}: {len(pack.written)}, in\n{folder}",
        *listed("Contracts without a workbook:", _why_none(pack)),
        *listed(f"Needs attention in {path.name}:", needs),
    ]
    return Outcome("\n".join(text), attention=bool(needs), show=str(folder))


def _why_none(pack: Pack) -> list[str]:
    """How many contracts got no workbook, for each reason."""
    reasons = Counter(
        "already there, and kept" if "is already there" in reason else reason
        for _, reason in pack.skipped
    )
    return [f"{count}: {reason}" for reason, count in reasons.items()]


def consolidate_returns(session: Session) -> None:
    """Bring a folder of returns together in one summary."""
    session.alone()
    council = load_council()
    path = session.register()
    register = read_register(path, council)
    folder = session.folder("Choose the folder of returns", path)
    if not files_of(folder):
        session.insist(f"There is no file in\n{folder}\n\nGo on, with every return missing?")
    last_ended = quarter_of(session.today).start - timedelta(days=1)
    year = session.financial_year(quarter_of(last_ended).year)
    as_at = session.day("On which day is it judged whether a return is late?")
    portal = _portal_figures(session, register, year, council)
    summary = session.new_file(
        "Where shall the summary go?", path.with_name(f"Social value summary {year}.xlsx")
    )
    files = files_of_job(path, summary, portal=portal)
    refuse_to_overwrite(folder, files)
    session.refuse_open(files.summary, files.log, files.overdue)
    given = {
        "folder": str(folder),
        "register": str(path),
        "year": str(year),
        "as_at": as_at.isoformat(),
        "portal": str(portal) if portal else None,
        "summary": str(summary),
    }
    session.begin(Order("consolidate_returns", given, (str(summary.parent),)))


def _portal_figures(
    session: Session, register: Register, year: FinancialYear, council: Council
) -> Path | None:
    """The workbook of Portal figures, asked for where a contract is reported there."""
    contracts = [c for c in register.live(year) if c.reported_in == PORTAL]
    asked = (
        f"In {year}, {how_many(len(contracts), 'contract')} should be reported in the Social Value "
        "Portal. Have you a workbook of Portal figures?"
    )
    if not contracts or not session.yes(asked):
        return None
    path = session.file("Choose the workbook of Portal figures")
    open_portal_figures(path, council)
    return path


def _consolidate(given: Given, progress: Progress) -> Outcome:
    """What the job does for Consolidate returns."""
    folder = _path(given, "folder")
    outcome = consolidate(
        folder,
        _path(given, "register"),
        _year(given),
        _path(given, "summary"),
        load_council(),
        portal_path=Path(given["portal"]) if given["portal"] else None,
        as_at=date.fromisoformat(given["as_at"]),
        read_one=progress.steps("Reading returns", len(files_of(folder)), "Writing the summary"),
    )
    return Outcome(
        _told(outcome),
        attention=bool(outcome.log_refused) or any(map(is_grave, outcome.consolidation.problems)),
        open=str(outcome.summary),
    )


def _told(outcome: Consolidated) -> str:
    counts, copy, refused = outcome.as_json(), outcome.log_copy, outcome.log_refused
    problems = sum(map(is_grave, outcome.consolidation.problems))
    aside = counts["superseded"] + counts["duplicate"] + counts["not_a_return"]
    text = [
        f"Files read for {outcome.consolidation.year}: {counts['files']}",
        f"Returns that count: {counts['accepted'] + counts['remarked']}",
        f"Rejected: {counts['rejected']}",
        f"Set aside (older versions, duplicates, files that are no returns): {aside}",
        "",
        f"Problems that need attention: {problems} (sheet Problems of the summary)",
        f"Returns overdue: {counts['missing']} (sheet Returns)",
        "",
        f"The validation log could not be carried on. {failure(refused, 'consolidate_returns')}\n"
        if refused
        else f"The validation log is\n{outcome.log}",
        f"{outcome.overdue.name} beside it says whom to ask for what.",
        *([f"The log as it was before is kept as {copy.name}."] if copy else []),
    ]
    return "\n".join(text)


def cancel_job(session: Session) -> None:
    """Stop the job that runs, once the officer has said so again."""
    if running := desk.progress():
        session.insist(f"{running}\n\nStop it?")
    if outcome := desk.cancel():
        session.tell_outcome(outcome)


def _path(given: Given, name: str) -> Path:
    return Path(given[name])


def _year(given: Given) -> FinancialYear:
    return FinancialYear.parse(given["year"])


WORK: Mapping[str, Work] = {
    "new_monitoring_workbooks": _write_workbooks,
    "consolidate_returns": _consolidate,
}
"""What a job does, under its button's id."""
