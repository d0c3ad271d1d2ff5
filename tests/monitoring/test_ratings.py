from collections.abc import Callable
from decimal import Decimal

import pytest

from svtools.errors import InputError
from svtools.monitoring import (
    Progress,
    ProgressBands,
    StatutoryBands,
    StatutoryRating,
    rating,
    statutory_rating,
)


@pytest.mark.parametrize(
    ("delivered", "expected"),
    [
        (100.01, Progress.ON_TRACK),
        (100, Progress.ON_TRACK),
        (99.95, Progress.ON_TRACK),  # shown as 100.0%
        (99.94, Progress.BEHIND),  # shown as 99.9%
        (85, Progress.BEHIND),
        (84.95, Progress.BEHIND),
        (84.94, Progress.WELL_BEHIND),
        (0, Progress.WELL_BEHIND),
        (None, Progress.NOT_REPORTED),
    ],
)
def test_progress_at_and_beside_each_band(delivered: float | None, expected: Progress) -> None:
    assert rating(delivered, 100) is expected


@pytest.mark.parametrize("promised", [0, None, Decimal(0)])
@pytest.mark.parametrize("delivered", [None, 0, 5])
def test_nothing_due_yet_comes_before_everything(
    promised: Decimal | int | None, delivered: int | None
) -> None:
    assert rating(delivered, promised) is Progress.NOTHING_DUE
    assert statutory_rating(delivered, promised) is StatutoryRating.OTHER


def test_binary_dust_does_not_put_a_promise_behind() -> None:
    """0.1 + 0.2 delivered of 0.3 is all of it, either way round."""
    assert rating(0.1 + 0.2, 0.3) is rating(0.3, 0.1 + 0.2) is Progress.ON_TRACK


def test_bands_can_be_edited() -> None:
    bands = ProgressBands(Decimal("0.9"), Decimal("0.5"))
    assert [rating(each, 100, bands) for each in (90, 89, 50, 49)] == [
        "on track",
        "behind",
        "behind",
        "well behind",
    ]


@pytest.mark.parametrize(
    ("delivered", "expected"),
    [
        (100, "Good"),
        (99.95, "Good"),
        (99.94, "Approaching target"),
        (84.95, "Approaching target"),
        (84.94, "Requires improvement"),
        (59.95, "Requires improvement"),
        (59.94, "Inadequate"),
        (0, "Inadequate"),
        (None, "Other"),
    ],
)
def test_statutory_rating_at_and_beside_each_band(delivered: float | None, expected: str) -> None:
    assert statutory_rating(delivered, 100) == expected


def test_statutory_bands_can_be_edited() -> None:
    bands = StatutoryBands(Decimal("0.9"), Decimal("0.5"), Decimal("0.1"))
    assert [statutory_rating(each, 100, bands) for each in (90, 50, 10, 9)] == [
        "Good",
        "Approaching target",
        "Requires improvement",
        "Inadequate",
    ]


@pytest.mark.parametrize("bands", [("0.85", "1"), ("1", "1"), ("1", "0"), ("1", "NaN")])
def test_bands_must_fall(bands: tuple[str, str]) -> None:
    with pytest.raises(InputError, match="The bands are"):
        ProgressBands(*map(Decimal, bands))


def test_statutory_bands_must_fall() -> None:
    with pytest.raises(InputError, match="The bands are"):
        StatutoryBands(Decimal(1), Decimal("0.6"), Decimal("0.85"))


@pytest.mark.parametrize(("delivered", "promised"), [(-1, 10), (1, -10), (float("nan"), 10)])
@pytest.mark.parametrize("rate", [rating, statutory_rating])
def test_units_that_cannot_be_are_refused(
    delivered: float,
    promised: float,
    rate: Callable[[float, float], str],
) -> None:
    with pytest.raises(InputError, match="Give numbers that are 0 or more"):
        rate(delivered, promised)
