"""Whether a postcode is the council's own: by full postcode, never by district alone (R12)."""

import os
from pathlib import Path

import pytest

from svtools.errors import DeclarationError, InputError
from svtools.policy import load_council, postcodes_in
from svtools.policy.local_area import LocalArea, first_postcode
from svtools.schema import read

AREA = LocalArea("The area", "made up", "E0", ("AB1", "AB12"))
LISTED = frozenset({"AB1 2CD", "AB12 3EF"})
ASKED = """
description: The area (made up)
reference: made up
code: E0
districts: [AB1]
"""


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("SS2 6ER", ("SS2", "6ER")),
        (" ss26er ", ("SS2", "6ER")),
        ("s s 2 6 e r", ("SS2", "6ER")),
        ("M1\u00a01AE", ("M1", "1AE")),
        ("EC1A 1BB", ("EC1A", "1BB")),
        ("CR26XH", ("CR2", "6XH")),
        ("DN551PT", ("DN55", "1PT")),
    ],
)
def test_postcodes_as_people_type_them(typed: str, parts: tuple[str, str]) -> None:
    assert first_postcode([typed]) == " ".join(parts)


@pytest.mark.parametrize(
    "typed", ["", "SS2", "SS2 6E", "SS2 6ERX", "6ER SS2", "D02 XY45", "SS2-6ER"]
)
def test_what_is_no_full_postcode_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match=r"is not a full postcode\. Give one"):
        AREA.holds(typed)


@pytest.mark.parametrize(
    ("postcode", "without_a_list", "with_one"),
    [
        ("AB1 2CD", None, True),
        ("ab12cd", None, True),
        ("AB12 3EF", None, True),
        ("AB1 9ZZ", None, False),
        ("AB2 2CD", False, False),
        ("A1 2CD", False, False),
    ],
)
def test_a_district_alone_decides_only_that_a_postcode_is_elsewhere(
    postcode: str, without_a_list: bool | None, with_one: bool
) -> None:
    assert AREA.holds(postcode) is without_a_list
    assert AREA.holds(postcode, LISTED) is with_one


@pytest.mark.parametrize("known", [frozenset[str](), LISTED | {"AB99 1AA"}])
def test_a_po_box_is_in_no_place(known: frozenset[str]) -> None:
    area = LocalArea("The area", "made up", "E0", ("AB1", "AB12"), ("AB99", "ZZ1"))

    assert area.holds("AB99 1AA", known) is None
    assert area.holds("zz1 1aa", known) is None
    assert area.holds("AB9 1AA", known) is False


@pytest.mark.parametrize(
    "text",
    [
        "Postcode\r\nAB1 2CD\r\nAB12 3EF\r\n",
        "ab12cd\nab123ef\nab12 3ef",
        '\ufeffName,Postcode\n"Ann, Ltd",AB1 2CD\n,AB12 3EF\nno postcode,here\n\n',
    ],
)
def test_a_list_of_postcodes(text: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")

    assert postcodes_in(path) == LISTED


def test_a_list_that_changed_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("AB1 2CD\n", encoding="utf-8")
    before = postcodes_in(path)
    path.write_text("AB12 3EF\n", encoding="utf-8")
    os.utime(path, ns=(1, 1))

    assert [before, postcodes_in(path)] == [{"AB1 2CD"}, {"AB12 3EF"}]


@pytest.mark.parametrize(
    "content", [b"", b"Postcode\n", b"\xff\xfe\x00", b"PK\x03\x04\x00" + b"x" * 10**6]
)
def test_a_file_without_postcodes_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)

    with pytest.raises(InputError, match=r"list\.csv lists no postcode"):
        postcodes_in(path)


@pytest.mark.parametrize("name", ["gone.csv", ""])
def test_a_list_that_is_not_there_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Check the setting 'postcodes'"):
        postcodes_in(tmp_path / name)


def test_the_first_postcode_of_a_row_counts() -> None:
    assert first_postcode(["Ann", "SS26ER", "M1 1AE"]) == "SS2 6ER"
    assert first_postcode(["Ann", "E06000033"]) is None


@pytest.mark.parametrize("listed", [frozenset(), LISTED])
def test_without_districts_only_a_list_of_postcodes_tells(listed: frozenset[str]) -> None:
    area = LocalArea("The area", "made up", "E0")

    assert area.holds("AB1 2CD", listed) is (True if listed else None)
    assert area.holds("ZZ9 9ZZ", listed) is (False if listed else None)


@pytest.mark.parametrize(("name", "code"), [("rotherham", "E08000018"), ("plymouth", "E06000026")])
def test_an_area_whose_districts_were_not_found_has_its_code_alone(name: str, code: str) -> None:
    area = load_council(name).area

    assert area is not None
    assert (area.code, area.districts) == (code, ())


def test_southends_area_is_its_code_and_the_districts_it_touches() -> None:
    area = load_council().area

    assert area is not None
    assert (area.code, area.districts) == ("E06000033", ("SS0", "SS1", "SS2", "SS3", "SS9"))
    assert [area.holds(f"{box} 1AA") for box in ("SS22", "SS99")] == [None, None]


@pytest.mark.parametrize(
    ("changed", "by", "told"),
    [
        ("code: E0", "", "'code' is missing"),
        ("districts: [AB1]", "districts: AB1", "'districts' must be a list, not 'AB1'"),
        ("reference: made up", "reference: made up\nring: 5", "unknown key 'ring'"),
    ],
)
def test_an_area_that_is_written_wrong_is_refused(
    changed: str, by: str, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "local_area.yaml"
    path.write_text(ASKED, encoding="utf-8")
    assert read(path, LocalArea) == LocalArea("The area (made up)", "made up", "E0", ("AB1",))

    path.write_text(ASKED.replace(changed, by), encoding="utf-8")

    with pytest.raises(DeclarationError, match=told):
        read(path, LocalArea)
