"""/hazards/<no>/do/<act>/ for every act: opens, does it, refuses it, and keeps what was typed."""

import uuid
from collections.abc import Callable

import pytest

from core.audit.models import Entry
from core.files.models import StoredFile
from core.flow.models import Event
from grids.actions.hazard_acts import ACTIONS
from grids.engine import KIND
from grids.forms.hazards import FORMS
from grids.models import Hazard
from grids.workflow import TRANSITIONS
from tests.hazards.conftest import As
from tests.hazards.said import SAID, before
from tests.hazards.walk import HOUR, WHO, Walk, ready_for

pytestmark = pytest.mark.django_db
ACTS = sorted(FORMS)
Go = Callable[[], None]


def ready(walk: Walk, act: str, go: Go) -> Hazard:
    hazard = ready_for(walk, act, before(act))
    walk.now += HOUR
    go()
    return hazard


def last(hazard: Hazard) -> Event:
    return Event.objects.filter(subject_kind=KIND, subject_id=hazard.pk).latest("version")


def test_every_act_has_a_form() -> None:
    assert set(FORMS) == set(ACTIONS) == set(SAID) == set(WHO)


@pytest.mark.parametrize("act", ACTS)
def test_the_form_opens_and_does_the_act(walk: Walk, as_: As, at_walk: Go, act: str) -> None:
    hazard = ready(walk, act, at_walk)
    client = as_(getattr(walk.cast, WHO[act]))
    page = client.get(hazard.act_url(act))
    assert page.status_code == 200
    assert f'name="version" value="{hazard.version}"' in page.content.decode()
    answer = client.post(hazard.act_url(act), {"version": hazard.version, **SAID[act](hazard)})
    assert answer.status_code == 302, answer.content.decode()
    assert (last(hazard).act, last(hazard).version) == (act, hazard.version + 1)
    assert Entry.objects.latest("seq").action == f"hazard.{act}"


def test_photos_of_the_forms_are_kept_under_their_purpose(walk: Walk, as_: As, at_walk: Go) -> None:
    hazard = ready(walk, "settle", at_walk)
    as_(walk.cast.worker).post(
        hazard.act_url("settle"), {"version": hazard.version, **SAID["settle"](hazard)}
    )
    assert sorted(StoredFile.objects.values_list("purpose", flat=True)) == ["after", "before"]


@pytest.mark.parametrize("act", [act for act in ACTS if TRANSITIONS[act].needs and act not in ("grade",)])
def test_an_empty_form_comes_back_with_words_by_the_fields(
    walk: Walk, as_: As, at_walk: Go, act: str
) -> None:
    hazard = ready(walk, act, at_walk)
    answer = as_(getattr(walk.cast, WHO[act])).post(hazard.act_url(act), {"version": hazard.version})
    assert answer.status_code == 422
    assert "需要修改" in answer.content.decode()
    assert Hazard.objects.get(pk=hazard.pk).version == hazard.version


@pytest.mark.parametrize("act", ACTS)
def test_a_stale_form_shows_what_happened_and_keeps_what_was_typed(
    walk: Walk, as_: As, at_walk: Go, act: str
) -> None:
    hazard = ready(walk, act, at_walk)
    said = {key: value for key, value in SAID[act](hazard).items() if isinstance(value, str)}
    photos = {key: value for key, value in SAID[act](hazard).items() if not isinstance(value, str)}
    old = {**said, **photos, "version": hazard.version - 1}
    answer = as_(getattr(walk.cast, WHO[act])).post(hazard.act_url(act), old)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "你打开之后，这件隐患已经变了" in text and last(hazard).label in text
    assert f'name="version" value="{hazard.version}"' in text
    for typed in said.values():
        assert typed in text
    assert Hazard.objects.get(pk=hazard.pk).version == hazard.version
    assert not StoredFile.objects.filter(
        subject_id=hazard.pk, uploaded_by=getattr(walk.cast, WHO[act])
    ).exclude(created_at__lt=walk.now)


@pytest.mark.parametrize("act", ACTS)
def test_who_does_not_see_it_gets_the_bytes_of_a_missing_one(
    walk: Walk, as_: As, at_walk: Go, act: str
) -> None:
    hazard = ready(walk, act, at_walk)
    client = as_(walk.cast.outsider)
    missing = client.get(f"/hazards/2026-9999/do/{act}/")
    sent = client.post(hazard.act_url(act), {"version": hazard.version, **SAID[act](hazard)})
    for answer in (client.get(hazard.act_url(act)), sent):
        assert answer.status_code == 404 and answer.content == missing.content


@pytest.mark.parametrize("act", sorted(set(ACTS) - {"note", "recheck", "rectify", "settle"}))
def test_who_sees_it_in_another_role_gets_a_sentence(walk: Walk, as_: As, at_walk: Go, act: str) -> None:
    hazard = ready(walk, act, at_walk)
    answer = as_(walk.cast.worker).post(hazard.act_url(act), {"version": hazard.version, **SAID[act](hazard)})
    assert answer.status_code == 403
    assert f"「{TRANSITIONS[act].label}」由" in answer.content.decode()


def test_an_act_that_is_not_possible_now_says_why_in_place_of_its_form(
    walk: Walk, as_: As, at_walk: Go
) -> None:
    hazard = ready(walk, "refer", at_walk)
    page = as_(walk.cast.clerk).get(hazard.act_url("close"))
    assert page.status_code == 403
    graded = walk.report()
    page = as_(walk.cast.clerk).get(graded.act_url("refer"))
    assert page.status_code == 200 and "先「责令整改」" in page.content.decode()


def test_the_same_form_sent_twice_acts_once(walk: Walk, as_: As, at_walk: Go) -> None:
    hazard = ready(walk, "note", at_walk)
    said = {"version": hazard.version, "text": "说过了", "idempotency_key": str(uuid.uuid4())}
    client = as_(walk.cast.worker)
    first, second = (client.post(hazard.act_url("note"), said) for _ in range(2))
    assert (first.status_code, first.content, first["Location"]) == (
        second.status_code,
        second.content,
        second["Location"],
    )
    assert Event.objects.filter(subject_kind=KIND, subject_id=hazard.pk, act="note").count() == 1


def test_an_unknown_act_is_no_page(walk: Walk, as_: As) -> None:
    hazard = walk.report()
    for act in ("report", "hand_over", "nothing", "x" * 60):
        assert as_(walk.cast.leader).get(f"{hazard.get_absolute_url()}do/{act}/").status_code == 404


def test_numbers_in_the_text_are_asked_about_once(walk: Walk, as_: As, at_walk: Go) -> None:
    hazard = ready(walk, "note", at_walk)
    client, said = as_(walk.cast.worker), {"version": hazard.version, "text": "打 13893712207 找房东"}
    asked = client.post(hazard.act_url("note"), said)
    assert asked.status_code == 422 and "138****2207" in asked.content.decode()
    assert client.post(hazard.act_url("note"), {**said, "numbers": "mask"}).status_code == 302
    assert last(hazard).text == "打 138****2207 找房东"
