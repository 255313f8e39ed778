"""Many cases at once: each on its own, with a word on each."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.notices.models import Notice
from disputes.actions import route_up
from disputes.forms import bulk
from disputes.models import Dispute, DisputeEvent
from tests.cast import Cast, Log, Town
from tests.disputes.many import make_many
from tests.disputes.views.conftest import As, body

pytestmark = pytest.mark.django_db
BULK = "/cases/bulk/"


def pick(*cases: Dispute) -> list[str]:
    return [f"{case.pk}:{case.version}" for case in cases]


def confirm(client: Client, act: str, picks: list[str], **said: Any) -> Any:
    return client.post(BULK, {"act": act, "confirm": "1", "pick": picks, **said})


def results(answer: Any) -> list[tuple[str, str]]:
    """Result and number of each row."""
    rows = re.findall(r"<tr><td>(.*?)</td><th scope=\"row\">(.*?)</th>", body(answer))
    return [(re.sub("<[^>]+>", "", ok), re.sub("<[^>]+>", "", no)) for ok, no in rows]


def test_ticked_cases_are_given_to_one_person(cast: Cast, log: Log, as_: As) -> None:
    cases = [log(actor=cast.clerk) for _ in range(3)]
    client = as_(cast.secretary)
    page = body(client.post(BULK, {"act": "assign", "pick": pick(*cases), "query": "tab=todo"}))
    assert "批量分派（3 件）" in page and "马军" in page and "何老" not in page
    answer = confirm(client, "assign", pick(*cases), holder=f"{cast.second_clerk.pk}:2", note="请今天联系")
    assert results(answer) == [("✓ 办好", case.no) for case in cases]
    assert set(Dispute.objects.values_list("holder__display_name", flat=True)) == {"马军"}
    assert Notice.objects.filter(recipient=cast.second_clerk).count() >= 3


def test_one_that_cannot_does_not_hold_up_the_others(cast: Cast, log: Log, as_: As, town: Town) -> None:
    fine = log(actor=cast.clerk)
    changed = log(actor=cast.clerk)
    elsewhere = log(actor=cast.intake, place=town.dongyuan.buildings[0][0])
    up = log()
    route_up(up, actor=cast.worker, trigger="beyond")
    stale = pick(changed)
    route_up(changed, actor=cast.clerk, trigger="beyond")
    answer = confirm(
        as_(cast.secretary),
        "assign",
        [*pick(fine), *stale, *pick(elsewhere), *pick(up)],
        holder=f"{cast.clerk.pk}:2",
    )
    assert results(answer) == [
        ("✓ 办好", fine.no),
        ("没办成", changed.no),
        ("没办成", "—"),
        ("没办成", up.no),
    ]
    page = body(answer)
    assert "已经变了" in page and "不在你负责的范围内" in page and "办好 1 件，3 件没办成" in page
    assert elsewhere.no not in page


def test_a_word_goes_to_every_holder_once_even_when_sent_twice(cast: Cast, log: Log, as_: As) -> None:
    cases = [log(), log()]
    client, picks = as_(cast.clerk), pick(*cases)
    assert [ok for ok, _ in results(confirm(client, "chase", picks, text="请今天17:00前回话"))] == [
        "✓ 办好",
        "✓ 办好",
    ]
    again = confirm(client, "chase", picks, text="请今天17:00前回话")
    assert [ok for ok, _ in results(again)] == ["没办成", "没办成"]
    assert DisputeEvent.objects.filter(act="chase").count() == 2
    assert Notice.objects.filter(recipient=cast.worker, kind="chase").count() == 2


def test_a_template_word_will_do_and_no_word_will_not(cast: Cast, log: Log, as_: As) -> None:
    case = log()
    refused = confirm(as_(cast.clerk), "chase", pick(case))
    assert refused.status_code == 422 and "请选一句常用的话" in body(refused)
    confirm(as_(cast.clerk), "chase", pick(case), template=bulk.CHASE_WORDS[0])
    assert case.events.last().text == bulk.CHASE_WORDS[0]


def test_all_under_the_filter_are_taken_in_the_order_of_the_list(cast: Cast, log: Log, as_: As) -> None:
    now = timezone.now()
    cases = [log(now=now - timedelta(days=days)) for days in (1, 5, 3)]
    log(cause="21")
    page = body(as_(cast.clerk).post(BULK, {"act": "chase", "all": "1", "query": "tab=all&cause=23"}))
    assert "批量催办（3 件）" in page
    picked = [int(pk) for pk in re.findall(r'name="pick" value="(\d+):', page)]
    assert picked == [cases[1].pk, cases[2].pk, cases[0].pk]


def test_no_more_than_two_hundred_at_once(cast: Cast, town: Town, as_: As) -> None:
    make_many(town, cast, 203)
    client = as_(cast.intake)
    page = body(client.post(BULK, {"act": "chase", "all": "1", "query": "tab=all"}))
    assert "符合条件的有 203 件，一次最多办 200 件" in page
    picks = re.findall(r'name="pick" value="([\d:]+)"', page)
    assert len(picks) == 200
    answer = confirm(client, "chase", [f"{pk}:1" for pk in range(10**6, 10**6 + 250)], text="请抓紧回话")
    assert len(results(answer)) == 200


def test_nothing_ticked_and_nonsense_are_answered_in_words(cast: Cast, log: Log, as_: As) -> None:
    client = as_(cast.clerk)
    for picks in ([], ["x"], ["1"], ["9" * 40 + ":1"], [":"], ["１:１"]):
        answer = client.post(BULK, {"act": "chase", "pick": picks})
        assert answer.status_code == 422 and "还没有选案件" in body(answer)
    assert client.post(BULK, {"act": "delete", "pick": pick(log())})["Location"] == "/cases/?"
    assert client.get(BULK).status_code == 405


@pytest.mark.parametrize("who", ["supervisor", "liaison", "sysadmin", "nobody"])
def test_posts_that_may_not_change_nothing(cast: Cast, log: Log, as_: As, who: str) -> None:
    case = log()
    answer = confirm(as_(getattr(cast, who)), "chase", pick(case), text="请抓紧")
    assert [ok for ok, _ in results(answer)] == ["没办成"]
    assert case.title not in body(answer)
    assert case.events.count() == 1


def test_a_person_not_on_the_list_is_no_holder(cast: Cast, log: Log, as_: As) -> None:
    case = log(actor=cast.clerk)
    for holder in ("", "1:2", f"{cast.outsider.pk}:2", "abc", f"{cast.sysadmin.pk}:3"):
        answer = confirm(as_(cast.secretary), "assign", pick(case), holder=holder)
        assert answer.status_code == 422, holder
