"""Teams are set up and renamed; they rank nobody and hold no state."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from civics.models import VolunteerTeam
from civics.volunteers import policies
from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow.checks import need
from core.flow.edits import edit, write_down
from grids.models import Area

KIND = "volunteer_team"


def save_team(
    team: VolunteerTeam | None, *, actor: User, community: Area, name: str, does: str, is_active: bool = True,
    version: int | None = None, now: datetime | None = None,
) -> VolunteerTeam:  # fmt: skip
    """A new team of a community, or a change of one. Refuses a name that is taken and who does not look after it."""
    now = now or timezone.now()
    mine = policies.communities_of(actor)
    if community not in mine or (team is not None and team.community not in mine):
        raise NotAllowed("role", "服务队由本社区或街道综治中心管理")
    need(name, "name", "请写队名")
    need(does, "does", "请写这个队做什么")
    known = VolunteerTeam.objects.filter(name=name).first()
    if known is not None and known != team:
        raise RuleBroken("taken", "已经有这个队名，请换一个", field="name")
    if team is not None:
        with edit(team, KIND, "change", "修改服务队", actor=actor, version=version, now=now) as e:
            e.set(name=name, does=does, community=community, is_active=is_active)
        return team
    with transaction.atomic():
        made = VolunteerTeam.objects.create(name=name, does=does, community=community, is_active=is_active)
        write_down(made, KIND, "create", "设立服务队", actor=actor, now=now)
    return made
