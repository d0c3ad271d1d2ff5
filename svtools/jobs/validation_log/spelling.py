"""What names a row of the log, as the register spells it, however people typed it."""

from collections.abc import Mapping
from contextlib import suppress

from svtools.errors import InputError
from svtools.jobs.register.contracts import QUARTERS, Key
from svtools.jobs.register.register import Register
from svtools.jobs.spelling import as_known, folded_key
from svtools.measures import Measure
from svtools.monitoring import FinancialYear

ORIGINS = ("Promised", "Other")


class Spelling:
    """The spelling of a register's contracts and measures; without one, of years and quarters."""

    def __init__(self, register: Register | None = None) -> None:
        self._keys: dict[tuple[str, ...], Key] = {}
        self._measures: dict[Key, Mapping[str, Measure]] = {}
        if register:
            self._measures = {c.key: register.measures(c) for c in register.contracts}
            self._keys = {folded_key(k.ref, k.lot, k.supplier): k for k in self._measures}

    def of(self, named: tuple[str, ...]) -> tuple[str, ...]:
        """Year, reference, lot, supplier, measure, quarter and origin as they are spelt."""
        year, ref, lot, supplier, measure, quarter, origin = named
        with suppress(InputError):
            year = str(FinancialYear.parse(year))
        key = Key(ref, lot, supplier)
        if key not in self._measures:
            key = self._keys.get(folded_key(ref, lot, supplier), key)
        measure = as_known(measure, self._measures.get(key, {}))
        quarter, origin = as_known(quarter, QUARTERS), as_known(origin, ORIGINS)
        return year, key.ref, key.lot, key.supplier, measure, quarter, origin
