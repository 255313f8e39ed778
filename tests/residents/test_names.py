"""How names sound."""

import pytest

from residents.names import sounds_of


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("王秀兰", "wangxiulan", "wxl"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("欧阳明", "ouyangming", "oym"),
        ("曾", "ceng", "c"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("赵𠮷", "zhao", "z"),
        ("Anna李", "annali", "annal"),
        ("", "", ""),
    ],
)
def test_a_name_is_spelled_as_people_say_it(name: str, pinyin: str, initials: str) -> None:
    assert sounds_of(name) == (pinyin, initials)
