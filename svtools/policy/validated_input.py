"""What a caller says of a contract, checked before anything is worked out from it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from svtools.errors import InputError
from svtools.numbers import Number, exact, plain, pounds

MOST = Decimal(10) ** 15
"""Far above any contract, and well inside what decimals compare without loss."""

MOST_MONTHS = Decimal(1200)


class ContractValue(NamedTuple):
    """The most that may be paid under a contract, in £, options and extensions included.

    `vat_factor` turns £ net into £ including VAT for this contract: 1.2 at 20%.
    """

    net: Decimal
    including_vat: Decimal
    vat_factor: Decimal

    @classmethod
    def of(cls, net: Decimal, including_vat: Decimal) -> "ContractValue":
        """A value by both of its sides, neither of which is checked."""
        return cls(net, including_vat, including_vat / net if net else Decimal(1))


def number_given(value: Any, name: str, *, most: Decimal = MOST, remedy: str = "") -> Decimal:
    """`value` as a decimal from 0 to `most`. Raises InputError for anything else."""
    advice = remedy or "Give a number, zero or more."
    if value is None or value == "":
        raise InputError(f"{name} is missing.", advice)
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    number = exact(value if is_number else "NaN")
    if not number.is_finite():
        raise InputError(f"{name} is '{value}', which is not a number.", advice)
    if number < 0 or number > most:
        raise InputError(f"{name} is {plain(number)}.", advice)
    return number


def day_given(value: Any, name: str = "The date the procurement began") -> date:
    """A date, the one on which the procurement began. Raises InputError for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if not isinstance(value, date):
        fault = "is missing" if value in (None, "") else f"is '{value}', which is not a date"
        raise InputError(f"{name} {fault}.", "Give a date such as 2026-03-01.")
    return value


def months_given(value: Any) -> Decimal | None:
    """The term in months, extensions included; None where none is given."""
    if value is None:
        return None
    remedy = "Give the months of the first term and all extensions together, such as 24."
    months = number_given(value, "The term in months", most=MOST_MONTHS, remedy=remedy)
    if not months:
        raise InputError("The term in months is 0.", remedy)
    return months


def value_given(
    net_value: Number | None,
    vat_rate: Number | None,
    value_including_vat: Number | None,
    standard_rate: Decimal,
) -> ContractValue:
    """The contract's value, from its VAT rate or from the value including VAT (mixed rates).

    Without either it is the standard rate. Raises InputError for both, and for a value
    including VAT that is under the net value.
    """
    net = number_given(net_value, "The net value", remedy="Give £ net of VAT, zero or more.")
    if value_including_vat is None:
        rate = standard_rate
        if vat_rate is not None:
            remedy = "Give a fraction from 0 to 1, such as 0.2 for 20%."
            rate = number_given(vat_rate, "The VAT rate", most=Decimal(1), remedy=remedy)
        return ContractValue(net, net * (1 + rate), 1 + rate)
    if vat_rate is not None:
        raise InputError(
            "Both a VAT rate and a value including VAT are given.", "Give only one of the two."
        )
    including = number_given(
        value_including_vat, "The value including VAT", remedy="Give £ including VAT."
    )
    if including < net or (including and not net):
        raise InputError(
            f"The value including VAT is {pounds(including)} and the net value {pounds(net)}.",
            "The value including VAT must be the net value and the VAT on it.",
        )
    return ContractValue(net, including, including / net if net else 1 + standard_rate)
