"""What Local Spend says in words: the headline, its state, and what kind of payments it got."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from svtools.jobs.local_spend.figures import Figures, in_pounds
from svtools.jobs.local_spend.payments import PaymentFile
from svtools.jobs.local_spend.places import How
from svtools.jobs.local_spend.tally import Sizes
from svtools.monitoring import ENOUGH_KNOWN, FinancialYear, LocalSpend
from svtools.numbers import how_many, in_a_row, long_date, pounds, rounded
from svtools.policy.statutory import statute

FEW_SMALL = Decimal("0.1")
"""Of a whole ledger far more than a tenth is small; a published file has some small lines."""

_JOINED = (How.BY_NUMBER, How.BY_NAME, How.REGISTERED, How.PAYMENTS)


def in_percent(share: Decimal | None) -> str:
    """A share in a sentence, in whole percent: 31%; under 1% with one decimal."""
    percent = (share or Decimal(0)) * 100
    small = 0 < percent < 1 or 99 < percent < 100  # noqa: PLR2004 - what 0% and 100% would hide
    return f"{rounded(percent, 1 if small else 0):f}%"


def headline(spend: LocalSpend) -> str:
    """What is known of the local share: "Between 31% and 49% …"."""
    if spend.between is None:
        return f"{_why_no_share(spend)}, so no share can be told."
    least, most = map(in_percent, spend.between)
    what = "of spend with suppliers is local"
    return f"{least} {what}." if least == most else f"Between {least} and {most} {what}."


def _why_no_share(spend: LocalSpend) -> str:
    if spend.total == 0:
        return "The spend comes to nothing"
    if spend.total < 0:
        return f"Credits are more than payments: the spend adds up to {pounds(spend.total)}"
    return "Credits take a part of the spend under nothing"


def about_shares(spend: LocalSpend) -> str:
    """What the two ends of the headline are."""
    if not spend.tells_shares:
        return "What is local, elsewhere and not known stands below in £, credits taken off."
    if not spend.unknown:
        return "The place of every supplier is known."
    least, unknown = in_percent(spend.local_share), in_percent(spend.unknown_share)
    return (
        f"{least} is known to be local. The place of {unknown} is not known: if all of that were "
        "local, it would be the higher figure."
    )


def state(figures: Figures, lacking: Sequence[str], to_check: int = 0) -> str:
    """Whether the figure can be published, and what stands in the way.

    `lacking` is not there; so many problems are `to_check` first.
    """
    spend, to_look_up = figures.whole.pounds, len(figures.to_look_up)
    if lacking:
        return f"Not complete: {'; '.join(lacking)}."
    if not spend.tells_shares:
        return "Not yet: credits are so large that no share can be told."
    known = min(spend.known_share or Decimal(0), Decimal(1))
    if known >= ENOUGH_KNOWN:
        then = f" Check first what Problems says ({to_check})." if to_check else ""
        return f"Ready: the place of {in_percent(known)} of spend is known.{then}"
    then = f" {how_many(to_look_up, 'supplier')} to look up." if to_look_up else ""
    return f"Not yet: the place of {in_percent(known)} of spend is known, not 95%.{then}"


def lacking(
    figures: Figures, year: FinancialYear | None, held_back: int, unread: int, *, boundary: bool
) -> list[str]:
    """What a figure lacks that could be published as the year's."""
    found = []
    if held_back:
        found.append(f"{how_many(held_back, 'row')} held back, in no figure (see Problems)")
    if unread:
        several = f"{unread} files or sheets were" if unread > 1 else "a file or sheet was"
        found.append(f"{several} not read (see Problems)")
    if year and (missing := months_missing(figures, year)):
        found.append(f"{len(missing)} of 12 months have no payments")
    if not boundary:
        found.append("nobody can be known to be local")
    return found


def about_look_up(figures: Figures) -> str:
    """What the list of suppliers to look up would bring."""
    spend, listed = figures.whole.pounds, figures.to_look_up
    if not listed:
        return "Nobody is to be looked up: enough is known, or the rest has no name."
    if not spend.tells_shares:
        return f"{how_many(len(listed), 'supplier')} to be looked up; no share can be told."
    then = spend.local + spend.elsewhere
    then += sum((in_pounds(supplier.total.pence) for supplier, _ in listed), Decimal(0))
    share = in_percent(then / spend.total)
    known = (
        f"With these {how_many(len(listed), 'supplier')} the place of {share} of spend is known."
    )
    rest = len(figures.unknown) - len(listed)
    if rest:
        known += f" {how_many(rest, 'smaller one')} can stay unknown."
    if then < ENOUGH_KNOWN * spend.total:
        known += " 95% can't be reached: the rest has no name, or several postcodes."
    return known


def ledger(sizes: Sizes, rows: int, day: date) -> str:
    """Whether this is the whole ledger or the file of payments that must be published."""
    parameter = statute().published_over
    limit = pounds(parameter.on(max(day, parameter.values[0].start)))
    if not sizes.small:
        return (
            f"No payment is under {limit}: this looks like the published file of payments over "
            f"{limit}. Smaller ones are missing; ask finance for the whole ledger."
        )
    share = Decimal(sizes.small) / rows
    said = f"{sizes.small:,} of {how_many(rows, 'payment')} ({in_percent(share)}) are under {limit}"
    if share < FEW_SMALL:
        return f"{said}: this may be the published file, in which smaller payments are missing."
    return f"{said}: this looks like the whole ledger."


def months(figures: Figures, year: FinancialYear | None) -> str:
    """How much of the year is there."""
    if figures.first is None or figures.last is None:
        return "The payments have no dates, so whether they are of one year can't be told."
    span = f"from {long_date(figures.first)} to {long_date(figures.last)}"
    if year is None:
        there = {point.month for point in figures.cube} - {None}
        return f"Payments {span}, in {how_many(len(there), 'month')}. No year was asked for."
    missing = months_missing(figures, year)
    if not missing:
        return f"All 12 months of {year} have payments, {span}."
    runs = [list(run) for lacks, run in groupby(months_of(year), missing.__contains__) if lacks]
    lacking = in_a_row([_run(run) for run in runs])
    return f"{12 - len(missing)} of 12 months have payments, {span}. Missing: {lacking}."


def months_missing(figures: Figures, year: FinancialYear) -> list[date]:
    """The months of a year in which nothing counts."""
    there = {point.month for point in figures.cube}
    return [month for month in months_of(year) if month not in there]


def _run(run: list[date]) -> str:
    """Months one after another, in words."""
    first, last = (f"{month:%B %Y}" for month in (run[0], run[-1]))
    return first if first == last else f"{first} to {last}"


def months_of(year: FinancialYear) -> list[date]:
    """The first day of each of its months."""
    return [date(year.first + (m > 12), (m - 1) % 12 + 1, 1) for m in range(4, 16)]  # noqa: PLR2004


def amounts(files: list[PaymentFile]) -> str:
    """Whether the amounts are net of VAT."""
    kinds = {file.amount for file in files}
    if kinds == {"net"}:
        return "The amounts are net of VAT, as their headings say."
    if "gross" in kinds:
        return "Some amounts include VAT: no other column was there. Ask for amounts net of VAT."
    return "The headings don't say whether VAT is in the amounts. Check it with finance."


def credits(sizes: Sizes) -> str:  # noqa: A001 - what it is about
    """What was taken off."""
    if not sizes.credits:
        return "There are no credits."
    return f"Credits taken off: {sizes.credits:,}, of {pounds(-in_pounds(sizes.credit_pence))}."


def joined(figures: Figures) -> str:
    """How suppliers were joined with the list."""
    by_how, whole = figures.by("how"), figures.whole.pounds
    sums = {how: by_how[how].pounds.total for how in _JOINED if how in by_how}
    if not sums:
        return "No place is known."
    if not whole.tells_shares:
        return f"How places are known: {'; '.join(f'{h}: {pounds(s)}' for h, s in sums.items())}."
    parts = "; ".join(f"{how}: {in_percent(each / whole.total)}" for how, each in sums.items())
    return f"How places are known, of all £: {parts}."
