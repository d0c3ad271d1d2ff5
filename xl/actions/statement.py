"""The button Annual statement: what is asked, and what its job does."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from svtools.jobs.consolidation.job_files import SUMMARY
from svtools.jobs.statement.edition import PAGE, PATHS, Given, council_name
from svtools.jobs.statement.inputs import read_inputs
from svtools.jobs.statement.run import refuse_folder, to_do, write_statement
from svtools.policy import load_council
from xl.background.files import Order, Outcome
from xl.background.job import Given as Answers
from xl.background.job import Progress, Work
from xl.session import Session, listed


def annual_statement(session: Session) -> None:
    """Write the year's statement from its summary, the register and what stands beside them."""
    session.alone()
    council = load_council()
    summary = session.active(SUMMARY) or session.file("Choose the year's summary")
    register = session.register()
    year = read_inputs([summary], register, None, council).year
    given = Given(
        [*_earlier_summaries(session), summary],
        register,
        str(year),
        council_name(council),
        texts=_if_any(session, "Has the team written texts for it?", folder=True),
        local_spend=_if_any(session, f"Have you the workbook of Local Spend for {year}?"),
    )
    read_inputs(given.summaries, register, year, council, given.local_spend)
    folder = session.folder(f"Choose the folder for the statement of {year}", summary)
    refuse_folder(given, folder)
    if (folder / PAGE).exists():
        session.insist(f"There is a statement already in\n{folder}\n\nReplace it?")
    session.begin(Order("annual_statement", _as_json(given, folder), (str(folder),)))


def _earlier_summaries(session: Session) -> Iterator[Path]:
    """The summaries of years before, which make the trend, one after the other."""
    asked = "Is there a summary of an earlier year, for the trend?"
    while session.yes(asked):
        yield session.file("Choose the earlier year's summary")
        asked = "Is there one of another earlier year?"


def _if_any(session: Session, question: str, *, folder: bool = False) -> Path | None:
    """The file or folder that the question is about, where there is one."""
    if not session.yes(question):
        return None
    return session.folder("Choose their folder") if folder else session.file("Choose it")


def _as_json(given: Given, folder: Path) -> dict[str, Any]:
    return {
        "summaries": [str(path) for path in given.summaries],
        "register": str(given.register),
        "year": given.year,
        "council": given.council,
        **{name: str(path) for name in PATHS if (path := getattr(given, name))},
        "folder": str(folder),
    }


def _write(answers: Answers, progress: Progress) -> Outcome:
    """What the job does."""
    step = progress.steps("Writing the statement", 1)
    given = Given(
        [Path(path) for path in answers["summaries"]],
        Path(answers["register"]),
        answers["year"],
        answers["council"],
        **{name: Path(answers[name]) for name in PATHS if name in answers},
    )
    folder = Path(answers["folder"])
    made = write_statement(given, folder)
    step(1)
    text = [
        f"{made.document.title}: {made.headline}.",
        "",
        f"statement.html, statement.docx, figures.xlsx and figures.csv are in\n{folder}",
        "It is a draft until it is issued with the command svtools issue.",
        *listed("To know before it is issued:", [*to_do(made)]),
    ]
    return Outcome("\n".join(text), show=str(folder))


WORK: Mapping[str, Work] = {"annual_statement": _write}
"""What a job does, under its button's id."""
