"""Every argument of every function: blank, zero, words, an error, left out.

What is documented comes back, or an error that SV_WHY explains by the argument's name.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.xl.calls import ANSWER, CALLS, FUNCTIONS, GIVES, MEASURES, SPRING, changed
from xl.cells import ExcelError

VALUE, NA, NUM = ExcelError.VALUE, ExcelError.NA, ExcelError.NUM
NOTHING_WRONG = ("Nothing is wrong: ", "What is needed is blank here, so the answer is blank too.")

KNOWN_AS = {
    "statistic": ("in the table",),
    "measures": ("units have no measure",),
    "measure_set": ("in edition open-2025",),
}
ARGUMENTS = [
    (name, at)
    for name in CALLS
    for at, argument in enumerate(FUNCTIONS[name].arguments)
    if not argument.rest
]
EACH = pytest.mark.parametrize(
    ("name", "at"),
    ARGUMENTS,
    ids=[f"{name}-{FUNCTIONS[name].arguments[at].name}" for name, at in ARGUMENTS],
)


def argument_of(name: str, at: int) -> str:
    return FUNCTIONS[name].arguments[at].name


def names_it(why: str, argument: str) -> bool:
    """Whether words name an argument, as it is written or as people say it."""
    said = why.casefold()
    words = {
        argument,
        argument.replace("_", " "),
        argument.rstrip("s"),
        *KNOWN_AS.get(argument, ()),
    }
    return any(word in said for word in words)


def test_every_function_and_argument_is_covered() -> None:
    assert CALLS.keys() == FUNCTIONS.keys()
    assert {name: set(given) for name, given in GIVES.items()} == {
        name: {argument.name for argument in function.arguments if not argument.rest}
        for name, function in FUNCTIONS.items()
        if function.arguments
    }


@pytest.mark.parametrize("name", CALLS)
def test_the_sound_calls_are_sound(name: str) -> None:
    function = FUNCTIONS[name]

    assert not isinstance(function(*CALLS[name]), ExcelError)
    assert str(function.why(*CALLS[name])).startswith("Nothing is wrong: ")


@EACH
@pytest.mark.parametrize(("which", "cell"), [(0, None), (1, 0), (2, "words")])
def test_blank_zero_and_words(name: str, at: int, which: int, cell: Any) -> None:
    function, given = FUNCTIONS[name], changed(name, at, cell)
    expected = GIVES[name][argument_of(name, at)][which]

    found, why = function(*given), str(function.why(*given))

    if expected is ANSWER:
        assert not isinstance(found, ExcelError)
    else:
        assert (type(found), found) == (type(expected), expected)
    if isinstance(found, ExcelError):
        assert names_it(why, argument_of(name, at)), why
    else:
        assert why.startswith(NOTHING_WRONG)


@EACH
@pytest.mark.parametrize("blank", ["", "   "])
def test_a_text_without_words_is_blank(name: str, at: int, blank: str) -> None:
    assert FUNCTIONS[name](*changed(name, at, blank)) == FUNCTIONS[name](*changed(name, at, None))


@EACH
@pytest.mark.parametrize(
    ("cell", "error"),
    [("#REF!", "#REF!"), ("#DIV/0!", "#DIV/0!"), (-2146826246, "#N/A"), (-2146826243, "#SPILL!")],
)
def test_an_error_goes_through_as_it_is(name: str, at: int, cell: Any, error: str) -> None:
    given = changed(name, at, cell)
    argument = argument_of(name, at)

    if name == "SV_WHY":  # it always answers in words
        assert FUNCTIONS[name](*given).startswith(f"function_name is {error}: ")
        return
    assert FUNCTIONS[name](*given) == ExcelError(error)
    assert FUNCTIONS[name].why(*given) == f"{argument} holds {error}. Mend that cell first."


@EACH
def test_what_is_left_out_is_as_what_is_blank(name: str, at: int) -> None:
    function = FUNCTIONS[name]
    given = list(CALLS[name][:at])
    blank = [*given, *([None] * (len(function.arguments) - at))]
    cells = [*given, *([[[None]]] * (len(function.arguments) - at))]

    if not any(argument.rest for argument in function.arguments):
        assert function(*given) == function(*blank) == function(*cells)
    if argument_of(name, at) != "months" and not function.arguments[at].required:
        assert not str(function.why(*given)).startswith(f"{argument_of(name, at)} is blank")


@EACH
@pytest.mark.parametrize("cell", [-1, 1e300, "1,20", "x" * 5000, "=1+1", "<b>"])
def test_hostile_cells_are_answered_in_few_words(name: str, at: int, cell: Any) -> None:
    given = changed(name, at, cell)

    why = str(FUNCTIONS[name].why(*given))

    assert "failed inside" not in why
    assert "Traceback" not in why
    assert len(why) < 32767


@pytest.mark.parametrize(
    ("name", "at", "cell", "error", "why"),
    [
        ("SV_REQUIRED", 1, -5, NUM, "net_value: -5 is below zero."),
        ("SV_BENCHMARK", 1, "Sv", VALUE, "kind: 'Sv' is none of the choices."),
        ("SV_REQUIRED", 4, 20, NUM, "vat_rate: 20 is not a share from 0% to 100%."),
        ("SV_REQUIRED", 3, 43000, VALUE, "there is no figure for 22 September 2017"),
        ("SV_REGIME", 0, 36526, VALUE, "No procurement law is known here for 1 January 2000."),
        ("SV_CHECK_WEIGHTING", 0, 10, NUM, "weighting: 10 is not a share"),
        ("SV_SCORE_TARGET", 4, 2.5, NUM, "decimals: 2.5 is not a whole number."),
        ("SV_SCORE_TARGET", 4, 5, VALUE, "Marks have 5 decimals."),
        ("SV_SCORE_QUALITY", 0, 6, NUM, "mark: 6 is not from 0 to 5."),
        ("SV_SCORE_HIGHEST", 0, 100001, NA, "value: £100,001 is more than the highest"),
        ("SV_SCORE_PRICE", 0, 99999, NA, "price: £99,999 is not among the prices."),
        ("SV_LOCAL", 0, "SS1", VALUE, "'SS1' is not a full postcode."),
        ("SV_PROGRESS", 1, 1e-300, NUM, "The numbers are too large or too small"),
    ],
)
def test_the_reasons_in_words(name: str, at: int, cell: Any, error: ExcelError, why: str) -> None:
    given = changed(name, at, cell)

    assert FUNCTIONS[name](*given) == error
    assert why in FUNCTIONS[name].why(*given)
    assert FUNCTIONS["SV_WHY"](name, *given) == FUNCTIONS[name].why(*given)


def test_ranges_where_a_cell_is_asked_for_are_refused() -> None:
    themes = FUNCTIONS["SV_THEMES"]

    assert themes([["Safe and Well"], ["x"]]) == VALUE
    assert themes.why([["a", "b"]]) == "theme is a range. Give a single cell."


def test_ranges_of_different_lengths_are_refused_with_their_lengths() -> None:
    given = ([["A1"], ["B1"]], [[1], [2], [3]])

    assert FUNCTIONS["TOMS_TOTAL"](*given) == VALUE
    assert "measures has 2, units has 3" in FUNCTIONS["TOMS_TOTAL"].why(*given)


@pytest.mark.parametrize("typed", ["sv_regime", " =SV_REGIME(", "=SV_REGIME(A1)", "SV_Regime"])
def test_sv_why_takes_the_name_as_people_type_it(typed: str) -> None:
    assert "Procurement Act 2023" in FUNCTIONS["SV_WHY"](typed, SPRING)


def test_sv_why_answers_row_by_row() -> None:
    found = FUNCTIONS["SV_WHY"]("SV_REGIME", [[SPRING], [None], ["soon"], ["#N/A"]])

    assert [row[0][:24] for row in found] == [
        "Nothing is wrong: SV_REG",
        "What is needed is blank ",
        "on_date: 'soon' is not a",
        "on_date holds #N/A. Mend",
    ]


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("SV_WHAT", "function_name is 'SV_WHAT': that is no function of this add-in."),
        (None, "function_name is blank: "),
        ("#VALUE!", "function_name is #VALUE!: "),
        ([["SV_REGIME"], ["x"]], "on_date holds #N/A."),
    ],
)
def test_sv_why_itself_answers_in_words(named: Any, said: str) -> None:
    """As in =SV_WHY(SV_REGIME(A1)), where the name is forgotten and the error comes in."""
    assert FUNCTIONS["SV_WHY"](named, "#N/A").startswith(said)


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("SV_SCORE_QUALITY", ([4, None, "x"], 0.05), [[4.0], [""], [VALUE]]),
        (
            "SV_SCORE_TARGET",
            ([1e5, None, None], [2e6, None, 2e6], 0.1, 0.05),
            [[2.5], [""], [VALUE]],
        ),
        ("SV_SCORE_PRICE", ([80, None], [80, None], 0.4), [[40.0], [""]]),
        ("SV_CHECK_WEIGHTING", (0.1, ["goods", None], [5, None]), [["OK"], [""]]),
        ("TOMS_TITLE", ([None, "A1"], MEASURES), [[""], ["Trees planted"]]),
    ],
)
def test_a_blank_row_is_blank_whatever_stands_in_single_cells(
    name: str, given: tuple[Any, ...], expected: Any
) -> None:
    assert FUNCTIONS[name](*given) == expected


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("SV_REGIME", [SPRING] * 3, "SV_REGIME takes 1 argument, and 3 are given."),
        ("SV_RANK", [SPRING] * 6, "SV_RANK takes 5 arguments, and 6 are given."),
        ("SV_ABOUT", [SPRING] * 2, "SV_ABOUT takes no arguments, and 2 are given."),
    ],
)
def test_too_many_arguments_are_told_by_their_number(
    name: str, given: list[Any], said: str
) -> None:
    assert FUNCTIONS[name].why(*given).startswith(said)


SPRING_DAY = datetime(2026, 3, 1, tzinfo=UTC)
CELLS = [
    *(0.0, 1.0, 1, True, 0.2, 20.0, -1.0, 45000.0, 45000.5, 45000, 24.5, 1e15, 1.1e15),
    *(float("nan"), float("inf"), None, "", " ", "45000", "1/3/2026", "20%", "£1.2m", "works"),
    *(
        "Works",
        "#N/A",
        ExcelError.DIV0,
        -2146826246,
        date(2026, 3, 1),
        datetime(2026, 3, 1, tzinfo=UTC),
    ),
    *("slev", "SLEVA", "policy"),
]


@EACH
def test_a_column_is_read_as_its_cells_are(name: str, at: int) -> None:
    """Also where cells that are equal in Python are not the same: 1, 1.0 and TRUE."""
    argument = FUNCTIONS[name].arguments[at]
    read = argument.reader()

    for cell in CELLS:
        alone = told(argument.value, cell)
        assert [told(lambda one: read([one])[0], cell) for _ in range(2)] == [alone, alone]


def told(read: Callable[[Any], Any], cell: Any) -> str:
    """What is read, or the words in which it is refused."""
    try:
        return repr(read(cell))
    except Exception as mistake:
        return str(mistake)
