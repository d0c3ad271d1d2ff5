"""The folder of texts: what is read of it, what is told of it, what is refused, in words."""

from pathlib import Path

import pytest

from svtools.documents.blocks import Picture
from svtools.errors import InputError, OutputError, SvtoolsError
from svtools.jobs.statement.texts import Texts, begin, files_of, read_texts
from tests.documents.test_pictures import PLACE, jpeg


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    begin(tmp_path / "texts")
    return tmp_path / "texts"


def read(folder: Path, foreword: str) -> Texts:
    (folder / "foreword.md").write_text(foreword, encoding="utf-8")
    return read_texts(folder)


def shown(folder: Path, foreword: str) -> Picture:
    texts = read(folder, foreword)
    (found,) = texts.blocks(texts.written["foreword"])
    assert isinstance(found, Picture)
    return found


@pytest.mark.parametrize("inside", [True, False])
def test_a_picture_of_a_whole_path_lies_in_the_folder(folder: Path, *, inside: bool) -> None:
    place = (folder if inside else folder.parent) / "pier.jpg"
    place.write_bytes(jpeg())
    if inside:
        assert shown(folder, f"![The pier](<{place}>)").says == "The pier"
    else:
        with pytest.raises(InputError, match="can't be used"):
            shown(folder, f"![The pier](<{place}>)")


def test_a_picture_cannot_be_a_link_out_of_the_folder(folder: Path) -> None:
    (folder.parent / "pier.jpg").write_bytes(jpeg())
    (folder / "pier.jpg").symlink_to(folder.parent / "pier.jpg")
    with pytest.raises(InputError, match="can't be used"):
        shown(folder, "![The pier](pier.jpg)")


@pytest.mark.parametrize("name", [".pier.jpg", "pier.gif", "foreword.md"])
def test_what_is_no_input_is_no_picture(folder: Path, name: str) -> None:
    (folder / name).write_bytes(jpeg())
    with pytest.raises(InputError, match="can't be used"):
        shown(folder, f"![The pier]({name})")


def test_every_picture_that_is_shown_is_an_input(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "Pier.JPEG").write_bytes(jpeg())
    assert shown(folder, "![The pier](sub/Pier.JPEG)")
    assert folder / "sub" / "Pier.JPEG" in files_of(folder)


def test_a_picture_does_not_tell_where_it_was_taken(folder: Path) -> None:
    (folder / "pier.jpg").write_bytes(jpeg())
    assert PLACE in (folder / "pier.jpg").read_bytes()
    assert PLACE not in shown(folder, "![The pier](pier.jpg)").content


@pytest.mark.parametrize("name", ["The pier.jpg", "pier (1).jpg", "pi\u00e8r.jpg", "50% off.jpg"])
def test_a_picture_s_name_may_have_spaces_and_accents(folder: Path, name: str) -> None:
    (folder / name).write_bytes(jpeg())
    assert shown(folder, f"![The pier](<{name}>)").ending == "jpg"


@pytest.mark.parametrize("name", ["The pier.jpg", "pier (1).jpg", "Our pier in May.gif"])
def test_a_space_that_makes_a_picture_words_is_told(folder: Path, name: str) -> None:
    with pytest.raises(InputError) as told:
        shown(folder, f"![The pier]({name})")
    assert f"The picture {name} can't be found so" in told.value.what
    assert f"Write <{name}>" in told.value.remedy


def test_a_picture_with_a_title_has_no_space_in_its_name(folder: Path) -> None:
    (folder / "pier.jpg").write_bytes(jpeg())
    assert shown(folder, '![The pier](pier.jpg "In May")')


def test_control_letters_from_a_pdf_are_left_out(folder: Path) -> None:
    texts = read(folder, "One\x0ctwo\x00\x1f\ufffethree.")
    assert texts.written["foreword"] == "One two   three."


@pytest.mark.parametrize("length", [255, 256])
def test_a_title_too_long_for_word_is_told(folder: Path, length: int) -> None:
    (folder / "about.yaml").write_text(f"title: {'a' * length}\n", encoding="utf-8")
    if length == 255:
        assert read_texts(folder).about.title == "a" * 255
    else:
        with pytest.raises(SvtoolsError, match=r"about\.yaml.*title has 256 letters.*255"):
            read_texts(folder)


@pytest.mark.parametrize(
    ("line", "what", "remedy"),
    [
        ("name the largest supplier: maybe", "'name the largest supplier' must be", "yes or no"),
        ("title: Social value: our year", "not valid YAML", "quotes"),
    ],
)
def test_what_is_wrong_in_about_yaml_is_told(
    folder: Path, line: str, what: str, remedy: str
) -> None:
    (folder / "about.yaml").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(SvtoolsError) as refused:
        read_texts(folder)
    assert f"about.yaml, line 1: {what}" in str(refused.value)
    assert remedy in refused.value.remedy


@pytest.mark.parametrize("reference", ["0101", "1e3", "2024-05-01", "yes", "C0101"])
def test_a_contract_s_reference_is_read_as_it_is_written(folder: Path, reference: str) -> None:
    study = folder / "case_studies" / "one.md"
    study.write_text(f"---\ncontract: {reference}\n---\nWords.\n", encoding="utf-8")
    (found,) = read_texts(folder).case_studies
    assert found.contract == reference


def test_a_case_study_s_title_with_a_colon_is_told(folder: Path) -> None:
    study = folder / "case_studies" / "one.md"
    study.write_text("---\ncontract: C1\ntitle: Hedges: a story\n---\nWords.", encoding="utf-8")
    with pytest.raises(InputError, match=r"one\.md can't be read.*quotes"):
        read_texts(folder)


def test_a_folder_called_as_a_case_study_is_none(folder: Path) -> None:
    (folder / "case_studies" / "old.md").mkdir()
    assert read_texts(folder).case_studies == ()


def test_files_that_are_not_read_are_named(folder: Path) -> None:
    names = ("foreword.docx", "forword.md", "priorities.txt", "old/foreword.md")
    for name in (*names, ".DS_Store", "Thumbs.db", "~$foreword.docx", "pier.jpg"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"")
    assert {*read_texts(folder).unread} == {*names}


def test_what_the_tool_began_is_all_read(folder: Path) -> None:
    assert read_texts(folder).unread == ()
    assert read_texts(None).unread == ()


def test_a_file_is_no_folder_of_texts(tmp_path: Path) -> None:
    (tmp_path / "texts").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"texts is a file\."):
        read_texts(tmp_path / "texts")


@pytest.mark.parametrize("name", ["file/texts", "file/deeper/texts"])
def test_texts_cannot_be_begun_under_a_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="can't be made"):
        begin(tmp_path / name)


def test_texts_cannot_be_begun_where_a_file_has_the_folder_s_name(tmp_path: Path) -> None:
    (tmp_path / "case_studies").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="case_studies can't be made"):
        begin(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["case_studies"]
