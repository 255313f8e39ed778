"""Contacts by the programme's cycle, what beyond the duty needs agreement, the neutral visit, break-glass, and totals."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils.html import strip_tags
from pytest_django.fixtures import Settings

from core.audit.models import Entry
from core.clocks.models import Clock
from core.clocks.sweeper import sweep
from core.errors import NotAllowed, RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from core.privacy import covered
from residents.actions import add_dwelling, register_household
from residents.choices import Relation
from residents.models import Visit
from residents.persons import Person
from specialgroups import programmes, tasks, wall
from specialgroups.actions.glass import ask, cosign, refuse_glass, review_glass
from specialgroups.actions.services import carry_out
from specialgroups.flow import KIND
from specialgroups.models import AggregateCount, SupportContact, SupportGlass, SupportService
from specialgroups.selectors.totals import by_programme
from tests.support.conftest import As
from tests.support.desk import DAY, HOUR, NAME, PHONE, T0, WORDS, Desk, P, S, id_number, labour

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("programme", "months", "days"),
    [
        (P.RESETTLEMENT, 1, 31), (P.RESETTLEMENT, 4, 92), (P.CORRECTION, 20, 30), (P.DETOX, 2, 31), (P.DETOX, 14, 61),
        (P.DETOX, 30, 91), (P.MENTAL, 5, 92),
    ],
)  # fmt: skip
def test_contacts_come_as_the_programme_asks(programme: str, months: int, days: int) -> None:
    start = date(2026, 3, 1)
    day = date(start.year + (start.month - 1 + months) // 12, (start.month - 1 + months) % 12 + 1, 1)
    after = programmes.next_contact(programme, "rule", start, day)
    assert abs((after - day).days - days) <= 3


def test_a_contact_that_is_due_reminds_in_one_sentence_and_starts_the_next(desk: Desk) -> None:
    row = desk.active()
    assert row.next_contact_on == date(2026, 3, 9), "within seven days of the handover"
    Notice.objects.all().delete()
    sweep(now=T0 + 8 * DAY)
    sweep(now=T0 + 9 * DAY)
    told = list(Notice.objects.all())
    assert told and {(one.title, one.body) for one in told} == {("您有一条新任务", "")}
    assert {one.recipient for one in told} == {desk.cast.support_worker}
    sweep(now=T0 + 20 * DAY)
    assert desk.helpers.manager.pk in set(Notice.objects.values_list("recipient", flat=True))
    desk.now = T0 + 20 * DAY
    row = desk.step(row, "contact")
    with wall.as_job():
        made = SupportContact.objects.get()
        assert made.open_sealed("words") == WORDS
    assert (row.next_contact_on, row.contacts_in_time, row.contacts_owed) == (date(2026, 4, 22), 0, 2)
    live = Clock.objects.live().of(KIND, row.pk)
    assert {clock.code for clock in live} == {"support.contact", "support.end"}


def test_not_reached_and_declined_have_no_consequence(desk: Desk) -> None:
    row = desk.active()
    for outcome in ("not_reached", "declined"):
        told = desk.data("contact", row)["told"].__class__(
            mode="phone", outcome=outcome, on=desk.today(), needs=["legal"]
        )
        row = desk.do(row, "contact", desk.cast.support_worker, told=told)
    assert row.state == S.ACTIVE and row.needs == []


def test_help_beyond_the_duty_waits_for_the_persons_own_agreement(desk: Desk) -> None:
    row = desk.active()
    with pytest.raises(RuleBroken, match="本人同意"):
        desk.step(row, "refer", need="training")
    row = desk.step(row, "consent")
    assert desk.step(row, "refer", need="training").state == S.ACTIVE
    row = desk.step(row, "consent", on=None)
    with pytest.raises(RuleBroken, match="本人同意"):
        desk.step(row, "refer", need="job", department=labour())


def test_women_have_a_woman_in_the_team_and_minors_at_most_two_readers(desk: Desk) -> None:
    row = desk.proposed(wants_woman=True)
    with pytest.raises(RuleBroken, match="女性组员"):
        desk.step(row, "confirm")
    assert desk.step(desk.step(row, "team_in"), "confirm").state == S.ACTIVE
    with pytest.raises(RuleBroken, match="没有本项目的岗位"):
        desk.step(row, "team_in", kind="worker", worker=desk.cast.worker)
    child = desk.proposed(P.MENTAL, id_number=id_number(5, "20120101"))
    child = desk.step(child, "team_in", kind="worker", worker=desk.helpers.mental_manager)
    assert len(child.reader_ids) == 2
    other = desk.helpers.stranger
    other.postings.create(role="support_worker", programme="mental", valid_from=date(2026, 1, 1))
    with pytest.raises(RuleBroken, match="最多两人"):
        desk.step(child, "team_in", kind="worker", worker=other)


def test_whoever_leaves_the_team_or_the_post_sees_nothing_from_that_moment(desk: Desk) -> None:
    row = desk.step(desk.active(), "team_in", kind="worker", worker=desk.helpers.colleague)
    row = desk.step(row, "assign", worker=desk.helpers.colleague)
    assert row.reader_ids == [desk.helpers.colleague.pk]
    with wall.seen_by(desk.cast.support_worker, desk.now):
        assert not type(row).objects.exists()
    with pytest.raises(RuleBroken, match="换负责人"):
        with wall.as_job():
            lead = row.members.get(user=desk.helpers.colleague, until=None)
        desk.do(row, "team_out", desk.helpers.colleague, member=lead)


# --- the neutral visit --------------------------------------------------------------------------------


@pytest.fixture
def home(desk: Desk) -> Any:
    """The person lives in the worker's grid and is in the register like everybody."""
    door = add_dwelling(desk.town.building, unit_no="3", room_no="501", actor=desk.cast.clerk, now=T0 - DAY)
    person = Person(name=NAME, relation=Relation.SELF, id_number=id_number(1), phone=PHONE)
    return register_household(door, people=[person], actor=desk.cast.clerk, now=T0 - DAY)


def test_a_grid_worker_gets_a_plain_visit_and_nothing_leads_back(desk: Desk, as_: As, home: Any) -> None:
    row = desk.active()
    assert row.community_id == desk.town.tiebei.area.pk
    plain = desk.active()
    with pytest.raises(RuleBroken, match="居民登记里没有"):
        desk.step(plain, "service")
    row = desk.step(row, "service")
    Notice.objects.all().delete()
    desk.now += HOUR
    assert carry_out(now=desk.now) == 1 and carry_out(now=desk.now) == 0
    visit = Visit.objects.get()
    assert (visit.dwelling, visit.created_by, visit.note) == (home.dwelling, None, "送达就业信息")
    event = Event.objects.get(subject_kind="visit", subject_id=visit.pk)
    line = Entry.objects.filter(subject_kind="visit").get()
    assert event.actor is None and line.actor is None and line.request_id == ""
    told = Notice.objects.get()
    assert told.recipient == desk.cast.worker and "帮扶" not in f"{told.title}{told.body}"
    with wall.as_job():
        done = SupportService.objects.get()
        assert done.sent_at == desk.now
    columns = {one.name for one in SupportService._meta.fields}
    assert columns == {
        "id",
        "enrollment",
        "kind",
        "agreed_on",
        "asked_by",
        "asked_at",
        "sent_at",
        "failed_at",
    }
    with time_machine.travel(desk.now, tick=False):
        pages = [as_(desk.cast.worker).get(path).content.decode() for path in (
            visit.get_absolute_url(), "/visits/", home.get_absolute_url(), home.dwelling.get_absolute_url(), "/messages/",
        )]  # fmt: skip
    for page in pages:
        found = [word for word in ("帮扶对象", "安置", "林帮扶", row.no, "/support/") if word in page]
        assert not found
    assert "送达就业信息" in pages[0]


# --- break-glass --------------------------------------------------------------------------------------


def test_danger_opens_one_record_for_two_hours_to_one_person_by_two_offices(desk: Desk, as_: As) -> None:
    row, other = desk.active(), desk.active()
    helpers, cast = desk.helpers, desk.cast
    asker, now = helpers.colleague, desk.now
    with wall.seen_by(asker, now):
        glass = ask(row.pk, danger="self", actor=asker, now=now)
        with pytest.raises(RuleBroken, match="没有这个编号"):
            ask(desk.count + 5_000, danger="self", actor=asker, now=now)
    told = {one.recipient for one in Notice.objects.filter(subject_kind="support_glass")}
    assert told == {helpers.manager, helpers.second_manager, cast.privacy_officer, cast.security_admin}
    for user in (asker, cast.sysadmin, cast.street_lead, helpers.stranger_manager):
        with pytest.raises(NotAllowed), wall.seen_by(user, now):
            cosign(glass, actor=user, now=now)
    with wall.seen_by(helpers.manager, now):
        glass = cosign(glass, actor=helpers.manager, now=now)
    for user in (helpers.manager, helpers.second_manager):
        with pytest.raises(RuleBroken, match="另一个部门"), wall.seen_by(user, now):
            cosign(glass, actor=user, now=now)
    with wall.seen_by(asker, now):
        assert not type(row).objects.exists()
    with wall.seen_by(cast.privacy_officer, now):
        glass = cosign(glass, actor=cast.privacy_officer, now=now)
    assert glass.open_until == now + timedelta(hours=2)
    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        client = as_(asker)
        page = client.get(row.get_absolute_url()).content.decode()
        assert "紧急查阅" in page and "随访记录" not in page and "衔接通知书" not in page and NAME not in page
        shown = client.post(
            f"{row.get_absolute_url()}uncover/", {"field": "phone", "reason_choice": "紧急联系"}
        )
        assert PHONE in shown.content.decode()
        assert client.get(f"{row.get_absolute_url()}uncover/?field=document").status_code == 404
        assert client.get(row.act_url("contact")).status_code == 403
        assert client.get(other.get_absolute_url()).status_code == 404
        assert client.get("/support/?tab=all").content.decode().count("S-0") >= 1
        for user in (cast.privacy_officer, cast.security_admin):
            assert as_(user).get(row.get_absolute_url()).status_code == 404, "who signs does not see"
            assert as_(user).get(glass.get_absolute_url()).status_code == 200
        assert as_(helpers.stranger).get(glass.get_absolute_url()).status_code == 404
        assert "查阅过" in as_(cast.support_worker).get(row.get_absolute_url()).content.decode()
    with time_machine.travel(now + timedelta(hours=2), tick=False):
        assert as_(asker).get(row.get_absolute_url()).status_code == 404
    with wall.seen_by(asker, now + timedelta(hours=2)):
        assert not type(row).objects.exists()
    with wall.seen_by(cast.privacy_officer, now):
        with pytest.raises(NotAllowed):
            review_glass(glass, actor=helpers.manager, was_needed=True, now=now)
        assert review_glass(glass, actor=cast.privacy_officer, was_needed=True, now=now).was_needed


def test_one_refusal_is_enough_and_three_requests_a_day_are_all(desk: Desk) -> None:
    rows = [desk.active() for _ in range(4)]
    asker, now = desk.helpers.colleague, desk.now
    with wall.seen_by(asker, now):
        glass = ask(rows[0].pk, danger="others", actor=asker, now=now)
        for row in rows[1:3]:
            ask(row.pk, danger="others", actor=asker, now=now)
        with pytest.raises(RuleBroken, match="最多申请3份"):
            ask(rows[3].pk, danger="others", actor=asker, now=now)
    with wall.seen_by(desk.cast.support_worker, now), pytest.raises(RuleBroken, match="直接打开"):
        ask(rows[0].pk, danger="self", actor=desk.cast.support_worker, now=now)
    with wall.seen_by(desk.cast.security_admin, now):
        refuse_glass(glass, actor=desk.cast.security_admin, now=now)
        with pytest.raises(RuleBroken, match="已经有结果"):
            cosign(glass, actor=desk.cast.security_admin, now=now)
        late = SupportGlass.objects.exclude(pk=glass.pk).first()
        assert late is not None
        with pytest.raises(RuleBroken, match="失效"):
            cosign(late, actor=desk.cast.security_admin, now=now + timedelta(hours=25))


def test_the_requests_and_the_log_have_their_pages(desk: Desk, as_: As) -> None:
    row = desk.active()
    with time_machine.travel(desk.now, tick=False):
        asked = as_(desk.helpers.colleague).post("/support/glass/", {"number": row.no, "danger": "self"})
        assert asked.status_code == 302
        page = as_(desk.cast.security_admin).get(asked["Location"]).content.decode()
        assert "同意打开" in page and row.no in page
        for user in (desk.cast.security_admin, desk.helpers.manager):
            version = 1 if user == desk.cast.security_admin else 2
            done = as_(user).post(asked["Location"], {"decision": "yes", "version": version})
            assert done.status_code == 302, done.content.decode()[:800]
        as_(desk.helpers.colleague).get(row.get_absolute_url())
        log = as_(desk.cast.privacy_officer).get("/support/access/").content.decode()
        assert row.no in log and "林同" in log and "待复核" in log and NAME not in log and "安置" not in log
        assert (
            as_(desk.cast.privacy_officer).get("/support/access/?number=S-9999&actor=林同").status_code == 200
        )
        for user in (desk.helpers.manager, desk.cast.auditor, desk.cast.sysadmin, desk.cast.street_lead):
            assert as_(user).get("/support/access/").status_code == 404
        assert tasks.weekly_digest() == 1
    note = Notice.objects.get(title="上周查阅记录")
    assert note.recipient == desk.cast.privacy_officer and row.no not in note.body


# --- totals -------------------------------------------------------------------------------------------


def test_totals_hide_what_is_small_and_what_would_tell_it(desk: Desk, as_: As) -> None:
    assert covered({"a": 3, "b": 20, "c": 30}, 5) == {"a": "<5", "b": "不显示", "c": "30"}
    assert covered({"a": 3, "b": 2, "c": 30}, 5) == {"a": "<5", "b": "<5", "c": "30"}
    assert covered({"a": 6, "b": 20}, 5) == {"a": "6", "b": "20"}
    desk.active()
    assert by_programme() == {"安置帮教": "<5", "社区矫正": "<5", "社区戒毒康复": "<5", "精神卫生": "<5"}
    may = {"street_lead", "privacy_officer", "secretary", "other_secretary"}
    with time_machine.travel(desk.now, tick=False):
        for key, user in desk.cast.all.items():
            assert (as_(user).get("/support/totals/").status_code == 200) == (key in may), key


def typed(**changes: Any) -> dict[str, Any]:
    said = {
        "category": "agg_a",
        "year": "2025",
        "quarter": "4",
        "value": "77",
        "source_unit": str(labour().pk),
    }
    return {**said, **changes}


def shows(page: str, number: int) -> bool:
    """Whether a page says the number to its reader: a form's token may hold any two figures by chance."""
    return str(number) in strip_tags(page) or f'value="{number}"' in page


def test_street_totals_are_off_typed_twice_unseen_and_read_by_two_offices(
    desk: Desk, as_: As, settings: Settings
) -> None:
    cast = desk.cast
    with time_machine.travel(desk.now, tick=False):
        for user in cast.all.values():
            assert (
                as_(user).get("/aggregates/").status_code
                == as_(user).get("/aggregates/new/").status_code
                == 404
            )
        settings.AGGREGATE_COUNTS = True
        read = {key for key, user in cast.all.items() if as_(user).get("/aggregates/").status_code == 200}
        enter = {
            key for key, user in cast.all.items() if as_(user).get("/aggregates/new/").status_code == 200
        }
        assert (read, enter) == ({"street_lead", "privacy_officer"}, {"intake", "manager"})
        first, second = as_(cast.intake), as_(cast.manager)
        assert first.post("/aggregates/new/", typed()).status_code == 302
        assert first.post("/aggregates/new/", typed()).status_code == 422, "not by one person twice"
        assert not shows(second.get("/aggregates/new/").content.decode(), 77)
        assert second.post("/aggregates/new/", typed(value="78")).status_code == 302
        assert not AggregateCount.objects.exists(), "two that differ are both thrown away"
        for client in (first, second):
            assert client.post("/aggregates/new/", typed()).status_code == 302
            assert client.post("/aggregates/new/", typed(category="agg_b", value="17")).status_code == 302
        assert second.post("/aggregates/new/", typed(quarter="1", year="2026")).status_code == 422
        page = as_(cast.street_lead).get("/aggregates/").content.decode()
        assert shows(page, 77) and shows(page, 17) and "2025年第4季度" in page
        AggregateCount.objects.filter(category="agg_b").update(value=6)
        page = as_(cast.street_lead).get("/aggregates/").content.decode()
        assert "&lt;10" in page and not shows(page, 77) and ">6<" not in page
    fields = {one.name for one in AggregateCount._meta.fields}
    assert fields == {"id", "category", "year", "quarter", "value", "source_unit", "reported_by", "reported_at",
                      "confirmed_by", "confirmed_at"}  # fmt: skip
