"""The same pages for every room: open, filled in by hand, refused with words, and cheap at any size."""

from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.files.models import StoredFile
from grids.works.room import REGISTER, STRIKE
from partybuilding.works.rooms import BY_KEY, FRONT, ROOMS
from tests.hazards.said import picture
from tests.party.conftest import As
from tests.party.examples import EXAMPLES, Yard
from tests.works import acts_of, body, typed

pytestmark = pytest.mark.django_db
KEYS = [room.key for room in ROOMS]


@pytest.mark.parametrize("key", KEYS)
def test_one_is_set_up_and_worked_on_by_hand(yard: Yard, as_: As, key: str) -> None:
    """List, form, gaps with what was typed kept, the row, every act's form, one act, a stale form."""
    room, example = BY_KEY[key], EXAMPLES[key]
    client = as_(yard.cast.clerk)
    seed = yard.begun(key) if room.under else None
    under = f"?under={getattr(seed, room.under).pk}" if seed else ""
    url = f"/party/{key}/new/{under}"
    said = (
        {**typed(example.first(yard)), "unit": "铁路医院"}
        if key in ("links", "checkins")
        else typed(example.first(yard))
    )
    with time_machine.travel(yard.now, tick=False):
        assert client.get(f"/party/{key}/").status_code == 200
        assert room.table[REGISTER].label in body(client.get(url))
        name = "unit" if "unit" in said else "name"
        bad = client.post(url, {name: "试一试的名字"})
        assert bad.status_code == 422 and "试一试的名字" in body(bad) and "请" in body(bad)
        answer = client.post(url, said)
        assert answer.status_code == 302, body(answer)
        row = room.model.objects.latest("pk")
        page = body(client.get(row.get_absolute_url()))
        assert row.name in page and room.table[REGISTER].label in page
        listed = body(client.get(f"/party/{key}/?q={row.name}&state={row.state}&community={yard.area.pk}"))
        assert row.get_absolute_url() in listed
        assert row.get_absolute_url() not in body(client.get(f"/party/{key}/?q=没有这个"))
    for act in sorted(acts_of(room) - {STRIKE}):
        assert as_(yard.doer(row, act)).get(row.act_url(act)).status_code == 200, act
    _acted(yard, as_, room, row)


def _acted(yard: Yard, as_: As, room: Any, row: Any) -> None:
    act = next(
        one for one in sorted(acts_of(room)) if row.state in room.table[one].from_states and one != STRIKE
    )
    client, said = as_(yard.doer(row, act)), typed(yard.said(row, act))
    form = room.spec[act]
    for name in form.asks:
        value = getattr(row, room.model._meta.get_field(name).attname)
        said.setdefault(name, "" if value is None else typed({name: value})[name])
    stale = client.post(row.act_url(act), {**said, "version": "0"})
    assert stale.status_code == 409, (act, body(stale))
    with time_machine.travel(yard.now, tick=False):
        answer = client.post(row.act_url(act), {**said, "version": str(row.version)})
        again = client.post(row.act_url(act), {**said, "version": "x"})
    assert answer.status_code == 302, (act, body(answer))
    assert again.status_code == 422


@pytest.mark.parametrize("key", KEYS)
def test_others_find_nothing_and_pages_ask_the_same_at_any_size(yard: Yard, as_: As, key: str) -> None:
    room, row = BY_KEY[key], yard.begun(key)
    for path in (row.get_absolute_url(), row.act_url("edit")):
        assert as_(yard.cast.outsider).get(path).status_code == 404
        assert as_(yard.cast.worker).get(path).status_code == 403
    assert as_(yard.cast.outsider).post(row.act_url("edit"), {}).status_code == 404
    assert as_(yard.cast.supervisor).get(row.act_url("edit")).status_code == 403
    assert as_(yard.cast.supervisor).get(f"/party/{key}/new/").status_code == 403
    assert as_(yard.cast.clerk).get(row.act_url("nothing")).status_code == 404
    client = as_(yard.cast.clerk)
    query = "?state=" + row.state

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    few = asked(f"/party/{key}/{query}"), asked(row.get_absolute_url())
    fields: Any = room.model.objects.filter(pk=row.pk).values().get()
    del fields["id"]
    unique = {"unit", "estate_id"} & set(fields)
    if "estate_id" not in unique:
        room.model.objects.bulk_create(
            room.model(**{**fields, **({"unit": f"单位{n}"} if unique else {})}) for n in range(60)
        )
    many = asked(f"/party/{key}/{query}"), asked(row.get_absolute_url())
    assert many[0] <= few[0] + 1 and many[0] <= 9, (few, many)
    assert many[1] == few[1] and many[1] <= 13, (few, many)


def test_a_room_that_is_none_and_a_work_above_that_is_not_seen_are_not_found(yard: Yard, as_: As) -> None:
    client, session = as_(yard.cast.clerk), yard.begun("sessions")
    assert client.get("/party/nothing/").status_code == 404
    assert client.get("/party/sessions/new/").status_code == 404
    assert client.get("/party/sessions/?under=99999999999").status_code == 404
    theirs = as_(yard.cast.outsider)
    assert theirs.get(f"/party/sessions/?under={session.carrier_id}").status_code == 404
    assert theirs.get(f"/party/sessions/new/?under={session.carrier_id}").status_code == 404
    assert session.get_absolute_url() in body(client.get(f"/party/sessions/?under={session.carrier_id}"))
    for who in ("worker", "nobody", "sysadmin"):
        assert as_(getattr(yard.cast, who)).get("/party/orgs/").status_code == 403


def test_the_tree_opens_lazily_and_by_a_plain_link(yard: Yard, as_: As) -> None:
    branch, client = yard.begun("orgs"), as_(yard.cast.clerk)
    street, committee = yard.org("street"), yard.org()
    page = body(client.get("/party/orgs/"))
    assert street.name in page and committee.name in page and branch.name not in page
    assert branch.name in body(client.get(f"/party/orgs/below/{committee.pk}/"))
    assert branch.name in body(client.get(f"/party/orgs/?under={committee.pk}"))
    assert as_(yard.cast.outsider).get(f"/party/orgs/below/{committee.pk}/").status_code == 404


def test_a_liaison_works_on_the_lists_of_its_unit_and_finds_no_other_room(yard: Yard, as_: As) -> None:
    agreement = yard.to("agreements", "signed")
    client = as_(yard.cast.liaison)
    page = body(client.get(agreement.get_absolute_url()))
    assert "发布一条" in page
    form = body(client.get(f"/party/entries/new/?under={agreement.pk}"))
    assert 'value="unit"' in form and 'value="community"' not in form
    said = {"name": "培训教室", "kind": "resource", "side": "unit", "detail": "周末可用"}
    assert client.post(f"/party/entries/new/?under={agreement.pk}", said).status_code == 302
    open_to = {room.key for room in FRONT if client.get(f"/party/{room.key}/").status_code == 200}
    assert open_to == {"agreements", "entries", "links", "checkins"}


def test_a_number_of_a_person_in_a_text_is_asked_about(yard: Yard, as_: As) -> None:
    said = {**typed(EXAMPLES["brands"].first(yard)), "idea": "找13893712207"}
    answer = as_(yard.cast.clerk).post("/party/brands/new/", said)
    assert answer.status_code == 422 and "138****2207" in body(answer)
    kept = as_(yard.cast.clerk).post("/party/brands/new/", {**said, "numbers": "mask"})
    assert kept.status_code == 302
    assert BY_KEY["brands"].model.objects.get().idea == "找138****2207"


def test_a_point_is_shown_before_and_after_to_whom_it_belongs(
    yard: Yard, as_: As, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    campaign, client = yard.to("campaigns", "under_way"), as_(yard.cast.clerk)
    said = {**typed(EXAMPLES["points"].first(yard)), "photos": picture()}
    assert client.post(f"/party/points/new/?under={campaign.pk}", said).status_code == 302
    point = BY_KEY["points"].model.objects.get()
    done = {**typed(yard.said(point, "clear")), "version": str(point.version), "photos": picture()}
    with time_machine.travel(yard.now, tick=False):
        assert as_(yard.cast.clerk).post(point.act_url("clear"), done).status_code == 302
    before, after = StoredFile.objects.order_by("pk")
    assert (before.purpose, after.purpose) == ("before", "after")
    assert {(one.subject_kind, one.subject_id) for one in (before, after)} == {("campaign_point", point.pk)}
    assert "处理前" in body(client.get(point.get_absolute_url()))
    photo = reverse("files:get", args=[before.public_id])
    assert client.get(photo).status_code == 200
    assert as_(yard.cast.outsider).get(photo).status_code == 404
