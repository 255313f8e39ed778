"""The people of one journey, their screens and the office's clock."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import time_machine

from core.accounts.models import User
from core.clocks.selectors import clocks_for
from disputes.models import Dispute, DisputeEvent
from tests.cast import Cast
from tests.e2e.conftest import Open, Screen
from tests.e2e.witness import KIND, Witness

DAY = timedelta(hours=24)
MATTER = "漏水排水"


@dataclass
class Street:
    """The people, their screens and the office's clock."""

    cast: Cast
    open_screen: Open
    clock: time_machine.Traveller
    witness: Witness
    folder: Path
    desks: list[Screen] = field(default_factory=list)

    def at_the_desk(self, user: User) -> Screen:
        screen = self.open_screen("desk")
        screen.sign_in(user)
        self.desks.append(screen)
        return screen

    def later(self, moment: datetime) -> None:
        """Put the office's clock forward, once no page asks for anything: its sign-in would be over."""
        for screen in self.desks:
            screen.page.wait_for_load_state("networkidle")
        self.clock.move_to(moment)

    @property
    def case(self) -> Dispute:
        assert self.witness.case is not None
        return self.witness.case


def sees(screen: Screen, event: DisputeEvent) -> None:
    """The newest line of the timeline is this event in words, and every running clock stands above it."""
    case = event.dispute
    page = screen.go(f"{case.get_absolute_url()}?tab=timeline")
    line = page.locator("ol.timeline > li").first.inner_text()
    assert event.label in line and event.text in line
    assert (event.actor.display_name if event.actor else event.actor_title) in line
    if event.to_state:
        assert f"{event.get_from_state_display()}→{event.get_to_state_display()}" in line
    strip = page.locator(".clock-strip").inner_text()
    for clock in clocks_for(KIND, case.pk):
        assert clock.rule.title in strip
    assert page.locator(".page-head").get_by_text(case.get_state_display(), exact=True).is_visible()
    page.wait_for_load_state(
        "networkidle"
    )  # before the office's clock is put forward and the sign-in is over


def finds_in_inbox(screen: Screen, words: str) -> None:
    page = screen.go("/messages/")
    page.locator(".task-list").get_by_text(words).first.wait_for()
    screen.look("messages")
