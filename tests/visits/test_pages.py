"""The pages of visits: the one screen of the phone, appointments, the list and the sheet."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from core.audit.models import Entry
from core.files.models import StoredFile
from core.papers.models import Paper
from residents.choices_visits import Outcome, VisitKind, VisitState
from residents.models import Opinion, Visit
from residents.selectors.visits import day_for, opinions_open_at, visits_of_household
from tests.cast import Cast, Town
from tests.files.nasty import HTML, jpeg_of, upload
from tests.opinions.walk import HOUR, T0, Walk
from tests.visits.conftest import As, Go, Homes, body, make_home, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten")]
NEW, PLAN = "/visits/new/", "/visits/plan/"


# --- the one screen --------------------------------------------------------------------------------


def test_the_building_one_stood_at_last_is_ready_with_its_doors(
    homes: Homes, cast: Cast, as_: As, went: Go
) -> None:
    went()
    page = body(as_(cast.worker).get(NEW))
    assert '<b id="place-name">铁路小区1号楼</b>' in page
    assert re.findall(r'aria-label="(2单元20[12])"', page) == ["2单元201", "2单元202"]
    # Doors, and nobody's name.
    assert "人口" not in page and "户主" not in page


def test_outcome_and_door_are_enough(homes: Homes, cast: Cast, as_: As) -> None:
    client = as_(cast.worker)
    answer = client.post(NEW, said(homes, outcome="not_now"))
    visit = Visit.objects.get()
    assert answer["Location"] == f"/visits/{visit.no}/done/"
    assert (visit.household, visit.outcome, visit.persons_met) == (homes.mine, Outcome.NOT_NOW, 0)
    assert "已记「居民不便」。不用写原因，可改约" in body(client.get(answer["Location"]))


def test_an_opinion_at_the_door_is_kept_with_the_visit_and_promised(
    homes: Homes, cast: Cast, as_: As
) -> None:
    client = as_(cast.worker)
    told = {"has_opinion": "on", "opinion_text": "楼顶漏水，一下雨就湿"}
    answer = client.post(NEW, said(homes, **told))
    visit, opinion = Visit.objects.get(), Opinion.objects.get()
    assert (opinion.visit, opinion.household, opinion.title) == (visit, homes.mine, "楼顶漏水")
    assert opinion.address == "铁路小区1号楼2单元201" and opinion.is_anonymous
    assert "3月9日18:00前要答复居民" in body(client.get(answer["Location"]))
    assert opinion.no in body(client.get(visit.get_absolute_url()))


def test_words_count_with_or_without_the_tick_and_a_tick_needs_words(
    homes: Homes, cast: Cast, as_: As
) -> None:
    client = as_(cast.worker)
    client.post(NEW, said(homes, opinion_text="路灯不亮"))
    assert Opinion.objects.count() == 1
    refused = client.post(NEW, said(homes, has_opinion="on"))
    assert refused.status_code == 422 and "没有就去掉勾" in body(refused)
    assert Visit.objects.count() == 1


def test_a_phone_without_signal_sends_its_hour_and_its_key(homes: Homes, cast: Cast, as_: As) -> None:
    client = as_(cast.worker)
    noted = (T0 - timedelta(hours=20)).isoformat()
    data = said(homes, recorded_at=noted, opinion_text="路灯不亮")
    first, again = client.post(NEW, data), client.post(NEW, data)
    assert first["Location"] == again["Location"]
    visit, opinion = Visit.objects.get(), Opinion.objects.get()
    assert visit.visited_at == opinion.recorded_at == T0 - timedelta(hours=20)
    assert client.post(NEW, {**data, "outcome": "moved"}).status_code == 422
    for odd in ("x", "2099-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "-1", "9" * 400):
        client.post(NEW, said(homes, recorded_at=odd))
        assert Visit.objects.latest("pk").visited_at == T0, odd


def test_a_door_of_another_building_or_grid_is_refused(homes: Homes, cast: Cast, as_: As) -> None:
    client = as_(cast.worker)
    for door in (f"h{homes.next_grid.pk}", f"h{homes.elsewhere.pk}", "h999999", "d0", "x1", "h" + "9" * 22):
        answer = client.post(NEW, said(homes, door=door))
        assert answer.status_code == 422 and "这个门不在选的楼里" in body(answer), door
    other = str(homes.next_grid.dwelling.building_id)
    refused = client.post(NEW, said(homes, place=other, door=""))
    assert refused.status_code == 422 and "不在你负责的范围内" in body(refused)
    assert not Visit.objects.exists()


def test_a_door_that_the_register_has_not_is_written_in_words(homes: Homes, cast: Cast, as_: As) -> None:
    as_(cast.worker).post(NEW, said(homes, door="", detail="门口小卖部"))
    visit = Visit.objects.get()
    assert (visit.dwelling, visit.address) == (None, "铁路小区1号楼门口小卖部")


def test_looking_for_a_building_and_its_doors_needs_no_script(
    homes: Homes, town: Town, cast: Cast, as_: As
) -> None:
    client = as_(cast.clerk)
    found = client.post(NEW, {"step": "find", "place_q": "3号楼", "outcome": "met"})
    assert found.status_code == 200 and "铁路小区3号楼" in body(found) and "需要修改" not in body(found)
    place = homes.next_grid.dwelling.building_id
    doors = client.post(NEW, {"step": "doors", "place": str(place)})
    assert "1单元101" in body(doors) and 'id="place-name">铁路小区3号楼' in body(doors)
    swapped = client.get("/visits/doors/", {"place": place}, headers={"HX-Request": "true"})
    assert "hx-swap-oob" in body(swapped) and "<html" not in body(swapped)
    outside = client.get("/visits/doors/", {"place": homes.elsewhere.dwelling.building_id})
    assert "1单元101" not in body(outside)


def test_many_doors_fold_by_stairwell_and_several_homes_of_a_door_are_told_apart(
    homes: Homes, town: Town, cast: Cast, as_: As
) -> None:
    for unit in range(1, 6):
        for room in range(12):
            make_home(town.building, str(unit), f"{room + 1:03}")
    make_home(town.building, "2", "201")
    page = body(as_(cast.worker).get(f"{NEW}?place={town.building.pk}"))
    assert page.count('<details class="stairwell">') == 5
    assert "201第1户" in page and "201第2户" in page
    chosen = body(as_(cast.worker).get(f"{NEW}?household={homes.neighbour.no}"))
    assert chosen.count('<details class="stairwell" open>') == 1


def test_pictures_of_the_place_hang_on_the_visit(homes: Homes, cast: Cast, as_: As) -> None:
    client = as_(cast.worker)
    client.post(NEW, said(homes, photos=[upload(jpeg_of(60, 40))]))
    stored = StoredFile.objects.get()
    assert client.get(f"/files/{stored.public_id}/").status_code == 200
    assert as_(cast.other_worker).get(f"/files/{stored.public_id}/").status_code == 404
    refused = client.post(NEW, said(homes, opinion_text="灯不亮", photos=[upload(HTML)]))
    assert refused.status_code == 422
    assert Visit.objects.count() == 1 and not Opinion.objects.exists()


def test_a_number_in_the_words_is_masked_if_one_wants(homes: Homes, cast: Cast, as_: As) -> None:
    client = as_(cast.worker)
    warned = client.post(NEW, said(homes, note="找13893712207"))
    assert warned.status_code == 422 and "138****2207" in body(warned)
    client.post(NEW, said(homes, note="找13893712207", numbers="mask"))
    assert Visit.objects.get().note == "找138****2207"


# --- appointments ----------------------------------------------------------------------------------


def test_an_appointment_is_agreed_on_moved_and_recorded_through_its_pages(
    homes: Homes, cast: Cast, as_: As
) -> None:
    client = as_(cast.clerk)
    typed = {
        **said(homes),
        "planned_at": "2026-03-03T15:00",
        "workers": [str(cast.worker.pk)],
        "note": "看看暖气",
    }
    answer = client.post(PLAN, typed)
    visit = Visit.objects.get()
    assert answer["Location"] == visit.get_absolute_url()
    assert list(visit.workers.all()) == [cast.worker]
    assert timezone.localtime(visit.planned_at) == timezone.make_aware(datetime(2026, 3, 3, 15))
    worker = as_(cast.worker)
    assert "3月3日" in body(worker.get("/visits/")) or "明天15:00" in body(worker.get("/visits/"))
    moved = {"version": visit.version, "planned_at": "2026-03-04T09:30", "workers": [str(cast.worker.pk)]}
    assert worker.post(visit.act_url("move"), moved).status_code == 302
    visit.refresh_from_db()
    assert (
        worker.post(visit.act_url("record"), {"version": visit.version, "outcome": "not_now"}).status_code
        == 302
    )
    visit.refresh_from_db()
    assert (visit.state, visit.outcome) == (VisitState.DONE, Outcome.NOT_NOW)
    assert worker.post(visit.act_url("record"), {"version": 1, "outcome": "met"}).status_code == 409


@pytest.mark.parametrize(
    "when", ["2026-03-01T10:00", "2030-01-01T10:00", "x", "", "2026-02-30T10:00", "9999999"]
)
def test_a_time_that_cannot_be_is_refused(homes: Homes, cast: Cast, as_: As, when: str) -> None:
    answer = as_(cast.worker).post(PLAN, {**said(homes), "planned_at": when})
    assert answer.status_code == 422 and not Visit.objects.exists()


def test_who_goes_must_be_offered(homes: Homes, cast: Cast, as_: As) -> None:
    typed = {**said(homes), "planned_at": "2026-03-03T15:00", "workers": [str(cast.outsider.pk)]}
    assert as_(cast.clerk).post(PLAN, typed).status_code == 422


def test_the_day_shows_what_is_due_first(
    homes: Homes, cast: Cast, as_: As, planned: Go, went: Go, walk: Walk
) -> None:
    today = planned()
    later = planned(homes.neighbour, planned_at=T0 + timedelta(days=3))
    went(follow_up_on=T0.date(), follow_up_what="送低保表")
    opinion = walk.step(walk.raised(), "classify", desk=1)
    with time_machine.travel(walk.now, tick=False):
        page = body(as_(cast.worker).get("/visits/"))
    order = [page.index(word) for word in (today.no, "送低保表", opinion.no, later.no)]
    assert order == sorted(order)
    assert [one.pk for one in day_for(cast.worker, T0, mine_only=True).due] == [today.pk]
    # A colleague of the same community sees it unless they look at their own only.
    assert today.no in body(as_(cast.clerk).get("/visits/"))
    assert today.no not in body(as_(cast.clerk).get("/visits/?mine=1"))


def test_the_homes_to_look_in_on_follow_the_rules(homes: Homes, cast: Cast, as_: As, went: Go) -> None:
    page = body(as_(cast.worker).get("/visits/"))
    assert page.count("一年一次　还没去过") == 2
    went()
    assert body(as_(cast.worker).get("/visits/")).count("一年一次　还没去过") == 1
    with time_machine.travel(T0 + timedelta(days=366), tick=False):
        page = body(as_(cast.worker).get("/visits/"))
        assert "上次 2026年3月2日" in page
    assert "该去看看" not in body(as_(cast.clerk).get("/visits/"))


def test_a_home_knows_its_visits_and_its_open_opinions(
    homes: Homes, cast: Cast, went: Go, planned: Go, walk: Walk
) -> None:
    first, second = went(), planned(now=T0 + HOUR)
    opinion = walk.raised(household=homes.mine, dwelling=homes.mine.dwelling)
    seen = visits_of_household(cast.worker, homes.mine)
    assert {one.pk for one in seen} == {first.pk, second.pk}
    assert opinions_open_at(cast.worker, homes.mine) == [opinion]
    assert visits_of_household(cast.outsider, homes.mine) == []
    assert opinions_open_at(cast.other_worker, homes.mine) == []
    walk.step(walk.step(opinion, "classify"), "reply")
    assert opinions_open_at(cast.worker, homes.mine) == []


# --- lists, sheet, strangers -----------------------------------------------------------------------


def test_the_list_is_by_place_kind_and_day_and_not_by_outcome_or_person(
    homes: Homes, cast: Cast, as_: As, went: Go
) -> None:
    mine = went()
    other = went(homes.next_grid, actor=cast.clerk, kind=VisitKind.HOLIDAY)
    client = as_(cast.clerk)
    assert mine.no in body(client.get("/visits/all/")) and other.no in body(client.get("/visits/all/"))
    page = body(client.get("/visits/all/?kind=holiday&q=3号楼&since=2026-03-01&until=2026-03-02"))
    assert other.no in page and mine.no not in page
    for odd in ("kind=x", "since=x", "until=2026-13-45", "campaign=9", "page=0"):
        assert client.get(f"/visits/all/?{odd}").status_code == 200
    assert "outcome" not in page and 'name="worker' not in page
    assert other.no not in body(as_(cast.worker).get("/visits/all/"))


def test_each_print_of_the_sheet_is_in_the_ledger_and_none_is_kept(cast: Cast, as_: As, went: Go) -> None:
    visit = went(persons_met=2, help_given="代缴水费", topics=("errands",))
    client, base = as_(cast.worker), f"/docs/L18/{visit.pk}/"
    page = body(client.get(f"{base}preview/"))
    for word in (
        "走访记录表",
        "铁路小区1号楼2单元201",
        "铁北1-01格",
        "王秀兰",
        "2人",
        "代缴水费",
        "服务代办",
    ):
        assert word in page, word
    for form, kind in (("pdf", "application/pdf"), ("docx", "application/vnd.openxml")):
        answer = client.post(f"{base}print/", {"purpose": "签字", "format": form})
        assert answer.status_code == 200 and answer["Content-Type"].startswith(kind)
        entry = Entry.objects.filter(action=f"paper.print_{form}").latest("pk")
        assert (entry.actor, entry.subject_id, entry.detail["purpose"]) == (cast.worker, visit.pk, "签字")
    assert client.post(f"{base}print/", {}).status_code == 422
    assert client.post(f"{base}issue/", {}).status_code == 404
    assert not Paper.objects.exists()
    assert client.post(f"/docs/L5/{visit.pk}/print/", {}).status_code == 404


def test_of_an_appointment_there_is_nothing_to_print_yet(cast: Cast, as_: As, planned: Go) -> None:
    visit = planned()
    client = as_(cast.worker)
    page = body(client.get(f"/docs/L18/{visit.pk}/preview/"))
    assert "填好才能打印" in page and visit.act_url("record") in page and 'name="format"' not in page
    assert client.post(f"/docs/L18/{visit.pk}/print/", {"purpose": "签字"}).status_code == 422


def test_out_of_area_is_answered_like_what_never_was(cast: Cast, as_: As, went: Go) -> None:
    visit = went()
    for key in ("other_worker", "outsider", "street_lead"):
        client = as_(getattr(cast, key))
        nothing = client.get("/visits/V-999999/")
        for path in (visit.get_absolute_url(), f"/docs/L18/{visit.pk}/preview/", f"/visits/{visit.no}/done/",
                     visit.act_url("amend"), f"/visits/V-{visit.pk}/", f"/opinions/new/?visit={visit.no}"):  # fmt: skip
            answer = client.get(path)
            assert (answer.status_code, answer.content) == (404, nothing.content), (key, path)


def test_a_record_is_corrected_on_its_page(cast: Cast, as_: As, went: Go) -> None:
    visit = went(persons_met=1, help_given="代缴水费")
    client = as_(cast.worker)
    page = body(client.get(visit.act_url("amend")))
    assert "代缴水费" in page and 'value="met"' in page
    typed = {
        "version": visit.version,
        "outcome": "met",
        "persons_met": "3",
        "help_given": "代缴水费",
        "reason": "记错了",
    }
    assert client.post(visit.act_url("amend"), typed).status_code == 302
    visit.refresh_from_db()
    assert (visit.persons_met, visit.help_given) == (3, "代缴水费")
