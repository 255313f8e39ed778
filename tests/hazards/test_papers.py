"""L20 on paper: the notice of each round with the day it named, and the sheet of each recheck."""

import pytest

from grids.choices_field import HazardState
from tests.hazards.conftest import As
from tests.hazards.walk import Walk

pytestmark = pytest.mark.django_db


def test_the_notice_names_place_finding_basis_order_day_and_issuer(walk: Walk, as_: As) -> None:
    hazard = walk.to(HazardState.ORDERED)
    page = as_(walk.cast.clerk).get(f"{hazard.get_absolute_url()}notice/").content.decode()
    for words in (
        "隐患整改通知书", "雄隐〔2026〕0001号", "铁北物业", "楼道堆物", "一般隐患", "铁路小区1号楼", "《消防法》第28条",
        "清走三楼平台杂物", "2026年3月5日18:00前", "铁北社区", "李静", "打印人", "移送有权处理的部门",
    ):  # fmt: skip
        assert words in page, words
    assert "王秀兰" not in page


def test_each_round_has_its_own_papers(walk: Walk, as_: As) -> None:
    hazard = walk.step(walk.to(HazardState.RECTIFIED), "recheck", passed=False, text="还剩一个沙发")
    hazard = walk.step(walk.step(hazard, "rectify"), "recheck")
    client, base = as_(walk.cast.clerk), hazard.get_absolute_url()
    first, second = (client.get(f"{base}notice/?round={n}").content.decode() for n in (1, 2))
    assert "（第2次）" in second and "还剩一个沙发" in second and "（第2次）" not in first
    failed, passed = (client.get(f"{base}recheck-paper/?round={n}").content.decode() for n in (1, 2))
    assert "☑ 不合格" in failed and "☑ 合格" in passed and "赵强" in passed
    assert client.get(f"{base}recheck-paper/").content.decode().count("（第2次）") == 1
    assert client.get(f"{base}notice/?round=3").status_code == 404


def test_what_was_never_ordered_or_rechecked_has_no_paper(walk: Walk, as_: As) -> None:
    settled = walk.step(walk.to(HazardState.GRADED), "settle")
    client, base = as_(walk.cast.clerk), settled.get_absolute_url()
    assert client.get(f"{base}notice/").status_code == client.get(f"{base}recheck-paper/").status_code == 404
