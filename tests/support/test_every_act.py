"""Generated from the table: who, in which state, in which relation; what each act leaves behind; and every address of the app
for every role: outside it is the same as never.

WHO is written here by hand from domain.md G3 and trust.md 3.3, so that the policies are held to it and not to themselves."""

from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from core.audit.models import Entry
from core.clocks.models import Clock
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from specialgroups import wall
from specialgroups.actions import propose
from specialgroups.choices import GONE, EnrollmentState
from specialgroups.flow import KIND, RECORDS
from specialgroups.models import SupportEnrollment
from specialgroups.workflow import ACTS
from tests.support.conftest import As
from tests.support.desk import DOCUMENT, NAME, PHONE, PLAN, TIMELY, WORDS, Desk, P, S

pytestmark = pytest.mark.django_db
LEAD, MANAGERS = {"support_worker"}, {"s_manager", "s_second_manager"}
WHO: dict[str, set[str]] = {
    "manager": MANAGERS,
    "second": MANAGERS,
    "lead": LEAD,
    "team": LEAD | {"s_colleague"},
    "proposer": LEAD,
    "glass": set(),
    "system": set(),
}
SEEN = LEAD | MANAGERS | {"s_colleague"}
STATES = list(EnrollmentState)


def everybody(desk: Desk) -> dict[str, Any]:
    return {**desk.cast.all, **desk.helpers.named()}


def in_state(desk: Desk, state: EnrollmentState) -> SupportEnrollment:
    """With a colleague in the team where somebody may still be taken in."""
    if state in (S.PAUSED, *GONE):
        return desk.to(state)
    row = desk.step(desk.proposed(), "team_in", kind="worker", worker=desk.helpers.colleague)
    for act in {S.PROPOSED: (), S.ACTIVE: ("confirm",), S.ENDING: ("confirm", "ask_end")}.get(
        state, ("confirm", "ask_end", "end")
    ):
        row = desk.step(row, act)
    return row


@pytest.mark.parametrize("state", STATES, ids=str)
def test_who_sees_it_and_who_may_do_what(desk: Desk, state: EnrollmentState) -> None:
    """Role x act in this state; both walls say the same of everybody."""
    row, people = in_state(desk, state), everybody(desk)
    expected = SEEN if state not in (S.PAUSED, *GONE) else set()
    if state == S.PAUSED:  # of the other programme
        expected = {"s_stranger", "s_stranger_manager"}
    seen, second_wall = set(), set()
    for key, user in people.items():
        with wall.as_job(desk.now):
            if SupportEnrollment.objects.visible_to(user, desk.now).filter(pk=row.pk).exists():
                seen.add(key)
        with wall.seen_by(user, desk.now):
            if SupportEnrollment.objects.filter(pk=row.pk).exists():
                second_wall.add(key)
    assert seen == second_wall == expected
    if state in (S.PAUSED, *GONE):
        return
    for act, known in ACTS.items():
        may = set().union(*(WHO[one] for one in known.who))
        assert {key for key, user in people.items() if RECORDS.by_role(user, known, row).allowed} == may, act


@pytest.mark.parametrize("state", STATES, ids=str)
def test_what_the_table_does_not_allow_from_a_state_changes_nothing(
    desk: Desk, state: EnrollmentState
) -> None:
    row = in_state(desk, state)
    before = (row.version, Event.objects.count(), Entry.objects.count(), Clock.objects.count())
    for act, known in ACTS.items():
        if state in known.from_states:
            continue
        for actor in (desk.cast.support_worker, desk.helpers.manager, None):
            with (
                pytest.raises((RuleBroken, NotAllowed)),
                wall.as_job(desk.now),
                RECORDS.step(row.pk, act, actor=actor, now=desk.now),
            ):
                pytest.fail(f"{act} began from {state}")
    assert before == (
        desk.fresh(row).version,
        Event.objects.count(),
        Entry.objects.count(),
        Clock.objects.count(),
    )


LEADS = {"confirm": S.ACTIVE, "refuse": S.ERASED, "pause": S.PAUSED, "ask_end": S.ENDING, "end": S.ENDED,
         "keep": S.ACTIVE, "resume": S.ACTIVE, "expire": S.ENDED, "seal_off": S.SEALED, "erase": S.ERASED}  # fmt: skip
ELSEWHERE = {"open_glass", "reveal", "print_form", "service", "review"}
OF = {"agree": P.DETOX, "report": P.DETOX, "pause": P.DETOX, "subsidy": P.MENTAL}


@pytest.mark.parametrize("act", sorted(set(ACTS) - ELSEWHERE))
def test_an_act_leads_where_the_table_says_and_is_written_down(desk: Desk, act: str) -> None:
    """One version, one line of the timeline, one of the ledger; a stale form is a conflict; notices say one sentence."""
    starts = ACTS[act].from_states
    state = next(one for one in (S.ACTIVE, S.PROPOSED, S.PAUSED, S.ENDING, S.ENDED) if one in starts)
    row = desk.to(state, OF.get(act, P.RESETTLEMENT))
    for before in {"team_out": ("team_in",), "refer_answer": ("refer",)}.get(act, ()):
        row = desk.step(row, before)
    Notice.objects.all().delete()
    if act in TIMELY:
        desk.now += desk.now - desk.now
        TIMELY[act](row.pk, now=desk.now)
        fresh, actor = desk.fresh(row), None
    else:
        actor = desk.doer(act, row)
        with (
            pytest.raises(Conflict),
            wall.seen_by(actor, desk.now),
            RECORDS.step(row, act, actor=actor, version=row.version - 1, now=desk.now),
        ):
            pytest.fail("a stale form was taken")
        fresh = desk.do(row, act, actor, **desk.data(act, row))
    assert fresh.state == LEADS.get(act, state) and fresh.version == row.version + 1
    event = Event.objects.get(subject_kind=KIND, subject_id=row.pk, version=fresh.version)
    line = Entry.objects.filter(subject_kind=KIND, subject_id=row.pk).latest("seq")
    assert event.act == act and (line.action, line.actor) == (f"{KIND}.{act}", actor)
    for secret in (NAME, PHONE, DOCUMENT, WORDS, PLAN, "resettlement", "detox", "mental"):
        assert secret not in f"{event.text}{event.changes}{line.detail}"
    assert {(one.title, one.body) for one in Notice.objects.all()} <= {("您有一条新任务", "")}
    if ACTS[act].tells and act not in TIMELY:
        told = {one.recipient_id for one in Notice.objects.all()}
        assert actor is None or actor.pk not in told


def test_only_a_post_of_the_programme_puts_anybody_forward(desk: Desk) -> None:
    entry = desk.entry()
    for key, user in everybody(desk).items():
        if key in LEAD | MANAGERS | {"s_colleague"}:
            continue
        with pytest.raises(NotAllowed), wall.seen_by(user, desk.now), transaction.atomic():
            propose(entry, actor=user, now=desk.now)
    with wall.as_job():
        assert not SupportEnrollment.objects.exists()


# --- every address ------------------------------------------------------------------------------------


def addresses(row: SupportEnrollment) -> list[str]:
    base = row.get_absolute_url()
    acts = [row.act_url(act) for act in ACTS]
    return [base, f"{base}uncover/?field=phone", f"{base}print/L22-notice/", row.act_url("contact"), *acts]


@pytest.mark.parametrize("state", [S.ACTIVE, S.SEALED], ids=str)
def test_outside_it_is_the_same_as_never(desk: Desk, as_: As, state: EnrollmentState) -> None:
    """Address x role x relation: own, in the programme, another programme, a post that ended, no post, nobody signed in.
    Who has no post of a programme is turned away at the gate, so of those a part of the addresses says all."""
    row = in_state(desk, state)
    own = SEEN if state not in GONE else set()
    whole, cells = {"support_worker", "s_stranger_manager", "s_former"}, 0
    with time_machine.travel(desk.now, tick=False):
        for key, user in everybody(desk).items():
            client = as_(user)
            paths = addresses(row) if key in whole and state not in GONE else addresses(row)[:4]
            never = {method: getattr(client, method)("/support/S-9999/") for method in ("get", "post")}
            assert never["get"].status_code == 404
            for path in paths:
                for method in ("get", "post"):
                    missing = never[method] if path == paths[0] else never["get"]
                    answer = getattr(client, method)(path)
                    cells += 1
                    if key not in own:
                        assert (answer.status_code, answer.content) == (missing.status_code, missing.content), (
                            key, method, path,
                        )  # fmt: skip
                    else:
                        assert answer.status_code < 500, (key, path)
            if key not in SEEN | set(desk.helpers.named()) - {"s_former"}:
                for path in ("/support/", "/support/new/"):
                    assert client.get(path).content == never["get"].content, (key, path)
        nobody = Client()
        for path in addresses(row):
            assert nobody.get(path)["Location"].startswith("/login/")
            cells += 1
    assert cells > 250


def test_the_general_doors_lead_nowhere(desk: Desk, as_: As) -> None:
    """Search, the palette, papers, the inbox, homes and the start page of everybody outside say nothing of it."""
    row = desk.step(desk.active(), "contact")
    words = [row.no, NAME, PHONE, "欧**鸣", "帮扶", "安置", "矫正", "戒毒"]
    paths = [
        "/", f"/search/?q={row.no}", f"/search/?q={NAME}", "/search/?q=帮扶", "/messages/", f"/docs/of/{KIND}/{row.pk}/",
        f"/docs/L22-plan/{row.pk}/preview/", "/homes/?q=欧阳", f"/files/of/{KIND}/{row.pk}/",
    ]  # fmt: skip
    keys = ("worker", "secretary", "manager", "street_lead", "auditor", "sysadmin", "nobody")
    outsiders = {key: desk.cast.all[key] for key in keys}
    with time_machine.travel(desk.now, tick=False):
        for key, user in outsiders.items():
            client = as_(user)
            for path in paths:
                text = client.get(path, follow=True).content.decode()
                echoed = path.partition("q=")[2]
                found = [word for word in words if word in text.replace(echoed or "~", "")]
                # The office's own titles of posts are no word about anybody.
                found = [word for word in found if word != "帮扶" or "帮扶档案" in text]
                assert not found, (key, path, found)
