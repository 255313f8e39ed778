"""What the phone keeps and sends: pages without names, our half of its key, words first and pictures after."""

import gzip
import re
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from core.accounts.models import User
from core.clocks.models import Clock
from core.files.actions import AWAITED_FOR, attach_photo, receive_photo
from core.files.models import StoredFile
from core.files.sweep import sweep_files
from core.replay.coming import ComingPhoto
from core.ui import phone
from core.ui.context import owner_mark
from disputes.choices import State, Trigger
from disputes.models import Dispute, DisputeEvent, WhistleUnit
from disputes.whistles.actions.duties import ship_clauses
from grids.actions.routes import add_point
from tests.cast import Cast, Log, Town
from tests.disputes.views.conftest import As, body
from tests.files.nasty import HTML, jpeg_of, upload
from tests.whistles.units import Street, build_summon

pytestmark = pytest.mark.django_db
NEW, KEY = "/m/new/", "/m/key/"
SALT = "0f" * 16
QUEUE: dict[str, Any] = {"HTTP_X_OUTBOX": "1", "HTTP_ACCEPT": "application/json"}


def said(town: Town, **changes: Any) -> dict[str, Any]:
    return {"place": str(town.building.pk), "cause": "23", "way": "keep", **changes}


def send(client: Client, data: dict[str, Any], key: str, **headers: Any) -> Any:
    return client.post(NEW, data, HTTP_IDEMPOTENCY_KEY=key, **QUEUE, **headers)


# --- the app and its pages ---------------------------------------------------------------------------------------


def test_the_worker_and_the_manifest_are_open_to_all_and_every_file_they_name_is_there(
    client: Client,
) -> None:
    worker = client.get("/sw.js")
    assert worker["Content-Type"].startswith("text/javascript") and worker["Cache-Control"] == "no-cache"
    assert "default-src 'self'" in worker["Content-Security-Policy"]
    assert phone.version() in body(worker) and "{%" not in body(worker)
    for address in phone.shell_files():
        assert address.startswith("/static/") and finders.find(address.removeprefix("/static/")), address
    told = client.get("/manifest.webmanifest")
    assert told["Content-Type"] == "application/manifest+json"
    assert (told.json()["display"], told.json()["start_url"]) == ("standalone", "/")
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in told.json()["icons"])


def test_our_half_of_the_key_is_one_persons_on_one_phone_and_for_nobody_else(cast: Cast, as_: As) -> None:
    mine = as_(cast.worker).get(KEY, {"salt": SALT}).json()
    assert mine == as_(cast.worker).get(KEY, {"salt": SALT}).json() and len(mine["half"]) == 44
    assert mine["owner"] == owner_mark(cast.worker) != owner_mark(cast.other_worker)
    assert mine["half"] != as_(cast.other_worker).get(KEY, {"salt": SALT}).json()["half"]
    assert mine["half"] != as_(cast.worker).get(KEY, {"salt": "1" * 32}).json()["half"]
    answer = as_(cast.worker).get(KEY, {"salt": SALT})
    assert "no-store" in answer["Cache-Control"] and "csrftoken" in answer.cookies
    assert as_(cast.worker).get(KEY, {"salt": "short"}).status_code == 422
    assert Client().get(KEY, {"salt": SALT}).status_code == 302


def test_each_post_keeps_the_pages_of_its_own_work(cast: Cast, as_: As) -> None:
    def pages(user: User) -> set[str]:
        return set(as_(user).get(KEY, {"salt": SALT}).json()["pages"])

    field = {
        "/m/outbox/",
        "/m/places/",
        "/m/hand/",
        "/m/new/",
        "/hazards/new/",
        "/patrols/today/",
        "/visits/new/",
    }
    assert pages(cast.worker) == pages(cast.leader) == field
    assert pages(cast.liaison) == {"/m/outbox/", "/m/hand/"}
    assert pages(cast.support_worker) == pages(cast.auditor) == {"/m/outbox/"}


def test_a_kept_page_names_nobody_and_takes_no_message_away(
    cast: Cast, town: Town, log: Log, as_: As
) -> None:
    log()
    client = as_(cast.worker)
    add_point(town.tiebei.grids[0], place=town.building, name="1号楼门厅", actor=cast.leader)
    for path in client.get(KEY, {"salt": SALT}).json()["pages"]:
        client.post("/me/display/", {"font": "", "theme": "", "next": path})  # leaves a message behind
        page = body(client.get(path, HTTP_X_KEPT="1"))
        if path == "/m/places/":
            assert [town.building.pk, "铁路小区1号楼"] in client.get(path).json()[
                "places"
            ] and "东苑" not in page
            continue
        names = [one.display_name for one in cast.all.values() if one.display_name in page]
        assert names == [] and "王某" not in page and "data-kept" in page
        assert re.search(r'name="csrf-token" content=""', page)
        assert cast.worker.display_name in body(client.get(path))


@pytest.mark.parametrize("many", [1, 6])
def test_what_lies_at_hand_costs_the_same_however_much_it_is(
    cast: Cast, log: Log, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    cases = [log() for _ in range(many)]
    client = as_(cast.worker)
    client.get("/m/hand/")
    with django_assert_max_num_queries(12):
        page = body(client.get("/m/hand/"))
    assert all(case.no in page for case in cases) and page.count('name="trigger"') == len(Trigger) * many
    assert cases[0].title not in page and "手边没有" in body(as_(cast.other_worker).get("/m/hand/"))


def imported(name: str) -> set[str]:
    """A script and everything that it imports, as names below static/."""
    found = {name}
    path = Path(str(finders.find(name)))
    for one in re.findall(r"""(?:from|import) ?\(?["'](\.[^"']+)["']""", path.read_text(encoding="utf-8")):
        inner = (path.parent / one).resolve().relative_to(Path(settings.BASE_DIR, "static")).as_posix()
        found |= imported(inner)
    return found


def test_the_log_form_weighs_less_than_a_hundred_kilobytes(cast: Cast, as_: As) -> None:
    page = body(as_(cast.worker).get(NEW))
    asked = set(re.findall(r'(?:href|src)="/static/([^"#?]+)', page))
    scripts = {name for one in asked if one.endswith(".js") for name in imported(one)}
    assert "js/outbox/send.js" in scripts and "dist/idb.js" in scripts and "dist/tabler.min.css" not in asked
    files = [Path(str(finders.find(name))).read_bytes() for name in sorted(asked | scripts)]
    assert sum(len(gzip.compress(one)) for one in (*files, page.encode())) <= 100_000


# --- sending -----------------------------------------------------------------------------------------------------


def test_the_queue_is_told_where_the_thing_is_and_the_same_again(town: Town, cast: Cast, as_: As) -> None:
    client, key = as_(cast.worker), str(uuid.uuid4())
    first = send(client, said(town), key)
    case = Dispute.objects.get()
    assert first.json() == {"done": True, "url": f"/m/new/{case.no}/"}
    assert send(client, said(town), key).json() == first.json() and Dispute.objects.count() == 1
    other = send(client, said(town, text="别的话"), key)
    assert (other.status_code, other.json()["code"]) == (422, "replay_other_body")
    assert client.post(NEW, said(town), HTTP_IDEMPOTENCY_KEY=key)["Location"] == f"/m/new/{case.no}/"


def test_a_wall_or_an_ended_sign_in_is_never_taken_for_done(town: Town, cast: Cast, as_: As) -> None:
    assert send(Client(), said(town), str(uuid.uuid4())).status_code == 401
    refused = send(as_(cast.worker), said(town, cause=""), str(uuid.uuid4()))
    assert refused.status_code == 422 and "请选是什么事" in body(refused)
    assert not Dispute.objects.exists()


def test_words_first_and_each_picture_after_by_itself(media: Path, town: Town, cast: Cast, as_: As) -> None:
    client, ids = as_(cast.worker), [str(uuid.uuid4()) for _ in range(3)]
    data = said(town, way="settled", **{"photos.coming": ids[:2], "after.coming": [ids[2], "no id", ids[2]]})
    send(client, data, str(uuid.uuid4()))
    case = Dispute.objects.get()
    texts = DisputeEvent.objects.filter(dispute=case).values_list("text", flat=True)
    assert case.state == State.FOLLOW_UP and "处理后照片1张" in " ".join(texts)
    waiting = StoredFile.objects.filter(is_awaited=True)
    assert sorted(waiting.values_list("purpose", flat=True)) == ["after", "intake", "intake"]
    page = body(client.get(f"{case.get_absolute_url()}?tab=photos"))
    assert page.count("?size=thumb") == 3
    picture = client.get(f"/files/{ids[0]}/?size=thumb")
    assert picture["Content-Type"] == "image/svg+xml" and "照片还在手机里" in picture.content.decode()
    arrive = f"/files/{ids[0]}/arrive/"
    assert as_(cast.other_worker).post(arrive, {"photo": upload(jpeg_of(60, 40))}).status_code == 404
    assert (
        client.post(arrive, {}).status_code == client.post(arrive, {"photo": upload(HTML)}).status_code == 422
    )
    for _ in range(2):
        assert client.post(arrive, {"photo": upload(jpeg_of(60, 40))}).status_code == 204
    stored = StoredFile.objects.get(public_id=ids[0])
    assert (stored.is_awaited, stored.width, stored.uploaded_by) == (False, 60, cast.worker)
    assert (media / stored.path).is_file() and waiting.count() == 2
    assert client.post(f"/files/{uuid.uuid4()}/arrive/", {"photo": upload(jpeg_of(9, 9))}).status_code == 404


def test_a_coming_picture_counts_among_the_six_and_is_given_up_after_thirty_days(
    media: Path, cast: Cast
) -> None:
    def attach(photo: Any) -> StoredFile:
        return attach_photo(photo, subject_kind="dispute", subject_id=7, actor=cast.worker, purpose="proof")

    first = attach(ComingPhoto(uuid.uuid4()))
    with pytest.raises(Exception, match="已经登记过了"):
        attach(ComingPhoto(first.public_id))
    for _ in range(5):
        attach(ComingPhoto(uuid.uuid4()))
    with pytest.raises(Exception, match="最多放6张"):
        attach(upload(jpeg_of(9, 9)))
    assert sweep_files().lost == [] and StoredFile.objects.filter(removed_at=None).count() == 6
    sweep_files(now=timezone.now() + AWAITED_FOR + timedelta(hours=1))
    assert not StoredFile.objects.filter(removed_at=None).exists()
    with pytest.raises(Exception, match="等了30天没传到"):
        receive_photo(first, upload(jpeg_of(9, 9)), actor=cast.worker)


# --- the citizen's clock -----------------------------------------------------------------------------------------


def test_a_liaison_signs_and_arrives_by_hand_and_arrived_when_it_was_tapped(
    cast: Cast, town: Town, log: Log, as_: As
) -> None:
    ship_clauses()
    summon = build_summon()
    with time_machine.travel(MONDAY, tick=False):
        Street(town, cast, summon, log, now=MONDAY).blow()
        page = body(as_(cast.liaison).get("/m/hand/", HTTP_X_KEPT="1"))
        unit = WhistleUnit.objects.get(department=summon.housing)
        assert unit.whistle.no in page and "签收" in page and "data-queue-next" in page
    for minutes, act in ((40, "sign"), (41, "arrive")):
        with time_machine.travel(MONDAY + timedelta(minutes=minutes), tick=False):
            # Tapped one after the other without signal: the second form knows that it comes after the first.
            data = {
                "version": str(unit.version + minutes - 40),
                "recorded_at": (MONDAY + HOUR / 6).isoformat(),
            }
            clock = (MONDAY + timedelta(minutes=minutes)).isoformat()
            answer = as_(cast.liaison).post(
                unit.act_url(act),
                data,
                HTTP_IDEMPOTENCY_KEY=str(uuid.uuid4()),
                HTTP_X_PHONE_CLOCK=clock,
                **QUEUE,
            )
            assert answer.json()["done"], body(answer)
    unit.refresh_from_db()
    assert unit.state == "arrived" and unit.arrived_at == MONDAY + HOUR / 6


MONDAY = datetime(2026, 3, 2, 15, 0, tzinfo=timezone.get_default_timezone())
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("noted", "clock", "counts_from", "words"),
    [
        (MONDAY - HOUR, MONDAY, MONDAY - HOUR, "时限从记下时算起"),
        # A day ahead or behind: what the phone counted between noting and sending is right.
        (MONDAY + 23 * HOUR, MONDAY + 24 * HOUR, MONDAY - HOUR, "时限从记下时算起"),
        (MONDAY - 25 * HOUR, MONDAY - 24 * HOUR, MONDAY - HOUR, "时限从记下时算起"),
        (MONDAY - 73 * HOUR, MONDAY, MONDAY, "时限从收到时算起"),
        (MONDAY + HOUR, MONDAY, MONDAY, "时限从收到时算起"),
    ],
)
def test_the_clock_starts_when_it_was_noted_if_that_can_be_and_the_page_says_which(
    town: Town, cast: Cast, as_: As, noted: datetime, clock: datetime, counts_from: datetime, words: str
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        client = as_(cast.worker)
        data = said(town, recorded_at=noted.isoformat())
        send(client, data, str(uuid.uuid4()), HTTP_X_PHONE_CLOCK=clock.isoformat())
        case = Dispute.objects.get()
        assert (
            case.recorded_at == counts_from
            and Clock.objects.of("dispute", case.pk).get(code="CK1").started_at == counts_from
        )
        assert words in body(client.get(f"{case.get_absolute_url()}?tab=timeline"))
        assert DisputeEvent.objects.filter(dispute=case, act="note").exists() == ("收到" in words)
