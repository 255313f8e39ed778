"""Entered by a paper and a second person, or not at all."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.accounts.models import User
from core.crypto import blind_indexes
from core.crypto.seal import folded, mac
from core.crypto.sealed import next_numbers
from core.errors import NotAllowed, RuleBroken
from core.flow import clockwork
from core.flow.checks import not_before, not_future
from core.flow.edits import write_down
from core.identity import birth_date, is_younger_than
from grids.scope import Scope
from residents.models import Resident
from specialgroups import wall
from specialgroups.actions.erasing import destroy
from specialgroups.choices import EnrollmentState, MemberKind
from specialgroups.flow import KIND, RECORDS
from specialgroups.models import SupportEnrollment, SupportMember, make_key
from specialgroups.programmes import TERMS, latest_end, next_contact
from specialgroups.querysets import served

GROWN_UP = 18


@dataclass(frozen=True)
class Entry:
    """What the paper says, and who it is."""

    programme: str
    document_kind: str
    document: str
    document_on: date
    issued_by: str
    start_on: date
    due_end_on: date
    name: str
    id_number: str
    phone: str = ""
    address: str = ""
    guardian_name: str = ""
    guardian_phone: str = ""
    wants_woman: bool = False
    family_asked: bool = False
    needs: list[str] = field(default_factory=list)


def propose(
    entry: Entry, *, actor: User, is_demo: bool = False, now: datetime | None = None
) -> SupportEnrollment:
    """Put somebody forward; nobody is helped under a programme before a second person confirmed it.

    Refuses papers that are not of the programme, a course that is over or too long, a minor where the law keeps minors
    out, and somebody who is in the programme already. The caller has named who sees (wall.seen_by)."""
    now = now or timezone.now()
    if entry.programme not in served(Scope.of(actor)):
        raise NotAllowed("role", "登记帮扶档案由本项目的帮扶干部来做")
    _check(entry, timezone.localdate(now))
    resident = _in_register(entry.id_number)
    row = SupportEnrollment(
        pk=next_numbers(SupportEnrollment)[0],
        state=EnrollmentState.PROPOSED,
        programme=entry.programme,
        community_id=resident.community_id if resident else None,
        lead_worker=actor,
        reader_ids=[actor.pk],
        document_kind=entry.document_kind,
        document_on=entry.document_on,
        issued_by=entry.issued_by,
        start_on=entry.start_on,
        due_end_on=entry.due_end_on,
        person_mark=mark_of(entry.programme, entry.id_number),
        wants_woman=entry.wants_woman,
        is_minor=is_minor(entry.id_number, timezone.localdate(now)),
        needs=list(entry.needs),
        created_by=actor,
        created_at=now,
        last_act="提出登记",
        last_act_at=now,
        is_demo=is_demo,
    )
    with transaction.atomic():
        _write(row, entry, resident, actor, now)
    return row


def _write(
    row: SupportEnrollment, entry: Entry, resident: Resident | None, actor: User, now: datetime
) -> None:
    row.hold_key(make_key(row.pk))
    for name in ("document", "name", "id_number", "phone", "address", "guardian_name", "guardian_phone"):
        row.seal_in(name, getattr(entry, name))
    row.seal_in("resident", str(resident.pk) if resident else "")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        if "support_once_in_a_programme" not in str(twice):
            raise
        raise RuleBroken("twice", "这个人已经在本项目里，不用再登记", field="id_number") from twice
    SupportMember.objects.create(
        enrollment=row, kind=MemberKind.WORKER, user=actor, since=timezone.localdate(now)
    )
    clockwork.begin(RECORDS, row, "support.confirm", now)
    row.save(update_fields=RECORDS.refresh_due(row))
    write_down(row, KIND, "propose", "提出登记", actor=actor, now=now)
    from_here = {user for user in RECORDS.people("manager", row) if user.pk != actor.pk}
    RECORDS.notify(
        from_here, kind="todo", title="", subject=row, key=f"{KIND}:{row.pk}:v1", now=now, actor=actor
    )


def _check(entry: Entry, today: date) -> None:
    terms = TERMS[entry.programme]
    if entry.document_kind not in terms.documents:
        raise RuleBroken("document", "这种文书不是本项目的依据，请核对", field="document_kind")
    if entry.issued_by not in terms.issuers:
        raise RuleBroken("issuer", "本项目的文书不由这个机关出具，请核对", field="issued_by")
    if entry.document_on > today:
        raise RuleBroken("future", "文书日期不能晚于今天", field="document_on")
    not_before(entry.due_end_on, entry.start_on, "due_end_on", "到期日期不能早于开始日期")
    not_before(entry.due_end_on, today, "due_end_on", "已经到期的不再登记")
    if entry.due_end_on > latest_end(entry.programme, entry.start_on):
        raise RuleBroken(
            "too_long", f"本项目最长{terms.most_years}年，请照文书核对到期日期", field="due_end_on"
        )
    if terms.is_reviewed and not entry.family_asked:
        raise RuleBroken("family", "本人或家庭提出需要帮助，才能登记", field="family_asked")
    if terms.adults_only and is_minor(entry.id_number, today):
        raise RuleBroken("minor", "未成年人的记录依法封存，不在本系统登记", field="id_number")


def is_minor(id_number: str, today: date) -> bool:
    born = birth_date(id_number)
    return born is not None and is_younger_than(GROWN_UP, born, today)


def mark_of(programme: str, id_number: str) -> bytes:
    """Keyed by programme, and by the ring's first key, which never leaves it: found again after every change of keys."""
    return mac(f"support.{programme}.person", folded(id_number).encode())


def _in_register(id_number: str) -> Resident | None:
    """The register's own row, found by its mark: asked by the program and shown to nobody."""
    found: Resident | None = (
        Resident.objects.filter(
            id_index__in=blind_indexes("resident.id", id_number),
            merged_into__isnull=True,
            moved_out_on__isnull=True,
        )
        .order_by("pk")
        .first()
    )
    return found


def confirm(
    row: SupportEnrollment, *, actor: User, version: int | None = None, now: datetime | None = None
) -> SupportEnrollment:
    """A second person has read the paper. The help begins, and with it the course and the first contact."""
    with RECORDS.step(row, "confirm", actor=actor, version=version, now=now) as s:
        today = timezone.localdate(s.now)
        first = max(today, s.subject.start_on)
        s.set_quietly(
            confirmed_by=actor,
            next_contact_on=min(_first_contact(s.subject, first), s.subject.due_end_on),
            contacts_owed=1,
        )
        s.move()
    return row


def _first_contact(row: SupportEnrollment, day: date) -> date:
    in_days = date.fromordinal(day.toordinal() + row.terms.first_days)
    return min(in_days, next_contact(row.programme, row.cycle, row.start_on, day))


def refuse(
    row: SupportEnrollment, *, actor: User, version: int | None = None, now: datetime | None = None
) -> SupportEnrollment:
    """Not entered, or taken back by whoever put it forward: all that was typed is destroyed at once."""
    # The record is nobody's to see afterwards, so the program itself carries it out; who may is asked all the same.
    with wall.as_job(now), RECORDS.step(row, "refuse", actor=actor, version=version, now=now) as s:
        s.move()
        destroy(s)
    return row


def inform(
    row: SupportEnrollment,
    *,
    actor: User,
    on: date | None = None,
    exempt: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> SupportEnrollment:
    """The person was told what is kept and why, or why not (个人信息保护法 arts. 17, 18, 35)."""
    with RECORDS.step(row, "inform", actor=actor, version=version, now=now) as s:
        if (on is None) == (not exempt):
            raise RuleBroken("missing", "请填告知日期，或者选不告知的理由，两样填一样", field="on")
        if on is not None:
            not_future(on, "on", s.now, "告知日期")
        s.set_quietly(informed_on=on, informed_exempt=exempt)
    return row


def consent(
    row: SupportEnrollment,
    *,
    actor: User,
    on: date | None,
    version: int | None = None,
    now: datetime | None = None,
) -> SupportEnrollment:
    """The person agreed to help beyond the duty, such as job matching; without a day the agreement is taken back."""
    with RECORDS.step(row, "consent", actor=actor, version=version, now=now) as s:
        if on is not None:
            not_future(on, "on", s.now, "同意日期")
        s.set_quietly(agreed_to_more_on=on)
    return row
