"""Every act through its page, the due list, one record, the reveal, the forms to print, and what the pages never show."""

import io
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from core.audit.models import Entry, Reveal
from core.flow.models import Event
from specialgroups import wall
from specialgroups.actions import ACTIONS, propose
from specialgroups.choices import EnrollmentState
from specialgroups.flow import KIND, RECORDS
from specialgroups.forms.acts import FORMS
from specialgroups.models import SupportContact, SupportEnrollment
from specialgroups.workflow import ACTS, INSIDE
from tests.support.conftest import As
from tests.support.desk import (
    ADDRESS,
    DOCUMENT,
    GUARDIAN,
    GUARDIAN_PHONE,
    HOUR,
    NAME,
    PHONE,
    PLAN,
    WORDS,
    Desk,
    P,
    S,
    id_number,
    labour,
)

pytestmark = pytest.mark.django_db
SECRETS = (NAME, PHONE, ADDRESS, GUARDIAN, GUARDIAN_PHONE, DOCUMENT)
ENGLISH = re.compile(r"[A-Za-z]{3,}")


def body(answer: HttpResponse) -> str:
    return answer.content.decode()


def words_of(html: str) -> str:
    text = re.sub(r"(?s)<(script|style|svg|head).*?</\1>", " ", html)
    return re.sub(r"<[^>]+>", " ", text)


def said(desk: Desk, act: str, row: SupportEnrollment) -> dict[str, Any]:
    today = desk.today().isoformat()
    examples: dict[str, dict[str, Any]] = {
        "contact": {
            "mode": "phone", "outcome": "reached", "needs": ["job"], "helped": ["papers"], "on": today, "words": "约好周五",
        },
        "plan": {"needs": ["job"], "cycle": "month", "next_on": today, "words": "先办证"},
        "inform": {"on": today}, "consent": {"on": today}, "agree": {"on": today}, "report": {"on": today},
        "pause": {"on": today}, "team_in": {"kind": "police"}, "assign": {"worker": str(desk.helpers.colleague.pk)},
        "refer": {"need": "legal", "department": str(labour().pk)},
        "service": {"kind": "job_news", "agreed_on": today}, "resume": {"due_end_on": "2027-05-01"},
        "subsidy": {"status": "applied", "year": "2026"}, "ask_end": {"reason": "moved", "on": today},
    }  # fmt: skip
    if act == "team_out":
        return {"member": str(desk.data(act, row)["member"].pk)}
    if act == "refer_answer":
        return {"referral": str(desk.data(act, row)["referral"].pk), "result": "done"}
    return examples.get(act, {})


# What the programme of the example must be for the act to be of use.
OF = {
    "agree": P.DETOX,
    "report": P.DETOX,
    "pause": P.DETOX,
    "resume": P.DETOX,
    "review": P.MENTAL,
    "subsidy": P.MENTAL,
}


def test_every_act_has_a_form_and_an_action() -> None:
    assert set(FORMS) == set(ACTIONS) == set(ACTS) - INSIDE


def ready(desk: Desk, act: str) -> SupportEnrollment:
    programme = OF.get(act, P.RESETTLEMENT)
    state = next(one for one in (S.ACTIVE, S.PROPOSED, S.PAUSED, S.ENDING) if one in ACTS[act].from_states)
    row = desk.to(state, programme)
    for before in {"team_out": ("team_in",), "refer_answer": ("refer",)}.get(act, ()):
        row = desk.step(row, before)
    if act == "service":
        put_into_register(row)
    if act == "review":
        desk.now += timedelta(days=40)
    return row


def put_into_register(row: SupportEnrollment) -> None:
    with wall.as_job():
        row.seal_in("resident", "1")
        SupportEnrollment.objects.filter(pk=row.pk).update(resident_sealed=row.resident_sealed)


@pytest.mark.parametrize("act", sorted(FORMS))
def test_each_act_is_done_through_its_page(desk: Desk, as_: As, act: str) -> None:
    """The form, an old version as a conflict, once for two sendings; nothing personal on any of it."""
    row = ready(desk, act)
    desk.now += HOUR
    with time_machine.travel(desk.now, tick=False):
        client = as_(desk.doer(act, row))
        page = client.get(row.act_url(act))
        assert page.status_code == 200 and ACTS[act].label in body(page)
        assert page["Cache-Control"] == "no-store, private"
        data = said(desk, act, row)
        if data and set(data) != {"on"}:
            assert client.post(row.act_url(act), {"version": row.version}).status_code == 422
        old = client.post(row.act_url(act), {"version": row.version - 1, **data})
        assert old.status_code == 409 and "按现在的情况再提交" in body(old)
        sent = {"version": row.version, "idempotency_key": str(uuid.uuid4()), **data}
        answer = client.post(row.act_url(act), sent)
        assert answer.status_code == 302, body(answer)[:2000]
        assert client.post(row.act_url(act), sent)["Location"] == answer["Location"]
        fresh = desk.fresh(row)
        assert fresh.version == row.version + 1
        for one in (page, old, client.get(answer["Location"])):
            assert not [secret for secret in SECRETS if secret in body(one)]
    event = Event.objects.get(subject_kind=KIND, subject_id=row.pk, version=fresh.version)
    assert event.act == act and not any(
        secret in f"{event.text}{event.changes}" for secret in (*SECRETS, WORDS, PLAN)
    )


def test_the_list_shows_numbers_and_no_name_and_counts_what_is_due(desk: Desk, as_: As) -> None:
    due, later = desk.active(), desk.active()
    desk.proposed()
    later = desk.step(later, "contact")
    with time_machine.travel(desk.now, tick=False):
        page = body(as_(desk.cast.support_worker).get("/support/"))
        assert (
            due.no in page
            and "本周应随访" in page
            and "待核准" not in re.findall(r"<nav class=\"tabs\".*?</nav>", page, re.S)[-1]
        )
        manager = body(as_(desk.helpers.manager).get("/support/?tab=confirm"))
        assert "待核准" in manager
        everything = body(as_(desk.cast.support_worker).get("/support/?tab=all"))
        assert due.no in everything and later.no in everything
        for text in (page, manager, everything):
            assert not [secret for secret in SECRETS if secret in text] and "欧**鸣" not in text
            assert not ENGLISH.findall(
                words_of(text).replace("Ctrl", "").replace("support_worker", "").replace("smanager", "")
            )
        ended = desk.step(desk.step(later, "ask_end"), "end")
    assert ended.state == EnrollmentState.ENDED
    with time_machine.travel(desk.now, tick=False):
        for user in (desk.cast.support_worker, desk.helpers.manager):
            assert ended.no not in body(as_(user).get("/support/?tab=all")), "out of lists the same day"


def test_lists_and_records_ask_the_same_at_any_size(desk: Desk, as_: As) -> None:
    row = desk.step(desk.step(desk.active(), "contact"), "refer")
    client = as_(desk.helpers.manager)

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    with time_machine.travel(desk.now, tick=False):
        for path in ("/support/?tab=all", row.get_absolute_url()):
            queries(path)
        few = {path: queries(path) for path in ("/support/?tab=all", row.get_absolute_url())}
        with wall.as_job(desk.now):
            fields = SupportEnrollment.objects.filter(pk=row.pk).values().get()
            fields = {name: value for name, value in fields.items() if name not in ("id", "person_mark")}
            SupportEnrollment.objects.bulk_create(SupportEnrollment(**fields) for _ in range(200))
            first = SupportContact.objects.values().get()
            first = {name: value for name, value in first.items() if name not in ("id", "words_sealed")}
            SupportContact.objects.bulk_create(SupportContact(**first) for _ in range(60))
        assert {path: queries(path) for path in few} == few
    # Of the record's: four name the person to the database, six write the look down.
    assert few["/support/?tab=all"] <= 12 and few[row.get_absolute_url()] <= 24, few


def test_a_record_shows_masks_and_one_value_after_a_reason(desk: Desk, as_: As) -> None:
    row = desk.active()
    with time_machine.travel(desk.now, tick=False):
        client = as_(desk.cast.support_worker)
        page = body(client.get(row.get_absolute_url()))
        assert (
            "欧**鸣" in page
            and "139****0001" in page
            and not [secret for secret in SECRETS if secret in page]
        )
        assert not ENGLISH.findall(words_of(page).replace("Ctrl", "").replace("support_worker", ""))
        url = f"{row.get_absolute_url()}uncover/"
        assert PHONE not in body(client.get(f"{url}?field=phone"))
        assert client.post(url, {"field": "phone"}).status_code == 422 and not Reveal.objects.exists()
        shown = client.post(url, {"field": "phone", "reason_choice": "按计划联系"})
        assert PHONE in body(shown) and shown["Cache-Control"] == "no-store, private"
        assert (Reveal.objects.get().field, Reveal.objects.get().subject_kind) == ("phone", KIND)
        assert client.get(f"{url}?field=plan").status_code == 404
    line = Event.objects.get(subject_kind=KIND, subject_id=row.pk, act="reveal")
    assert PHONE not in line.text
    views = Entry.objects.filter(action=f"{KIND}.view", subject_id=row.pk)
    assert views.count() == 1 and not views.get().detail


def test_a_helper_sees_name_and_phone_and_the_words_that_were_shared(desk: Desk, as_: As) -> None:
    row = desk.step(desk.active(), "team_in", kind="worker", worker=desk.helpers.colleague)
    row = desk.step(row, "contact")
    with time_machine.travel(desk.now, tick=False):
        client = as_(desk.helpers.colleague)
        page = body(client.get(row.get_absolute_url()))
        assert (
            WORDS not in page
            and "衔接通知书" not in page
            and "field=phone" in page
            and "field=document" not in page
        )
        assert WORDS in body(as_(desk.cast.support_worker).get(row.get_absolute_url()))
        for field in ("document", "id_number", "address"):
            assert client.get(f"{row.get_absolute_url()}uncover/?field={field}").status_code == 404
        assert client.get(f"{row.get_absolute_url()}print/L22-plan/").status_code == 404
        assert client.get(row.act_url("ask_end")).status_code == 403


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"document": ""}, "请填「文书编号」"),
        ({"due_end_on": "2026-02-01", "start_on": "2026-01-01"}, "已经到期的不再登记"),
        ({"due_end_on": "2035-02-01"}, "最长5年"),
        ({"document_on": "2026-04-01"}, "不能晚于今天"),
        ({"id_number": "620299198002290"}, "15位的旧号码"),
        ({"id_number": id_number(77, "20100101")}, "依法封存"),
        ({"issued_by": "health"}, "谁出具的"),
        ({"phone": "666"}, "这不像电话号码"),
        ({"name": "x" * 40}, "姓名"),
    ],
)
def test_a_bad_entry_is_said_beside_the_field_and_nothing_is_lost(
    desk: Desk, as_: As, changes: dict[str, str], words: str
) -> None:
    with time_machine.travel(desk.now, tick=False):
        answer = as_(desk.cast.support_worker).post("/support/new/", entry(**changes))
    page = body(answer)
    assert answer.status_code == 422 and words in page
    assert entry(**changes)["address"] in page
    with wall.as_job():
        assert not SupportEnrollment.objects.exists()


def entry(**changes: str) -> dict[str, str]:
    return {
        "document_kind": "handover", "issued_by": "prison", "document": DOCUMENT, "document_on": "2026-02-27",
        "start_on": "2026-03-01", "due_end_on": "2027-03-01", "name": NAME, "id_number": id_number(55), "phone": PHONE,
        "address": ADDRESS, "idempotency_key": str(uuid.uuid4()), **changes,
    }  # fmt: skip


def test_somebody_is_entered_once_sealed_and_by_two_persons(desk: Desk, as_: As) -> None:
    with time_machine.travel(desk.now, tick=False):
        client = as_(desk.cast.support_worker)
        answer = client.post("/support/new/", entry())
        assert answer.status_code == 302, body(answer)[:1500]
        twice = client.post("/support/new/", entry())
        assert twice.status_code == 422 and "已经在本项目里" in body(twice)
        with wall.as_job():
            row = SupportEnrollment.objects.get()
            stored = SupportEnrollment.objects.values().get()
        raw = b"".join(bytes(value) for value in stored.values() if isinstance(value, memoryview | bytes))
        assert not [secret for secret in SECRETS if secret.encode() in raw]
        assert client.get(row.act_url("confirm")).status_code == 403
        assert (
            as_(desk.helpers.manager).post(row.act_url("confirm"), {"version": row.version}).status_code
            == 302
        )
    with wall.seen_by(desk.helpers.manager, desk.now):
        row = RECORDS.queryset().get(pk=row.pk)
        assert (row.state, row.open_sealed("name"), row.confirmed_by) == (
            S.ACTIVE,
            NAME,
            desk.helpers.manager,
        )


def test_whoever_asks_for_entry_or_exit_does_not_confirm_it(desk: Desk, as_: As) -> None:
    """A manager who proposed it leaves the confirming to another."""
    manager = desk.helpers.manager
    with wall.seen_by(manager, desk.now):
        from_manager = desk.entry()
    with time_machine.travel(desk.now, tick=False), wall.seen_by(manager, desk.now), transaction.atomic():
        row = propose(from_manager, actor=manager, now=desk.now)
    with time_machine.travel(desk.now, tick=False):
        assert as_(manager).get(row.act_url("confirm")).status_code == 403
    row = desk.do(row, "confirm", desk.helpers.second_manager)
    row = desk.do(row, "ask_end", manager, reason="moved", on=desk.today())
    with time_machine.travel(desk.now, tick=False):
        assert as_(manager).get(row.act_url("end")).status_code == 403
    assert desk.do(row, "end", desk.helpers.second_manager).state == S.ENDED


def test_forms_are_of_one_person_with_a_watermark_and_no_copy_stays(desk: Desk, as_: As) -> None:
    row = desk.step(desk.step(desk.step(desk.active(), "plan"), "contact"), "refer")
    with time_machine.travel(desk.now, tick=False):
        client = as_(desk.cast.support_worker)
        page = body(client.get(row.get_absolute_url()))
        codes = re.findall(rf"{row.no}/print/([\w-]+)/", page)
        assert codes == ["L22-notice", "L22-plan", "L22-contact", "L22-referral"]
        for code in codes:
            url = f"{row.get_absolute_url()}print/{code}/"
            assert client.post(url, {}).status_code == 422
            made = client.post(url, {"purpose": "交本人签字"})
            assert made["Content-Type"] == "application/pdf" and made["Cache-Control"] == "no-store, private"
            text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(made.content)).pages)
            assert NAME in text and "林帮扶" in text and row.no in text
            assert "仅限本次使用" in re.sub(r"\s", "", text)
        assert client.get(f"{row.get_absolute_url()}print/L23/").status_code == 404
    assert Reveal.objects.filter(way="print", subject_kind=KIND).count() == len(codes)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM papers_paper")
        assert cursor.fetchone() == (0,)


def test_ten_idle_minutes_close_the_pages_and_keep_what_was_typed(
    desk: Desk, as_: As, settings: Settings
) -> None:
    row = desk.active()
    with time_machine.travel(desk.now, tick=False) as clock:
        client = as_(desk.cast.support_worker)
        first = client.get(row.get_absolute_url())
        assert first["Refresh"] == "600; url=/"
        clock.shift(601)
        again = client.get(row.get_absolute_url())
        assert again.status_code == 302 and again["Location"].startswith("/support/wake/?next=")
        typed = client.post(row.act_url("contact"), {"version": row.version, "words": "约好周五去大厅"})
        assert typed.status_code == 401 and "约好周五去大厅" in body(typed)
        assert client.get(row.get_absolute_url(), HTTP_HX_REQUEST="true").status_code == 401
        back = client.post("/support/wake/", {"onward": row.get_absolute_url()})
        assert back["Location"] == row.get_absolute_url() and client.get(back["Location"]).status_code == 200
        clock.shift(601)
        assert client.post("/support/wake/", {"onward": "https://evil.example/"})["Location"] == "/support/"
        settings.STEP_UP_REQUIRED = True
        clock.shift(601)
        assert client.post("/support/wake/", {"onward": ""}).status_code == 422
