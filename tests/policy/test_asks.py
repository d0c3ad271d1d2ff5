"""Rows of asks: what each key means, what is refused, and that every row which applies counts."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from svtools.errors import DeclarationError
from svtools.policy import LADDER, Category, Of, categories, check_weighting, requirement
from tests.policy.made_up import FIRST_ROW, FROM, LAW, council_of

DAY = date(2026, 3, 2)
KEYS = (
    "Allowed here: clause, from, until, category, except, reaches, exceeds, including VAT, months, "
    "regime, weight, at least, at most, exactly, of, says."
)
CATEGORIES = f"One of {', '.join(categories())}."
DIGITS = "Write digits only, without £ or commas."


@pytest.mark.parametrize(
    ("row", "what", "remedy"),
    [
        (
            "reaches: 1, exceeds: 2",
            "clause 'a': it both reaches and exceeds a figure.",
            "Keep one of the two.",
        ),
        (
            f"{LAW}, exceeds: 2",
            "clause 'a': it both reaches and exceeds a figure.",
            "Keep one of the two.",
        ),
        (
            "reaches: 0, exceeds: 0",
            "clause 'a': it both reaches and exceeds a figure.",
            "Keep one of the two.",
        ),
        (
            "exactly: 0.1, at least: 0.1",
            "clause 'a': 'exactly' leaves nothing for 'at least' and 'at most'.",
            "Keep one of them.",
        ),
        (
            "exactly: 0.1, at most: 0.1",
            "clause 'a': 'exactly' leaves nothing for 'at least' and 'at most'.",
            "Keep one of them.",
        ),
        (
            "until: 2021-12-31",
            "clause 'a': 'until' is before 'from'.",
            "Give the last day on which it holds.",
        ),
        (
            "at least: 0.2, at most: 0.1",
            "clause 'a': 'at least' is over 'at most'.",
            "Check both.",
        ),
        (
            "including VAT: true",
            "clause 'a': 'including VAT' has no figure of its own.",
            "Give one, or leave it out.",
        ),
        (
            f"including VAT: true, {LAW}",
            "clause 'a': 'including VAT' has no figure of its own.",
            "Give one, or leave it out.",
        ),
        ("above: 5", "unknown key 'above'.", KEYS),
        ("category: roads", "'category' can't be 'roads'.", CATEGORIES),
        ("weight: should", "'weight' can't be 'should'.", "One of may, consider, must."),
        ("weight: no", "'weight' can't be False.", "One of may, consider, must."),
        ("of: price", "'of' can't be 'price'.", "One of total, quality."),
        ("reaches: lots", "'reaches' must be a number, not 'lots'.", DIGITS),
        ("reaches: true", "'reaches' must be a number, not True.", DIGITS),
        ("reaches: -1", "'reaches' must be zero or more, not -1.", "Leave out the minus."),
        (
            "exceeds: the law's threshold",
            "'exceeds' must be a number, not \"the law's threshold\".",
            DIGITS,
        ),
        ("at least: 10", "'at least' must be from 0 to 1, not 10.", "Write 10% as 0.1."),
        ("months: 2.5", "'months' must be a whole number, not 2.5.", "Write digits only."),
        ("until: soon", "'until' must be a date, not 'soon'.", "Write it as 2021-12-01."),
    ],
)
def test_a_row_that_can_mean_nothing_is_refused(
    row: str, what: str, remedy: str, tmp_path: Path
) -> None:
    with pytest.raises(DeclarationError) as refused:
        council_of(tmp_path, f"clause: sound, {FROM}", f"clause: a, {FROM}, {row}")

    assert (refused.value.what, refused.value.remedy) == (what, remedy)
    assert (refused.value.file.name, refused.value.line) == ("council.yaml", FIRST_ROW + 1)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (FROM, "'clause' is missing."),
        ("clause: a", "'from' is missing."),
        (f"clause: 9.2, {FROM}", "'clause' must be text, not 9.2."),
    ],
)
def test_a_row_has_a_clause_and_a_first_day(row: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as refused:
        council_of(tmp_path, row)

    assert refused.value.what == what


@pytest.mark.parametrize(
    ("least", "most"),
    [("at least: 0.2", "at most: 0.1"), ("exactly: 0.2", "exactly: 0.1")],
)
@pytest.mark.parametrize("least_first", [True, False])
def test_rows_that_contradict_are_refused_with_both_lines(
    least: str, most: str, least_first: bool, tmp_path: Path
) -> None:
    rows = [f"clause: a, {FROM}, {row}" for row in (least, most)]
    low, high = (FIRST_ROW, FIRST_ROW + 1) if least_first else (FIRST_ROW + 1, FIRST_ROW)

    with pytest.raises(DeclarationError) as refused:
        council_of(tmp_path, *(rows if least_first else rows[::-1]))

    assert refused.value.what == (
        f"line {low} asks for at least 20% and line {high} for at most 10% of the same contracts."
    )
    assert refused.value.remedy == (
        "Every row that applies counts: give one of them an 'until' or a category."
    )
    assert refused.value.line == FIRST_ROW + 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{FROM}, until: 2023-12-31, at least: 0.2", "from: 2024-01-01, at most: 0.1"),
        (f"{FROM}, category: works, at least: 0.2", f"{FROM}, category: light touch, at most: 0.1"),
        (f"{FROM}, category: works, at least: 0.2", f"{FROM}, except: works, at most: 0.1"),
        (f"{FROM}, at least: 0.2", f"{FROM}, at most: 0.1, of: quality"),
        (f"{FROM}, at least: 0.2", f"{FROM}, at most: 0.2"),
    ],
)
def test_rows_that_never_meet_or_agree_stand(one: str, other: str, tmp_path: Path) -> None:
    assert len(council_of(tmp_path, f"clause: a, {one}", f"clause: b, {other}").asks) == 2


def test_rows_that_meet_on_one_day_contradict(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="line 5 asks for at least 20% and line 6"):
        council_of(
            tmp_path,
            f"clause: a, {FROM}, until: 2024-01-01, at least: 0.2",
            "clause: b, from: 2024-01-01, at most: 0.1",
        )


@pytest.mark.parametrize(
    ("row", "net", "asked"),
    [
        ("reaches: 100000", "99999.99", False),
        ("reaches: 100000", "100000", True),
        ("reaches: 100000", "100000.01", True),
        ("exceeds: 100000", "99999.99", False),
        ("exceeds: 100000", "100000", False),
        ("exceeds: 100000", "100000.01", True),
        ("reaches: 0", "0", True),
        ("exceeds: 0", "0", False),
        ("weight: must", "0", True),
        ("reaches: 120000, including VAT: true", "99999.99", False),
        ("reaches: 120000, including VAT: true", "100000", True),
        ("exceeds: 120000, including VAT: true", "100000", False),
        ("exceeds: 120000, including VAT: true", "100000.01", True),
        ("reaches: 120000, including VAT: false", "100000", False),
    ],
)
def test_a_figure_is_reached_or_exceeded_to_the_penny(
    row: str, net: str, asked: bool, tmp_path: Path
) -> None:
    council = council_of(tmp_path, f"clause: a, {FROM}, {row}")

    assert requirement("services", Decimal(net), on=DAY, council=council).required is asked


@pytest.mark.parametrize(
    ("on", "clauses"),
    [
        ("2021-12-31", ()),
        ("2022-01-01", ("a",)),
        ("2024-03-30", ("a",)),
        ("2024-03-31", ("a",)),
        ("2024-04-01", ("b",)),
    ],
)
def test_until_is_the_last_day_on_which_a_row_holds(
    on: str, clauses: tuple[str, ...], tmp_path: Path
) -> None:
    council = council_of(
        tmp_path, f"clause: a, {FROM}, until: 2024-03-31", "clause: b, from: 2024-04-01"
    )
    asked = requirement("services", 1, on=date.fromisoformat(on), council=council)

    assert asked.clauses == clauses


def test_a_row_may_hold_for_one_day(tmp_path: Path) -> None:
    council = council_of(tmp_path, f"clause: a, {FROM}, until: 2022-01-01")

    assert requirement("goods", 1, on=date(2022, 1, 1), council=council).required
    assert not requirement("goods", 1, on=date(2022, 1, 2), council=council).required


@pytest.mark.parametrize(
    ("months", "asked"), [(Decimal("11.99"), False), (12, True), (Decimal("12.01"), True)]
)
def test_a_term_is_reached(months: Decimal | int, asked: bool, tmp_path: Path) -> None:
    council = council_of(tmp_path, f"clause: a, {FROM}, months: 12")

    assert requirement("goods", 1, months=months, on=DAY, council=council).required is asked


@pytest.mark.parametrize(
    ("net", "asks", "clauses"),
    [
        (9, "no", ()),
        (10, "may", ("a",)),
        (20, "consider", ("b",)),
        (30, "must", ("c",)),
    ],
)
def test_the_row_that_asks_the_most_is_the_answer(
    net: int, asks: str, clauses: tuple[str, ...], tmp_path: Path
) -> None:
    council = council_of(
        tmp_path,
        f"clause: a, {FROM}, reaches: 10, weight: may",
        f"clause: b, {FROM}, reaches: 20, weight: consider",
        f"clause: c, {FROM}, reaches: 30",
    )
    asked = requirement("goods", net, on=DAY, council=council)

    assert (asked.asks, asked.clauses, asked.required) == (asks, clauses, asks == "must")
    assert LADDER == ("no", "may", "consider", "must")


@pytest.mark.parametrize(
    ("net", "least", "most"),
    [(5, "0.05", "0.5"), (10, "0.15", "0.5"), (20, "0.15", "0.3"), (30, "0.2", "0.2")],
)
def test_the_highest_at_least_and_the_lowest_at_most_count(
    net: int, least: str, most: str, tmp_path: Path
) -> None:
    council = council_of(
        tmp_path,
        f"clause: a, {FROM}, at least: 0.05, at most: 0.5",
        f"clause: b, {FROM}, reaches: 10, at least: 0.15",
        f"clause: c, {FROM}, reaches: 20, at least: 0.1, at most: 0.3, weight: may",
        f"clause: d, {FROM}, reaches: 30, exactly: 0.2",
    )
    asked = requirement("goods", net, on=DAY, council=council)

    assert (asked.minimum_weighting, asked.maximum_weighting) == (Decimal(least), Decimal(most))


def test_what_rows_ask_besides_is_said_once_in_their_order(tmp_path: Path) -> None:
    council = council_of(
        tmp_path,
        f"clause: a, {FROM}, says: A plan.",
        f"clause: b, {FROM}, reaches: 10, says: A visit.",
        f"clause: c, {FROM}, weight: may, says: A plan.",
    )

    assert requirement("goods", 9, on=DAY, council=council).says == ("A plan.",)
    assert requirement("goods", 10, on=DAY, council=council).says == ("A plan.", "A visit.")


@pytest.mark.parametrize(
    "category", ["services", "light touch", "concession", "light touch concession"]
)
def test_a_category_can_be_excepted(category: str, tmp_path: Path) -> None:
    council = council_of(tmp_path, f"clause: a, {FROM}, except: works")

    assert requirement(category, 1, on=DAY, council=council).required
    assert not requirement("works", 1, on=DAY, council=council).required


def test_what_else_is_excepted_is_for_a_person_to_check(tmp_path: Path) -> None:
    council = council_of(tmp_path, f"clause: a, {FROM}, except: consultancy and IT, reaches: 10")
    there, under = (requirement("works", net, on=DAY, council=council) for net in (10, 9))

    assert there.required
    assert there.reason.endswith("It does not hold for consultancy and IT: check whether this is.")
    assert "consultancy" not in under.reason


@pytest.mark.parametrize("category", categories())
def test_a_row_with_a_category_is_about_no_other(category: str, tmp_path: Path) -> None:
    council = council_of(tmp_path, f"clause: a, {FROM}, category: {category}")

    asked = [one for one in Category if requirement(one, 1, on=DAY, council=council).required]
    assert asked == [category]


@pytest.mark.parametrize(
    ("row", "bounds"),
    [
        ("at least: 0.2", "at least 20%"),
        ("at most: 0.2", "at most 20%"),
        ("exactly: 0.2", "exactly 20%"),
        ("at least: 0.05, at most: 0.25", "5% to 25%"),
    ],
)
def test_a_share_of_quality_is_never_turned_into_one_of_the_total(
    row: str, bounds: str, tmp_path: Path
) -> None:
    council = council_of(tmp_path, f"clause: a, {FROM}, {row}, of: quality")
    asked = requirement("goods", 1, on=DAY, council=council)
    verdict = check_weighting(0.1, asked)

    assert asked.of is Of.QUALITY
    assert asked.recommended_weighting is None
    assert f": {bounds} of quality." in asked.reason
    assert verdict.stands is None
    assert verdict.message == (
        f"10% of the total award criteria can't be compared with the policy's {bounds} of "
        "quality: check it."
    )


def test_of_shares_of_both_kinds_that_of_the_total_is_judged(tmp_path: Path) -> None:
    council = council_of(
        tmp_path,
        f"clause: a, {FROM}, at least: 0.1",
        f"clause: b, {FROM}, at least: 0.3, of: quality",
    )
    asked = requirement("goods", 1, on=DAY, council=council)

    assert (asked.of, asked.minimum_weighting) == (Of.TOTAL, Decimal("0.1"))
    assert "at least 10% of the total award criteria and at least 30% of quality." in asked.reason
    under, over = (check_weighting(share, asked) for share in (0.05, 0.2))
    assert (under.stands, over.stands) == (False, None)
    assert under.message == (
        "5% of the total award criteria is under the minimum of 10% (a): raise it to 10% or more. "
        "The policy asks for at least 30% of quality, too: check it."
    )
    assert over.message == (
        "20% of the total award criteria stands: the minimum is 10%. The policy asks for at least "
        "30% of quality, too: check it."
    )


def test_a_clause_may_be_a_year(tmp_path: Path) -> None:
    council = council_of(tmp_path, f"clause: 2018, {FROM}")

    assert requirement("goods", 1, on=DAY, council=council).clauses == ("2018",)


@pytest.mark.parametrize(
    ("weight", "answer", "sentence"),
    [
        ("must", "required", "Clause 1 asks for it: £10"),
        ("consider", "to be considered", "Clause 1 asks to consider it: £10"),
        ("may", "at the council's discretion", "Clause 1 allows it: £10"),
    ],
)
def test_how_much_a_row_asks_is_said(
    weight: str, answer: str, sentence: str, tmp_path: Path
) -> None:
    council = council_of(tmp_path, f"clause: 1, {FROM}, reaches: 10, weight: {weight}")

    reason = requirement("goods", 10, on=DAY, council=council).reason

    assert reason.startswith(f"Social value is {answer} under the Oakmere Policy: ")
    assert sentence in reason


@pytest.mark.parametrize(
    ("weight", "sentence"),
    [
        ("must", "Clause 1 does not ask for it: £9"),
        ("consider", "Clause 1 does not ask to consider it: £9"),
        ("may", "Clause 1 has nothing to say of it: £9"),
    ],
)
def test_a_row_that_asks_nothing_says_so(weight: str, sentence: str, tmp_path: Path) -> None:
    council = council_of(tmp_path, f"clause: 1, {FROM}, reaches: 10, weight: {weight}")

    reason = requirement("goods", 9, on=DAY, council=council).reason

    assert reason.startswith(f"Social value is not required under the Oakmere Policy. {sentence}")


def test_a_tool_names_no_recommended_weighting_of_its_own(tmp_path: Path) -> None:
    asked = requirement("goods", 1, on=DAY, council=council_of(tmp_path, f"clause: a, {FROM}"))

    assert asked.recommended_weighting is None
    assert check_weighting(0, asked).message == (
        "0% of the total award criteria stands: no minimum applies."
    )


def test_a_recommended_weighting_keeps_within_the_rows(tmp_path: Path) -> None:
    council = council_of(
        tmp_path,
        f"clause: a, {FROM}, at most: 0.05",
        f"clause: b, {FROM}, category: works, at least: 0.02",
        more="recommended weighting: 0.1",
    )

    for category in ("goods", "works"):
        asked = requirement(category, 1, on=DAY, council=council)
        assert asked.recommended_weighting == Decimal("0.05")


@pytest.mark.parametrize(
    ("months", "said"),
    [
        (11, "the term of 11 months is under its 12."),
        (12, " at any value, from 1 January 2022, and the term of 12 months reaches its 12."),
        (Decimal("12.5"), ", and the term of 12.5 months reaches its 12."),
    ],
)
def test_a_row_of_months_alone_tells_the_term(
    months: int | Decimal, said: str, tmp_path: Path
) -> None:
    council = council_of(tmp_path, f"clause: 1, {FROM}, months: 12")
    asked = requirement("goods", 1, months=months, on=DAY, council=council)

    assert asked.reason.endswith(said)


@pytest.mark.parametrize(
    ("months", "said"),
    [
        (
            None,
            "Clause 1 may ask for it at any value of works contracts, from 1 January 2022, and it "
            "asks for 12 months or more: the term is not known here.",
        ),
        (
            12,
            "Clause 1 asks for it at any value of works contracts, from 1 January 2022, and the "
            "term of 12 months reaches its 12.",
        ),
    ],
)
def test_a_row_of_months_alone_for_one_category_tells_both(
    months: int | None, said: str, tmp_path: Path
) -> None:
    rows = (f"clause: 1, {FROM}, category: works, months: 12", f"clause: 2, {FROM}, reaches: 100")
    asked = requirement("works", 100, months=months, on=DAY, council=council_of(tmp_path, *rows))

    assert asked.reason == (
        f"Social value is required under the Oakmere Policy: no minimum applies. {said} Clause 2 "
        "asks for it: £100 net of VAT reaches its £100 for all contracts (from 1 January 2022)."
    )
    of_term = (
        "With a term of 12 months or more clause 1 asks for it too: the term is not known here."
    )
    assert (of_term in asked.advice) is (months is None)


@pytest.mark.parametrize(
    ("row", "category", "on", "about"),
    [
        (
            "until: 2024-03-31",
            "goods",
            "2024-04-01",
            "supplies and services contracts begun on 1 April 2024.",
        ),
        ("except: works", "works", "2026-03-02", "works contracts begun on 2 March 2026."),
        ("except: Works", "works", "2026-03-02", "works contracts begun on 2 March 2026."),
        (
            "category: works",
            "concession",
            "2022-01-01",
            "concessions contracts begun on 1 January 2022.",
        ),
    ],
)
def test_where_no_row_is_about_a_contract_that_is_said(
    row: str, category: str, on: str, about: str, tmp_path: Path
) -> None:
    council = council_of(tmp_path, f"clause: 1, {FROM}, {row}")
    asked = requirement(category, 1, on=date.fromisoformat(on), council=council)

    assert (asked.asks, asked.rules) == ("no", ())
    assert asked.reason == (
        f"Social value is not required under the Oakmere Policy. Nothing in it is about {about}"
    )


@pytest.mark.parametrize("excepted", ["works", "Works", "WORKS"])
def test_a_category_is_excepted_in_any_case_and_nothing_is_left_to_check(
    excepted: str, tmp_path: Path
) -> None:
    council = council_of(tmp_path, f"clause: a, {FROM}, except: {excepted}")
    asked = requirement("goods", 1, on=DAY, council=council)

    assert [str(one) for one in council.asks[0].categories] == [
        one for one in categories() if one != "works"
    ]
    assert "It does not hold for" not in asked.reason


@pytest.mark.parametrize(
    "law", ["of: England, authority: Sub-Central", "of: ENGLAND, authority: sub-central"]
)
def test_a_law_is_known_in_any_case(law: str, tmp_path: Path) -> None:
    council = council_of(tmp_path, f"clause: a, {FROM}, {LAW}", law=law)

    assert council.has_statute
    assert str(council.law) == "sub-central bodies of England"
    assert requirement("goods", 173_100, on=DAY, council=council).required


def test_a_row_may_be_of_a_regime(tmp_path: Path) -> None:
    council = council_of(tmp_path, f"clause: a, {FROM}, regime: CCR 2016")
    asked = [requirement("goods", 1, on=DAY, council=council, regime=one) for one in (None, "CCR")]

    assert [one.required for one in asked] == [False, True]


def test_rows_that_only_say_more_all_ask_for_it(tmp_path: Path) -> None:
    council = council_of(
        tmp_path, f"clause: 1, {FROM}, says: A plan.", f"clause: 2, {FROM}, says: A visit."
    )

    assert requirement("goods", 1, on=DAY, council=council).reason == (
        "Social value is required under the Oakmere Policy: no minimum applies. Clause 1 asks for "
        "it at any value, from 1 January 2022. A plan. Clause 2 asks for it at any value, from 1 "
        "January 2022. A visit."
    )


@pytest.mark.parametrize("weight", ["may", "consider"])
def test_where_something_is_asked_nobody_is_told_to_consider_it_all_the_same(
    weight: str, tmp_path: Path
) -> None:
    rows = (f"clause: 1, {FROM}, weight: {weight}", f"clause: 2, {FROM}, reaches: 100, months: 12")
    council = council_of(tmp_path, *rows)
    near, short = (
        requirement("goods", net, months=months, on=DAY, council=council).advice[0]
        for net, months in ((99, 12), (100, 11))
    )

    assert near == (
        "£99 net of VAT (£118.80 including VAT) is near the £100 of clause 2: count every option "
        "and extension."
    )
    assert short == (
        "The value reaches the figure of clause 2, but the term of 11 months is under 12: count "
        "every extension."
    )
