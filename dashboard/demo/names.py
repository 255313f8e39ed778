"""Invented people: a surname and a given name from two tables. No list of anybody stands behind them."""

from random import Random

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_TWO_CHARACTER_SURNAMES = ("欧阳", "上官", "司马", "诸葛")
_FIRST = "建秀玉海晓文志春国红丽永明金桂淑少忠慧俊思佳雅宏立新学兴贵维凤美月振世传彩素启广庆正光承"
_SECOND = "兰军华梅平芳强霞英涛云林玲东生斌燕杰萍辉琴刚莲敏鹏娟伟珍勇凯宁磊波山洁洋峰超成民清龙花"
# How often a family name is met, in thousands of the first dozen; all the others share the rest.
_FREQUENT = dict(
    zip("王李张刘陈杨赵黄周吴徐孙", (72, 71, 68, 54, 45, 31, 27, 22, 21, 20, 15, 15), strict=True)
)
# A name of a minority with its dot, and one with a character outside the common plane: both must work everywhere.
RARE = ("阿依古丽·买买提", "赵𠮷")


class Namer:
    """Hands out names, each once in the town, the same ones for the same seed."""

    def __init__(self, chance: Random, taken: set[str] | None = None) -> None:
        self._chance = chance
        self._taken = set(taken or ())

    def next(self) -> str:
        """One more name of two to four characters."""
        while True:
            name = self._make()
            if name not in self._taken:
                self._taken.add(name)
                return name

    def _make(self) -> str:
        chance = self._chance
        family = (
            chance.choice(_TWO_CHARACTER_SURNAMES) if chance.random() < 0.01 else chance.choice(_SURNAMES)
        )
        if chance.random() < 0.22:
            return family + chance.choice(_SECOND)
        return family + chance.choice(_FIRST) + chance.choice(_SECOND)


_WEIGHTS = [_FREQUENT.get(one, 6) for one in _SURNAMES]


def family_name(chance: Random) -> str:
    """As often as people carry it: a register has thousands of 王 and 李."""
    if chance.random() < 0.003:
        return chance.choice(_TWO_CHARACTER_SURNAMES)
    return chance.choices(_SURNAMES, cum_weights=_CUMULATED)[0]


def given_name(chance: Random) -> str:
    """One or two characters."""
    last = chance.choice(_SECOND)
    return last if chance.random() < 0.18 else chance.choice(_FIRST) + last


_CUMULATED = [sum(_WEIGHTS[: at + 1]) for at in range(len(_WEIGHTS))]
