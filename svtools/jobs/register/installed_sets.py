"""The measure sets of this machine, by the settings and the council; they need no workbook.

A file that the setting `measures` names is opened when it is there.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from svtools.errors import InputError
from svtools.measures import MeasureSet, load_set, shipped_editions, shipped_set
from svtools.policy import Council, load_council
from svtools.settings import named, setting

BEFORE_NAMED = "open-2025"
"""The edition where settings name none: from before there was another, so no figure changes."""

YAML_SUFFIXES = (".yaml", ".yml")


def yaml_set(path: Path, council: Council) -> MeasureSet:
    """The set in a YAML file, with themes of the council's. Raises DeclarationError for faults."""
    return load_set(path, themes=[theme.name for theme in council.themes] or None)


def starting_sets(council: Council) -> list[MeasureSet]:
    """The set that comes with the toolkit and fits the council's themes; none for most."""
    return [shipped_set(council.measures)] if council.measures else []


def one_of(sets: Sequence[MeasureSet], council: Council) -> MeasureSet:
    """The first of the sets. Raises InputError where there is none."""
    if not sets:
        raise InputError(
            f"No measure set is known for {council.short_name}.",
            "Name one: its measure set workbook, or a register that has one.",
        )
    return sets[0]


def installed_sets() -> dict[str, MeasureSet]:
    """Every set by its edition; the first is the one that counts where none is named.

    The user's setting `measures` names a measure set or a register; after its sets stand those that
    come with the toolkit, where the council starts with one, unless the user has that edition. Of
    them the one comes first that the setting `edition` names.
    Raises InputError where that file is missing or has faults, or there is no such edition.
    """
    path = setting("measures")
    if path and not path.is_file():
        raise InputError(f"There is no file {path}.", "Check the setting 'measures'.")
    council = load_council()
    sets = _set_up(path, path.stat().st_mtime_ns, council.folder) if path else {}
    shipped = [named("edition") or BEFORE_NAMED, *shipped_editions()] if council.measures else []
    return sets | {edition: shipped_set(edition) for edition in shipped if edition not in sets}


def default_set() -> MeasureSet:
    """The council's own set where one is set up, else the edition that this machine goes by.

    Raises InputError where there is neither.
    """
    return one_of(list(installed_sets().values()), load_council())


def named_set(name: str) -> MeasureSet:
    """The set with this edition or name; case doesn't matter. Raises InputError for another."""
    sets = installed_sets()
    for measure_set in sets.values():
        if name.strip().casefold() in (measure_set.edition.casefold(), measure_set.name.casefold()):
            return measure_set
    raise InputError(
        f"There is no measure set '{name}' on this machine.",
        f"There is: {', '.join(sets) or 'none'}. Or mark the range that holds the set.",
    )


@lru_cache(maxsize=4)
def _set_up(path: Path, _changed: int, council: Path) -> dict[str, MeasureSet]:
    if path.suffix.lower() in YAML_SUFFIXES:
        sets = [yaml_set(path, load_council(council))]
    else:
        from svtools.jobs.register.measure_sets import sets_in  # noqa: PLC0415 - only a workbook

        sets = sets_in(path, load_council(council))
    return {measure_set.edition: measure_set for measure_set in sets}
