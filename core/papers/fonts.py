"""Which fonts a PDF is set in, and which characters they hold.

First the office's own folder (方正小标宋, 仿宋_GB2312, 楷体_GB2312, 黑体: licensed to the office, so never ours to ship),
then the Noto fonts fetched at set-up, last what the machine has, for characters that no other font holds."""

from functools import lru_cache
from pathlib import Path

import typst
from django.conf import settings
from fontTools.ttLib import TTFont, TTLibError

# The sign printers have always set for a character that is not in the case.
NOT_IN_CASE = "〓"
# Drawn by nobody and needed by nobody in print: line ends, joiners, colour pickers of emoji.
_UNSEEN = frozenset("\n\r\t \u200d\ufe0f\u3000\xa0" + "".join(map(chr, range(0xE0F0, 0xE0FA))))


def folders() -> list[str]:
    wanted = [str(settings.PAPER_FONTS_DIR), str(settings.BASE_DIR / "fonts")]
    return [one for one in wanted if one and Path(one).is_dir()]


def fonts() -> typst.Fonts:
    """Read once a process; a new font in the folder is seen after a restart."""
    return _fonts(tuple(folders()), settings.PAPER_SYSTEM_FONTS)


@lru_cache(maxsize=4)
def _fonts(paths: tuple[str, ...], with_system: bool) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=with_system,
        include_embedded_fonts=False,
        font_paths=[Path(one) for one in paths],
    )


@lru_cache(maxsize=4)
def _sources(paths: tuple[str, ...], with_system: bool) -> list[tuple[str, int]]:
    """Every font file in reach, ours first: rare characters alone ask for the rest."""
    found = {(one.path, one.index): None for one in _fonts(paths, with_system).fonts() if one.path}
    return sorted(found, key=lambda one: not one[0].startswith(paths))


@lru_cache(maxsize=64)
def _characters(path: str, index: int) -> frozenset[int]:
    try:
        with TTFont(path, fontNumber=index, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError, KeyError, ValueError):
        return frozenset()


def missing_characters(text: str) -> list[str]:
    """Characters of the text that no font in reach can draw, each once."""
    wanted = {one for one in text if one not in _UNSEEN}
    for path, index in _sources(tuple(folders()), settings.PAPER_SYSTEM_FONTS):
        if not wanted:
            break
        held = _characters(path, index)
        wanted = {one for one in wanted if ord(one) not in held}
    return sorted(wanted)
