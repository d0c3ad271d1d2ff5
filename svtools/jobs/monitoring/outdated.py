"""A monitoring workbook that was made before, against the register as it is now."""

from pathlib import Path

from svtools.jobs.consolidation.checking import Checked, compare_issued, compare_promises
from svtools.jobs.consolidation.returns import read_return
from svtools.jobs.register.contracts import Contract, Register, year_promises
from svtools.monitoring import FinancialYear


def outdated_because(
    path: Path, register: Register, contract: Contract, year: FinancialYear
) -> str:
    """In what the workbook at `path` differs from the register; empty where it agrees."""
    earlier = read_return(path.parent, path.name)
    if earlier.rejected or earlier.kind != "return":
        return "it is no return that can be read"
    earlier.problems.clear()
    checked = Checked(contract, earlier, year_promises(register, contract, year))
    compare_issued(contract, earlier)
    compare_promises(checked)
    details = [problem.details for problem in earlier.problems]
    differences = [str(detail.get("label") or detail["measure"]) for detail in details]
    promised = {promise.measure.code for promise in checked.promises}
    gone = [issued.measure for issued in earlier.promises if issued.measure not in promised]
    return ", ".join((*differences, *gone))
