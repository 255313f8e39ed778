"""Every act through its page, making a task of a decision, and what outsiders get."""

import re
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from pytest_django import Settings

from core.files.models import StoredFile
from grids.models import Department
from partybuilding.choices_items import ItemState
from partybuilding.items.flow import ENTRY_KIND, ITEMS
from partybuilding.items.forms.acts import FORMS
from partybuilding.items.reading import Said, day_in, read
from partybuilding.models import ActionItem, MeetingDecision
from tests.files.nasty import jpeg_of, upload
from tests.items.board import DAY, DUE, HOUR, PROBLEM, TEXT, WHO, Board, body, decided
from tests.items.conftest import As

pytestmark = pytest.mark.django_db
S = ItemState
STATES = [one for one in S if one != S.DRAFT]
ENGLISH = re.compile(r"[A-Za-z]{3,}")
READERS = {"clerk", "second_clerk", "secretary", "liaison", "helper", "manager", "intake", "supervisor"}


def said(board: Board, act: str) -> dict[str, Any]:
    """What is typed into the form of an act."""
    later = str(board.later.pk)
    told: dict[str, dict[str, Any]] = {
        "ask_extension": {"asked_on": (DUE + 10 * DAY).isoformat(), "reason": "等配件"},
        "chase": {"template": "请把这个月的进展和照片补上"},
        "claim": {"responsible": "曹规划 科长"},
        "claim_done": {"text": "六盏灯都装好了", "evidence": "验收单"},
        "clear": {"text": "同意销号"},
        "edit": typed(board, what="装路灯六盏"),
        "note": {"text": "和物业约了时间"},
        "progress": {"percent": "60", "text": "灯杆已立"},
        "put_on_account": {"decision": later, "reason": "今年没有资金"},
        "reassign": {"lead": str(board.resources.pk), "reason": "归自然资源"},
        "refuse": {"reason": "还有一盏不亮"},
        "refuse_extension": {"reason": "雨季前要装好"},
        "resume": {"due_on": (DUE + 60 * DAY).isoformat(), "reason": "资金到了"},
        "supervise": {"requirement": "请查明卡在哪里，需要街道协调的写清楚，按时答复"},
        "take": {"responsible": "张工 科长"},
        "verify": {"text": "都亮了", "residents": "2", "way": "phone"},
        "void": {"decision": later, "reason": "一起改造"},
    }
    return told.get(act, {})


def typed(board: Board, **changes: Any) -> dict[str, Any]:
    return {
        "what": "装路灯",
        "problem": "北门没有路灯",
        "lead": str(board.housing.pk),
        "assisting": [str(board.resources.pk)],
        "due_on": DUE.isoformat(),
        "standard": "装好都亮",
        "community": str(board.town.tiebei.area.pk),
        "openness": "yes",
        "by_residents": "on",
        **changes,
    }


# Nothing need be typed.
EMPTY = {"approve_extension", "chase", "supervise"}


def words_of(html: str) -> str:
    text = re.sub(r"(?s)<(script|style|svg|head).*?</\1>", " ", html)
    return re.sub(r"<[^>]+>", " ", text)


@pytest.mark.parametrize("state", STATES, ids=str)
def test_the_page_opens_for_whom_it_is_and_each_act_is_done_through_its_page(
    board: Board, as_: As, state: ItemState
) -> None:
    """The form, what is missing beside its field, an old version as a conflict with the words kept, and the act."""
    assert set(FORMS) == set(WHO)
    item, now = board.to(state), board.now
    with time_machine.travel(now + HOUR, tick=False):
        for key in ("clerk", "liaison", "helper", "manager", "supervisor", "outsider", "worker", "nobody"):
            answer = as_(board.people[key]).get(item.get_absolute_url())
            assert answer.status_code == (200 if key in READERS else 404), key
            if key in READERS:
                text = words_of(body(answer)).replace("Ctrl", "")
                for name in board.people:
                    text = text.replace(name, "")
                assert not ENGLISH.findall(text), (key, ENGLISH.findall(text)[:5])
        for act in WHO:
            if state in ITEMS.table[act].from_states:
                with transaction.atomic():
                    through_its_page(board, as_, item, act)
                    transaction.set_rollback(True)
                board.now = now


def through_its_page(board: Board, as_: As, item: ActionItem, act: str) -> None:
    told = said(board, act)
    if act == "claim":
        ActionItem.objects.filter(pk=item.pk).update(lead=None)
    board.now += HOUR
    with time_machine.travel(board.now, tick=False):
        client, url = as_(board.people[WHO[act]]), item.act_url(act)
        page = client.get(url)
        assert page.status_code == 200 and ITEMS.table[act].label in body(page), act
        first = item.state == next(one for one in S if one in ITEMS.table[act].from_states)
        if first and act not in EMPTY:
            empty = client.post(url, {"version": item.version})
            assert empty.status_code == 422 and re.search("有[0-9]+处需要修改", body(empty)), act
        if first:
            old = client.post(url, {"version": item.version - 1, **told})
            assert old.status_code == 409 and "按现在的情况再提交" in body(old), act
        sent = {"version": item.version, "idempotency_key": str(uuid.uuid4()), **told}
        answer = client.post(url, sent)
        assert answer.status_code == 302, (act, body(answer)[:1500])
        if first:
            assert client.post(url, sent)["Location"] == answer["Location"]
        assert board.fresh(item).version == item.version + 1, act
        assert f"已{ITEMS.table[act].label}" in body(client.get(answer["Location"])), act


def test_out_of_area_is_answered_like_what_never_was_and_another_role_is_told_whose_it_is(
    board: Board, as_: As
) -> None:
    item = board.to(S.CLAIMED_DONE)
    stranger = as_(board.cast.outsider)
    nothing = stranger.get("/meetings/items/T-2026-999/")
    assert nothing.status_code == 404
    for path in (item.get_absolute_url(), item.act_url("verify"), item.act_url("clear")):
        answer = stranger.get(path)
        assert (answer.status_code, answer.content) == (404, nothing.content), path
    assert as_(board.cast.liaison).get(item.act_url("verify")).status_code == 403
    assert as_(board.cast.clerk).get(item.act_url("make")).status_code == 404
    refused = as_(board.cast.worker).get("/meetings/lists/")
    assert refused.status_code == 403 and "成员单位" in body(refused)


# --- a decision becomes tasks (G-22) ----------------------------------------------------------------


def test_a_decision_becomes_two_tasks_with_nothing_typed_twice(board: Board, as_: As) -> None:
    with time_machine.travel(board.now, tick=False):
        client = as_(board.cast.meeting_secretary)
        topic, decision = board.decision.topic, board.decision
        topic.problem, topic.community = PROBLEM, board.town.tiebei.area
        topic.save(update_fields=["problem", "community"])
        topic.origins.create(kind="dispute", origin_id=1, no="2026-00931", title="路灯不亮")
        MeetingDecision.objects.filter(pk=decision.pk).update(standard="晚上都亮", due_on=DUE)
        url = f"/meetings/items/new/?decision={decision.pk}"
        form = client.get(url).context["form"]
        first = form.initial
        assert (first["lead"], first["assisting"], first["due_on"]) == (
            board.housing.pk,
            [board.resources.pk],
            DUE,
        )
        assert (first["what"], first["community"], first["by_residents"]) == (
            "白马公寓北门主干道装路灯",
            board.town.tiebei.area.pk,
            True,
        )
        assert (first["problem"], first["standard"]) == (PROBLEM, "晚上都亮")
        sent = typed(board, then="again", idempotency_key=str(uuid.uuid4()))
        answer = client.post(url, sent)
        assert answer["Location"] == url
        assert client.post(url, sent)["Location"] == url
        page = client.get(url)
        assert "T-2026-001" in body(page)
        again = page.context["form"].initial
        assert (again["what"], again["lead"], again["due_on"]) == ("", board.resources.pk, DUE)
        key = str(uuid.uuid4())
        second = typed(board, what="破路审批", lead=again["lead"], assisting=[], idempotency_key=key)
        answer = client.post(url, second)
        item = ActionItem.objects.get(what="破路审批")
        assert answer["Location"] == item.get_absolute_url() and item.decision == board.decision
        assert ActionItem.objects.count() == 2
        page = body(client.get(item.get_absolute_url()))
    assert TEXT in page and str(board.decision.meeting) in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"what": ""}, "请填「任务」"),
        ({"problem": "长" * 201}, "最多200个字"),
        ({"due_on": "2026-02-30"}, "日期请写成"),
        ({"due_on": "2026-03-01"}, "完成期限不能早于今天"),
        ({"lead": "999999"}, "牵头单位"),
        ({"lead": "", "openness": "no"}, "请选牵头单位"),
        ({"responsible": "电话13893712207"}, "138****2207"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(
    board: Board, as_: As, changes: dict[str, Any], words: str
) -> None:
    with time_machine.travel(board.now, tick=False):
        url = f"/meetings/items/new/?decision={board.decision.pk}"
        answer = as_(board.cast.manager).post(url, typed(board, **changes))
    assert answer.status_code == 422
    assert words in body(answer) and "装好都亮" in body(answer)
    assert not ActionItem.objects.exists()


def test_only_who_keeps_the_list_makes_of_a_decision_or_of_something_else(board: Board, as_: As) -> None:
    own = decided(board.own_body, 1, board.now, "硬化铁路小区背街小巷，住建局负责，4月20日前完成")
    first = board.made()
    with time_machine.travel(board.now, tick=False):
        for key, decision, status in (
            ("clerk", board.decision, 404),
            ("liaison", board.decision, 404),
            ("outsider", own, 404),
            ("clerk", own, 200),
            ("manager", own, 200),
        ):
            path = f"/meetings/items/new/?decision={decision.pk}"
            assert as_(board.people[key]).get(path).status_code == status, (key, decision)
        for asked in (
            "",
            "?decision=999999",
            "?decision=x",
            "?source=nothing:1",
            "?source=action_item:999999",
        ):
            assert as_(board.cast.manager).get(f"/meetings/items/new/{asked}").status_code == 404, asked
        client = as_(board.cast.clerk)
        url = f"/meetings/items/new/?source=action_item:{first.pk}"
        answer = client.post(url, typed(board, what="接着办", idempotency_key=str(uuid.uuid4())))
        made = ActionItem.objects.get(what="接着办")
        assert answer["Location"] == made.get_absolute_url()
        assert (made.body, made.source_kind, made.source_id) == (board.own_body, "action_item", first.pk)
        assert str(first) in body(client.get(made.get_absolute_url()))


def test_a_sentence_is_read_for_units_and_day(board: Board) -> None:
    units, today = list(Department.objects.all()), date(2026, 3, 2)
    housing, resources = board.housing, board.resources
    assert read(TEXT, units, today) == Said(housing, (resources,), DUE)
    assert read("自然资源局牵头、住建局协助，2026年6月15日前办结", units, today) == Said(
        resources, (housing,), date(2026, 6, 15)
    )
    assert read("住建局、自然资源局共同研究", units, today) == Said()
    assert read("装路灯", units, today, "自然资源、住建局") == Said(resources, (housing,))
    assert read("住建局装路灯", units, today, "环卫") == Said()
    for text, day in (
        ("2月底前", date(2027, 2, 28)),
        ("二季度内完成", date(2026, 6, 30)),
        ("3月1日前", None),
        ("13月5日", None),
        ("4月31日", None),
        ("尽快", None),
    ):
        assert day_in(text, today) == day, text


# --- photos -----------------------------------------------------------------------------------------


def test_photos_stand_with_the_month_that_they_show_and_go_with_the_task(
    board: Board, as_: As, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    item = board.to(S.IN_PROGRESS)
    with time_machine.travel(board.now + HOUR, tick=False):
        client = as_(board.cast.liaison)
        told = {"version": item.version, "text": "装好了", "pictures": [upload(jpeg_of(40, 30))]}
        assert client.post(item.act_url("claim_done"), told).status_code == 302
        photo = StoredFile.objects.get()
        entry = item.entries.get()
        assert (photo.subject_kind, photo.subject_id, entry.percent) == (ENTRY_KIND, entry.pk, 100)
        path = reverse("files:get", args=[photo.public_id])
        assert path in body(client.get(item.get_absolute_url()))
        for key, status in (("liaison", 200), ("clerk", 200), ("outsider", 404), ("worker", 404)):
            assert as_(board.people[key]).get(path).status_code == status, key
