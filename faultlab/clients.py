"""People at work, each a thread: they read what the act table offers them and do it, and repeat with the same key until told."""

import http.client
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from faultlab.journal import ACK, INTENT, REFUSED, Journal
from faultlab.town import Person
from tests.api.filling import WORDS, filled

PATIENCE = 30.0
# Somebody who is told nothing for so long stops asking; the checker then allows once or never.
GIVES_UP = 180.0
# Not offered: what changes two cases at once, and what has a quota a day.
LEFT_OUT = frozenset({"merge", "unmerge", "reveal_phone", "change_track"})
ROWS = {"confer": 2, "agree": 1}
# Of a case with nothing to say, these are said too often otherwise.
TALK = frozenset(
    {"note", "chase", "contact", "regrade", "assign", "supervise", "confer", "hold_session", "add_party"}
)
NEVER_MIND = "replay_busy"


@dataclass
class World:
    """What all clients share: where to ask, how much is still to do, which cases there are."""

    port: int
    folder: Path
    wanted: int
    cases: list[tuple[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    stop: threading.Event = field(default_factory=threading.Event)
    done: int = 0
    replays: int = 0
    wrong: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    broken: int = 0

    @property
    def is_over(self) -> bool:
        return self.stop.is_set() or self.done >= self.wanted

    def count(self, status: int) -> None:
        with self.lock:
            self.statuses[status] = self.statuses.get(status, 0) + 1


@dataclass(frozen=True)
class Answer:
    status: int
    etag: str
    body: bytes

    @property
    def told(self) -> Any:
        try:
            return json.loads(self.body or b"{}")
        except ValueError:
            return {}


def ask(port: int, token: str, method: str, path: str, told: Any = None, **headers: str) -> Answer:
    """One request on a line of its own. Raises OSError or HTTPException when no whole answer came."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    sent = {"Authorization": f"Bearer {token}", "Connection": "close", "Content-Type": "application/json"}
    try:
        body = None if told is None else json.dumps(told, sort_keys=True)
        line.request(
            method, f"/api/v1/{path}", body, sent | {k.replace("_", "-"): v for k, v in headers.items()}
        )
        answer = line.getresponse()
        if answer.headers.get("Content-Length") is None and answer.status != 204:
            raise http.client.IncompleteRead(
                b""
            )  # cut among the headers: http.client takes that for their end
        return Answer(answer.status, answer.headers.get("ETag", "").strip('"'), answer.read())
    finally:
        line.close()


class Client(threading.Thread):
    """One person at one desk. The seed decides what they try; what they are allowed, the answers say."""

    def __init__(self, number: int, person: Person, world: World, seed: int) -> None:
        super().__init__(daemon=True)
        self.me, self.world = person, world
        self.chance = random.Random(f"{seed}:{number}")
        self.journal = Journal(world.folder / f"{number:02}-{person.name}.journal")

    def run(self) -> None:
        try:
            while not self.world.is_over:
                self.turn()
        except (
            Exception
        ) as problem:  # a client that breaks is the lab's own mistake and must not pass for peace
            self.world.wrong.append(f"{self.me.name}: {type(problem).__name__} {problem}")
            raise
        finally:
            self.journal.close()

    def turn(self) -> None:
        mine = [no for no, name in self.world.cases if self.me.is_street or name == self._side()]
        if len(mine) < 4 or self.chance.random() < 0.1:
            self.register()
            return
        case = self.read(f"cases/{self.chance.choice(mine[-60:])}/")
        # Somebody at work does the next thing too.
        while case is not None and not self.world.is_over:
            case = self.act(case) if self.chance.random() < 0.8 else None

    def _side(self) -> str:
        return "dongyuan" if self.me.name in ("outsider", "other_secretary") else "tiebei"

    def register(self) -> None:
        word = "".join(self.chance.choice("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥") for _ in range(10))
        told = {
            "source": "resident", "place": self.chance.choice(self.me.places), "cause": "23", "title": f"漏水{word}",
            "summary": "厨房顶漏水三天了", "people_involved": 2, "households_involved": 2, "severity": "micro",
            "party": [{"role": "applicant", "name": "张三丰"}, {"role": "respondent", "name": "李四光"}],
        }  # fmt: skip
        answer = self.do("cases/", told, what="register", title=told["title"])
        if answer is not None and answer.status == 201:
            with self.world.lock:
                self.world.cases.append((answer.told["no"], self._side()))

    def act(self, case: dict[str, Any]) -> dict[str, Any] | None:
        """One of the acts that this person may do now; the case as it is afterwards."""
        offered = [
            one["act"] for one in case.get("acts", ()) if one["allowed"] and one["act"] not in LEFT_OUT
        ]
        if not offered:
            return None
        act = self.chance.choices(offered, [1 if one in TALK else 5 for one in offered])[0]
        form = self.read(f"cases/{case['no']}/forms/{act}/")
        if form is None:
            return None
        told = filled(form["fields"], timezone.now(), _known(act, form["fields"]), ROWS.get(act, 0))
        version = case["version"]
        answer = self.do(
            f"cases/{case['no']}/acts/{act}/",
            told,
            what=act,
            case=case["no"],
            version=version,
            If_Match=f'"{version}"',
        )
        return answer.told if answer is not None and answer.status == 200 else None

    def read(self, path: str) -> dict[str, Any] | None:
        """None when it is not to be had: out of scope, or no answer now."""
        try:
            answer = ask(self.world.port, self.me.token, "GET", path)
        except (OSError, http.client.HTTPException):
            self.world.broken += 1
            time.sleep(0.1)
            return None
        self.world.count(answer.status)
        if answer.status >= 500:
            time.sleep(0.3)
        return answer.told if answer.status == 200 else None

    def do(self, path: str, told: Any, *, what: str, If_Match: str = "", **facts: Any) -> Answer | None:
        """Intend, send, repeat with the same key until there is an answer that decides, note it."""
        key = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        self.journal.write(INTENT, key, user=self.me.user_id, what=what, **facts)
        headers = {"Idempotency_Key": key} | ({"If_Match": If_Match} if If_Match else {})
        answer, tries = self._until_told(path, told, headers)
        if answer is None:
            return None
        if answer.status >= 400:
            self.journal.write(
                REFUSED, key, status=answer.status, code=answer.told.get("code", ""), tries=tries
            )
            return answer
        no = answer.told.get("no", facts.get("case", ""))
        self.journal.write(ACK, key, status=answer.status, case=no, version=answer.etag, tries=tries)
        with self.world.lock:
            self.world.done += 1
        if self.chance.random() < 0.1:
            self._once_more(path, told, headers, answer)
        return answer

    def _until_told(self, path: str, told: Any, headers: dict[str, str]) -> tuple[Answer | None, int]:
        until, tries = time.monotonic() + GIVES_UP, 0
        while time.monotonic() < until:
            tries += 1
            try:
                answer = ask(self.world.port, self.me.token, "POST", path, told, **headers)
            except (OSError, http.client.HTTPException):
                self.world.broken += 1
                time.sleep(0.2)
                continue
            self.world.count(answer.status)
            if answer.status < 500 and answer.told.get("code") != NEVER_MIND:
                return answer, tries
            time.sleep(0.3)
        return None, tries

    def _once_more(self, path: str, told: Any, headers: dict[str, str], first: Answer) -> None:
        """A repetition gets the first answer's bytes; the same key with other words is refused."""
        again, _ = self._until_told(path, told, headers)
        other, _ = self._until_told(path, {**told, "title": "别的"}, headers)
        if again is None or other is None:
            return
        self.world.replays += 1
        if (again.status, again.body) != (first.status, first.body):
            self.world.wrong.append(f"{path}: a repetition was answered {again.status}, first {first.status}")
        if other.status != 422:
            self.world.wrong.append(f"{path}: the same key with other words was answered {other.status}")


def _known(act: str, fields: list[dict[str, Any]]) -> dict[str, Any]:
    """What no field calls required, because it is one of several ways to answer."""
    today = timezone.localdate()
    later = str(today + timedelta(days=5))
    answers: dict[str, dict[str, Any]] = {
        "chase": {"text": WORDS},
        "suspend": {"resume_on": later},
        "apply_confirmation": {"checked": True, "both_applied": True},
        "sign_agreement": {"parties_signed_on": str(today)},
        "renegotiate": {one["name"]: later for one in fields if one["name"].startswith("day_")},
        "archive": {"missing_note": WORDS},
    }
    return answers.get(act, {})
