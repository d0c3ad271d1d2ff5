"""A monitoring workbook that was made before, against the register as it is now."""

from collections.abc import Iterator
from pathlib import Path

from svtools.jobs.consolidation.checking import Checked, issued_changed, promises_changed
from svtools.jobs.consolidation.returns import read_return
from svtools.jobs.register.contracts import Contract, Register, year_promises
from svtools.monitoring import FinancialYear


def outdated_because(
    path: Path, register: Register, contract: Contract, year: FinancialYear
) -> str:
    """In what the workbook at `path` differs from the register; empty where it agrees."""
    made = read_return(path.parent, path.name)
    if made.rejected or made.kind != "return":
        return "it is no return that can be read"
    checked = Checked(contract, made, year_promises(register, contract, year))
    labels = [str(each.details["label"]) for each in issued_changed(contract, made)]
    codes = [str(each.details["measure"]) for each in promises_changed(checked)]
    return ", ".join((*labels, *codes, *_promised_no_more(checked)))


def _promised_no_more(checked: Checked) -> Iterator[str]:
    promised = {promise.measure.code for promise in checked.promises}
    yield from (each.measure for each in checked.made.promises if each.measure not in promised)
