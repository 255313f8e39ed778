"""Who fulfils it: left on the public page, entered by the community, taken by a colleague, or in the end the community."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civics.models import MicroWish, WishClaim
from civics.wishes.choices import ClaimerKind, ClaimState, WishState
from civics.wishes.flow import WISHES
from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.checks import need
from core.flow.engine import Step
from grids.choices import Role
from grids.models import Department
from grids.scope import Scope

# One wish needs one helper; some more may stand by.
MOST_WAITING = 5


@dataclass(frozen=True)
class Offer:
    """Who offers, and how to reach them."""

    kind: str
    name: str = ""
    phone: str = ""
    unit: str = ""
    words: str = ""


def leave_claim(wish: MicroWish, offer: Offer, *, now: datetime | None = None) -> WishClaim:
    """An offer from the public page; the community calls back before it counts. Refuses a sixth on one wish."""
    with WISHES.step(wish, "leave_claim", actor=None, now=now) as s:
        need(offer.name, "name", "请写怎么称呼您")
        need(offer.phone, "phone", "请写电话，社区要和您联系")
        if s.subject.claims.filter(state=ClaimState.WAITING).count() >= MOST_WAITING:
            raise RuleBroken("enough", "已经有好几位留下了认领，谢谢您。请看看别的心愿")
        claim = _claim(s, offer, ClaimState.WAITING, is_public=True)
        s.say(f"{claim}留下认领，请联系")
    return claim


def _claim(s: Step[MicroWish], offer: Offer, state: str, *, is_public: bool = False) -> WishClaim:
    claim = WishClaim(
        wish=s.subject,
        kind=ClaimerKind(offer.kind).value,
        unit=offer.unit,
        words=offer.words,
        state=state,
        is_public=is_public,
        left_at=s.now,
        decided_at=None if state == ClaimState.WAITING else s.now,
    )
    claim.seal_in("name", offer.name)
    claim.seal_in("phone", offer.phone)
    claim.save()
    return claim


def _give(
    s: Step[MicroWish], claim: WishClaim, *, by: User | None = None, unit: Department | None = None
) -> None:
    """The claim is in force; whoever else waits is told so by the community."""
    waiting = s.subject.claims.filter(state=ClaimState.WAITING).exclude(pk=claim.pk)
    waiting.update(state=ClaimState.DECLINED, decided_at=s.now)
    s.set(claim=claim, claimer=by, claimer_unit=unit, claimed_at=s.now)
    s.move(WishState.CLAIMED)


def _waiting(s: Step[MicroWish], claim: Any) -> WishClaim:
    pk = getattr(claim, "pk", claim)
    found = s.subject.claims.filter(pk=pk, state=ClaimState.WAITING).first() if pk else None
    if found is None:
        raise RuleBroken("missing", "请选哪一位的认领", field="claim")
    return found


def accept_claim(
    wish: MicroWish, *, actor: User, claim: Any, version: int | None = None, now: datetime | None = None
) -> MicroWish:
    """The community has spoken with whoever left it: the claim counts."""
    with WISHES.step(wish, "accept_claim", actor=actor, version=version, now=now) as s:
        chosen = _waiting(s, claim)
        chosen.state, chosen.decided_at = ClaimState.ACCEPTED, s.now
        chosen.save(update_fields=["state", "decided_at"])
        _give(s, chosen)
        s.say(f"由{chosen}认领")
    return wish


def decline_claim(
    wish: MicroWish, *, actor: User, claim: Any, reason: str, version: int | None = None, now: datetime | None = None
) -> MicroWish:  # fmt: skip
    """With the reason; the wish stays open to others."""
    with WISHES.step(wish, "decline_claim", actor=actor, version=version, now=now) as s:
        chosen = _waiting(s, claim)
        need(reason, "reason", "请写为什么、怎么和对方说的")
        chosen.state, chosen.decided_at = ClaimState.DECLINED, s.now
        chosen.save(update_fields=["state", "decided_at"])
        s.say(reason)
    return wish


def enter_claim(
    wish: MicroWish, *, actor: User, kind: str, unit: str = "", name: str = "", phone: str = "",
    version: int | None = None, now: datetime | None = None,
) -> MicroWish:  # fmt: skip
    """Somebody told the community that they will do it. A unit is named, a person can be reached."""
    with WISHES.step(wish, "enter_claim", actor=actor, version=version, now=now) as s:
        need(kind, "kind", "请选由谁认领")
        if kind == ClaimerKind.UNIT:
            need(unit, "unit", "请写是哪个单位")
        elif kind != ClaimerKind.COMMUNITY:
            need(name, "name", "请写怎么称呼认领的人")
            need(phone, "phone", "请写电话，送达时要联系")
        claim = _claim(s, Offer(kind, name, phone, unit), ClaimState.ACCEPTED)
        _give(s, claim)
        s.say(f"由{claim}认领")
    return wish


def take(
    wish: MicroWish, *, actor: User, words: str = "", version: int | None = None, now: datetime | None = None
) -> MicroWish:
    """A colleague takes it, a liaison for the unit. The community has their number in the house."""
    with WISHES.step(wish, "take", actor=actor, version=version, now=now) as s:
        unit = _unit_of(actor)
        kind = ClaimerKind.UNIT if unit is not None else ClaimerKind.STAFF
        claim = _claim(s, Offer(kind, actor.display_name, "", unit.name if unit else "", words), ClaimState.ACCEPTED)  # fmt: skip
        _give(s, claim, by=actor, unit=unit)
        s.say(words or f"由{claim}认领")
    return wish


def _unit_of(user: User) -> Department | None:
    """The department for which a liaison speaks; of two the first."""
    scope = Scope.of(user)
    if not scope.has(Role.DEPT_LIAISON):
        return None
    return Department.objects.filter(pk__in=scope.department_ids).order_by("pk").first()


def fall_back(wish: MicroWish, *, now: datetime | None = None) -> MicroWish:
    """Nobody claimed it in thirty days: the community does it itself (J13)."""
    with WISHES.step(wish, "fall_back", actor=None, now=now) as s:
        _give(s, _claim(s, Offer(ClaimerKind.COMMUNITY), ClaimState.ACCEPTED))
        s.say("公开满30天没有人认领，由社区来办")
    return wish


def give_back(
    wish: MicroWish, *, actor: User, reason: str, version: int | None = None, now: datetime | None = None
) -> MicroWish:
    """It cannot be done by whoever claimed it: open to others again, for thirty days."""
    with WISHES.step(wish, "give_back", actor=actor, version=version, now=now) as s:
        need(reason, "reason", "请写为什么办不了")
        s.subject.claims.filter(state=ClaimState.ACCEPTED).update(
            state=ClaimState.GIVEN_BACK, decided_at=s.now
        )
        s.set(claim=None, claimer=None, claimer_unit=None, claimed_at=None, published_at=s.now)
        s.move()
        s.say(reason)
    return wish
