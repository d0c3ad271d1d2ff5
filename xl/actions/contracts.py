"""The buttons of the group Contracts."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

from svtools.jobs.consolidation.consolidation import is_grave
from svtools.jobs.consolidation.run import Outcome, consolidate
from svtools.jobs.folder_files import files_of
from svtools.jobs.monitoring.pack import Pack, file_name, monitoring_pack
from svtools.jobs.register.contracts import PORTAL
from svtools.jobs.register.read import read_register
from svtools.jobs.register.register import Register, year_promises
from svtools.monitoring import FinancialYear
from svtools.monitoring.years import quarter_of
from svtools.numbers import how_many
from svtools.policy import load_council
from xl.paths import refuse_too_long
from xl.session import Session, listed, problem_lines


def new_monitoring_workbooks(session: Session) -> None:
    """Make one workbook for each contract that promised social value in a year."""
    council = load_council()
    path = session.register()
    register = read_register(path, council)
    year = session.financial_year(quarter_of(session.today).year)
    folder = session.folder("Choose the folder for the workbooks", path)
    promised = [
        contract
        for contract in register.contracts
        if contract.reported_in != PORTAL and year_promises(register, contract, year)
    ]
    targets = [folder / file_name(contract, year) for contract in promised]
    refuse_too_long(*targets)
    there = sum(target.exists() for target in targets)
    replace = there > 0 and session.yes(
        f"Of the workbooks for {year}, this folder already has {there}.\n\n"
        "Yes: replace them. No: keep them, and make only those that are missing."
    )
    step = session.progress("Writing workbooks", len(promised))
    pack = monitoring_pack(register, year, folder, council, force=replace, tell=lambda _: step(1))
    needs = [*pack.attention(), *problem_lines(register.problems)]
    text = [
        f"Monitoring workbooks made for {year}: {len(pack.written)}, in\n{folder}",
        *listed("Contracts without a workbook:", _why_none(pack)),
        *listed(f"Needs attention in {path.name}:", needs),
    ]
    session.finish("\n".join(text), show=folder, attention=bool(needs))


def _why_none(pack: Pack) -> list[str]:
    """How many contracts got no workbook, for each reason."""
    reasons = Counter(
        "already there, and kept" if "is already there" in reason else reason
        for _, reason in pack.skipped
    )
    return [f"{count}: {reason}" for reason, count in reasons.items()]


def consolidate_returns(session: Session) -> None:
    """Bring a folder of returns together in one summary."""
    council = load_council()
    register = session.register()
    folder = session.folder("Choose the folder of returns", register)
    last_ended = quarter_of(session.today).start - timedelta(days=1)
    year = session.financial_year(quarter_of(last_ended).year)
    as_at = session.day("On which day is it judged whether a return is late?")
    portal = _portal_figures(session, read_register(register, council), year)
    summary = session.new_file(
        "Where shall the summary go?", register.with_name(f"Social value summary {year}.xlsx")
    )
    outcome = consolidate(
        folder,
        register,
        year,
        summary,
        council,
        portal_path=portal,
        as_at=as_at,
        read_one=session.progress("Reading returns", len(files_of(folder))),
    )
    session.finish(
        _told(outcome), open_=outcome.summary, attention=outcome.consolidation.needs_attention
    )
    if outcome.log_refused:
        raise outcome.log_refused


def _portal_figures(session: Session, register: Register, year: FinancialYear) -> Path | None:
    """The workbook of Portal figures, asked for where a contract is reported there."""
    contracts = [c for c in register.live(year) if c.reported_in == PORTAL]
    asked = (
        f"In {year}, {how_many(len(contracts), 'contract')} should be reported in the Social Value "
        "Portal. Have you a workbook of Portal figures?"
    )
    if not contracts or not session.yes(asked):
        return None
    return session.file("Choose the workbook of Portal figures")


def _told(outcome: Outcome) -> str:
    counts, copy = outcome.as_json(), outcome.log_copy
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
        "The validation log could not be carried on: the next message says why."
        if outcome.log_refused
        else f"The validation log is\n{outcome.log}",
        f"{outcome.overdue.name} beside it says whom to ask for what.",
        *([f"The log as it was before is kept as {copy.name}."] if copy else []),
    ]
    return "\n".join(text)
