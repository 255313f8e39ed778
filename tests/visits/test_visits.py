"""What a visit keeps, what it refuses, and that no outcome counts against anybody (H3, H5)."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.clocks.models import DeadlineRule
from core.errors import NotAllowed, RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from residents.actions.visits import Door, Made, amend, move, record
from residents.choices_visits import Outcome, VisitKind, VisitState
from residents.models import Visit
from tests.cast import Cast, Town
from tests.opinions.walk import HOUR, T0
from tests.visits.conftest import Go, Homes, door_of

pytestmark = pytest.mark.django_db


def test_a_visit_needs_no_more_than_its_outcome(went: Go, cast: Cast, homes: Homes) -> None:
    visit = went()
    assert (visit.state, visit.kind, visit.persons_met) == (VisitState.DONE, VisitKind.ROUTINE, 1)
    assert (visit.community, visit.grid) == (homes.mine.community, homes.mine.grid)
    assert list(visit.workers.all()) == [cast.worker]
    assert visit.visited_at == T0 and visit.address == "铁路小区1号楼2单元201"
    line = Event.objects.get(subject_kind="visit", subject_id=visit.pk)
    assert (line.act, line.actor, line.version) == ("log", cast.worker, 1)


@pytest.mark.parametrize("outcome", [Outcome.NOT_NOW, Outcome.MOVED])
def test_a_door_that_stays_shut_asks_no_reason_and_counts_nobody(went: Go, outcome: str) -> None:
    visit = went(outcome=outcome, persons_met=4)
    assert (visit.state, visit.persons_met, visit.note) == (VisitState.DONE, 0, "")


def test_the_visit_has_no_column_for_what_is_nobodys_business() -> None:
    names = {field.name for field in Visit._meta.get_fields()}
    assert not names & {"attitude", "belief", "score", "risk", "reason", "refused", "names", "associates"}


def test_a_moved_visit_makes_the_new_appointment(went: Go, cast: Cast) -> None:
    visit = went(outcome=Outcome.MOVED, next_at=T0 + timedelta(days=2))
    again = Visit.objects.get(follows=visit)
    assert (again.state, again.planned_at, again.place) == (
        VisitState.PLANNED,
        T0 + timedelta(days=2),
        visit.place,
    )
    assert list(again.workers.all()) == [cast.worker]
    assert again.household == visit.household


def test_an_appointment_is_recorded_once_and_moved_freely(planned: Go, cast: Cast) -> None:
    visit = planned()
    move(visit, actor=cast.worker, planned_at=T0 + 28 * HOUR, now=T0 + HOUR)
    assert visit.planned_at == T0 + 28 * HOUR
    record(visit, actor=cast.worker, made=Made(Outcome.NOT_NOW), now=T0 + 28 * HOUR)
    assert (visit.state, visit.outcome) == (VisitState.DONE, Outcome.NOT_NOW)
    assert visit.visited_at == T0 + 28 * HOUR


def test_somebody_else_who_is_to_go_hears_of_it_without_a_reason(
    planned: Go, cast: Cast, homes: Homes
) -> None:
    visit = planned(actor=cast.clerk, workers=[cast.worker, cast.leader])
    notices = Notice.objects.filter(subject_kind="visit", subject_id=visit.pk)
    assert {n.recipient for n in notices} == {cast.worker, cast.leader}
    # The title may leave the house: a task at an estate.
    assert {n.title for n in notices} == {f"约好走访：走访 铁路小区（{visit.no}）"}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"outcome": ""}, "outcome"),
    ({"persons_met": 0}, "persons_met"),
    ({"persons_met": 100}, "persons_met"),
    ({"visited_at": T0 + HOUR}, "visited_at"),
    ({"visited_at": T0 - timedelta(days=8)}, "visited_at"),
    ({"follow_up_on": T0.date() - timedelta(days=1)}, "follow_up_on"),
    ({"follow_up_on": date(2030, 1, 1)}, "follow_up_on"),
    ({"follow_up_what": "送表"}, "follow_up_on"),
    ({"next_at": T0 + timedelta(days=1)}, "next_at"),
    ({"outcome": Outcome.MOVED, "next_at": T0 - timedelta(days=1)}, "planned_at"),
]


@pytest.mark.parametrize(("facts", "field"), WRONG)
def test_what_cannot_be_is_refused_by_its_field(went: Go, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        went(**facts)
    assert caught.value.field == field
    assert not Visit.objects.exists()


def test_the_phones_hour_is_believed_for_three_days(went: Go) -> None:
    assert went(recorded_at=T0 - timedelta(hours=71)).visited_at == T0 - timedelta(hours=71)
    assert went(recorded_at=T0 - timedelta(hours=73)).visited_at == T0
    assert went(recorded_at=T0 + timedelta(minutes=1)).visited_at == T0


def test_a_worker_goes_to_the_doors_of_the_own_grid_only(went: Go, homes: Homes, cast: Cast) -> None:
    for home in (homes.next_grid, homes.elsewhere):
        with pytest.raises(NotAllowed) as caught:
            went(home)
        assert caught.value.code == "place"
    assert went(homes.next_grid, actor=cast.clerk).pk
    for key in ("mediator", "street_lead", "supervisor", "liaison", "support_worker", "sysadmin", "nobody"):
        with pytest.raises(NotAllowed):
            went(actor=getattr(cast, key))


def test_a_door_of_another_building_is_refused(went: Go, town: Town, homes: Homes) -> None:
    other = town.tiebei.buildings[0][1]
    for door in (Door(other, homes.mine.dwelling), Door(town.building, homes.neighbour.dwelling, homes.mine),
                 Door(town.building, None, homes.mine)):  # fmt: skip
        with pytest.raises(RuleBroken) as caught:
            went(door=door)
        assert caught.value.field == "door"


def test_who_goes_must_serve_there(planned: Go, cast: Cast) -> None:
    for worker in (cast.other_worker, cast.outsider, cast.nobody):
        with pytest.raises(RuleBroken) as caught:
            planned(actor=cast.clerk, workers=[worker])
        assert caught.value.field == "workers"


@pytest.mark.parametrize("when", [T0, T0 - HOUR, T0 + timedelta(days=400)])
def test_an_appointment_lies_ahead_and_within_a_year(planned: Go, when: Any) -> None:
    with pytest.raises(RuleBroken) as caught:
        planned(planned_at=when)
    assert caught.value.field == "planned_at"


def test_a_record_is_corrected_within_a_week_and_shows_what_was(went: Go, cast: Cast) -> None:
    visit = went(persons_met=1, help_given="代缴水费")
    amend(
        visit,
        actor=cast.worker,
        made=Made(Outcome.MET, persons_met=3, help_given="帮王大爷代缴水费"),
        reason="人数记错了",
        now=T0 + HOUR,
    )
    line = Event.objects.get(subject_kind="visit", subject_id=visit.pk, version=2)
    assert line.changes["persons_met"] == [1, 3]
    # What may name somebody is not copied into what cannot be erased.
    assert line.changes["help_given"] == []
    with pytest.raises(RuleBroken) as caught:
        amend(visit, actor=cast.worker, made=Made(Outcome.MET), reason="再改", now=T0 + timedelta(days=8))
    assert "不再更正" in caught.value.message


def test_a_home_deleted_from_the_register_leaves_its_visit_at_the_building(went: Go, homes: Homes) -> None:
    visit = went()
    dwelling = homes.mine.dwelling
    homes.mine.delete()
    dwelling.delete()
    visit.refresh_from_db()
    assert (visit.household, visit.dwelling, visit.address) == (None, None, "铁路小区1号楼")


def test_the_frequencies_are_rows_that_the_office_may_edit() -> None:
    rules = DeadlineRule.objects.current().filter(code__startswith="visit.")
    assert {rule.code: (rule.measure, rule.locked) for rule in rules} == dict.fromkeys(
        ["visit.household", "visit.living_alone", "visit.newcomer", "visit.landlord", "visit.leader_day"],
        ("cycle", False),
    )


def test_a_split_dwelling_follows_its_own_grid(went: Go, homes: Homes, town: Town, cast: Cast) -> None:
    second = town.tiebei.grids[1]
    homes.mine.dwelling.grid = second
    homes.mine.dwelling.save(update_fields=["grid"])
    with pytest.raises(NotAllowed):
        went(door=door_of(homes.mine))
    assert went(door=door_of(homes.mine), actor=cast.other_worker).grid == second
