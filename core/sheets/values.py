"""What people write in cells, read by the type of the column. Pure; each reader gives the one spelling that is kept.

A reader raises BadValue with a sentence on what to change. The sentence never repeats the value, because sentences are
stored and shown where the value is masked."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from core.identity import BadIdNumber, read_id_number

EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)
_SPACES = re.compile(r"\s+")
# A float in a text's place: the digits after the fifteenth are lost for good.
SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE][+-]?\d+")
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
# 010 and 02x are the only area codes of three places.
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})-?(\d{7,8})")
_LUNAR = re.compile(r"农历|正月|腊月|冬月|初[一二三四五六七八九十]|廿|闰")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DATE = re.compile(r"(\d{2,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME_AFTER = re.compile(r"[T\s]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_KEPT_ANSWERS = 2_000
_YES = frozenset({"是", "有", "对", "√", "✓", "y", "yes", "1", "true"})
_NO = frozenset({"否", "无", "没有", "不是", "×", "✗", "n", "no", "0", "false"})
PRECISION = "这里被 Excel 变成了科学计数的数字，后几位已经丢失，改格式也回不来。请把整列设成「文本」，再对照原件重新填"


class BadValue(ValueError):
    """The text cannot be taken; `suggestions` are texts that could be meant."""

    def __init__(self, code: str, sentence: str, *suggestions: str) -> None:
        super().__init__(code)
        self.code, self.sentence, self.suggestions = code, sentence, suggestions


def as_typed(text: str) -> str:
    """Full-width digits, letters and signs as people mean them; spaces at the ends gone."""
    return unicodedata.normalize("NFKC", text).strip()


def read_name(text: str, longest: int = 25) -> str:
    """A person's name: spaces between Chinese characters are layout, the dot of minority names is one sign."""
    if _PLAIN_NAME.fullmatch(text):
        return text
    name = re.sub(r"[.•‧∙・･·]", "·", unicodedata.normalize("NFC", text).strip())
    if re.search(r"[\u2e80-\u9fff\U00020000-\U0003ffff]", name):
        name = _SPACES.sub("", name)
    name = _SPACES.sub(" ", name)
    if re.search(r"\d", name):
        raise BadValue("name_digits", "姓名里有数字，请核对是不是填串了列")
    if not 2 <= len(name) <= longest:
        raise BadValue("name_length", f"姓名是2到{longest}个字，现在是{len(name)}个")
    return name


def read_identity(text: str, today: date) -> str:
    """The eighteen places of an ID number, or another document's number in its own form."""
    if SCIENTIFIC.fullmatch(text.strip()):
        raise BadValue("precision", PRECISION)
    try:
        return read_id_number(text, today=today).number
    except BadIdNumber as bad:
        raise BadValue(f"id_{bad.code}", bad.message) from None


def read_phone(text: str) -> str:
    """A mobile number, or a landline with its area code; +86, spaces and hyphens do not matter."""
    if len(text) == 11 and text.isascii() and _MOBILE.fullmatch(text):
        return text
    if SCIENTIFIC.fullmatch(text.strip()):
        raise BadValue("precision", PRECISION)
    typed = as_typed(text)
    if len(re.findall(r"1[3-9]\d{9}", re.sub(r"[\s\-]", "", typed))) > 1 or re.search(r"[,、;/或和]", typed):
        raise BadValue("phone_several", "一格只填一个号码，请留最常用的一个")
    if re.search(r"转|分机|ext|#|\*", typed, re.IGNORECASE):
        raise BadValue("phone_extension", "这里不收分机号和带*的号码，请填能直接打通的号码")
    bare = re.sub(r"^(?:\+?0{0,2}86[\s\-]*)(?=1)", "", typed)
    digits = re.sub(r"[\s\-()]", "", bare)
    if _MOBILE.fullmatch(digits):
        return digits
    landline = _LANDLINE.fullmatch(digits)
    if landline:
        return f"{landline[1]}-{landline[2]}"
    raise _bad_phone(digits)


def _bad_phone(digits: str) -> BadValue:
    if not digits.isascii() or not digits.isdigit():
        return BadValue("phone_sign", "电话里有不是数字的内容，只填号码就行")
    if digits.startswith("1"):
        if len(digits) != 11:
            return BadValue("phone_length", f"手机号是11位，现在是{len(digits)}位")
        return BadValue("phone_start", "没有这样开头的手机号，请核对前三位")
    if len(digits) in (7, 8):
        return BadValue("phone_area", "座机请带上区号，例如 0937-1234567")
    if len(digits) in (10, 11) and digits[0] in "23456789":
        return BadValue("phone_zero", "座机区号开头的0可能被 Excel 去掉了，请补上，例如 0937-1234567")
    return BadValue("phone_length", f"这不像电话号码：手机是11位，座机是区号加7到8位，现在是{len(digits)}位")


def read_date(text: str) -> str:
    """A day as YYYY-MM-DD."""
    typed = as_typed(text)
    iso = _ISO_DATE.fullmatch(typed)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if _LUNAR.search(typed):
        raise BadValue("date_lunar", "请填公历日期，例如 2026-03-02；农历和「初一」「腊月」认不了")
    typed = _TIME_AFTER.sub("", typed)
    found = _DATE.fullmatch(typed) or _EIGHT.fullmatch(typed)
    if not found:
        raise _not_a_day(typed)
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    if len(found[1]) != 4:
        # 26/3/4 may be a day of 2026, of 1926 or of 2004: said, not guessed.
        raise BadValue("date_short_year", "年份请写满四位，例如 2026-03-04；两位的分不清是哪一年")
    return _day(year, month, day)


def _not_a_day(typed: str) -> BadValue:
    if re.fullmatch(r"\d{5}(\.\d+)?", typed):
        return BadValue(
            "date_serial",
            "这是 Excel 的日期数字。请把这一列设成日期格式，或者写成 2026-03-02 这样",
        )
    if re.fullmatch(r"\d{4}\s*[年\-/.]?\s*(\d{1,2}\s*月?)?", typed):
        return BadValue("date_partial", "日期要写到哪一天，例如 2026-03-02")
    return BadValue("date_form", "日期请写成 2026-03-02 或 2026年3月2日")


def _day(year: int, month: int, day: int) -> str:
    try:
        found = date(year, month, day)
    except ValueError:
        raise BadValue("date_none", "没有这一天，请核对月和日") from None
    if not EARLIEST <= found <= LATEST:
        raise BadValue("date_range", f"日期要在{EARLIEST.year}年到{LATEST.year}年之间，请核对年份")
    return found.isoformat()


def read_number(text: str, largest: int = 1_000_000_000) -> str:
    """A whole number that is not negative."""
    typed = text
    if not (text.isascii() and text.isdigit()):
        typed = re.sub(r"\.0+$", "", re.sub(r"[,\s，]", "", as_typed(text)))
    if not typed.isascii() or not typed.isdigit() or len(typed) > 30:
        raise BadValue("number_form", "这里填整数，只要数字，不带单位")
    if int(typed) > largest:
        raise BadValue("number_large", "这个数太大了，请核对")
    return str(int(typed))


def read_money(text: str) -> str:
    """Yuan with two decimals."""
    typed = re.sub(r"[,\s¥￥元]", "", as_typed(text))
    factor = 10_000 if typed.endswith("万") else 1
    try:
        amount = Decimal(typed.removesuffix("万")) * factor
    except InvalidOperation:
        raise BadValue("money_form", "金额只填数字，单位是元，例如 1200 或 1200.50") from None
    if not amount.is_finite() or amount < 0:
        raise BadValue("money_negative", "金额不能小于0")
    if amount >= 10_000_000_000:
        raise BadValue("money_large", "金额太大了，请核对单位是不是元")
    exact = amount.quantize(Decimal("0.01"))
    if exact != amount:
        raise BadValue("money_decimals", "金额最多两位小数")
    return str(exact)


def read_yes_no(text: str) -> str:
    """是 or 否, as "1" and "0"."""
    typed = as_typed(text).lower()
    if typed in _YES:
        return "1"
    if typed in _NO:
        return "0"
    raise BadValue("yes_no", "这里填「是」或「否」", "是", "否")


class Suggester:
    """Finds the one known word that a wrong one was meant to be. A sheet repeats its mistakes, so answers are kept."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        self._known: dict[str, str] = {}

    def nearest(self, text: str) -> str:
        """The word that is clearly most like the text, or ""."""
        known = self._known.get(text)
        if known is None:
            known = _nearest(text, self.words)
            if len(self._known) < _KEPT_ANSWERS:
                self._known[text] = known
        return known


def _nearest(text: str, words: tuple[str, ...]) -> str:
    best, score, second = "", 0.0, 0.0
    for word in words:
        likeness = _likeness(text, word)
        if likeness > score:
            best, score, second = word, likeness, score
        elif likeness > second:
            second = likeness
    return best if score >= 0.6 and score - second > 0.05 else ""


def _likeness(one: str, other: str) -> float:
    """Shared pairs of characters (Dice), with whole containment as a good sign."""
    if not one or not other:
        return 0.0
    if one in other or other in one:
        return 0.6 + 0.4 * min(len(one), len(other)) / max(len(one), len(other))
    pairs, others = _pairs(one), _pairs(other)
    return 2 * len(pairs & others) / (len(pairs) + len(others))


def _pairs(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[place : place + 2] for place in range(len(padded) - 1)}


def choice_reader(choices: Sequence[tuple[str, str]]) -> Callable[[str], str]:
    """A reader of one of the given words: pairs of the value that is kept and the words for it."""
    accepted = {label: value for value, label in choices}
    labels = tuple(accepted)
    few = "、".join(labels) if len(labels) <= 8 else "、".join(labels[:6]) + "等"
    suggester = Suggester(labels)

    def read(text: str) -> str:
        found = accepted.get(text)
        if found is None:
            found = accepted.get(_SPACES.sub("", as_typed(text)))
        if found is None:
            near = suggester.nearest(as_typed(text)[:60])
            raise BadValue("choice", f"这里只能填{few}", *((near,) if near else ()))
        return found

    return read
