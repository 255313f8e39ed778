"""L21 from what the matter holds: nothing typed twice, gaps marked, and only by who may read the name."""

import io

import pytest
from docx import Document

from core.errors import NotAllowed, RuleBroken
from core.papers.actions.issuing import issue_paper
from core.papers.drafting import draft_of
from core.papers.kinds import KINDS
from core.papers.models import Paper
from core.papers.selectors import lines_of, may_read
from disputes.models import PetitionMatter
from disputes.petitions.choices import PetitionState
from disputes.petitions.facts import KIND
from disputes.petitions.papers import _ACTS, _ANSWERS, PetitionPapers
from tests.papers.test_layout import check_layout
from tests.petitions.conftest import As
from tests.petitions.walk import NAME, Walk

pytestmark = pytest.mark.django_db
S = PetitionState


def issue(walk: Walk, matter: PetitionMatter, code: str, by: str = "intake") -> Paper:
    return issue_paper(KINDS[code], matter.pk, actor=getattr(walk.cast, by), now=walk.now)


def text_of(paper: Paper) -> str:
    document = Document(io.BytesIO(paper.files.get(format="docx").data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_every_letter_of_l21_has_its_answers() -> None:
    assert set(_ANSWERS) == set(_ACTS) == {code for code, kind in KINDS.items() if kind.subject_kind == KIND}


def test_every_letter_is_issued_from_the_matter_alone_and_keeps_the_page(walk: Walk) -> None:
    """One matter along the whole way; nothing is typed beside a draft."""
    matter = walk.to(S.ACCEPTED)
    papers = [issue(walk, matter, "L21-accept")]
    walk.along(matter, "give_notice", "assign", "ask_extension", "decide_extension")
    papers.append(issue(walk, matter, "L21-extend"))
    walk.along(matter, "tell_extension", "draft_opinion")
    with pytest.raises(NotAllowed, match="还没有签发"):
        issue(walk, matter, "L21-opinion")
    walk.step(matter, "sign_opinion")
    papers.append(issue(walk, matter, "L21-opinion", by="secretary"))
    walk.along(matter, "serve", "ask_review", "record_review")
    papers.append(issue(walk, matter, "L21-review"))
    walk.along(matter, "ask_second", "record_second")
    papers += [issue(walk, matter, "L21-second"), issue(walk, matter, "L21-service")]
    sent, declined = walk.to(S.FORWARDED), walk.to(S.NOT_ACCEPTED)
    papers += [issue(walk, sent, "L21-forward"), issue(walk, declined, "L21-decline")]
    for paper in papers:
        check_layout(paper.files.get(format="docx").data)
        assert NAME in text_of(paper)
    words = {paper.kind: text_of(paper) for paper in papers}
    assert papers[0].number == "雄信函〔2026〕0001号"
    assert "2026年5月1日" not in words["L21-accept"] and "2026年5月6日" in words["L21-accept"]
    assert "2026年5月6日" in words["L21-extend"] and "要等两家单位勘查" in words["L21-extend"]
    assert "责成养护单位十日内修好" in words["L21-opinion"] and "嘉峪关市人民政府" in words["L21-opinion"]
    assert papers[2].number in words["L21-review"] and "甘肃省人民政府" in words["L21-review"]
    assert "嘉政信复〔2026〕3号" in words["L21-second"]
    assert all(one.number in words["L21-service"] for one in papers[:3])
    assert "住建局" in words["L21-forward"] and "已经在诉讼中" in words["L21-decline"]


def test_what_is_not_on_record_is_a_marked_gap_with_the_way_to_it(walk: Walk) -> None:
    matter = walk.to(S.PROPOSED)
    draft = draft_of(KINDS["L21-accept"], matter.pk, 0, {})
    assert {one.label for one in draft.gone} == {"受理日期", "办结期限"}
    assert {one.url for one in draft.gone} == {matter.act_url("accept")}
    with pytest.raises(RuleBroken, match="还缺受理日期、办结期限"):
        issue(walk, matter, "L21-accept")
    nameless = walk.registered(name="", address="")
    walk.along(nameless, "propose", "accept")
    with pytest.raises(RuleBroken, match="还缺信访人"):
        issue(walk, nameless, "L21-accept")


def test_only_desk_and_handler_read_and_issue_letters(walk: Walk, as_: As) -> None:
    matter = walk.to(S.HANDLING)
    for key, reads in (
        ("intake", True),
        ("secretary", True),
        ("manager", False),
        ("street_lead", False),
        ("clerk", False),
    ):
        assert may_read(walk.cast.all[key], KIND, matter.pk) == reads, key
        answer = as_(walk.cast.all[key]).get(f"/docs/of/petition/{matter.pk}/")
        assert answer.status_code == (200 if reads else 404), key
    with pytest.raises(NotAllowed, match="承办人或受理窗口"):
        issue(walk, matter, "L21-accept", by="manager")


def test_a_matter_is_offered_the_letters_of_its_own_way(walk: Walk) -> None:
    owner = PetitionPapers()
    assert owner.codes(walk.to(S.RECEIVED).pk) == []
    assert owner.codes(walk.to(S.ACCEPTED).pk) == ["L21-accept", "L21-service"]
    assert owner.codes(walk.to(S.NOT_ACCEPTED).pk) == ["L21-decline", "L21-service"]
    assert [line.name for line in lines_of(owner, walk.to(S.FORWARDED).pk)] == [
        "信访事项转送告知书",
        "送达回证",
    ]
