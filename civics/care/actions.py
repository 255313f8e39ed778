"""Every write of counselling. No word of what was said goes into a timeline, the ledger, a notice or a log."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from civics.care.flow import CARE, KIND, may_book
from civics.care.workflow import CONTACT
from civics.choices_care import CareOutcome, CareSource, CareState
from civics.models.care import CareBooking, CareKey, CareSession
from core.accounts.models import User
from core.audit import erasures
from core.audit.actions import record
from core.audit.reveals import reveal
from core.clocks.actions import cancel_clock
from core.crypto.sealed import next_numbers
from core.errors import NotAllowed, RuleBroken
from core.flow import clockwork
from core.flow.checks import need, not_future
from core.flow.edits import write_down
from core.flow.engine import Step
from grids.models import Area

# Letters and digits that are not mistaken for each other on paper or by telephone.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
FIELDS = {"name": "称呼", "phone": "电话"}
S = CareState


@dataclass(frozen=True)
class Wish:
    """What is taken down at a booking."""

    source: str
    suits: str
    community: Area | None = None
    agreed: bool = False
    is_anonymous: bool = False
    name: str = ""
    phone: str = ""
    wish: str = ""


def book(wish: Wish, *, actor: User, now: datetime | None = None, is_demo: bool = False) -> CareBooking:
    """Take a wish down. Whoever took it down cannot open it again.

    Refuses a family's wish without the person's own consent, and one that nobody could answer."""
    now = now or timezone.now()
    if not may_book(actor):
        raise NotAllowed("role", "心理疏导由网格、社区、综治中心和咨询员登记预约")
    if wish.source == CareSource.FAMILY and not wish.agreed:
        raise RuleBroken("missing", "家里人来约，要先得到本人同意", field="agreed")
    if not wish.is_anonymous:
        need(wish.name, "name", "请填「怎么称呼」，不愿意留就选匿名")
        need(wish.phone, "phone", "请填「电话」，不愿意留就选匿名")
    row = CareBooking(
        pk=next_numbers(CareBooking)[0], state=S.REQUESTED, code=_new_code(), community=wish.community, source=wish.source,
        suits=wish.suits, is_anonymous=wish.is_anonymous, created_by=actor, created_at=now, last_act="预约", last_act_at=now, is_demo=is_demo,
    )  # fmt: skip
    with transaction.atomic():
        row.hold_key(CareKey.make(row.pk))
        row.seal_in("name", "" if wish.is_anonymous else wish.name)
        row.seal_in("phone", wish.phone)
        row.seal_in("wish", wish.wish)
        row.save()
        clockwork.begin(CARE, row, CONTACT, now)
        row.save(update_fields=CARE.refresh_due(row))
        write_down(row, KIND, "book", "预约", actor=actor, now=now)
        CARE.notify(
            set(CARE.people("counsellors", row)) - {actor},
            kind="todo", title=f"新预约：{CARE.title(row)}", subject=row, key=f"{KIND}:{row.pk}:v1", now=now,
        )  # fmt: skip
    return row


def _new_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


Given = dict[str, Any]


def _take(s: Step[CareBooking], said: Given) -> None:
    s.set_quietly(counsellor=s.actor)


def _arrange(s: Step[CareBooking], said: Given) -> None:
    need(said.get("slot_at"), "slot_at", "请填「约在什么时候」")
    need(said.get("place"), "place", "请填「在哪里」")
    if said["slot_at"] <= s.now:
        raise RuleBroken("past", "约的时间要在以后", field="slot_at")
    s.set_quietly(slot_at=said["slot_at"], place=said["place"])


def _meet(s: Step[CareBooking], said: Given) -> None:
    """One talk: date, minutes and theme are kept, the words are sealed for the writer."""
    on: date | None = said.get("on")
    need(on, "on", "请填「日期」")
    need(said.get("minutes"), "minutes", "请填「时长」")
    need(said.get("theme"), "theme", "请选「主题」")
    assert on is not None  # noqa: S101 - needed above
    not_future(on, "on", s.now, "日期")
    talk = CareSession(
        pk=next_numbers(CareSession)[0], booking=s.subject, on=on, minutes=said["minutes"], theme=said["theme"],
        counsellor=s.actor, created_at=s.now,
    )  # fmt: skip
    talk.hold_key(s.subject._key())
    talk.seal_in("words", said.get("words") or "")
    talk.save()
    s.set_quietly(slot_at=None)


def _danger(s: Step[CareBooking], said: Given) -> None:
    need(said.get("called"), "called", "先打电话，再登记")
    s.set_quietly(danger_on=timezone.localdate(s.now))
    s.detail["called"] = True


def _refer(s: Step[CareBooking], said: Given) -> None:
    """精神卫生法 art. 23: what looks like a disorder is for a hospital; a counsellor names none."""
    need(said.get("hospital"), "hospital", "请填「建议去哪家医院」")
    need(said.get("agreed"), "agreed", "要先得到本人或监护人同意")
    s.seal(hospital=said["hospital"])
    s.set_quietly(referred_on=timezone.localdate(s.now))


def _pass_on(s: Step[CareBooking], said: Given) -> None:
    s.set_quietly(counsellor=None, slot_at=None, place="")


def _close(s: Step[CareBooking], said: Given) -> None:
    need(said.get("outcome"), "outcome", "请选「结果」")
    if said["outcome"] == CareOutcome.REFERRED and s.subject.referred_on is None:
        raise RuleBroken("order", "先办「转介医院」，再选这个结果", field="outcome")
    s.set_quietly(outcome=said["outcome"], ended_on=timezone.localdate(s.now), slot_at=None)


def _cancel(s: Step[CareBooking], said: Given) -> None:
    s.set_quietly(ended_on=timezone.localdate(s.now), slot_at=None)


def _erase(s: Step[CareBooking], said: Given) -> None:
    """Name, telephone and every word go with the key; dates, minutes, theme and outcome stay."""
    s.set_quietly(**dict.fromkeys(CareBooking.TEXTS.values()), place="")
    s.subject.sessions.update(words_sealed=None)
    CareKey.objects.filter(record_id=s.subject.pk).delete()


_HOW: dict[str, Callable[[Step[CareBooking], Given], None]] = {
    "take": _take,
    "arrange": _arrange,
    "meet": _meet,
    "danger": _danger,
    "refer": _refer,
    "pass_on": _pass_on,
    "close": _close,
    "cancel": _cancel,
    "erase": _erase,
}


def carry_out(
    act: str,
    row: CareBooking | int,
    *,
    actor: User | None,
    version: int | None = None,
    now: datetime | None = None,
    **said: Any,
) -> Any:
    """One act of the table."""
    with CARE.step(row, act, actor=actor, version=version, now=now) as s:
        _HOW[act](s, said)
        if s.row.to:
            s.move()
    return row


def _action(act: str) -> Callable[..., Any]:
    return lambda row, **said: carry_out(act, row, **said)


ACTIONS: dict[str, Callable[..., Any]] = {act: _action(act) for act in _HOW}


def uncover(
    booking: CareBooking, *, actor: User, field: str, reason: str, now: datetime | None = None
) -> str:
    """A name or a number for the counsellor who has the booking, after the look was committed."""
    if booking.counsellor_id != actor.pk or field not in FIELDS:
        raise NotAllowed("role", "只有接下这个预约的咨询员能看")
    return reveal(
        lambda: booking.open_sealed(field),
        actor=actor, subject_kind=KIND, subject_id=booking.pk, field=field, reason=reason, now=now,
    )  # fmt: skip


def register_erasures() -> None:
    """What was said and is destroyed stays destroyed after a restore of an older copy (core.audit.erasures)."""
    erasures.register(f"{KIND}.erase", _erase_again)


@transaction.atomic
def _erase_again(detail: Mapping[str, Any], at: datetime) -> int:
    """The key and every word, whatever state the old copy has the booking in."""
    row = CareBooking.objects.select_for_update(no_key=True).filter(pk=detail[erasures.SUBJECT]).first()
    if row is None or not CareKey.objects.filter(record_id=row.pk).exists():
        return 0
    empty = dict.fromkeys(CareBooking.TEXTS.values())
    CareBooking.objects.filter(pk=row.pk).update(**empty, place="", state=S.ERASED, version=row.version + 1)
    row.sessions.update(words_sealed=None)
    CareKey.objects.filter(record_id=row.pk).delete()
    for clock in clockwork.live(KIND, row.pk):
        cancel_clock(clock, now=at)
    record(
        f"{KIND}.erase", actor=None, subject_kind=KIND, subject_id=row.pk, detail={"replayed": True}, now=at
    )
    return 1
