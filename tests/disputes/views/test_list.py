"""/cases/: tabs with true counts, filters in the address, order, and what each role finds."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from disputes.actions import Intake, chase, draft_dispute, watch
from disputes.choices import Cause, State
from disputes.models import Dispute, SavedView
from disputes.selectors import tabs
from grids.models import Area
from tests.cast import Cast, Log, Town
from tests.disputes.views.conftest import As, body
from tests.disputes.walk import T0, Walk, sitting

pytestmark = pytest.mark.django_db
Go = Callable[[], None]


def numbers(client: Client, query: str = "") -> list[str]:
    """The case numbers of the table, in their order."""
    page = client.get(f"/cases/?{query}")
    assert page.status_code == 200, page
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]+)</a>', body(page))


def counts(client: Client, query: str = "tab=all") -> dict[str, int]:
    found = re.findall(
        r'href="\?[^"]*tab=(\w+)[^"]*"[^>]*>[^<]+<span class="num">(\d+)',
        body(client.get(f"/cases/?{query}")),
    )
    return {key: int(number) for key, number in found}


def test_todo_is_what_waits_for_this_person(walk: Walk, as_: As, at_walk: Go) -> None:
    cast = walk.cast
    case = walk.log(now=walk.now)
    at_walk()
    assert numbers(as_(cast.worker), "tab=todo") == [case.no]
    assert numbers(as_(cast.clerk), "tab=todo") == []
    walk.do(case, "route_up", "worker", trigger="beyond")
    assert numbers(as_(cast.worker), "tab=todo") == []
    for who in (cast.clerk, cast.second_clerk, cast.secretary):
        assert numbers(as_(who), "tab=todo") == [case.no]
    walk.do(case, "sign", "clerk")
    assert numbers(as_(cast.clerk), "tab=todo") == [case.no]
    assert numbers(as_(cast.second_clerk), "tab=todo") == []
    walk.step(case, "ask_consent")
    walk.step(case, "accept")
    walk.step(case, "escalate")
    assert numbers(as_(cast.clerk), "tab=todo") == []
    for who in (cast.intake, cast.manager, cast.street_lead):
        assert numbers(as_(who), "tab=todo") == [case.no]
    assert numbers(as_(cast.outsider), "tab=all") == []


def test_a_visit_is_for_anyone_but_the_mediator_and_the_closing_for_the_closer(
    walk: Walk, as_: As, at_walk: Go
) -> None:
    case = walk.to(State.FOLLOW_UP)
    at_walk()
    cast = walk.cast
    assert numbers(as_(cast.clerk), "tab=todo") == []
    assert numbers(as_(cast.second_clerk), "tab=todo") == [case.no]
    walk.step(case, "follow_up")
    assert numbers(as_(cast.second_clerk), "tab=todo") == []
    assert numbers(as_(cast.secretary), "tab=todo") == [case.no]
    assert numbers(as_(cast.manager), "tab=todo") == []


def test_a_withdrawn_case_in_yellow_is_looked_after_before_it_is_closed(
    walk: Walk, as_: As, at_walk: Go
) -> None:
    case = walk.do(walk.mediating(), "hold_session", "clerk", sitting=sitting(walk, outcome="failed"))
    walk.step(case, "withdraw")
    at_walk()
    cast = walk.cast
    assert numbers(as_(cast.clerk), "tab=todo") == [case.no]
    assert numbers(as_(cast.secretary), "tab=todo") == []
    walk.step(case, "check_later")
    walk.step(case, "follow_up")
    walk.step(case, "close")
    assert case.state == State.CLOSED


def test_a_request_for_more_time_waits_for_the_lead(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.step(walk.mediating(), "ask_extension")
    at_walk()
    assert case.no in numbers(as_(walk.cast.secretary), "tab=todo")
    assert numbers(as_(walk.cast.second_clerk), "tab=todo") == []


def test_each_tab_holds_its_cases_and_its_count_is_true_for_the_person(
    walk: Walk, as_: As, at_walk: Go, town: Town
) -> None:
    cast = walk.cast
    for state in State:
        walk.now = T0
        walk.to(state)
    late = walk.registered()
    watch(late, user=cast.clerk, on=True)
    walk.now += timedelta(days=8)
    at_walk()
    for user in (
        cast.clerk,
        cast.secretary,
        cast.worker,
        cast.intake,
        cast.manager,
        cast.supervisor,
        cast.outsider,
    ):
        client = as_(user)
        found = counts(client)
        assert set(found) == set(tabs.TABS)
        for tab, number in found.items():
            assert len(numbers(client, f"tab={tab}&size=100")) == number, (user, tab)
    clerk = counts(as_(cast.clerk))
    assert clerk["draft"] == 1 and clerk["watched"] == 1 and clerk["paused"] == 1
    assert clerk["overdue"] > 0 and clerk["finished"] > 2
    assert counts(as_(cast.second_clerk))["draft"] == 0


def test_done_is_what_i_acted_on_and_others_hold_now(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.log(now=walk.now)
    walk.do(case, "route_up", "worker", trigger="beyond")
    at_walk()
    assert numbers(as_(walk.cast.worker), "tab=done") == [case.no]
    assert numbers(as_(walk.cast.other_worker), "tab=done") == []


def test_overdue_and_nearly_due_come_first(cast: Cast, log: Log, as_: As) -> None:
    now = timezone.now()
    fresh, late, soon = (log(now=now - ago) for ago in (timedelta(), timedelta(days=3), timedelta(hours=20)))
    assert numbers(as_(cast.worker), "tab=todo") == [late.no, soon.no, fresh.no]
    assert numbers(as_(cast.worker), "tab=todo&sort=new") == [fresh.no, soon.no, late.no]
    assert numbers(as_(cast.worker), "tab=todo&light=red") == [late.no]
    assert numbers(as_(cast.worker), "tab=todo&light=yellow") == [soon.no]
    assert numbers(as_(cast.worker), "tab=todo&light=yellow&light=green") == [soon.no, fresh.no]


def test_filters_narrow_and_show_as_chips_that_come_off(cast: Cast, log: Log, as_: As, town: Town) -> None:
    leak = log()
    noise = log(
        cause=Cause.NOISE,
        title="深夜噪声",
        place=town.tiebei.buildings[1][0],
        source="hotline",
        actor=cast.clerk,
    )
    client = as_(cast.intake)
    tiebei, dongyuan = town.tiebei.area.pk, town.dongyuan.area.pk
    for query, expected in (
        ("cause=23", [leak.no]),
        ("source=hotline", [noise.no]),
        ("tier=1", [leak.no]),
        ("tier=2", [noise.no]),
        (f"community={dongyuan}", []),
        ("holder=王秀兰", [leak.no]),
        ("holder=无", [noise.no]),
        ("holder=我", []),
        ("holder=me", []),
        ("state=registered&state=mediating&q=噪声", [noise.no]),
        ("severity=micro&cause=21", [noise.no]),
        ("alert=red", []),
    ):
        assert numbers(client, f"tab=all&{query}") == expected, query
    page = body(client.get(f"/cases/?tab=all&cause=23&community={tiebei}"))
    assert "类型：漏水排水" in page and "社区：铁北社区" in page and "清空筛选" in page
    assert f'href="?tab=all&amp;community={tiebei}"' in page


@pytest.mark.parametrize(
    "query",
    [
        "tab=nonsense", "community=abc", "community=999999999999999999999", "tier=9", "light=pink", "state=x",
        "page=0", "page=99999999999999999999", "page=abc", "size=7", "sort=;drop", "holder=%F0%A0%AE%B7", "q=" + "长" * 200,
    ],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_left_out(cast: Cast, log: Log, as_: As, query: str) -> None:
    log()
    assert as_(cast.worker).get(f"/cases/?{query}").status_code == 200


@pytest.mark.parametrize(
    "text",
    ["{no}", "{official}", "2026", "铁路小区1号楼", "铁路小区1号楼2单元", "下水", "铁路小区 堵塞", "铁北"],
)
def test_number_matter_and_address_are_found_as_people_type_them(
    cast: Cast, log: Log, as_: As, text: str
) -> None:
    case = log(place_detail="2单元201")
    log(title="深夜噪声", cause="21", actor=cast.outsider, place=_dongyuan(cast))
    text = text.format(no=case.no, official=case.official_no)
    if text == "2026":
        text = case.no[:4] + "-0000" + case.no[-1]
    assert numbers(as_(cast.intake), f"tab=all&q={quote(text)}") == [case.no]


def _dongyuan(cast: Cast) -> Area:
    return Area.objects.select_related("community", "parent").get(code="XG002E001001")


def test_an_emoji_and_a_rare_character_are_searched_and_found(cast: Cast, log: Log, as_: As) -> None:
    case = log(title="𠮷野家门口🔥堆物")
    for text in ("𠮷野家", "🔥"):
        assert numbers(as_(cast.worker), f"tab=all&q={quote(text)}") == [case.no]


def test_a_supervisor_reads_kind_and_community_and_finds_no_words(cast: Cast, log: Log, as_: As) -> None:
    case = log()
    client = as_(cast.supervisor)
    page = body(client.get("/cases/"))
    assert case.no in page and "漏水排水" in page and "铁北社区" in page
    assert case.title not in page and "1号楼" not in page
    assert numbers(client, f"q={quote(case.title)}") == []
    assert numbers(client, f"q={case.no}") == [case.no]


def test_a_restricted_case_is_only_for_who_may_know(cast: Cast, log: Log, as_: As) -> None:
    case = log(involves_dv=True, actor=cast.clerk)
    assert numbers(as_(cast.clerk), "tab=all") == [case.no]
    assert numbers(as_(cast.secretary), "tab=all") == [case.no]
    for who in (cast.second_clerk, cast.worker, cast.intake, cast.supervisor):
        assert numbers(as_(who), "tab=all") == []


@pytest.mark.parametrize(
    "who",
    [
        "liaison",
        "support_worker",
        "meeting_secretary",
        "privacy_officer",
        "auditor",
        "sysadmin",
        "security_admin",
        "nobody",
    ],
)
def test_posts_without_cases_are_told_so(cast: Cast, as_: As, who: str) -> None:
    answer = as_(getattr(cast, who)).get("/cases/")
    assert answer.status_code == 403
    assert "你的岗位不看案件" in body(answer)


def test_without_sign_in_the_list_sends_to_the_door(client: Client, db: None) -> None:
    answer = client.get("/cases/?tab=all")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/login/")


def test_three_kinds_of_empty_say_three_things(cast: Cast, log: Log, as_: As) -> None:
    client = as_(cast.worker)
    assert "没有要你办的案件" in body(client.get("/cases/?tab=todo"))
    log()
    page = body(client.get("/cases/?tab=todo&cause=21&light=red"))
    assert "这些条件下没有案件" in page and "去掉「■ 超期」" in page and "清空筛选" in page


def test_pages_of_25_50_100_are_remembered_with_columns_and_density(cast: Cast, log: Log, as_: As) -> None:
    for _ in range(27):
        log()
    client = as_(cast.worker)
    assert len(numbers(client, "tab=all")) == 25
    assert len(numbers(client, "tab=all&page=2")) == 2
    answer = client.post(
        "/cases/taste/",
        {
            "column": ["community", "grid"],
            "density": "tight",
            "size": "50",
            "next": "/cases/?tab=all&cause=23",
        },
    )
    assert answer["Location"] == "/cases/?tab=all&cause=23"
    page = body(client.get("/cases/?tab=all"))
    assert len(numbers(client, "tab=all")) == 27
    assert (
        'data-density="tight"' in page
        and '<th scope="col">网格</th>' in page
        and '<th scope="col">层级</th>' not in page
    )


def test_odd_tastes_and_strange_ways_back_mean_the_usual(cast: Cast, as_: As) -> None:
    client = as_(cast.worker)
    answer = client.post(
        "/cases/taste/", {"column": ["x"], "size": "9999", "density": "<", "next": "https://evil.example/"}
    )
    assert answer["Location"] == "/cases/"
    client.cookies["xg_cases"] = "1e9.%00.;;--<script>"
    assert client.get("/cases/?tab=all").status_code == 200


def test_a_filter_is_saved_opened_first_and_forgotten(cast: Cast, log: Log, as_: As) -> None:
    log()
    client = as_(cast.worker)
    saved = client.post(
        "/cases/views/", {"name": "本周临期𠮷", "query": "tab=all&light=yellow", "is_home": "on"}
    )
    assert saved["Location"] == "/cases/?tab=all&light=yellow"
    assert client.get("/cases/")["Location"] == "/cases/?tab=all&light=yellow"
    view = SavedView.objects.get()
    assert "本周临期𠮷" in body(client.get("/cases/?tab=all"))
    for stranger in (as_(cast.leader),):
        assert stranger.post(f"/cases/views/{view.pk}/delete/").status_code == 404
        assert stranger.post(f"/cases/views/{view.pk}/home/").status_code == 404
    client.post(f"/cases/views/{view.pk}/home/", {"on": "0"})
    assert client.get("/cases/").status_code == 200
    client.post(f"/cases/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


def test_a_view_without_a_name_or_past_thirty_is_refused_with_the_form(cast: Cast, as_: As) -> None:
    client = as_(cast.worker)
    assert client.post("/cases/views/", {"name": "", "query": "tab=all"}).status_code == 422
    SavedView.objects.bulk_create(SavedView(user=cast.worker, name=f"视图{n}") for n in range(30))
    answer = client.post("/cases/views/", {"name": "第31个", "query": "tab=all"})
    assert answer.status_code == 422 and "最多存30个视图" in body(answer)
    assert client.post("/cases/views/", {"name": "视图1", "query": "tab=open"}).status_code == 302


def test_a_draft_shows_to_its_author_and_leads_to_its_form(cast: Cast, town: Town, as_: As) -> None:
    draft = draft_dispute(Intake(place=town.building, cause="23"), actor=cast.clerk)
    page = body(as_(cast.clerk).get("/cases/?tab=draft"))
    assert f'href="/cases/draft/{draft.pk}/"' in page
    assert "/cases/draft/" not in body(as_(cast.secretary).get("/cases/?tab=draft"))


def test_the_list_leads_through_its_cases(cast: Cast, log: Log, as_: As) -> None:
    now = timezone.now()
    cases = [log(now=now - timedelta(days=days)) for days in (4, 3, 2)]
    client = as_(cast.worker)
    page = body(client.get("/cases/?tab=all&light=red"))
    link = re.search(rf'href="(/cases/{cases[1].no}/\?[^"]*)"', page)
    assert link is not None
    middle = body(client.get(link[1].replace("&amp;", "&")))
    assert "3件中第2件" in middle
    assert f"/cases/{cases[0].no}/?list=" in middle and f"/cases/{cases[2].no}/?list=" in middle
    assert 'href="/cases/?tab=all&amp;light=red"' in middle


def test_numbers_of_the_workbench_are_those_of_the_list(walk: Walk, as_: As, at_walk: Go) -> None:
    for state in (
        State.REGISTERED,
        State.MEDIATING,
        State.ESCALATION_PENDING,
        State.SUSPENDED,
        State.BREACHED,
    ):
        walk.to(state)
    chase(
        Dispute.objects.filter(state=State.MEDIATING).first(),
        actor=walk.cast.secretary,
        text="请抓紧回话",
        now=walk.now,
    )
    at_walk()
    for user in (walk.cast.clerk, walk.cast.secretary, walk.cast.intake, walk.cast.worker):
        client = as_(user)
        page = body(client.get("/"))
        figures = re.findall(r'<a class="figure[^"]*" href="/cases/\?([^"]+)">.*?<b>(\d+)</b>', page, re.S)
        assert figures
        for query, number in figures:
            query = query.replace("&amp;", "&")
            assert len(numbers(client, f"{query}&size=100")) == int(number), (user, query)
