"""Every look is written down and committed before anything is shown (trust.md P13, domain.md G3)."""

from datetime import datetime

from django.db import transaction

from core.accounts.models import User
from core.audit.actions import record
from core.audit.models import Reveal
from core.audit.reveals import note_reveal
from core.errors import NotAllowed, RuleBroken
from core.flow.models import EventKind
from specialgroups import policies, wall
from specialgroups.flow import KIND, RECORDS
from specialgroups.models import SupportEnrollment

FIELDS = {
    "name": "姓名",
    "phone": "电话",
    "id_number": "证件号码",
    "address": "住址",
    "document": "文书编号",
    "guardian_name": "监护人姓名",
    "guardian_phone": "监护人电话",
}
# Single forms that one person may print in a day.
FORMS_A_DAY = 20


def note_view(row: SupportEnrollment, *, actor: User, now: datetime | None = None) -> None:
    """That somebody opened the record. Nothing of it is in the line but its number."""
    record(f"{KIND}.view", actor=actor, subject_kind=KIND, subject_id=row.pk, now=now)


def reveal(row_id: int, *, actor: User, field: str, reason: str, now: datetime | None = None) -> str:
    """One value for a minute. The look is committed first; only then is the value opened.

    Its own transaction (durable): a caller that could undo the look is refused."""
    with (
        transaction.atomic(durable=True),
        wall.seen_by(actor, now),
        RECORDS.step(row_id, "reveal", actor=actor, now=now) as s,
    ):
        if field not in policies.may_uncover(actor, s.subject):
            raise NotAllowed("role", "这一项不由你的岗位查看，需要的话请找这份档案的负责人")
        if not s.subject.has_sealed(field):
            raise RuleBroken("missing", "档案里没有这一项")
        note_reveal(
            actor=actor, subject_kind=KIND, subject_id=s.subject.pk, field=field, reason=reason, now=s.now
        )
        s.kind = EventKind.SYSTEM
        s.detail["field"] = field
        s.say(f"查看了{FIELDS[field]}")
    with wall.seen_by(actor, now):
        return RECORDS.queryset().get(pk=row_id).open_sealed(field)


def note_print(row_id: int, code: str, *, actor: User, reason: str, now: datetime | None = None) -> None:
    """That one person's form was set for printing, committed before its bytes leave. No copy is kept."""
    with (
        transaction.atomic(durable=True),
        wall.seen_by(actor, now),
        RECORDS.step(row_id, "print_form", actor=actor, now=now) as s,
    ):
        note_reveal(
            actor=actor,
            subject_kind=KIND,
            subject_id=s.subject.pk,
            field="paper",
            reason=reason,
            way=Reveal.Way.PRINT,
            limit=FORMS_A_DAY,
            now=s.now,
        )
        s.kind = EventKind.SYSTEM
        s.detail["form"] = code
        s.say("打印了表单")
