"""Situations that are set up rather than drawn: the same act by many at once, somebody switched off, a lock that is held."""

import http.client
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core.accounts.actions import disable_account
from core.local.processes import wait_for
from disputes.models import Dispute
from faultlab import town
from faultlab.clients import Answer, Client, ask
from faultlab.journal import INTENT, REFUSED
from faultlab.lab import Lab, page, say
from faultlab.sessions import session_of
from grids.actions.postings import end_posting
from grids.choices import Role
from tests.cast import person

AT_ONCE = 16
# lock_timeout is 5 s; who found no free thread has their turn after those who wait for the lock.
# One web process may have taken them all: two rounds of four threads. PostgreSQL counts lock_timeout (5 s) anew when a
# waiter moves up from the row's queue to the transaction that holds it, so a request waits at most twice that.
PILED_UP, ANSWERED_WITHIN = 8, 22.0
ENOUGH = 8


@dataclass(frozen=True)
class Line:
    """One situation and what was counted in it."""

    code: str
    words: str
    count: int


def run_all(lab: Lab) -> list[Line]:
    """With no other work under way, so that figures are of the situation alone."""
    lab.world.stop.set()
    for thread in lab.threads:
        thread.join(timeout=240)
    lab.world.stop.clear()
    lab.rig.heal()
    # The last hand may have ended PostgreSQL under our own line.
    connection.close()
    return [work(lab) for work in (same_act_at_once, long_lock, switched_off, post_ended)]


def _hands_of(lab: Lab, names: tuple[str, ...], first: int) -> list[Client]:
    people = [lab.street.people[names[at % len(names)]] for at in range(AT_ONCE)]
    return [Client(first + at, one, lab.world, lab.rig.seed) for at, one in enumerate(people)]


def _fresh_case(lab: Lab, number: int) -> tuple[Client, dict[str, Any]]:
    """A case that the clerk has just registered."""
    clerk = Client(number, lab.street.people["clerk"], lab.world, lab.rig.seed)
    known = len(lab.world.cases)
    clerk.register()
    case = clerk.read(f"cases/{lab.world.cases[known][0]}/")
    assert case is not None
    return clerk, case


def _all_at_once(clients: list[Client], work: Callable[[Client], Answer | None]) -> list[tuple[int, float]]:
    """Status and seconds of each; 0 for no answer."""
    ends: list[tuple[int, float]] = []
    line = threading.Barrier(len(clients))

    def run(client: Client) -> None:
        line.wait(30)
        begun = time.monotonic()
        answer = work(client)
        ends.append((answer.status if answer else 0, time.monotonic() - begun))

    threads = [threading.Thread(target=run, args=(one,), daemon=True) for one in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=240)
    return ends


def same_act_at_once(lab: Lab) -> Line:
    """F7: sixteen send the same act at the same version with keys of their own: one wins, the others are told why not."""
    rounds = 10 if lab.is_long else 1
    for number in range(rounds):
        _, case = _fresh_case(lab, 100 + number)
        version, path = case["version"], f"cases/{case['no']}/acts/note/"

        def note(
            client: Client, path: str = path, case: dict[str, Any] = case, version: int = version
        ) -> Any:
            return client.do(
                path,
                {"text": "已经联系过"},
                what="note",
                case=case["no"],
                version=version,
                If_Match=f'"{version}"',
            )

        clients = _hands_of(lab, ("clerk", "second_clerk", "secretary"), 200 + AT_ONCE * number)
        statuses = Counter(status for status, _ in _all_at_once(clients, note))
        if statuses[200] != 1 or set(statuses) - {200, 409}:
            lab.wrong.append(f"F7 同一步{AT_ONCE}人一起办：{dict(statuses)}")
    say(f"F7 {rounds}次，每次{AT_ONCE}人办同一步，一人办成")
    return Line("F7", f"{AT_ONCE}人同时办同一步，每次一人办成、其余看到已变", rounds)


def long_lock(lab: Lab) -> Line:
    """F18: a row is held longer than lock_timeout while a dozen pile up behind it: 503 or 409 in time, and nobody hangs."""
    clerk, case = _fresh_case(lab, 110)
    version, path = case["version"], f"cases/{case['no']}/acts/note/"
    headers = {"If_Match": f'"{version}"'}

    def push(client: Client) -> Answer | None:
        """Once, without a second try: it must be answered while the lock is held."""
        key = str(uuid.uuid4())
        client.journal.write(
            INTENT, key, user=client.me.user_id, what="note", case=case["no"], version=version
        )
        try:
            answer = ask(lab.world.port, client.me.token, "POST", path, {"text": "已经联系过"}, **headers)
        except (OSError, http.client.HTTPException):
            return None
        # Refused at the lock, so before any COMMIT.
        if answer.status == 503:
            client.journal.write(REFUSED, key, status=503, code="", tries=1)
        return answer

    clients = _hands_of(lab, ("clerk", "second_clerk", "secretary"), 300)[
        : PILED_UP if lab.is_long else PILED_UP // 2
    ]
    held, let_go = threading.Event(), threading.Event()
    holder = threading.Thread(target=_hold, args=(case["no"], held, let_go), daemon=True)
    holder.start()
    assert held.wait(30)
    answers = _all_at_once(clients, push)
    let_go.set()
    holder.join()
    slow = max(seconds for _, seconds in answers)
    statuses = Counter(status for status, _ in answers)
    if set(statuses) - {503} or slow > ANSWERED_WITHIN:
        lab.wrong.append(f"F18 行锁被占住时：{dict(statuses)}，最慢{slow:.1f}秒")
    clerk.do(
        path, {"text": "已经联系过"}, what="note", case=case["no"], version=version, If_Match=f'"{version}"'
    )
    say(f"F18 {dict(statuses)}，最慢{slow:.1f}秒")
    return Line("F18", f"行锁一直被占住，{len(answers)}人排队都得到503，最慢{slow:.1f}秒", len(answers))


def _hold(no: str, held: threading.Event, let_go: threading.Event) -> None:
    try:
        with transaction.atomic():
            Dispute.objects.select_for_update().get(no=no)
            held.set()
            let_go.wait(40)
    finally:
        connection.close()


def switched_off(lab: Lab) -> Line:
    """F16: an account is closed while its key and its browser ask without a pause: the next request is refused."""
    return _left_out(lab, "leaver", "账号停用后", _close, key_after={401}, page_after={302})


def post_ended(lab: Lab) -> Line:
    """F16: the only post ends: the next request finds no case."""
    return _left_out(
        lab, "mover", "岗位结束后", _end_post, key_after={403, 404}, page_after={200, 302, 403, 404}
    )


def _close(lab: Lab, user: Any) -> None:
    disable_account(user, actor=lab.street.cast.sysadmin, reason="演练")


def _end_post(lab: Lab, user: Any) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    end_posting(user.postings.get(), last_day=yesterday, reason="演练", actor=lab.street.cast.sysadmin)


def _left_out(
    lab: Lab,
    name: str,
    words: str,
    act: Callable[[Lab, Any], None],
    *,
    key_after: set[int],
    page_after: set[int],
) -> Line:
    _, case = _fresh_case(lab, 120 if name == "leaver" else 121)
    post = {"role": Role.COMMUNITY_CLERK, "community": lab.street.town.tiebei.area}
    user = person(name, "何离岗", "铁北社区专干", post)
    me = replace(town.person(user, name, ()), name=name)
    asked: list[tuple[float, int, int]] = []
    over, cookie = threading.Event(), session_of(user)

    def keep_asking() -> None:
        while not over.is_set():
            begun = time.monotonic()
            key = ask(lab.world.port, me.token, "GET", f"cases/{case['no']}/").status
            asked.append((begun, key, page(lab.world.port, f"/cases/{case['no']}/", cookie)))

    threads = [threading.Thread(target=keep_asking, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert wait_for(lambda: len(asked) >= ENOUGH, 60)
    act(lab, user)
    done = time.monotonic()
    wait_for(lambda: sum(one[0] > done for one in list(asked)) >= ENOUGH, 60)
    over.set()
    for thread in threads:
        thread.join(timeout=30)
    after = [one for one in asked if one[0] > done]
    before = Counter(key for begun, key, _ in asked if begun < asked[ENOUGH - 1][0])
    bad = [one for one in after if one[1] not in key_after or one[2] not in page_after]
    if bad or not after or set(before) != {200}:
        lab.wrong.append(f"F16 {words}：之前{dict(before)}，之后{Counter(one[1:] for one in after)}")
    say(f"F16 {words}{len(after)}次请求，全部拒绝：{not bad}")
    return Line("F16", f"{words}的请求全部拒绝", len(after))
