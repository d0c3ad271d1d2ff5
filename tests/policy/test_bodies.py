"""What can be said of real bodies' policies: all that was read in public, and nothing else.

The folders hold facts only, in our words; what wasn't found is left out.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from svtools.errors import DeclarationError, InputError
from svtools.policy import Of, Requirement, check_weighting, load_council, requirement
from tests.policy.made_up import COUNCILS

BODIES = (
    *("bradford", "carmarthenshire", "cheshire_east", "essex", "gla", "hammersmith", "lbbd"),
    *("manchester", "northern_ireland", "ppn002", "preston", "scotland"),
    *("south_ayrshire_quarterly", "southribble"),
)
SHIPPED = ("plymouth", "rotherham", "southend")
QUALITY = Of.QUALITY
SKILLS = "At most six measures, one of them on employment and skills."
WELSH = "Record them with the Welsh Government's measurement tool."
MANCHESTER = "20% for social value and 10% for the environment."
PLAN = "A delivery plan is asked for."
TWO, FOUR = "Two measures.", "Four measures."


def ask(body: str, net: str, on: str, category: str = "services") -> Requirement:
    council = load_council(body if body in SHIPPED else COUNCILS / body)
    return requirement(category, Decimal(net), on=date.fromisoformat(on), council=council)


class Said(NamedTuple):
    """What is asked of a contract, and its bounds; by which clause; what else."""

    asks: str
    least: str = "0"
    most: str | None = None
    clause: str | None = None
    says: tuple[str, ...] = ()
    of: Of = Of.TOTAL


NO = Said("no")
BRADFORD_MAY = Said("may", "0.1", "0.1", "2018", (TWO,))
BRADFORD_MUST = Said("must", "0.1", "0.1", "2018", (TWO, FOUR))
PAGE = "the Social Value page"
TOOLKIT = "Toolkit page 12"


@pytest.mark.parametrize(
    ("body", "on", "net", "said"),
    [
        ("bradford", "2025-12-31", "24999.99", NO),
        ("bradford", "2025-12-31", "25000", NO),
        ("bradford", "2025-12-31", "25000.01", BRADFORD_MAY),
        ("bradford", "2025-12-31", "100000", BRADFORD_MAY),
        ("bradford", "2025-12-31", "100000.01", BRADFORD_MUST),
        ("bradford", "2026-01-01", "0", Said("may", clause="1.1")),
        ("bradford", "2026-01-01", "99999.99", Said("may", clause="1.1")),
        ("bradford", "2026-01-01", "100000", Said("must", clause="1.1", says=(SKILLS,))),
        ("bradford", "2026-01-01", "100000.01", Said("must", clause="1.1", says=(SKILLS,))),
        ("carmarthenshire", "2016-03-31", "9000000", NO),
        ("carmarthenshire", "2016-04-01", "0", Said("consider", clause="web page")),
        ("carmarthenshire", "2026-03-02", "999999.99", Said("consider", clause="web page")),
        ("carmarthenshire", "2026-03-02", "1000000", Said("consider", clause="web page")),
        ("carmarthenshire", "2026-03-02", "1000000.01",
         Said("must", clause="web page", says=(WELSH,))),
        ("cheshire_east", "2022-02-03", "900000", NO),
        ("cheshire_east", "2022-02-04", "4999.99", NO),
        ("cheshire_east", "2022-02-04", "5000", NO),
        ("cheshire_east", "2022-02-04", "5000.01", Said("consider", clause="web page")),
        ("cheshire_east", "2022-02-04", "99999.99", Said("consider", clause="web page")),
        ("cheshire_east", "2022-02-04", "100000", Said("must", "0.1", clause="web page")),
        ("cheshire_east", "2022-02-05", "100000.01", Said("must", "0.1", clause="web page")),
        ("essex", "2020-08-31", "900000", NO),
        ("essex", "2020-09-01", "99999.99", NO),
        ("essex", "2020-09-01", "100000", Said("must", "0", "0.2", "Provider Hub", of=QUALITY)),
        ("essex", "2026-03-02", "100000.01", Said("must", "0", "0.2", "Provider Hub", of=QUALITY)),
        ("gla", "2022-09-01", "900000", NO),
        ("gla", "2022-09-02", "24999.99", NO),
        ("gla", "2022-09-02", "25000", NO),
        ("gla", "2022-09-02", "25000.01", Said("consider", clause="Code")),
        ("gla", "2022-09-02", "150000", Said("consider", clause="Code")),
        ("gla", "2022-09-03", "150000.01", Said("must", "0.1", clause="Code")),
        ("hammersmith", "2020-05-31", "900000", NO),
        ("hammersmith", "2020-06-01", "99999.99", NO),
        ("hammersmith", "2020-06-01", "100000", NO),
        ("hammersmith", "2020-06-01", "100000.01", Said("must", "0.1", clause="2")),
        ("lbbd", "2021-12-31", "900000", NO),
        ("lbbd", "2022-01-01", "0", Said("may", clause="web page")),
        ("lbbd", "2022-01-01", "100000", Said("may", clause="web page")),
        ("lbbd", "2022-01-02", "100000.01", Said("must", clause="web page")),
        ("manchester", "2021-03-16", "0", Said("must", "0.2", clause="Executive 2015")),
        ("manchester", "2021-03-17", "0", Said("must", "0.3", None, "Executive 2021",
                                               (MANCHESTER,))),
        ("manchester", "2021-03-18", "9000000", Said("must", "0.3", None, "Executive 2021",
                                                     (MANCHESTER,))),
        ("northern_ireland", "2022-05-31", "9000000", NO),
        ("ppn002", "2025-09-30", "9000000", NO),
        ("preston", "2021-12-31", "900000", NO),
        ("preston", "2022-01-01", "74998.99", NO),
        ("preston", "2022-01-01", "74999", NO),
        ("preston", "2022-01-01", "74999.01", Said("must", "0", "0.2", "web page")),
        ("preston", "2022-01-02", "75000", Said("must", "0", "0.2", "web page")),
        ("scotland", "2016-05-31", "9000000", NO),
        ("scotland", "2016-06-01", "3999999.99", NO),
        ("scotland", "2016-06-01", "4000000", Said("consider", clause="s.25")),
        ("scotland", "2016-06-02", "4000000.01", Said("consider", clause="s.25")),
        ("south_ayrshire_quarterly", "2018-02-28", "900000", NO),
        ("south_ayrshire_quarterly", "2018-03-01", "49999.99", NO),
        ("south_ayrshire_quarterly", "2018-03-01", "50000", NO),
        ("south_ayrshire_quarterly", "2018-03-01", "50000.01", Said("must", clause="guidance 1")),
        ("southribble", "2020-12-31", "900000", NO),
        ("southribble", "2021-01-01", "99999.99", NO),
        ("southribble", "2021-01-01", "100000", NO),
        ("southribble", "2021-01-01", "100000.01", Said("must", "0.15", clause="Delivery 3")),
        # £207,720 including VAT is £173,100 net
        ("plymouth", "2026-01-01", "0", Said("may", "0.05", "0.25", PAGE)),
        ("plymouth", "2026-01-01", "173099.99", Said("may", "0.05", "0.25", PAGE)),
        ("plymouth", "2026-01-01", "173100", Said("must", "0.05", "0.25", PAGE)),
        ("plymouth", "2026-01-01", "173100.01", Said("must", "0.05", "0.25", PAGE)),
        ("plymouth", "2025-12-31", "173100", Said("may", "0.05", "0.25", PAGE)),
        ("plymouth", "2021-12-31", "189329.99", Said("may", "0.05", "0.25", PAGE)),
        ("plymouth", "2021-12-31", "189330", Said("must", "0.05", "0.25", PAGE)),
        ("rotherham", "2020-01-01", "99999.99", NO),
        ("rotherham", "2020-01-01", "100000", NO),
        ("rotherham", "2020-01-01", "100000.01", Said("must", "0.2", "0.2", TOOLKIT)),
        ("rotherham", "2026-03-02", "250000", Said("must", "0.2", "0.2", TOOLKIT)),
        ("rotherham", "2026-03-02", "250000.01", Said("must", "0.2", "0.2", TOOLKIT, (PLAN,))),
    ],
)  # fmt: skip
def test_what_a_body_asks(body: str, on: str, net: str, said: Said) -> None:
    asked = ask(body, net, on)

    assert asked.asks == said.asks
    assert asked.minimum_weighting == Decimal(said.least)
    assert asked.maximum_weighting == (None if said.most is None else Decimal(said.most))
    assert asked.of is said.of
    assert asked.clauses == ((said.clause,) if said.clause else ())
    assert asked.says == said.says


@pytest.mark.parametrize(
    ("net", "required"), [("500000", False), ("500000.01", True), ("50000.01", False)]
)
def test_works_in_south_ayrshire_have_a_figure_of_their_own(net: str, required: bool) -> None:
    assert ask("south_ayrshire_quarterly", net, "2026-03-02", "works").required is required


@pytest.mark.parametrize("category", ["light touch", "concessions"])
def test_a_row_for_every_category_is_for_concessions_and_light_touch_too(category: str) -> None:
    assert ask("rotherham", "100000.01", "2026-03-02", category).required


@pytest.mark.parametrize(
    ("body", "net", "reason"),
    [
        (
            "lbbd",
            "100000",
            "Social value is at the council's discretion under the Social Value Policy 2022: no "
            "minimum applies. web page allows it at any value, from 1 January 2022. web page does "
            "not ask for it: £100,000 net of VAT does not exceed its £100,000 for all contracts "
            "(from 1 January 2022).",
        ),
        (
            "gla",
            "150000",
            "Social value is to be considered under the Responsible Procurement Policy: no minimum "
            "applies. Code asks to consider it: £150,000 net of VAT exceeds its £25,000 for all "
            "contracts (from 2 September 2022). Code does not ask for it: £150,000 net of VAT does "
            "not exceed its £150,000 for all contracts (from 2 September 2022).",
        ),
        (
            "preston",
            "75000",
            "Social value is required under the Social Value Policy: at most 20% of the total "
            "award criteria. web page asks for at most 20% of the total award criteria: £75,000 "
            "net of VAT exceeds its £74,999 for all contracts (from 1 January 2022).",
        ),
        (
            "southribble",
            "150000",
            "Social value is required under the Social Value Policy: at least 15% of the total "
            "award criteria. Delivery 3 asks for at least 15% of the total award criteria: "
            "£150,000 net of VAT exceeds its £100,000 for all contracts (from 1 January 2021). It "
            "does not hold for consultancy and IT: check whether this is.",
        ),
        (
            "manchester",
            "0.01",
            "Social value is required under the Social Value Policy: at least 30% of the total "
            "award criteria. Executive 2021 asks for at least 30% of the total award criteria at "
            f"any value, from 17 March 2021. {MANCHESTER}",
        ),
        (
            "south_ayrshire_quarterly",
            "50001",
            "Community benefits are required under the Community Benefits guidance: no minimum "
            "applies. guidance 1 asks for it: £50,001 net of VAT exceeds its £50,000 for supplies "
            "and services contracts (from 1 March 2018).",
        ),
        (
            "rotherham",
            "250000.01",
            "Social value is required under the Social Value Policy: exactly 20% of the total "
            "award criteria. Toolkit page 12 asks for exactly 20% of the total award criteria: "
            "£250,000.01 net of VAT exceeds its £100,000 for all contracts (from 31 October 2019). "
            "Toolkit page 12: £250,000.01 net of VAT exceeds its £250,000 for all contracts (from "
            f"31 October 2019). {PLAN}",
        ),
        (
            "rotherham",
            "100000",
            "Social value is not required under the Social Value Policy. Toolkit page 12 does not "
            "ask for it: £100,000 net of VAT does not exceed its £100,000 for all contracts (from "
            "31 October 2019). Toolkit page 12 does not ask for it: £100,000 net of VAT does not "
            "exceed its £250,000 for all contracts (from 31 October 2019).",
        ),
        (
            "plymouth",
            "100000",
            "Social value is at the council's discretion under the Social Value Policy: 5% to 25% "
            "of the total award criteria. The Social Value page allows 5% to 25% of the total "
            "award criteria at any value, from 31 October 2019. The Social Value page does not ask "
            "for it: £120,000 including VAT is under the statutory threshold of £207,720 on 2 "
            "March 2026 (Procurement Act 2023; PPN 023 and SI 2025/1200).",
        ),
        (
            "plymouth",
            "200000",
            "Social value is required under the Social Value Policy: 5% to 25% of the total award "
            "criteria. The Social Value page allows 5% to 25% of the total award criteria at any "
            "value, from 31 October 2019. The Social Value page asks for 5% to 25% of the total "
            "award criteria: £240,000 including VAT reaches the statutory threshold of £207,720 on "
            "2 March 2026 (Procurement Act 2023; PPN 023 and SI 2025/1200).",
        ),
    ],
)
def test_why_in_full(body: str, net: str, reason: str) -> None:
    assert ask(body, net, "2026-03-02").reason == reason


@pytest.mark.parametrize(
    ("body", "net", "weighting", "stands", "said"),
    [
        ("rotherham", "150000", 0.05, False,
         "is under the minimum of 20% (Toolkit page 12): raise it to 20%."),
        ("rotherham", "150000", 0.2, True, "stands: the policy asks for exactly 20%."),
        ("rotherham", "150000", 0.21, False,
         "is over the maximum of 20% (Toolkit page 12): lower it to 20%."),
        ("plymouth", "300000", 0.04, False,
         "is under the minimum of 5% (the Social Value page): raise it to 5% or more."),
        ("plymouth", "300000", 0.05, True, "stands: the policy asks for 5% to 25%."),
        ("plymouth", "300000", 0.25, True, "stands: the policy asks for 5% to 25%."),
        ("plymouth", "300000", 0.26, False,
         "is over the maximum of 25% (the Social Value page): lower it to 25% or less."),
        ("plymouth", "1000", 0.04, False,
         "is under the minimum of 5% (the Social Value page): raise it to 5% or more."),
        ("plymouth", "1000", 0, True, "stands: social value is not required here."),
        ("preston", "75000", 0.01, True, "stands: the policy asks for at most 20%."),
        ("preston", "75000", 0.21, False,
         "is over the maximum of 20% (web page): lower it to 20% or less."),
        ("southribble", "150000", 0.14, False,
         "is under the minimum of 15% (Delivery 3): raise it to 15% or more."),
        ("lbbd", "150000", 0.01, True, "stands: no minimum applies."),
        ("essex", "150000", 0.2, None,
         "can't be compared with the policy's at most 20% of quality: check it."),
    ],
)  # fmt: skip
def test_a_weighting_is_judged_by_the_bodys_own_row(
    body: str, net: str, weighting: float, stands: bool | None, said: str
) -> None:
    verdict = check_weighting(weighting, ask(body, net, "2026-03-02"))

    assert verdict.stands is stands
    assert verdict.message == f"{weighting * 100:g}% of the total award criteria {said}"


@pytest.mark.parametrize(
    ("body", "on", "clause", "bodies"),
    [
        ("northern_ireland", "2022-06-01", "PPN 01/21", "central bodies of Northern Ireland"),
        ("northern_ireland", "2026-03-02", "PPN 01/21", "central bodies of Northern Ireland"),
        ("ppn002", "2025-10-01", "PPN 002", "central bodies of England"),
        ("ppn002", "2028-03-02", "PPN 002", "central bodies of England"),
    ],
)
@pytest.mark.parametrize("net", ["0", "173100", "9000000"])
def test_the_laws_threshold_is_not_known_for_another_law(
    body: str, on: str, clause: str, bodies: str, net: str
) -> None:
    with pytest.raises(InputError) as refused:
        ask(body, net, on)

    assert refused.value.what == (
        f"Whether social value is required is not known: {clause} asks from the law's threshold, "
        f"which is not held here for {bodies}."
    )
    assert refused.value.remedy == "Compare the value with that threshold yourself."


@pytest.mark.parametrize(
    ("body", "on"),
    [
        ("carmarthenshire", "2015-03-02"),
        ("carmarthenshire", "2026-03-02"),
        ("northern_ireland", "2022-05-31"),
        ("ppn002", "2025-09-30"),
        ("scotland", "2015-03-02"),
        ("scotland", "2026-03-02"),
        ("south_ayrshire_quarterly", "2015-03-02"),
        ("south_ayrshire_quarterly", "2026-03-02"),
    ],
)
@pytest.mark.parametrize("category", ["services", "works", "concessions"])
def test_nothing_of_englands_law_is_said_of_a_body_under_another(
    body: str, on: str, category: str
) -> None:
    asked = ask(body, "9000000", on, category)
    said = " ".join([asked.reason, *asked.advice])

    assert not asked.council.has_statute
    assert (asked.regime, asked.statutory) == (None, None)
    assert (asked.statutory_threshold_net, asked.statutory_threshold_including_vat) == (None, None)
    words = ("statutory", "Act 2012", "Act 1988", "Act 2023", "PPN 06/19", "Regulations")
    assert [word for word in words if word in said] == []


def test_a_body_that_reports_every_half_year_is_refused_in_words() -> None:
    with pytest.raises(DeclarationError) as refused:
        load_council(COUNCILS / "south_ayrshire")

    assert refused.value.what == "the council reports every half year."
    assert refused.value.remedy == (
        "Only quarterly returns are built: write 'reports: quarterly' if that serves."
    )


def test_a_bodys_own_word_is_the_subject_of_its_answer() -> None:
    asked = ask("south_ayrshire_quarterly", "50000", "2026-03-02")

    assert asked.reason.startswith("Community benefits are not required under")


@pytest.mark.parametrize("body", BODIES)
def test_a_folder_gives_what_it_says_and_nothing_of_southends(body: str) -> None:
    council = load_council(COUNCILS / body)

    assert council.recommended is None
    assert (council.themes, council.other_councils, council.notes) == ((), (), ())
    assert (council.benchmark, council.area, council.scoring.quantitative) == (None, None, None)
    assert council.reporting.wards[0] == "Across the council's area"
    assert council.standing == "not endorsed by the council"
    assert "Southend" not in repr(council)


@pytest.mark.parametrize(("name", "short"), [("rotherham", "Rotherham"), ("Plymouth", "Plymouth")])
def test_a_council_that_ships_goes_by_its_name_with_its_sources(name: str, short: str) -> None:
    council = load_council(name)

    assert council.short_name == short
    assert council.standing == "not endorsed by the council"
    assert council.sources
    assert all("read on 26 November 2026" in str(source) for source in council.sources)
    assert (council.recommended, council.benchmark, council.notes) == (None, None, ())
    assert council.start_is_read


def test_rotherham_calls_its_six_themes_outcomes_and_halves_its_marks() -> None:
    council = load_council("rotherham")

    assert council.words.theme == "outcome"
    assert len(council.themes) == 6
    assert all(theme.objectives == () for theme in council.themes)
    assert council.scoring.quantitative == Decimal("0.5")


def test_plymouth_names_no_theme() -> None:
    assert load_council("plymouth").themes == ()


@pytest.mark.parametrize(
    ("body", "net", "said"),
    [
        (
            "bradford",
            "100000",
            "Clause 1.1 asks for it: £100,000 net of VAT reaches its £100,000 for all contracts "
            f"(from 1 January 2026). {SKILLS}",
        ),
        (
            "carmarthenshire",
            "1000000.01",
            "web page asks for it: £1,000,000.01 net of VAT exceeds its £1,000,000 for all "
            f"contracts (from 1 April 2016). {WELSH}",
        ),
    ],
)
def test_a_row_that_says_more_asks_for_it_above_its_figure(body: str, net: str, said: str) -> None:
    assert ask(body, net, "2026-03-02").reason.endswith(f". {said}")


@pytest.mark.parametrize("net", ["100000.01", "250000"])
def test_what_is_asked_besides_is_left_out_below_its_figure_where_another_row_asks(
    net: str,
) -> None:
    assert "£250,000 for" not in ask("rotherham", net, "2026-03-02").reason


@pytest.mark.parametrize(
    ("on", "net", "said"),
    [
        ("2019-10-30", "100000.01", NO),
        ("2019-10-31", "100000", NO),
        ("2019-10-31", "100000.01", Said("must", "0.2", "0.2", TOOLKIT)),
        ("2019-11-01", "250000.01", Said("must", "0.2", "0.2", TOOLKIT, (PLAN,))),
        ("2019-12-31", "100000.01", Said("must", "0.2", "0.2", TOOLKIT)),
    ],
)
def test_a_policy_of_its_own_figures_is_answered_before_the_first_figure_of_the_law(
    on: str, net: str, said: Said
) -> None:
    asked = ask("rotherham", net, on)

    assert (asked.asks, asked.says) == (said.asks, said.says)
    assert (asked.minimum_weighting, asked.maximum_weighting) == (
        Decimal(said.least),
        None if said.most is None else Decimal(said.most),
    )
    assert asked.regime is not None
    assert (asked.statutory, asked.statutory_threshold_net) == (None, None)


def test_the_day_before_rotherhams_policy_the_acts_duty_is_named_without_a_figure() -> None:
    assert ask("rotherham", "9000000", "2019-10-30").reason == (
        "Social value is not required under the Social Value Policy: the procurement began on 30 "
        "October 2019, before this policy (in force from 31 October 2019, reading R20). The Public "
        "Services (Social Value) Act 2012, section 1, asks the council to consider social value "
        "before it buys services, or services with goods or works, from the statutory threshold "
        "on; which figure that was then is not held here."
    )


@pytest.mark.parametrize(
    ("on", "day"),
    [
        ("2019-10-30", "30 October 2019"),
        ("2019-10-31", "31 October 2019"),
        ("2019-11-01", "1 November 2019"),
        ("2019-12-31", "31 December 2019"),
    ],
)
def test_a_policy_that_goes_by_the_laws_threshold_is_not_known_before_its_first_figure(
    on: str, day: str
) -> None:
    with pytest.raises(InputError) as refused:
        ask("plymouth", "100000", on)

    assert refused.value.what == (
        "Statutory thresholds for sub-central authorities of England: there is no figure for "
        f"{day}."
    )
    assert refused.value.remedy == "Give a date from 1 January 2020 on."


def test_on_the_first_day_with_a_figure_of_the_law_it_is_held() -> None:
    assert ask("rotherham", "1", "2020-01-01").statutory_threshold_net == 189_330
