"""What residents take part in: a wish that waits to be claimed, one that was thanked for, a team that cleared snow and one
that will paint a fence. Names are invented, numbers cannot be dialled."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from django.utils import timezone

from civics.models import MicroWish, Volunteer, VolunteerActivity
from civics.volunteers.actions import ACTIVITIES, PEOPLE, Joining, Planned, join, plan
from civics.wishes.actions import ACTIONS, Offer, Wished, collect, leave_claim
from core.clocks.calendar import WorkCalendar
from dashboard.demo.names import Namer
from dashboard.demo.places import Places
from dashboard.demo.staff import Staff
from dashboard.demo.teller import Corner, Teller
from dashboard.demo.worktime import OfficeHours

_DESK = ("goods", "想要一个小书桌", "孩子上一年级，现在在饭桌上写作业，桌面80厘米就够", "260")
_TAP = ("repair", "厨房水龙头滴水", "拧不紧，夜里一直滴，想请人换一个", "60")
_LENGTH = timedelta(hours=2)


def tell_civics(places: Places, staff: Staff, chance: Random, calendar: WorkCalendar, now: datetime) -> int:
    """All of them, up to `now`; how many acts were played."""
    teller = Teller(places, staff, chance, now, OfficeHours(calendar))
    life = Life(teller, teller.corner("铁北", 7), Namer(chance))
    life.waiting_wish()
    life.thanked_wish()
    life.snow()
    life.fence()
    return teller.play()


@dataclass
class Life:
    """A corner of 铁北: its worker collects, its clerk looks after the rest."""

    teller: Teller
    corner: Corner
    namer: Namer
    known: dict[str, Any] = field(default_factory=dict)

    def phone(self) -> str:
        return f"0937-07{self.teller.chance.randint(0, 99_999):05}"

    def _wish(self, key: str, told: tuple[str, str, str, str], at: datetime) -> None:
        kind, title, text, amount = told
        self.known[key] = collect(
            Wished(
                self.corner.grid.community, kind, title, Decimal(amount), self.namer.next(), self.phone(), text,
                is_demo=True,
            ),
            actor=self.corner.worker,
            now=at,
        )  # fmt: skip

    def _wish_act(self, key: str, act: str, at: datetime, **said: Any) -> None:
        wish = MicroWish.objects.get(pk=self.known[key].pk)
        ACTIONS[act](wish, actor=self.corner.clerk, now=at, **said)

    def waiting_wish(self) -> None:
        """Somebody has left a telephone on the public page; the clerk has to call."""
        tell, began = self.teller, self.teller.ago(6)
        tell.at(began, lambda at: self._wish("desk", _DESK, at))
        self._checked("desk", began)
        offer = Offer("resident", self.namer.next(), self.phone(), words="家里正好有一张，可以送去")
        tell.at(tell.ago(1), lambda at: leave_claim(self.known["desk"], offer, now=at))

    def _checked(self, key: str, began: datetime) -> None:
        tell, checked = self.teller, began + timedelta(minutes=50)
        tell.at(checked, lambda at: self._wish_act(key, "check", at, is_real=True, is_lawful=True))
        tell.at(checked + timedelta(minutes=5), lambda at: self._wish_act(key, "publish", at))

    def thanked_wish(self) -> None:
        tell, began = self.teller, self.teller.ago(20)
        tell.at(began, lambda at: self._wish("tap", _TAP, at))
        self._checked("tap", began)
        unit = {"kind": "unit", "unit": "安居物业公司", "name": self.namer.next(), "phone": self.phone()}
        tell.at(tell.ago(18), lambda at: self._wish_act("tap", "enter_claim", at, **unit))
        tell.at(tell.ago(16), self._tap_changed)
        tell.at(tell.ago(15), lambda at: self._wish_act("tap", "confirm", at, feedback="换好了，不滴了"))
        thanks = "打电话感谢，公示栏贴了感谢卡"
        tell.at(tell.ago(14), lambda at: self._wish_act("tap", "close", at, thanks=thanks))

    def _tap_changed(self, at: datetime) -> None:
        told = {
            "delivered_on": timezone.localdate(at),
            "delivery": "上门换了一个水龙头",
            "cost": Decimal("48.50"),
        }
        self._wish_act("tap", "deliver", at, **told)

    def _join(self, key: str, at: datetime, skills: str) -> None:
        told = Joining(
            self.corner.grid.community, self.namer.next(), self.phone(), 1975, skills, is_demo=True
        )
        self.known[key] = join(told, actor=None, now=at)

    def _activity(
        self, key: str, at: datetime, starts_at: datetime, title: str, text: str, risks: str
    ) -> None:
        told = Planned(
            self.corner.grid.community, title, text, "小区北门", starts_at, starts_at + _LENGTH, 12, risks, is_demo=True
        )  # fmt: skip
        self.known[key] = plan(told, actor=self.corner.clerk, now=at)

    def _act(self, key: str, act: str, at: datetime, **said: Any) -> None:
        row = VolunteerActivity.objects.get(pk=self.known[key].pk)
        ACTIVITIES[act](row, actor=self.corner.clerk, now=at, **said)

    def snow(self) -> None:
        """Somebody joined, came and has two hours and two credits; one more has just put their name down."""
        tell, planned = self.teller, self.teller.ago(12)
        start = tell.ago(9)
        tell.at(tell.ago(14), lambda at: self._join("first", at, "会修水电，周末有空"))
        tell.at(tell.ago(13), self._accept)
        words = ("北门广场清扫", "清扫广场落叶和杂物，擦洗健身器材", "工具有锋口，戴手套")
        tell.at(planned, lambda at: self._activity("sweep", at, start, *words))
        tell.at(planned + timedelta(minutes=4), lambda at: self._act("sweep", "announce", at))
        for minutes, act in (
            (-60, "sign_up"),
            (0, "start"),
            (2, "check_in"),
            (122, "check_out"),
            (125, "finish"),
        ):
            tell.at(start + timedelta(minutes=minutes), partial(self._step, act))
        tell.at(tell.ago(8), self._confirm)
        tell.at(tell.ago(0), lambda at: self._join("second", at, "会理发"))

    def _accept(self, at: datetime) -> None:
        row = Volunteer.objects.get(pk=self.known["first"].pk)
        PEOPLE["accept"](row, actor=self.corner.clerk, risks_told=True, now=at)

    def _step(self, act: str, at: datetime) -> None:
        who = (
            {"volunteer": Volunteer.objects.get(pk=self.known["first"].pk)}
            if act not in ("start", "finish")
            else {}
        )
        self._act("sweep", act, at, **who)

    def _confirm(self, at: datetime) -> None:
        records = self.known["sweep"].records.values_list("pk", flat=True)
        self._act("sweep", "confirm_hours", at, hours={pk: Decimal(2) for pk in records})

    def fence(self) -> None:
        """Announced for next week."""
        tell, planned = self.teller, self.teller.ago(2)
        start = (tell.now + timedelta(days=5)).replace(hour=10, minute=0, second=0, microsecond=0)
        words = ("给花园围栏刷漆", "一起给小区花园的围栏刷新漆，材料由社区准备", "油漆有味道，戴口罩和手套")
        tell.at(planned, lambda at: self._activity("fence", at, start, *words))
        tell.at(planned + timedelta(minutes=6), lambda at: self._act("fence", "announce", at))
