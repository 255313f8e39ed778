"""街道领导联系社区: who is in contact with which community, from when to when (J20)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow.edits import edit, write_down
from grids.choices import STREET_WORK_ROLES, AreaLevel, Role
from grids.models import Area
from grids.scope import Scope
from residents.models import LeaderContact

KIND = "leader_contact"
PLANNERS = frozenset({Role.CENTRE_MANAGER, Role.STREET_LEAD})


def may_arrange(user: User) -> bool:
    return bool(Scope.of(user).street_roles & PLANNERS)


def assign_contact(
    leader: User,
    community: Area,
    *,
    actor: User,
    valid_from: date,
    is_demo: bool = False,
    now: datetime | None = None,
) -> LeaderContact:
    """Put a leader in contact with a community. Refuses who holds no post of the street, and the same pair twice."""
    now = now or timezone.now()
    if not may_arrange(actor):
        raise NotAllowed("role", "领导联系社区由街道案管或分管领导安排")
    if community.level != AreaLevel.COMMUNITY:
        raise RuleBroken("community", "请选一个社区", field="community")
    if not leader.is_active or not Scope.of(leader).street_roles & set(STREET_WORK_ROLES):
        raise RuleBroken("leader", f"{leader.display_name}没有街道的岗位，请换一个人", field="leader")
    with transaction.atomic():
        # The leader's row is the lock: the same contact arranged twice at once counts one after the other.
        User.objects.select_for_update(no_key=True).get(pk=leader.pk)
        held = LeaderContact.objects.filter(leader=leader, community=community)
        if held.lasting(max(valid_from, timezone.localdate(now))).exists():
            raise RuleBroken("same", f"{leader.display_name}已经联系{community.name}", field="leader")
        contact = LeaderContact.objects.create(
            leader=leader,
            community=community,
            valid_from=valid_from,
            created_by=actor,
            created_at=now,
            is_demo=is_demo,
        )
        people: dict[str, Any] = {"leader": leader.pk, "community": community.pk}
        write_down(contact, KIND, "assign", "安排联系", actor=actor, now=now, **people)
    return contact


def end_contact(
    contact: LeaderContact,
    *,
    actor: User,
    last_day: date,
    version: int | None = None,
    now: datetime | None = None,
) -> LeaderContact:
    """The contact ends with this day. Its community days and the matters taken there stay."""
    if not may_arrange(actor):
        raise NotAllowed("role", "领导联系社区由街道案管或分管领导安排")
    with edit(contact, KIND, "end", "结束联系", actor=actor, version=version, now=now) as e:
        if e.row.valid_to is not None:
            raise RuleBroken("ended", "这个联系已经结束了", field="last_day")
        if last_day < e.row.valid_from:
            raise RuleBroken("order", "结束日期不能早于开始日期", field="last_day")
        e.set(valid_to=last_day)
        e.say("不再联系")
    return contact
