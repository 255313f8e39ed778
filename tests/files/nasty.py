"""Files that people, phones and attackers really send; made here, byte by byte where a library would not."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

HTML = b"<html><script>alert(document.cookie)</script></html>"


def upload(data: bytes, name: str = "IMG_0001.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=kind)


def picture(
    size: tuple[int, int] = (64, 48),
    *,
    form: str = "JPEG",
    mode: str = "RGB",
    colour: object = "red",
    **options: object,
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, form, **options)  # type: ignore[arg-type]
    return out.getvalue()


def turned(orientation: int) -> bytes:
    """Red in the upper left quarter of what the sensor saw; the camera notes say how it was held, and where."""
    image = Image.new("RGB", (80, 40), "white")
    image.paste("red", (0, 0, 40, 20))
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010F] = "SecretCamera"
    place = notes.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (39.0, 46.0, 12.5), "E", (98.0, 17.0, 3.25)
    out = io.BytesIO()
    image.save(
        out, "JPEG", exif=notes, quality=95, comment=b"SecretComment", icc_profile=b"SecretProfile" * 10
    )
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG whose head promises width x height, with hardly any data behind it: the bomb."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def jpeg_of(width: int, height: int) -> bytes:
    """A real JPEG whose frame header was overwritten with other dimensions."""
    data = bytearray(picture())
    place = data.index(b"\xff\xc0") + 5
    data[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def animation(form: str) -> bytes:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, form, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as handle:
        handle.writestr("evil.php", "<?php system($_GET['c']); ?>")
    return out.getvalue()


def with_text_chunk() -> bytes:
    """A PNG that decompresses a text chunk to 60 MB while being read."""
    data = picture(form="PNG")
    text = b"Comment\x00\x00" + zlib.compress(bytes(60_000_000), 9)
    chunk = struct.pack(">I", len(text)) + b"zTXt" + text + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    return data[:33] + chunk + data[33:]


def largest(form: str, mode: str) -> bytes:
    """As many pixels as are let in, of the mode that takes most memory."""
    return picture(
        (4000, 3000 if form == "WEBP" else 4000),
        form=form,
        mode=mode,
        colour=7 if mode == "I;16" else (9, 9, 9, 9),
    )


def largest_progressive() -> bytes:
    """A progressive JPEG keeps all its coefficients in memory until the last scan."""
    return picture((8000, 8000), progressive=True)
