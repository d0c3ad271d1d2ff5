"""The measures as guides tell them: by theme, with what counts and what proves it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from svtools import yamlfile
from svtools.errors import InputError
from svtools.jobs.register.installed_sets import starting_sets
from svtools.jobs.register.issued import theme_names
from svtools.jobs.register.measure_sets import set_in
from svtools.measures import Measure, MeasureKind, MeasureSet, shipped_editions, shipped_set
from svtools.numbers import pounds
from svtools.policy import Council

NOT_SAID = "The council says."
SHARED_BY = 3
"""From how many measures of one unit on a rule is told for the unit, not measure by measure."""

_LICENCES = yamlfile.read(Path(__file__).with_name("licences.yaml"))
_SENTENCES = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class ToldMeasure:
    """One measure in a guide; `value` is "" where it may not be published."""

    code: str
    title: str
    unit: str
    counts: str
    evidence: str
    local: bool
    value: str


@dataclass(frozen=True, slots=True)
class Unit:
    """What counts as one unit, where several measures share the rule."""

    unit: str
    counts: str


@dataclass(frozen=True, slots=True)
class ToldSet:
    """A measure set in a guide.

    `always` is what holds for every measure; `themes` are in the council's order.
    """

    name: str
    edition: str
    notice: str
    licence: str
    open: bool
    always: str
    units: tuple[Unit, ...]
    themes: dict[str, tuple[ToldMeasure, ...]]

    @property
    def measures(self) -> list[ToldMeasure]:
        """All of them, theme by theme."""
        return [measure for theme in self.themes.values() for measure in theme]


def chosen_set(named: str | None, council: Council) -> MeasureSet | None:
    """The set in a file, a shipped edition, or the council's own; None where it starts with none.

    Raises InputError where there is no such file or edition, and for a set of other themes.
    """
    if named is None:
        return next(iter(starting_sets(council)), None)
    if named in shipped_editions():
        return _of_its_themes(shipped_set(named), council)
    if not Path(named).is_file():
        raise InputError(
            f"There is no measure set '{named}'.",
            f"Give its file, or one of {', '.join(shipped_editions())}.",
        )
    return set_in(Path(named), council)


def _of_its_themes(chosen: MeasureSet, council: Council) -> MeasureSet:
    known = theme_names(council)
    others = {measure.theme for measure in chosen.measures.values()} - {*(known or ())}
    if known is None or others:
        raise InputError(
            f"The measures of {chosen.edition} stand under themes that {council.short_name} "
            f"doesn't have: {', '.join(sorted(others))}.",
            "Give a measure set of its own with --measures.",
        )
    return chosen


def told_set(chosen: MeasureSet) -> ToldSet:
    """A set as guides tell it. Raises InputError where it has no measure, or none has a text."""
    measures = [*chosen.measures.values()]
    if not any(measure.counting_rule or measure.evidence for measure in measures):
        raise InputError(
            f"{chosen.name} ({chosen.edition}) says of no measure what counts and what proves it.",
            "Fill in 'What counts as one unit' and 'Evidence we ask for' on its sheet Measures.",
        )
    is_open, always = may_publish(chosen.licence), _shared(measures)
    units = _units(measures, always)
    return ToldSet(
        chosen.name,
        chosen.edition,
        chosen.notice,
        chosen.licence,
        is_open,
        " ".join(always),
        units,
        {
            theme: tuple(_told(m, always, is_open) for m in measures if m.theme == theme)
            for theme in dict.fromkeys(measure.theme for measure in measures)
        },
    )


def may_publish(licence: str) -> bool:
    """Whether a licence is known to let everybody publish the values of a set.

    Any other text, "not stated" too, does not.
    """
    said = re.sub(r"[-_\s]+", " ", licence.casefold())

    def has(words: Iterable[str]) -> bool:
        return any(re.search(rf"\b{re.escape(word.casefold())}\b", said) for word in words)

    return has(_LICENCES["open"]) and not has(_LICENCES["not open"])


def _told(measure: Measure, always: Sequence[str], is_open: bool) -> ToldMeasure:
    value = "" if measure.proxy is None else pounds(measure.proxy)
    return ToldMeasure(
        measure.code,
        measure.title,
        measure.unit,
        _own(measure.counting_rule, always) or NOT_SAID,
        measure.evidence or NOT_SAID,
        measure.kind is MeasureKind.LEV,
        value if is_open else "",
    )


def _shared(measures: Sequence[Measure]) -> list[str]:
    """The sentences that the rules of all measures end with."""
    rules = [_SENTENCES.split(measure.counting_rule.strip()) for measure in measures]
    shared: list[str] = []
    while all(len(rule) > len(shared) for rule in rules):
        ends = {rule[-1 - len(shared)] for rule in rules}
        if len(ends) > 1 or "" in ends:
            break
        shared.insert(0, ends.pop())
    return shared if len(rules) > 1 else []


def _own(rule: str, always: Sequence[str]) -> str:
    return rule.strip().removesuffix(" ".join(always)).strip()


def _units(measures: Sequence[Measure], always: Sequence[str]) -> tuple[Unit, ...]:
    """The rules that several measures share, by unit; a unit's second rule names its measures."""
    shared: dict[tuple[str, str], list[str]] = {}
    for measure in measures:
        rule = _own(measure.counting_rule, always)
        if rule:
            shared.setdefault((measure.unit, rule), []).append(measure.code)
    told: list[Unit] = []
    for (unit, rule), codes in shared.items():
        if len(codes) >= SHARED_BY:
            another = unit in {each.unit for each in told}
            told.append(Unit(f"{unit} ({', '.join(codes)})" if another else unit, rule))
    return tuple(told)


def without_texts(told: ToldSet) -> list[str]:
    """The codes of the measures that don't say what counts or what proves it."""
    return [m.code for m in told.measures if NOT_SAID in (m.counts, m.evidence)]
