"""Duty lists: what the recommendation says of them, who keeps them, and who heads the street."""

from datetime import date

import pytest
from django.test import Client

from core.audit.models import Entry
from core.errors import Conflict, NotAllowed, RuleBroken
from disputes.models import DutyClause, StreetHead
from disputes.whistles.actions.duties import add_clause, edit_clause, set_head, ship_clauses
from disputes.whistles.recommend import advice, suggestions
from tests.whistles.units import DAY, Street

pytestmark = pytest.mark.django_db


def test_the_recommendation_says_its_clause_and_its_history_in_one_sentence(street: Street) -> None:
    for _ in range(2):
        street.blow(cause="23")
    found = suggestions(cause="23", title="小区下水堵塞返水", now=street.now)
    best = found[0]
    assert best.department == street.summon.housing
    assert best.words == "职责清单第4条「公共排水」：市政排水管网堵塞、返水、井盖缺失；近90天同类2件由它主办"
    assert advice(found, "23") == f"推荐住建局主办。{best.words}"
    later = suggestions(cause="23", title="小区下水堵塞返水", now=street.now + 91 * DAY)
    assert later[0].history == 0
    lamp = suggestions(cause="14", title="北门没有路灯", told="报过物业两次", now=street.now)[0]
    assert str(lamp.clause) == "职责清单第3条「公共照明」"
    none = suggestions(cause="17", title="商标纠纷", now=street.now)
    assert not none[0].is_on_list
    assert "不在任何部门的职责清单里" in advice(none, "17")


def test_duty_lists_are_shipped_as_defaults_and_kept_by_the_administrator(street: Street) -> None:
    assert ship_clauses() == 0
    assert DutyClause.objects.filter(is_default=True).count() == DutyClause.objects.count() > 20
    admin = street.cast.sysadmin
    fields = {"title": "窨井盖", "text": "井盖缺失的补装", "words": ["井盖"], "causes": ["23"]}
    clause = add_clause(department_code="enforcement", fields=fields, actor=admin)
    assert clause.number == DutyClause.objects.filter(department_code="enforcement").count()
    edit_clause(clause, fields={"is_active": False}, actor=admin, version=1)
    with pytest.raises(Conflict):
        edit_clause(clause, fields={"title": "别的"}, actor=admin, version=1)
    for user in (street.cast.manager, street.cast.street_lead):
        with pytest.raises(NotAllowed):
            edit_clause(clause, fields={"title": "别的"}, actor=user)
    lines = Entry.objects.filter(subject_kind="duty", subject_id=clause.pk).order_by("seq")
    assert [one.action for one in lines] == ["duty.create", "duty.change"]
    assert ship_clauses() == 0


def test_the_pages_of_the_duty_lists_add_edit_and_name_the_heads(street: Street, client: Client) -> None:
    client.force_login(street.cast.sysadmin)
    said = {
        "department_code": "housing",
        "title": "健身器材",
        "text": "公共健身器材维修",
        "spoken": "健身、器材",
        "causes": ["14"],
        "is_active": "on",
    }
    assert client.post("/settings/duties/new/", {**said, "title": ""}).status_code == 422
    assert client.post("/settings/duties/new/", said).status_code == 302
    clause = DutyClause.objects.get(title="健身器材")
    assert clause.words == ["健身", "器材"]
    page = f"/settings/duties/{clause.pk}/"
    assert "健身、器材" in client.get(page).content.decode()
    changed = {**said, "title": "健身设施", "version": clause.version}
    assert client.post(page, changed).status_code == 302
    assert client.post(page, changed).status_code == 409
    head = {"post": "director", "leader": street.cast.street_lead.pk, "since": "2026-01-05"}
    assert client.post("/settings/duties/heads/", head).status_code == 302
    assert "办事处主任" in client.get("/settings/duties/").content.decode()
    client.force_login(street.cast.liaison)
    assert "健身设施" in client.get("/settings/duties/").content.decode()


def test_there_is_one_secretary_at_a_time_and_it_is_a_leader(street: Street) -> None:
    street.head()
    with pytest.raises(RuleBroken, match="不是分管领导"):
        set_head(post="secretary", user=street.cast.manager, actor=street.cast.sysadmin)
    set_head(
        post="secretary", user=street.cast.street_lead, actor=street.cast.sysadmin, since=date(2026, 3, 1)
    )
    assert StreetHead.objects.in_office(date(2026, 3, 2)).count() == 1
    assert StreetHead.objects.in_office(date(2026, 2, 28)).count() == 1
