"""How complete the figures of a summary are, in one sentence."""

from collections import Counter
from collections.abc import Mapping

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.matching import Status
from svtools.jobs.register.contracts import PORTAL
from svtools.numbers import how_many, in_a_row, long_date

PORTAL_LACKS = "Portal figure", "missing or held back"


def completeness(consolidation: Consolidation) -> str:
    """One sentence that is true of every folder: what counts, and what the figures lack.

    It is so short that nothing of it is cut beside the Overview's figures.
    """
    counted = len(consolidation.matched)
    lacking = _lacking(consolidation)
    if not counted:
        why = lacking or _why_none(consolidation)
        none = "No return counts" if consolidation.returns else "There is no file in the folder"
        return f"{none}, so nothing is delivered: {why}."
    if lacking:
        return f"Not complete: {lacking}."
    return (
        f"Complete as at {long_date(consolidation.as_at)}: {how_many(counted, 'return')} in full, "
        "no file rejected, no return missing, no promise held back."
    )


def _lacking(consolidation: Consolidation) -> str:
    """What the figures lack, in a row; what the Portal's lack as one."""
    told = Counter[tuple[str, str]]()
    for (noun, fate), count in lacks(consolidation).items():
        told[PORTAL_LACKS if noun.startswith("Portal") else (noun, fate)] += count
    return in_a_row([f"{how_many(n, noun)} {fate}" for (noun, fate), n in told.items() if n])


def lacks(consolidation: Consolidation) -> Mapping[tuple[str, str], int]:
    """How many of what the figures lack, and what became of it."""
    portal = consolidation.portal
    statuses = [consolidation.status(each) for each in consolidation.returns]
    matched, missing = consolidation.matched.values(), consolidation.missing
    in_portal = sum(expected.contract.reported_in == PORTAL for expected in missing)
    return {
        ("file", "rejected"): statuses.count(Status.REJECTED),
        ("return", "missing"): len(missing) - in_portal,
        ("cell", "not counted"): sum(consolidation.not_counted(m.contract) for m in matched),
        ("promise", "held back"): _held_back(consolidation),
        ("Portal quarter", "without figures"): in_portal,
        ("Portal figure", "held back"): portal.held_back if portal else 0,
    }


def _held_back(consolidation: Consolidation) -> int:
    """The promises of this year's contracts, or of none that can be used, that can't be counted."""
    register = consolidation.register
    contracts = [c for c in register.live(consolidation.year) if c.reported_in != PORTAL]
    return register.adrift + sum(len(register.unread.get(c.key, ())) for c in contracts)


def _why_none(consolidation: Consolidation) -> str:
    """Why nothing is lacking although nothing counts."""
    if consolidation.expected:
        return "no return is due yet"
    return f"no contract owes a return for {consolidation.year}"
