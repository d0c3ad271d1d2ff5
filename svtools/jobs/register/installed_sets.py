"""The measure sets that a name stands for: the open set, and those the user has set."""

from functools import lru_cache
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.register.measure_sets import sets_in
from svtools.measures import MeasureSet, open_set
from svtools.policy import load_council
from svtools.settings import setting


def installed_sets() -> dict[str, MeasureSet]:
    """Every set by its edition; the first is the one that counts where none is named.

    The user's setting `measures` names a measure set or a register; the open set is there too,
    unless the user has a set of that edition.
    Raises InputError where that file is missing or has faults.
    """
    path = setting("measures")
    if path and not path.is_file():
        raise InputError(f"There is no file {path}.", "Check the setting 'measures'.")
    own_sets = _own(path, path.stat().st_mtime_ns, load_council().folder) if path else {}
    return (
        own_sets if open_set().edition in own_sets else {**own_sets, open_set().edition: open_set()}
    )


def default_set() -> MeasureSet:
    """The council's own set where one is configured, else the open set."""
    return next(iter(installed_sets().values()))


def named_set(name: str) -> MeasureSet:
    """The set with this edition or name; case doesn't matter. Raises InputError for another."""
    sets = installed_sets()
    for measure_set in sets.values():
        if name.strip().casefold() in (measure_set.edition.casefold(), measure_set.name.casefold()):
            return measure_set
    raise InputError(
        f"There is no measure set '{name}' on this machine.",
        f"There is: {', '.join(sets)}. Or mark the range that holds the set.",
    )


@lru_cache(maxsize=4)
def _own(path: Path, _changed: int, council: Path) -> dict[str, MeasureSet]:
    return {
        measure_set.edition: measure_set for measure_set in sets_in(path, load_council(council))
    }
