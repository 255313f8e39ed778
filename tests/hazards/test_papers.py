"""L20 on paper: the order of each round with the day it named, and the sheet of each recheck."""

import pytest

from core.errors import NotAllowed, RuleBroken
from core.papers.actions.issuing import issue_paper
from core.papers.kinds import KINDS, owner_of
from grids.choices_field import HazardState
from tests.hazards.conftest import As
from tests.hazards.walk import Walk

pytestmark = pytest.mark.django_db
ORDER, RECHECK = KINDS["L20"], KINDS["L20-recheck"]


def test_the_order_says_what_the_record_says(walk: Walk) -> None:
    hazard = walk.to(HazardState.ORDERED)
    part = hazard.rounds.get().pk
    paper = issue_paper(ORDER, hazard.pk, actor=walk.cast.clerk, part=part, now=walk.now)
    assert paper.number == "雄改〔2026〕0001号"
    facts = paper.facts
    assert facts["finding"] == "楼道堆物（一般隐患）。三楼平台堆了纸箱。"
    assert (facts["addressee"], facts["issuer"], facts["order"]) == ("铁北物业", "李静", "清走三楼平台杂物")
    assert "铁北社区铁路小区1号楼" in facts["place"] and facts["due"] == "2026年3月5日18时00分"
    assert "《消防法》第28条" in facts["basis"] and "王秀兰" not in str(facts)


def test_each_round_has_its_own_papers(walk: Walk, as_: As) -> None:
    hazard = walk.step(walk.to(HazardState.RECTIFIED), "recheck", passed=False, text="还剩一个沙发")
    hazard = walk.step(walk.step(hazard, "rectify"), "recheck")
    first, second = hazard.rounds.values_list("pk", flat=True)
    for code in (ORDER, RECHECK):
        for part in (first, second):
            issue_paper(code, hazard.pk, actor=walk.cast.leader, part=part, now=walk.now)
    owner = owner_of("hazard")
    assert owner is not None
    failed, passed = (owner.facts("L20-recheck", hazard.pk, part) for part in (first, second))
    assert (failed["verdict"], failed["order_no"]) == ("整改不合格", "雄改〔2026〕0001号")
    assert (passed["verdict"], passed["order_no"], passed["checker"]) == (
        "整改合格",
        "雄改〔2026〕0002号",
        "赵强",
    )
    assert "还剩一个沙发" in owner.facts("L20", hazard.pk, second)["order"]
    page = as_(walk.cast.worker).get(f"/docs/of/hazard/{hazard.pk}/").content.decode()
    assert page.count("第1次") == page.count("第2次") == 2
    assert (
        f"/docs/L20/{hazard.pk}/preview/?part={first}"
        in as_(walk.cast.worker).get(hazard.get_absolute_url()).content.decode()
    )


def test_papers_are_issued_by_whoever_orders_and_seen_by_whoever_reads(walk: Walk, as_: As) -> None:
    hazard = walk.to(HazardState.ORDERED)
    part = hazard.rounds.get().pk
    with pytest.raises(NotAllowed, match="网格长、社区或街道"):
        issue_paper(ORDER, hazard.pk, actor=walk.cast.worker, part=part, now=walk.now)
    address = f"/docs/L20/{hazard.pk}/preview/?part={part}"
    for key, status in (("worker", 200), ("outsider", 404), ("supervisor", 404)):
        assert as_(getattr(walk.cast, key)).get(address).status_code == status, key


def test_what_was_never_ordered_or_rechecked_has_no_paper(walk: Walk) -> None:
    settled = walk.step(walk.to(HazardState.GRADED), "settle")
    owner = owner_of("hazard")
    assert owner is not None and owner.codes(settled.pk) == []
    with pytest.raises(RuleBroken, match="没有找到"):
        issue_paper(ORDER, settled.pk, actor=walk.cast.clerk, part=settled.rounds.get().pk, now=walk.now)
