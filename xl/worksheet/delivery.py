"""Delivered against promised, and local spend: SV_PROGRESS, SV_RATING, SV_LOCAL."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Annotated

from svtools.errors import InputError
from svtools.monitoring import Progress, local_spend, rating
from svtools.numbers import Number, exact, settled
from svtools.policy import load_council, postcodes_in
from svtools.settings import setting
from xl import cells
from xl.arguments import column, rate, same_length, text, units
from xl.cells import ExcelError, Mistake
from xl.registry import Example, for_each_row, for_ranges

CATEGORY = "Social value delivery"

DELIVERED = "Units delivered so far; blank is not reported, never zero"
Target = Annotated[Number, units("Units promised")]
Elapsed = Annotated[
    Number | None,
    rate("Share of the time gone, as 50% or 0.5; left out, all of it", required=False),
]

_IsLocal = Callable[[str], bool | None]


def _area() -> _IsLocal:
    """Whether a postcode is local, by the council's area and the list that the setting names."""
    council, listed = load_council(), setting("postcodes")
    known, area = postcodes_in(listed) if listed else frozenset[str](), council.area
    if area is None:
        raise Mistake(f"The area of {council.short_name} is not held here.", "", ExcelError.NA)
    return lambda postcode: area.holds(postcode, known)


@for_each_row(
    "SV_PROGRESS",
    category=CATEGORY,
    examples=[Example(([5, 12], 10, [1, 0.5]), [[0.5], [2.4]])],
)
def progress(
    delivered: Annotated[Number, units(DELIVERED, or_blank=True)], target: Target, elapsed: Elapsed
) -> Decimal:
    """Delivered units as a share of what was due by now; format the cell as a percentage.

    delivered ÷ (target × elapsed).
    """
    due = _due(target, elapsed)
    if not due:
        raise Mistake(
            "target × elapsed is 0: nothing is due yet.",
            "There is no share of nothing.",
            ExcelError.DIV0,
        )
    return settled(exact(delivered) / due)


@for_each_row(
    "SV_RATING",
    category=CATEGORY,
    examples=[
        Example(
            ([10, 9, 2, None], 10),
            [["on track"], ["behind"], ["well behind"], ["not reported"]],
        ),
        Example((0, 10, 0), "nothing due yet"),
    ],
)
def rated(
    delivered: Annotated[Number | None, units(DELIVERED, may_be_blank=True)],
    target: Target,
    elapsed: Elapsed,
) -> Progress:
    """How delivery stands, in words: on track, behind, well behind, nothing due yet, not reported.

    On track from 100% of what is due by now, behind from 85%. These bands are the tool's own.
    """
    return rating(delivered, _due(target, elapsed))


@for_each_row(
    "SV_LOCAL",
    category=CATEGORY,
    once=_area,
    examples=[Example(("M1 1AE",), False)],
)
def local(is_local: _IsLocal, postcode: Annotated[str, text("A full postcode")]) -> bool | str:
    """Whether a postcode is in the council's area: TRUE, FALSE or "not known".

    By the list of full postcodes that the setting names; without it a postcode in one of
    the council's districts is not known, because districts reach over the boundary. Nor is a PO
    box, which is in no place.
    """
    answer = is_local(postcode)
    return "not known" if answer is None else answer


@for_ranges(
    "SV_LOCAL_SPEND",
    category=CATEGORY,
    once=_area,
    examples=[Example((["M1 1AE", None], [75, 25]), [[0, 0.25]])],
)
def spend(
    is_local: _IsLocal,
    postcodes: Annotated[
        Sequence[str | None],
        column(
            "The suppliers' postcodes; blank or foreign is not known",
            cells.text,
            may_be_blank=True,
        ),
    ],
    amounts: Annotated[
        Sequence[Number | None], column("What was spent with each, in £ net of VAT", cells.spent)
    ],
) -> list[list[Decimal | None]]:
    """Two cells beside each other: the share of spend that is local, and the share not known.

    Format them as percentages, and publish both. What is no full postcode of this country counts
    as not known: SV_LOCAL shows which those are.
    """
    same_length(postcodes=postcodes, amounts=amounts)
    spent = local_spend(
        (_known(is_local, code), amount)
        for code, amount in zip(postcodes, amounts, strict=True)
        if amount is not None
    )
    return [[spent.local_share, spent.unknown_share]]


def _known(is_local: _IsLocal, postcode: str | None) -> bool | None:
    try:
        return None if postcode is None else is_local(postcode)
    except InputError:
        return None


def _due(target: Number, elapsed: Number | None) -> Decimal:
    return exact(target) * exact(1 if elapsed is None else elapsed)
