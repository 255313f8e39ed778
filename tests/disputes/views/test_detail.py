"""/cases/<no>/: clocks, acts with reasons, tabs, and what stays hidden from whom."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from core.audit.models import Entry
from core.files.models import StoredFile
from disputes.actions import citizen_reopen, watch
from disputes.choices import State
from disputes.models import Dispute, Watch
from tests.cast import OTHER_PHONE, PHONE, Cast, Log
from tests.disputes.views.conftest import As, body
from tests.disputes.walk import Walk
from tests.files.nasty import jpeg_of, upload

pytestmark = pytest.mark.django_db
Go = Callable[[], None]
TABS = ("overview", "timeline", "mediation", "photos", "changes")


def test_all_clocks_are_shown_and_the_next_one_is_boxed(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.mediating()
    at_walk()
    page = body(as_(walk.cast.clerk).get(case.get_absolute_url()))
    strip = page[page.index('class="clock-strip"') : page.index("</ul>", page.index('class="is-next"'))]
    assert strip.count('class="is-next"') == 1
    assert "clock-met" in strip and "clock-normal" in strip
    for title in ("首次联系当事人", "调解总时限"):
        assert title in page
    assert "怎么算的" in page and "起算" in page


def test_an_overdue_promise_shows_on_a_paused_case(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.step(walk.mediating(), "suspend")
    at_walk()
    page = body(as_(walk.cast.clerk).get(case.get_absolute_url()))
    assert "clock-paused" in page and "中止" in page


def test_the_next_act_comes_first_and_a_blocked_one_says_why(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.step(walk.to(State.REGISTERED), "ask_consent")
    at_walk()
    page = body(as_(walk.cast.clerk).get(case.get_absolute_url()))
    assert re.search(r'btn-primary" href="/cases/[^"]+/do/accept/"', page)
    secretary = body(as_(walk.cast.secretary).get(case.get_absolute_url()))
    assert "<b>结案</b>：这件现在是「征询意愿」，不能结案" in secretary


@pytest.mark.parametrize("state", [s for s in State if s != State.DRAFT], ids=str)
def test_every_state_opens_with_every_tab(walk: Walk, as_: As, at_walk: Go, state: State) -> None:
    case = walk.to(state)
    walk.now += timedelta(days=1)
    at_walk()
    for user in (walk.cast.secretary, walk.cast.manager, walk.cast.supervisor):
        client = as_(user)
        for tab in TABS:
            assert client.get(f"{case.get_absolute_url()}?tab={tab}").status_code == 200


def test_a_supervisor_sees_header_and_clocks_only(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.mediating()
    at_walk()
    client = as_(walk.cast.supervisor)
    for tab in TABS:
        page = body(client.get(f"{case.get_absolute_url()}?tab={tab}"))
        assert case.no in page and "clock-strip" in page and "漏水排水" in page
        for secret in (case.title, case.summary, "王建国", "李桂花", "2207", "1号楼", "记一笔"):
            assert secret not in page
    for part in ("nearby/", "receipt/", "reveal/?party=1"):
        assert client.get(f"{case.get_absolute_url()}{part}").status_code == 404


def test_out_of_scope_and_missing_are_the_same_bytes(cast: Cast, log: Log, as_: As) -> None:
    case = log()
    client = as_(cast.outsider)
    missing = client.get("/cases/2026-98765/")
    for part in ("", "nearby/", "receipt/", "reveal/?party=1", "do/note/", "?tab=timeline"):
        answer = client.get(f"{case.get_absolute_url()}{part}")
        assert (answer.status_code, answer.content) == (404, missing.content), part
    for part in ("note/", "photos/", "reveal/", "watch/"):
        answer = client.post(f"{case.get_absolute_url()}{part}", {"text": "x", "party": "1"})
        assert (answer.status_code, answer.content) == (404, missing.content), part


def test_no_whole_phone_is_on_any_page(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.mediating()
    at_walk()
    for user in (walk.cast.clerk, walk.cast.manager):
        client = as_(user)
        for address in ("/cases/", "receipt/", "nearby/", *(f"?tab={tab}" for tab in TABS)):
            url = address if address.startswith("/") else f"{case.get_absolute_url()}{address}"
            text = body(client.get(url))
            assert PHONE not in text and OTHER_PHONE not in text
    assert "138****2207" in body(as_(walk.cast.clerk).get(case.get_absolute_url()))


@pytest.mark.django_db(transaction=True)
def test_a_reveal_needs_a_reason_is_written_first_and_shows_one_number(cast: Cast, log: Log, as_: As) -> None:
    case = log()
    party = case.parties.first()
    client, url = as_(cast.worker), f"{case.get_absolute_url()}reveal/"
    assert client.get(f"{url}?party={party.pk}").status_code == 200
    refused = client.post(url, {"party": party.pk})
    assert refused.status_code == 422 and PHONE not in body(refused)
    vague = client.post(url, {"party": party.pk, "reason_choice": "其他", "reason": "看"})
    assert vague.status_code == 422 and "至少4个字" in body(vague)
    shown = client.post(url, {"party": party.pk, "reason_choice": "联系办案"})
    text = body(shown)
    assert shown.status_code == 200 and PHONE in text and OTHER_PHONE not in text
    assert "no-store" in shown["Cache-Control"] and shown["Refresh"].startswith("60;")
    assert 'data-remask="60"' in text
    entry = Entry.objects.latest("seq")
    assert (entry.action, entry.detail["party"]) == ("dispute.reveal_phone", party.pk)
    assert PHONE not in str(entry.detail)
    assert case.events.last().text == "查看了申请人的电话：联系办案"


def test_who_does_not_work_the_case_reveals_nothing(cast: Cast, log: Log, as_: As) -> None:
    case = log()
    party = case.parties.first()
    url = f"{case.get_absolute_url()}reveal/"
    before = Entry.objects.count()
    answer = as_(cast.clerk).post(url, {"party": party.pk, "reason_choice": "联系办案"})
    assert answer.status_code == 403 and PHONE not in body(answer)
    assert "看全号" not in body(as_(cast.clerk).get(case.get_absolute_url()))
    assert Entry.objects.count() == before
    for strange in ("0", "abc", "9" * 30, str(party.pk + 99999)):
        answer = as_(cast.worker).post(url, {"party": strange, "reason_choice": "联系办案"})
        assert answer.status_code == 404


def test_another_cases_party_is_not_revealed_through_this_one(cast: Cast, log: Log, as_: As) -> None:
    mine, theirs = log(), log()
    party = theirs.parties.first()
    answer = as_(cast.worker).post(
        f"{mine.get_absolute_url()}reveal/", {"party": party.pk, "reason_choice": "联系办案"}
    )
    assert answer.status_code == 404


def test_the_timeline_filters_by_kind_and_says_what_the_resident_reads(
    walk: Walk, as_: As, at_walk: Go
) -> None:
    case = walk.mediating()
    walk.step(case, "note")
    at_walk()
    client = as_(walk.cast.clerk)
    everything = body(client.get(f"{case.get_absolute_url()}?tab=timeline"))
    assert "居民可见：「已登记，我们会尽快和你联系」" in everything and "物业已到场" in everything
    talk = body(client.get(f"{case.get_absolute_url()}?tab=timeline&kind=talk"))
    assert "物业已到场" in talk and "草稿→已登记" not in talk
    assert "还没有" not in body(client.get(f"{case.get_absolute_url()}?tab=timeline&kind=nonsense"))


def test_a_quick_note_may_be_for_the_resident_too(cast: Cast, log: Log, as_: As) -> None:
    case = log()
    client, url = as_(cast.worker), f"{case.get_absolute_url()}note/"
    assert client.post(url, {"text": "明天上午去看", "is_public": "on"}).status_code == 302
    assert client.post(url, {"text": "物业电话打不通"}).status_code == 302
    public, internal = case.events.filter(act="note")
    assert (public.public_text, internal.public_text) == ("明天上午去看", "")
    assert client.post(url, {"text": ""}).status_code == 422
    warned = client.post(url, {"text": f"他电话{PHONE}"})
    assert warned.status_code == 422 and "替我遮住" in body(warned)
    client.post(url, {"text": f"他电话{PHONE}", "numbers": "mask"})
    assert case.events.last().text == "他电话138****2207"


def test_changes_name_old_and_new_in_words(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.step(walk.registered(), "assign")
    at_walk()
    page = body(as_(walk.cast.secretary).get(f"{case.get_absolute_url()}?tab=changes"))
    assert '<td data-label="改成">马军</td>' in page
    for raw in ("small", "registered", "holder", ">None<"):
        assert f">{raw}<" not in page


def test_neighbours_are_links_where_seen_and_a_number_where_not(cast: Cast, log: Log, as_: As) -> None:
    case = log()
    seen = log()
    hidden = log(involves_dv=True, actor=cast.clerk)
    other_cause = log(cause="21")
    old = log(now=timezone.now() - timedelta(days=181))
    part = body(as_(cast.worker).get(f"{case.get_absolute_url()}nearby/", headers={"HX-Request": "true"}))
    assert seen.no in part and "另有 1 件" in part
    for absent in (hidden, other_cause, old):
        assert absent.no not in part


def test_a_merged_case_leads_to_the_main_one(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.to(State.MERGED)
    at_walk()
    main = case.merged_into
    page = body(as_(walk.cast.clerk).get(case.get_absolute_url()))
    assert f'<a href="{main.get_absolute_url()}">打开主案 {main.no}</a>' in page


def test_a_watched_case_is_marked_and_unmarked(cast: Cast, log: Log, as_: As) -> None:
    case = log()
    client, url = as_(cast.clerk), f"{case.get_absolute_url()}watch/"
    client.post(url, {"on": "1"})
    client.post(url, {"on": "1"})
    assert Watch.objects.get().user == cast.clerk
    assert "已关注" in body(client.get(case.get_absolute_url()))
    part = client.post(url, {"on": "0"}, headers={"HX-Request": "true"})
    assert "<html" not in body(part) and not Watch.objects.exists()


def test_a_watch_gives_no_right_to_see(cast: Cast, log: Log, as_: As) -> None:
    case = log()
    watch(case, user=cast.outsider, on=True)
    assert as_(cast.outsider).get(case.get_absolute_url()).status_code == 404


def test_photos_are_added_with_a_line_on_the_timeline(media: Path, cast: Cast, log: Log, as_: As) -> None:
    case = log()
    client, url = as_(cast.worker), f"{case.get_absolute_url()}photos/"
    answer = client.post(
        url,
        {
            "purpose": "after",
            "photos": [upload(jpeg_of(60, 40), "现场.jpg"), upload(jpeg_of(40, 60), "b.jpg")],
        },
    )
    assert answer.status_code == 302
    assert case.events.last().text == "补充处理后照片2张"
    page = body(client.get(f"{case.get_absolute_url()}?tab=photos"))
    assert page.count("?size=thumb") == 2
    assert client.post(url, {"purpose": "after"}).status_code == 422


def test_a_picture_is_content_and_not_a_supervisors(media: Path, cast: Cast, log: Log, as_: As) -> None:
    case = log()
    as_(cast.worker).post(
        f"{case.get_absolute_url()}photos/", {"purpose": "after", "photos": [upload(jpeg_of(9, 9))]}
    )
    url = f"/files/{StoredFile.objects.get().public_id}/"
    assert as_(cast.clerk).get(url).status_code == 200
    for who in (cast.supervisor, cast.outsider, cast.sysadmin, cast.nobody):
        assert as_(who).get(url).status_code == 404


def test_the_resident_asking_again_blocks_the_archive_in_words(walk: Walk, as_: As, at_walk: Go) -> None:
    case = walk.to(State.CLOSED)
    walk.now += timedelta(hours=1)
    citizen_reopen(case, text="又返水了", now=walk.now)
    at_walk()
    page = body(as_(walk.cast.clerk).get(case.get_absolute_url()))
    assert "居民说没解决，还没有答复" in page


def test_tabs_come_alone_for_htmx(cast: Cast, log: Log, client: Client) -> None:
    case = log()
    client.force_login(cast.worker)
    headers = {"HX-Request": "true", "HX-Target": "case-tabs"}
    part = client.get(f"{case.get_absolute_url()}?tab=timeline", headers=headers)
    assert body(part).lstrip().startswith('<section id="case-tabs"')
    assert "HX-Request" in part["Vary"]


@pytest.mark.parametrize(
    "query",
    ["at=1&of=2&list=", "at=x&of=2&list=tab=all", "at=1&of=1&list=%00", "at=9999999&of=1&list=tab=all"],
)
def test_a_strange_way_in_only_hides_the_neighbours(cast: Cast, log: Log, as_: As, query: str) -> None:
    case = log()
    answer = as_(cast.worker).get(f"{case.get_absolute_url()}?{query}")
    assert answer.status_code in (200, 400)
    assert 'rel="next"' not in body(answer)


def test_a_draft_has_no_page_of_a_case(cast: Cast, log: Log, as_: As) -> None:
    log()
    assert as_(cast.worker).get("/cases/None/").status_code == 404
    assert Dispute.objects.exclude(no=None).count() == 1
