"""Somebody volunteers, is taken on knowing the risks, has the record put right, and goes."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from civics.credits.actions import give, spend
from civics.models import Volunteer, VolunteerNote, VolunteerTeam
from civics.public import new_code
from civics.volunteers import policies
from civics.volunteers.choices import NoteKind, VolunteerState
from civics.volunteers.flow import VOLUNTEERS
from core import identity
from core.accounts.models import User
from core.audit.actions import recorded_at_end
from core.audit.reveals import note_reveal
from core.errors import NotAllowed, RuleBroken
from core.flow import clockwork, forgetting
from core.flow.checks import need, not_future
from core.flow.edits import write_down
from core.flow.models import EventKind
from core.papers.numbers import take_number
from grids.models import Area

FORGET = "volunteer.forget"
REVEALED = {"name": "姓名", "phone": "电话", "identity": "身份证号"}
# Children help with their school and parents; below that nobody is entered.
YOUNGEST, OLDEST = 10, 90


@dataclass(frozen=True)
class Joining:
    """What somebody says who wants to serve."""

    community: Area
    name: str
    phone: str
    birth_year: int
    skills: str = ""
    is_demo: bool = False


def join(told: Joining, *, actor: User | None, now: datetime | None = None) -> Volunteer:
    """Enter somebody who wants to serve; `actor` None came by the public page. The community has to answer."""
    now = now or timezone.now()
    if actor is not None and told.community not in policies.communities_of(actor):
        raise NotAllowed("role", "志愿者由本社区或街道综治中心登记")
    need(told.name, "name", "请写姓名，证明上要用")
    need(told.phone, "phone", "请写电话，社区要和您联系")
    year = timezone.localdate(now).year
    check_birth_year(told.birth_year, year)
    with transaction.atomic():
        serial = take_number(settings.VOLUNTEER_SERIES, year=year)
        row = Volunteer(
            year=year, serial=serial, no=f"VL-{year}-{serial:05d}", code=new_code(), state=VolunteerState.APPLIED,
            community=told.community, birth_year=told.birth_year, skills=told.skills, created_by=actor, created_at=now,
            last_act="报名", last_act_at=now, is_demo=told.is_demo,
        )  # fmt: skip
        row.seal_in("name", told.name)
        row.seal_in("phone", told.phone)
        row.save()
        clockwork.apply(VOLUNTEERS, row, ("start:volunteer.accept",), now=now)
        row.save(update_fields=VOLUNTEERS.refresh_due(row))
        write_down(row, VOLUNTEERS.kind, "join", "报名志愿者", actor=actor, now=now, no=row.no)
        people = set(VOLUNTEERS.people("handler", row)) - {actor}
        VOLUNTEERS.notify(
            people, kind="todo", title=f"请联系、确认：{VOLUNTEERS.title(row)}", subject=row,
            key=f"volunteer:{row.pk}:v1", now=now,
        )  # fmt: skip
    return row


def check_birth_year(given: int, year: int) -> None:
    if not year - OLDEST <= given <= year - YOUNGEST:
        raise RuleBroken("age", f"出生年份请写{year - OLDEST}到{year - YOUNGEST}之间的", field="birth_year")


def accept(
    row: Volunteer, *, actor: User, risks_told: bool, team: VolunteerTeam | None = None, version: int | None = None,
    now: datetime | None = None,
) -> Volunteer:  # fmt: skip
    """On the roll, once it was said what there is to do and what may go wrong (条例 art. 12)."""
    with VOLUNTEERS.step(row, "accept", actor=actor, version=version, now=now) as s:
        if not risks_told:
            raise RuleBroken("missing", "先和本人讲清楚要做什么、有什么风险，再勾选", field="risks_told")
        s.set(risks_told_at=s.now, joined_at=s.now, team=team)
        s.move()
        s.say("已告知服务内容和风险")
    return row


def refuse(
    row: Volunteer, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> Volunteer:
    """Not taken on, with the reason that the person is told."""
    with VOLUNTEERS.step(row, "refuse", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么，怎么和本人说的")
        s.set(closed_at=s.now)
        s.move()
        s.say(reason)
    return row


def correct(
    row: Volunteer, *, actor: User, reason: str, birth_year: int, skills: str, name: str = "", phone: str = "",
    id_number: str = "", team: VolunteerTeam | None = None, version: int | None = None, now: datetime | None = None,
) -> Volunteer:  # fmt: skip
    """Put the record right (条例 art. 19); sealed values only where they were wrong. A number says the year of birth."""
    with VOLUNTEERS.step(row, "correct", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么更正，怎么核对的")
        born = identity.birth_date(id_number) if id_number else None
        birth_year = born.year if born else birth_year
        check_birth_year(birth_year, timezone.localdate(s.now).year)
        s.set(birth_year=birth_year, team=team)
        s.set_quietly(skills=skills)
        given = {"name": name, "phone": phone, "identity": id_number}
        s.seal(**{key: value for key, value in given.items() if value})
        s.say(reason)
    return row


def ask_correction(row: Volunteer, *, text: str, now: datetime | None = None) -> Volunteer:
    """The volunteer says what is wrong in the record; the community answers by putting it right."""
    with VOLUNTEERS.step(row, "ask_correction", actor=None, now=now) as s:
        need(text, "text", "请写哪里不对、应该是什么")
        s.say(text)
    return row


def add_note(
    row: Volunteer, *, actor: User, kind: str, title: str, on: date, by: str, version: int | None = None,
    now: datetime | None = None,
) -> Volunteer:  # fmt: skip
    """A training or an honour, with its day and who gave it."""
    with VOLUNTEERS.step(row, "add_note", actor=actor, version=version, now=now) as s:
        need(title, "title", "请写培训或荣誉的名称")
        need(on, "on", "请填日期")
        need(by, "by", "请写谁组织、谁授予的")
        not_future(on, "on", s.now, "日期")
        note = VolunteerNote.objects.create(
            volunteer=s.subject, kind=NoteKind(kind).value, title=title, on=on, by=by
        )
        s.say(str(note))
    return row


def strike_note(
    row: Volunteer, *, actor: User, note: Any, reason: str, version: int | None = None, now: datetime | None = None
) -> Volunteer:  # fmt: skip
    """A note that was wrong stays, crossed out, with the reason."""
    with VOLUNTEERS.step(row, "strike_note", actor=actor, version=version, now=now) as s:
        found = s.subject.notes.filter(pk=getattr(note, "pk", note) or 0, struck_because="").first()
        if found is None:
            raise RuleBroken("missing", "请选哪一条", field="note")
        need(reason, "reason", "请写为什么作废")
        found.struck_because = reason
        found.save(update_fields=["struck_because"])
        s.say(f"{found}：{reason}")
    return row


def pause(
    row: Volunteer, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> Volunteer:
    """For a while no new activities; the record stays."""
    with VOLUNTEERS.step(row, "pause", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么暂停")
        s.move()
        s.say(reason)
    return row


def resume(
    row: Volunteer, *, actor: User, version: int | None = None, now: datetime | None = None
) -> Volunteer:
    """Serving again."""
    with VOLUNTEERS.step(row, "resume", actor=actor, version=version, now=now) as s:
        s.move()
    return row


def spend_credits(
    row: Volunteer, *, actor: User, amount: Decimal, words: str, version: int | None = None, now: datetime | None = None
) -> Volunteer:  # fmt: skip
    """For a service or a thing; never for cash, never more than there is (J12)."""
    with (
        transaction.atomic(),
        recorded_at_end(),
        VOLUNTEERS.step(row, "spend_credits", actor=actor, version=version, now=now) as s,
    ):
        need(words, "words", "请写兑换了什么")
        spend(s.subject, amount, actor=actor, words=words, now=s.now)
        s.say(f"兑换{amount:f}分：{words}")
    return row


def give_credits(
    row: Volunteer, *, actor: User | None, amount: Decimal, to: str = "", version: int | None = None,
    now: datetime | None = None,
) -> Volunteer:  # fmt: skip
    """To another volunteer, named by number, or to the common account for neighbours in need."""
    with (
        transaction.atomic(),
        recorded_at_end(),
        VOLUNTEERS.step(row, "give_credits", actor=actor, version=version, now=now) as s,
    ):
        target = None
        if to:
            target = Volunteer.objects.filter(no=to.strip().upper(), state=VolunteerState.ACTIVE).first()
            if target is None:
                raise RuleBroken("to", "没有这个编号的在册志愿者，请核对", field="to")
        words = f"捐给{target.no}" if target else "捐到爱心积分"
        give(s.subject, amount, to=target, actor=actor, words=words, now=s.now)
        s.say(f"{words}，{amount:f}分")
    return row


def leave(
    row: Volunteer, *, actor: User | None, reason: str, version: int | None = None, now: datetime | None = None
) -> Volunteer:  # fmt: skip
    """Free to go at any time (`actor` None: by the code); what was served can still be certified."""
    with VOLUNTEERS.step(row, "leave", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写一句为什么退出")
        s.set(closed_at=s.now)
        s.move()
        s.say(reason)
    return row


def note(
    row: Volunteer, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> Volunteer:
    """One more line on the timeline."""
    with VOLUNTEERS.step(row, "note", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写内容")
        s.say(text)
    return row


def reveal_contact(
    row: Volunteer, *, actor: User, field: str, reason: str, now: datetime | None = None
) -> str:
    """One whole value, for a reason; the look is committed before it is opened."""
    with VOLUNTEERS.step(row, "reveal_contact", actor=actor, now=now) as s:
        if field not in REVEALED or not s.subject.has_sealed(field):
            raise RuleBroken("missing", "没有登记这一项")
        note_reveal(
            actor=actor, subject_kind="volunteer", subject_id=s.subject.pk, field=field, reason=reason, now=s.now
        )  # fmt: skip
        s.kind = EventKind.SYSTEM
        s.detail["field"] = field
        s.say(f"查看了{REVEALED[field]}：{reason}")
    return row.open_sealed(field)


def forget_refused(*, now: datetime | None = None) -> int:
    """Erase who asked and was not taken on; who served is kept, because their record is owed to them. Every night."""
    refused = (VolunteerState.REFUSED,)
    return forgetting.forget_contacts(
        Volunteer, rule=FORGET, ended=refused, action=FORGET, what="volunteers", now=now or timezone.now()
    )
