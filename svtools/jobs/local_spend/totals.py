"""Rows that are no payments but sums of them: totals, and what is brought forward."""

import re
from collections.abc import Collection
from functools import lru_cache

from svtools.jobs.local_spend.names import with_form

_SUM = r"(?:(?:sub|grand|page|running|overall|report) ?totals?)"
_ENDS = re.compile(rf"{_SUM}(?: .*)?|(?:.* )?totals?|totals? for .*|(?:opening|closing) balance.*")
_CARRIED = re.compile(
    r"(?:(?:balance|totals?|amount) )?"
    r"(?:[bc] ?/ ?f(?:wd|orward)?|[bc]fwd|(?:brought|carried) forward)\b.*"
)
_OF = re.compile(r"totals? (?P<what>.*)")
_PERIOD = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|[0-9]+(?:st|nd|rd|th)?|[pqm][0-9]+"
    r"|period|month|quarter|year|week|page|date|to|of|in|at|the|all|ytd|and"
    r"|payments?|spend|expenditure|suppliers?|invoices?|net|gross|vat|amount|value)"
)


def is_total(text: str, departments: Collection[str] = ()) -> bool:
    """Whether a cell says total: "Sub-total Adults", "Total April 2025", "B/fwd".

    "Total Gas & Power" is a supplier; "Total Adults" is one unless Adults is among the
    `departments`, which are cleaned as names are.
    """
    if _says_total(text):
        return True
    of = _OF.fullmatch(with_form(text))
    return of is not None and of["what"] in departments


@lru_cache(maxsize=100_000)
def _says_total(text: str) -> bool:
    said = with_form(text)
    if _ENDS.fullmatch(said) or _CARRIED.fullmatch(" ".join(text.casefold().split())):
        return True
    of = _OF.fullmatch(said)
    return of is not None and all(map(_PERIOD.fullmatch, of["what"].split()))
