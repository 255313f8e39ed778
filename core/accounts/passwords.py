"""What a password must be, in words that say what to do (trust.md 0.10: 等保 by default, ASVS by a setting)."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

from core.accounts.models import User
from core.text import fold

SHORTEST = 12
LONGEST = 128
KEPT_PAST = 5
GOOD_FOR = timedelta(days=90)
TEMPORARY_FOR = timedelta(days=3)
_ONE_CLASS = "23456789", "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ"
# Words that everybody in the office would try first.
_LOCAL_WORDS = ("xiongguan", "jiayuguan", "wangge", "jiedao", "雄关", "嘉峪关", "网格")


def dengbao() -> bool:
    """Whether classes, history and the 90 days are asked for (等保三级), or length and known passwords only (ASVS)."""
    return str(settings.PASSWORD_POLICY).startswith("dengbao")


class LengthValidator:
    """Long enough to resist guessing, short enough that hashing it is no weapon."""

    def get_help_text(self) -> str:
        return f"{SHORTEST}位以上，越长越好，可以是几个不相干的词"

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) < SHORTEST:
            raise ValidationError(f"密码至少{SHORTEST}位，现在是{len(password)}位", code="password_short")
        if len(password) > LONGEST:
            raise ValidationError(f"密码最多{LONGEST}位，现在是{len(password)}位", code="password_long")


class ThreeClassesValidator:
    """等保三级 身份鉴别 a): three of small letters, capitals, digits and other characters."""

    def get_help_text(self) -> str:
        return "小写字母、大写字母、数字、符号（汉字也算）至少有三种" if dengbao() else ""

    def validate(self, password: str, user: User | None = None) -> None:
        if not dengbao():
            return
        found = {
            "digit"
            if c.isdigit()
            else "small"
            if "a" <= c <= "z"
            else "capital"
            if "A" <= c <= "Z"
            else "other"
            for c in password
        }
        if len(found) < 3:
            raise ValidationError(
                "小写字母、大写字母、数字、符号里至少用三种，现在只有"
                + ("一种" if len(found) < 2 else "两种"),
                code="password_classes",
            )


class KnownValidator(CommonPasswordValidator):
    """Not on the list of 20,000 passwords that guessers try first, nor built on the name of the place."""

    def validate(self, password: str, user: User | None = None) -> None:
        bare = fold(password).rstrip("0123456789!@#$%^&*.?~-_ ")
        if fold(password) in self.passwords or bare in self.passwords or bare in _LOCAL_WORDS:
            raise ValidationError("这个密码很多人用过，容易被猜到，请换一个", code="password_known")

    def get_help_text(self) -> str:
        return "不用常见的密码，比如地名加数字"


class OwnNameValidator(UserAttributeSimilarityValidator):
    """Not the account's own name with a tail."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "display_name", "email"))

    def validate(self, password: str, user: User | None = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError:
            raise ValidationError("密码和你的账号或姓名太像，请换一个", code="password_own_name") from None

    def get_help_text(self) -> str:
        return "不和账号、姓名相像"


class HistoryValidator:
    """Not one of the last five, the present one included."""

    def get_help_text(self) -> str:
        return f"不是最近用过的{KEPT_PAST}个" if dengbao() else ""

    def validate(self, password: str, user: User | None = None) -> None:
        if not dengbao() or user is None or user.pk is None:
            return
        past = user.past_passwords.values_list("encoded", flat=True)[: KEPT_PAST - 1]
        if any(check_password(password, encoded) for encoded in [user.password, *past]):
            raise ValidationError(f"这是你最近用过的{KEPT_PAST}个密码之一，请换一个", code="password_used")


def temporary_password() -> str:
    """Four groups of four, easy to read out over the phone, with all three classes in it."""
    alphabet = "".join(_ONE_CLASS)
    while True:
        text = "".join(secrets.choice(alphabet) for _ in range(16))
        if all(any(char in part for char in text) for part in _ONE_CLASS):
            return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def why_change(user: User, *, now: datetime) -> str:
    """Why the person must choose a new password before anything else; empty when they need not."""
    if not user.has_usable_password():
        return ""
    if user.must_change_password:
        return "这是管理员给你的临时密码，请先换成自己的"
    changed = user.password_changed_at
    if dengbao() and changed is not None and now - changed >= GOOD_FOR:
        return f"密码用满{GOOD_FOR.days}天了，请换一个新的"
    return ""
