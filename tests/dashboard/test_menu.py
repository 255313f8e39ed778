"""The menu of every role, whole: an entry that is missing or too many fails here."""

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from core.accounts.models import User
from core.ui.nav import BAR_LIMIT, PHONE_LIMIT, nav_for
from tests.cast import Cast

Open = Callable[[User], Client]
OFFICE = ["工作台", "登记案件", "案件", "网格", "消息", "我的"]
CLERK = [*OFFICE[:4], "导入", *OFFICE[4:]]
MENUS = {
    "worker": ["首页", "上报", "案件", "网格", "消息", "我的"],
    "leader": ["首页", "上报", "案件", "网格", "消息", "我的"],
    "clerk": CLERK,
    "secretary": OFFICE,
    "mediator": ["工作台", "登记案件", "我的调解", "网格", "消息", "我的"],
    "intake": CLERK,
    "manager": CLERK,
    "street_lead": OFFICE,
    "supervisor": ["工作台", "案件", "网格", "消息", "我的"],
    "meeting_secretary": ["工作台", "网格", "消息", "我的"],
    "liaison": ["工作台", "消息", "我的"],
    "support_worker": ["工作台", "消息", "我的"],
    "privacy_officer": ["工作台", "网格", "日志", "消息", "我的"],
    "auditor": ["工作台", "网格", "日志", "消息", "我的"],
    "security_admin": ["工作台", "网格", "人员与岗位", "导入", "消息", "我的"],
    "sysadmin": ["工作台", "网格", "人员与岗位", "规则", "导入", "文书模板", "消息", "我的"],
    "nobody": ["工作台", "消息", "我的"],
}


@pytest.mark.parametrize("role", MENUS)
def test_each_role_has_its_menu(cast: Cast, role: str) -> None:
    request = RequestFactory().get("/")
    request.user = getattr(cast, role)
    menu = nav_for(request)
    assert [item.label for item in menu.bar] == MENUS[role]
    assert len(menu.bar) <= BAR_LIMIT
    assert 3 <= len(menu.phone) <= PHONE_LIMIT
    assert [item.label for item in menu.bar if item.current] == [menu.bar[0].label]


@pytest.mark.parametrize("role", MENUS)
def test_every_entry_opens(cast: Cast, sign_in: Open, role: str) -> None:
    client = sign_in(getattr(cast, role))
    request = RequestFactory().get("/")
    request.user = getattr(cast, role)
    for item in nav_for(request).bar:
        answer = client.get(item.url)
        assert answer.status_code == 200, (role, item.label, item.url)


def test_the_deepest_entry_is_the_current_one(cast: Cast) -> None:
    request = RequestFactory().get("/cases/new/")
    request.user = cast.clerk
    assert [item.label for item in nav_for(request).bar if item.current] == ["登记案件"]
    request = RequestFactory().get("/cases/2026-00001/")
    request.user = cast.clerk
    assert [item.label for item in nav_for(request).bar if item.current] == ["案件"]
