"""Case studies: each is one contract's, and names no figure that nobody has validated."""

import re
from collections.abc import Mapping
from dataclasses import replace

from svtools.documents.blocks import Block, Heading, plain
from svtools.errors import InputError
from svtools.jobs.register.contracts import Key
from svtools.jobs.statement.amounts import Stage, total, where
from svtools.jobs.statement.figures import Figure, Unit
from svtools.jobs.statement.inputs import Inputs
from svtools.jobs.statement.tables_of_measures import counts_people
from svtools.jobs.statement.texts import CaseStudy, Texts
from svtools.monitoring.small_numbers import FEWEST_TOLD
from svtools.spelling import folded

FIGURE = re.compile(r"\{\{\s*([\w-]+)\s*\}\}")


Told = Mapping[tuple[str, str], Figure]
"""The figures that case studies name, by the study's file and the measure's code."""


def told_in_studies(texts: Texts, inputs: Inputs) -> Told:
    """The figures that the case studies name, each of its unit.

    Raises InputError where one is of no contract, or names a figure that isn't validated or that
    small numbers of people forbid.
    """
    found = {}
    for study in texts.case_studies:
        contracts = _contracts(study, inputs)
        for code in map(str.upper, FIGURE.findall(study.text)):
            found[study.file, code] = _figure(code, study, contracts, inputs)
    return found


def case_studies(texts: Texts, told: Told) -> list[Block]:
    """The case studies with their figures put in, each under its title."""
    found: list[Block] = []
    for study in texts.case_studies:
        text = study.text
        for name in FIGURE.finditer(text):
            text = text.replace(name[0], _in_words(told[study.file, name[1].upper()]))
        found += [Heading(3, plain(study.title)), *texts.blocks(text, deeper=2)]
    return found


def _in_words(figure: Figure) -> str:
    is_money = figure.of.startswith("£")
    return f"£{figure.shown}" if is_money else f"{figure.shown} {figure.of}"


def _contracts(study: CaseStudy, inputs: Inputs) -> set[Key]:
    wanted = folded(study.contract)
    keys = {
        each.key
        for each in inputs.register.contracts
        if wanted in (folded(each.key.ref), folded(each.key.label))
    }
    if not keys:
        raise InputError(
            f"The case study {study.file} is of the contract '{study.contract}', which isn't in "
            "the register.",
            "Write the reference as it stands in the register, with the lot if it has one.",
        )
    if not where(inputs.amounts, Stage.VALIDATED, contracts=keys):
        raise InputError(
            f"The case study {study.file} is of {study.contract}, of which nothing is validated "
            f"for {inputs.year}.",
            "Validate its figures in the validation log and run 'svtools consolidate' again, or "
            "take the case study out.",
        )
    return keys


def _figure(code: str, study: CaseStudy, contracts: set[Key], inputs: Inputs) -> Figure:
    validated = where(inputs.amounts, Stage.VALIDATED, contracts=contracts)
    rows = [row for row in validated if row.measure[1].upper() == code]
    if not rows and code not in _codes(inputs):
        raise InputError(
            f"The case study {study.file} names {code}, which is the code of no measure.",
            "Write the code as the register's measure set has it, such as OP01.",
        )
    figure = total(rows, Unit.UNITS, kept=True)
    if not rows or not figure.value:
        raise InputError(
            f"The case study {study.file} names {code}, of which nothing is validated there.",
            "Validate it first, or take it out of the text.",
        )
    if figure.value < FEWEST_TOLD and any(counts_people(inputs, row.measure) for row in rows):
        raise InputError(
            f"The case study {study.file} would tell a number of people that is withheld ({code}).",
            "Say it without the number.",
        )
    return replace(figure, of=rows[0].about.unit)


def _codes(inputs: Inputs) -> set[str]:
    """The codes of all measures that the register's sets or the summaries have."""
    of_sets = {code for edition in inputs.register.sets.values() for code in edition.measures}
    return {code.upper() for code in of_sets | {row.measure[1] for row in inputs.all_amounts}}
