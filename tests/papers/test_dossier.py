"""One PDF of a matter's file: order, contents, continuous pages, what is missing, and a hash of what was bound."""

import io
import re
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from core.audit.models import Entry
from core.errors import RuleBroken
from core.papers.actions.issuing import issue_paper, void_paper
from core.papers.actions.sealing import seal_paper
from core.papers.binding import bind, digest_of, plan_of
from core.papers.kinds import KINDS, owner_of
from core.papers.models import PrintLog
from disputes.models import Dispute
from tests.cast import Cast
from tests.disputes.walk import Walk, committee_of
from tests.papers.conftest import Issue, SignIn
from tests.papers.test_copies import photo, scan
from tests.papers.test_layout import GOLDEN

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def full(case: Dispute, issue: Issue, walk: Walk) -> Dispute:
    """Application, acceptance, rights, sitting, agreement, a report; not in that order."""
    sitting = case.sessions.get()
    issue("L5")
    issue("L4", part=sitting.pk, positions="王建国要求疏通。", recorder="马军")
    issue("L3")
    issue("L2")
    return case


def pages_of(data: bytes) -> list[str]:
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]


def bound(case: Dispute, stamp: str = "打印人：李静") -> list[str]:
    owner = owner_of("dispute")
    assert owner is not None
    return pages_of(bind(owner, case.pk, stamp=stamp, now=AT)[0])


def test_the_order_is_that_of_the_file_whatever_came_first(full: Dispute) -> None:
    owner = owner_of("dispute")
    assert owner is not None
    plan = plan_of(owner, full.pk)
    assert [one.name for one in plan.pieces] == [
        "人民调解受理登记表",
        "人民调解权利义务告知书",
        "人民调解笔录（第1次）",
        "人民调解协议书",
        "卷宗情况说明（备考表）",
    ]
    assert plan.missing == ["当事人身份证明", "人民调解回访记录"]


def test_cover_contents_pages_and_back(full: Dispute) -> None:
    pages = bound(full)
    assert "人民调解卷宗" in pages[0] and full.official_no in pages[0]
    assert "—1—" not in pages[0] and "—1—" not in pages[1]
    contents = pages[1]
    assert contents.startswith("卷内目录")
    inner = pages[2:-1]
    for number, page in enumerate(inner, 1):
        assert f"—{number}—" in page, number
    # The contents name the page on which each piece really begins.
    for name, first in (
        ("人民调解受理登记表", "人民调解受理登记表"),
        ("人民调解权利义务告知书", "人民调解权利义务告知书"),
        ("人民调解协议书", "人民调解协议书"),
        ("卷宗情况说明（备考表）", "卷宗情况说明"),
    ):
        begins = next(at for at, page in enumerate(inner, 1) if page.startswith(first))
        entry = re.search(rf"\d+{re.escape(name)}(\d+?)(?=〔|\d+[^\d]|$|打印人)", contents)
        assert entry and entry[1] == str(begins), (name, contents)
    assert f"页数{len(inner)}" in pages[0]
    assert "卷宗封底" in pages[-1]


def test_what_is_missing_is_named_in_contents_note_and_back(full: Dispute) -> None:
    pages = bound(full)
    assert "人民调解回访记录缺" in pages[1]
    assert any("缺少应有的文书：当事人身份证明、人民调解回访记录。" in page for page in pages)
    assert "缺件：当事人身份证明、人民调解回访记录" in pages[-1]


def test_the_hash_on_the_back_can_be_counted_again(full: Dispute) -> None:
    owner = owner_of("dispute")
    assert owner is not None
    plan = plan_of(owner, full.pk)
    assert digest_of(plan.pieces) in bound(full)[-1]
    assert bind(owner, full.pk, stamp="", now=AT)[0] == bind(owner, full.pk, stamp="", now=AT)[0]


def test_who_printed_it_stands_on_every_page(full: Dispute) -> None:
    assert all("打印人：李静" in page for page in bound(full))


def test_a_signed_paper_lies_in_it_as_it_came_back(cast: Cast, full: Dispute, issue: Issue) -> None:
    before = bound(full)
    owner = owner_of("dispute")
    assert owner is not None
    plan = plan_of(owner, full.pk)
    rights = next(one.paper for one in plan.pieces if one.name == "人民调解权利义务告知书")
    agreement = next(one.paper for one in plan.pieces if one.name == "人民调解协议书")
    assert rights is not None and agreement is not None
    seal_paper(rights, actor=cast.clerk, photos=[photo(), photo(), photo()])
    seal_paper(agreement, actor=cast.clerk, scan=scan(3))
    after = bound(full)
    grown = 3 - rights.pages + 3 - agreement.pages
    assert len(after) == len(before) + grown
    assert any("人民调解权利义务告知书（3/3）" in page for page in after)
    assert any("人民调解协议书（3/3）" in page for page in after)


def test_a_void_paper_lies_in_no_file(cast: Cast, full: Dispute) -> None:
    owner = owner_of("dispute")
    assert owner is not None
    paper = next(one.paper for one in plan_of(owner, full.pk).pieces if one.name == "人民调解协议书")
    assert paper is not None
    void_paper(paper, actor=cast.clerk, reason="数额写错")
    assert "人民调解协议书或口头协议登记表" in plan_of(owner, full.pk).missing


def test_an_empty_file_is_not_bound(case: Dispute) -> None:
    owner = owner_of("dispute")
    assert owner is not None
    with pytest.raises(RuleBroken, match="还没有文书"):
        bind(owner, case.pk, stamp="")


def test_the_page_names_what_is_missing_and_binding_is_noted(
    cast: Cast, full: Dispute, sign_in: SignIn
) -> None:
    client = sign_in(cast.clerk)
    page = client.get(f"/docs/of/dispute/{full.pk}/file/").content.decode()
    assert "缺少应有的文书" in page and "人民调解回访记录" in page
    assert client.post(f"/docs/of/dispute/{full.pk}/file/", {}).status_code == 422
    answer = client.post(f"/docs/of/dispute/{full.pk}/file/", {"purpose": "归档"})
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    line = PrintLog.objects.get(way="dossier")
    assert (line.by, line.purpose, line.subject_id) == (cast.clerk, "归档", full.pk)
    assert Entry.objects.filter(action="paper.print_dossier").count() == 1


def test_a_leak_from_the_table_to_the_court_reads_page_by_page(
    walk: Walk, cast: Cast, request: pytest.FixtureRequest
) -> None:
    """邻里漏水: mediated, agreed in writing, confirmed by the court, archived; the bound file against its golden text
    (written anew with --draw)."""
    committee_of(cast, "clerk", "second_clerk")
    case = walk.step(walk.mediating(), "hold_session")
    for act in (
        "agree",
        "apply_confirmation",
        "confirmation_filed",
        "confirmation_decided",
        "perform",
        "complete",
    ):
        case = walk.step(case, act)
    case = walk.step(walk.step(case, "follow_up"), "close")
    sitting, visit = case.sessions.get(), case.follow_ups.get()
    papers = (
        ("L2", 0),
        ("L3", 0),
        ("L4", sitting.pk),
        ("L5", 0),
        ("L8", visit.pk),
        ("L11-proof", 0),
        ("L11", 0),
    )
    for code, part in papers:
        typed = {"positions": "王建国要求疏通。", "recorder": "马军", "suggestions": "常联系"}
        known = {field.key for field in KINDS[code].fields}
        issue_paper(
            KINDS[code],
            case.pk,
            actor=cast.clerk,
            part=part,
            typed={key: text for key, text in typed.items() if key in known},
            now=walk.now,
        )
    case = walk.step(case, "archive")
    pages = bound(case)
    told = "\n\n".join(re.sub(r"SHA-256：[0-9a-f]+", "SHA-256：…", page) for page in pages) + "\n"
    golden = GOLDEN / "dossier-leak.txt"
    if request.config.getoption("--draw"):
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")
    assert case.state == "archived" and case.retention == "10y"
