"""The tables of coverage: contracts, weightings, suppliers, what came in, benchmarks, targets."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from statistics import median

from svtools.errors import InputError
from svtools.jobs.consolidation.groups import NOT_KNOWN, YES_NO, Groups
from svtools.jobs.consolidation.matching import Status
from svtools.jobs.register.contracts import PORTAL, Basis, Contract
from svtools.jobs.register.register import year_promises
from svtools.jobs.register.weightings import Against, against_minimum
from svtools.jobs.statement.amounts import Amount, Stage, total, where
from svtools.jobs.statement.figures import (
    Cell,
    Figure,
    FigureTable,
    Line,
    Source,
    Unit,
    count,
    share,
)
from svtools.jobs.statement.inputs import Inputs
from svtools.jobs.statement.tables_of_value import KINDS
from svtools.jobs.years.summaries import COUNTED
from svtools.numbers import long_date, percent

RUNNING = "of the contracts that run this year"


def coverage(inputs: Inputs) -> FigureTable:
    """T7: how many contracts the policy asks, and how far each step has come."""
    running = inputs.register.live(inputs.year)
    answers = {contract.key: _asked(inputs, contract) for contract in running}
    counted = {
        inputs.lines.key(inputs.summary.contract_of(row))
        for row in inputs.summary.returns(*COUNTED)
    }
    validated = {row.contract for row in where(inputs.amounts, Stage.VALIDATED)}
    asked: Sequence[tuple[str, Callable[[Contract], bool]]] = (
        ("Social value is required", lambda c: answers[c.key] == "Yes"),
        ("Social value is to be considered", lambda c: answers[c.key] == "Consider"),
        ("Nothing is asked", lambda c: answers[c.key] == "No"),
        ("Not known whether anything is asked", lambda c: answers[c.key] == NOT_KNOWN),
    )
    reached: Sequence[tuple[str, Callable[[Contract], bool]]] = (
        (
            "With promises for this year",
            lambda c: bool(year_promises(inputs.register, c, inputs.year)),
        ),
        ("Reported in the Social Value Portal", lambda c: c.reported_in == PORTAL),
        ("With a return that is counted", lambda c: c.key in counted),
        ("With figures that were validated", lambda c: c.key in validated),
    )
    whole = count(len(running), "contracts")
    lines = [Line("Contracts that run this year", (whole, "", ""))]
    for name, fits in (*asked, *reached):
        those = [contract for contract in running if fits(contract)]
        number = count(len(those), RUNNING)
        cells = (number, share(number, whole, RUNNING), _value(inputs, those))
        lines.append(Line(name, cells, part_of="asked" if (name, fits) in asked else ""))
    return FigureTable(
        "T7",
        "Contracts that the policy reaches, and how far each has come",
        ("Contracts", "How many", "Share of contracts that run", "Their value this year, £"),
        tuple(lines),
        note=f"Judged by {inputs.council.policy} and the law in force when each was procured. "
        f"The value this year is {_bases(inputs)}.",
    )


def _asked(inputs: Inputs, contract: Contract) -> str:
    try:
        asked = inputs.register.requirement(contract, inputs.council)
    except InputError:  # the register says what is lacking
        return NOT_KNOWN
    return "Yes" if asked.required else "Consider" if asked.applying else "No"


def _bases(inputs: Inputs) -> str:
    """What the contracts' values of the year are, the best first."""
    register, year = inputs.register, inputs.year
    used = {register.compared_with(each, year).basis for each in register.live(year)}
    return "; else ".join(basis for basis in Basis if basis in used) or "not known"


def _value(inputs: Inputs, contracts: Sequence[Contract]) -> Figure:
    values = [inputs.register.year_value(contract, inputs.year) for contract in contracts]
    known = [value for value in values if value is not None]
    source = Source(inputs.register_file, "Contracts", 0, "value this year")
    worth = sum(known, Decimal(0)) if len(known) == len(values) else None
    return Figure(worth, Unit.POUNDS, "", (source,), kept=True)


def weightings(inputs: Inputs) -> FigureTable:
    """T7b: the weightings that the contracts running this year were tendered with."""
    running = inputs.register.live(inputs.year)
    used = [contract.weighting for contract in running if contract.weighting is not None]
    against = [against_minimum(c, inputs.register, inputs.council) for c in running]
    lines = [
        Line(str(word).capitalize(), (count(against.count(word), RUNNING), ""))
        for word in Against
        if against.count(word)
    ]
    if used:
        few = (
            ("Lowest used", min(used)),
            ("Median used", median(used)),
            ("Highest used", max(used)),
        )
        lines += [Line(name, ("", _share(value))) for name, value in few]
    under = [c for c, word in zip(running, against, strict=True) if word is Against.BELOW]
    reasons = [f"{c.key.label}: {c.weighting_reason or 'no reason noted'}" for c in under]
    return FigureTable(
        "T7b",
        "Weightings of social value in the tenders of these contracts",
        ("Weighting", "Contracts", "Share of all award criteria"),
        tuple(lines),
        note=f"Reasons for a weighting below the minimum. {'. '.join(reasons)}." if reasons else "",
        nothing="The register names no weighting that was used.",
    )


def _share(value: Decimal) -> Figure:
    return Figure(value, Unit.SHARE, "of all award criteria")


def suppliers(inputs: Inputs) -> FigureTable:
    """T9: small, voluntary and equality-led suppliers among the contracts that run this year."""
    groups = Groups(inputs.register, inputs.council)
    running = inputs.register.live(inputs.year)
    whole = _value(inputs, running)
    names = {
        "sme": "Small and medium-sized enterprise",
        "vcse": "Voluntary, community or social enterprise",
        "equality_led": "Led by, or for, an equalities or community group",
    }
    lines = []
    for cut, name in names.items():
        for answer in YES_NO:
            those = [c for c in running if groups.of_contract(c)[cut] == answer]
            worth = _value(inputs, those)
            cells = (
                count(len(those), RUNNING),
                worth,
                share(worth, whole, "of the value of these contracts this year"),
            )
            lines.append(Line(f"{name}: {answer.lower()}", cells, part_of=cut))
    return FigureTable(
        "T9",
        "Who the suppliers are",
        ("Supplier", "Contracts", "Value this year, £", "Share of the value of all"),
        tuple(lines),
        note="Direct suppliers only. What the register doesn't say is not known, and not 'no'.",
    )


def what_came_in(inputs: Inputs) -> FigureTable:
    """T13: what was due and came, what could not be counted, and what is seen proof of."""
    counted = inputs.summary.returns(*COUNTED)
    late = sum(1 for row in counted if (row.get("days_late") or 0) > 0)
    problems = inputs.summary.content.rows("problems")
    lost = sum(1 for row in problems if row.get("level") == "not counted")

    def came(status: Status, of: str) -> Figure:
        return count(len(inputs.summary.returns(status)), of)

    lines = (
        Line("Returns that are counted, in full or in part", (count(len(counted), "returns"),)),
        Line("Of those: only in part", (came(Status.IN_PART, "returns"),)),
        Line("Of those: late", (count(late, "returns"),)),
        Line("Returns that are missing", (came(Status.MISSING, "returns"),)),
        Line("Files that were rejected", (came(Status.REJECTED, "files"),)),
        Line("Problems for which something is not counted", (count(lost, "problems"),)),
        Line("Validated, of what is reported", (_of_reported(inputs.amounts),)),
        *(
            Line(f"The same in {each.year}", (_of_reported(inputs.rows_of(each.year)),))
            for each in inputs.summaries[:-1]
        ),
    )
    return FigureTable(
        "T13",
        "What the figures rest on",
        ("What", "This year"),
        lines,
        note=f"As at {long_date(inputs.summary.as_at)}.",
    )


def _of_reported(rows: Sequence[Amount]) -> Figure:
    validated, reported = (total(where(rows, s)) for s in (Stage.VALIDATED, Stage.REPORTED))
    part = share(validated, reported, "of the SVA and LEVA reported")
    return Figure(part.value, part.unit, part.of, part.sources, {}, kept=True)


def benchmarks(inputs: Inputs) -> FigureTable:
    """T14: what the policy quotes of others, as context and never as a target."""
    benchmark = inputs.council.benchmark
    lines = [
        Line(row.name, tuple(map(percent, (row.sva, row.leva, row.sleva))))
        for row in (benchmark.rows if benchmark else ())
    ]
    lines += [
        Line(f"{row.name}, {row.year}", ("", "", percent(row.share)))
        for row in inputs.council.other_councils
    ]
    return FigureTable(
        "T14",
        "What the policy quotes of others: context, never a target",
        ("Value added as a share of spend", "SVA", "LEVA", "Both (SLEVA)"),
        tuple(lines),
        note=benchmark.note if benchmark else "",
        nothing="The policy quotes no figures of others.",
    )


def next_targets(inputs: Inputs) -> FigureTable:
    """T15: the targets for the year after, with who was consulted."""
    following = str(type(inputs.year)(inputs.year.first + 1))
    source = (Source(inputs.register_file, "Targets", 0),)
    lines = []
    for target in inputs.register.targets:
        if target.year == following:
            cells: list[Cell] = [
                "none" if value is None else Figure(value, Unit.POUNDS, "", source, kept=True)
                for value in (target.sva, target.leva)
            ]
            on = f", {long_date(target.consulted_on)}" if target.consulted_on else ""
            asked = f"{target.consulted}{on}" if target.consulted else "nobody is named"
            lines.append(Line(target.theme, (*cells, asked)))
    return FigureTable(
        "T15",
        f"Targets for {following}, £",
        ("Theme", *KINDS.values(), "Who was consulted"),
        tuple(lines),
        nothing=f"No targets are set for {following} in the register.",
    )
