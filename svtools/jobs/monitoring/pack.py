"""The monitoring pack: one workbook for each contract that promised something this year."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import chain, count
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, NamedTuple

from svtools.errors import InputError
from svtools.jobs.consolidation.checking import Checked, compare_issued, compare_promises
from svtools.jobs.consolidation.out_of_line import OUT_OF_LINE, comes_whole
from svtools.jobs.consolidation.return_files import read_return
from svtools.jobs.issued_by import council_data
from svtools.jobs.register.contracts import PORTAL, QUARTERS, Contract, Key, Settings
from svtools.jobs.register.register import (
    Register,
    YearPromise,
    whole_promise,
    year_promises,
)
from svtools.jobs.validation_log.by_return import Following
from svtools.measures import MeasureKind
from svtools.measures.valuation import FULL_TIME_HOURS, FULL_YEAR_WEEKS
from svtools.monitoring import FinancialYear
from svtools.numbers import how_many, in_a_row
from svtools.policy import Council
from svtools.workbooks.file_names import file_stem, first_free
from svtools.workbooks.parse import template
from svtools.workbooks.replacing import Content, put_all
from svtools.workbooks.write import printing

TEMPLATE = "monitoring_return"
MONTHS = ("April to June", "July to September", "October to December", "January to March")

Validated = Mapping[tuple[Key, str], tuple[Decimal, Decimal]]
"""Validated units and £ to date by contract and measure."""


class FromLog(NamedTuple):
    """What the validation log knows of earlier returns."""

    validated: Validated = MappingProxyType({})
    following: Mapping[Key, Following] = MappingProxyType({})
    """The number of each contract's next return and the quarter that it reports."""


NO_LOG = FromLog()


@dataclass(slots=True)
class Pack:
    """What became of each contract: the workbooks written, and who got none and why."""

    written: list[Path] = field(default_factory=list)
    skipped: list[tuple[Contract, str]] = field(default_factory=list)
    without_promises: list[tuple[Contract, str]] = field(default_factory=list)
    outdated: list[tuple[Contract, str]] = field(default_factory=list)
    """Whose workbook was there already and differs from the register now, and in what."""
    incomplete: list[tuple[Contract, Sequence[str]]] = field(default_factory=list)
    """Of which promises of these measures can't be counted."""

    def attention(self) -> list[str]:
        """What somebody should look at before the workbooks are sent out."""
        return [
            *(
                f"{contract.key.label} needs social value ({clause}) and has no promises: "
                "add what was promised to the register."
                for contract, clause in self.without_promises
            ),
            *(
                f"{contract.key.label}, {contract.key.supplier}: {how_many(len(held), 'promise')} "
                f"held back ({in_a_row([code or 'no code' for code in dict.fromkeys(held)])}). "
                "Mend the register, then make the workbook."
                for contract, held in self.incomplete
            ),
            *(
                f"{contract.key.label}, {contract.key.supplier}: the workbook that is there "
                f"differs from the register as it is now ({differs}). Make it anew and send that "
                "one."
                for contract, differs in self.outdated
            ),
        ]


def monitoring_pack(
    register: Register,
    year: FinancialYear,
    folder: Path,
    council: Council,
    *,
    from_log: FromLog = NO_LOG,
    force: bool = False,
    with_gaps: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Pack:
    """Write the year's monitoring workbooks into `folder`.

    Never overwrites a workbook without `force`; one with promises held back is only made
    `with_gaps`. `tell` hears each file's name as it is made.
    Raises OutputError where the folder can't be made or written in, and then writes none.
    """
    pack, names, files = Pack(), list[str](), dict[str, Content]()

    def print_one(contract: Contract, name: str, stream: BinaryIO) -> None:
        tell(name)
        data = return_data(register, contract, year, council, from_log)
        printing(template(TEMPLATE), data)(stream)

    for contract in register.contracts:
        reason = _why_not(register, contract, year, council, pack, with_gaps=with_gaps)
        path = folder / _free(file_name(contract, year), names)
        if not reason:
            names.append(path.name)
        if not reason and path.exists() and not force:
            differs = _outdated_because(path, register, contract, year)
            reason = f"{path.name} is already there; add --force to replace it"
            if differs:
                pack.outdated.append((contract, differs))
        if reason:
            pack.skipped.append((contract, reason))
            continue
        files[path.name] = partial(print_one, contract, path.name)
        pack.written.append(path)
    put_all(folder, files)
    return pack


def _why_not(
    register: Register,
    contract: Contract,
    year: FinancialYear,
    council: Council,
    pack: Pack,
    *,
    with_gaps: bool,
) -> str:
    """Why a contract gets no workbook; empty where it gets one."""
    if not contract.quarters(year):
        return f"not live in {year}"
    if contract.reported_in == PORTAL:
        return "reported in the Social Value Portal"
    held = register.held_back(contract)
    if held:
        pack.incomplete.append((contract, held))
    if year_promises(register, contract, year):
        if with_gaps or not held:
            return ""
        promises = how_many(len(held), "promise")
        return f"{promises} held back; mend the register, or add --with-gaps"
    clause = needs_promises(register, contract, council)
    if clause and register.owes_promises(contract, year):
        pack.without_promises.append((contract, clause))
    if held:
        return f"its promises for {year} can't be counted"
    return f"no promises for {year}"


def _outdated_because(
    path: Path, register: Register, contract: Contract, year: FinancialYear
) -> str:
    """In what the workbook at `path` differs from the register; empty where it agrees."""
    earlier = read_return(path.parent, path.name)
    if earlier.rejected or earlier.kind != "return":
        return "it is no return that can be read"
    earlier.problems.clear()
    promises = year_promises(register, contract, year)
    compare_issued(contract, earlier)
    compare_promises(Checked(contract, earlier, promises), register.measures(contract))
    details = [problem.details for problem in earlier.problems]
    differences = [str(detail.get("label") or detail["measure"]) for detail in details]
    promised = {promise.measure.code for promise in promises}
    gone = [issued.measure for issued in earlier.promises if issued.measure not in promised]
    return ", ".join((*differences, *gone))


def needs_promises(register: Register, contract: Contract, council: Council) -> str:
    """The clauses under which it needs social value; empty where none or not known."""
    with suppress(InputError):
        answer = register.requirement(contract, council)
        return " and ".join(answer.clauses) if answer.required else ""
    return ""


def file_name(contract: Contract, year: FinancialYear) -> str:
    """A name that says contract, supplier and year, safe on every system."""
    lot = f" lot {contract.key.lot}" if contract.key.lot else ""
    return f"{file_stem(f'{contract.key.ref}{lot} {contract.key.supplier}')} {year}.xlsx"


def _free(name: str, taken: Collection[str]) -> str:
    """`name`, or where another contract's workbook has it, one beside it."""
    stem = name.removesuffix(".xlsx")
    return first_free(chain([name], (f"{stem} ({number}).xlsx" for number in count(2))), taken)


def return_data(
    register: Register,
    contract: Contract,
    year: FinancialYear,
    council: Council,
    from_log: FromLog = NO_LOG,
) -> dict[str, Any]:
    """What a monitoring workbook is issued with."""
    measure_set, settings = register.sets[contract.edition], register.settings
    so_far = {c: sums for (key, c), sums in from_log.validated.items() if key == contract.key}
    promises = year_promises(register, contract, year)
    number, quarter = from_log.following.get(contract.key, (None, None))
    return {
        **common_data(council, settings),
        "fields": {"report.return_number": number, "report.quarter": quarter},
        "year": str(year),
        "send_to": settings.send_to,
        "phone": settings.phone,
        "quarters": _quarters(year, settings.days_allowed),
        "fte_promised": any(promise.measure.counts_pro_rata for promise in promises),
        "notice": f"{measure_set.name}. {measure_set.notice}".strip(),
        "contract": {
            **contract.key._asdict(),
            **{
                name: getattr(contract, name)
                for name in ("title", "start", "end", "net_value", "edition", "manager")
            },
        },
        "validated": sum(pounds for _, pounds in so_far.values()) if so_far else None,
        "promises": [
            {
                **_promise_row(promise, so_far.get(promise.measure.code)),
                "whole_units": whole_promise(register, contract, promise.measure.code),
            }
            for promise in promises
        ],
        "measures": list(measure_set.measures.values()),
    }


def common_data(council: Council, settings: Settings) -> dict[str, Any]:
    """What every monitoring workbook holds, a blank one too."""
    bands = settings.bands
    return {
        **council_data(council),
        "quarters": _quarters(),
        "kinds": [
            {"kind": str(MeasureKind.SV), "name": "Social value added"},
            {"kind": str(MeasureKind.LEV), "name": "Local economic value added"},
        ],
        "wards": [{"name": ward} for ward in council.reporting.wards],
        "target_groups": [{"name": group} for group in council.reporting.groups],
        "bands": {"on_track": bands.on_track, "behind": bands.behind},
        "far_above": settings.large.far_above,
        "out_of_line": OUT_OF_LINE,
        "fte": {"hours": FULL_TIME_HOURS, "weeks": FULL_YEAR_WEEKS},
    }


def _quarters(year: FinancialYear | None = None, days_allowed: int = 0) -> list[dict[str, Any]]:
    """The four quarters, with their last days and when a return is due where the year is known."""
    return [
        {
            "quarter": QUARTERS[at],
            "months": months,
            "ends": year.quarters[at].end if year else None,
            "due": year.quarters[at].due_date(days_allowed) if year else None,
        }
        for at, months in enumerate(MONTHS)
    ]


def _promise_row(promise: YearPromise, validated: tuple[Decimal, Decimal] | None) -> dict[str, Any]:
    shown = ("code", "title", "unit", "proxy", "counting", "counting_rule", "evidence")
    unit, counting = promise.measure.unit, promise.measure.counting
    return {
        "kind": str(promise.measure.kind),
        "go_to": f"{promise.measure.code} on Delivery",
        "once": "Yes" if promise.measure.once_a_year else "No",
        "comes_whole": "Yes" if comes_whole(promise.measure) else "No",
        "shown_unit": f"{unit} ({counting.in_words})" if counting.is_stock else unit,
        **{name: getattr(promise.measure, name) for name in shown},
        **{f"promised_{n}": units for n, units in enumerate(promise.shown, start=1)},
        "year_units": promise.units,
        "validated_units": validated[0] if validated else None,
    }
