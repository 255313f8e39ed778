"""Events reach receivers at least once under one id, in the order of each case, whatever the receivers do."""

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.accounts.actions import create_program, disable_account
from core.accounts.models import User
from core.audit.models import Entry
from core.hooks import delivery
from core.hooks.actions import pause_webhook, replay_event, replay_since, resume_webhook, rotate_secret
from core.hooks.delivery import deliver, due_hooks
from core.hooks.models import Delivery, Webhook
from core.hooks.tidy import forget_events
from core.notices.models import Notice
from disputes.actions import note
from disputes.models import Dispute
from grids.actions.postings import Place, grant_posting
from grids.choices import Role
from grids.models import Posting
from tests.cast import Cast, Log, Town
from tests.hooks.conftest import Hook
from tests.hooks.receivers import Receiver, answer, die, drip, flood, receiver, sleep
from tests.party.examples import Yard
from tests.processes import at_once
from tests.whistles.units import Street

pytestmark = pytest.mark.django_db
SOON = timedelta(minutes=1)


def seen(cast: Cast, log: Log, **facts: Any) -> Dispute:
    """A case that the street's desk sees."""
    return log(actor=cast.clerk, severity="small", severity_reason="多户", **facts)


def later(minutes: float = 1) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


def test_each_act_is_told_once_signed_and_thin(cast: Cast, log: Log, hook: Hook, there: Receiver) -> None:
    made, secret = hook()
    case = seen(cast, log)
    note(case, actor=cast.clerk, text="张三丰的电话 13893712207 打不通")
    many = case.events.count()
    assert deliver(made.pk, now=later()) == many == len(there.got)
    assert there.keys == [(f"cases.{one.act}", one.version) for one in case.events.order_by("version")]
    last = there.got[-1]
    assert last.is_signed_by(secret) and not last.is_signed_by("whsec_" + "A" * 44)
    assert last.told == {
        "type": "cases.note",
        "timestamp": timezone.localtime(case.last_act_at).isoformat(),
        "data": {
            "id": last.id,
            "resource": "cases",
            "key": case.no,
            "version": case.version,
            "url": f"http://127.0.0.1:8000/api/v1/cases/{case.no}/",
        },
    }
    whole = str([(one.headers, one.body.decode()) for one in there.got])
    for word in (
        "张三丰",
        "138937",
        "王建国",
        "李桂花",
        "下水",
        "一楼",
        case.receipt_code,
        cast.clerk.display_name,
    ):
        assert word not in whole, word
    assert deliver(made.pk, now=later()) == 0 and not due_hooks(now=later())


def test_an_act_that_is_taken_back_tells_nobody(cast: Cast, log: Log, hook: Hook) -> None:
    hook()
    case = seen(cast, log)
    before = Delivery.objects.count()
    with pytest.raises(Exception, match="请写内容"):
        note(case, actor=cast.clerk, text="")
    assert Delivery.objects.count() == before > 0


def test_an_act_asks_so_many_questions_more_and_no_more_for_more_addresses(
    cast: Cast, log: Log, hook: Hook, there: Receiver
) -> None:
    case = seen(cast, log)
    note(case, actor=cast.clerk, text="先记一笔")

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            note(case, actor=cast.clerk, text="又记一笔")
        return len(caught)

    none = asked()
    hook()
    one = asked()
    for _ in range(4):
        hook()
    assert asked() == one <= none + 4
    assert not there.got, "nothing is called while somebody works"


def test_a_refused_event_is_tried_again_under_its_id_and_the_next_of_its_case_waits(
    cast: Cast, log: Log, hook: Hook, there: Receiver
) -> None:
    made, secret = hook()
    first, second = seen(cast, log), seen(cast, log)
    there.does = [answer(500)]
    deliver(made.pk, now=later())
    refused, others = there.got[0], there.got[1:]
    assert {one.told["data"]["key"] for one in others} == {second.no}, "only the other case went on"
    row = Delivery.objects.get(event_id=refused.id)
    assert (row.state, row.tries, row.answered, row.problem) == ("waiting", 1, 500, "对方没有收下，答复500")
    assert deliver(made.pk, now=later(1.2)) == 0, "the pause is not over"
    deliver(made.pk, now=later(2))
    again = [one for one in there.got[1:] if one.told["data"]["key"] == first.no]
    assert again[0].id == refused.id and again[0].body == refused.body
    assert again[0].is_signed_by(secret)
    assert [one.told["data"]["version"] for one in again] == sorted(
        first.events.values_list("version", flat=True)
    )
    row.refresh_from_db()
    assert (row.state, row.tries, row.answered, row.problem) == ("delivered", 2, 200, "")


@pytest.mark.parametrize("kind", ["sleeps", "drips", "dies", "redirects", "nobody"])
def test_one_that_does_not_take_an_event_holds_nobody_up_and_gets_it_later(
    kind: str, cast: Cast, log: Log, hook: Hook, there: Receiver
) -> None:
    with receiver() as bad:
        does = {
            "sleeps": sleep(bad), "drips": drip(bad), "dies": die,
            "redirects": answer(307, Location=there.address),
        }  # fmt: skip
        bad.always = does.get(kind)
        address = "http://127.0.0.1:9/none" if kind == "nobody" else bad.address
        slow, good = hook(address=address)[0], hook()[0]
        begun = time.monotonic()
        case = seen(cast, log)
        assert time.monotonic() - begun < 5
        moment = later()
        assert set(due_hooks(now=moment)) == {slow.pk, good.pk}
        began = time.monotonic()
        deliver(slow.pk, now=moment)
        took = time.monotonic() - began
        assert took < 3, "ended by the limit, and not tried for each event anew"
        deliver(good.pk, now=moment)
        assert len(there.got) == case.events.count(), "the other heard all, and none of the redirected"
        waits = Delivery.objects.filter(webhook=slow).earliest("pk")
        assert (waits.state, waits.tries) == ("waiting", 1) and waits.problem
        if kind == "sleeps":
            assert waits.answered is None and "没有答复" in waits.problem and waits.took_ms >= 400
            assert not due_hooks(now=moment + timedelta(seconds=20)), "it rests"
        if kind == "nobody":
            return
        bad.always = None
        deliver(slow.pk, now=moment + timedelta(minutes=2))
    assert bad.keys[-case.events.count() :] == there.keys
    assert bad.got[0].id == bad.got[1].id == waits.event_id


def test_a_body_without_end_is_not_read_to_its_end(cast: Cast, log: Log, hook: Hook, there: Receiver) -> None:
    made = hook()[0]
    case = seen(cast, log)
    there.always = flood(there)
    began = time.monotonic()
    deliver(made.pk, now=later())
    assert time.monotonic() - began < 5 and len(there.got) == case.events.count()
    assert not Delivery.objects.waiting().exists()


def test_given_up_after_twelve_tries_it_stops_tells_its_keepers_and_keeps_the_events(
    cast: Cast, log: Log, hook: Hook, there: Receiver
) -> None:
    made = hook()[0]
    case = seen(cast, log)
    there.always = answer(503)
    now, pauses, first = later(), [], Delivery.objects.earliest("pk")
    for _ in range(delivery.MOST_TRIES):
        deliver(made.pk, now=now)
        first = Delivery.objects.earliest("pk")
        pauses.append(first.next_try_at - now)
        now = first.next_try_at
    made.refresh_from_db()
    assert made.state == Webhook.State.FAILING and first.tries == delivery.MOST_TRIES == len(there.got)
    assert (
        pauses == sorted(pauses) and pauses[0] == delivery.FIRST_WAIT and sum(pauses, timedelta()).days == 0
    )
    told = Notice.objects.filter(title="推送停住了：区平台").values_list("recipient__username", flat=True)
    assert {cast.sysadmin.username, cast.security_admin.username} <= set(told)
    assert Entry.objects.filter(action="webhook.give_up", subject_id=made.pk, actor=None).count() == 1
    note(case, actor=cast.clerk, text="又一笔")
    assert deliver(made.pk, now=now + timedelta(days=1)) == 0
    there.always = None
    resume_webhook(made, actor=cast.sysadmin, now=now)
    deliver(made.pk, now=now + SOON)
    assert there.keys[-case.events.count() :] == [
        (f"cases.{one.act}", one.version) for one in case.events.order_by("version")
    ]


def test_a_receiver_that_is_gone_for_good_is_asked_once(
    cast: Cast, log: Log, hook: Hook, there: Receiver
) -> None:
    made = hook()[0]
    seen(cast, log)
    there.always = answer(410)
    deliver(made.pk, now=later())
    made.refresh_from_db()
    assert made.state == Webhook.State.FAILING and len(there.got) == 1


def test_a_worker_that_dies_leaves_a_lease_that_runs_out(
    cast: Cast, log: Log, hook: Hook, there: Receiver
) -> None:
    made = hook()[0]
    case = seen(cast, log)
    now = later()
    Webhook.objects.filter(pk=made.pk).update(lease_until=now + delivery.LEASE)
    assert deliver(made.pk, now=now) == 0 and not due_hooks(now=now)
    assert deliver(made.pk, now=now + delivery.LEASE) == case.events.count()


def test_two_old_secrets_and_new_sign_for_a_day(cast: Cast, log: Log, hook: Hook, there: Receiver) -> None:
    made, old = hook()
    now = timezone.now()
    new = rotate_secret(made, actor=cast.security_admin, now=now)
    case = seen(cast, log)
    deliver(made.pk, now=now + timedelta(hours=1))
    assert all(one.is_signed_by(old) and one.is_signed_by(new) for one in there.got)
    note(case, actor=cast.clerk, text="第二天")
    deliver(made.pk, now=now + timedelta(hours=25))
    assert there.got[-1].is_signed_by(new) and not there.got[-1].is_signed_by(old)
    kept = bytes(Webhook.objects.get(pk=made.pk).secret_sealed)
    assert new.encode() not in kept


def test_what_the_account_does_not_see_is_neither_written_nor_sent(
    cast: Cast, town: Town, log: Log, hook: Hook, program: User, there: Receiver
) -> None:
    neighbour = create_program(username="sq-pt", display_name="社区平台", purpose="", actor=cast.sysadmin)
    place = Place(community=town.dongyuan.area)
    grant_posting(neighbour, role=Role.COMMUNITY_CLERK, place=place, reason="对接", actor=cast.sysadmin)
    elsewhere = hook(owner=neighbour)[0]
    made = hook()[0]
    case = seen(cast, log)
    assert not Delivery.objects.filter(webhook=elsewhere).exists(), "another community's account"
    assert Delivery.objects.filter(subject_id=case.pk).count() == case.events.count()
    Posting.objects.filter(user=program).delete()
    deliver(made.pk, now=later())
    assert not there.got and set(Delivery.objects.values_list("state", flat=True)) == {"withheld"}
    note(case, actor=cast.clerk, text="再记")
    assert Delivery.objects.count() == case.events.count() - 1, "nothing more is written"


def test_a_disabled_account_hears_nothing_more(
    cast: Cast, log: Log, hook: Hook, program: User, there: Receiver
) -> None:
    made = hook()[0]
    case = seen(cast, log)
    written = Delivery.objects.count()
    disable_account(program, actor=cast.sysadmin, reason="停用")
    deliver(made.pk, now=later())
    note(case, actor=cast.clerk, text="再记")
    assert not there.got and Delivery.objects.count() == written


def test_only_the_resources_that_were_asked_for_and_also_their_first_line(
    cast: Cast, log: Log, hook: Hook, street: Street, program: User
) -> None:
    whole = Place(street=True)
    grant_posting(program, role=Role.MEETING_SECRETARY, place=whole, reason="对接", actor=cast.sysadmin)
    hook(resources=["whistles", "works-orgs"])
    seen(cast, log)
    street.to("approved")
    assert set(Delivery.objects.values_list("resource", flat=True)) == {"whistles"}
    org = Yard(cast, street.town).begun("orgs")
    told = Delivery.objects.get(resource="works-orgs")
    assert (told.act, told.key, told.version) == ("register", str(org.pk), org.version)


def test_while_paused_events_wait_and_leave_in_order(
    cast: Cast, log: Log, hook: Hook, there: Receiver
) -> None:
    made = hook()[0]
    pause_webhook(made, actor=cast.sysadmin)
    case = seen(cast, log)
    assert deliver(made.pk, now=later()) == 0
    resume_webhook(made, actor=cast.sysadmin)
    deliver(made.pk, now=later())
    assert len(there.got) == case.events.count()


def test_replayed_events_have_their_old_ids(cast: Cast, log: Log, hook: Hook, there: Receiver) -> None:
    made = hook()[0]
    before = timezone.now()
    seen(cast, log)
    deliver(made.pk, now=later())
    first = [one.id for one in there.got]
    many = replay_since(made, before, actor=cast.sysadmin)
    deliver(made.pk, now=later())
    assert many == len(first) and [one.id for one in there.got] == first * 2
    replay_event(Delivery.objects.get(event_id=first[0]), actor=cast.sysadmin)
    deliver(made.pk, now=later())
    assert there.got[-1].id == first[0]
    assert Entry.objects.filter(action="webhook.replay").count() == 2


def test_events_are_forgotten_after_thirty_days(cast: Cast, log: Log, hook: Hook) -> None:
    hook()
    seen(cast, log)
    many = Delivery.objects.count()
    assert forget_events(now=timezone.now() + timedelta(days=29)) == 0
    assert forget_events(now=timezone.now() + timedelta(days=31)) == many and Webhook.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_event_once(
    cast: Cast, town: Town, log: Log, hook: Hook, there: Receiver
) -> None:
    made = hook()[0]
    for _ in range(3):
        seen(cast, log)
    now = later()
    at_once(*(lambda: deliver(made.pk, now=now) for _ in range(4)))
    deliver(made.pk, now=now)
    assert len(there.got) == len({one.id for one in there.got}) == Delivery.objects.count()
