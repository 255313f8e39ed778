"""The pages of volunteering: the house's own, and the public ones where nobody's name stands."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civics.credits.actions import give
from civics.credits.selectors import gift_balance
from civics.models import Volunteer, VolunteerCertificate, VolunteerTeam
from civics.public import MOST_AN_HOUR
from civics.volunteers.choices import ActivityState, CertificateState, RecordState, VolunteerState
from civics.volunteers.door import code_at
from core.accounts.models import User
from core.audit.models import Entry
from core.papers.models import Paper
from tests.cast import PHONE
from tests.civics.volunteers.square import HOUR, MINUTE, NAME, NUMBER, T0, Square, balance_of

pytestmark = pytest.mark.django_db
A, C, V = ActivityState, CertificateState, VolunteerState
As = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    """Pages ask the clock on the wall: half an hour into the square's day, before what was announced begins."""
    with time_machine.travel(T0 + 30 * MINUTE):
        yield


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200, url
    return len(seen)


def test_every_page_asks_the_same_number_of_questions_at_any_size(square: Square, as_: As) -> None:
    who = square.served()
    row = square.activity(A.OPEN, who=[who])
    paper = square.certificate()
    clerk, nobody = as_(square.cast.clerk), as_(None)
    own = [
        *(reverse(f"{name}:list") + "?tab=all" for name in ("volunteers", "activities")),
        reverse("volunteers:certificates") + "?tab=all",
        *(one.get_absolute_url() for one in (who, row, paper)),
        reverse("volunteers:statement", args=[who.no]),
        reverse("volunteers:gifts"),
    ]
    public = [reverse("open_volunteers:list"), reverse("open_volunteers:activity", args=[row.no])]
    clerk.get(own[0])
    few = [queries(clerk, url) for url in own], [queries(nobody, url) for url in public]
    for _ in range(3):
        square.served(volunteer=who)
        square.certificate()
        square.do(row, "sign_up", volunteer=square.volunteer()) if row.records.count() < 3 else None
        square.activity(A.OPEN)
    many = [queries(clerk, url) for url in own], [queries(nobody, url) for url in public]
    assert many == few
    assert max(many[0]) <= 12 and max(many[1]) <= 2, many


def test_lists_are_by_role_and_find_nobody_by_name(square: Square, as_: As) -> None:
    square.volunteer()
    square.joined(community=square.town.dongyuan.area)
    square.activity(A.OPEN)
    square.planned()
    clerk = as_(square.cast.clerk)
    page = clerk.get(reverse("volunteers:list"), {"tab": "all"})
    assert len(page.context["rows"]) == 2 and NAME not in page.content.decode()
    for text, n in ((NAME, 0), (PHONE, 0), ("水电", 2), ("VL-2026-00001", 1)):
        assert len(clerk.get(reverse("volunteers:list"), {"tab": "all", "q": text}).context["rows"]) == n, (
            text
        )
    for key, codes in {
        "clerk": (200, 200, 200, 200), "manager": (200, 200, 200, 200), "worker": (403, 200, 200, 403),
        "liaison": (403, 200, 200, 403), "supervisor": (403, 200, 200, 403), "nobody": (403, 403, 403, 403),
        "support_worker": (403, 403, 403, 403),
    }.items():  # fmt: skip
        client = as_(getattr(square.cast, key))
        names = ("volunteers:list", "activities:list", "volunteers:certificates", "volunteers:teams")
        assert tuple(client.get(reverse(name)).status_code for name in names) == codes, key
    assert len(as_(square.cast.worker).get(reverse("activities:list"), {"tab": "all"}).context["rows"]) == 1
    assert as_(square.cast.outsider).get(Volunteer.objects.first().get_absolute_url()).status_code == 404


def test_every_form_of_every_state_opens_and_what_is_typed_stays(square: Square, as_: As) -> None:
    clerk = as_(square.cast.clerk)
    made = [
        *(square.volunteer(state) for state in V),
        *(square.activity(state) for state in A),
        *(square.certificate(state) for state in C),
    ]
    square.served(volunteer=made[1])
    for row in made:
        url = row.get_absolute_url()
        page = clerk.get(url).content.decode()
        assert NAME not in page and PHONE not in page and NUMBER not in page
        for act in re.findall(rf"{re.escape(url)}do/(\w+)/", page):
            assert clerk.get(row.act_url(act)).status_code == 200, (row, act)
    told = {
        "community": square.town.tiebei.area.pk, "title": "铁路小区清雪", "text": "清雪", "place": "北门", "places": "3",
        "starts_at": "2026-03-03T10:00", "ends_at": "2026-03-03T09:00", "min_age": "14", "risks": "路滑",
    }  # fmt: skip
    bad = clerk.post(reverse("activities:new"), told)
    assert (
        bad.status_code == 422 and "结束要晚于开始" in bad.content.decode() and "清雪" in bad.content.decode()
    )
    assert clerk.post(reverse("activities:new"), told | {"ends_at": "2026-03-03T12:00"}).status_code == 302
    joined = {"community": square.town.tiebei.area.pk, "name": NAME, "phone": PHONE, "birth_year": "1980"}
    assert clerk.post(reverse("volunteers:new"), joined).status_code == 302
    team = {"community": square.town.tiebei.area.pk, "name": "清雪队", "does": "冬天清雪", "is_active": "on"}
    assert clerk.post(reverse("volunteers:team_new"), team).status_code == 302
    assert clerk.post(reverse("volunteers:team_new"), team).status_code == 422
    kept = VolunteerTeam.objects.get()
    assert (
        clerk.post(reverse("volunteers:team", args=[kept.pk]), team | {"does": "清雪除冰"}).status_code == 302
    )
    assert as_(square.cast.outsider).get(reverse("volunteers:team", args=[kept.pk])).status_code == 404
    stale = square.volunteer()
    answer = clerk.post(stale.act_url("pause"), {"version": 1, "reason": "出远门"})
    assert answer.status_code == 409 and "出远门" in answer.content.decode()


def test_joining_signing_in_and_out_and_reading_ones_record_without_an_account(
    square: Square, as_: As
) -> None:
    nobody, area = as_(None), square.town.tiebei.area
    told = {"community": area.pk, "name": NAME, "phone": PHONE, "birth_year": "1980", "skills": "会修水电"}
    bad = nobody.post(reverse("open_volunteers:join"), told)
    assert bad.status_code == 422 and NAME in bad.content.decode() and not Volunteer.objects.exists()
    page = nobody.post(reverse("open_volunteers:join"), told | {"agrees": "on"}).content.decode()
    who = Volunteer.objects.get()
    assert who.no in page and who.code in page and PHONE not in page
    row = square.do(square.planned(starts_at=T0 + 2 * HOUR, ends_at=T0 + 4 * HOUR), "announce")
    url, keys = reverse("open_volunteers:activity", args=[row.no]), {"no": who.no, "c": who.code.lower()}
    assert "在册的志愿者才能报名" in nobody.post(url, keys | {"what": "up"}).content.decode()
    square.do(who, "accept")
    for what in ("up", "off", "up"):
        assert nobody.post(url, keys | {"what": what}).status_code == 302
    wrong = nobody.post(url, {"no": who.no, "c": "23456789", "what": "up"})
    unknown = nobody.post(url, {"no": "VL-2026-09999", "c": who.code, "what": "up"})
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    row = square.do(row, "start")
    door = as_(square.cast.clerk).get(reverse("activities:door", args=[row.no]))
    code = re.search(r"door-code\">(\d{6})", door.content.decode())[1]
    assert as_(square.cast.worker).get(reverse("activities:door", args=[row.no])).status_code == 403
    with time_machine.travel(T0 + 30 * MINUTE):
        assert code == code_at(row, T0 + 30 * MINUTE)
    assert nobody.post(url, keys | {"what": "in", "code": "123456"}).status_code == 422
    assert nobody.post(url, keys | {"what": "in", "code": code}).status_code == 302
    with time_machine.travel(T0 + 150 * MINUTE):
        later = code_at(row, T0 + 150 * MINUTE)
        assert nobody.post(url, keys | {"what": "out", "code": later}).status_code == 302
    record = row.records.get()
    assert (record.state, record.counted, record.by_hand) == (RecordState.GONE, Decimal(2), False)
    row = square.do(row, "finish")
    clerk = as_(square.cast.clerk)
    page = clerk.get(row.act_url("confirm_hours")).content.decode()
    assert 'value="2"' in page and "按签到签退算出" in page
    assert (
        clerk.post(
            row.act_url("confirm_hours"), {"version": row.version, f"hours_{record.pk}": "2"}
        ).status_code
        == 302
    )
    assert balance_of(who) == 2
    mine = nobody.post(reverse("open_volunteers:own"), keys).content.decode()
    assert "铁路小区清雪" in mine and "2小时" in mine and NAME not in mine and PHONE not in mine
    give = nobody.post(reverse("open_volunteers:own"), keys | {"what": "give", "amount": "3"})
    assert give.status_code == 422 and "积分不够" in give.content.decode()
    for what, said in (
        ("give", {"amount": "0.5"}),
        ("wrong", {"text": "时长少了半小时"}),
        ("leave", {"reason": "搬家"}),
    ):
        assert (
            nobody.post(reverse("open_volunteers:own"), keys | {"what": what, **said}).status_code == 200
        ), what
    assert balance_of(who) == Decimal("1.5") and square.fresh(who).state == V.LEFT


def test_one_place_or_one_number_cannot_send_without_end(square: Square, as_: As) -> None:
    nobody, area = as_(None), square.town.tiebei.area
    told = {"community": area.pk, "name": NAME, "phone": PHONE, "birth_year": "1980", "agrees": "on"}
    codes = [nobody.post(reverse("open_volunteers:join"), told).status_code for _ in range(MOST_AN_HOUR + 1)]
    assert codes == [200] * MOST_AN_HOUR + [429]
    who = square.volunteer()
    row = square.do(square.activity(A.OPEN, who=[who]), "start")
    url = reverse("open_volunteers:activity", args=[row.no])
    tries = [
        nobody.post(url, {"no": who.no, "c": who.code, "code": "000001", "what": "in"}).status_code
        for _ in range(MOST_AN_HOUR + 1)
    ]
    assert tries == [422] * MOST_AN_HOUR + [429]


def test_public_pages_name_nobody(square: Square, as_: As) -> None:
    """The canary over every activity, with volunteers of every state behind it."""
    for state in V:
        square.volunteer(state)
    rows = [square.activity(state) for state in A]
    nobody = as_(None)
    told = nobody.get(reverse("open_volunteers:list")).content.decode()
    for row in rows:
        answer = nobody.get(reverse("open_volunteers:activity", args=[row.no]))
        assert answer.status_code == (200 if row.state in (A.OPEN, A.RUNNING) else 404)
        told += answer.content.decode() if answer.status_code == 200 else ""
    people = [one.display_name for one in User.objects.all()]
    codes = list(Volunteer.objects.values_list("code", flat=True)) + list(
        Volunteer.objects.values_list("no", flat=True)
    )
    for canary in (NAME, "王*国", PHONE, "138****2207", *people, *codes):
        assert canary not in told, canary
    assert len(re.findall("铁路小区清雪</h2>", told)) == 2


def test_a_certificate_is_a_numbered_paper_after_its_seven_days(square: Square, as_: As) -> None:
    row, clerk = square.certificate(), as_(square.cast.clerk)
    assert clerk.post(reverse("docs:issue", args=["L24", row.pk])).status_code == 403
    assert as_(square.cast.worker).get(reverse("docs:preview", args=["L24", row.pk])).status_code == 404
    row = square.certificate(C.READY)
    page = clerk.get(reverse("docs:preview", args=["L24", row.pk])).content.decode()
    assert "铁路小区清雪" in page and "2小时" in page and "王*国" in page and NUMBER not in page
    answer = clerk.post(reverse("docs:issue", args=["L24", row.pk]))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    paper, row = Paper.objects.get(), VolunteerCertificate.objects.get(pk=row.pk)
    assert (row.state, row.paper_no) == (C.ISSUED, paper.number) and paper.number == "雄志〔2026〕0001号"
    facts = paper.facts
    assert (facts["name"], facts["id_number"], facts["hours"]) == (NAME, NUMBER, "2小时")
    assert facts["issuer"] == "雄关街道铁北社区" and facts["responsible"] == square.cast.clerk.display_name
    assert as_(square.cast.outsider).get(paper.get_absolute_url()).status_code == 404
    void = clerk.post(reverse("docs:void", args=[paper.pk]), {"reason": "姓名写错，重新出具"})
    assert void.status_code == 302 and square.fresh(row).state == C.READY


def test_credits_given_away_help_a_neighbour_whom_the_books_do_not_name(square: Square, as_: As) -> None:
    """The keeper uses them; more than is there, nothing said and other people's hands are refused, and nothing moves."""
    who, url = square.served(), reverse("volunteers:gift_new")
    clerk, page = as_(square.cast.clerk), reverse("volunteers:gifts")
    assert "用爱心积分" not in clerk.get(page).content.decode()
    give(who, Decimal("1.0"), to=None, actor=None, words="捐赠", now=T0)
    assert url in clerk.get(page).content.decode()
    for said, message in (
        ({"amount": "2", "words": "帮买菜"}, "积分不够，现在有1.0"),
        ({"amount": "0.5", "words": ""}, "帮了什么"),
        ({"amount": "-1", "words": "帮买菜"}, "多少积分"),
    ):
        refused = clerk.post(url, said)
        assert refused.status_code == 422 and message in refused.content.decode(), said
        assert said["words"] in refused.content.decode()
    assert as_(square.cast.worker).post(url, {"amount": "0.5", "words": "帮买菜"}).status_code == 403
    assert as_(square.cast.worker).get(page).status_code == 403
    told = clerk.post(url, {"amount": "0.5", "words": "帮独居邻居买菜"}, follow=True).content.decode()
    assert "已用0.5个爱心积分" in told and "帮独居邻居买菜" in told and "-0.5" in told
    assert gift_balance() == Decimal("0.5")
    assert Entry.objects.filter(action="credit.spend").latest("pk").actor_id == square.cast.clerk.pk
