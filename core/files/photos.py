"""From what a person sent to what we keep: a photo of our own making, with nothing of the sender's file left in it.

Pure work on bytes, no database: call `prepare_photo` before taking locks, then hand the result to attach_photo."""

import hashlib
import io
import os
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from PIL import Image

from core.errors import RuleBroken

LONG_EDGE = 1600
THUMB_EDGE = 320
# A decoder may shrink a JPEG while reading it; PNG and WebP are opened whole, so less of them fits into memory.
MAX_PIXELS = {"JPEG": 64_000_000, "PNG": 16_000_000, "WEBP": 12_000_000}
TARGET_BYTES = 300_000
QUALITIES = (80, 72, 64)
NAME_MAX = 80
_BAD_IN_NAME = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*;\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]'
)
_APPLE_BRANDS = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis", b"avif"}


@dataclass(frozen=True)
class Photo:
    """A prepared photo: JPEG bytes of ours, its small copy, and the name as it may be shown."""

    name: str
    data: bytes
    thumb: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def prepare_photo(upload: "UploadedFile[Any]") -> Photo:
    """Check and re-encode one upload. Raises RuleBroken(field="photos") with what to do about it."""
    name = clean_name(upload.name or "")
    size = upload.size or 0
    if size == 0:
        raise _refusal("photo_empty", f"「{name}」是空的，没有传上来。请重新选一次")
    if size > settings.PHOTO_MAX_BYTES:
        limit, now = settings.PHOTO_MAX_BYTES // 2**20, -(-size // 2**20)
        raise _refusal(
            "photo_too_large", f"「{name}」有{now} MB，一张最多{limit} MB。请用相机的普通画质再拍，或裁小一些"
        )
    upload.seek(0)
    raw = upload.read()
    image = _opened(raw, name)
    _check_dimensions(image, name)
    return _encoded(image, name)


def _opened(raw: bytes, name: str) -> Image.Image:
    if raw[4:8] == b"ftyp" and raw[8:12] in _APPLE_BRANDS:
        raise _refusal(
            "photo_heic",
            f"「{name}」是苹果手机的省空间格式，这里打不开。请在手机「设置-相机-格式」选「兼容性最佳」，或发送时选「JPEG」",
        )
    try:
        return Image.open(io.BytesIO(raw), formats=list(MAX_PIXELS))
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(name) from error
    except Exception as error:  # every decoder fails in its own way; for the person it is one thing
        raise _refusal("photo_type", f"「{name}」不是照片。只能传 JPG、PNG、WebP 照片") from error


def _check_dimensions(image: Image.Image, name: str) -> None:
    if image.width * image.height > MAX_PIXELS[image.format or "JPEG"]:
        raise _too_many_pixels(name)
    if getattr(image, "is_animated", False):
        raise _refusal("photo_animated", f"「{name}」是动图。请传一张不动的照片，或截一张图再传")


def _encoded(image: Image.Image, name: str) -> Photo:
    try:
        if image.format == "JPEG":
            image.draft("RGB", (LONG_EDGE, LONG_EDGE))
        image.load()
    except Exception as error:  # truncated or damaged data, again one thing for the person
        raise _refusal(
            "photo_broken", f"「{name}」不完整，可能没传完或已损坏。请重新选一次，或换一张"
        ) from error
    flat = _upright(_flattened(image), image)
    thumb = flat.copy()
    thumb.thumbnail((THUMB_EDGE, THUMB_EDGE), Image.Resampling.LANCZOS)
    return Photo(name, _jpeg_within(flat), _jpeg(thumb, 72), flat.width, flat.height)


def _flattened(image: Image.Image) -> Image.Image:
    """Small and plain RGB, transparency on white, without colour profile or any other attachment."""
    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    wanted = "RGBA" if clear else "RGB"
    # Smaller before anything else: every copy at full size is memory that a sender chooses.
    small = image if image.mode == wanted else image.convert(wanted)
    small.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS)
    if not clear:
        return small.copy()
    flat = Image.new("RGB", small.size, "white")
    flat.paste(small, mask=small.getchannel("A"))
    return flat


def _upright(flat: Image.Image, original: Image.Image) -> Image.Image:
    """Turned as the camera was held; the camera's own notes, with the place, are left behind."""
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    try:
        turn = turns.get(original.getexif().get(0x0112, 1))
    except Exception:  # notes that cannot be read turn nothing
        turn = None
    flat.info.clear()
    return flat.transpose(turn) if turn is not None else flat


def _jpeg_within(image: Image.Image) -> bytes:
    """The best quality that keeps the photo small enough for a phone's connection."""
    data = b""
    for quality in QUALITIES:
        data = _jpeg(image, quality)
        if len(data) <= TARGET_BYTES:
            break
    return data


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, format="JPEG", quality=quality, optimize=True)
    return out.getvalue()


def clean_name(name: str) -> str:
    """The sender's name for the file, fit to be shown and to stand in a header; never used as a path."""
    base = os.path.basename(name.replace("\\", "/"))
    stem = base.rsplit(".", 1)[0] if "." in base else base
    stem = unicodedata.normalize("NFC", _BAD_IN_NAME.sub("", stem)).strip(" .")
    return f"{stem[:NAME_MAX] or '照片'}.jpg"


def _too_many_pixels(name: str) -> RuleBroken:
    return _refusal("photo_pixels", f"「{name}」的像素太多，这里打不开。请用相机的普通画质再拍，或裁小一些")


def _refusal(code: str, message: str) -> RuleBroken:
    return RuleBroken(code, message, field="photos")
