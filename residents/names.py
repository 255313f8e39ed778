"""How a name sounds, for search: 王秀兰 is wangxiulan and wxl. Pure."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

# Family names that sound otherwise than the same character elsewhere.
_SURNAMES = {"单": "shan", "解": "xie", "仇": "qiu", "曾": "zeng", "查": "zha", "区": "ou", "朴": "piao", "盖": "ge",
             "翟": "zhai", "任": "ren", "华": "hua", "尉迟": "yu chi", "万俟": "mo qi", "冼": "xian", "乐": "yue",
             "缪": "miao", "宁": "ning", "折": "she", "黑": "he", "员": "yun", "秘": "bi", "种": "chong"}  # fmt: skip


@lru_cache(maxsize=8192)
def _syllable(character: str) -> str:
    """One character's usual sound without tone; what has none (a dot, a rare character) is silent; a letter sounds like itself if it is a letter."""
    sound = lazy_pinyin(character, style=Style.NORMAL, errors="ignore")
    if sound:
        return str(sound[0])
    return character.lower() if character.isascii() and character.isalpha() else ""


def sounds_of(name: str) -> tuple[str, str]:
    """(pinyin without tones and blanks, initials)."""
    family = next(
        (name[:length] for length in (2, 1) if name[:length] in _SURNAMES and len(name) > length), ""
    )
    syllables = _SURNAMES[family].split() if family else []
    syllables += [_syllable(one) for one in name[len(family) :]]
    return "".join(syllables)[:120], "".join(sound[:1] for sound in syllables)[:25]
