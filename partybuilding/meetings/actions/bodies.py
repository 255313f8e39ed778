"""大工委 and 大党委: set up, changed, ended; their seats taken and left; known absences. History by core.flow.edits."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow.checks import need, not_before
from core.flow.edits import edit, write_down
from grids.choices import Role
from grids.scope import Scope
from partybuilding.meetings.policies import may_manage, may_set_up
from partybuilding.models import BodyMember, MemberAbsence, PartyJointBody

KIND = "joint_body"


def _require(actor: User, body: PartyJointBody) -> None:
    decision = may_manage(actor, body)
    if decision.code == "role":
        raise NotAllowed(decision.code, decision.reason)
    if not decision.allowed:
        raise RuleBroken(decision.code, decision.reason)


def set_up(*, fields: Mapping[str, Any], actor: User, now: datetime | None = None) -> PartyJointBody:
    """Register the street's body (no community), or a community's. One of each."""
    now = now or timezone.now()
    body = PartyJointBody(**fields)
    if not may_set_up(actor).allowed or not may_manage(actor, body).allowed:
        raise NotAllowed("role", may_set_up(actor).reason or may_manage(actor, body).reason)
    need(body.name, "name", "请写名称，比如：雄关街道大工委联席会议")
    standing = PartyJointBody.objects.filter(valid_to__isnull=True, community=body.community)
    with transaction.atomic():
        if standing.exists():
            where = "这个社区" if body.community_id else "街道"
            raise RuleBroken("twice", f"{where}已经登记过，请打开原来的修改", field="community")
        body.save()
        write_down(body, KIND, "set_up", "设立", actor=actor, now=now, text=body.name)
    return body


def change(
    body: PartyJointBody,
    *,
    fields: Mapping[str, Any],
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> PartyJointBody:
    """Its name, cycle, place or hour. A period whose slot is laid keeps it."""
    _require(actor, body)
    need(fields.get("name"), "name", "请写名称")
    with edit(body, KIND, "change", "修改", actor=actor, version=version, now=now) as e:
        if fields["cycle_months"] != e.row.cycle_months and e.row.meetings.filter(state="slot").exists():
            raise RuleBroken(
                "slots", "本年度的会已经按原来的周期排好；先取消待定的，再改周期", field="cycle_months"
            )
        e.set(**fields)
    return body


def add_member(
    body: PartyJointBody,
    *,
    fields: Mapping[str, Any],
    valid_from: date,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> PartyJointBody:
    """A unit takes a seat from a day on: `fields` of BodyMember, the unit by its department or its name. When it has one,
    the new official follows the old: the old seat ends the day before."""
    _require(actor, body)
    seat = _seat(fields)
    with edit(body, KIND, "add_member", "登记委员", actor=actor, version=version, now=now) as e:
        before = e.row.members.filter(unit_name=seat.unit_name, valid_to__isnull=True).first()
        if before is not None:
            not_before(
                valid_from, before.valid_from + timedelta(days=1), "valid_from", "要晚于现任开始的日期"
            )
            before.valid_to = valid_from - timedelta(days=1)
            before.save(update_fields=["valid_to"])
        seat.body, seat.valid_from = e.row, valid_from
        seat.save()
        e.detail["member"] = seat.pk
        followed = "，接替原来的委员" if before else ""
        e.say(f"{seat.unit_name}（{seat.official_title}），{valid_from:%Y-%m-%d}起{followed}")
    return body


def _seat(fields: Mapping[str, Any]) -> BodyMember:
    seat = BodyMember(**fields)
    if seat.department is not None:
        seat.unit_name = seat.department.name
    need(seat.unit_name, "unit_name", "请选部门，不是部门的写单位名称")
    need(seat.official_name, "official_name", "请写委员姓名")
    need(seat.official_title, "official_title", "请写委员职务")
    if seat.deputy_user is not None and seat.deputy_user == seat.user:
        raise RuleBroken("same", "代理人不能是委员本人", field="deputy_user")
    return seat


def _member(body: PartyJointBody, pk: int) -> BodyMember:
    found: BodyMember | None = body.members.filter(pk=pk, valid_to__isnull=True).first()
    if found is None:
        raise RuleBroken("missing", "请选一家现任的成员单位", field="member")
    return found


def name_deputy(
    body: PartyJointBody,
    *,
    member: int,
    deputy_name: str,
    deputy_title: str,
    deputy_user: User | None = None,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> PartyJointBody:
    """Who stands in for the official from now on, named in advance (E4)."""
    _require(actor, body)
    need(deputy_name, "deputy_name", "请写代理人姓名")
    with edit(body, KIND, "name_deputy", "指定代理人", actor=actor, version=version, now=now) as e:
        row = _member(e.row, member)
        if deputy_user is not None and deputy_user.pk == row.user_id:
            raise RuleBroken("same", "代理人不能是委员本人", field="deputy_user")
        row.deputy_name, row.deputy_title, row.deputy_user = deputy_name, deputy_title, deputy_user
        row.save(update_fields=["deputy_name", "deputy_title", "deputy_user"])
        e.detail["member"] = row.pk
        e.say(f"{row.unit_name}{f'（{deputy_title}）' if deputy_title else ''}")
    return body


def end_member(
    body: PartyJointBody,
    *,
    member: int,
    valid_to: date,
    reason: str,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> PartyJointBody:
    """The unit leaves its seat. Meetings that sat keep it."""
    _require(actor, body)
    need(reason, "reason", "请写原因")
    with edit(body, KIND, "end_member", "不再担任", actor=actor, version=version, now=now) as e:
        row = _member(e.row, member)
        not_before(valid_to, row.valid_from, "valid_to", "最后一天不能早于开始的日期")
        row.valid_to = valid_to
        row.save(update_fields=["valid_to"])
        e.detail["member"] = row.pk
        e.say(f"{row.unit_name}：{reason}，到{valid_to:%Y-%m-%d}为止")
    return body


def note_absence(
    body: PartyJointBody,
    *,
    member: int,
    first_on: date,
    last_on: date,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> PartyJointBody:
    """Days on which the official is away; dates proposed from now on avoid them. A date that stands is the secretary's to
    change."""
    _require(actor, body)
    not_before(last_on, first_on, "last_on", "最后一天不能早于第一天")
    if last_on - first_on > timedelta(days=366):
        raise RuleBroken("long", "请假超过一年的，请登记「不再担任」", field="last_on")
    with edit(body, KIND, "note_absence", "登记请假", actor=actor, version=version, now=now) as e:
        row = _member(e.row, member)
        MemberAbsence.objects.create(member=row, first_on=first_on, last_on=last_on)
        e.detail["member"] = row.pk
        e.say(f"{row.unit_name} {first_on:%Y-%m-%d}至{last_on:%Y-%m-%d}")
    return body


def drop_absence(
    body: PartyJointBody,
    *,
    absence: int,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> PartyJointBody:
    """The official is there after all."""
    _require(actor, body)
    with edit(body, KIND, "drop_absence", "取消请假", actor=actor, version=version, now=now) as e:
        row = MemberAbsence.objects.filter(pk=absence, member__body=e.row).select_related("member").first()
        if row is None:
            raise RuleBroken("missing", "请选一条请假", field="absence")
        e.say(f"{row.member.unit_name} {row.first_on:%Y-%m-%d}至{row.last_on:%Y-%m-%d}")
        row.delete()
    return body


def end_body(
    body: PartyJointBody,
    *,
    valid_to: date,
    reason: str,
    actor: User,
    version: int | None = None,
    now: datetime | None = None,
) -> PartyJointBody:
    """It is no more. Refuses while a meeting is under way; slots that were only laid stay as they are."""
    _require(actor, body)
    need(reason, "reason", "请写原因")
    with edit(body, KIND, "end_body", "撤销", actor=actor, version=version, now=now) as e:
        not_before(valid_to, e.row.valid_from, "valid_to", "撤销日期不能早于设立")
        running = e.row.meetings.filter(state__in=["called", "open", "held", "drafted", "signed"])
        if running.exists():
            raise RuleBroken("running", "还有会议没有办完，办完或取消后再撤销", field="valid_to")
        for one in e.row.members.filter(valid_to__isnull=True):
            one.valid_to = max(valid_to, one.valid_from)
            one.save(update_fields=["valid_to"])
        e.set(valid_to=valid_to)
        e.say(reason)
    return body


def communities_to_set_up(user: Any) -> frozenset[int]:
    """Communities whose secretary the person is."""
    return Scope.of(user).communities_as(Role.COMMUNITY_LEAD)
