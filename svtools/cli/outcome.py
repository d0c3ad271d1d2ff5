"""What came of a consolidation or a merge, told on the terminal."""

from typing import TYPE_CHECKING, Any

from svtools import console
from svtools.cli.options import end, print_json, tell_problems
from svtools.numbers import how_many, pounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from svtools.jobs.consolidation.limits import Writer
    from svtools.jobs.consolidation.run import Outcome


def formats() -> "Mapping[str, Writer]":
    """How detail beyond a sheet can be written here, beside .csv."""
    from svtools.data import detail

    return detail.formats()


def finish(outcome: "Outcome", *, as_json: bool) -> None:
    """Tell what came of a consolidation or a merge, and end with the exit code that says it."""
    if as_json:
        print_json(outcome.as_json())
    else:
        tell_outcome(outcome)
    if outcome.log_refused:
        raise outcome.log_refused
    end(attention=outcome.consolidation.needs_attention)


MOST_FILES = 20
"""With more files and contracts than this the terminal names none: the summary names them all."""


def tell_outcome(outcome: "Outcome") -> None:
    """What came in, what it comes to, what needs attention, and where it was written."""
    data = outcome.data
    counts = [(r["count"], r["status"], r["meaning"]) for r in data["came_in"] if r["count"]]
    console.table(("Count", "Status", "What that means"), counts, "What came in")
    _tell_value(outcome)
    _tell_problems(outcome)
    rows = list(_each(data["returns"]))
    if len(rows) <= MOST_FILES:
        console.table(("File", "Contract", "Quarter", "Status"), rows, "Each file")
    else:
        console.say(f"{_counted(rows)}: see the sheet Returns of the summary.")
    _tell_files(outcome)


def _each(returns: list[dict[str, Any]]) -> "Iterator[tuple[str, str, str, str]]":
    """A line for each file and for each contract of which nothing came, the rejected first."""
    files, missing = [], dict[str, list[str]]()
    for row in returns:
        contract = f"{row['ref']} lot {row['lot']}" if row["lot"] else row["ref"]
        if row["file"]:
            files.append((row["file"], contract, row["quarter"], row["status"]))
        elif row["status"] == "missing":
            missing.setdefault(contract, []).append(row["quarter"])
    yield from (line for line in files if line[-1] == "rejected")
    yield from (
        ("(none that counts)", key, ", ".join(qs), "missing") for key, qs in missing.items()
    )
    yield from (line for line in files if line[-1] != "rejected")


def _counted(rows: "Sequence[tuple[str, str, str, str]]") -> str:
    """How many lines `_each` has of files and of contracts."""
    missing = sum(status == "missing" for *_, status in rows)
    files = how_many(len(rows) - missing, "file")
    without = f"{how_many(missing, 'contract')} without a return that is due"
    return f"{files} and {without}" if missing else files


def tell_detail(detail: "Sequence[Path]") -> None:
    """Where that is which a sheet can't hold."""
    if detail:
        names = ", ".join(path.name for path in detail)
        console.say(f"Detail that a sheet can't hold is beside the summary: {names}.")


def _tell_value(outcome: "Outcome") -> None:
    """Promised, delivered and validated, with what is to be known of them."""
    from svtools.jobs.consolidation.portal_summary import IN_PORTAL, KINDS

    data, consolidation = outcome.data, outcome.consolidation
    three = [
        (r["what"], pounds(r["sva"]), pounds(r["leva"]), pounds(r["sleva"]))
        for r in data["headline"]
    ]
    console.table(("", "SVA", "LEVA", "Both (SLEVA)"), three, f"Social value {consolidation.year}")
    for sentence in filter(None, (data["completeness"], *data["notes"])):
        console.say(sentence)
    if consolidation.portal:
        console.say(data["sources"]["portal"])
        in_portal = [
            (r["what"], *(pounds(r[part]) if r[part] != "" else "" for part in KINDS))
            for r in data["by_source"]
            if r["source"] == IN_PORTAL
        ]
        headings = ("", "SVA", "LEVA", "Kind not known")
        console.table(headings, in_portal, "In the Portal, apart from these")


def _tell_problems(outcome: "Outcome") -> None:
    """What needs somebody, and how much else there is."""
    from svtools.jobs.consolidation.consolidation import is_grave
    from svtools.workbooks.problems import Level

    problems = outcome.consolidation.problems
    open_ones = [p for p in problems if p.level is not Level.ACCEPTED]
    shown = [p for p in open_ones if is_grave(p) or p.file == outcome.log.name]
    tell_problems(shown, "What needs attention", elsewhere="the sheet Problems of the summary")
    remarks = len(open_ones) - len(shown)
    if remarks:
        console.say(f"{how_many(remarks, 'more remark')}: see the sheet Problems of the summary.")
    accepted = len(problems) - len(open_ones)
    if accepted:
        console.say(f"{how_many(accepted, 'finding')} accepted in the validation log.")


def _tell_files(outcome: "Outcome") -> None:
    """What was written where, what to know of the log, and whether somebody should look."""
    from svtools.jobs.consolidation.consolidation import is_grave
    from svtools.jobs.validation_log.closed import MANY_ROWS, years_to_close

    consolidation = outcome.consolidation
    beside = [outcome.overdue] if outcome.log_refused else [outcome.log, outcome.overdue]
    written = [str(outcome.summary), *(path.name for path in beside if path.exists())]
    console.say(f"Wrote {', '.join(written[:-1])} and {written[-1]}.")
    tell_detail(outcome.detail)
    if outcome.earlier_detail:
        names = ", ".join(path.name for path in outcome.earlier_detail)
        console.say(f"Of an earlier run, and not of this one: {names}. Remove what isn't needed.")
    if outcome.log_begun:
        console.say(
            f"No validation log was found as {outcome.log}, so nothing counts as validated yet. "
            "If you keep one elsewhere, name it with --validation."
        )
    if outcome.log_copy:
        console.say(f"The validation log as it was is kept as {outcome.log_copy.name}.")
    for each in years_to_close(consolidation.log, str(consolidation.year))[:1]:
        console.say(
            f"The validation log has more than {MANY_ROWS:,} rows. A year that is done can be put "
            f"into a file beside it, where it still counts: svtools log close {each}"
        )
    if consolidation.needs_attention:
        grave = how_many(sum(map(is_grave, consolidation.problems)), "problem")
        overdue = how_many(len(consolidation.missing), "return")
        console.say(
            f"Needs attention: {grave}, {overdue} overdue. "
            "Open the sheets Problems and Returns of the summary."
        )
