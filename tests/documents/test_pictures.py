"""A picture tells nothing beside itself, and its dots stay as they are."""

import io
import struct

import pytest
from docx.image.image import Image as OfWord
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from svtools.documents.pictures import without_tags

PLACE = b"Garden of A. Person"
WAY_UP, WHERE = 0x0112, 0x010E


def dots() -> Image.Image:
    picture = Image.new("RGB", (40, 20), "red")
    picture.paste("blue", (0, 0, 20, 10))
    return picture


def jpeg(way_up: int = 1, **about: object) -> bytes:
    """A phone's picture: its tags say where it was taken."""
    tags = Image.Exif()
    tags[WAY_UP], tags[WHERE] = way_up, PLACE.decode()
    stream = io.BytesIO()
    dots().save(stream, "JPEG", exif=tags, comment=PLACE, **about)
    return stream.getvalue()


def same_dots(one: bytes, other: bytes) -> bool:
    return Image.open(io.BytesIO(one)).tobytes() == Image.open(io.BytesIO(other)).tobytes()


@pytest.mark.parametrize("progressive", [True, False])
def test_a_jpeg_keeps_its_dots_alone(*, progressive: bool) -> None:
    given = jpeg(progressive=progressive)
    kind, found = without_tags(given)
    assert kind == "jpg"
    assert PLACE in given
    assert PLACE not in found
    assert same_dots(given, found)
    assert OfWord.from_blob(found).px_width == 40


@pytest.mark.parametrize("way_up", range(1, 9))
def test_a_turned_picture_stays_turned(way_up: int) -> None:
    found = without_tags(jpeg(way_up))[1]
    assert {**Image.open(io.BytesIO(found)).getexif()} == {WAY_UP: way_up}


def test_a_jpeg_keeps_its_colours() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    found = without_tags(jpeg(icc_profile=profile))[1]
    assert Image.open(io.BytesIO(found)).info["icc_profile"] == profile


def without_first_tag(content: bytes) -> bytes:
    (length,) = struct.unpack_from(">H", content, 4)
    return content[:2] + content[4 + length :]


def test_a_phone_s_jpeg_that_has_exif_alone_is_one_for_word_too() -> None:
    given = without_first_tag(jpeg())
    assert given[6:10] == b"Exif"
    found = without_tags(given)[1]
    assert OfWord.from_blob(found).px_height == 20
    assert same_dots(given, found)


def test_what_a_phone_puts_behind_a_picture_is_left_out() -> None:
    found = without_tags(jpeg() + jpeg())[1]
    assert found == without_tags(jpeg())[1]


def test_a_png_keeps_its_dots_alone() -> None:
    info, tags, stream = PngInfo(), Image.Exif(), io.BytesIO()
    info.add_text("Comment", PLACE.decode())
    info.add_itxt("XML:com.adobe.xmp", PLACE.decode())
    tags[WHERE] = PLACE.decode()
    dots().save(stream, "PNG", pnginfo=info, exif=tags, dpi=(200, 200))
    given = stream.getvalue()
    kind, found = without_tags(given + PLACE)
    assert (kind, PLACE in given, PLACE in found) == ("png", True, False)
    assert same_dots(given, found)
    assert OfWord.from_blob(found).horz_dpi == 200


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"\xff\xd8\xff", b"\xff\xd8\0\0\0\0", b"\x89PNG"]
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"breaks off|neither|no segment"):
        without_tags(content)


def test_a_picture_that_breaks_off_among_its_tags_is_refused() -> None:
    for length in (3, 10, 30, 100):
        with pytest.raises(ValueError, match=r"breaks off"):
            without_tags(jpeg()[:length])
