"""The list by role, 谁手里压着, supervision orders, the resident's page, and places that change hands."""

from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.clocks.models import Clock
from core.clocks.sweeper import sweep
from core.errors import NotAllowed, RuleBroken
from core.notices.models import Notice
from disputes.actions import supervise
from disputes.choices import Tier
from disputes.hotline.choices import TicketState
from disputes.models import Dispute, SupervisionOrder, Whistle, WhistleUnit
from disputes.petitions.choices import PetitionState
from disputes.supervision import actions as orders
from disputes.whistles.choices import WhistleState
from disputes.whistles.handover import community_changed, move_with_grid
from disputes.whistles.selectors import listing
from disputes.whistles.selectors.held import who_holds
from tests.hotline.desk import Desk
from tests.petitions.walk import Walk as PetitionWalk
from tests.whistles.units import DAY, T0, Street

pytestmark = pytest.mark.django_db
W, P = WhistleState, PetitionState


def counts(street: Street, user: Any) -> dict[str, int]:
    return {tab.key: tab.count for tab in listing.tabs(user, "", street.now)}


# --- tabs -------------------------------------------------------------------------------------------


def test_each_role_has_its_tabs_with_true_counts(street: Street) -> None:
    for state in (
        W.DRAFT,
        W.APPROVED,
        W.SIGNED,
        W.OBJECTED,
        W.HANDLING,
        W.RESOLVED,
        W.CHECKED,
        W.RATED,
        W.ON_ACCOUNT,
    ):
        street.to(state, assisting=())
    desk = counts(street, street.cast.manager)
    assert desk == {
        "draft": 1,
        "sign": 1,
        "decide": 1,
        "arrive": 1,
        "answer": 1,
        "check": 1,
        "rate": 1,
        "close": 1,
        "account": 1,
        "overdue": desk["overdue"],
        "all": 9,
    }
    clerk = counts(street, street.cast.clerk)
    assert (clerk["check"], clerk["rate"], clerk["all"]) == (1, 1, 8)
    worker = counts(street, street.cast.worker)
    assert (worker["check"], worker["all"]) == (1, 2)
    housing = counts(street, street.cast.liaison)
    assert {key: housing[key] for key in ("sign", "arrive", "answer", "answered", "account", "all")} == {
        "sign": 1,
        "arrive": 2,
        "answer": 1,
        "answered": 3,
        "account": 1,
        "all": 8,
    }
    assert counts(street, street.summon.resources_liaison)["all"] == 0
    supervisor = counts(street, street.cast.supervisor)
    assert (supervisor["open"], supervisor["all"]) == (8, 8)


def test_the_list_opens_at_the_first_thing_to_do_and_filters_by_its_address(
    street: Street, client: Client
) -> None:
    mine = street.to(W.APPROVED, assisting=())
    other = street.blow(lead=street.summon.sanitation, assisting=(), title="垃圾没清", kind="enforcement")
    client.force_login(street.cast.manager)
    page = client.get("/whistles/").content.decode()
    assert 'aria-current="page">待签收' in page
    for query, expected in (
        (f"unit={street.summon.sanitation.pk}", {other}),
        (f"held={street.summon.housing.pk}", {mine}),
        ("kind=enforcement", {other}),
        ("q=路灯", {mine}),
        ("q=铁路小区", {mine, other}),
        (f"q={mine.no}", {mine}),
        (f"community={street.town.dongyuan.area.pk}", set()),
        (
            "light=red&light=yellow",
            {one for one in (mine, other) if (one.yellow_at or one.due_at) <= timezone.now()},
        ),
        ("unit=nonsense&page=99", {mine, other}),
    ):
        text = client.get(f"/whistles/?tab=all&{query}").content.decode()
        for one in (mine, other):
            assert (one.get_absolute_url() in text) == (one in expected), query
    client.force_login(street.cast.meeting_secretary)
    assert client.get("/whistles/").status_code == 403


def test_each_list_asks_at_most_ten_queries_at_any_size(street: Street, client: Client) -> None:
    """Of whistles for the street, the community and a department, of calls, of orders, of who holds what."""
    whistle = street.to(W.APPROVED)
    street.call()
    cast = street.cast
    asked = {
        cast.manager: (
            "/whistles/?tab=all",
            "/whistles/calls/?tab=all",
            "/orders/?tab=all",
            "/whistles/held/",
        ),
        cast.clerk: ("/whistles/?tab=all",),
        cast.liaison: ("/whistles/?tab=all",),
    }

    def queries() -> dict[tuple[str, str], int]:
        found = {}
        for user, pages in asked.items():
            client.force_login(user)
            for url in pages:
                client.get(url)
                with CaptureQueriesContext(connection) as seen:
                    assert client.get(url).status_code == 200
                found[user.username, url] = len(seen)
        return found

    few = queries()
    fields = Whistle.objects.filter(pk=whistle.pk).values().get()
    shared = {name: value for name, value in fields.items() if name not in ("id", "year", "serial", "no")}
    many = Whistle.objects.bulk_create(
        Whistle(**shared, year=2026, serial=n, no=f"2026-{n:04}") for n in range(100, 300)
    )
    unit = WhistleUnit.objects.filter(whistle=whistle, is_lead=True).values().get()
    shared = {name: value for name, value in unit.items() if name not in ("id", "whistle_id")}
    WhistleUnit.objects.bulk_create(WhistleUnit(**shared, whistle=one) for one in many)
    assert queries() == few
    assert max(few.values()) <= 10, few


# --- who holds --------------------------------------------------------------------------------------


def test_each_number_of_who_holds_is_the_length_of_its_list(street: Street, client: Client) -> None:
    street.call()
    street.case()
    for state in (
        W.DRAFT,
        W.APPROVED,
        W.HANDLING,
        W.OBJECTED,
        W.RESOLVED,
        W.CHECKED,
        W.RATED,
        W.ON_ACCOUNT,
        W.CLOSED,
    ):
        street.to(state)
    for user in (street.cast.manager, street.cast.supervisor):
        client.force_login(user)
        groups = who_holds(user, street.now)
        assert [group.title for group in groups] == ["部门", "社区", "街道"]
        names = {holder.name for group in groups for holder in group.holders}
        assert names == {"住建局", "自然资源局", "铁北社区", "街道综治中心和分管领导"}
        for group in groups:
            for holder in group.holders:
                assert holder.total == sum(cell.count for cell in holder.cells) > 0
                for cell in holder.cells:
                    assert number_behind(client, cell.url) == cell.count, cell
    page = client.get("/whistles/held/").content.decode()
    people = [user.display_name for user in street.cast.all.values() if user != street.cast.supervisor]
    assert not [name for name in people if name in page]
    for user in (street.cast.clerk, street.cast.liaison, street.cast.worker):
        client.force_login(user)
        assert client.get("/whistles/held/").status_code == 403


def test_who_holds_has_tickets_and_petition_matters_by_unit_and_names_nobody(
    street: Street, client: Client
) -> None:
    """F8: counted by unit and step; neither caller nor petitioner is in a number or its address."""
    cast, town = street.cast, street.town
    desk = Desk(cast, town, street.log)
    for state in (TicketState.RECEIVED, TicketState.HANDLING, TicketState.ANSWERED, TicketState.CALLED_BACK):
        desk.to(state)
    desk.step(desk.to(TicketState.HANDLING), "reassign", desk=Tier.GRID)
    desk.step(desk.to(TicketState.HANDLING), "reassign", desk=Tier.STREET)
    for matter in (P.RECEIVED, P.PROPOSED, P.HANDLING, P.FORWARDED, P.REPLIED):
        PetitionWalk(cast, town, street.log).to(matter)
    client.force_login(cast.manager)
    with CaptureQueriesContext(connection) as asked:
        groups = who_holds(cast.manager, T0 + DAY)
    assert len(asked) <= 7
    told = {
        (holder.name, cell.label): cell
        for group in groups
        for holder in group.holders
        for cell in holder.cells
    }
    street_desk = "街道综治中心和分管领导"
    assert {key: cell.count for key, cell in told.items()} == {
        ("住建局", "信访转送"): 1,
        ("铁北社区", "社区工单"): 1,
        ("铁北社区", "网格工单"): 1,
        **dict.fromkeys(((street_desk, f"工单{one}") for one in ("待交办", "", "待回访", "待办结")), 1),
        **dict.fromkeys(((street_desk, f"信访{one}") for one in ("待分流", "待签批", "办理")), 1),
    }
    for cell in told.values():
        assert number_behind(client, cell.url) == cell.count, cell
    page = client.get("/whistles/held/").content.decode()
    assert "HT-2026-" not in page and "XF-2026-" not in page and "王建国" not in page


def number_behind(client: Client, url: str) -> int:
    """How many rows the list shows under the address."""
    page = unescape(client.get(url).content.decode())
    assert parse_qs(urlsplit(url).query)
    return page.count("<tr data-href=")


def test_who_holds_counts_what_is_overdue_and_since_when(street: Street) -> None:
    street.to(W.APPROVED, assisting=())
    (departments, *_) = who_holds(street.cast.manager, T0 + DAY)
    (housing,) = departments.holders
    assert (housing.total, housing.overdue, housing.oldest) == (1, 1, T0)


# --- supervision ------------------------------------------------------------------------------------


def test_the_street_supervises_a_case_in_writing_and_the_community_answers(
    street: Street, client: Client
) -> None:
    case = street.case()
    client.force_login(street.cast.street_lead)
    url = f"{case.get_absolute_url()}do/supervise/"
    page = client.get(url).content.decode()
    assert "请马上办理，把进展和办结时间书面答复" in page and "checked" in page
    assert (
        client.post(
            url, {"version": case.version, "requirement": "请马上办理，把进展和办结时间书面答复"}
        ).status_code
        == 302
    )
    order = SupervisionOrder.objects.get()
    assert (order.desk, order.community, order.issued_by) == (
        "community",
        case.community,
        street.cast.street_lead,
    )
    assert street.town.building.name not in order.subject_words and case.title not in order.subject_words
    assert order.official_no.startswith("雄督〔")
    assert Notice.objects.filter(recipient=street.cast.secretary, subject_kind="supervision_order").exists()
    client.force_login(street.cast.clerk)
    assert (
        client.post(order.act_url("reply"), {"version": order.version, "text": "今天已到场"}).status_code
        == 302
    )
    order.refresh_from_db()
    assert (order.state, order.replied_by) == ("replied", street.cast.clerk)
    client.force_login(street.cast.outsider)
    assert client.get(order.get_absolute_url()).status_code == 404


def test_an_order_goes_back_until_the_answer_does_and_nobody_strikes_off_their_own(street: Street) -> None:
    case = street.case()
    supervise(case, actor=street.cast.manager, requirement="请答复", now=street.now)
    order = SupervisionOrder.objects.get()
    with pytest.raises(NotAllowed):
        orders.reply(order, actor=street.cast.outsider, text="不是我们的", now=street.now)
    orders.reply(order, actor=street.cast.clerk, text="在办", now=street.now)
    orders.send_back(order, actor=street.cast.manager, reason="没写哪天办完", now=street.now)
    (clock,) = Clock.objects.live().of("supervision_order", order.pk)
    assert clock.code == "supervision.reply"
    street.post_as_manager(street.cast.clerk)
    orders.reply(order, actor=street.cast.clerk, text="周五办完", now=street.now)
    with pytest.raises(RuleBroken, match="要由别人来销号"):
        orders.close(order, actor=street.cast.clerk, result="可以", now=street.now)
    orders.close(order, actor=street.cast.manager, result="可以", now=street.now)
    assert order.state == "closed"
    assert not Clock.objects.live().of("supervision_order", order.pk).exists()


def test_a_day_of_reply_that_is_past_or_a_missing_requirement_issues_nothing(street: Street) -> None:
    case = street.case()
    for changes, name in (({"requirement": ""}, "requirement"), ({"reply_by": T0 - DAY}, "reply_by")):
        said = {"requirement": "请答复", **changes}
        with pytest.raises(RuleBroken) as caught:
            supervise(case, actor=street.cast.manager, now=street.now, **said)
        assert caught.value.field == name
    assert not SupervisionOrder.objects.exists()


def test_a_case_three_working_days_late_is_supervised_by_time_itself_once(street: Street) -> None:
    case = street.case()
    sweep(now=T0 + 20 * DAY)
    order = SupervisionOrder.objects.get(subject_kind="dispute", subject_id=case.pk)
    assert order.issued_by is None and "超期3个工作日" in order.basis
    assert order.serial == 1


# --- the resident -----------------------------------------------------------------------------------


def test_the_resident_rates_by_receipt_and_only_what_was_found_done(street: Street, client: Client) -> None:
    case = street.case()
    whistle = street.blow(case, assisting=())
    for act, data in (("sign", {}), ("arrive", {}), ("answer", {"result": "solved", "text": "装好了"})):
        whistle = street.unit_do(whistle, act, **data)
    address = f"/track/?no={case.no}&c={case.receipt_code}"
    said = {"no": case.no, "c": case.receipt_code, "what": "whistle", "w": whistle.no}
    said |= {"responded": "yes", "solved": "yes", "satisfaction": "very_good"}
    assert "部门办好了" not in client.get(address).content.decode()
    assert client.post("/track/", said).status_code == 422
    street.do(whistle, "check", "worker", passed=True, text="内部看法")
    page = client.get(address).content.decode()
    assert "部门办好了，请您评价" in page
    assert "内部看法" not in page and "张工" not in page
    assert client.post("/track/", {**said, "satisfaction": ""}).status_code == 422
    assert client.post("/track/", {**said, "c": "WRONG123"}).status_code == 404
    assert client.post("/track/", {**said, "w": "2026-9999"}).status_code == 422
    assert client.post("/track/", said).status_code == 302
    assert client.post("/track/", said).status_code == 422
    given = whistle.ratings.get()
    assert (given.side, given.by, given.satisfaction) == ("resident", None, "very_good")


def test_a_resident_rates_no_whistle_of_another_matter(street: Street, client: Client) -> None:
    mine, other = street.case(), street.case()
    whistle = street.blow(other, assisting=())
    for act, data in (("sign", {}), ("arrive", {}), ("answer", {"result": "solved", "text": "装好了"})):
        whistle = street.unit_do(whistle, act, **data)
    street.do(whistle, "check", "worker", passed=True, text="亮了")
    said = {"no": mine.no, "c": mine.receipt_code, "what": "whistle", "w": whistle.no}
    said |= {"responded": "yes", "solved": "yes", "satisfaction": "good"}
    assert client.post("/track/", said).status_code == 422
    assert not whistle.ratings.exists()


# --- places -----------------------------------------------------------------------------------------


def test_whistles_and_calls_follow_the_boundary(street: Street) -> None:
    whistle, call = street.blow(), street.call()
    first, second = street.town.tiebei.grids[0], street.town.tiebei.grids[1]
    shared = {
        "old_user": None,
        "new_user": None,
        "mode": "follow",
        "actor": street.cast.sysadmin,
        "now": street.now,
    }
    moved = move_with_grid(
        grid_from=first, grid_to=second, buildings=frozenset({street.town.building.pk}), **shared
    )
    assert moved == 2
    whistle.refresh_from_db()
    call.refresh_from_db()
    assert whistle.grid == call.grid == second
    assert move_with_grid(grid_from=second, grid_to=second, buildings=None, **shared) == 0
    new = street.town.dongyuan.area
    old = street.town.tiebei.area
    assert community_changed(grids=[], old=old, new=new, actor=street.cast.sysadmin, now=street.now) == 2
    assert Whistle.objects.visible_to(street.cast.outsider).filter(pk=whistle.pk).exists()


def test_a_case_at_a_department_shows_so_until_the_answer(street: Street, client: Client) -> None:
    case: Dispute = street.case()
    whistle = street.blow(case, assisting=())
    client.force_login(street.cast.clerk)
    assert "住建局" in client.get("/cases/?tab=all").content.decode()
    for act, data in (("sign", {}), ("arrive", {}), ("answer", {"result": "solved", "text": "装好了"})):
        whistle = street.unit_do(whistle, act, **data)
    assert "住建局" not in client.get("/cases/?tab=all").content.decode()
    assert "没有案件" in client.get("/cases/?tab=all&tier=department").content.decode()
