"""What people type in answer to a question, on the command line or in Excel: days, numbers, £."""

from datetime import date
from decimal import Decimal

from svtools.errors import InputError
from svtools.workbooks.typed_text import typed_date, typed_money, typed_number


def day(typed: str) -> date:
    """A day: 31/03/2026, 31 March 2026 or 2026-03-31. Raises InputError for anything else."""
    read = typed_date(typed)
    if read is None:
        raise InputError(f"'{typed}' is not a date.", "Write it as 31/03/2026 or 31 March 2026.")
    return read


def amount(typed: str) -> Decimal:
    """A number: 1200000, £1,200,000 or 20. Raises InputError for anything else."""
    read = typed_number(typed)
    if read is None or read.is_percent:
        raise InputError(f"'{typed}' is not a number.", "Type digits, for example 1200000.")
    return read.value


def money(typed: str) -> Decimal:
    """A £ value: 1200000, £1,200,000 or £1.2m. Raises InputError for anything else."""
    read = typed_money(typed)
    if read is None:
        raise InputError(
            f"'{typed}' is not a £ value.", "Type digits, for example 1200000, or £1.2m."
        )
    return read.value
