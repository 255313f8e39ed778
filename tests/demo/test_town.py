"""The demo town says what domain.md O says, and its six months of cases follow the table like any others.

`town` is in the conftest."""

import itertools
import re
import time
from collections import Counter
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Max, Sum
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.audit.models import Entry
from core.audit.selectors import verify
from core.clocks import counting
from core.clocks.choices import State as Light
from core.clocks.choices import Unit
from core.clocks.models import Clock
from core.clocks.store import load_calendar
from core.files.models import StoredFile
from core.notices.models import Notice
from dashboard.demo.accounts import DEMO_PASSWORD, listed_people
from dashboard.demo.figures import NAMED, UNKNOWN, communities
from dashboard.demo.names import RARE, Namer
from dashboard.demo.staff import VACANT
from dashboard.demo.town import Town
from disputes.choices import State
from disputes.models import Dispute, DisputeEvent, DisputeParty, MediationSession
from disputes.workflow import TRANSITIONS
from grids.choices import Role
from grids.models import Area, Department, Grid, GridOutline, GridSupporter, Posting
from grids.selectors import partition_faults, staff_of_grids, tree_faults, unstaffed_grids
from grids.shapes.judging import from_json

ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def numbered() -> list[Dispute]:
    return list(Dispute.objects.exclude(state=State.DRAFT).order_by("serial"))


# --- places and people -----------------------------------------------------------------------------


def test_the_figures_are_those_of_the_source() -> None:
    levels = Counter(Area.objects.values_list("level", flat=True))
    kinds = Counter(Area.objects.filter(level="estate").values_list("estate_kind", flat=True))
    assert (levels["street"], levels["community"], levels["estate"]) == (1, 17, 139 + 307)
    assert kinds == {"estate": 139, "courtyard": 307}
    assert Grid.objects.active().count() == 185
    assert Area.objects.buildings().aggregate(n=Sum("household_count"))["n"] == 76_792
    assert levels["building"] >= 1_600


def test_the_figures_part_exactly() -> None:
    """domain.md O3."""

    def parts(rows: Any) -> Counter[int]:
        return Counter(rows.values_list("community").annotate(n=Count("pk")).values_list("n", flat=True))

    estates = Area.objects.filter(level="estate").order_by()
    assert parts(Grid.objects.order_by()) == {11: 15, 10: 2}
    assert parts(estates.filter(estate_kind="estate")) == {8: 14, 9: 3}
    assert parts(estates.filter(estate_kind="courtyard")) == {18: 16, 19: 1}
    households = Area.objects.buildings().order_by().values("community").annotate(n=Sum("household_count"))
    assert Counter(row["n"] for row in households) == {4_517: 14, 4_518: 3}
    assert sum(one.households for one in communities()) == 76_792


def test_the_named_communities_are_named_and_the_unknown_ones_say_so() -> None:
    rows = Area.objects.communities().order_by("code")
    assert [area.name for area in rows if not area.is_placeholder] == [f"{name}社区" for name in NAMED]
    assert [area.name for area in rows if area.is_placeholder] == list(UNKNOWN)
    assert {area.code[:9] for area in rows} == {"620201001"}


def test_the_tree_is_sound_and_each_building_is_in_one_grid() -> None:
    assert tree_faults() == partition_faults() == []


def test_every_grid_is_drawn_within_its_own_community() -> None:
    drawn = GridOutline.objects.now().select_related("grid")
    assert drawn.count() == 185 and GridOutline.objects.count() == 185
    whole: dict[int, Any] = {}
    for one in drawn:
        shape = from_json(one.geometry)
        whole[one.grid.community_id] = whole.get(one.grid.community_id, shape).union(shape.buffer(1e-6))
    assert {one.geom_type for one in whole.values()} == {"Polygon"} and len(whole) == 17


def test_grids_are_called_as_people_call_them_and_hold_what_the_drawings_show() -> None:
    grid = Grid.objects.get(name="铁北3-07格")
    houses = Area.objects.filter(grid_links__grid=grid, parent__name="铁路小区").order_by("code")
    assert [house.name for house in houses] == ["1号楼", "2号楼", "3号楼"]
    (staff,) = staff_of_grids([grid])
    assert staff.leader and staff.worker
    assert (staff.leader.user.display_name, staff.worker.user.display_name) == ("赵强", "王秀兰")
    sizes = [one.households for one in staff_of_grids(Grid.objects.active())]
    assert min(sizes) >= 300
    assert sum(size > 500 for size in sizes) == 2


def test_every_grid_is_staffed_but_the_three_that_are_vacant_on_purpose() -> None:
    vacant = {(grid.community.short_name, grid.number) for grid in unstaffed_grids()}
    assert vacant == set(VACANT)
    led = Counter(Posting.objects.active().filter(role=Role.GRID_LEADER).values_list("user", flat=True))
    assert sum(led.values()) == 185
    assert max(led.values()) <= 3
    without = Grid.objects.exclude(pk__in=GridSupporter.objects.values("grid"))
    assert [(grid.community.short_name, grid.number) for grid in without] == [VACANT[1]]


def test_there_is_a_demo_account_for_every_role_and_only_they_open_by_password(client: Client) -> None:
    people = listed_people()
    held = {role for one in people for role in one.postings.active().values_list("role", flat=True)}
    assert held == {role.value for role in Role}
    assert all(one.check_password(DEMO_PASSWORD) for one in people[:1])
    assert len({one.password for one in people}) == 1
    others = User.objects.exclude(pk__in=[one.pk for one in people])
    assert not any(one.has_usable_password() for one in others)
    assert 330 <= User.objects.count() <= 450
    page = client.get("/login/").content.decode()
    assert all(one.display_name in page and one.title in page for one in people)
    assert others.filter(is_active=True)[0].display_name not in page


def test_everything_is_marked_as_demo() -> None:
    for model in (Area, Grid, User, Department, GridSupporter, Dispute):
        assert not model.objects.filter(is_demo=False).exists(), model
    assert set(RARE) <= set(User.objects.values_list("display_name", flat=True))
    assert Department.objects.count() == 8


# --- cases ------------------------------------------------------------------------------------------


def test_every_state_and_every_light_is_there_today(town: Town) -> None:
    assert set(Dispute.objects.values_list("state", flat=True)) == set(State.values)
    lights = {clock.state(timezone.now()) for clock in Clock.objects.live().select_related("rule")}
    assert {Light.NORMAL, Light.DUE_SOON, Light.OVERDUE, Light.PAUSED} <= lights
    assert 150 <= Dispute.objects.count() <= 200
    assert town.told.stuck == 0


def test_each_tier_severity_alert_and_confidentiality_is_there() -> None:
    for column, least in (
        ("tier", 3),
        ("severity", 3),
        ("alert", 3),
        ("confidentiality", 2),
        ("source", 6),
        ("cause", 12),
    ):
        assert Dispute.objects.order_by().values(column).distinct().count() >= least, column


def test_every_timeline_begins_with_register_and_follows_the_table() -> None:
    for case in numbered():
        state, before = State.DRAFT.value, None
        events = list(case.events.order_by("version"))
        assert events[0].act == "register"
        assert [event.version for event in events] == list(range(2, case.version + 1))
        for event in events:
            row = TRANSITIONS[event.act]
            assert state in row.from_states, (case.no, event.act, state)
            if event.to_state:
                assert event.from_state == state
                assert event.to_state in row.to
                state = event.to_state
            assert before is None or before <= event.at, (case.no, event.act)
            before = event.at
        assert state == case.state


def test_the_record_never_runs_ahead_of_the_clock() -> None:
    now = timezone.now()
    assert DisputeEvent.objects.aggregate(last=Max("at"))["last"] <= now
    assert not Notice.objects.filter(created_at__gt=now).exists()
    assert not Clock.objects.to_fire(now).exists()


def test_reminders_went_out_in_time_and_none_failed() -> None:
    assert not Notice.objects.filter(late_by__isnull=False).exists()
    assert not Clock.objects.filter(fire_failures__gt=0).exists()
    for kind in ("remind", "chase", "todo"):
        assert Notice.objects.filter(kind=kind).exists(), kind


def test_every_clock_that_ran_through_is_counted_by_its_rule() -> None:
    """Those that were written after a pattern too."""
    calendar = load_calendar()
    plain = Clock.objects.filter(pauses=[], extended_days=0, paused_at__isnull=True).select_related("rule")
    counted = 0
    for clock in plain:
        if clock.span.unit != Unit.GIVEN:
            counted += 1
            total = counting.count(clock.span, clock.started_at, calendar)
            assert total.due_at == clock.due_at, (clock, clock.started_at)
            assert clock.explanation[0] == total.in_words()
        if clock.stopped_at:
            assert clock.met == (clock.stopped_at <= clock.due_at) or clock.met is False
    assert counted > 500


def test_numbers_have_no_gap_and_follow_time() -> None:
    for _, rows in itertools.groupby(numbered(), key=lambda case: case.year):
        cases = list(rows)
        assert [case.serial for case in cases] == list(range(1, len(cases) + 1))
        assert [case.registered_at for case in cases] == sorted(
            case.registered_at for case in cases if case.registered_at
        )


def test_the_ledger_is_whole_and_has_a_line_for_every_act_that_was_played(town: Town) -> None:
    assert verify() == []
    written = {
        serial for entry in Entry.objects.filter(action="demo.copy") for serial in entry.detail["numbers"]
    }
    assert len(written) == town.told.written > 0
    for case in numbered():
        lines = Entry.objects.filter(subject_kind="dispute", subject_id=case.pk).exclude(action="demo.copy")
        acts = [f"dispute.{act}" for act in case.events.order_by("version").values_list("act", flat=True)]
        assert list(lines.order_by("seq").values_list("action", flat=True)) == (
            [] if case.serial in written else acts
        )


def test_a_written_case_holds_together(town: Town) -> None:
    """Whoever acted serves where the case lies, and nothing of its pattern is left in it."""
    serials = Entry.objects.filter(action="demo.copy").values_list("detail__numbers", flat=True)
    for case in Dispute.objects.filter(serial__in=[one for numbers in serials for one in numbers]):
        assert Grid.for_building(case.place_id) == case.grid
        assert case.grid and case.grid.community_id == case.community_id == case.place.community_id
        staff = Posting.objects.filter(community=case.community) | Posting.objects.filter(grid=case.grid)
        street = Posting.objects.filter(street=True)
        local = set(staff.values_list("user", flat=True)) | set(street.values_list("user", flat=True))
        acted = set(case.events.filter(actor__isnull=False).values_list("actor", flat=True))
        told = set(
            Notice.objects.filter(subject_kind="dispute", subject_id=case.pk).values_list(
                "recipient", flat=True
            )
        )
        assert acted | told | {case.holder_id, case.mediator_id, case.created_by_id} - {None} <= local, (
            case.no
        )
        titles = dict(User.objects.filter(pk__in=acted).values_list("pk", "title"))
        assert all(
            event.actor_title == titles[event.actor_id] for event in case.events.filter(actor__isnull=False)
        )
        assert case.receipt_code
        assert case.file_no == case.official_no
        closing = case.events.get(act="close") if case.events.filter(act="close").exists() else None
        assert closing is None or case.title in closing.public_text
        for notice in Notice.objects.filter(subject_kind="dispute", subject_id=case.pk):
            assert str(case.no) in notice.title
            assert case.title in notice.title


def test_what_the_source_tells_as_solved_is_solved() -> None:
    for words, home in (("路灯", "白马公寓"), ("道路", "铁路小区")):
        case = Dispute.objects.get(title__contains=words, place__parent__name=home)
        assert case.state in (State.CLOSED, State.ARCHIVED)
        assert case.department_duty


def test_nobody_can_be_hurt_by_it() -> None:
    """domain.md O12: no identity number, no number that can be dialled, no name of a party in the telling."""
    texts = [
        *itertools.chain.from_iterable(
            Dispute.objects.values_list("title", "summary", "demands", "place_detail")
        ),
        *itertools.chain.from_iterable(DisputeEvent.objects.values_list("text", "public_text")),
        *itertools.chain.from_iterable(MediationSession.objects.values_list("facts", "positions", "present")),
    ]
    assert not [text for text in texts if ID_NUMBER.search(text) or MOBILE.search(text)]
    parties = list(DisputeParty.objects.all())
    assert all(re.fullmatch(r"0937-\d{7}", party.open_sealed("phone")) for party in parties)
    assert len({party.open_sealed("phone") for party in parties}) == len(parties)
    people = [party.name for party in parties if not party.is_organisation and len(party.name) > 2]
    assert not [name for name in people if any(name in text for text in texts)]


def test_some_cases_have_pictures() -> None:
    assert StoredFile.objects.filter(subject_kind="dispute").count() >= 4


# --- the commands -----------------------------------------------------------------------------------


def test_a_second_run_says_so_at_once_and_changes_nothing(town: Town) -> None:
    before = (Dispute.objects.count(), User.objects.count(), Entry.objects.count())
    said, started = StringIO(), time.perf_counter()
    call_command("seed_town", stdout=said)
    assert time.perf_counter() - started < 1
    assert "已经建好" in said.getvalue()
    assert (Dispute.objects.count(), User.objects.count(), Entry.objects.count()) == before


def test_production_refuses_the_demo_town(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="正式环境"):
        call_command("seed_town")


def test_the_accounts_are_listed_with_their_password_only_in_the_demo(settings: Settings) -> None:
    said = StringIO()
    call_command("demo_accounts", stdout=said)
    assert DEMO_PASSWORD in said.getvalue()
    assert all(one.username in said.getvalue() for one in listed_people())
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("demo_accounts")


def test_the_same_seed_gives_the_same_people() -> None:
    first, second, other = (Namer(Random(seed)) for seed in (1, 1, 2))
    names = [first.next() for _ in range(200)]
    assert names == [second.next() for _ in range(200)]
    assert names != [other.next() for _ in range(200)]
    assert len(set(names)) == 200
