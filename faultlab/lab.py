"""One run: people work, hands break things, everything heals, all that is due goes out, and the checker looks."""

import http.client
import os
import random
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from faultlab import checker, town
from faultlab.checker import Found
from faultlab.clients import Client, World, ask
from faultlab.duties import Duties
from faultlab.hands import Hand
from faultlab.rig import Rig
from faultlab.sessions import session_of
from faultlab.town import Street

# A hand waits for its share of the work, but not for ever: a fault may hold the work up.
WORK_PATIENCE = 40.0
LONG = 1_000
BEGAN = time.monotonic()


@dataclass
class Blow:
    """One fault as it happened: seconds until the health page answered again."""

    hand: Hand
    healed: float


@dataclass
class Lab:
    """`with Lab(rig, duties, clients=6, wanted=300) as lab: lab.run(hands)`, then `lab.finish()`."""

    rig: Rig
    duties: Duties
    clients: int
    wanted: int
    blows: list[Blow] = field(default_factory=list)
    looked: int = 0
    pages: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    worked: float = 0.0
    out: float = 0.0

    def __post_init__(self) -> None:
        self.chance: random.Random = self.rig.chance
        self.journals = self.rig.folder.parent / "journals"
        self.journals.mkdir()
        self.threads: list[Client] = []
        self._over = threading.Event()

    @property
    def is_long(self) -> bool:
        """All programs doubled, every hand drawn."""
        return self.wanted >= LONG

    def __enter__(self) -> Self:
        self.street: Street = town.build()
        say("街道建好了，启动网页、后台任务和定时")
        self.rig.start(doubled=self.is_long)
        say("都起来了")
        self.world = World(self.rig.web_line.port, self.journals, self.wanted)
        names = town.WORKERS[: self.clients]
        people = [self.street.people[name] for name in names]
        self.threads = [Client(at, one, self.world, self.rig.seed) for at, one in enumerate(people)]
        for thread in (*self.threads, threading.Thread(target=self._probe, daemon=True)):
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.world.stop.set()
        self._over.set()

    def run(self, hands: Sequence[Hand]) -> None:
        """Each hand at its share of the work; then the rest of the work."""
        begun = time.monotonic()
        for number, hand in enumerate(hands, 1):
            self._work_until(self.wanted * number // (len(hands) + 1))
            self.duties.bring_due(self.chance, 3)
            self.strike(hand)
        self._work_until(self.wanted)
        self.worked = time.monotonic() - begun

    def strike(self, hand: Hand) -> None:
        time.sleep(self.chance.uniform(0, 0.3))
        hand.act(self)
        self.blows.append(Blow(hand, self.rig.heal()))
        say(f"{hand.code} {hand.words}，{self.blows[-1].healed:.1f}秒恢复；办成{self.world.done}次")

    def _work_until(self, done: int) -> None:
        until = time.monotonic() + WORK_PATIENCE
        while self.world.done < done and time.monotonic() < until and not self.world.wrong:
            time.sleep(0.05)

    def finish(self) -> Found:
        """Everybody ends what they have begun; what is due goes out; everything is checked."""
        self.world.stop.set()
        for thread in self.threads:
            thread.join(timeout=240)
        self._over.set()
        self.out = self.duties.wait_until_out()
        self.wrong += self.world.wrong + self.duties.faults()
        if count := self.world.statuses.get(500, 0) + self.pages.get(500, 0):
            self.wrong.append(f"网页答了{count}次500")
        return checker.check(self.journals)

    # --- looking where one may not, and at pages ----------------------------------------------------------
    def _probe(self) -> None:
        """I8: somebody of the other community asks for cases that are not theirs, all the time; and a page is opened."""
        stranger, cookie = self.street.people["other_secretary"], session_of(self.street.cast.clerk)
        while not self._over.is_set():
            mine = [no for no, side in list(self.world.cases) if side == "tiebei"]
            if mine:
                self._look(stranger.token, random.choice(mine))
            status = page(self.world.port, "/cases/", cookie)
            self.pages[status] = self.pages.get(status, 0) + 1
            time.sleep(0.2)

    def _look(self, token: str, no: str) -> None:
        try:
            answer = ask(self.world.port, token, "GET", f"cases/{no}/")
        except (OSError, http.client.HTTPException):
            return
        self.looked += 1
        if answer.status not in (404, 500, 502, 503):
            self.wrong.append(f"I8 外社区的人打开了{no}：{answer.status}")


def page(port: int, path: str, cookie: str) -> int:
    """The status of a page; 0 when no answer came."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        line.request("GET", path, headers={"Cookie": cookie, "Connection": "close"})
        answer = line.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        line.close()


def say(text: str) -> None:
    if os.environ.get("FAULTLAB_QUIET") != "1":
        sys.stderr.write(f"{time.monotonic() - BEGAN:6.1f} {text}\n")
