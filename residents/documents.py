"""Papers by which people show who they are (domain.md K5, N1). Pure; numbers are put right and judged, never kept."""

import re
import unicodedata
from datetime import date

from core import identity
from residents.choices import IdType

# Kept short on purpose: offices abroad change their formats, and a right number must never be refused.
_SHAPES: dict[str, tuple[str, str]] = {
    IdType.BOOKLET: (r"[0-9A-Z]{5,20}", "户口簿编号是5到20位数字或字母"),
    IdType.PASSPORT: (r"[0-9A-Z]{5,17}", "护照号是5到17位数字或字母"),
    IdType.HK_MACAU: (r"[HM](\d{8}|\d{10})", "来往内地通行证是H或M加8位数字"),
    IdType.TAIWAN: (r"\d{8}|\d{10}|[A-Z]\d{9,10}", "来往大陆通行证是8位数字"),
    IdType.FOREIGN_PERMIT: (r"[0-9A-Z]{5,20}", "居留许可号是5到20位数字或字母"),
    IdType.OTHER: (r"[0-9A-Z]{3,30}", "证件号码是3到30位数字或字母"),
}
_OLD_PERMANENT = re.compile(r"[A-Z]{3}\d{12}")
_JOINTS = re.compile(r"[\s\u3000\-—()（）]+")


def normalised(text: str) -> str:
    """Full-width signs, blanks, hyphens, brackets and small letters put right."""
    return _JOINTS.sub("", unicodedata.normalize("NFKC", text)).upper()


def trouble(id_type: str, number: str, *, today: date | None = None) -> str:
    """What is wrong with a normalised number for this kind of paper, as a sentence; empty when it is right."""
    if id_type == IdType.RESIDENT:
        if _OLD_PERMANENT.fullmatch(number):
            return f"这是{IdType.FOREIGN_PERMANENT.label}的号码，请改选证件类型"
        return identity.trouble(number, today=today)
    if id_type == IdType.FOREIGN_PERMANENT:
        return "" if _OLD_PERMANENT.fullmatch(number) else identity.trouble(number, today=today)
    shape, words = _SHAPES.get(id_type, _SHAPES[IdType.OTHER])
    return "" if re.fullmatch(shape, number) else f"{words}，请核对"


def tells_birth(id_type: str, number: str) -> bool:
    """Whether day of birth and sex stand in the number."""
    return id_type in (IdType.RESIDENT, IdType.FOREIGN_PERMANENT) and len(number) == 18


def born_on(id_type: str, number: str) -> date | None:
    return identity.birth_date(number) if tells_birth(id_type, number) else None
