"""What becomes of an upload: a photo of our own making, or words on what to do instead."""

import io
import random
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from core.errors import RuleBroken
from core.files.photos import LONG_EDGE, THUMB_EDGE, clean_name, prepare_photo
from tests.files import nasty


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=True))


# --- kept -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "name"),
    [
        (nasty.picture(form="JPEG"), "a.jpg"),
        (nasty.picture(form="PNG"), "a.png"),
        (nasty.picture(form="WEBP"), "a.webp"),
        (nasty.picture(form="PNG"), "renamed.jpg"),
        (nasty.picture(form="JPEG", mode="CMYK", colour=(0, 255, 255, 0)), "cmyk.jpg"),
        (nasty.picture(form="JPEG", mode="L", colour=76), "grey.jpg"),
        (nasty.picture(form="PNG", mode="P"), "palette.png"),
        (nasty.picture(form="PNG", mode="1", colour=1), "fax.png"),
        (nasty.picture(form="PNG", mode="LA", colour=(76, 255)), "grey-alpha.png"),
        (nasty.picture(form="PNG", mode="I;16", colour=3000), "16bit.png"),
        (nasty.picture(form="JPEG", progressive=True), "progressive.jpg"),
        (nasty.picture((1, 1)), "one-pixel.jpg"),
        (nasty.picture((9000, 12)), "strip.jpg"),
    ],
)
def test_a_photo_becomes_a_small_jpeg_of_our_own(data: bytes, name: str) -> None:
    photo = prepare_photo(nasty.upload(data, name))
    image, thumb = opened(photo.data), opened(photo.thumb)
    assert (image.format, image.mode, thumb.format) == ("JPEG", "RGB", "JPEG")
    assert image.size == (photo.width, photo.height)
    assert max(image.size) <= LONG_EDGE and max(thumb.size) <= THUMB_EDGE
    assert photo.data != data


def test_a_large_photo_is_made_small() -> None:
    noise = Image.effect_noise((4000, 3000), 60).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=92)
    assert len(out.getvalue()) > 3_000_000
    photo = prepare_photo(nasty.upload(out.getvalue()))
    assert (photo.width, photo.height) == (1600, 1200)
    assert len(photo.data) < 1_200_000 and len(photo.thumb) < 60_000


def test_what_shines_through_becomes_white() -> None:
    data = nasty.picture(form="PNG", mode="RGBA", colour=(255, 0, 0, 0))
    assert near(opened(prepare_photo(nasty.upload(data)).data).getpixel((5, 5)), (255, 255, 255))


# Where the red quarter of the sensor's picture lies once it is held as the camera was.
CORNERS = {1: "tl", 2: "tr", 3: "br", 4: "bl", 5: "tl", 6: "tr", 7: "br", 8: "bl"}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_photo_stands_upright_and_tells_nothing_of_place_or_camera(orientation: int) -> None:
    photo = prepare_photo(nasty.upload(nasty.turned(orientation)))
    image = opened(photo.data)
    assert image.size == ((80, 40) if orientation < 5 else (40, 80))
    right, bottom = image.width - 6, image.height - 6
    corners = {"tl": (5, 5), "tr": (right, 5), "bl": (5, bottom), "br": (right, bottom)}
    red = [name for name, place in corners.items() if near(image.getpixel(place), (254, 0, 0))]
    assert red == [CORNERS[orientation]]
    for data in (photo.data, photo.thumb):
        assert dict(opened(data).getexif()) == {}
        assert not {"exif", "icc_profile", "comment"} & set(opened(data).info)
        assert b"Secret" not in data and b"Exif" not in data


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_camera_notes_that_cannot_be_read_turn_nothing() -> None:
    data = nasty.picture()
    broken = data[:2] + b"\xff\xe1\x00\x10Exif\x00\x00MM\x00*\xff\xff\xff\xff" + data[2:]
    assert prepare_photo(nasty.upload(broken)).width == 64


@pytest.mark.parametrize(
    "tail", [nasty.HTML, nasty.archive(), b"<?php system($_GET['c']); ?>", bytes(50_000)]
)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_hangs_behind_a_picture_is_not_kept(form: str, tail: bytes) -> None:
    photo = prepare_photo(nasty.upload(nasty.picture(form=form) + tail))
    for data in (photo.data, photo.thumb):
        assert tail[:40] not in data and b"<script" not in data and b"PK\x03\x04" not in data


def test_a_page_hidden_in_a_comment_is_not_kept() -> None:
    photo = prepare_photo(nasty.upload(nasty.picture(comment=nasty.HTML)))
    assert b"<script" not in photo.data


# --- refused --------------------------------------------------------------------------------------
REFUSED: dict[str, tuple[bytes, str, str]] = {
    "empty": (b"", "a.jpg", "photo_empty"),
    "one byte": (b"\xff", "a.jpg", "photo_type"),
    "text": ("你好".encode(), "a.jpg", "photo_type"),
    "page": (nasty.HTML, "a.jpg", "photo_type"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "a.svg", "photo_type"),
    "svg named jpg": (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "a.jpg", "photo_type"),
    "zip": (nasty.archive(), "a.jpg", "photo_type"),
    "pdf": (b"%PDF-1.7\n1 0 obj<</OpenAction 2 0 R>>", "a.pdf", "photo_type"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "a.jpg", "photo_type"),
    "gif": (nasty.animation("GIF"), "a.gif", "photo_type"),
    "still gif": (nasty.picture(form="GIF", mode="P"), "a.jpg", "photo_type"),
    "tiff": (nasty.picture(form="TIFF"), "a.jpg", "photo_type"),
    "bmp": (nasty.picture(form="BMP"), "a.jpg", "photo_type"),
    "ico": (nasty.picture(form="ICO"), "a.jpg", "photo_type"),
    "eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "a.jpg", "photo_type"),
    "heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heic", "IMG_1.HEIC", "photo_heic"),
    "moving png": (nasty.animation("PNG"), "a.png", "photo_animated"),
    "moving webp": (nasty.animation("WEBP"), "a.webp", "photo_animated"),
    "png bomb": (nasty.png_of(60_000, 60_000), "a.png", "photo_pixels"),
    "png of 25 million": (nasty.png_of(5_000, 5_000), "a.png", "photo_pixels"),
    "jpeg bomb": (nasty.jpeg_of(65_000, 65_000), "a.jpg", "photo_pixels"),
    "jpeg of 70 million": (nasty.jpeg_of(10_000, 7_000), "a.jpg", "photo_pixels"),
    "png without data": (nasty.png_of(2_000, 2_000), "a.png", "photo_broken"),
    "cut jpeg": (nasty.picture((800, 600), colour="#123456")[:2000], "a.jpg", "photo_broken"),
    "cut png": (nasty.picture((800, 600), form="PNG")[:200], "a.png", "photo_broken"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_whole_photo_is_refused_by_the_field_with_words(case: str) -> None:
    data, name, code = REFUSED[case]
    with pytest.raises(RuleBroken) as refused:
        prepare_photo(nasty.upload(data, name))
    assert (refused.value.code, refused.value.field, refused.value.status) == (code, "photos", 422)
    assert any(word in refused.value.message for word in ("请", "只能传"))


def test_a_photo_of_more_than_ten_megabytes_is_refused_unread() -> None:
    data = nasty.picture() + bytes(10 * 1024 * 1024)
    with pytest.raises(RuleBroken, match="有11 MB，一张最多10 MB"):
        prepare_photo(nasty.upload(data))


@pytest.mark.parametrize("cut", range(1, 60, 4))
def test_a_photo_cut_anywhere_is_a_whole_photo_or_refused(cut: int) -> None:
    data = nasty.turned(6)
    part = data[: len(data) * cut // 60]
    with pytest.raises(RuleBroken):
        prepare_photo(nasty.upload(part))


@pytest.mark.parametrize("seed", range(40))
def test_bytes_changed_at_random_never_break_us(seed: int) -> None:
    chance = random.Random(seed)
    form = ("JPEG", "PNG", "WEBP")[seed % 3]
    data = bytearray(nasty.picture((200, 150), form=form))
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        photo = prepare_photo(nasty.upload(bytes(data)))
    except RuleBroken:
        return
    assert opened(photo.data).format == "JPEG"


# --- names ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("下水道.JPG", "下水道.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("..\\..\\windows\\win.ini", "win.jpg"),
        ("a.php;.jpg", "a.php.jpg"),
        ("photo\u202egpj.exe", "photogpj.jpg"),
        ("a\r\nSet-Cookie: x=1.jpg", "aSet-Cookie x=1.jpg"),
        ('"><script>.png', "script.jpg"),
        ("👨‍👩‍👧 𠮷家.png", "👨👩👧 𠮷家.jpg"),
        ("x" * 300 + ".jpg", "x" * 80 + ".jpg"),
        ("深" * 300, "深" * 80 + ".jpg"),
        ("", "照片.jpg"),
        ("...", "照片.jpg"),
        (".jpg", "照片.jpg"),
        ("CON", "CON.jpg"),
    ],
)
def test_the_name_is_only_for_showing(sent: str, shown: str) -> None:
    assert clean_name(sent) == shown


# --- memory ---------------------------------------------------------------------------------------
MEASURE = """
import sys
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from core.errors import RuleBroken
from core.files.photos import prepare_photo
def megabytes(name):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(name)) // 1024
before = megabytes("VmRSS")
data = open(sys.argv[1], "rb").read()
try:
    prepare_photo(SimpleUploadedFile("a", data))
    print("kept")
except RuleBroken as error:
    print(error.code)
print(megabytes("VmHWM") - before)
"""


@pytest.mark.parametrize(
    "made",
    [
        ["with_text_chunk"],
        ["png_of", "60000", "60000"],
        ["jpeg_of", "8000", "8000"],
        ["largest", "PNG", "RGBA"],
        ["largest", "WEBP", "RGBA"],
        ["largest", "PNG", "I;16"],
        ["largest_progressive"],
    ],
)
def test_no_upload_takes_more_than_250_megabytes(made: list[str], tmp_path: Path) -> None:
    name, *values = made
    data = getattr(nasty, name)(*(int(value) if value.isdecimal() else value for value in values))
    (tmp_path / "sent").write_bytes(data)
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path / "sent")],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
        timeout=60,
    )
    assert int(done.stdout.split()[-1]) < 250, done.stdout
