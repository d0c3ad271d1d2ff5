"""The postcodes of the council's area, out of a made-up directory."""

from pathlib import Path

import pytest

from svtools.errors import InputError
from svtools.jobs.postcodes import list_postcodes
from svtools.policy import load_council, postcodes_in, postcodes_outside

HEADINGS = '"pcd7","pcd8","pcds","dointr","doterm","lad25cd"'


def directory(folder: Path, *rows: str) -> Path:
    path = folder / "directory.csv"
    path.write_text("\n".join((HEADINGS, *rows)), encoding="utf-8")
    return path


def test_only_the_areas_postcodes_are_listed_old_ones_too(tmp_path: Path) -> None:
    path = directory(
        tmp_path,
        '"SS2 6ER","SS2  6ER","SS2 6ER","198001","","E06000033"',
        '"SS1 1AA","SS1  1AA","SS1 1AA","198001","199606","E06000033"',
        '"SS4 1AA","SS4  1AA","SS4 1AA","198001","","E07000075"',
    )
    output = tmp_path / "local.csv"

    assert list_postcodes(path, output, load_council()) == 2
    assert postcodes_in(output) == {"SS1 1AA", "SS2 6ER"}


def test_postcodes_over_the_boundary_are_called_that(tmp_path: Path) -> None:
    path = directory(
        tmp_path,
        '"SS3 9AA","SS3  9AA","SS3 9AA","198001","","E06000033"',
        '"SS3 0AA","SS3  0AA","SS3 0AA","198001","","E07000075"',
        '"SS30AB","SS3  0AB","SS3 0AB","198001","","E07000075"',
        '"SS4 1AA","SS4  1AA","SS4 1AA","198001","","E07000075"',
        '"M1 1AE","M1   1AE","M1 1AE","198001","","E08000003"',
    )
    output = tmp_path / "local.csv"
    assert list_postcodes(path, output, load_council()) == 1
    assert postcodes_in(output) == {"SS3 9AA"}
    assert postcodes_outside(output) == {"SS3 0AA", "SS3 0AB"}


def test_a_directory_without_the_area_is_refused_and_nothing_written(tmp_path: Path) -> None:
    path = directory(tmp_path, '"SS4 1AA","SS4  1AA","SS4 1AA","198001","","E07000075"')

    with pytest.raises(InputError, match=r"No row of directory\.csv has the code E06000033"):
        list_postcodes(path, tmp_path / "local.csv", load_council())
    assert not (tmp_path / "local.csv").exists()


@pytest.mark.parametrize("content", [b"", b"\x00\xff\x00", b"a picture"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "directory.csv"
    path.write_bytes(content)

    with pytest.raises(InputError, match=r"directory\.csv"):
        list_postcodes(path, tmp_path / "local.csv", load_council())


def test_a_missing_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read"):
        list_postcodes(tmp_path / "none.csv", tmp_path / "local.csv", load_council())


def test_the_directory_is_never_written_over(tmp_path: Path) -> None:
    path = directory(tmp_path, '"SS2 6ER","SS2  6ER","SS2 6ER","198001","","E06000033"')
    with pytest.raises(InputError, match=r"directory\.csv is one of the files that are read"):
        list_postcodes(path, path, load_council())
