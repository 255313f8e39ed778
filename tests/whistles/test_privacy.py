"""Only ticked facts reach the unit (trust.md P2, T11): every fact of the matter carries a canary, and every answer to a
liaison — pages, forms, lists, sheets, messages, files — is searched for those that were not ticked."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.audit.models import Entry, Reveal
from core.crypto import unseal
from core.files.models import StoredFile
from core.notices.models import Notice, Outbox, Subscription
from disputes.actions import PartyFacts, note
from disputes.actions.photos import add_photos
from disputes.choices import PartyRole
from disputes.models import Dispute, Whistle
from disputes.whistles.actions import blow
from disputes.whistles.choices import WhistleState
from disputes.whistles.forms.acts import WHISTLE_FORMS
from disputes.whistles.forms.units import FORMS as UNIT_FORMS
from tests.files.nasty import picture, upload
from tests.whistles.units import OBJECT, Street

pytestmark = pytest.mark.django_db
W = WhistleState

PHONE, OTHER = "13893712207", "13993712208"
CANARIES = {
    "title": "金丝雀标题",
    "summary": "金丝雀经过",
    "demands": "金丝雀诉求",
    "party": "钟雀一",
    "other party": "钟雀二",
    "note": "金丝雀笔记",
    "door": "金丝雀门牌",
    "home": "金丝雀住址",
    "phone": PHONE,
    "other phone": OTHER,
    "masked other": "139****2208",
    "street note": "金丝雀内部",
    "rating note": "金丝雀评语",
    "holder": "李静",
}


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@dataclass
class Reader:
    """A liaison who opens everything that an address leads to."""

    client: Client
    user: User
    seen: dict[str, str]

    def get(self, url: str) -> int:
        answer = self.client.get(url)
        self.seen[url] = answer.getvalue().decode(errors="replace") + str(dict(answer.headers))
        return int(answer.status_code)


def secret_case(street: Street) -> Dispute:
    parties = (
        PartyFacts(PartyRole.APPLICANT, CANARIES["party"], phone=PHONE, address=CANARIES["home"]),
        PartyFacts(PartyRole.RESPONDENT, CANARIES["other party"], phone=OTHER),
    )
    case = street.log(
        actor=street.cast.clerk,
        now=street.now,
        title=CANARIES["title"],
        summary=CANARIES["summary"],
        demands=CANARIES["demands"],
        place_detail=CANARIES["door"],
        parties=parties,
    )
    note(case, actor=street.cast.clerk, text=CANARIES["note"], now=street.now)
    shots = [
        upload(picture((60, 40)), "金丝雀照片甲.jpg"),
        upload(picture((60, 40), colour="blue"), "金丝雀照片乙.jpg"),
    ]
    add_photos(case, actor=street.cast.clerk, uploads=shots, purpose="before", now=street.now)
    return case


def whistle_of(street: Street, case: Dispute, **ticked: Any) -> Whistle:
    facts = {"share_address": False, "title": "路灯不亮", "problem": "", **ticked}
    where = street.where(case, place_detail=CANARIES["door"])
    return blow(street.slip(**facts), where, actor=street.cast.street_lead, now=street.now)


def walk_through(street: Street, whistle: Whistle) -> Whistle:
    """A whole life with words of the street and of raters that are not meant for the units."""
    whistle = street.do(whistle, "note", "intake", text=CANARIES["street note"])
    for act, data in (
        ("sign", {}),
        ("arrive", {}),
        ("plan", {"text": "换灯"}),
        ("answer", {"result": "solved", "text": "好了"}),
    ):
        whistle = street.unit_do(whistle, act, **data)
    whistle = street.do(whistle, "check", "worker", passed=True, text="都亮了")
    said = {"responded": True, "solved": True, "satisfaction": "good", "note": CANARIES["rating note"]}
    return street.do(whistle, "rate_street", "manager", **said)


def read_everything(street: Street, client: Client, whistle: Whistle, user: User) -> Reader:
    """All pages a liaison can name, whether linked or guessed."""
    reader = Reader(client, user, {})
    client.force_login(user)
    no = whistle.no
    urls = [
        "/",
        "/whistles/",
        "/whistles/?tab=all",
        "/whistles/?tab=all&q=金丝雀",
        "/messages/",
        "/messages/?tab=all",
    ]
    urls += [f"/search/?q={whistle.no}", "/search/?q=金丝雀", "/orders/?tab=all", "/settings/duties/"]
    urls += [
        whistle.get_absolute_url(),
        reverse("docs:preview", args=["L12", whistle.pk]),
        reverse("docs:list", args=["whistle", whistle.pk]),
        reverse("whistles:reveal", args=[no]),
    ]
    urls += [whistle.act_url(act) for act in WHISTLE_FORMS]
    for unit in whistle.units.all():
        urls += [unit.act_url(act) for act in UNIT_FORMS]
        urls += [reverse("docs:preview", args=[code, unit.pk]) for code in ("L13", "L14", "L14-assign")]
    case = Dispute.objects.get()
    urls += [
        case.get_absolute_url(),
        f"{case.get_absolute_url()}?tab=photos",
        "/cases/",
        "/grids/",
        f"/whistles/new/?case={case.no}",
    ]
    urls += [f"/files/{one.public_id}/" for one in StoredFile.objects.filter(subject_kind="dispute")]
    for url in urls:
        reader.get(url)
    return reader


def leaks(reader: Reader, without: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    case = Dispute.objects.get()
    secrets = {key: value for key, value in CANARIES.items() if key not in without} | {"number": str(case.no)}
    place = {} if "door" in without else {"building": "铁路小区1号楼"}
    found = []
    for url, text in reader.seen.items():
        asked = url in text  # an address that the reader typed is not a leak
        for key, value in (secrets | place).items():
            body = text.replace(url, "") if asked else text
            if value in body and not (key == "number" and case.no in url):
                found.append(f"{url}: {key}")
    return found


@pytest.mark.parametrize("who", ["liaison", "resources"])
def test_nothing_but_the_slip_reaches_a_liaison(street: Street, client: Client, who: str) -> None:
    whistle = walk_through(street, whistle_of(street, secret_case(street)))
    user = street.cast.liaison if who == "liaison" else street.summon.resources_liaison
    reader = read_everything(street, client, whistle, user)
    assert leaks(reader) == []
    assert "路灯不亮" in reader.seen[whistle.get_absolute_url()]
    case = Dispute.objects.get()
    assert "404" not in reader.seen[whistle.get_absolute_url()][:200]
    for url in (case.get_absolute_url(), "/grids/"):
        assert client.get(url).status_code in (403, 404)
    for stored in StoredFile.objects.filter(subject_kind="dispute"):
        assert client.get(f"/files/{stored.public_id}/").status_code == 404


def test_the_search_for_canaries_finds_them_where_they_may_stand(street: Street, client: Client) -> None:
    whistle = walk_through(street, whistle_of(street, secret_case(street)))
    found = " ".join(leaks(read_everything(street, client, whistle, street.cast.manager)))
    for key in ("summary", "party", "door", "street note", "rating note", "building"):
        assert key in found


def test_what_is_ticked_reaches_the_unit_and_only_that(street: Street, client: Client) -> None:
    case = secret_case(street)
    first, second = StoredFile.objects.filter(subject_kind="dispute").order_by("pk")
    applicant = case.parties.get(role="applicant")
    whistle = whistle_of(
        street,
        case,
        share_address=True,
        photo_ids=(first.pk,),
        contact=str(applicant.pk),
        share_reason="要入户查看，先约时间",
    )
    reader = read_everything(street, client, whistle, street.cast.liaison)
    # The address with its door, and the masked number; the name stays masked, everything else unknown.
    assert leaks(reader, {"door", "phone"}) == []
    page = reader.seen[whistle.get_absolute_url()]
    assert CANARIES["door"] in page and "138****2207" in page and "钟*一" in page
    assert PHONE not in "".join(reader.seen.values())
    copied = StoredFile.objects.get(subject_kind="whistle")
    assert copied.sha256 == first.sha256 and copied.sha256 != second.sha256
    assert client.get(f"/files/{copied.public_id}/").status_code == 200
    assert client.get(f"/files/{first.public_id}/").status_code == 404
    client.force_login(street.summon.enforcement_liaison)
    assert client.get(f"/files/{copied.public_id}/").status_code == 404


def test_a_photo_of_another_matter_cannot_be_ticked(street: Street) -> None:
    case = secret_case(street)
    stranger = street.case()
    add_photos(
        stranger, actor=street.cast.clerk, uploads=[upload(picture())], purpose="before", now=street.now
    )
    foreign = StoredFile.objects.get(subject_id=stranger.pk, subject_kind="dispute")
    whistle_of(street, case, photo_ids=(foreign.pk,))
    assert not StoredFile.objects.filter(subject_kind="whistle").exists()


def phone_whistle(street: Street) -> Whistle:
    case = secret_case(street)
    applicant = case.parties.get(role="applicant")
    return whistle_of(street, case, contact=str(applicant.pk), share_reason="要入户查看，先约时间")


def test_the_number_is_sealed_to_its_row_and_given_for_a_reason_only(street: Street) -> None:
    whistle = phone_whistle(street)
    assert PHONE.encode() not in bytes(whistle.phone_sealed or b"")
    assert unseal(bytes(whistle.phone_sealed), f"disputes_whistle:{whistle.pk}:phone_sealed") == PHONE
    with pytest.raises(Exception, match="为什么要打这个电话"):
        applicant = Dispute.objects.get().parties.get(role="applicant")
        whistle_of(street, Dispute.objects.get(), contact=str(applicant.pk), share_reason="")


@pytest.mark.django_db(transaction=True)
def test_a_look_is_committed_before_the_number_is_shown_and_ends_with_the_whistle(
    street: Street, client: Client, settings: Settings
) -> None:
    settings.STEP_UP_REQUIRED = False
    whistle = phone_whistle(street)
    url = reverse("whistles:reveal", args=[whistle.no])
    client.force_login(street.cast.liaison)
    assert client.post(url, {"reason_choice": "其他", "reason": ""}).status_code == 422
    shown = client.post(url, {"reason_choice": "约上门时间"})
    assert PHONE in shown.content.decode()
    assert shown["Cache-Control"] == "no-store, private"
    look = Reveal.objects.get()
    assert (look.actor, look.subject_kind, look.subject_id, look.reason) == (
        street.cast.liaison,
        "whistle",
        whistle.pk,
        "约上门时间",
    )
    assert Entry.objects.filter(action="whistle.reveal_phone", actor=street.cast.liaison).count() == 1
    for stranger in (
        street.cast.manager,
        street.cast.clerk,
        street.summon.enforcement_liaison,
        street.cast.supervisor,
    ):
        client.force_login(stranger)
        assert client.get(url).status_code == 404
    Whistle.objects.filter(pk=whistle.pk).update(state=W.CLOSED)
    client.force_login(street.cast.liaison)
    assert client.get(url).status_code == 404
    assert "138****2207" not in client.get(whistle.get_absolute_url()).content.decode()


def test_a_unit_that_was_sent_away_finds_nothing_any_more(street: Street, client: Client) -> None:
    whistle = street.to(W.REASSIGNED)
    gone = whistle.units.get(state="released")
    client.force_login(street.cast.liaison)
    for url in (
        whistle.get_absolute_url(),
        gone.act_url("sign"),
        reverse("docs:preview", args=["L12", whistle.pk]),
        reverse("docs:preview", args=["L13", gone.pk]),
    ):
        assert client.get(url).status_code == 404
    assert whistle.no not in client.get("/whistles/?tab=all").content.decode()


def test_a_supervisor_reads_header_and_clocks(street: Street, client: Client) -> None:
    whistle = walk_through(street, whistle_of(street, secret_case(street)))
    reader = Reader(client, street.cast.supervisor, {})
    client.force_login(street.cast.supervisor)
    for url in (
        whistle.get_absolute_url(),
        "/whistles/?tab=all",
        "/whistles/held/",
        "/whistles/calls/?tab=all",
    ):
        assert reader.get(url) == 200
    text = "".join(reader.seen.values())
    for secret in ("路灯不亮", "换灯", "都亮了", *CANARIES.values()):
        assert secret not in text, secret
    assert "难事哨反馈" in reader.seen[whistle.get_absolute_url()]
    assert client.get(whistle.act_url("note")).status_code == 404


def test_notices_name_no_person_no_place_and_no_programme(street: Street) -> None:
    """Their titles leave the house."""
    for user in street.cast.all.values():
        Subscription.objects.create(user=user, channel="file", address=user.username)
    case = secret_case(street)
    whistle = walk_through(street, whistle_of(street, case))
    street.unit_do(street.blow(case, title="路灯"), "object", suggested=street.summon.sanitation, **OBJECT)
    del whistle
    rows = Notice.objects.filter(
        subject_kind__in=["whistle", "whistle_unit", "supervision_order", "community_call"]
    )
    assert rows.count() > 5
    words = [value for key, value in CANARIES.items() if key != "holder"]
    words += ["帮扶", "矫正", "戒毒", "安置", "信访", "铁路小区", "李静", "张工"]
    titles = [one.title for one in rows]
    assert not [(title, word) for title in titles for word in words if word in title]
    sent = Outbox.objects.filter(notice__in=rows)
    assert sent.exists()
    assert not [one for one in sent if any(word in str(one.payload) for word in words)]
    assert all(re.search(r"路灯", title) for title in titles)
