"""The pages of wishes: the house's own and the public ones, which know nobody's name."""

import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civics.models import MicroWish, PublicWrite
from civics.public import MOST_AN_HOUR
from civics.wishes.choices import ClaimState, WishState
from core.accounts.models import User
from tests.cast import OTHER_PHONE, PHONE
from tests.civics.wishes.desk import DATA, HELPER, HOUR, T0, WISHER, Desk

pytestmark = pytest.mark.django_db
S = WishState
As = Callable[[User | None], Client]
OFFER = {"kind": "resident", "name": HELPER, "phone": OTHER_PHONE, "words": "家里有一张", "agrees": "on"}


@pytest.fixture(autouse=True)
def that_evening() -> Iterator[None]:
    """Pages ask the clock on the wall; it is the evening of the desk's day."""
    with time_machine.travel(T0 + 10 * HOUR):
        yield


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_list_and_page_ask_the_same_number_of_questions_at_any_size(desk: Desk, as_: As) -> None:
    wish = desk.to(S.CLAIMED)
    desk.to(S.PUBLISHED)
    clerk, nobody = as_(desk.cast.clerk), as_(None)
    urls = [reverse("wishes:list") + "?tab=all", wish.get_absolute_url()]
    opened = reverse("open_wishes:list")
    # The first look also notes in the session that somebody is there.
    clerk.get(urls[0])
    few = [queries(clerk, url) for url in urls], queries(nobody, opened)
    for _ in range(6):
        desk.to(S.PUBLISHED)
        desk.do(wish, "note")
    many = [queries(clerk, url) for url in urls], queries(nobody, opened)
    assert many == few
    assert max(many[0]) <= 10 and many[1] <= 3, many


def test_tabs_hold_what_waits_and_the_filter_finds_by_number_place_and_words(desk: Desk, as_: As) -> None:
    for state in S:
        desk.to(state)
    desk.offered(MicroWish.objects.get(state=S.PUBLISHED))
    clerk = as_(desk.cast.clerk)
    page = clerk.get(reverse("wishes:list")).content.decode()
    counts = dict(re.findall(r"tab=(\w+)[^>]*>[^<]*<span class=\"num\">(\d+)", page))
    assert counts == {"todo": "6", "open": "1", "working": "3", "overdue": "0", "done": "1", "all": "9"}
    for text, n in (("MW-2026-00003", 1), ("书桌", 9), ("东苑", 0), (WISHER, 0), (PHONE, 0)):
        found = clerk.get(reverse("wishes:list"), {"tab": "all", "q": text})
        assert len(found.context["rows"]) == n, text
    outsider = as_(desk.cast.outsider)
    assert len(outsider.get(reverse("wishes:list"), {"tab": "all"}).context["rows"]) == 1
    for key in ("supervisor", "liaison", "mediator", "worker", "manager"):
        assert as_(getattr(desk.cast, key)).get(reverse("wishes:list")).status_code == 200
    for key in ("nobody", "auditor", "support_worker"):
        assert as_(getattr(desk.cast, key)).get(reverse("wishes:list")).status_code == 403


def test_every_form_opens_and_is_answered_through_the_pages(desk: Desk, as_: As) -> None:
    """New, every act's form as a page, one act with what was typed kept, a conflict, another area."""
    clerk = as_(desk.cast.clerk)
    told = {
        "community": desk.town.tiebei.area.pk,
        "kind": "goods",
        "title": "想要一个小书桌",
        "amount": "200",
    }
    bad = clerk.post(reverse("wishes:new"), told | {"name": WISHER, "phone": "12"})
    assert (
        bad.status_code == 422 and "想要一个小书桌" in bad.content.decode() and not MicroWish.objects.exists()
    )
    assert clerk.post(reverse("wishes:new"), told | {"name": WISHER, "phone": PHONE}).status_code == 302
    for state in S:
        wish = desk.to(state)
        desk.offered(wish) if state == S.PUBLISHED else None
        page = clerk.get(wish.get_absolute_url()).content.decode()
        assert WISHER not in page and PHONE not in page
        acts = set(re.findall(rf"{wish.no}/do/(\w+)/", page))
        assert acts or state in (S.REFUSED, S.WITHDRAWN)
        for act in acts:
            assert clerk.get(wish.act_url(act)).status_code == 200, act
    wish = desk.to(S.CLAIMED)
    sent = {"version": wish.version, "delivered_on": "2026-03-02", "delivery": "送去一张书桌", "cost": "-1"}
    bad = clerk.post(wish.act_url("deliver"), sent)
    assert bad.status_code == 422 and "金额不能小于0" in bad.content.decode()
    assert clerk.post(wish.act_url("deliver"), sent | {"cost": "180", "version": 1}).status_code == 409
    assert as_(desk.cast.outsider).post(wish.act_url("deliver"), sent).status_code == 404
    assert as_(desk.cast.supervisor).get(wish.act_url("deliver")).status_code == 403
    assert as_(desk.cast.worker).get(
        f"{reverse('wishes:reveal', args=[wish.no])}?field=phone"
    ).status_code in (200, 403)


def test_the_public_pages_show_wishes_and_nobody(desk: Desk, as_: As) -> None:
    """The canary: names, telephones and staff of every wish, none of them on any public page."""
    wish, *_ = [desk.to(state, title="想要一盆花", text="放在窗台上") for state in S]
    story = desk.do(desk.to(S.CLOSED), "tell_story")
    published = MicroWish.objects.get(state=S.PUBLISHED)
    desk.offered(published)
    nobody = as_(None)
    pages = [
        nobody.get(reverse("open_wishes:list")),
        nobody.get(reverse("open_wishes:wish", args=[published.no])),
    ]
    own = nobody.post(reverse("open_wishes:own"), {"no": wish.no.lower(), "c": f" {wish.code.lower()} "})
    told = "".join(one.content.decode() for one in [*pages, own])
    assert all(one.status_code == 200 for one in [*pages, own])
    assert "想要一盆花" in told and DATA["tell_story"]["story"] in told
    people = [one.display_name for one in User.objects.all()]
    for canary in (
        WISHER,
        HELPER,
        PHONE,
        OTHER_PHONE,
        "王*国",
        "138****2207",
        story.code,
        published.code,
        *people,
    ):
        assert canary not in told, canary
    assert len(pages[0].context["page"].object_list) == 1
    for state in set(S) - {S.PUBLISHED}:
        hidden = MicroWish.objects.filter(state=state).first()
        assert nobody.get(reverse("open_wishes:wish", args=[hidden.no])).status_code == 404


def test_an_offer_is_left_without_an_account_and_one_place_cannot_fill_the_desk(desk: Desk, as_: As) -> None:
    wish, nobody = desk.to(S.PUBLISHED), as_(None)
    url = reverse("open_wishes:wish", args=[wish.no])
    bad = nobody.post(url, OFFER | {"agrees": "", "phone": "1389"})
    assert (
        bad.status_code == 422 and "家里有一张" in bad.content.decode() and not PublicWrite.objects.exists()
    )
    good = nobody.post(url, OFFER)
    assert good.status_code == 302 and "谢谢您" in nobody.get(good["Location"]).content.decode()
    claim = wish.claims.get()
    assert (claim.state, claim.is_public, claim.open_sealed("phone")) == (
        ClaimState.WAITING,
        True,
        OTHER_PHONE,
    )
    assert desk.fresh(wish).state == S.PUBLISHED
    for _ in range(MOST_AN_HOUR - 1):
        wish.claims.update(state=ClaimState.DECLINED)
        assert nobody.post(url, OFFER).status_code == 302
    late = nobody.post(url, OFFER)
    assert late.status_code == 429 and "过一会儿" in late.content.decode() and HELPER in late.content.decode()
    assert wish.claims.count() == MOST_AN_HOUR
    assert Client(REMOTE_ADDR="203.0.113.9").post(url, OFFER).status_code == 302


def test_the_wisher_finds_the_own_wish_by_number_and_code_alone(desk: Desk, as_: As) -> None:
    wish, nobody, url = desk.to(S.DELIVERED), as_(None), reverse("open_wishes:own")
    wrong = [{"no": wish.no, "c": "23456789"}, {"no": "MW-2026-09999", "c": wish.code}]
    answers = [nobody.post(url, one) for one in wrong]
    assert [one.status_code for one in answers] == [404, 404]
    words = [re.search(r"没有查到[^<]*", one.content.decode())[0] for one in answers]
    assert words[0] == words[1]
    sent = {"no": wish.no, "c": wish.code, "what": "confirm", "feedback": "很合用"}
    assert nobody.post(url, sent).status_code == 302
    wish = desk.fresh(wish)
    assert (wish.state, wish.by_wisher, wish.feedback) == (S.CONFIRMED, True, "很合用")
    assert nobody.post(url, sent).status_code == 422
    assert nobody.post(url, sent | {"what": "withdraw", "reason": ""}).status_code == 422
    assert nobody.post(url, sent | {"what": "withdraw", "reason": "不要了"}).status_code == 302
    assert desk.fresh(wish).state == S.WITHDRAWN


def test_the_card_names_nobody_and_opens_for_whoever_sees_the_wish(desk: Desk, as_: As) -> None:
    wish = desk.to(S.PUBLISHED)
    page = as_(desk.cast.clerk).get(reverse("docs:preview", args=["L25-wish", wish.pk]))
    told = page.content.decode()
    assert page.status_code == 200 and "想要一个小书桌" in told and "open/wishes" in told
    assert WISHER not in told and PHONE not in told
    assert as_(desk.cast.nobody).get(reverse("docs:list", args=["micro_wish", wish.pk])).status_code == 404
