"""The menu of every role, whole: an entry that is missing or too many fails here."""

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from core.accounts.models import User
from core.ui.nav import BAR_LIMIT, PHONE_LIMIT, nav_for
from tests.cast import Cast

Open = Callable[[User], Client]
FIELD = ["首页", "上报", "案件", "走访", "网格", "居民参与", "便民与中心"]
OFFICE = ["工作台", "登记案件", "案件", "走访与居民", "吹哨报到", "联席会议", "网格"]
# A full bar leaves out what the page's head offers anyway; what still finds no room is folded into the person's menu.
STREET = ["工作台", "案件", "走访与居民", "吹哨报到", "联席会议", "诉求与信访", "网格"]
MENUS = {
    "worker": FIELD,
    "leader": FIELD,
    "clerk": OFFICE,
    "secretary": OFFICE,
    "mediator": ["工作台", "登记案件", "我的调解", "网格", "居民参与", "便民与中心"],
    "intake": STREET,
    "manager": STREET,
    "street_lead": STREET,
    "supervisor": ["工作台", "案件", "吹哨报到", "联席会议", "诉求与信访", "网格", "统计"],
    "meeting_secretary": ["工作台", "联席会议", "网格", "上级报表", "党建", "居民参与", "便民与中心"],
    "liaison": ["工作台", "吹哨报到", "联席会议", "诉求与信访", "统计", "党建", "居民参与"],
    "support_worker": ["工作台", "我的帮扶对象", "消息", "我的"],
    "privacy_officer": ["工作台", "网格", "日志", "查阅记录", "消息", "我的"],
    "auditor": ["工作台", "网格", "日志", "消息", "我的"],
    "security_admin": ["工作台", "网格", "人员与岗位", "导入", "消息", "我的"],
    "sysadmin": ["工作台", "网格", "人员与岗位", "规则与模板", "导入", "消息", "我的"],
    "nobody": ["工作台", "消息", "我的"],
}
FOLDED = {
    "worker": ["统计"],
    "leader": ["统计"],
    "clerk": ["党建", "居民参与", "便民与中心", "统计", "导入"],
    "secretary": ["党建", "居民参与", "便民与中心", "统计", "导入"],
    "intake": ["统计", "居民参与", "便民与中心", "导入"],
    "manager": ["统计", "党建", "居民参与", "便民与中心", "导入"],
    "street_lead": ["统计", "党建", "居民参与", "便民与中心"],
    "supervisor": ["党建", "居民参与", "便民与中心"],
}
PHONES = {
    "worker": ["首页", "上报", "走访", "我的"],
    "clerk": ["工作台", "登记案件", "案件", "我的"],
    "auditor": ["工作台", "网格", "消息", "我的"],
}
CIVIC = ["微心愿", "志愿活动", "服务证明"]
JOINT = ["会议", "会议任务", "议题", "会议日历", "成员单位"]
PARTY = [
    "党组织", "一社一品", "活动载体", "活动场次", "共建协议", "共建清单", "互联共转", "双报到", "社区管家", "红色物业", "文明实践", "整治行动",
]  # fmt: skip
PARTS = {
    "worker": {
        "走访": ["走访", "居民", "居民意见", "走访记录", "走访活动", "领导联系"],
        "网格": ["网格", "地图", "巡查", "隐患", "清单检查", "部门"],
        "居民参与": CIVIC,
        "便民与中心": [
            "便民事项目录",
            "法律服务值班",
            "进驻单位",
            "中心功能室",
            "网格公示牌",
            "预约心理疏导",
        ],
    },
    "street_lead": {
        "走访与居民": ["走访", "居民意见", "走访记录", "走访活动", "领导联系", "帮扶人数"],
        "吹哨报到": ["吹哨单", "社区呼叫", "督办单", "谁手里压着", "职责清单"],
        "联席会议": JOINT,
        "诉求与信访": ["信访事项", "信访统计", "热线工单"],
        "网格": ["网格", "地图", "巡查", "隐患", "清单检查", "部门"],
    },
    "meeting_secretary": {
        "联席会议": JOINT,
        "党建": PARTY,
        "居民参与": ["议事协商", "居务公开", "评选"],
        "便民与中心": [
            "法律服务值班",
            "接待日志",
            "值班表",
            "进驻单位",
            "中心功能室",
            "风险评估",
            "网格公示牌",
        ],
        "网格": ["网格", "地图", "部门"],
    },
    "liaison": {
        "吹哨报到": ["吹哨单", "督办单", "职责清单"],
        "联席会议": JOINT,
        "统计": ["统计", "考评"],
        "党建": ["共建协议", "共建清单", "互联共转", "双报到"],
        "居民参与": CIVIC,
    },
    "sysadmin": {
        "人员与岗位": ["人员与岗位", "岗位与权限", "系统账号和令牌", "推送"],
        "网格": ["网格", "地图", "部门"],
        "规则与模板": [
            "时限规则",
            "系统状态",
            "节假日",
            "算一算",
            "文书模板",
            "上级报表",
            "填报负担",
            "案件类型",
            "隐患清单",
            "职责清单",
            "调解委员会",
            "考评指标",
            "便民事项目录",
        ],
        "导入": ["导入", "导出"],
    },
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
    assert [item.label for item in menu.folded] == FOLDED.get(role, [])


@pytest.mark.parametrize("role", MENUS)
def test_every_entry_opens(cast: Cast, sign_in: Open, role: str) -> None:
    client = sign_in(getattr(cast, role))
    request = RequestFactory().get("/")
    request.user = getattr(cast, role)
    for item in nav_for(request).bar:
        for door in (item, *item.parts):
            answer = client.get(door.url)
            assert answer.status_code == 200, (role, door.label, door.url)


@pytest.mark.parametrize("role", PARTS)
def test_the_rooms_of_an_entry_are_its_tabs(cast: Cast, role: str) -> None:
    request = RequestFactory().get("/")
    request.user = getattr(cast, role)
    bar = nav_for(request).bar
    assert {item.label: [part.label for part in item.parts] for item in bar if item.parts} == PARTS[role]


@pytest.mark.parametrize("role", PHONES)
def test_the_phones_bar_has_four(cast: Cast, role: str) -> None:
    request = RequestFactory().get("/")
    request.user = getattr(cast, role)
    assert [item.label for item in nav_for(request).phone] == PHONES[role]


def test_tabs_stand_on_the_front_pages_only_and_name_where_one_is(cast: Cast, sign_in: Open) -> None:
    client = sign_in(cast.clerk)
    front = client.get("/opinions/").content.decode()
    assert '<a href="/opinions/" aria-current="page">居民意见</a>' in front
    assert '<a href="/visits/" aria-current="page">' in front  # the entry of the bar
    assert "走访活动</a>" not in client.get("/opinions/new/").content.decode()


def test_the_deepest_entry_is_the_current_one(cast: Cast) -> None:
    request = RequestFactory().get("/cases/new/")
    request.user = cast.clerk
    assert [item.label for item in nav_for(request).bar if item.current] == ["登记案件"]
    request = RequestFactory().get("/cases/2026-00001/")
    request.user = cast.clerk
    assert [item.label for item in nav_for(request).bar if item.current] == ["案件"]
