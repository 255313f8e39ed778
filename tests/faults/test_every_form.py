"""Every form that anybody can reach, against hostile text and choices (trust.md section 5): an answer in words or a page,
never a fault; and every case that lies outside is the same as one that never was.

The pages are found by following links from each person's start page, one page of each kind, so a new form is in it."""

import uuid
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from core.accounts.actions import create_program
from core.accounts.models import User
from core.hooks.actions import create_webhook, send_test
from disputes.actions import watch
from disputes.choices import State
from tests.disputes.walk import T0, Walk
from tests.faults.forms import KEY, Form, kind_of, ours, read
from tests.long import LONG, rounds

pytestmark = [pytest.mark.faults, pytest.mark.django_db]

SVG = "\"'><svg onload=alert(1)>{{7*7}}{% now 'Y' %}%s%n\\'; DROP TABLE x;--"
TYPED = {
    "markup": SVG,
    "much": SVG + "长" * 10_000,
    "rare": "𠮷野家👨‍👩‍👧🔥\r\n１２＝３",
    "no_day": "2026-02-30",
    "huge": "9" * 40,
}
CHOSEN = {"foreign": "999999999", "words": SVG}
# Most people's pages of a kind are alike: a usual run reads each as so many people; the pages that differ most by who looks, as all.
READ_BY = rounds(3, 100)
DIFFER = {"home:workbench", "disputes:detail", "disputes:list", "dashboard:index"}
# A usual run sends every form the first two, and one of the others in turn; XG_LONG=1 sends them all.
TURNS = ("rare", "no_day", "huge")
# These end the very session that walks, or are somebody else's.
LEFT_OUT = {"accounts:logout", "accounts:demo_sign_in", "accounts:login"}
# Sent twice they say the same, or only the second time: a key would answer a stale picture.
WITHOUT_KEY = {
    "accounts:display",
    "accounts:sign_out_others",
    "accounts:password",
    "accounts:enrol",
    "accounts:verify",
    "accounts:recovery_codes",
    "audit:verify",
    "disputes:bulk",
    "disputes:reveal",  # its answer is a telephone number, which nothing may keep
    "disputes:taste",
    "disputes:watch",
    "homes:find",
    "hooks:new",  # as tokens:new: a secret may be kept with no answer
    "hooks:rotate",
    "notices:mute",
    "notices:read_all",
    "notices:read_one",
    "notices:decide",
    "rules:sum",
    "tokens:new",  # a wrong code must be counted, and a key may be kept with no answer
    "tokens:new_for",
}


@dataclass
class Seen:
    """What the walks found and what was wrong."""

    forms: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    pages: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    cases: set[str] = field(default_factory=set)
    keyless: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)


def walk_as(user: User, seen: Seen, deal_with: Callable[[Client, str, Form], None]) -> None:
    """Follow links from the start page, one page of each kind; every form of a new kind is dealt with."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    waiting, known, kinds = deque(["/"]), {"/"}, Counter[tuple[Any, ...]]()
    while waiting:
        path = waiting.popleft()
        kind = (*kind_of(path), path.partition("tab=")[2].partition("&")[0])
        if kind[0] in LEFT_OUT or kinds[kind] or (seen.pages[kind] >= READ_BY and kind[0] not in DIFFER):
            continue
        kinds[kind] += 1
        answer = client.get(path, follow=True)
        if answer.status_code != 200:
            seen.faults.append(f"{user} {path}: {answer.status_code}")
        if "text/html" not in answer.get("Content-Type", ""):
            continue
        page = read(path, answer.content.decode())
        for form in page.forms:
            if kind_of(form.action)[0] not in LEFT_OUT and not seen.forms[form.kind]:
                seen.forms[form.kind] += 1
                deal_with(client, path, form)
        for one in (*page.links, *(form.action for form in page.forms)):
            if one.startswith("/cases/2"):
                seen.cases.add(one.split("?")[0])
        for link in ours(page.links):
            if link not in known:
                known.add(link)
                waiting.append(link)
    seen.pages += kinds


def sent(client: Client, form: Form, data: dict[str, Any]) -> Any:
    """The form as it is sent, and everything it did undone again."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    undone = transaction.atomic()
    # What must be committed before it is shown (a printed paper) takes this for the test's own; nothing is kept here.
    undone._from_testcase = True
    with undone:
        if form.method == "post":
            data = {**data, KEY: str(uuid.uuid4())}
        send = client.post if form.method == "post" else client.get
        answer = send(form.action, data)
        transaction.set_rollback(True)
    client.cookies.load(cookies)
    return answer


@pytest.fixture
def street(walk: Walk) -> Walk:
    """A case in every state, so that every act is offered to somebody."""
    for state in State:
        walk.now = T0
        walk.to(state)
    watch(walk.registered(), user=walk.cast.clerk, on=True)
    program = create_program(
        username="qu-pt", display_name="区平台", purpose="取进度", actor=walk.cast.sysadmin
    )
    facts = {"name": "区平台", "address": "https://hooks.example/", "resources": ["cases"]}
    hook, _ = create_webhook(owner=program, **facts, actor=walk.cast.security_admin)
    send_test(hook, actor=walk.cast.sysadmin)
    return walk


def test_no_form_breaks_or_echoes_whatever_is_typed_and_a_case_outside_is_the_same_as_none(
    street: Walk, settings: Settings
) -> None:
    # A door where nobody lives: no page waits for Redis.
    settings.CELERY_BROKER_URL = settings.REDIS_URL = "redis://127.0.0.1:1/0"
    seen = Seen()

    def deal_with(client: Client, path: str, form: Form) -> None:
        # A filter writes nothing down: two tries are enough.
        turn = len(seen.forms)
        names = ("markup", "much", *(TURNS if LONG else TURNS[turn % 3 : turn % 3 + 1]))
        chosen = CHOSEN if LONG else dict([list(CHOSEN.items())[turn % 2]])
        typed = names if form.method == "post" else ("markup", "huge")
        tries = {f"typed {name}": form.filled(TYPED[name]) for name in typed}
        tries |= {f"chosen {name}": form.filled("好", one) for name, one in chosen.items()}
        tries["empty"] = {}
        for name, data in tries.items():
            answer = sent(client, form, data)
            seen.answers[answer.status_code] += 1
            where = f"{form.kind} on {path}, {name}: {answer.status_code}"
            if answer.status_code >= 500:
                seen.faults.append(where)
            if "<svg onload" in answer.content.decode("utf-8", "replace"):
                seen.faults.append(f"{where} echoes what was typed")
        if form.method == "post":
            answer = sent(client, form, form.filled("a\x00b"))
            if form.names - {KEY, "csrfmiddlewaretoken"} and _has_typed(form) and answer.status_code != 400:
                seen.faults.append(f"{form.kind} takes a NUL: {answer.status_code}")
            if KEY not in form.names and kind_of(form.action)[0] not in WITHOUT_KEY:
                seen.keyless.add(kind_of(form.action)[0])

    with time_machine.travel(street.now, tick=False):
        for user in street.cast.all.values():
            walk_as(user, seen, deal_with)
        compare_with_nothing(street, seen)
    assert seen.faults == [], "\n".join(seen.faults)
    assert seen.keyless == set(), "a double click on these does the thing twice"
    assert len(seen.forms) > 200, len(seen.forms)
    assert seen.answers[422] > 500 and seen.answers[302] > 100, seen.answers


def _has_typed(form: Form) -> bool:
    return any(one.is_typed for one in form.fields)


def compare_with_nothing(street: Walk, seen: Seen) -> None:
    """Each address under a case that anybody in its community meets, opened and written to by the neighbours' clerk."""
    stranger = Client(raise_request_exception=False)
    stranger.force_login(street.cast.outsider)
    under = sorted(seen.cases)
    assert len({kind_of(path) for path in under}) > 20
    for path in under:
        missing = "/".join(["", "cases", "2026-99999", *path.split("/")[3:]])
        for method in (stranger.get, stranger.post):
            theirs, never = method(path), method(missing)
            assert (theirs.status_code, never.status_code) in ((404, 404), (405, 405)), path
            assert theirs.content == never.content, path
