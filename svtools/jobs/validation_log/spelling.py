"""What names a row of the log, as the register spells it, however people typed it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache

from svtools.errors import InputError
from svtools.jobs.register.contracts import QUARTERS, Key
from svtools.jobs.register.register import Register
from svtools.measures import Measure
from svtools.monitoring import FinancialYear
from svtools.spelling import as_known, folded, folded_key

ORIGINS = ("Promised", "Other")


class Spelling:
    """The spelling of a register's contracts and measures; without one, of years and quarters."""

    def __init__(self, register: Register | None = None) -> None:
        self._keys: dict[tuple[str, ...], Key] = {}
        self._name_of: Callable[[str, str], tuple[str, ...]] = folded_key
        self._measures: dict[Key, Mapping[str, Measure]] = {}
        if register:
            self._measures = {c.key: register.measures(c) for c in register.contracts}
            self._keys = {folded_key(*key): key for key in self._measures}
            self._name_of = register.name_of
        # Many rows name the same contract and year.
        self._contract, self._year = cache(self._contract_as_spelt), cache(year_as_spelt)

    def of(self, named: tuple[str, ...]) -> tuple[str, ...]:
        """Year, reference, lot, supplier, measure, quarter and origin as they are spelt."""
        year, ref, lot, supplier, measure, quarter, origin = named
        key = self._contract(Key(ref, lot, supplier))
        measure = as_known(measure, self._measures.get(key, {}))
        quarter, origin = as_known(quarter, QUARTERS), as_known(origin, ORIGINS)
        return self._year(year), *key, measure, quarter, origin

    def _contract_as_spelt(self, key: Key) -> Key:
        name = *self._name_of(key.ref, key.lot), folded(key.supplier)
        return key if key in self._measures else self._keys.get(name, key)


def year_as_spelt(year: str) -> str:
    """A financial year as the tool spells it: 2025/26 is 2025-26; what is none stays."""
    with suppress(InputError):
        return str(FinancialYear.parse(year))
    return year
