"""Two tabs, a line that is cut at random bytes, reloads, killed pages and clocks a day off: nothing is lost, nothing is
doubled, every conflict is shown (ux.md Q-03, trust.md P8).

The short run is part of `make test`; XG_LONG=1 makes it the long one, whose figures stand in docs/offline.md."""

import random
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from core.files.models import StoredFile
from disputes.models import Dispute
from tests.browsing import sign_in
from tests.cast import Cast, Town
from tests.faults.cutting import KEPT, Line, bad_line
from tests.long import LONG, rounds

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DRAFTS, CUTS = rounds(24, 500), rounds(40, 1000)
DAY = 24 * 3600 * 1000
# A request is 1 KB, an answer as much, a picture some: cuts fall into each of them.
WITHIN = 2600

# As the form's own script does it (static/js/outbox/forms.js), without the thumb.
KEEP = """async ([id, place, text, pictures, rev]) => {
  const store = await import("/static/js/outbox/store.js");
  const owner = document.querySelector('meta[name="phone-owner"]').content;
  while (!(await store.isOpen(owner))) await new Promise((done) => setTimeout(done, 50));
  const told = { kind: "上报", about: text, action: "/m/new/", page: "/m/new/", labels: {}, words: "", code: "",
    fields: [["place", place], ["cause", "23"], ["way", "keep"], ["text", text]] };
  const photos = pictures.map((part) => ({ id: part, field: "photos", name: "a.jpg", blob: window.picture }));
  const kept = await store.save(owner, { id, rev }, told, photos, "waiting");
  return { id: kept.id, forked: kept.forked };
}"""
# The phone's clock, a day off or not.
CLOCK = """(() => {
  let skew = 0;
  try { skew = Number(localStorage.getItem("skew") || 0); } catch { return; }
  const Real = Date;
  window.Date = class extends Real {
    constructor(...given) { if (given.length) super(...given); else super(Real.now() + skew); }
    static now() { return Real.now() + skew; }
  };
})()"""
DRAW = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 48, height: 36 });
  canvas.getContext("2d").fillRect(4, 4, 20, 20);
  window.picture = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.6));
}"""
SEND = """async () => {
  const send = await import("/static/js/outbox/send.js");
  const owner = document.querySelector('meta[name="phone-owner"]').content;
  const told = await Promise.race([send.sendAll(owner), new Promise((done) => setTimeout(done, 4000, {}))]);
  return told.offline ? "offline" : told.out ? "out" : "ok";
}"""
LIST = """async () => {
  const store = await import("/static/js/outbox/store.js");
  const owner = document.querySelector('meta[name="phone-owner"]').content;
  return (await store.list(owner)).map((one) => ({ id: one.id, state: one.state, url: one.url, number: one.number,
    rev: one.rev, text: (one.told || {}).about, words: (one.told || {}).words, code: (one.told || {}).code }));
}"""


@pytest.fixture
def line(live_server: LiveServer) -> Iterator[Line]:
    with bad_line(live_server.url) as made:
        yield made


@pytest.fixture
def phone(browser: Any) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


class Phone:
    """Two tabs of one phone and what they were given to keep."""

    def __init__(self, context: BrowserContext, line: Line, place: int) -> None:
        self.context, self.line, self.place = context, line, place
        self.chance = random.Random(20260302)
        self.tabs: list[Page] = []
        self.given: dict[str, int] = {}
        self.kills = self.reloads = 0

    def open_tab(self) -> Page:
        tab = self.context.new_page()
        tab.goto(f"{self.line.url}/m/outbox/")
        tab.evaluate(DRAW)
        self.tabs.append(tab)
        return tab

    def some_tab(self) -> Page:
        """One of the two; now and then it was reloaded, or killed in the middle of sending and opened anew."""
        tab, dice = self.chance.choice(self.tabs), self.chance.random()
        if dice < 0.06:
            self.kill(tab)
            return self.open_tab()
        if dice < 0.16:
            self.reloads += 1
            tab.evaluate("(skew) => localStorage.setItem('skew', skew)", self.chance.choice([-DAY, 0, DAY]))
            tab.goto(f"{self.line.url}/m/outbox/")
            tab.evaluate(DRAW)
        return tab

    def kill(self, tab: Page) -> None:
        self.kills += 1
        self.tabs.remove(tab)
        tab.close(run_before_unload=False)

    def keep(self, tab: Page, number: int) -> None:
        text, pictures = f"第{number:03}件", [str(uuid.uuid4())] if number % 4 == 0 else []
        tab.evaluate(KEEP, [str(uuid.uuid4()), str(self.place), text, pictures, 0])
        self.given[text] = len(pictures)

    def send(self, tab: Page) -> str:
        return str(tab.evaluate(SEND))

    def held(self) -> list[dict[str, Any]]:
        return list(self.tabs[0].evaluate(LIST))

    def send_everything(self) -> None:
        self.line.good()
        for _ in range(20 + DRAFTS):  # each round has a few seconds, a slow machine sends a handful
            self.send(self.tabs[0])
            if all(one["state"] in ("sent", "trouble") for one in self.held()):
                return
        raise AssertionError(Counter(one["state"] for one in self.held()))


@pytest.fixture
def two_tabs(phone: BrowserContext, line: Line, town: Town, cast: Cast) -> Phone:
    phone.add_init_script(CLOCK)
    held = Phone(phone, line, town.building.pk)
    first = phone.new_page()
    sign_in(first, line.url, cast.worker)
    first.goto(f"{line.url}/m/outbox/")
    first.evaluate(KEPT)
    first.close()
    held.open_tab(), held.open_tab()
    return held


def bad_moment(line: Line, chance: random.Random) -> None:
    line.good()
    kind = chance.random()
    if kind < 0.15:
        line.swallow = True
    elif kind < 0.25:
        line.dead = True
    else:
        line.cut_within = WITHIN


def test_two_tabs_and_a_line_that_breaks_lose_nothing_and_double_nothing(
    two_tabs: Phone, line: Line, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    number = rounds = 0
    while number < DRAFTS or line.cuts < CUTS:
        rounds += 1
        tab = two_tabs.some_tab()
        for _ in range(two_tabs.chance.randrange(1, 6) if number < DRAFTS else 0):
            two_tabs.keep(tab, number)
            number += 1
        bad_moment(line, two_tabs.chance)
        if len(two_tabs.tabs) > 1:
            # The other tab sends too; nobody waits for it, and it may be killed before it is done.
            other = next(one for one in two_tabs.tabs if one is not tab)
            other.evaluate(f"() => void ({SEND})()")
        two_tabs.send(tab)
        if number >= DRAFTS and all(one["state"] == "sent" for one in two_tabs.held()):
            two_tabs.keep(tab, number)  # the line has not been cut often enough yet
            number += 1
    two_tabs.send_everything()
    if LONG:
        figures = f"{number} kept, {line.cuts} cuts, {two_tabs.kills} kills, {two_tabs.reloads} reloads"
        sys.stdout.write(f"{figures}, {rounds} rounds\n")
    held = two_tabs.held()
    cases = {case.summary: case for case in Dispute.objects.all()}
    assert Counter(Dispute.objects.values_list("summary", flat=True)) == Counter(
        dict.fromkeys(two_tabs.given, 1)
    )
    assert {one["text"] for one in held} == set(cases) and {one["state"] for one in held} == {"sent"}
    assert all(cases[one["text"]].no in one["url"] for one in held)
    photos = Counter(StoredFile.objects.filter(is_awaited=False).values_list("subject_id", flat=True))
    assert photos == Counter({cases[text].pk: many for text, many in two_tabs.given.items() if many})
    assert not StoredFile.objects.filter(is_awaited=True).exists()
    for case in cases.values():
        assert (
            case.registered_at and 0 <= (case.registered_at - case.recorded_at).total_seconds() <= 72 * 3600
        )
