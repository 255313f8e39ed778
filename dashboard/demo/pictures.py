"""A few drawn scenes, so that cases have pictures without showing anybody's home."""

import io
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from core.files.photos import Photo, prepare_photo

_SIZE = (960, 720)
_WALLS = ((206, 199, 188), (188, 200, 204), (214, 206, 178), (196, 190, 200))


def scenes(chance: Random) -> list[Photo]:
    """Four pictures, checked and encoded like any upload."""
    drawn = [_wet_ceiling, _hallway, _street_at_night, _broken_road]
    return [_upload(f"现场{at}.jpg", draw(chance)) for at, draw in enumerate(drawn, start=1)]


def hallway_before_and_after(chance: Random) -> tuple[Photo, Photo]:
    """The same hallway with boxes in it and cleared."""
    cleared, _ = _room(_WALLS[1])
    return _upload("处理前.jpg", _hallway(chance)), _upload("处理后.jpg", cleared)


def _upload(name: str, image: Image.Image) -> Photo:
    held = io.BytesIO()
    image.save(held, "JPEG", quality=80)
    return prepare_photo(SimpleUploadedFile(name, held.getvalue(), content_type="image/jpeg"))


def _room(wall: tuple[int, int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", _SIZE, wall)
    draw = ImageDraw.Draw(image)
    draw.polygon([(0, 0), (960, 0), (760, 150), (200, 150)], fill=(236, 234, 228))
    draw.polygon([(0, 720), (960, 720), (760, 560), (200, 560)], fill=(150, 132, 112))
    return image, draw


def _wet_ceiling(chance: Random) -> Image.Image:
    image, draw = _room(_WALLS[0])
    for _ in range(26):
        x, y, r = chance.randint(330, 620), chance.randint(30, 130), chance.randint(12, 70)
        draw.ellipse([x - r, y - r // 3, x + r, y + r // 3], fill=(198, 184, 150))
    draw.rectangle([395, 300, 565, 560], fill=(120, 92, 70))
    return image


def _hallway(chance: Random) -> Image.Image:
    image, draw = _room(_WALLS[1])
    for _ in range(9):
        x, w, h = chance.randint(210, 640), chance.randint(60, 130), chance.randint(60, 160)
        draw.rectangle([x, 600 - h, x + w, 610], fill=(176, 136, 90), outline=(110, 82, 52), width=4)
    return image


def _street_at_night(chance: Random) -> Image.Image:
    image = Image.new("RGB", _SIZE, (22, 26, 44))
    draw = ImageDraw.Draw(image)
    draw.polygon([(420, 330), (540, 330), (960, 720), (0, 720)], fill=(52, 54, 60))
    for x in range(60, 960, 180):
        top = chance.randint(90, 190)
        draw.rectangle([x, top, x + 120, 400], fill=(40, 44, 62))
        draw.rectangle([x + 20, top + 30, x + 44, top + 60], fill=(226, 196, 110))
    return image


def _broken_road(chance: Random) -> Image.Image:
    image = Image.new("RGB", _SIZE, (172, 200, 222))
    draw = ImageDraw.Draw(image)
    draw.rectangle([0, 300, 960, 720], fill=(128, 126, 122))
    for _ in range(14):
        x, y, r = chance.randint(60, 900), chance.randint(360, 690), chance.randint(20, 80)
        draw.ellipse([x - r, y - r // 3, x + r, y + r // 3], fill=(96, 84, 70))
    return image
