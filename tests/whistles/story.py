"""Who acts in the story of a whistle, at which screen, and what clocks ran: told by tests/whistles/test_browser.py."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import time_machine

from core.accounts.models import User
from core.clocks.models import Clock
from disputes.models import CommunityCall, Dispute, Whistle, WhistleUnit
from disputes.whistles.guards import RIGHTS
from tests.cast import Cast
from tests.e2e.conftest import Open, Screen
from tests.whistles.units import Summon

SHANGHAI = ZoneInfo("Asia/Shanghai")
# The machine is shared.
PATIENCE = 40_000


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


@dataclass
class Story:
    """The people, their screens and the office's clock."""

    cast: Cast
    summon: Summon
    open_screen: Open
    clock: time_machine.Traveller
    folder: Path
    case: Dispute
    screens: dict[int, Screen] = field(default_factory=dict)

    @property
    def whistle(self) -> Whistle:
        return Whistle.objects.get()

    def screen(self, user: User, size: str = "desk") -> Screen:
        """Everybody keeps their window; each has signed in through the page."""
        if user.pk not in self.screens:
            opened = self.open_screen(size)
            opened.context.set_default_timeout(PATIENCE)
            opened.account_names = list(User.objects.values_list("username", flat=True))
            self.screens[user.pk] = opened
        screen = self.screens[user.pk]
        # A session sleeps after half an hour: people sign in again.
        if "/login/" in screen.go("/").url:
            screen.sign_in(user)
        return screen

    def unit(self, department: str = "住建局") -> WhistleUnit:
        return WhistleUnit.objects.get(whistle=self.whistle, department__name=department)

    def runs(self, subject: WhistleUnit | Whistle | CommunityCall, **expected: str) -> None:
        """The live clocks of a row with the hour each is due, and no others; a paused one says so."""
        kind = {"WhistleUnit": "whistle_unit", "Whistle": "whistle", "CommunityCall": "community_call"}
        rows = Clock.objects.live().of(kind[type(subject).__name__], subject.pk)
        found = {one.code.rsplit(".", 1)[1]: hour(one) for one in rows}
        assert found == expected
        if kind[type(subject).__name__] != "community_call":
            self.shown(subject, [one for one in rows if one.code not in RIGHTS])

    def shown(self, subject: WhistleUnit | Whistle | CommunityCall, clocks: Iterable[Clock]) -> None:
        """What the manager's page says of these clocks: the hour each is due, or that it stands still."""
        wanted = list(clocks)
        if not wanted:
            return
        page = self.screen(self.cast.manager).go(self.whistle.get_absolute_url())
        strip = page.locator("section[aria-labelledby=clocks-title] .clock-strip")
        if isinstance(subject, WhistleUnit):
            strip = (
                page.locator(".unit-row")
                .filter(has_text=subject.department.name)
                .first.locator(".clock-strip")
            )
        lines = strip.locator("li").all_inner_texts()
        for clock in wanted:
            told = [line for line in lines if line.startswith(clock.rule.title)]
            due = f"应 {clock.due_words(datetime.now(SHANGHAI))} 前"
            stands = "暂停" if clock.paused_at else due
            assert any(stands in line for line in told), (clock.code, due, lines)


def hour(clock: Clock) -> str:
    if clock.paused_at is not None:
        return "paused"
    return clock.due_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
