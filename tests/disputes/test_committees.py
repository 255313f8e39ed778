"""Committees: what the law asks, who mediates which case, and who takes over from whom."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from core.audit.models import Entry
from core.errors import Conflict, NotAllowed, RuleBroken
from core.flow.models import Event
from core.notices.models import Notice
from disputes.actions import committees as actions
from disputes.actions.terms import remind_terms
from disputes.choices import State
from disputes.models import MediationCommittee
from disputes.papers import DisputePapers
from tests.cast import Cast, Log
from tests.disputes.test_refusals import refused
from tests.disputes.walk import DATA, DAY0, Walk, committee_of
from xiongguan.tasks import PARTS

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def walk(cast: Cast, log: Log) -> Walk:
    return Walk(cast, log)


def fields(cast: Cast, **changes: Any) -> dict[str, Any]:
    told = {
        "kind": "community",
        "community": cast.clerk.postings.get().community,
        "trade": "",
        "name": "雄关街道铁北社区人民调解委员会",
        "series": "铁北人调字",
        "court": "市城区人民法院",
        "term_from": TODAY,
    }
    return {**told, **changes}


def test_the_administrator_sets_one_up_for_three_years_and_it_is_written_down(cast: Cast) -> None:
    row = actions.set_up(fields=fields(cast), actor=cast.sysadmin)
    assert row.term_to == date(2029, 3, 1)
    assert Event.objects.get(subject_kind="committee", subject_id=row.pk).act == "set_up"
    assert Entry.objects.latest("seq").action == "committee.set_up"
    for person in (cast.manager, cast.secretary, cast.mediator, cast.nobody):
        with pytest.raises(NotAllowed):
            actions.set_up(fields=fields(cast, name="另一个", series="另"), actor=person)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "x", "series": "y"}, "community"),
        ({"series": "y", "community": None, "kind": "trade", "trade": "物业"}, "name"),
        ({"name": "x", "community": None, "kind": "trade", "trade": "物业"}, "series"),
        ({"name": "x", "series": "y", "kind": "trade"}, "trade"),
        ({"name": "x", "series": "y", "community": None}, "community"),
    ],
)
def test_one_a_place_one_a_name_one_a_series(cast: Cast, changes: dict[str, Any], field: str) -> None:
    actions.set_up(fields=fields(cast), actor=cast.sysadmin)
    with pytest.raises(RuleBroken) as caught:
        actions.set_up(fields=fields(cast, **changes), actor=cast.sysadmin)
    assert caught.value.field == field


def test_what_the_law_asks_and_it_lacks_is_told_in_words(cast: Cast) -> None:
    row = committee_of(cast, "secretary", term_to=TODAY + timedelta(days=20))
    assert row.lacks(TODAY) == [
        "委员应有3到9人，现在1人",
        "应当有妇女委员",
        "本届2026-03-22到期，请准备换届",
    ]
    for user, post, woman in ((cast.clerk, "member", True), (cast.mediator, "member", False)):
        actions.engage(
            row,
            user=user,
            post=post,
            is_woman=woman,
            valid_from=TODAY,
            actor=cast.sysadmin,
            version=row.version,
        )
    row = MediationCommittee.objects.get()
    assert row.lacks(TODAY) == ["本届2026-03-22到期，请准备换届"]
    assert row.lacks(TODAY + timedelta(days=30)) == ["本届已于2026-03-22到期，请换届"]


def test_a_new_term_keeps_whom_it_keeps(cast: Cast) -> None:
    row = committee_of(cast, "secretary", "clerk", "mediator")
    keep = list(row.mediators.filter(user__in=[cast.secretary, cast.clerk]).values_list("pk", flat=True))
    actions.renew(row, term_from=TODAY, keep=keep, actor=cast.sysadmin)
    assert (row.term_from, row.term_to) == (TODAY, date(2029, 3, 1))
    gone = row.mediators.get(user=cast.mediator)
    assert gone.valid_to == TODAY - timedelta(days=1) and not gone.serves(TODAY)
    with pytest.raises(Conflict):
        actions.renew(row, term_from=TODAY + timedelta(days=1), keep=[], actor=cast.sysadmin, version=1)


def test_a_term_that_ends_is_told_to_the_communitys_lead_once_a_step(cast: Cast, client: Client) -> None:
    row = committee_of(cast, "clerk", term_to=TODAY + timedelta(days=65))
    of_street = committee_of(cast, "street_mediator", kind="street", term_to=TODAY + timedelta(days=20))
    committee_of(cast, kind="trade", trade="物业", term_to=TODAY, ended_on=TODAY)

    def told(user: Any) -> list[str]:
        rows = Notice.objects.filter(recipient=user, subject_kind="committee").order_by("pk")
        return [one.title.removeprefix(row.name) for one in rows]

    def night(day: int) -> int:
        moment = datetime(2026, 3, 2, 19, tzinfo=UTC) + timedelta(days=day - 1)
        return remind_terms(now=moment)

    assert night(0) == 1 and told(cast.secretary) == []
    assert [one.subject_id for one in Notice.objects.filter(recipient=cast.manager)] == [of_street.pk]
    # The 60th day was missed: the 58th night makes it good, and no night says it again.
    assert [night(day) for day in (7, 8, 35)] == [1, 0, 2]
    remind_terms(now=datetime(2026, 5, 6, 2, tzinfo=UTC))
    remind_terms(now=datetime(2026, 5, 20, 2, tzinfo=UTC))
    assert told(cast.secretary) == [
        "本届2026-05-06到期，还有58天，请准备换届",
        "本届2026-05-06到期，还有30天，请准备换届",
        "本届2026-05-06到期，今天是最后一天，请换届",
        "本届已于2026-05-06到期，请换届",
    ]
    client.force_login(cast.secretary)
    assert f'href="{row.get_absolute_url()}"' in client.get("/messages/").content.decode()
    actions.renew(row, term_from=date(2026, 5, 21), keep=[], actor=cast.sysadmin)
    assert remind_terms(now=datetime(2026, 5, 22, 2, tzinfo=UTC)) == 0
    assert "remind_terms" in PARTS


def test_nobody_serves_twice_and_one_leads(cast: Cast) -> None:
    row = committee_of(cast, "secretary", "clerk")
    with pytest.raises(RuleBroken, match="已经是"):
        actions.engage(
            row, user=cast.clerk, post="member", is_woman=False, valid_from=TODAY, actor=cast.sysadmin
        )
    with pytest.raises(RuleBroken, match="已经有主任"):
        actions.engage(row, name="王大妈", post="head", is_woman=True, valid_from=TODAY, actor=cast.sysadmin)
    head = row.mediators.get(user=cast.secretary)
    actions.dismiss(row, mediator=head.pk, valid_to=TODAY, reason="本人辞任", actor=cast.sysadmin)
    actions.close_committee(row, ended_on=TODAY, reason="社区合并", actor=cast.sysadmin)
    assert not row.mediators.serving(TODAY + timedelta(days=1)).exists()
    with pytest.raises(RuleBroken, match="已经撤销"):
        actions.engage(
            row, name="王大妈", post="member", is_woman=True, valid_from=TODAY, actor=cast.sysadmin
        )


def test_a_case_is_mediated_by_somebody_of_its_tiers_committee(walk: Walk) -> None:
    row = committee_of(walk.cast, "second_clerk", "mediator")
    case = walk.to(State.CONSENT_PENDING)
    assert refused(walk, case, "accept", "clerk") == "mediator"
    asked = DATA["accept"](case, walk)
    case = walk.do(case, "accept", "clerk", **asked, mediator=walk.cast.mediator, chosen_by="parties")
    assert (case.mediator, case.holder, case.committee) == (walk.cast.mediator, walk.cast.mediator, row)
    assert case.mediator_chosen_by == "parties"
    papers = DisputePapers()
    assert papers.series("L5", case.pk) == "铁北人调字"
    assert papers.facts("L5", case.pk, 0)["committee"] == row.name
    assert papers.facts("L11", case.pk, 0) == papers.facts("L1", case.pk, 0)  # no agreement yet


def test_a_grid_worker_mediates_at_the_door_engaged_or_not(walk: Walk) -> None:
    row = committee_of(walk.cast, "leader", "clerk")
    case = walk.log(now=walk.now)
    case = walk.do(case, "ask_consent", "worker", asked_on=DAY0)
    case = walk.do(case, "accept", "worker", **DATA["accept"](case, walk))
    assert (case.mediator, case.committee) == (walk.cast.worker, row)


def test_going_up_the_streets_committee_goes_on(walk: Walk) -> None:
    committee_of(walk.cast, "clerk")
    street = committee_of(walk.cast, "street_mediator", kind="street")
    case = walk.step(walk.step(walk.mediating(), "escalate"), "sign")
    assert case.committee == street
    case = walk.do(
        case,
        "pick_mediator",
        "street_lead",
        mediator=walk.cast.street_mediator,
        chosen_by="committee",
        co_mediators=[],
    )
    assert case.holder == walk.cast.street_mediator


def test_a_trades_mediators_help_and_then_see_the_case(walk: Walk) -> None:
    committee_of(walk.cast, "clerk", "second_clerk")
    committee_of(walk.cast, "street_mediator", kind="trade", trade="物业")
    case = walk.mediating()
    case = walk.do(
        case,
        "pick_mediator",
        "secretary",
        mediator=walk.cast.second_clerk,
        chosen_by="committee",
        co_mediators=[walk.cast.street_mediator],
    )
    assert list(case.co_mediators.all()) == [walk.cast.street_mediator]
    assert type(case).objects.visible_to(walk.cast.street_mediator).filter(pk=case.pk).exists()


def test_who_steps_aside_is_replaced_at_once_or_by_the_lead(walk: Walk) -> None:
    committee_of(walk.cast, "clerk", "second_clerk", "mediator")
    case = walk.do(walk.mediating(), "assign", "secretary", holder=walk.cast.clerk)
    case = walk.do(case, "recuse", "clerk", reason="和一方是亲属", substitute=walk.cast.second_clerk)
    assert (case.holder, case.mediator) == (walk.cast.second_clerk, walk.cast.second_clerk)
    assert case.recusals.get().replaced_by == walk.cast.second_clerk
    assert refused(walk, case, "escalate", "second_clerk", trigger="recused") == "trigger"
    case = walk.do(case, "recuse", "second_clerk", reason="是邻居")
    assert (case.holder, case.mediator) == (None, None)
    case = walk.do(case, "assign", "secretary", holder=walk.cast.mediator)
    assert case.recusals.get(user=walk.cast.second_clerk).replaced_by == walk.cast.mediator
    assert case.mediator == walk.cast.mediator


def test_where_nobody_is_left_it_goes_up_for_that_reason(walk: Walk) -> None:
    committee_of(walk.cast, "clerk")
    case = walk.do(walk.mediating(), "assign", "secretary", holder=walk.cast.clerk)
    assert refused(walk, case, "escalate", trigger="recused") == "trigger"
    case = walk.do(case, "recuse", "clerk", reason="和一方是亲属")
    assert "请上报" in case.events.last().text
    case = walk.do(case, "escalate", "secretary", trigger="recused", work_done="谈过一次")
    assert case.state == State.ESCALATION_PENDING


def test_its_pages(cast: Cast, client: Client) -> None:
    row = committee_of(cast, "secretary", "clerk")
    client.force_login(cast.liaison)
    assert client.get("/settings/committees/").status_code == 404
    client.force_login(cast.worker)
    assert row.name in client.get("/settings/committees/").content.decode()
    page = client.get(row.get_absolute_url()).content.decode()
    assert "委员应有3到9人，现在2人" in page and "聘任调解员" not in page
    assert client.get("/settings/committees/new/").status_code == 403
    assert client.get(row.act_url("engage")).status_code == 403
    client.force_login(cast.sysadmin)
    said = {
        "user": str(cast.mediator.pk),
        "post": "member",
        "valid_from": "2026-03-02",
        "version": row.version,
    }
    assert client.post(row.act_url("engage"), said).status_code == 302
    again = client.post(row.act_url("engage"), said)
    assert again.status_code == 409 and "已经有人改过" in again.content.decode()
    empty = client.post("/settings/committees/new/", {"kind": "trade", "name": "物业调委会"})
    assert empty.status_code == 422 and 'value="物业调委会"' in empty.content.decode()
    made = {
        "kind": "trade",
        "name": "物业调委会",
        "series": "物调字",
        "trade": "物业",
        "term_from": "2026-03-02",
    }
    assert client.post("/settings/committees/new/", made).status_code == 302
    for act in ("dismiss", "renew", "change", "close"):
        assert client.get(row.act_url(act)).status_code == 200
    assert client.get("/settings/committees/999999/").status_code == 404
