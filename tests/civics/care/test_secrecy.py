"""What was said stays between two (精神卫生法 art. 23): in no page, list, search, ledger, notice, log or export of anybody
else, in no plain column, and after its time in no copy."""

import logging
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civics.care.actions import uncover
from civics.care.flow import KIND, may_book
from civics.models import CareBooking, CareKey, CareSession
from core import subjects
from core.audit.models import Entry
from core.clocks.sweeper import sweep
from core.crypto.recordkeys import RecordKey
from core.errors import NotAllowed, RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from core.sheets import kinds
from disputes.models import Dispute
from grids.models import Posting
from grids.scope import forget
from residents.models import Resident
from tests.civics.care.conftest import HOSPITAL, NAME, PHONE, SECRETS, WISH, WORDS, As, Desk
from tests.works import body

pytestmark = pytest.mark.django_db


def whole(desk: Desk) -> CareBooking:
    """A booking in which everything was said that can be said."""
    row = desk.to("met")
    desk.do(row, "refer")
    return desk.do(row, "danger")


def everything_stored() -> str:
    """Every column of every table as text, and its bytes as they lie."""
    told: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            told += [str(line) for (line,) in cursor.fetchall()]
    return "\n".join(told)


def test_no_column_of_the_database_holds_a_word_of_it(desk: Desk) -> None:
    whole(desk)
    stored = everything_stored()
    for secret in SECRETS:
        assert secret not in stored and secret.encode().hex() not in stored, secret


def test_nobody_but_its_counsellor_finds_it_on_any_page(
    desk: Desk, as_: As, caplog: pytest.LogCaptureFixture
) -> None:
    """Its own pages are addresses that never were; search, inbox, ledger and workbench say nothing of it."""
    caplog.set_level(logging.DEBUG)
    row = whole(desk)
    own = [row.get_absolute_url(), row.act_url("meet"), f"/care/{row.code}/look/phone/"]
    shared = [
        "/",
        f"/search/?q={row.code}",
        f"/search/?q={NAME}",
        f"/search/?q={PHONE}",
        "/messages/",
        "/care/",
        "/exports/",
        "/audit/",
    ]
    with time_machine.travel(desk.now, tick=False):
        for name, user in desk.everybody.items():
            client = as_(user)
            for path in own:
                answer = client.get(path)
                assert answer.status_code == (200 if name == "own" else 404), (name, path)
                assert name == "own" or all(secret not in body(answer) for secret in SECRETS)
            if name == "own":
                continue
            assert (
                client.post(row.act_url("close"), {"outcome": "relieved", "version": row.version}).status_code
                == 404
            )
            for path in shared:
                answer = client.get(path)
                typed = path.partition("q=")[2]
                told = [
                    one
                    for one in SECRETS
                    if one in body(answer).replace(f'value="{typed}"', "") and one != typed
                ]
                assert not told, (name, path)
                assert row.get_absolute_url() not in body(answer), (name, path)
            assert subjects.get(KIND).visible_ids(user, [row.pk]) == set()
    assert all(secret not in caplog.text for secret in SECRETS)


def test_no_notice_event_or_entry_says_more_than_that_something_was_done(desk: Desk) -> None:
    row = whole(desk)
    told = str(
        [
            *Notice.objects.values_list("title", "body"),
            *Event.objects.filter(subject_kind=KIND).values_list("text", "public_text", "changes"),
            *Entry.objects.filter(subject_kind=KIND).values_list("action", "detail"),
        ]
    )
    for secret in (*SECRETS, "grief", "丧失", row.place):
        assert secret not in told, secret
    heard = set(Notice.objects.filter(subject_kind=KIND).values_list("recipient__username", flat=True))
    assert heard == {"care_own", "care_street"}


def test_nothing_leads_from_a_booking_to_a_case_a_programme_or_a_resident() -> None:
    """By no key either way, and no sheet, export or search of the house knows the kind."""
    for model in (CareBooking, CareSession, CareKey):
        ahead = {f.related_model for f in model._meta.get_fields() if f.is_relation and f.related_model}
        assert {one._meta.model_name for one in ahead} <= {"user", "area", "carebooking", "caresession"}, (
            model
        )
        named = {f.name for f in model._meta.get_fields()}
        assert not named & {"no", "case", "dispute", "origin", "target_kind", "subject_kind", "resident"}
    for model in (Dispute, Resident, *apps.get_app_config("specialgroups").get_models()):
        fields: list[Any] = [f for f in model._meta.get_fields() if isinstance(f, models.ForeignKey)]
        assert not [f for f in fields if f.related_model in (CareBooking, CareSession)]
    assert not [kind for kind in kinds._kinds if "care" in kind]


def test_who_took_the_wish_down_cannot_open_it_and_is_told_a_code(desk: Desk, as_: As) -> None:
    with time_machine.travel(desk.now, tick=False):
        for user in (desk.cast.worker, desk.cast.clerk, desk.cast.intake):
            client = as_(user)
            said = {"source": "self", "suits": "evening", "name": NAME, "phone": PHONE, "wish": WISH}
            answer = client.post("/care/new/", said)
            row = CareBooking.objects.latest("pk")
            assert answer.status_code == 302 and row.code in answer["Location"]
            page = body(client.get(answer["Location"]))
            assert row.code in page and NAME not in page and "tel:120" not in page
            assert client.get(row.get_absolute_url()).status_code == 404
            assert client.get("/care/").status_code == 302
        for user in (
            desk.cast.auditor,
            desk.cast.sysadmin,
            desk.cast.supervisor,
            desk.cast.street_lead,
            desk.cast.liaison,
        ):
            assert not may_book(user)
            assert as_(user).get("/care/new/").status_code == 403
            assert as_(user).get("/care/").status_code == 403
        client = as_(desk.cast.clerk)
        bad = client.post(
            "/care/new/",
            {"source": "family", "suits": "evening", "wish": WISH, "in_danger": "on", "is_anonymous": "on"},
        )
        assert (
            bad.status_code == 422
            and WISH in body(bad)
            and "tel:120" in body(bad)
            and "本人同意" in body(bad)
        )
        bad = client.post("/care/new/", {"source": "self", "suits": "evening", "name": NAME})
        assert bad.status_code == 422 and "电话" in body(bad)
        said = {"source": "after_case", "suits": "evening", "is_anonymous": "on", "in_danger": "on"}
        answer = client.post("/care/new/", said)
        assert "tel:120" in body(client.get(answer["Location"])) and "tel:110" in body(
            client.get(answer["Location"])
        )
    row = CareBooking.objects.latest("pk")
    assert row.is_anonymous and not row.has_sealed("name") and row.source == "after_case"


def test_a_name_is_uncovered_by_its_counsellor_alone_and_the_look_is_kept(desk: Desk, as_: As) -> None:
    row = desk.to("taken")
    with time_machine.travel(desk.now, tick=False):
        page = body(as_(desk.own).get(row.get_absolute_url()))
        assert "孟*舟" in page and "138****2207" in page and NAME not in page and WISH in page
        assert as_(desk.own).get(f"/care/{row.code}/look/name/").status_code == 200
        assert as_(desk.own).get(f"/care/{row.code}/look/wish/").status_code == 404
    for stranger in (desk.street, desk.cast.clerk):
        with pytest.raises(NotAllowed):
            uncover(row, actor=stranger, field="name", reason="想知道是谁")


def test_a_wish_that_nobody_has_taken_shows_no_name_to_any_counsellor(desk: Desk, as_: As) -> None:
    row = desk.booked()
    with time_machine.travel(desk.now, tick=False):
        for user in (desk.own, desk.street):
            page = body(as_(user).get(row.get_absolute_url()))
            assert "等咨询员接下" in page
            assert all(secret not in page for secret in (*SECRETS, "孟*", "138****"))
            assert as_(user).get(f"/care/{row.code}/look/phone/").status_code == 404


def test_the_next_counsellor_reads_dates_and_not_the_words_of_the_one_before(desk: Desk, as_: As) -> None:
    row = desk.do(desk.to("met"), "pass_on")
    assert row.counsellor is None and row.state == "requested" and row.due_at is not None
    desk.do(row, "take", desk.street)
    with time_machine.travel(desk.now, tick=False):
        page = body(as_(desk.street).get(row.get_absolute_url()))
        assert "丧失哀伤" in page and "苏雅琴记的" in page and WORDS not in page and WISH in page
        assert as_(desk.own).get(row.get_absolute_url()).status_code == 404


def test_what_a_counsellor_leaves_behind_is_free_for_another(desk: Desk) -> None:
    row = desk.to("booked")
    with pytest.raises(NotAllowed):
        desk.do(row, "take", desk.street)
    Posting.objects.filter(user=desk.own).update(valid_to=row.created_at.date() - timedelta(days=30))
    forget(desk.own)
    assert CareBooking.objects.visible_to(desk.street).filter(pk=row.pk).exists()
    assert not CareBooking.objects.visible_to(desk.own).exists()
    assert desk.do(row, "take", desk.street).counsellor == desk.street


def test_after_180_days_the_words_are_destroyed_and_the_numbers_stay(desk: Desk, as_: As) -> None:
    row = desk.to("closed")
    blob, key = bytes(row.name_sealed or b""), CareKey.of(row.pk)
    assert key.open(blob, f"civics_carebooking:{row.pk}:name_sealed") == NAME
    later = desk.now + timedelta(days=179)
    with time_machine.travel(later, tick=False):
        sweep(now=later)
        assert CareKey.objects.filter(record_id=row.pk).exists()
    later = desk.now + timedelta(days=182)
    with time_machine.travel(later, tick=False):
        sweep(now=later)
    row.refresh_from_db()
    talk = row.sessions.get()
    assert row.state == "erased" and not any(getattr(row, one) for one in CareBooking.TEXTS.values())
    assert (talk.theme, talk.minutes, talk.words_sealed, row.outcome) == ("grief", 50, None, "relieved")
    assert not CareKey.objects.filter(record_id=row.pk).exists()
    with pytest.raises(RuleBroken):
        CareKey.of(row.pk)
    with time_machine.travel(later, tick=False):
        assert "内容已经删除" in body(as_(desk.own).get(row.get_absolute_url()))
    assert isinstance(key, RecordKey)


def test_a_referral_is_agreed_to_and_comes_before_its_outcome(desk: Desk) -> None:
    row = desk.to("met")
    with pytest.raises(RuleBroken) as caught:
        desk.do(row, "close", outcome="referred")
    assert caught.value.field == "outcome"
    desk.do(row, "refer")
    assert row.open_sealed("hospital") == HOSPITAL
    assert desk.do(row, "close", outcome="referred").outcome == "referred"


def test_the_counsellors_pages_ask_the_same_at_any_size(desk: Desk, as_: As) -> None:
    row = desk.to("met")
    client = as_(desk.own)

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    with time_machine.travel(desk.now, tick=False):
        client = as_(desk.own)
        few = asked("/care/"), asked(row.get_absolute_url())
        for _ in range(12):
            desk.to("met")
            desk.do(row, "meet")
        many = asked("/care/"), asked(row.get_absolute_url())
        assert many[0] <= few[0] and many[1] <= few[1] and many[0] <= 10 and many[1] <= 13, (few, many)
        page = body(client.get("/care/"))
        assert reverse("care:detail", args=[row.code]) in page and "丧失哀伤" in page


def test_the_street_reads_how_often_a_theme_came_and_nothing_that_tells_of_one_talk(
    desk: Desk, as_: As
) -> None:
    """Whole months, whole street, no figure under five, nor one that the others would give away."""
    talk = desk.to("met").sessions.get()
    rows = [
        CareSession(
            booking=talk.booking,
            counsellor=talk.counsellor,
            on=talk.on,
            minutes=30,
            theme=theme,
            created_at=desk.now,
        )
        for theme, many in (("mood", 6), ("family", 7), ("grief", 4), ("child", 9))
        for _ in range(many)
    ]
    CareSession.objects.bulk_create(rows)
    url = reverse("care:totals")
    with time_machine.travel(desk.now):
        text = as_(desk.cast.street_lead).get(url).content.decode()
        assert "<dd>9</dd>" not in text, "the month is not over"
    with time_machine.travel(desk.now + timedelta(days=40)):
        text = as_(desk.cast.street_lead).get(url).content.decode()
        assert "<dd>9</dd>" in text and "<dd>7</dd>" in text and "<dd>4</dd>" not in text
        assert "丧失哀伤</dt><dd>&lt;5</dd>" in text
        readers = {key for key, user in desk.cast.all.items() if as_(user).get(url).status_code == 200}
    assert readers == {"street_lead", "manager", "supervisor"}
