"""A return under a reference that isn't its own: supplier and title say another contract."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from svtools.jobs.consolidation.returns import Return
from svtools.jobs.register.contracts import Contract
from svtools.spelling import folded, letters_of

ALIKE = 0.6
"""Names as like as this may be one name written in two ways: Made Up Ltd, Made Up Limited."""


def contradicts(supplier_return: Return, contract: Contract, all_of: Sequence[Contract]) -> bool:
    """Whether a return is another contract's; if it is, this is noted.

    Its title is unlike the contract's, and so is its supplier; or both are just another contract's.
    """
    title, supplier = title_of(supplier_return), supplier_return.supplier
    if _is(title, contract.title) and (_is(supplier, contract.key.supplier) or not supplier):
        return False
    own = next((c for c in all_of if _is(title, c.title) and _is(supplier, c.key.supplier)), None)
    both = unlike(title, contract.title) and unlike(supplier, contract.key.supplier)
    if own is None and not both:
        return False
    supplier_return.problems.add(
        "contradicts-contract",
        supplier_return.issued.get("ref"),
        ref=contract.key.label,
        title=title,
        supplier=supplier or "nobody",
        registered=f"'{contract.title}' of {contract.key.supplier}",
        hint=f"Supplier and title are those of {own.key.label}. " if own else "",
    )
    return True


def title_of(supplier_return: Return) -> str:
    """The title of the contract as the return has it."""
    issued = supplier_return.issued.get("title")
    return str(issued.value or "") if issued else ""


def _is(one: str, other: str) -> bool:
    return bool(one) and folded(one) == folded(other)


def unlike(one: str, other: str) -> bool:
    """Whether two names, neither of them blank, can't be one in two spellings."""
    first, second = letters_of(one), letters_of(other)
    if not first or not second or first in second or second in first:
        return False
    return SequenceMatcher(None, first, second, autojunk=False).ratio() < ALIKE
