"""A paper is issued once, with a number, and never changes."""

import json
import threading

import pytest
from django.db import DatabaseError, connection, transaction

from core.audit.models import Entry
from core.errors import NotAllowed, RuleBroken
from core.papers.actions.issuing import issue_paper, void_paper
from core.papers.drafting import draft_of, sha256
from core.papers.kinds import KINDS, owner_of, register_owner, unregister_owner
from core.papers.models import Counter, Paper, PaperFile, PaperState
from disputes.choices import State
from disputes.models import Dispute
from tests.cast import Cast
from tests.disputes.walk import Walk, ready_for
from tests.papers.conftest import TYPED, Issue

pytestmark = pytest.mark.django_db


def test_it_gets_the_committees_number_and_keeps_its_facts_sealed(issue: Issue) -> None:
    paper = issue("L5")
    assert paper.number == f"〔{paper.created_at.year}〕铁北人调字第1号"
    assert paper.state == PaperState.ISSUED
    assert paper.facts["terms"] == "三楼三日内疏通，赔偿800元"
    assert paper.facts["parties"][0]["phone"] == "13893712207"
    assert b"13893712207" not in bytes(paper.facts_sealed)
    files = {one.format: one for one in paper.files.all()}
    assert set(files) == {"docx", "pdf"}
    assert sha256(files["pdf"].data) == paper.pdf_sha256 == files["pdf"].sha256
    assert sha256(files["docx"].data) == paper.docx_sha256
    assert files["pdf"].data.startswith(b"%PDF") and files["docx"].data.startswith(b"PK")
    assert b"13893712207" not in bytes(files["docx"].content_sealed)


def test_it_is_written_in_the_ledger_without_content(issue: Issue) -> None:
    paper = issue("L5")
    entry = Entry.objects.get(action="paper.issue")
    assert (entry.subject_kind, entry.subject_id) == ("paper", paper.pk)
    assert "王建国" not in json.dumps(entry.detail, ensure_ascii=False)


def test_a_second_one_is_refused_while_the_first_is_in_force(issue: Issue) -> None:
    first = issue("L5")
    with pytest.raises(RuleBroken, match="已经出具过一份") as told:
        issue("L5")
    assert first.number in told.value.message
    assert Paper.objects.count() == 1
    assert Counter.objects.get(series="铁北人调字").last == 1


def test_missing_facts_are_named_and_refuse_it(cast: Cast, case: Dispute) -> None:
    with pytest.raises(RuleBroken, match=r"还缺人民调解委员会"):
        issue_paper(KINDS["L5"], case.pk, actor=cast.clerk)
    assert not Paper.objects.exists()
    assert not Counter.objects.filter(series="铁北人调字").exists()


def test_a_case_without_agreement_lists_it_as_missing_and_says_where(cast: Cast, walk: Walk) -> None:
    case = walk.mediating()
    draft = draft_of(KINDS["L5"], case.pk, 0, TYPED)
    gone = {one.label: one.url for one in draft.gone}
    assert gone["约定内容"] == f"/cases/{case.no}/do/agree/"
    assert gone["履行事项"] == f"/cases/{case.no}/do/agree/"
    assert [one.key for one in draft.to_type] == ["committee", "manner", "copies", "recorder"]


def test_who_does_not_work_the_case_may_not(cast: Cast, issue: Issue) -> None:
    for who in (cast.other_worker, cast.outsider, cast.supervisor):
        with pytest.raises(NotAllowed):
            issue("L5", actor=who)
    assert not Paper.objects.exists()


def test_who_stepped_aside_issues_nothing(cast: Cast, walk: Walk) -> None:
    case = ready_for(walk, "recuse", State.MEDIATING)
    walk.step(case, "recuse", "clerk")
    with pytest.raises(NotAllowed, match="已回避"):
        issue_paper(KINDS["L3"], case.pk, actor=cast.clerk, typed=TYPED)


def test_a_draft_of_a_case_has_no_papers(cast: Cast, walk: Walk) -> None:
    case = walk.to(State.DRAFT)
    with pytest.raises(NotAllowed, match="草稿还没有登记"):
        issue_paper(KINDS["L3"], case.pk, actor=cast.clerk, typed=TYPED)


def test_a_kind_that_nobody_fills_in_yet_is_refused() -> None:
    known = owner_of("whistle")
    assert known is not None
    unregister_owner("whistle")
    try:
        with pytest.raises(RuleBroken, match="还没有对应的业务"):
            draft_of(KINDS["L12"], 1, 0, {})
    finally:
        register_owner(known)


def test_a_voided_one_makes_room_keeps_its_number_and_gives_it_to_nobody(cast: Cast, issue: Issue) -> None:
    first = issue("L5")
    void_paper(first, actor=cast.clerk, reason="数额写错")
    second = issue("L5")
    assert (second.version, second.number) == (2, first.number.replace("第1号", "第2号"))
    first.refresh_from_db()
    assert (first.state, first.void_reason, first.voided_by) == (PaperState.VOID, "数额写错", cast.clerk)
    assert Entry.objects.filter(action="paper.void").count() == 1
    with pytest.raises(RuleBroken, match="已经作废过"):
        void_paper(first, actor=cast.clerk, reason="再作废一次")


def test_voiding_wants_a_reason_and_the_right_person(cast: Cast, issue: Issue) -> None:
    paper = issue("L3")
    with pytest.raises(RuleBroken, match="为什么作废"):
        void_paper(paper, actor=cast.clerk, reason=" 错 ")
    with pytest.raises(NotAllowed):
        void_paper(paper, actor=cast.outsider, reason="数额写错")


@pytest.mark.parametrize(
    ("field", "value"),
    [("number", "〔2026〕别的第9号"), ("docx_sha256", "0" * 64), ("version", 7), ("subject_id", 999)],
)
def test_the_database_refuses_to_change_it(issue: Issue, field: str, value: object) -> None:
    paper = issue("L3")
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(**{field: value})
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        PaperFile.objects.filter(paper=paper).update(sha256="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM papers_paper")


def test_a_voided_one_stays_void(cast: Cast, issue: Issue) -> None:
    paper = void_paper(issue("L3"), actor=cast.clerk, reason="数额写错")
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(state=PaperState.ISSUED)


def test_one_for_each_sitting(case: Dispute, issue: Issue, walk: Walk) -> None:
    sitting = case.sessions.get()
    paper = issue("L4", part=sitting.pk, positions="王建国要求疏通；李桂花同意。", recorder="马军")
    assert paper.part_words == "第1次"
    assert paper.facts["facts"] == sitting.facts
    with pytest.raises(RuleBroken, match="没有找到这一份"):
        issue("L4", part=sitting.pk + 99)
    with pytest.raises(RuleBroken, match="有几份"):
        issue("L4")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_give_one_paper_and_one_number(cast: Cast, case: Dispute) -> None:
    told: list[str] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        try:
            told.append(issue_paper(KINDS["L5"], case.pk, actor=cast.clerk, typed=TYPED).number)
        except RuleBroken as broken:
            told.append(broken.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told)[:3] == ["already"] * 3
    assert Paper.objects.count() == 1
    assert Counter.objects.get(series="铁北人调字").last == 1
