"""Showing once more who one is, before personal data is uncovered (trust.md T5): good for five minutes.

A sign-in with the second factor counts; after that the form of the act itself carries one more field, so that nothing
typed is lost on the way to another page."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from core.accounts import sessions, throttle
from core.accounts.forms import SecretField
from core.accounts.models import CodeDevice, User
from core.text import CleanCharField

CONFIRMED = "xg_confirmed"
FIELD = "step_up"


def is_due(request: HttpRequest) -> bool:
    """Whether the person must show it again now."""
    if not settings.STEP_UP_REQUIRED:
        return False
    shown = max(request.session.get(sessions.STARTED, 0), request.session.get(CONFIRMED, 0))
    return not 0 <= timezone.now().timestamp() - shown < settings.STEP_UP_SECONDS


def confirm(request: HttpRequest, user: User, secret: str) -> bool:
    """The app's code, or the password of whom has no app. Wrong ones count like those at the sign-in page."""
    device = CodeDevice.objects.filter(user=user, confirmed=True).first()
    if device is not None:
        right = device.verify_token("".join(secret.split()))
    else:
        if throttle.tried_from_everywhere(request, user.get_username()):
            return False
        right = authenticate(request, username=user.get_username(), password=secret) == user
    if right:
        request.session[CONFIRMED] = int(timezone.now().timestamp())
    return right


class StepUpForm(forms.Form):
    """Mixed into forms that uncover something: `StepUpForm` first, then the form's own base."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        if is_due(request):
            self.fields[FIELD] = _field(request)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # Asked last: a code is good once, and must not be spent on a form that is sent back.
        if FIELD in self.fields and not self.errors and not self._confirms(cleaned[FIELD]):
            self.add_error(FIELD, ValidationError("不对或已经用过，请再试一次", code="step_up"))
        return cleaned

    def _confirms(self, secret: str) -> bool:
        user = self.request.user
        return isinstance(user, User) and confirm(self.request, user, secret)


def _field(request: HttpRequest) -> forms.Field:
    user = request.user
    if isinstance(user, User) and CodeDevice.objects.filter(user=user, confirmed=True).exists():
        return CleanCharField(
            label="手机上的6位验证码",
            max_length=20,
            help_text="离上次验证已过5分钟，看个人信息前再验证一次",
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        )
    return SecretField(
        label="你的密码", autocomplete="current-password", help_text="看个人信息前再验证一次", required=True
    )
