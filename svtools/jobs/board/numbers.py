"""The headline and the five numbers of the board's page, each beside the year before."""

from collections.abc import Sequence
from dataclasses import replace

from svtools.documents.blocks import Number, Numbers
from svtools.jobs.statement.amounts import Stage
from svtools.jobs.statement.document import contracts_with_return
from svtools.jobs.statement.inputs import Inputs
from svtools.jobs.statement.parts import Stages, numbers, whole_percent
from svtools.jobs.statement.tables_of_value import KINDS
from svtools.numbers import in_a_row

NOTHING = "Nothing was promised for {}"


def before(inputs: Inputs) -> Inputs | None:
    """The same of the latest earlier summary; None where none was given."""
    earlier = inputs.summaries[:-1]
    if not earlier:
        return None
    return replace(inputs, year=earlier[-1].year, summaries=earlier, local_spend=None)


def headline(inputs: Inputs) -> str:
    """Which shares of the promise are validated and reported, SVA and LEVA apart."""
    stages = Stages(inputs)
    kinds = _promised(stages)
    if not kinds:
        return NOTHING.format(inputs.year)
    are = _are(kinds)
    reported = in_a_row([_share(stages, Stage.REPORTED, kind) for kind in kinds])
    of = f"{_shares(stages, Stage.VALIDATED, kinds)} promised for {inputs.year}"
    return f"{of} {are} validated; {reported} {are} reported"


def trend(inputs: Inputs) -> str:
    """The same shares of the latest earlier year, in a sentence."""
    earlier = before(inputs)
    if earlier is None:
        return "No earlier year was given, so that no trend is known."
    stages = Stages(earlier)
    kinds = _promised(stages)
    if not kinds:
        return f"{NOTHING.format(earlier.year)}, so that no trend is known."
    validated, reported = (
        _shares(stages, stage, kinds) for stage in (Stage.VALIDATED, Stage.REPORTED)
    )
    are = _are(kinds)
    return f"For {earlier.year}, {validated} {are} validated; {reported} {are} reported."


def five(inputs: Inputs) -> Numbers:
    """The statement's five numbers, each with what it was in the year before."""
    now = numbers(inputs, Stages(inputs), contracts_with_return(inputs)).items
    earlier = before(inputs)
    if earlier is None:
        return Numbers(now)
    then = numbers(earlier, Stages(earlier), contracts_with_return(earlier)).items
    was: Sequence[Number | None] = [*then[:-1], None]  # Local Spend is given for one year
    return Numbers(tuple(map(_beside, now, was, [str(earlier.year)] * len(now))))


def _beside(now: Number, was: Number | None, year: str) -> Number:
    return replace(now, of=f"{now.of}. {year}: {was.figure}") if was else now


def _promised(stages: Stages) -> list[str]:
    return [kind for kind in KINDS if stages.value(Stage.PROMISED, kind) > 0]


def _shares(stages: Stages, stage: Stage, kinds: Sequence[str]) -> str:
    return in_a_row([f"{_share(stages, stage, kind)} of the {KINDS[kind]}" for kind in kinds])


def _are(kinds: Sequence[str]) -> str:
    return "are" if len(kinds) > 1 else "is"


def _share(stages: Stages, stage: Stage, kind: str) -> str:
    part, whole = stages.value(stage, kind), stages.value(Stage.PROMISED, kind)
    return whole_percent(part, whole)
