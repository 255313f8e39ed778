"""Duties under the kills: reminders brought due, what the gateway and the mail server took, and waiting until all is out."""

import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection

from core.clocks.models import Clock
from core.clocks.store import load_calendar
from core.clocks.sweeper import database_now
from core.clocks.timing import points_of
from core.notices.models import Notice, Outbox
from faultlab.database import patiently
from tests.notices.gateway import Gateway
from tests.notices.mail_server import MailServer

_KEY = re.compile(r"Message-ID: <([^@>]+)@")
# A sender that died leaves a lease of a minute, and beat ticks every 15 s.
OUT_WITHIN = 100.0


@dataclass
class Duties:
    """`asked` are reminders that were brought due: clock, which of its moments, the notice's key, not before when."""

    gateway: Gateway
    mail: MailServer
    asked: list[tuple[int, int, str]] = field(default_factory=list)
    moments: dict[int, float] = field(default_factory=dict)

    def bring_due(self, chance: random.Random, most: int) -> int:
        """The next reminder of some running clocks comes in a second, as if the days had passed. Returns how many."""
        return patiently(lambda: self._bring_due(chance, most))

    def _bring_due(self, chance: random.Random, most: int) -> int:
        calendar, found = load_calendar(), 0
        waiting = Clock.objects.live().filter(
            next_fire_at__isnull=False, paused_at=None, moved_at=None, review_at=None
        )
        rows = list(waiting.select_related("rule").exclude(pk__in=self.moments).order_by("pk")[:400])
        for clock in chance.sample(rows, min(most, len(rows))):
            points = points_of(clock, calendar)
            # Only what reminds: time alone changes no state here.
            if clock.fired >= len(points) or points[clock.fired].kind not in ("share", "day"):
                continue
            at = database_now() + timedelta(seconds=1)
            moved = Clock.objects.live().filter(
                pk=clock.pk, fired=clock.fired, next_fire_at=clock.next_fire_at
            )
            if moved.update(next_fire_at=at):
                point = points[clock.fired]
                self.asked.append((clock.pk, clock.fired, f"clock:{clock.pk}:{point.key or point.index}"))
                self.moments[clock.pk] = at.timestamp()
                found += 1
        return found

    def wait_until_out(self) -> float:
        """Seconds until nothing due waits and the outbox holds nothing to send; `OUT_WITHIN` and more: it did not empty.
        What waits for the morning is let out now."""
        begun = time.monotonic()
        while time.monotonic() - begun < OUT_WITHIN:
            if patiently(self._is_out):
                break
            time.sleep(0.5)
        return time.monotonic() - begun

    def _is_out(self) -> bool:
        now = database_now()
        waits = Outbox.objects.filter(state=Outbox.State.PENDING, attempts=0, send_after__gt=now)
        waits.update(send_after=now)
        late = Clock.objects.to_fire(now).exists()
        return not late and not Outbox.objects.filter(state__in=["pending", "sending"]).exists()

    # --- what is found wrong -----------------------------------------------------------------------------
    def faults(self) -> list[str]:
        """I4, I6 and I10 after all is out."""
        return [*self._reminders(), *self._outbox(), *self._outside()]

    def _reminders(self) -> list[str]:
        wrong: list[str] = []
        clocks = Clock.objects.in_bulk([pk for pk, _, _ in self.asked])
        told = dict(Counter(Notice.objects.filter(key__startswith="clock:").values_list("key", flat=True)))
        for pk, moment, key in self.asked:
            if clocks[pk].fired > moment and not told.get(key):
                wrong.append(f"I4 时限{pk}的第{moment + 1}次提醒记成发了，没有人收到")
        early = Notice.objects.filter(key__in=[key for _, _, key in self.asked])
        for key, at in early.values_list("key", "created_at"):
            if at.timestamp() < self.moments[int(key.split(":")[1])]:
                wrong.append(f"I4 {key} 早发了")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT key, recipient_id, count(*) FROM notices_notice GROUP BY 1, 2 HAVING count(*) > 1"
            )
            wrong += [f"I4 {key} 发给{who}{count}次" for key, who, count in cursor.fetchall()]
        if Clock.objects.to_fire(database_now() - timedelta(seconds=60)).exists():
            wrong.append("I4 到期的时限过了一分钟还没有人处理")
        failed = Clock.objects.filter(fire_failures__gt=0).count()
        return wrong + ([f"I4 {failed}个时限处理时出错"] if failed else [])

    def _outbox(self) -> list[str]:
        left = Outbox.objects.filter(state__in=["pending", "sending", "failed"]).values_list(
            "key", "state", "last_error"
        )
        return [f"I6 {key} 还是{state} {why}" for key, state, why in left]

    def _outside(self) -> list[str]:
        """A gateway that keeps keys took each once; a mail server that knows none saw each letter at most once."""
        letters = Counter(found[1] for text in self.mail.letters if (found := _KEY.search(text)))
        wrong = [f"I10 信件{key}寄了{count}次" for key, count in letters.items() if count > 1]
        sent = Outbox.objects.filter(state=Outbox.State.SENT).values_list("key", "channel")
        for key, channel in sent:
            there = key in letters if channel == "email" else key in self.gateway.arrived
            if not there:
                wrong.append(f"I10 {key}记成送到了，{channel}没有收到")
        return wrong

    def figures(self) -> dict[str, int]:
        """How much was asked and came."""
        states = Counter(Outbox.objects.values_list("state", flat=True))
        return {
            "reminders": len(self.asked),
            "notices": Notice.objects.count(),
            "sent": states["sent"],
            "unknown": states["unknown"],
            "letters": len(self.mail.letters),
            "calls": len(self.gateway.calls),
        }
