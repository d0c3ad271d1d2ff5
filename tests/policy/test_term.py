from datetime import date

import pytest

from svtools.errors import InputError
from svtools.policy import term_months


@pytest.mark.parametrize(
    ("start", "end", "extension", "months"),
    [
        (date(2025, 4, 1), date(2027, 3, 31), 0, 24),
        (date(2025, 4, 1), date(2027, 3, 30), 0, 23),
        (date(2025, 4, 1), date(2027, 4, 1), 0, 24),
        (date(2025, 4, 1), date(2026, 3, 31), 12, 24),
        (date(2025, 1, 31), date(2025, 2, 28), 0, 1),
        (date(2024, 2, 29), date(2025, 2, 28), 0, 12),
        (date(2025, 4, 1), date(2025, 4, 1), 0, 0),
    ],
)
def test_a_term_is_whole_months_to_the_last_day(
    start: date, end: date, extension: int, months: int
) -> None:
    assert term_months(start, end, extension) == months


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(InputError, match="before the start"):
        term_months(date(2025, 4, 2), date(2025, 4, 1))


def test_without_options_nothing_is_added() -> None:
    assert term_months(date(2025, 4, 1), date(2027, 3, 31)) == 24
