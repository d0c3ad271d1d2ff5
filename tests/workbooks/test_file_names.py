"""Names of files made from people's names fit every file system; odd ones can be shown."""

import pytest

from svtools.workbooks.file_names import LONGEST, file_stem, first_free, shown


@pytest.mark.parametrize("name", ["CON", "nul", "Com1", "LPT9.x", "con .Ltd", "COM¹", "CONIN$"])
def test_a_name_that_windows_keeps_to_itself_is_not_used(name: str) -> None:
    assert file_stem(name) == f"_{name}"


@pytest.mark.parametrize("name", ["Con Amore Ltd", "COM10", "Nulls", "Auxiliary.Ltd", "C1 CON"])
def test_a_name_that_only_looks_like_one_stays(name: str) -> None:
    assert file_stem(name) == name


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("A/B\\C:D", "A-B-C-D"),
        ("What? Why* <now>", "What- Why- -now-"),
        ("Ends in a dot. ", "Ends in a dot"),
        (".hidden", "hidden"),
        ("~$lock", "$lock"),
        ("Tab\there\r\nand\x7fthere", "Tab-here-and-there"),
        ("Non\u00a0breaking", "Non breaking"),
        ("gnp.\u202exslx", "gnp.xslx"),
        ("ze\u200bro", "zero"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("caf\udce9", "caf"),
        ("...", "unnamed"),
        ("", "unnamed"),
    ],
)
def test_what_no_name_may_hold_is_replaced(name: str, stem: str) -> None:
    assert file_stem(name) == stem


@pytest.mark.parametrize("letter", ["x", "é", "語", "😀"])
@pytest.mark.parametrize("length", [LONGEST - 1, LONGEST, LONGEST + 1, 4 * LONGEST])
def test_a_name_is_cut_by_its_bytes_and_never_within_a_letter(letter: str, length: int) -> None:
    stem = file_stem(letter * length)
    most = LONGEST // len(letter.encode())
    assert stem == letter * min(length, most)


@pytest.mark.parametrize("other", ["cafe\u0301", "CAFÉ", "CAFE\u0301", "ｃafé"])
def test_names_that_some_file_system_takes_for_one_are_told_apart(other: str) -> None:
    names = ["café", "café 2", "café 3"]
    assert first_free(names, [other]) == "café 2"
    assert first_free(names, [other, "CAFÉ 2"]) == "café 3"
    assert first_free(names, ["cafe"]) == "café"


def test_what_is_no_unicode_in_a_name_is_written_out() -> None:
    assert shown("caf\udce9.xlsx") == "caf\\udce9.xlsx"
    assert shown("Bär.xlsx") == "Bär.xlsx"
