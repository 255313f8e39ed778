"""Every act through its page, receipt, the list, the reveal, and what outsiders get."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.audit.models import Reveal
from core.flow.models import Event
from disputes.choices import Satisfaction, Tier
from disputes.hotline.choices import TicketState
from disputes.hotline.flow import TICKETS
from disputes.hotline.forms.acts import FORMS
from disputes.hotline.selectors import listing
from disputes.models import HotlineTicket
from tests.cast import PHONE
from tests.hotline.conftest import As
from tests.hotline.desk import CALLER, DATA, HOUR, TEXT, WHO, Desk

pytestmark = pytest.mark.django_db
S = TicketState
STATES = [one for one in S if one != S.DRAFT]
ENGLISH = re.compile(r"[A-Za-z]{3,}")
_TOLD = {"reply_way": "phone", "public_text": "路灯已经修好"}
SAID: dict[str, dict[str, Any]] = {
    "accept": {},
    "answer": {"result": "solved", "text": "换了四盏灯", **_TOLD},
    "ask_extension": {"days": "3", "reason": "等配件"},
    "assign": {"desk": "2"},
    "call_back": {"called_by": "street", "satisfaction": "good", "responded": "yes", "solved": "yes"},
    "chase": {"template": "请今天先联系诉求人"},
    "close": {},
    "extend": _TOLD,
    "guide": {"guided_to": "court", **_TOLD},
    "hand_back": {"reason": "归城东社区"},
    "link": {},
    "note": {"text": "问过电工"},
    "object": {"reason": "市政路灯"},
    "objection_refused": {"text": "仍由街道协调"},
    "objection_upheld": {"text": "改派市政"},
    "correct": {
        "city_no": "2026030288",
        "title": "北门路灯不亮",
        "text": "照工单补全",
        "reason": "漏写了一句",
    },
    "reassign": {"desk": "1", "reason": "先到场看"},
    "refuse_extension": {"reason": "配件明天就到"},
    "relimit": {"kind": "complex", "reason": "要几家一起办"},
    "rework": {"reason": "又不亮"},
    "tell_caller": _TOLD,
    "unlink": {"reason": "不是同一件事"},
    "withdraw": {"reason": "市平台撤回"},
}
# Nothing need be typed.
EMPTY = {"accept", "close", "chase"}


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def words_of(html: str) -> str:
    text = re.sub(r"(?s)<(script|style|svg|head).*?</\1>", " ", html)
    return re.sub(r"<[^>]+>", " ", text)


def test_every_act_has_a_form_and_something_to_say() -> None:
    assert set(FORMS) == set(SAID) == set(DATA)


@pytest.mark.parametrize("state", STATES, ids=str)
def test_the_page_opens_for_whom_it_is_and_each_act_is_done_through_its_page(
    desk: Desk, as_: As, state: TicketState
) -> None:
    """The form, what is missing beside its field, an old version as a conflict with the words kept, and the act."""
    ticket, now = desk.to(state), desk.now
    with time_machine.travel(now + HOUR, tick=False):
        for key in ("worker", "clerk", "outsider", "intake", "manager", "street_lead", "supervisor"):
            user = desk.cast.all[key]
            seen = HotlineTicket.objects.visible_to(user).filter(pk=ticket.pk).exists()
            answer = as_(user).get(ticket.get_absolute_url())
            assert answer.status_code == (200 if seen else 404), key
            if seen:
                text = words_of(body(answer)).replace("Ctrl", "")
                for name in desk.cast.all:
                    text = text.replace(name, "")
                assert not ENGLISH.findall(text), (key, ENGLISH.findall(text)[:5])
                assert CALLER not in text and PHONE not in text
        for act in SAID:
            if state in TICKETS.table[act].from_states:
                with transaction.atomic():
                    through_its_page(desk, as_, ticket, act)
                    transaction.set_rollback(True)
                desk.now = now


def through_its_page(desk: Desk, as_: As, ticket: HotlineTicket, act: str) -> None:
    said = dict(SAID[act])
    if act in ("extend", "refuse_extension"):
        ticket = desk.step(ticket, "ask_extension")
    elif act == "unlink":
        ticket = desk.step(ticket, "link")
    elif act == "link":
        said["number"] = desk.case().no
    desk.now += HOUR
    with time_machine.travel(desk.now, tick=False):
        client = as_(getattr(desk.cast, desk.doer(act, ticket)))
        url = ticket.act_url(act)
        page = client.get(url)
        assert page.status_code == 200 and TICKETS.table[act].label in body(page), act
        first = next(one for one in S if one in TICKETS.table[act].from_states)
        if act not in EMPTY and ticket.state == first:
            empty = client.post(url, {"version": ticket.version})
            assert empty.status_code == 422 and re.search("有[0-9]+处需要修改", body(empty)), act
        if ticket.state == first:
            old = client.post(url, {"version": ticket.version - 1, **said})
            assert old.status_code == 409 and "按现在的情况再提交" in body(old), act
        sent = {"version": ticket.version, "idempotency_key": str(uuid.uuid4()), **said}
        answer = client.post(url, sent)
        assert answer.status_code == 302, (act, body(answer)[:1500])
        if ticket.state == first:
            assert client.post(url, sent)["Location"] == answer["Location"]
        fresh = desk.fresh(ticket)
        assert fresh.version == ticket.version + 1, act
        assert f"已{TICKETS.table[act].label}" in body(client.get(answer["Location"])), act


def test_out_of_area_is_answered_like_what_never_was(desk: Desk, as_: As) -> None:
    ticket = desk.to(S.HANDLING)
    stranger = as_(desk.cast.outsider)
    nothing = stranger.get("/hotline/HT-2026-99999/")
    assert nothing.status_code == 404
    for path in (
        ticket.get_absolute_url(),
        ticket.act_url("answer"),
        f"{ticket.get_absolute_url()}reveal/?field=phone",
    ):
        answer = stranger.get(path)
        assert (answer.status_code, answer.content) == (404, nothing.content), path
    # Before it was given to them, and after it went back, the community finds nothing either.
    for one in (desk.to(S.ACCEPTED), desk.step(ticket, "hand_back")):
        assert as_(desk.cast.clerk).get(one.get_absolute_url()).status_code == 404
    assert as_(desk.cast.clerk).get(f"{desk.to(S.HANDLING).get_absolute_url()}do/assign/").status_code == 403


@pytest.mark.parametrize(
    "key", ["mediator", "liaison", "support_worker", "sysadmin", "auditor", "supervisor", "nobody"]
)
def test_whose_work_it_is_not_is_told_whose_it_is(desk: Desk, as_: As, key: str) -> None:
    client = as_(getattr(desk.cast, key))
    for path in ("/hotline/", "/hotline/new/"):
        answer = client.get(path)
        assert answer.status_code == 403 and "综治中心" in body(answer)


# --- receipt ----------------------------------------------------------------------------------------


def typed(desk: Desk, **changes: Any) -> dict[str, Any]:
    sent = timezone.localtime(desk.now - HOUR)
    return {
        "city_no": "20260302001",
        "kind": "help",
        "dispatched_at": sent.strftime("%Y-%m-%dT%H:%M"),
        "place": str(desk.town.building.pk),
        "title": "北门路灯不亮",
        "text": TEXT,
        "name": CALLER,
        "phone": PHONE,
        "idempotency_key": str(uuid.uuid4()),
        **changes,
    }


def test_a_ticket_is_received_through_the_page_and_who_called_is_sealed(desk: Desk, as_: As) -> None:
    with time_machine.travel(desk.now, tick=False):
        client = as_(desk.cast.intake)
        data = typed(desk, due_given="2026-03-06T17:30")
        answer = client.post("/hotline/new/", data)
        ticket = HotlineTicket.objects.get()
        assert answer["Location"] == ticket.get_absolute_url()
        assert client.post("/hotline/new/", data)["Location"] == ticket.get_absolute_url()
        page = body(client.get(answer["Location"]))
    assert HotlineTicket.objects.count() == 1
    assert "3月6日" in page and "王*国" in page and "138****2207" in page
    assert CALLER not in page and PHONE not in page
    row = HotlineTicket.objects.filter(pk=ticket.pk).values().get()
    assert CALLER.encode() not in bytes(row["name_sealed"]) and PHONE.encode() not in bytes(
        row["phone_sealed"]
    )
    assert (ticket.open_sealed("name"), ticket.open_sealed("phone")) == (CALLER, PHONE)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"city_no": ""}, "市平台工单号"),
        ({"kind": "nonsense"}, "类别"),
        ({"place": "999999"}, "请选这件事在哪栋楼"),
        ({"title": ""}, "用几个字说这件事"),
        ({"phone": "12345"}, "手机号是11位，现在是5位"),
        ({"due_given": "2026-02-01T09:00"}, "要晚于派单时间"),
        ({"dispatched_at": "2027-02-01T09:00"}, "派单时间"),
        ({"text": f"电话{PHONE}，路灯不亮"}, "138****2207"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(
    desk: Desk, as_: As, changes: dict[str, Any], words: str
) -> None:
    with time_machine.travel(desk.now, tick=False):
        answer = as_(desk.cast.intake).post("/hotline/new/", typed(desk, **changes))
    assert answer.status_code == 422
    page = body(answer)
    assert words in page
    assert changes.get("text", TEXT) in page or "text" in changes
    assert not HotlineTicket.objects.exists()


def test_a_platform_number_of_eighteen_digits_is_nobodys_identity_number(desk: Desk, as_: As) -> None:
    with time_machine.travel(desk.now, tick=False):
        answer = as_(desk.cast.intake).post("/hotline/new/", typed(desk, city_no="2026 0302 1030 1234 56"))
    assert answer.status_code == 302
    assert HotlineTicket.objects.get().city_no == "202603021030123456"


def test_a_platform_number_that_is_here_says_where(desk: Desk, as_: As) -> None:
    ticket = desk.received(city_no="20260302001")
    with time_machine.travel(desk.now, tick=False):
        answer = as_(desk.cast.manager).post("/hotline/new/", typed(desk))
    assert answer.status_code == 422 and f"已经登记过：{ticket.no}" in body(answer)


# --- who called -------------------------------------------------------------------------------------


def test_a_number_is_uncovered_with_a_reason_and_the_look_is_kept(desk: Desk, as_: As) -> None:
    ticket = desk.to(S.HANDLING)
    client: Client = as_(desk.cast.clerk)
    url = f"{ticket.get_absolute_url()}reveal/"
    assert PHONE not in body(client.get(f"{url}?field=phone"))
    without = client.post(url, {"field": "phone"})
    assert without.status_code == 422 and PHONE not in body(without)
    assert not Reveal.objects.exists()
    shown = client.post(url, {"field": "phone", "reason_choice": "联系诉求人"})
    assert PHONE in body(shown) and shown["Cache-Control"] == "no-store, private"
    assert Reveal.objects.get().field == "phone"
    line = Event.objects.get(subject_kind="hotline_ticket", subject_id=ticket.pk, act="reveal_contact")
    assert "诉求人的电话" in line.text and PHONE not in line.text
    assert client.get(f"{url}?field=address").status_code == 404
    done = desk.to(S.CLOSED)
    assert "reveal" not in body(client.get(done.get_absolute_url()))


def test_nobody_is_found_by_name_or_number(desk: Desk) -> None:
    desk.received()
    rows = HotlineTicket.objects.all()
    for text in (CALLER, PHONE, "王*国", "2207"):
        assert not listing.matching(rows, text).exists(), text
    for text in ("路灯", "北门", "铁路小区", "HT-2026-00001", "雄热〔2026〕0001号", "202603020001"):
        assert listing.matching(rows, text).count() == 1, text


# --- the list ---------------------------------------------------------------------------------------


def counts(desk: Desk, key: str) -> dict[str, int]:
    return {tab.key: tab.count for tab in listing.tabs(getattr(desk.cast, key), "", desk.now)}


def test_tabs_count_what_is_each_persons_to_do(desk: Desk) -> None:
    for state in (S.RECEIVED, S.ACCEPTED, S.OBJECTED, S.HANDLING, S.ANSWERED, S.CALLED_BACK, S.CLOSED):
        desk.to(state)
    desk.do(desk.to(S.HANDLING), "reassign", "manager", desk=Tier.GRID, reason="先看")
    waiting = desk.to(S.HANDLING)
    desk.step(waiting, "link")
    desk.step(desk.to(S.HANDLING), "ask_extension")
    assert counts(desk, "intake") == {
        "todo": 3, "new": 3, "working": 4, "answered": 1, "close": 1, "overdue": 0, "all": 10,
    }  # fmt: skip
    assert counts(desk, "manager")["todo"] == 6
    assert counts(desk, "clerk") == {"todo": 2, "working": 4, "overdue": 0, "all": 7}
    assert counts(desk, "worker") == {"todo": 1, "working": 1, "overdue": 0, "all": 1}
    assert counts(desk, "outsider")["all"] == 0


def test_the_list_filters_by_its_address_and_shows_the_three_rates_with_n(desk: Desk, as_: As) -> None:
    mine = desk.to(S.HANDLING)
    other = desk.received(kind="enquiry", title="高龄补贴怎么领", place=desk.town.dongyuan.buildings[0][0])
    for said in (
        {},
        {"satisfaction": "bad", "solved": False, "note": "不亮"},
        {"satisfaction": "not_reached"},
    ):
        desk.step(desk.to(S.ANSWERED), "call_back", **said)
    client = as_(desk.cast.manager)
    with time_machine.travel(desk.now, tick=False):
        page = body(client.get("/hotline/"))
        rates = {
            one.label: (one.met, one.asked) for one in listing.rates(HotlineTicket.objects.all(), desk.now)
        }
        assert rates == {"响应率": (2, 2), "解决率": (1, 2), "满意率": (1, 2)}
        assert "50%" in page and "1/2" in page and "仅供参考" in page
        for query, expected in (
            ("kind=enquiry", {other}),
            (f"community={desk.town.tiebei.area.pk}", {mine}),
            ("desk=2", {mine}),
            ("q=补贴", {other}),
            (f"q={mine.city_no}", {mine}),
            ("light=green", {mine, other}),
            ("light=red", set()),
            ("kind=nonsense&page=99", {mine, other}),
        ):
            text = body(client.get(f"/hotline/?tab=all&{query}"))
            for one in (mine, other):
                assert (one.get_absolute_url() in text) == (one in expected), query
    later = desk.now + timedelta(days=91)
    assert all(one.asked == 0 for one in listing.rates(HotlineTicket.objects.all(), later))


def test_a_list_asks_the_same_at_any_size(desk: Desk, as_: As) -> None:
    first = desk.to(S.HANDLING)
    client = as_(desk.cast.manager)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/hotline/?tab=all").status_code == 200
        return len(asked)

    queries()
    few = queries()
    fields = HotlineTicket.objects.filter(pk=first.pk).values().get()
    drop = ("id", "year", "serial", "no", "city_no", "name_sealed", "phone_sealed")
    shared = {name: value for name, value in fields.items() if name not in drop}
    HotlineTicket.objects.bulk_create(
        HotlineTicket(**shared, year=2026, serial=n, no=f"HT-2026-{n:05}", city_no=f"B{n}")
        for n in range(100, 400)
    )
    assert queries() == few <= 10
    with CaptureQueriesContext(connection) as asked:
        assert client.get(first.get_absolute_url()).status_code == 200
    assert len(asked) <= 12
    assert Satisfaction.GOOD in listing.SATISFIED and WHO
