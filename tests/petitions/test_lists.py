"""The list at two sizes costs the same, and its filters are its address."""

import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.flow.models import Event
from disputes.models import PetitionMatter
from disputes.petitions.choices import PetitionState
from disputes.petitions.facts import KIND
from tests.petitions.conftest import As
from tests.petitions.walk import Walk

pytestmark = pytest.mark.django_db
S = PetitionState


def copies(matter: PetitionMatter, number: int) -> None:
    """The same matter many times over, written at once."""
    top = PetitionMatter.objects.order_by("-serial").values_list("serial", flat=True)[0] or 0
    rows = []
    for at in range(1, number + 1):
        one = PetitionMatter.objects.get(pk=matter.pk)
        one.pk, one._state.adding = None, True
        one.serial, one.no = top + at, f"XF-2026-{top + at:05}"
        rows.append(one)
    PetitionMatter.objects.bulk_create(rows)


def costs(client: Client, matter: PetitionMatter) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/petitions/?tab=all").status_code == 200
    with CaptureQueriesContext(connection) as one:
        assert client.get(matter.get_absolute_url()).status_code == 200
    return len(asked), len(one)


def test_list_and_detail_ask_no_more_at_a_hundred_than_at_three(walk: Walk, as_: As) -> None:
    walk.to(S.RECEIVED)
    walk.to(S.FORWARDED)
    # Everything that can hang on a matter: an extension, a case, two reviews, a hearing.
    matter = walk.along(
        walk.to(S.HANDLING), "link_case", "ask_extension", "decide_extension", "tell_extension"
    )
    matter = walk.along(
        matter, "draft_opinion", "sign_opinion", "give_notice", "serve", "ask_review", "record_review"
    )
    matter = walk.along(matter, "ask_second", "begin_hearing")
    with time_machine.travel(walk.now, tick=False):
        client = as_(walk.cast.intake)
        client.get("/petitions/?tab=all")
        small = costs(client, matter)
        copies(matter, 100)
        Event.objects.bulk_create(
            Event(
                subject_kind=KIND,
                subject_id=matter.pk,
                at=walk.now,
                act="note",
                label="记一笔",
                version=100 + at,
            )
            for at in range(100)
        )
        assert costs(client, matter) == small
    assert small[0] <= 10 and small[1] <= 12, small


def test_filters_narrow_by_matter_and_the_unit_sees_its_own(walk: Walk, as_: As) -> None:
    plain = walk.to(S.RECEIVED)
    enquiry = walk.registered(kind="enquiry", content="relief", channel="phone")
    sent = walk.to(S.FORWARDED)
    with time_machine.travel(walk.now, tick=False):
        client = as_(walk.cast.manager)
        for query, found in (
            ("kind=enquiry", {enquiry.no}),
            ("content=construction&channel=visit", {plain.no, sent.no}),
            (f"unit={walk.housing.pk}", {sent.no}),
            (f"community={walk.town.dongyuan.area.pk}", set()),
            ("light=red", set()),
            ("light=green", {plain.no, enquiry.no, sent.no}),
        ):
            page = client.get(f"/petitions/?tab=all&{query}").content.decode()
            assert set(re.findall(r"/petitions/(XF-[0-9-]+)/", page)) == found, query
        unit = as_(walk.cast.liaison).get("/petitions/").content.decode()
    assert set(re.findall(r"/petitions/(XF-[0-9-]+)/", unit)) == {sent.no}
    assert "待签批" not in unit
