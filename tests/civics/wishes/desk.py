"""Brings a wish into any state, and knows one good call of every act: what the generated tests walk with."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from civics.models import MicroWish
from civics.wishes.actions import ACTIONS, Offer, Wished, collect, leave_claim
from civics.wishes.choices import WishState
from core.accounts.models import User
from tests.cast import OTHER_PHONE, PHONE, Cast, Town

# A Monday morning in Shanghai, no holiday near: 2026-03-02 10:00.
T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WISHER, HELPER = "王建国", "郑爱民"


@dataclass
class Desk:
    """Steps forward an hour with each act. The worker writes wishes down, the clerk looks after them."""

    cast: Cast
    town: Town
    now: datetime = T0

    def told(self, **changes: Any) -> Wished:
        facts: dict[str, Any] = {
            "community": self.town.tiebei.area,
            "kind": "goods",
            "title": "想要一个小书桌",
            "text": "孩子在饭桌上写作业",
            "amount": Decimal("200"),
            "name": WISHER,
            "phone": PHONE,
        }
        return Wished(**{**facts, **changes})

    def collected(self, **changes: Any) -> MicroWish:
        return collect(self.told(**changes), actor=self.cast.worker, now=self.now)

    def fresh(self, wish: MicroWish) -> MicroWish:
        return MicroWish.objects.get(pk=wish.pk)

    def do(self, wish: MicroWish, act: str, by: User | str = "", **changes: Any) -> MicroWish:
        self.now += HOUR
        actor: Any = getattr(self.cast, by or WHO[act]) if isinstance(by, str) else by
        data = {**DATA[act], **changes}
        if act in ("accept_claim", "decline_claim") and "claim" not in data:
            data["claim"] = self.offered(wish)
        ACTIONS[act](self.fresh(wish), actor=actor, now=self.now, **data)
        return self.fresh(wish)

    def offered(self, wish: MicroWish, **changes: Any) -> Any:
        facts = {"kind": "resident", "name": HELPER, "phone": OTHER_PHONE, "words": "家里正好有一张"}
        return leave_claim(self.fresh(wish), Offer(**{**facts, **changes}), now=self.now)

    def to(self, state: str, **changes: Any) -> MicroWish:
        """A fresh wish in that state, begun on the same morning."""
        self.now = T0
        wish = self.collected(**changes)
        for act in ROADS[WishState(state)]:
            wish = self.do(wish, act)
        return wish


S = WishState
_CLAIMED = ("check", "publish", "enter_claim")
ROADS: dict[WishState, tuple[str, ...]] = {
    S.COLLECTED: (),
    S.CHECKED: ("check",),
    S.PUBLISHED: ("check", "publish"),
    S.CLAIMED: _CLAIMED,
    S.DELIVERED: (*_CLAIMED, "deliver"),
    S.CONFIRMED: (*_CLAIMED, "deliver", "confirm"),
    S.CLOSED: (*_CLAIMED, "deliver", "confirm", "close"),
    S.REFUSED: ("refuse",),
    S.WITHDRAWN: ("withdraw",),
}
WHO: dict[str, str] = {
    "accept_claim": "clerk", "check": "clerk", "close": "clerk", "confirm": "clerk", "decline_claim": "clerk", "deliver": "clerk",
    "drop_story": "clerk", "edit": "worker", "enter_claim": "clerk", "give_back": "clerk", "note": "clerk", "publish": "clerk",
    "redo": "clerk", "refuse": "clerk", "take": "mediator", "take_down": "clerk", "tell_story": "clerk", "withdraw": "clerk",
}  # fmt: skip
DATA: dict[str, dict[str, Any]] = {
    "accept_claim": {},
    "check": {"is_real": True, "is_lawful": True},
    "close": {"thanks": "打电话感谢"},
    "confirm": {"feedback": "很合用"},
    "decline_claim": {"reason": "离得太远，电话里说好了"},
    "deliver": {"delivered_on": date(2026, 3, 2), "delivery": "送去一张书桌", "cost": Decimal("180.50")},
    "drop_story": {"reason": "本人不想再公开"},
    "edit": {"kind": "goods", "title": "想要一张书桌", "text": "孩子上一年级", "amount": Decimal("250")},
    "enter_claim": {"kind": "volunteer", "name": HELPER, "phone": OTHER_PHONE},
    "give_back": {"reason": "家里有事，办不了"},
    "note": {"text": "和本人约了周三"},
    "publish": {},
    "redo": {"reason": "桌子少一颗螺丝"},
    "refuse": {"reason": "已经走临时救助，和本人说过"},
    "take": {},
    "take_down": {"reason": "尺寸写错了"},
    "tell_story": {
        "story": "一位居民有了新书桌",
        "consent_on": date(2026, 3, 2),
        "consent_paper": "社区档案柜2号盒",
    },
    "withdraw": {"reason": "亲戚已经送了"},
}
