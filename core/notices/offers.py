"""Which channels a person may choose here, and what an address looks like there.

A channel of settings.NOTICE_CHANNELS that is not offered can still be used by rows that the office writes itself."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.accounts.models import User
from core.text import clean_text

MOST_LETTERS = 200
_GATEWAY_NAME = re.compile(r"[\w.@-]{2,64}")
_PHONE_OR_ID = re.compile(r"\+?[\d\s-]{11,}[xX]?")


@dataclass(frozen=True)
class Offer:
    """One channel as people see it. Without `asks` there is nothing to type: the address is the account's name."""

    code: str
    name: str
    about: str
    asks: str
    is_set_up: Callable[[], bool]
    clean: Callable[[str], str]


def _mail_address(typed: str) -> str:
    address = clean_text(typed, max_length=MOST_LETTERS)
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError("邮箱要像 name@example.cn 这样", code="email") from None
    return address


def _gateway_name(typed: str) -> str:
    """A name that the gateway knows. It holds the phone numbers itself; ours are sealed, and this table is not."""
    name = clean_text(typed, max_length=MOST_LETTERS)
    if _PHONE_OR_ID.fullmatch(name):
        raise ValidationError("这里填工号或网关里的账号，不填手机号和证件号：号码由网关保管", code="phone")
    if not _GATEWAY_NAME.fullmatch(name):
        raise ValidationError("工号或账号用2到64个字母、数字或 . _ - @", code="gateway_name")
    return name


_OFFERS = (
    Offer(
        "email",
        "邮件",
        "只发标题和登录地址。用单位的邮箱，别填多人共用的",
        "邮箱",
        lambda: bool(settings.EMAIL_HOST),
        _mail_address,
    ),
    Offer(
        "webhook",
        "消息网关",
        "经单位的网关发到企业微信、钉钉或短信",
        "工号或网关里的账号",
        lambda: bool(settings.NOTICE_WEBHOOK_URL),
        _gateway_name,
    ),
    Offer("file", "文件夹", "演示用：每条消息写成一个文件，不发给任何人", "", lambda: settings.DEMO, str),
)


def offered() -> list[Offer]:
    """What can be chosen here now."""
    return [one for one in _OFFERS if one.code in settings.NOTICE_CHANNELS and one.is_set_up()]


def offer_of(code: str) -> Offer | None:
    """The offer under this code; None when it is not to be had here."""
    return next((one for one in offered() if one.code == code), None)


def address_at(offer: Offer, typed: str, *, of: User) -> str:
    """The address as it is kept. Raises ValidationError with what to change."""
    return offer.clean(typed) if offer.asks else of.username
