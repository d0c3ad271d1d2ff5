"""`svtools requirement`: what policy and law ask of one contract."""

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from svtools import console
from svtools.cli.options import (
    AsJson,
    CouncilOption,
    council_of,
    pounds_of,
    print_json,
    vat_rate_of,
)
from svtools.errors import SvtoolsError
from svtools.gc_pause import no_collection
from svtools.numbers import percent

if TYPE_CHECKING:
    from decimal import Decimal

    from svtools.policy import Requirement


@no_collection()
def requirement(
    category: Annotated[
        list[str],
        typer.Option(
            help="supplies and services, light touch, works, concessions or light touch "
            "concessions; once for each kind that is bought.",
            show_default=False,
        ),
    ],
    on: Annotated[
        str, typer.Option(help="When the procurement commenced, as 2026-03-01 or 1 March 2026.")
    ],
    value: Annotated[
        str | None, typer.Option(help="Net value in £, options and extensions included.")
    ] = None,
    lots: Annotated[
        str | None, typer.Option(help="Instead: the net value of each lot, as 120000,110000.")
    ] = None,
    main: Annotated[
        str | None, typer.Option(help="The main subject, where several kinds are bought.")
    ] = None,
    months: Annotated[
        int | None, typer.Option(help="Term with extensions, where it may decide.")
    ] = None,
    vat_rate: Annotated[str | None, typer.Option(help="VAT rate in percent, as 20.")] = None,
    value_including_vat: Annotated[
        str | None, typer.Option(help="Value with VAT, where rates are mixed.")
    ] = None,
    regime: Annotated[str | None, typer.Option(help="Only where the date doesn't decide.")] = None,
    ends: Annotated[str | None, typer.Option(help="The contract's last day, if known.")] = None,
    council: CouncilOption = None,
    as_json: AsJson = False,
) -> None:
    """Say whether a contract needs social value, under which clause, with what weighting.

    Example: svtools requirement --category works --value 1200000 --months 24 --on 2026-03-01
    """
    from svtools.jobs.answers import day
    from svtools.policy import requirement as ask

    for words in category:
        _tell_reading(words)
    if (value is None) == (lots is None):
        raise SvtoolsError("Give either --value or --lots.", "--lots 120000,110000 adds them up.")
    answer = ask(
        category,
        None if value is None else pounds_of(value),
        lots=[pounds_of(lot) for lot in _each(lots or "")],
        months=months,
        on=day(on),
        vat_rate=None if vat_rate is None else vat_rate_of(vat_rate),
        value_including_vat=None if value_including_vat is None else pounds_of(value_including_vat),
        regime=regime,
        main=main,
        ends=None if ends is None else day(ends),
        council=council_of(council),
    )
    if as_json:
        print_json(_as_json(answer))
        return
    for sentence in (
        answer.reason,
        *([f"Recommended weighting: {_share(answer)}."] if answer.required else []),
        *(f"- {advice}" for advice in answer.advice),
    ):
        console.say(sentence)


def _tell_reading(words: str) -> None:
    """Say how a category was read, where it is called something else."""
    from svtools.policy import category_of

    category = category_of(words)
    if words.strip().casefold() != category:
        console.remark(f"'{words}' was read as '{category}'.")


def _each(lots: str) -> list[str]:
    """The lots of a list. Raises SvtoolsError where a comma may part thousands or lots."""
    parts = [part.strip(",") for part in re.split(r"[;\s]+", lots) if part.strip(",")]
    if len(parts) > 1:
        return parts
    alone = parts[0] if parts else ""
    if "," in alone and re.fullmatch(r"£?\d{1,3}(,\d{3})+(\.\d+)?", alone):
        raise SvtoolsError(
            f"'{alone}' may be one lot or several.",
            'Part the lots by a semicolon, for example --lots "120,000; 110,000".',
        )
    return [lot for lot in alone.split(",") if lot]


def _share(answer: "Requirement") -> str:
    share = answer.recommended_weighting
    return "not known" if share is None else f"{percent(share)} of the total award criteria"


def _as_json(answer: "Requirement") -> dict[str, Any]:
    return {
        "asks": answer.asks,
        "required": answer.required,
        "minimum_weighting": float(answer.minimum_weighting),
        "maximum_weighting": _number(answer.maximum_weighting),
        "of": str(answer.of),
        "recommended_weighting": _number(answer.recommended_weighting),
        "clauses": list(answer.clauses),
        "says": list(answer.says),
        "regime": answer.regime.name if answer.regime else None,
        "policy_threshold_net": _number(answer.policy_threshold_net),
        "statutory_threshold_including_vat": _number(answer.statutory_threshold_including_vat),
        "reason": answer.reason,
        "advice": list(answer.advice),
    }


def _number(value: "Decimal | None") -> float | None:
    return None if value is None else float(value)
