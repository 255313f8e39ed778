"""Keys that are no longer good, never were, or open something else, at every address of the API; and the methods that no
address offers, which must not tell of a thing what GET hides (trust.md P1).

XG_LONG=1 asks everything; usually a seeded sample, in which every address of the API is asked."""

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache as kept
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.api.models import ApiToken
from core.api.tokens import create_token, revoke_token
from specialgroups import wall
from tests.long import LONG
from tests.permissions.addresses import addresses
from tests.permissions.asking import SIGN_IN, every_scope, undone
from tests.permissions.cells import Ask, Question, asks, sampled
from tests.permissions.expected import is_public
from tests.permissions.layout import lay_out
from tests.permissions.people import ANONYMOUS, EXPIRED, WALL, people
from tests.permissions.things import Places
from xiongguan.api import families

pytestmark = pytest.mark.django_db
READS = ("GET", "HEAD", "OPTIONS")
WRITES = ("POST", "PUT", "PATCH", "DELETE")
# No address offers these to anybody.
NEVER = ("OPTIONS", "TRACE", "CONNECT", "PUT", "PATCH", "DELETE")
METHODS = ("GET", "HEAD", "POST", *NEVER)
TELLING = ("ETag", "Content-Type", "Cache-Control", "Allow", "WWW-Authenticate", "Content-Disposition")
Record = Callable[[str, object], None]


def drawn(every: Iterable[Question], number: int) -> list[Question]:
    """With XG_LONG=1 all."""
    return list(every) if LONG else sampled(every, number)


@kept
def _asks() -> tuple[Ask, ...]:
    """Of the town alone, which stands for the whole package."""
    with wall.as_job():
        return tuple(one for one in asks(Places.of_town()) if one.is_api)


@pytest.fixture
def todo(standing: object, settings: Settings, caplog: pytest.LogCaptureFixture) -> tuple[Ask, ...]:
    """Every address of the API, about one thing of each relation. The log of refusals would be longer than all else."""
    caplog.set_level(logging.ERROR, logger="django.request")
    settings.API_REQUESTS_A_MINUTE = 1_000_000
    cache.clear()
    return _asks()


def send(client: Client, path: str, method: str, key: str | None = None) -> Any:
    """One request, and what it wrote is undone. A key is sent as it is, also an empty one."""
    headers = {"If-Match": '"0"'} if method in WRITES else {}
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    body = {"data": "{}", "content_type": "application/json"} if method in WRITES and key is not None else {}
    cookies = client.cookies.copy()
    with undone():
        answer: Any = client.generic(method, path, headers=headers, **body)
        # A file is read while the request lasts.
        answer.told = b"".join(answer.streaming_content) if answer.streaming else answer.content
    client.cookies = cookies
    return answer


def told(answer: Any) -> tuple[Any, ...]:
    """All that an answer says to who asks."""
    return (answer.status_code, answer.told, *(answer.headers.get(one) for one in TELLING))


@contextmanager
def writes() -> Iterator[list[str]]:
    """What is written meanwhile, also when it is taken back."""
    found: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().partition(" ")[0].upper() in {"INSERT", "UPDATE", "DELETE"}:
            found.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def made(user: User, scopes: Iterable[str]) -> tuple[ApiToken, str]:
    """A key that has been used today, so that its next use writes no day."""
    today = timezone.localdate()
    token, text = create_token(
        user, actor=user, name="测试", scopes=list(scopes), expires_on=today + timedelta(days=30)
    )
    ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token, text


def family_of(ask: Ask) -> str:
    view: Any = addresses()[ask.name].view
    family: str = view.view_initkwargs["resource"].scope_family
    return family


def fault_of(cell: Question, right: bool, answer: Any) -> list[str]:
    return [] if right else [f"{cell}: {answer.status_code} {answer.told[:120].decode(errors='replace')}"]


def judged(wrong: list[str], asked: int) -> None:
    assert wrong == [], f"{len(wrong)} of {asked}\n" + "\n".join(wrong[:60])


# --- keys that are not good ----------------------------------------------------------------------
def bad_keys(clerk: User, manager: User) -> dict[str, str]:
    """By why it is not good. Each of the first three was a good one, of somebody who sees what is asked about."""
    today = timezone.localdate()
    expired, revoked, disabled = (
        made(clerk, every_scope()),
        made(clerk, every_scope()),
        made(manager, every_scope()),
    )
    good = made(clerk, every_scope())[1]
    assert send(Client(), "/api/v1/cases/", "GET", good).status_code == 200
    assert send(Client(), "/api/v1/cases/", "GET", disabled[1]).status_code == 200
    ApiToken.objects.filter(pk=expired[0].pk).update(expires_on=today - timedelta(days=1))
    revoke_token(revoked[0], actor=clerk)
    User.objects.filter(pk=manager.pk).update(is_active=False)
    return {
        "expired": expired[1],
        "revoked": revoked[1],
        "disabled": disabled[1],
        "invented": f"xg_{'0' * 8}_{'A' * 43}",
        "guessed": f"{good[:-1]}{'A' if good[-1] != 'A' else 'B'}",
        "empty": "",
    }


def test_a_key_that_is_not_good_is_answered_401_in_the_same_words_at_every_address(
    todo: tuple[Ask, ...], record_property: Record
) -> None:
    """Whatever the key lacks, the thing or the method: one body, and nothing written. A session beside it opens nothing."""
    who = people()
    keys = bad_keys(who["Z"], who["M"])
    nobody, somebody = Client(raise_request_exception=False), Client(raise_request_exception=False)
    somebody.force_login(who["Z"])
    every = [
        Question(ask, way, key) for ask in todo for way in METHODS for key in (*keys, "beside a session")
    ]
    asked, wrong, said = drawn(every, 1_000), [], Counter[bytes]()
    with writes() as written:
        for cell in asked:
            client, key = (nobody, keys[cell.who]) if cell.who in keys else (somebody, keys["invented"])
            paths = [cell.ask.path, *([cell.ask.missing] if cell.ask.missing and cell.lot % 4 == 0 else [])]
            for path in paths:
                answer = send(client, path, cell.method, key)
                right = answer.status_code == 401 and answer["WWW-Authenticate"] == "Bearer"
                wrong += fault_of(cell, right, answer)
                said[answer.told] += cell.method != "HEAD"
    record_property("asked", said.total())
    judged(wrong, len(asked))
    body, nothing = (one for one, _ in said.most_common())
    assert json.loads(body)["code"] == "bad_token" and nothing == b""
    assert [one for one in written if "session" not in one] == []
    assert {cell.ask.name for cell in asked} == {name for name, one in addresses().items() if one.is_api}


def test_who_has_no_post_any_more_is_answered_like_who_never_had_one(
    todo: tuple[Ask, ...], record_property: Record
) -> None:
    """The key of somebody whose posts ended, and that of a wall, are good and open nothing more than that."""
    who = people()
    keys = {one: made(who[one], every_scope())[1] for one in ("n", EXPIRED, WALL)}
    client, wrong = Client(raise_request_exception=False), []
    asked = drawn((Question(ask, way, "n") for ask in todo for way in METHODS), 200)
    opened: Counter[str] = Counter()
    for cell in asked:
        answers = [send(client, cell.ask.path, cell.method, key) for key in keys.values()]
        wrong += fault_of(cell, len({told(one) for one in answers}) == 1, answers[-1])
        wrong += fault_of(cell, answers[0].status_code in {200, 400, 403, 404, 405}, answers[0])
        if answers[0].status_code in {403, 404} and cell.ask.missing:
            never = send(client, cell.ask.missing, cell.method, keys["n"])
            wrong += fault_of(cell, told(never) == told(answers[0]), never)
        opened[cell.ask.name] += answers[0].status_code == 200
    record_property("asked", 3 * len(asked))
    record_property("open_without_a_post", sorted(+opened))
    judged(wrong, len(asked))


# --- keys that open something else ---------------------------------------------------------------
def scoped_keys(user: User) -> dict[str, str]:
    """All scopes but those of one family, by its name; and the two halves of every scope."""
    found = {family: made(user, every_scope(but=family))[1] for family in families()}
    return found | {
        "read": made(user, every_scope("read"))[1],
        "write": made(user, every_scope("write"))[1],
    }


def test_a_key_without_the_scope_is_answered_403_and_writes_nothing_at_every_address(
    todo: tuple[Ask, ...], record_property: Record
) -> None:
    """Also to who would see the thing and do the act. The words name the scope, and are those for what never was."""
    keys = scoped_keys(people()["M"])
    every = [Question(ask, way, family_of(ask)) for ask in todo for way in METHODS]
    every += [Question(ask, way, "write" if way in READS else "read") for ask in todo for way in METHODS]
    asked, wrong, number = drawn(every, 900), [], 0
    client = Client(raise_request_exception=False)
    with writes() as written:
        for cell in asked:
            needed = f"{family_of(cell.ask)}:{'read' if cell.method in READS else 'write'}"
            paths = [cell.ask.path, *([cell.ask.missing] if cell.ask.missing and cell.lot % 4 == 0 else [])]
            for path in paths:
                answer = send(client, path, cell.method, keys[cell.who])
                number += 1
                wrong += fault_of(cell, is_scope_refusal(answer, needed), answer)
    record_property("asked", number)
    judged(wrong, number)
    assert written == []


def is_scope_refusal(answer: Any, needed: str) -> bool:
    if answer.status_code != 403 or answer.request["REQUEST_METHOD"] == "HEAD":
        return bool(answer.status_code == 403)
    said = json.loads(answer.told)
    return bool(said["code"] == "token_scope" and f"这个令牌没有「{needed}」的范围" in answer.told.decode())


# --- methods -------------------------------------------------------------------------------------
@pytest.fixture
def eyes(todo: tuple[Ask, ...]) -> dict[str, str]:
    """Keys of somebody in sight, of another community, and without a post."""
    who = people()
    return {one: made(who[one], every_scope())[1] for one in ("M", "z", "n")}


def test_head_of_the_api_answers_as_get(
    todo: tuple[Ask, ...], eyes: dict[str, str], record_property: Record
) -> None:
    """Leaving the body away is the server's part, which the test client plays."""
    asked = drawn((Question(ask, "HEAD", one) for ask in todo for one in eyes), 240)
    client, wrong, got = Client(raise_request_exception=False), [], Counter[int]()
    for cell in asked:
        head, get = (send(client, cell.ask.path, way, eyes[cell.who]) for way in ("HEAD", "GET"))
        got[get.status_code] += 1
        same = (head.status_code, *told(head)[2:]) == (get.status_code, *told(get)[2:])
        wrong += fault_of(cell, same, get)
    record_property("asked", 2 * len(asked))
    record_property("get", dict(got))
    judged(wrong, len(asked))
    assert {200, 403, 404, 405} <= set(got)


def test_no_address_of_the_api_offers_another_method_or_tells_by_it_of_a_thing(
    todo: tuple[Ask, ...], eyes: dict[str, str], record_property: Record
) -> None:
    """OPTIONS, TRACE, CONNECT, PUT, PATCH, DELETE: refused, in the words for what never was, also to who sees the thing."""
    asked = drawn((Question(ask, way, one) for ask in todo for way in NEVER for one in eyes), 560)
    client, wrong, number = Client(raise_request_exception=False), [], 0
    for cell in asked:
        answer = send(client, cell.ask.path, cell.method, eyes[cell.who])
        wrong += fault_of(cell, answer.status_code in {403, 405}, answer)
        number += 1
        if cell.ask.missing:
            never = send(client, cell.ask.missing, cell.method, eyes[cell.who])
            wrong += fault_of(cell, told(never) == told(answer), never)
            number += 1
    record_property("asked", number)
    judged(wrong, number)


def test_head_and_options_of_a_page_open_nothing_that_get_does_not(
    todo: tuple[Ask, ...], record_property: Record
) -> None:
    """For nobody and for who is out of sight. A page may not know the method; it says so of what never was, too."""
    who = people()
    lay_out(who)
    with wall.as_job():
        pages = [one for one in asks(Places.of_town()) if not one.is_api and not is_public(one.name)]
    askers = {one: Client(raise_request_exception=False) for one in (ANONYMOUS, "n", "z")}
    for one in ("n", "z"):
        askers[one].force_login(who[one])
    every = (Question(ask, "OPTIONS", one) for ask in pages for one in askers)
    asked, wrong, heads = drawn(every, 100), [], Counter[str]()
    for cell in asked:
        wrong += _page_faults(cell, askers[cell.who], heads)
    record_property("asked", len(asked))
    record_property("head", dict(heads))
    judged(wrong, len(asked))


def _page_faults(cell: Question, client: Client, heads: Counter[str]) -> list[str]:
    get, head, options = (send(client, cell.ask.path, way) for way in READS)
    heads[f"{get.status_code}/{head.status_code}/{options.status_code}"] += 1
    found = fault_of(cell, head.status_code in {get.status_code, 405}, head)
    nobody = get.headers.get("Location", "").startswith(SIGN_IN) or get.status_code == 401
    if nobody or get.status_code in {403, 404}:
        found += fault_of(cell, options.status_code in {401, 403, 404, 405}, options)
    # Who is told 403 sees the thing, or that kind of thing is not their work.
    if cell.ask.missing and (nobody or get.status_code == 404):
        for answer, way in ((head, "HEAD"), (options, "OPTIONS")):
            never = send(client, cell.ask.missing, way)
            body = answer.told.replace(cell.ask.path.encode(), cell.ask.missing.encode())
            same = (answer.status_code, body, *told(answer)[2:]) == told(never)
            found += fault_of(cell, same, never)
    return found
