"""What may be done with somebody's account, as data: words, who may, which form, which action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from core.accounts.actions import (
    disable_account,
    enable_account,
    reset_second_factor,
    set_only_wall,
    set_temporary_password,
)
from core.accounts.models import User
from core.ui.forms import UiForm
from core.ui.once import remember_once
from grids.actions.limits import lock_people, refuse_posts
from grids.forms.people import ConfirmForm, ReasonForm
from grids.policies import (
    may_give_password,
    may_give_to_wall,
    may_manage_account,
    may_reset_second_factor,
    may_take_from_wall,
)
from grids.selectors.guardians import refuse_if_last_guardian
from grids.views.gates import actor_of


@dataclass(frozen=True)
class Deed:
    """One thing to do with an account."""

    words: str
    note: str
    refusal: str
    form: type[UiForm]
    allowed: Callable[[User, User], bool]
    run: Callable[[HttpRequest, User, Any], str]
    when_active: bool | None = None


def _disable(request: HttpRequest, person: User, form: Any) -> str:
    refuse_if_last_guardian(person)
    disable_account(person, actor=actor_of(request), reason=form.cleaned_data["reason"])
    return f"{person.display_name}的账号已停用，正在使用的会立刻退出"


def _enable(request: HttpRequest, person: User, form: Any) -> str:
    enable_account(person, actor=actor_of(request), reason=form.cleaned_data["reason"])
    return f"{person.display_name}的账号已启用"


def _password(request: HttpRequest, person: User, form: Any) -> str:
    remember_once(request, person, set_temporary_password(person, actor=actor_of(request)))
    return f"已给{person.display_name}设临时密码，只显示这一次"


def _factor(request: HttpRequest, person: User, form: Any) -> str:
    reset_second_factor(person, actor=actor_of(request), reason=form.cleaned_data["reason"])
    return f"已解除{person.display_name}绑定的手机，下次登录重新绑定"


def _to_wall(request: HttpRequest, person: User, form: Any) -> str:
    with transaction.atomic():
        lock_people(person)
        refuse_posts(person)
        set_only_wall(person, only_wall=True, actor=actor_of(request), reason=form.cleaned_data["reason"])
    return f"{person.display_name}现在是大屏账号，登录后只能看街道大屏"


def _from_wall(request: HttpRequest, person: User, form: Any) -> str:
    set_only_wall(person, only_wall=False, actor=actor_of(request), reason=form.cleaned_data["reason"])
    return f"{person.display_name}不再是大屏账号，正在看的会立刻退出"


_SYSADMIN_ALONE = "大屏账号由系统管理员设，不能设自己的账号"
_OWN = "自己的账号不能在这里处理；管理岗位的账号由安全管理员处理"

DEEDS: dict[str, Deed] = {
    "password": Deed(
        "设临时密码",
        "临时密码只显示一次，三天内有效，本人登录后要换成自己的密码。请当面或打办公电话告诉本人",
        "临时密码由系统管理员设，自己的密码在「我的」里换",
        ConfirmForm,
        may_give_password,
        _password,
        when_active=True,
    ),
    "factor": Deed(
        "解除二次验证",
        "手机丢了或换了才用。本人下次登录时重新绑定",
        "解除二次验证由安全管理员办，也不能给自己办",
        ReasonForm,
        may_reset_second_factor,
        _factor,
        when_active=True,
    ),
    "disable": Deed(
        "停用账号",
        "停用后马上退出登录，不能再登录。岗位不会自动结束，请先安排好接替的人",
        _OWN,
        ReasonForm,
        may_manage_account,
        _disable,
        when_active=True,
    ),
    "wall": Deed(
        "设为大屏账号",
        "登录后只能看街道大屏的汇总数，30天内不用重新登录。有岗位的账号不能设",
        _SYSADMIN_ALONE,
        ReasonForm,
        may_give_to_wall,
        _to_wall,
        when_active=True,
    ),
    "unwall": Deed(
        "不再作大屏账号", "", _SYSADMIN_ALONE, ReasonForm, may_take_from_wall, _from_wall, when_active=True
    ),
    "enable": Deed("启用账号", "", _OWN, ReasonForm, may_manage_account, _enable, when_active=False),
}


def deeds_for(user: User, person: User) -> list[tuple[str, str]]:
    """Codes and words of what this user may do with the person's account now."""
    return [
        (code, deed.words)
        for code, deed in DEEDS.items()
        if deed.when_active == person.is_active and deed.allowed(user, person)
    ]
