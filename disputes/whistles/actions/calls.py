"""A community calls the street, and the street answers within a working day (D1)."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow.checks import need
from core.papers.numbers import take_number
from disputes.models import CommunityCall
from disputes.whistles import origins, policies
from disputes.whistles.actions.drafting import grid_of
from disputes.whistles.choices import CallState
from disputes.whistles.flow import CALLS
from grids.models import Area


@dataclass(frozen=True)
class Cry:
    """What the community asks for, and where."""

    place: Area
    title: str
    problem: str
    asked: str
    place_detail: str = ""
    cause: str = ""
    origin_kind: str = ""
    origin_id: int | None = None
    is_demo: bool = False


def call_street(cry: Cry, *, actor: User, now: datetime | None = None) -> CommunityCall:
    """Number the call, start the street's day and tell its desk. Refuses a place outside the caller's community."""
    now = now or timezone.now()
    community = cry.place.community or cry.place
    if not policies.may_call(actor, community.pk):
        raise NotAllowed("role", "社区呼叫由这个地点所在的社区发起")
    need(cry.title, "title", "请写是什么事")
    need(cry.problem, "problem", "请写问题和社区已经做了什么")
    need(cry.asked, "asked", "请写要街道做什么")
    origin = origins.get(cry.origin_kind)
    if origin is not None and cry.origin_id is not None and (why := origin.refuses(cry.origin_id)):
        raise RuleBroken("origin", why)
    with transaction.atomic():
        origins.hold_row(cry.origin_kind, cry.origin_id)
        year = timezone.localdate(now).year
        serial = take_number(settings.CALL_SERIES, year=year)
        call = CommunityCall.objects.create(
            state=CallState.DRAFT,
            year=year,
            serial=serial,
            no=f"{year}-{serial:04d}",
            community=community,
            grid=grid_of(cry.place, now),
            created_by=actor,
            created_at=now,
            **cry.__dict__,
        )
        with CALLS.step(call, "call", actor=actor, now=now) as s:
            s.move()
            s.say(cry.asked)
        origins.tell(cry.origin_kind, cry.origin_id, f"社区呼叫街道（{call.no}）：{cry.asked}", now=now)
    return call


def take(
    call: CommunityCall, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> CommunityCall:
    """The street handles it itself."""
    with CALLS.step(call, "take", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写由谁办、打算怎么办")
        s.set_quietly(answer=text)
        s.move()
        s.say(text)
    return call


def decline(
    call: CommunityCall, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> CommunityCall:
    """Not taken up, with the reason and what the community can do instead."""
    with CALLS.step(call, "decline", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么不采纳、建议社区怎么办")
        s.set_quietly(answer=reason)
        s.move()
        s.say(reason)
    return call


def finish(
    call: CommunityCall, *, actor: User, answer: str, version: int | None = None, now: datetime | None = None
) -> CommunityCall:
    """What the street took on itself is done, and the community is told how."""
    with CALLS.step(call, "finish", actor=actor, version=version, now=now) as s:
        need(answer, "answer", "请写办理结果")
        s.set_quietly(answer=answer)
        s.move()
        s.say(answer)
    return call


def withdraw(
    call: CommunityCall, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> CommunityCall:
    """The community needs the street no more."""
    with CALLS.step(call, "withdraw", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么撤回")
        s.move()
        s.say(reason)
    return call
