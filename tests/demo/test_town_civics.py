"""What residents take part in in the demo town: something on every page, each history by its table, nobody real."""

import itertools
import re

from civics.credits.selectors import balance_of
from civics.models import MicroWish, Volunteer, VolunteerActivity, WishClaim
from civics.volunteers.workflow import ACTIVITIES, VOLUNTEERS
from civics.wishes.workflow import WISHES
from core.flow.models import Event
from dashboard.demo.town import Town

TABLES = {"micro_wish": WISHES, "volunteer": VOLUNTEERS, "volunteer_activity": ACTIVITIES}
FIRST = {"micro_wish": "collected", "volunteer": "applied", "volunteer_activity": "draft"}


def test_every_page_has_something_and_few_acts_were_played(town: Town) -> None:
    assert set(MicroWish.objects.values_list("state", flat=True)) == {"published", "closed"}
    assert WishClaim.objects.get(state="waiting").is_public
    assert set(Volunteer.objects.values_list("state", flat=True)) == {"active", "applied"}
    assert balance_of(Volunteer.objects.get(state="active")) == 2
    assert set(VolunteerActivity.objects.values_list("state", flat=True)) == {"settled", "open"}
    assert Event.objects.filter(subject_kind__in=TABLES).count() <= 27


def test_every_timeline_follows_its_table_and_no_number_can_be_dialled(town: Town) -> None:
    rows = Event.objects.filter(subject_kind__in=TABLES).order_by("subject_kind", "subject_id", "version")
    for (kind, pk), events in itertools.groupby(rows, key=lambda one: (one.subject_kind, one.subject_id)):
        first, *acts = events
        assert first.act in ("collect", "join", "plan")
        state, before = FIRST[kind], first.at
        for event in acts:
            assert state in TABLES[kind][event.act].from_states, (kind, pk, event.act)
            assert event.at >= before
            state, before = event.to_state or state, event.at
    sealed = [*MicroWish.objects.all(), *WishClaim.objects.all(), *Volunteer.objects.all()]
    assert all(re.fullmatch(r"0937-07\d{5}", one.open_sealed("phone")) for one in sealed)
