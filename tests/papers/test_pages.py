"""The pages of papers as people use them, without a script."""

from dataclasses import replace

import pytest

from core.audit.models import Entry
from core.papers.kinds import KINDS
from core.papers.layout import title
from core.papers.models import Paper, PrintLog
from disputes.models import Dispute
from tests.cast import PHONE, Cast
from tests.disputes.walk import Walk
from tests.papers.conftest import TYPED, Issue, SignIn

pytestmark = pytest.mark.django_db


def test_the_list_shows_every_paper_and_leads_to_its_draft(
    cast: Cast, case: Dispute, issue: Issue, sign_in: SignIn
) -> None:
    paper = issue("L5")
    page = sign_in(cast.clerk).get(f"/docs/of/dispute/{case.pk}/").content.decode()
    assert f"/docs/{paper.pk}/" in page and paper.number in page and "还没有签章件" in page
    assert f"/docs/L1/{case.pk}/preview/" in page
    assert "人民调解笔录（第1次）" in page
    assert f"/docs/of/dispute/{case.pk}/" in sign_in(cast.clerk).get(case.get_absolute_url()).content.decode()


def test_a_draft_lists_what_is_missing_as_links_and_covers_numbers(
    cast: Cast, walk: Walk, sign_in: SignIn
) -> None:
    case = walk.mediating()
    answer = sign_in(cast.clerk).get(f"/docs/L5/{case.pk}/preview/")
    page = answer.content.decode()
    assert answer["Cache-Control"] == "no-store, private"
    assert f'<a href="/cases/{case.no}/do/agree/">约定内容</a>' in page
    assert "人民调解委员会（在下面填）" in page and 'name="committee"' in page
    assert "data:image/png;base64," in page
    assert PHONE not in page and "138****2207" in page
    line = PrintLog.objects.get()
    assert (line.way, line.by, line.kind) == ("preview", cast.clerk, "L5")
    assert Entry.objects.filter(action="paper.print_preview").count() == 1


def test_typed_facts_are_kept_through_a_look_and_issued(cast: Cast, case: Dispute, sign_in: SignIn) -> None:
    client = sign_in(cast.clerk)
    page = client.post(f"/docs/L5/{case.pk}/preview/", {"part": "0", **TYPED}).content.decode()
    assert "要用的内容都齐了" in page and TYPED["committee"] in page
    assert not Paper.objects.exists()
    answer = client.post(f"/docs/L5/{case.pk}/issue/", {"part": "0", **TYPED}, follow=True)
    paper = Paper.objects.get()
    assert answer.redirect_chain[-1][0] == f"/docs/{paper.pk}/"
    shown = answer.content.decode()
    assert paper.number in shown and paper.pdf_sha256 in shown and PHONE not in shown


def test_issuing_with_a_gap_goes_back_with_the_reason(cast: Cast, case: Dispute, sign_in: SignIn) -> None:
    answer = sign_in(cast.clerk).post(f"/docs/L5/{case.pk}/issue/", {"part": "0", "manner": "现金"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "还缺人民调解委员会，填好才能出具" in page and 'value="现金"' in page


def test_who_may_only_read_sees_why_not(cast: Cast, case: Dispute, sign_in: SignIn) -> None:
    page = sign_in(cast.intake).get(f"/docs/L3/{case.pk}/preview/").content.decode()
    assert "文书由经办的社区出具" in page and ">出具</button>" not in page


def test_odd_addresses_find_nothing(cast: Cast, case: Dispute, sign_in: SignIn) -> None:
    client = sign_in(cast.clerk)
    for path in (
        f"/docs/L99/{case.pk}/preview/",
        f"/docs/L12/{case.pk}/preview/",
        "/docs/L5/999999/preview/",
        "/docs/of/nothing/1/",
        "/docs/999999/",
    ):
        assert client.get(path).status_code == 404, path
    assert client.get(f"/docs/L4/{case.pk}/preview/?part=abc").status_code == 422
    assert client.get(f"/docs/L4/{case.pk}/preview/?part=99999").status_code == 422


def test_voiding_and_sealing_have_their_pages(cast: Cast, issue: Issue, sign_in: SignIn) -> None:
    paper, client = issue("L3"), sign_in(cast.clerk)
    assert client.get(f"/docs/{paper.pk}/seal/").status_code == 200
    assert client.post(f"/docs/{paper.pk}/void/", {"reason": "错"}).status_code == 422
    answer = client.post(f"/docs/{paper.pk}/void/", {"reason": "数额写错"}, follow=True)
    assert "数额写错" in answer.content.decode()
    assert "已作废" in client.get(f"/docs/of/dispute/{paper.subject_id}/").content.decode()


def test_what_was_typed_on_one_paper_stands_on_the_next(
    cast: Cast, case: Dispute, issue: Issue, sign_in: SignIn
) -> None:
    issue("L3")
    page = sign_in(cast.clerk).get(f"/docs/L5/{case.pk}/preview/").content.decode()
    assert f'value="{TYPED["committee"]}"' in page
    assert "要用的内容都齐了" in page and "人民调解委员会（在下面填）" not in page


def test_an_issued_paper_looks_as_it_was_whatever_its_form_says_today(
    cast: Cast, issue: Issue, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = issue("L5")
    monkeypatch.setitem(KINDS, "L5", replace(KINDS["L5"], layout=(title("新的式样"),)))
    page = sign_in(cast.clerk).get(f"/docs/{paper.pk}/").content.decode()
    assert "新的式样" not in page
    assert "三楼三日内疏通" in page and "138****2207" in page and PHONE not in page
