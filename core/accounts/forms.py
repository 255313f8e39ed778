"""What people type about their account. Shape only; the actions hold the rules."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.accounts.passwords import LONGEST
from core.text import CleanCharField


class SecretField(forms.CharField):
    """A password as typed: never trimmed, never sent back to the page, pasting allowed."""

    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "maxlength": LONGEST})
        super().__init__(strip=False, widget=widget, **kwargs)
        self.validators = []

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if len(text) > LONGEST:
            raise ValidationError(f"密码最多{LONGEST}位，现在是{len(text)}位", code="max_length")
        if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
            raise ValidationError("密码里有看不见的字符，请重新输入", code="control")
        return text


class ReadyForm(forms.Form):
    """The cursor stands in the first field of a fresh page; after a refusal the focus belongs to the summary."""

    ready = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.ready and not self.is_bound:
            next(iter(self.fields.values())).widget.attrs["autofocus"] = True


class SignInForm(ReadyForm):
    username = CleanCharField(
        label="账号",
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "请填账号"},
    )
    password = SecretField(
        label="密码", autocomplete="current-password", error_messages={"required": "请填密码"}
    )


class CodeForm(ReadyForm):
    """Six digits from the app; spaces and full-width digits are forgiven."""

    token = CleanCharField(
        label="6位验证码",
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "maxlength": 20,
            }
        ),
        error_messages={"required": "请填手机上显示的6位数字"},
    )

    def clean_token(self) -> str:
        code = "".join(str(self.cleaned_data["token"]).split())
        if code.isdigit():
            code = "".join(str(int(char)) for char in code)
        if len(code) != 6 or not code.isdigit():
            raise ValidationError(f"验证码是6位数字，现在是{len(code)}位", code="shape")
        return code


class FirstCodeForm(CodeForm):
    """The first code of a new app: the page starts at the picture to scan, not at this field."""

    ready = False


class RecoveryForm(ReadyForm):
    token = CleanCharField(
        label="恢复码",
        max_length=20,
        help_text="绑定时抄下的10个码里任选一个，每个只能用一次",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        error_messages={"required": "请填一个恢复码"},
    )


class PasswordForm(ReadyForm):
    old_password = SecretField(
        label="现在的密码", autocomplete="current-password", error_messages={"required": "请填现在的密码"}
    )
    new_password = SecretField(
        label="新密码", autocomplete="new-password", error_messages={"required": "请填新密码"}
    )
    new_password_again = SecretField(
        label="新密码，再输一次",
        autocomplete="new-password",
        error_messages={"required": "请把新密码再输一次"},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("new_password") and data.get("new_password_again") not in {None, data["new_password"]}:
            self.add_error(
                "new_password_again", ValidationError("两次输的新密码不一样，请再输一次", code="differs")
            )
        return data
