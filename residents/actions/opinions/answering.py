"""What is done about an opinion, the answer, and what the resident says of it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.audit.reveals import note_reveal
from core.errors import RuleBroken
from core.flow.checks import need
from core.flow.models import EventKind
from residents.choices_visits import ANSWERED_BY_WORDS, DISSATISFIED, ReplyWay, Satisfaction
from residents.flows.opinions import KIND, OPINIONS
from residents.models import Opinion

REVEALED = {"name": "姓名", "phone": "电话"}


def handle(
    opinion: Opinion, *, actor: User, handled: str, version: int | None = None, now: datetime | None = None
) -> Opinion:
    """Write down what was done; the answer to the resident still follows."""
    with OPINIONS.step(opinion, "handle", actor=actor, version=version, now=now) as s:
        need(handled, "handled", "请写做了什么、结果怎样")
        s.set_quietly(handled=handled)
        s.set(handled_at=s.now)
        s.say(handled)
    return opinion


def tell_progress(
    opinion: Opinion,
    *,
    actor: User,
    reply_way: str,
    public_text: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Opinion:
    """The resident hears where their matter went; that keeps the promise until the result is there."""
    with OPINIONS.step(opinion, "tell_progress", actor=actor, version=version, now=now) as s:
        need(reply_way, "reply_way", "请选怎么告诉居民的")
        need(public_text, "public_text", "请写告诉了居民什么")
        s.set(told_at=s.now)
        s.say(f"{ReplyWay(reply_way).label}告知", public=public_text)
    return opinion


def reply(
    opinion: Opinion,
    *,
    actor: User,
    reply_way: str,
    public_text: str,
    handled: str = "",
    satisfaction: str = "",
    satisfaction_note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Opinion:
    """Answer the resident; with their satisfaction in the same talk the opinion is closed as well.

    Refuses an answer to a request or complaint of which nobody wrote down what was done."""
    now = now or timezone.now()
    with transaction.atomic():
        with OPINIONS.step(opinion, "reply", actor=actor, version=version, now=now) as s:
            need(reply_way, "reply_way", "请选怎么答复的")
            need(public_text, "public_text", "请写告诉居民的话")
            found = s.subject
            if handled:
                s.set_quietly(handled=handled)
                s.set(handled_at=s.now)
            by_words = found.category in ANSWERED_BY_WORDS
            if not (found.handled or found.target_result or by_words):
                raise RuleBroken("missing", "请写办理结果：做了什么、谁做的", field="handled")
            s.set(replied_at=s.now, replied_by=actor, reply_way=reply_way)
            s.set_quietly(reply_text=public_text)
            s.move()
            s.say(handled or f"{ReplyWay(reply_way).label}答复", public=public_text)
        if satisfaction:
            rate(
                opinion, actor=actor, satisfaction=satisfaction, satisfaction_note=satisfaction_note, now=now
            )
    return opinion


def rate(
    opinion: Opinion,
    *,
    actor: User,
    satisfaction: str,
    satisfaction_note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Opinion:
    """K16, and the end. Not reached and no answer are answers too; 不满意 says with what."""
    with OPINIONS.step(opinion, "rate", actor=actor, version=version, now=now) as s:
        need(satisfaction, "satisfaction", "请选居民的评价；联系不上就选「未联系上」")
        if satisfaction in DISSATISFIED and not satisfaction_note:
            raise RuleBroken(
                "missing", "请写不满意在哪里。还能办的，用「没解决，接着办」", field="satisfaction_note"
            )
        s.set(satisfaction=satisfaction, closed_at=s.now)
        s.set_quietly(satisfaction_note=satisfaction_note)
        s.move()
        s.say(Satisfaction(satisfaction).label)
    return opinion


def rework(
    opinion: Opinion, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> Opinion:
    """The answer did not settle it: taken up again, with a new promise of five working days."""
    with OPINIONS.step(opinion, "rework", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写还有什么没解决")
        s.set(rework_count=s.subject.rework_count + 1, satisfaction="", closed_at=None)
        s.set_quietly(satisfaction_note="", handled="")
        s.move()
        s.say(reason)
    return opinion


def withdraw(
    opinion: Opinion, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> Opinion:
    """Entered twice, by mistake, or taken back by the resident. Only a lead ends a promise without an answer."""
    with OPINIONS.step(opinion, "withdraw", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么撤销：重复、登记错了，还是居民撤回")
        s.set(closed_at=s.now)
        s.move()
        s.say(reason)
    return opinion


def mark_general(
    opinion: Opinion,
    *,
    actor: User,
    is_general: bool,
    note: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Opinion:
    """Of interest to all, or no longer: what the open-affairs notice looks through later."""
    with OPINIONS.step(opinion, "mark_general", actor=actor, version=version, now=now) as s:
        if is_general == s.subject.is_general:
            raise RuleBroken("same", "已经是这样标的，没有变", field="is_general")
        s.set(is_general=is_general)
        s.say(note or ("标为共性意见" if is_general else "取消共性标记"))
    return opinion


def chase(
    opinion: Opinion, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> Opinion:
    """催办: a word to whoever owes the answer."""
    with OPINIONS.step(opinion, "chase", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写要对方做什么、什么时候前")
        s.say(text)
    return opinion


def note(
    opinion: Opinion,
    *,
    actor: User,
    text: str,
    public_text: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Opinion:
    """One more line on the timeline; `public_text` is what the resident is told."""
    with OPINIONS.step(opinion, "note", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写内容")
        s.say(text, public=public_text)
    return opinion


def reveal_contact(
    opinion: Opinion, *, actor: User, field: str, reason: str, now: datetime | None = None
) -> str:
    """The whole name or number, for a reason. The event and the audit line are committed before it is opened (P13)."""
    with OPINIONS.step(opinion, "reveal_contact", actor=actor, now=now) as s:
        if field not in REVEALED or not s.subject.has_sealed(field):
            raise RuleBroken("missing", "居民没有留这一项")
        note_reveal(
            actor=actor, subject_kind=KIND, subject_id=s.subject.pk, field=field, reason=reason, now=s.now
        )
        s.kind = EventKind.SYSTEM
        s.detail["field"] = field
        s.say(f"查看了反映人的{REVEALED[field]}：{reason}")
    return opinion.open_sealed(field)
