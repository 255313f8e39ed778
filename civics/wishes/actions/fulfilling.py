"""Delivered, confirmed, thanked for; told to others only with consent; withdrawn any time."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from civics.models import MicroWish, WishClaim
from civics.wishes.choices import ENDED_STATES, ClaimState
from civics.wishes.flow import KIND, WISHES
from civics.wishes.guards import names
from core.accounts.models import User
from core.audit.reveals import note_reveal
from core.errors import RuleBroken
from core.flow import forgetting
from core.flow.checks import need, not_before, not_future
from core.flow.engine import Step
from core.flow.models import EventKind

FORGET = "wish.forget"
REVEALED = {"name": "姓名", "phone": "电话"}


def deliver(
    wish: MicroWish, *, actor: User, delivered_on: date, delivery: str, cost: Decimal | None = None,
    version: int | None = None, now: datetime | None = None,
) -> MicroWish:  # fmt: skip
    """What was brought or done, on which day, at what cost."""
    with WISHES.step(wish, "deliver", actor=actor, version=version, now=now) as s:
        need(delivered_on, "delivered_on", "请填送达的日子")
        need(delivery, "delivery", "请写送了什么、做了什么")
        not_future(delivered_on, "delivered_on", s.now, "送达日期")
        claimed = timezone.localdate(s.subject.claimed_at)
        not_before(delivered_on, claimed, "delivered_on", "送达不能早于认领的那天")
        s.set(delivered_on=delivered_on, cost=cost)
        s.set_quietly(delivery=delivery)
        s.move()
        s.say(delivery)
    return wish


def redo(
    wish: MicroWish, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> MicroWish:
    """The wisher says that it is not what was wished for."""
    with WISHES.step(wish, "redo", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写还差什么")
        s.set(delivered_on=None, cost=None)
        s.move()
        s.say(reason)
    return wish


def confirm(
    wish: MicroWish, *, actor: User | None, feedback: str = "", version: int | None = None, now: datetime | None = None
) -> MicroWish:  # fmt: skip
    """The wisher has it: told to the community, or said by themselves with the code (`actor` None)."""
    with WISHES.step(wish, "confirm", actor=actor, version=version, now=now) as s:
        s.set(confirmed_at=s.now, by_wisher=actor is None)
        s.set_quietly(feedback=feedback)
        s.move()
        s.say("本人凭查询码确认收到" if actor is None else "问过本人，已经收到")
    return wish


def close(
    wish: MicroWish, *, actor: User, thanks: str, version: int | None = None, now: datetime | None = None
) -> MicroWish:
    """Whoever fulfilled it is thanked; the end."""
    with WISHES.step(wish, "close", actor=actor, version=version, now=now) as s:
        need(thanks, "thanks", "请写怎么答谢的")
        s.set(closed_at=s.now, thanks=thanks)
        _end_claims(s)
        s.move()
        s.say(thanks)
    return wish


def _end_claims(s: Step[MicroWish]) -> None:
    s.subject.claims.filter(closed_at=None).update(closed_at=s.now)


def tell_story(
    wish: MicroWish, *, actor: User, story: str, consent_on: date, consent_paper: str,
    version: int | None = None, now: datetime | None = None,
) -> MicroWish:  # fmt: skip
    """A story on the public page, by written consent alone; it names nobody all the same."""
    with WISHES.step(wish, "tell_story", actor=actor, version=version, now=now) as s:
        need(story, "story", "请写故事")
        need(consent_on, "consent_on", "请填本人签同意书的日子")
        need(consent_paper, "consent_paper", "请写同意书放在哪里")
        not_future(consent_on, "consent_on", s.now, "签同意书的日子")
        if names(s.subject, story):
            raise RuleBroken(
                "names", "故事里写着本人的姓名或电话，请改成「一位居民」这样的说法", field="story"
            )
        s.set(consent_on=consent_on, consent_paper=consent_paper)
        s.set_quietly(story=story)
        s.say("本人已书面同意公开")
    return wish


def drop_story(
    wish: MicroWish, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> MicroWish:
    """Consent can be taken back like it was given."""
    with WISHES.step(wish, "drop_story", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么撤下")
        s.set(consent_on=None, consent_paper="")
        s.set_quietly(story="")
        s.say(reason)
    return wish


def withdraw(
    wish: MicroWish, *, actor: User | None, reason: str, version: int | None = None, now: datetime | None = None
) -> MicroWish:  # fmt: skip
    """The wisher does not want it any more (`actor` None: by their code), or it has settled itself."""
    with WISHES.step(wish, "withdraw", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么撤回")
        s.set(closed_at=s.now)
        _end_claims(s)
        s.subject.claims.filter(state=ClaimState.WAITING).update(state=ClaimState.DECLINED, decided_at=s.now)
        s.move()
        s.say(reason)
    return wish


def note(
    wish: MicroWish, *, actor: User, text: str, version: int | None = None, now: datetime | None = None
) -> MicroWish:
    """One more line on the timeline."""
    with WISHES.step(wish, "note", actor=actor, version=version, now=now) as s:
        need(text, "text", "请写内容")
        s.say(text)
    return wish


def reveal_contact(
    wish: MicroWish, *, actor: User, field: str, reason: str, claim: WishClaim | None = None, now: datetime | None = None
) -> str:  # fmt: skip
    """The whole name or number of the wisher or of a claimer, for a reason; the look is committed before it is opened."""
    row = claim or wish
    with WISHES.step(wish, "reveal_contact", actor=actor, now=now) as s:
        if field not in REVEALED or not row.has_sealed(field):
            raise RuleBroken("missing", "没有留这一项")
        whose = "认领人" if claim else "心愿人"
        note_reveal(
            actor=actor, subject_kind=KIND, subject_id=s.subject.pk, field=field, reason=reason, now=s.now
        )
        s.kind = EventKind.SYSTEM
        s.detail["field"] = field
        s.say(f"查看了{whose}的{REVEALED[field]}：{reason}")
    return row.open_sealed(field)


def forget_wishers(*, now: datetime | None = None) -> int:
    """Erase who wished and who claimed from what ended longer ago than the rule says; returns of how many wishes. Called
    every night."""
    now = now or timezone.now()
    done = forgetting.forget_contacts(
        MicroWish, rule=FORGET, ended=ENDED_STATES, action=FORGET, what="wishes", now=now
    )
    forgetting.forget_contacts(
        WishClaim, rule=FORGET, ended=ClaimState.values, action=FORGET, what="claims", now=now
    )
    return done
