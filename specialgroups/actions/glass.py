"""Break-glass (domain.md G3; trust.md T16): danger to life, one record, two others of two offices, two hours, reviewed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.errors import NotAllowed, RuleBroken
from core.flow.edits import Edit, edit, write_down
from core.notices.actions import notify
from grids.choices import Role
from grids.scope import Scope
from grids.selectors import holders
from specialgroups import policies, telling, wall
from specialgroups.choices import HELPED
from specialgroups.flow import RECORDS
from specialgroups.models import SupportEnrollment, SupportGlass
from specialgroups.querysets import served

KIND = "support_glass"
OPEN_FOR = timedelta(hours=2)
MOST_AT_ONCE = 3
# Nobody agreed: the danger is over or was none.
ASKED_FOR = timedelta(hours=24)


def ask(number: int, *, danger: str, actor: User, now: datetime | None = None) -> SupportGlass:
    """Ask for one record of one's own programme by its number. Numbers of other programmes are answered like none at all."""
    now = now or timezone.now()
    programmes = served(Scope.of(actor))
    if not programmes:
        raise NotAllowed("role", "紧急查阅由帮扶干部申请")
    with wall.as_job(now):
        row = SupportEnrollment.objects.filter(pk=number, state__in=HELPED, programme__in=programmes).first()
    if row is None:
        raise RuleBroken("none", "没有这个编号的帮扶档案，请核对编号", field="number")
    if actor.pk in row.reader_ids:
        raise RuleBroken("own", "这份档案本来就由你帮扶，直接打开就行", field="number")
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=actor.pk)
        _refuse_many(actor, now)
        glass = SupportGlass.objects.create(
            enrollment=row, programme=row.programme, danger=danger, asked_by=actor, asked_at=now
        )
        write_down(glass, KIND, "ask", "申请紧急查阅", actor=actor, now=now)
        _tell(glass, _cosigners(row.programme) - {actor}, "ask", now)
    return glass


def _refuse_many(actor: User, now: datetime) -> None:
    mine = SupportGlass.objects.filter(asked_by=actor, asked_at__gt=now - ASKED_FOR, refused_at=None)
    if mine.count() >= MOST_AT_ONCE:
        raise RuleBroken("many", f"一天最多申请{MOST_AT_ONCE}份，请直接打110或120", field="number")


def cosign(
    glass: SupportGlass, *, actor: User, version: int | None = None, now: datetime | None = None
) -> SupportGlass:
    """Agree. The second agreement, of another person and another office, opens the one record for two hours."""
    now = now or timezone.now()
    office = _office(glass, actor)
    with edit(glass, KIND, "cosign", "会签同意", actor=actor, version=version, now=now) as e:
        _refuse_decided(e, now)
        if e.row.first_by_id is None:
            e.set_quietly(first_by=actor, first_office=office)
            return glass
        if e.row.first_by_id == actor.pk or e.row.first_office == office:
            raise RuleBroken("same_office", "要由另一个部门的人会签")
        e.set_quietly(second_by=actor, second_office=office, opened_at=now, open_until=now + OPEN_FOR)
        _open(e.row, now)
    return glass


def _open(glass: SupportGlass, now: datetime) -> None:
    """Neither co-signer sees the record, so the program opens it."""
    with wall.as_job(now), RECORDS.step(glass.enrollment_id, "open_glass", actor=None, now=now) as s:
        s.set_quietly(glass_user=glass.asked_by, glass_until=glass.open_until)
    # Both the asker and whoever has to review it.
    _tell(glass, {glass.asked_by, *holders(Role.PRIVACY_OFFICER, street=True)}, "open", now)


def refuse_glass(
    glass: SupportGlass, *, actor: User, version: int | None = None, now: datetime | None = None
) -> SupportGlass:
    """One refusal is enough."""
    now = now or timezone.now()
    _office(glass, actor)
    with edit(glass, KIND, "refuse", "不同意紧急查阅", actor=actor, version=version, now=now) as e:
        _refuse_decided(e, now)
        e.set_quietly(refused_by=actor, refused_at=now)
        _tell(e.row, {e.row.asked_by}, "refuse", now)
    return glass


def review_glass(
    glass: SupportGlass,
    *,
    actor: User,
    was_needed: bool,
    version: int | None = None,
    now: datetime | None = None,
) -> SupportGlass:
    """The privacy officer looks back at it: was there danger?"""
    now = now or timezone.now()
    if not policies.may_read_log(actor):
        raise NotAllowed("role", "紧急查阅由个人信息保护负责人复核")
    with edit(glass, KIND, "review", "复核紧急查阅", actor=actor, version=version, now=now) as e:
        if e.row.opened_at is None or e.row.reviewed_at is not None:
            raise RuleBroken("state", "打开过、还没有复核的才能复核")
        e.set_quietly(reviewed_by=actor, reviewed_at=now, was_needed=was_needed)
    return glass


def _office(glass: SupportGlass, actor: User) -> str:
    office = policies.office_of(actor, glass.programme)
    if not office or actor.pk == glass.asked_by_id:
        raise NotAllowed("role", "紧急查阅由帮扶负责人、个人信息保护负责人、安全管理员会签，申请人不能自己签")
    return office


def _refuse_decided(e: Edit, now: datetime) -> None:
    if e.row.is_decided:
        raise RuleBroken("state", "这份申请已经有结果")
    if now - e.row.asked_at > ASKED_FOR:
        raise RuleBroken("old", "申请过了24小时，已经失效")


def _cosigners(programme: str) -> set[User]:
    offices = {
        user for role in (Role.PRIVACY_OFFICER, Role.SECURITY_ADMIN) for user in holders(role, street=True)
    }
    return telling.managers(programme) | offices


def _tell(glass: SupportGlass, people: set[User], step: str, now: datetime) -> None:
    notify(
        sorted(people, key=lambda user: user.pk),
        kind="todo",
        title=telling.TITLE,
        subject_kind=KIND,
        subject_id=glass.pk,
        key=f"{KIND}:{glass.pk}:{step}",
        urgent=True,
        now=now,
    )
