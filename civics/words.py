"""The ledger's codes of this app in Chinese, from its tables of acts."""

from typing import Any

from civics.awards.pages import ROOMS as AWARDS
from civics.care.flow import CARE
from civics.credits.choices import MoveKind
from civics.services.rooms import ALL as SERVICES
from civics.talks.pages import ROOMS as TALKS
from civics.volunteers.workflow import ACTIVITIES, CERTIFICATES, VOLUNTEERS
from civics.wishes.workflow import WISHES
from core.audit.words import register_words

_OTHERS = {
    "care_booking.book": "心理疏导预约：登记",
    "micro_wish.collect": "登记心愿",
    "wish.forget": "删除心愿人和认领人的姓名电话",
    "volunteer.join": "报名志愿者",
    "volunteer.forget": "删除没有录用的人的姓名电话",
    "volunteer_activity.plan": "策划志愿活动",
    "volunteer_certificate.request": "申请志愿服务证明",
    "volunteer_team.create": "设立志愿服务队",
    "volunteer_team.change": "修改志愿服务队",
}


def register() -> None:
    """Each act by its whole code. Called once by civics.joined."""
    tables: list[tuple[str, str, Any]] = [
        ("micro_wish", "心愿", WISHES),
        ("volunteer", "志愿者", VOLUNTEERS),
        ("volunteer_activity", "志愿活动", ACTIVITIES),
        ("volunteer_certificate", "志愿服务证明", CERTIFICATES),
        (CARE.kind, "心理疏导预约", CARE.table),
        *((room.kind, room.label, room.table) for room in SERVICES),
        *((room.kind, str(room.model._meta.verbose_name), room.table) for room in (*TALKS, *AWARDS)),
    ]
    for kind, noun, table in tables:
        actions = {f"{kind}.{act}": f"{noun}：{row.label}" for act, row in table.items()}
        register_words(actions=actions, kinds={kind: noun})
    credits = {f"credit.{kind.value}": f"积分{kind.label}" for kind in MoveKind}
    register_words(actions=_OTHERS | credits, kinds={"credit": "时间积分", "volunteer_team": "志愿服务队"})
