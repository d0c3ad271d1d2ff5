"""A made-up year in which few people stand behind many figures, and a reader who looks for them."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.register.register import Register
from svtools.jobs.statement.edition import Given
from svtools.jobs.validation_log.log import LogFile, write_log
from tests.making import (
    AS_AT,
    YEAR,
    contract,
    council,
    measure,
    register_of,
    save_register,
    save_return,
)

ONE = contract("C1", directorate="Adults")
TWO = contract("C2", supplier="Two Ltd", directorate="Adults")
THREE = contract("C3", supplier="Three Ltd", directorate="Places")
PEOPLE = ("OP01", "OP03", "OP04", "OP05", "SW05")
SENSITIVE = ("OP05",)
OF_CONTRACTS = ("T1", "T2", "T6", "T6b")
Units = Mapping[str, Mapping[str, int]]
REPORTED: Units = {
    "C1": {"OP01": 8, "OP03": 2, "OP04": 3, "OP05": 1, "SW05": 40, "PJ04": 100},
    "C2": {"OP01": 2, "OP03": 9, "OP05": 2, "SW05": 3, "PJ04": 50},
    "C3": {"OP01": 3, "SW05": 20},
}
WARDS = {"OP03": {"Leigh": 1, "Milton": 6, "Thorpe": 2}, "SW05": {"Leigh": 4, "Milton": 30}}
GROUPS = {"OP03": {"Carers": 3, "Women": 7}, "SW05": {"Women": 25}}
Row = dict[tuple[str, ...], float]
"""A figure as the quantities in it, each with its weight."""


def benefits(
    contract_ref: str, wards: Mapping[str, Mapping[str, int]], groups: Any = GROUPS
) -> list[dict[str, Any]]:
    """What the one contract says of where and for whom; all of SW05 is C1's, all else C2's."""
    rows: list[dict[str, Any]] = []
    for column, cells in (("ward", wards), ("group", groups)):
        for code, by_name in cells.items():
            if contract_ref == ("C1" if code == "SW05" else "C2"):
                rows += [
                    {"measure": code, "quarter": "Q1", "units": units, column: name}
                    for name, units in by_name.items()
                ]
    return rows


def register(units: Units) -> Register:
    """Promises that are the same however much is delivered."""
    promises = [dict.fromkeys(units[each.key.ref], 12) for each in (ONE, TWO, THREE)]
    return register_of(*zip((ONE, TWO, THREE), promises, strict=True))


def year(folder: Path, units: Units = REPORTED, wards: Any = WARDS, groups: Any = GROUPS) -> Given:
    """The year's register, returns and summary; all that was reported is validated."""
    hub = register(units)
    for each in (ONE, TWO, THREE):
        ref = each.key.ref
        typed = {code: (number, 0, 0, 0) for code, number in units[ref].items()}
        said = benefits(ref, wards, groups)
        save_return(folder / "in" / f"{ref}.xlsx", hub, each, typed, beneficiaries=said)
    path = save_register(folder / "register.xlsx", hub)
    for _ in range(2):
        summary = folder / "summary.xlsx"
        made = consolidate(folder / "in", path, YEAR, summary, council(), as_at=AS_AT)
        log = LogFile(made.log).log
        write_log({k: replace(e, validated=e.reported) for k, e in log.items()}, council(),
                  made.log, AS_AT)  # fmt: skip
    return Given([summary], path, str(YEAR), "southend")


@dataclass
class Reader:
    """Somebody who knows what the tables are of, and adds, subtracts and divides.

    A table for the whole council doesn't say which contract it is that alone has a measure.
    """

    units: Units
    wards: Mapping[str, Mapping[str, int]]
    codes: Mapping[str, str]
    """The measures of the figures by ward and group."""

    def known(self, text: str) -> Iterator[Row]:
        """What the figures of a figures.csv tell, as sums of quantities."""
        for row in csv.DictReader(io.StringIO(text, newline="")):
            if row["As printed"] not in {"withheld", "not known"}:
                yield self.sum_of(row)

    def ties(self) -> Iterator[Row]:
        """Wards come to the whole, as groups do; and all that is reported is validated."""
        for column, cells in (("ward", self.wards), ("group", GROUPS)):
            for code in cells:
                tie: Row = {("reported", ref, code): 1.0 for ref in self.units}
                for name in (*cells[code], "not stated"):
                    tie[column, name, code] = -1.0
                yield tie

    def sum_of(self, row: Mapping[str, str]) -> Row:
        """The quantities in one figure."""
        table, name, column = row["Number"].partition(".")[0], row["Row"], row["Column"]
        stage = "reported" if "eported" in f"{name} {column}" else "validated"
        is_units = table in {"T4", "T4b", "T5"} and column in {"Reported", "Validated"}
        if column.endswith(("romised", "Target", "one unit")) or "promised" in name:
            return {}
        if table in {"T11", "T12"}:
            cut = "ward" if table == "T11" else "group"
            return {(cut, name, self.codes[row["Number"]]): 1.0}
        found: Row = {}
        for ref, by_code in self.units.items():
            for code in by_code:
                of = measure(code)
                proxy = float(of.proxy or 0)
                if self._is_in(table, name, column, ref, of):
                    whose = ref if table in OF_CONTRACTS else self.whose(ref, code)
                    found[stage, whose, code] = 1.0 if is_units else proxy
        return {part: weight for part, weight in found.items() if weight}

    def whose(self, ref: str, code: str) -> str:
        """The contract; "one" where it alone has the measure, which isn't a sensitive one."""
        alone = (
            [*self.units] if code in SENSITIVE else [r for r in self.units if code in self.units[r]]
        )
        return "one" if len(alone) == 1 else ref

    @staticmethod
    def _is_in(table: str, name: str, column: str, ref: str, of: Any) -> bool:
        kind = {"SV": "SVA", "LEV": "LEVA"}[str(of.kind)]
        where = "Places" if ref == "C3" else "Adults"
        fits = {
            "T1": column.endswith((f"({kind})", "(SLEVA)")),
            "T2": name == f"{of.theme}: {kind}",
            "T3": name.startswith(of.objective) and column == f"{kind} validated",
            "T4": name.startswith(of.code),
            "T4b": name.startswith(of.code),
            "T5": name == of.title and column == "Validated",
            "T6": name.startswith((ref, "All of these")) and column.startswith((kind, "Share")),
            "T6b": name == where and column.startswith(kind),
        }
        return bool(fits.get(table))


def secrets(units: Units, wards: Mapping[str, Mapping[str, int]]) -> list[Row]:
    """The numbers of 1 to 4 people that nobody may find."""
    found: list[Row] = []
    for code in PEOPLE:
        by_ref = {ref: units[ref][code] for ref in units if code in units[ref]}
        for stage in ("reported", "validated"):
            found += [{(stage, ref, code): 1.0} for ref, n in by_ref.items() if 0 < n < 5]
            if code in SENSITIVE and 0 < sum(by_ref.values()) < 5:
                found.append({(stage, ref, code): 1.0 for ref in by_ref})
    for column, cells in (("ward", wards), ("group", GROUPS)):
        for code, by_name in cells.items():
            found += [{(column, name, code): 1.0} for name, n in by_name.items() if 0 < n < 5]
    return found


def follows(secret: Row, seen: Iterable[Row]) -> bool:
    """Whether a secret is a weighted sum of what was seen, by least squares."""
    rows = [row for row in seen if row]
    parts = list(dict.fromkeys(part for row in (secret, *rows) for part in row))
    matrix = np.array([[row.get(part, 0.0) for part in parts] for row in rows])
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    aim = np.array([secret.get(part, 0.0) for part in parts])
    weights, *_ = np.linalg.lstsq(matrix.T, aim, rcond=None)
    return bool(np.linalg.norm(matrix.T @ weights - aim) < 1e-6)


def found(secrets: Sequence[Row], seen: Sequence[Row]) -> list[Row]:
    """The secrets that follow."""
    return [secret for secret in secrets if follows(secret, seen)]
