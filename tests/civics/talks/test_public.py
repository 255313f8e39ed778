"""/open/…: read without an account, nobody's data on it, written to a few times an hour; and the staff's own pages."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from civics.models import AffairQuestion, Nomination, TopicComment
from civics.public import MOST_AN_HOUR
from core.papers.kinds import KINDS
from tests.civics.talks.conftest import As
from tests.civics.talks.examples import AwardsYard, TalksYard
from tests.works import body, typed

pytestmark = pytest.mark.django_db
# Names and numbers that no public page may show.
SECRETS = ("赵大山", "13893712207", "钱多多", "孙小小", "13993712208")
LISTS = ("/open/", "/open/topics/", "/open/affairs/", "/open/awards/")


def asked(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_residents_read_ask_and_read_the_answer(talks: TalksYard, as_: As) -> None:
    affair, topic = talks.to("affairs", "posted"), talks.to("topics", "noticed")
    drafts = talks.begun("affairs", name="还在起草"), talks.begun("topics", name="还在研究")
    anybody = Client()
    for path, row in (("/open/affairs/", affair), ("/open/topics/", topic)):
        page = body(anybody.get(path))
        assert row.name in page and not any(one.name in page for one in drafts)
        assert row.name in body(anybody.get(f"{path}?community={talks.area.pk}"))
        assert row.name not in body(anybody.get(f"{path}?community={talks.town.dongyuan.area.pk}"))
        assert anybody.get(f"{path}?community=x").status_code == 200
        one = f"{path}{row.pk}/"
        assert anybody.get(one).status_code == 200
        empty = anybody.post(one, {"text": "  "})
        assert empty.status_code == 422 and "请填" in body(empty)
        sent = anybody.post(one, {"text": "电话13893712207，什么时候装？<b>"})
        assert sent.status_code == 302 and "已经收到" in body(anybody.get(sent.url))
        assert "什么时候装" not in body(anybody.get(one))
    for row in (*drafts, type(topic)(pk=10**9)):
        assert anybody.get(f"/open/{row.room}/{row.pk}/").status_code == 404
    talks.do(affair, "show", talks.cast.clerk, word=str(AffairQuestion.objects.get().pk), reply="下周")
    talks.do(topic, "hide", talks.cast.clerk, word=str(TopicComment.objects.get().pk), note="无关")
    page = body(anybody.get(f"/open/affairs/{affair.pk}/"))
    assert "什么时候装？&lt;b&gt;" in page and "下周" in page and "138****2207" in page
    assert "什么时候装" not in body(anybody.get(f"/open/topics/{topic.pk}/"))
    inside = body(as_(talks.cast.clerk).get(topic.get_absolute_url()))
    assert "什么时候装" in inside and "不公开：无关" in inside
    talks.step(topic, "settle")
    late = anybody.post(f"/open/topics/{topic.pk}/", {"text": "晚了"})
    assert late.status_code == 422 and "已经结束" in body(late) and TopicComment.objects.count() == 1


def test_one_place_sends_a_few_an_hour_and_nothing_typed_is_lost(talks: TalksYard) -> None:
    affair, anybody = talks.to("affairs", "posted"), Client()
    path = f"/open/affairs/{affair.pk}/"
    for _ in range(MOST_AN_HOUR):
        assert anybody.post(path, {"text": "问一问"}).status_code == 302
    refused = anybody.post(path, {"text": "再问一问"})
    assert refused.status_code == 429 and "再问一问" in body(refused) and "太多" in body(refused)
    assert AffairQuestion.objects.count() == MOST_AN_HOUR
    assert anybody.post(path, {"text": "别处问"}, REMOTE_ADDR="10.1.2.3").status_code == 302


def test_a_neighbour_puts_a_family_forward_and_somebody_objects(awards: AwardsYard, as_: As) -> None:
    campaign = awards.begun(
        "campaigns", name="平安家庭", kind="safe_family", community=None, by=awards.cast.manager
    )
    anybody = Client()
    assert anybody.get(f"/open/awards/{campaign.pk}/").status_code == 404
    awards.do(campaign, "open", awards.cast.manager, nominate_until=awards.today + timedelta(days=20))
    said = {
        "community": awards.area.pk, "name": "铁路小区3号楼", "nominee": "钱多多", "way": "neighbour",
        "reason": "帮邻居修水管，电话13893712207", "by_name": "赵大山", "by_phone": "13893712207",
    }  # fmt: skip
    with time_machine.travel(awards.now, tick=False):
        path = f"/open/awards/{campaign.pk}/"
        assert "家庭和睦" in body(anybody.get(path))
        gap = anybody.post(path, {**said, "nominee": "", "by_phone": "12"})
        assert gap.status_code == 422 and "帮邻居修水管" in body(gap) and not Nomination.objects.exists()
        assert anybody.post(path, said).status_code == 302
    row = Nomination.objects.get()
    assert (row.community, row.created_by, row.state) == (awards.area, None, "nominated")
    assert row.open_sealed("by_name") == "赵大山" and "13893712207" not in row.reason
    inside = body(as_(awards.cast.clerk).get(row.get_absolute_url()))
    assert "赵*山" in inside and "138****2207" in inside and not any(one in inside for one in SECRETS)
    shown = as_(awards.cast.clerk).post(
        f"/awards/nominations/{row.pk}/look/by_phone/",
        {"reason_choice": "其他", "reason": "核实推荐情况"},
    )
    assert "13893712207" in body(shown)
    assert as_(awards.cast.outsider).get(f"/awards/nominations/{row.pk}/look/by_phone/").status_code == 404
    awards.do(row, "edit", awards.cast.clerk, consented=True)
    for act in ("check", "ready!", "notice"):
        row = awards.step(row, act)
    page = body(anybody.get("/open/awards/"))
    assert "铁路小区3号楼　钱*多" in page
    one = f"/open/awards/candidates/{row.pk}/"
    assert "钱*多" in body(anybody.get(one))
    assert anybody.post(one, {"text": "和邻居吵过架"}).status_code == 302
    assert "吵过架" not in body(anybody.get(one))
    assert "吵过架" in body(as_(awards.cast.street_lead).get(row.get_absolute_url()))
    row = awards.do(row, "uphold", awards.cast.street_lead, **awards.said(row, "uphold"))
    assert anybody.get(one).status_code == 404 and "钱*多" not in body(anybody.get("/open/awards/"))


def test_the_front_page_tells_who_serves_a_building_and_leads_on(talks: TalksYard) -> None:
    anybody = Client()
    page = body(anybody.get("/open/"))
    assert "居务公开" in page and "/open/topics/" in page and "/track/" in page
    found = body(anybody.get("/open/?q=铁路小区 1号楼"))
    assert "铁路小区1号楼" in found and "网格员" in found and talks.cast.worker.display_name in found
    assert talks.cast.worker.username not in found
    assert "没有找到" in body(anybody.get("/open/?q=没有这个小区"))
    assert "还有别的楼" in body(anybody.get("/open/?q=小区"))
    assert anybody.get("/open/?q=").status_code == 422


def test_public_pages_show_nobody_and_ask_the_same_at_any_size(talks: TalksYard, awards: AwardsYard) -> None:
    """A canary: names and numbers are laid wherever a row keeps them, and looked for on every page."""
    affair = talks.to("affairs", "posted")
    topic = talks.to("topics", "published")
    row = awards.to("nominations", "noticed", nominee="钱多多", by_name="孙小小", by_phone="13993712208")
    for said in (affair, topic):
        said.words.create(text="找赵大山13893712207", said_at=talks.now)
    anybody = Client()
    paths = (
        *LISTS, f"/open/affairs/{affair.pk}/", f"/open/topics/{topic.pk}/", f"/open/awards/candidates/{row.pk}/",
        "/open/?q=1号楼",
    )  # fmt: skip
    few = {path: asked(anybody, path) for path in paths}
    for path in paths:
        page = body(anybody.get(path))
        assert not [one for one in SECRETS if one in page], path
        staff = {talks.cast.clerk.display_name, talks.cast.secretary.display_name}
        assert not [name for name in staff if name in page], path
    for kept in (affair, topic, row.campaign, row):
        rows: Any = type(kept)._default_manager
        fields = rows.filter(pk=kept.pk).values().get()
        fields = {
            name: value for name, value in fields.items() if name not in ("id", "plaque_serial", "topic_id")
        }
        fields |= {name: None for name in fields if name.endswith("_sealed")}
        rows.bulk_create(type(kept)(**fields) for _ in range(40))
    affair.words.model.objects.bulk_create(
        affair.words.model(work=affair, text="好", said_at=talks.now, state="shown") for _ in range(40)
    )
    many = {path: asked(anybody, path) for path in paths}
    assert all(many[path] <= few[path] + 1 and many[path] <= 8 for path in paths), (few, many)


@pytest.mark.parametrize("key", ["topics", "affairs", "campaigns", "nominations"])
def test_one_is_set_up_and_worked_on_by_hand(talks: TalksYard, awards: AwardsYard, as_: As, key: str) -> None:
    """Menu, list, form with what was typed kept, the row, every act's form; others find nothing; the same at any size."""
    yard: Any = talks if key in talks.examples else awards
    room, row, client = yard.pages.by_key[key], yard.begun(key), as_(yard.cast.clerk)
    url = f"{room.list_url}new/" + (f"?under={row.campaign_id}" if room.under else "")
    said = typed(yard.examples[key].first(yard))
    # A tab of the entry that begins with the wishes.
    assert room.list_url in body(client.get("/civics/wishes/")) or key == "nominations"
    bad = client.post(url, {"name": "试一试的名字"})
    assert bad.status_code == 422 and "试一试的名字" in body(bad)
    assert client.post(url, said).status_code == 302
    assert row.name in body(client.get(f"{room.list_url}?q={row.name}&turn=mine"))
    for act, line in room.table.items():
        if act != "register":
            doer = yard.doer(row, act)
            status = 403 if doer is None else 200
            assert as_(doer or yard.cast.clerk).get(row.act_url(act)).status_code == status, (act, line.who)
    for path in (row.get_absolute_url(), row.act_url("edit")):
        assert as_(yard.cast.outsider).get(path).status_code == 404
        assert as_(yard.cast.worker).get(path).status_code == 403
    few = asked(client, room.list_url), asked(client, row.get_absolute_url())
    fields = room.model.objects.filter(pk=row.pk).values().get()
    del fields["id"]
    fields |= {name: None for name in fields if name.endswith("_sealed")}
    room.model.objects.bulk_create(room.model(**fields) for _ in range(50))
    many = asked(client, room.list_url), asked(client, row.get_absolute_url())
    assert many[0] <= few[0] + 1 and many[0] <= 10 and many[1] <= few[1] + 1 and many[1] <= 14, (few, many)


def test_both_papers_are_set_from_their_records(talks: TalksYard, awards: AwardsYard, as_: As) -> None:
    affair, row = talks.to("affairs", "posted"), awards.begun("nominations")
    for code, one in (("L31", affair), ("L25-unit", row)):
        assert not KINDS[code].is_kept
        draft = body(as_(talks.cast.clerk).get(f"/docs/{code}/{one.pk}/preview/"))
        assert one.name in draft
        assert as_(talks.cast.outsider).get(f"/docs/{code}/{one.pk}/preview/").status_code == 404
