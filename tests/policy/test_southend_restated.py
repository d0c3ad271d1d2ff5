"""Southend's answer beside a plain restatement of its policy, over many thousands of contracts."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from svtools.errors import InputError
from svtools.policy import requirement

# What the law lays down: £, net of VAT or including it. Concessions as works, but for the last.
GOODS, LIGHT, WORKS = "supplies and services", "light touch", "works"
CONCESSIONS, LIGHT_CONCESSIONS = "concessions", "light touch concessions"
LAW = (
    (date(2026, 1, 1), "gross", 207720, 663540, 5193000, 5372609),
    (date(2024, 1, 1), "gross", 214904, 663540, 5372609, 5372609),
    (date(2022, 1, 1), "gross", 213477, 663540, 5336937, 5336937),
    (date(2020, 1, 1), "net", 189330, 663540, 4733252, 4733252),
)
PSR = "Health Care Services (Provider Selection Regime) Regulations 2023, regulation 5(e)"
NOT_KNOWN = "not known"

VALUES = (
    *("0", "1", "100000", "173099", "173100", "173101", "177896", "177897", "177897.01"),
    *("179086", "179087", "207720", "213477", "214904", "552949", "552950", "552951", "663540"),
    *("999999.99", "1000000", "1000001", "4327499", "4327500", "4447447", "4477174"),
    *("5193000", "5336937", "5372609"),
)
MONTHS = (None, 1, 23, 24, 25)
DAYS = (
    *(date(2020, 1, 1), date(2021, 11, 30), date(2021, 12, 1), date(2022, 6, 1)),
    *(date(2024, 1, 1), date(2025, 2, 24), date(2026, 1, 1), date(2026, 3, 1)),
)
VAT = ("0", "0.05", "0.2")
REGIMES = (None, "PSR 2023")


class Contract(NamedTuple):
    """What is asked about."""

    category: str
    net: str
    months: int | None
    on: date
    vat: str
    regime: str | None


def contracts() -> Iterator[Contract]:
    """Every contract of the kinds above that there can be."""
    kinds = (GOODS, LIGHT, WORKS, CONCESSIONS, LIGHT_CONCESSIONS)
    for each in map(Contract._make, product(kinds, VALUES, MONTHS, DAYS, VAT, REGIMES)):
        term_matters = each.category == WORKS or each.months in {None, 24}
        if term_matters and (each.regime is None or each.on >= date(2024, 1, 1)):
            yield each


def reaches_the_laws(contract: Contract) -> bool:
    """Whether the statutory threshold of the day is reached."""
    _, basis, goods, light, works, light_concessions = next(
        period for period in LAW if period[0] <= contract.on
    )
    figure = {GOODS: goods, LIGHT: light, LIGHT_CONCESSIONS: light_concessions}
    net = Decimal(contract.net)
    value = net if basis == "net" else net * (1 + Decimal(contract.vat))
    return value >= figure.get(contract.category, works)


def restated(contract: Contract) -> tuple[bool, Decimal, tuple[str, ...]] | str:
    """The policy's clauses 9.2.1 and 9.2.2, and the Provider Selection Regime, in plain words."""
    net, begun = Decimal(contract.net), contract.on >= date(2021, 12, 1)
    by_law = begun and contract.regime is None and reaches_the_laws(contract)
    own = {GOODS: 177897, LIGHT: 552950, WORKS: 1000000}.get(contract.category)
    by_value = begun and own is not None and net >= own
    if contract.category == WORKS and by_value:
        if contract.months is None and not by_law and contract.regime is None:
            return NOT_KNOWN
        by_value = contract.months is not None and contract.months >= 24
    clauses = [("9.2.1", by_value), ("9.2.2", by_law), (PSR, contract.regime is not None)]
    asking = tuple(clause for clause, asks in clauses if asks)
    return bool(asking), Decimal("0.1") if by_law else Decimal(0), asking


def answered(contract: Contract) -> tuple[bool, Decimal, tuple[str, ...]] | str:
    """What the toolkit says."""
    try:
        found = requirement(
            contract.category,
            Decimal(contract.net),
            months=contract.months,
            on=contract.on,
            vat_rate=Decimal(contract.vat),
            regime=contract.regime,
        )
    except InputError as error:
        return NOT_KNOWN if NOT_KNOWN in error.what else str(error)
    return found.required, found.minimum_weighting, found.clauses


def test_every_answer_is_the_restated_policys() -> None:
    every = tuple(contracts())
    assert len(every) >= 10_000

    differ = [
        (contract, said, asked)
        for contract in every
        if (said := restated(contract)) != (asked := answered(contract))
    ]

    assert differ == []
