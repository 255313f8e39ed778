"""What is rated changes by the administrator alone; fewer complaints and people in programmes are never rated (I8)."""

from decimal import Decimal
from typing import Any

import pytest

from core.audit.models import Entry
from core.errors import Conflict, NotAllowed, RuleBroken
from dashboard.evaluation.actions.indicators import edit_indicators
from dashboard.evaluation.choices import Kind
from dashboard.evaluation.formulas import FORMULAS
from dashboard.evaluation.models import Indicator
from dashboard.evaluation.names import FORBIDDEN_WORDS, forbidden_in
from dashboard.evaluation.shipped import INDICATORS, ship_indicators
from tests.cast import Cast
from tests.evaluation.conftest import As

pytestmark = pytest.mark.django_db


def edit(
    actor: Any, values: dict[str, dict[str, Any]], *, reason: str = "按街道考评办法", **more: Any
) -> Any:
    return edit_indicators(
        Kind.DEPARTMENT, values=values, versions=more.get("versions", {}), reason=reason, actor=actor
    )


def test_the_shipped_indicators_use_formulas_of_their_kind_and_no_forbidden_word() -> None:
    for one in INDICATORS:
        assert one["kind"] in FORMULAS[one["formula"]].kinds, one
        assert not forbidden_in(one["name"])
    assert Indicator.objects.count() == len(INDICATORS)
    assert ship_indicators() == 0


def test_weights_change_together_and_sum_a_hundred(cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="加起来要是100，现在是110"):
        edit(cast.sysadmin, {"D1": {"weight": Decimal(40)}})
    edit(cast.sysadmin, {"D1": {"weight": Decimal(40)}, "D2": {"weight": Decimal(30)}})
    rows = Indicator.objects.filter(kind=Kind.DEPARTMENT).order_by("code")
    assert [one.weight for one in rows] == [40, 30, 30] and [one.version for one in rows] == [2, 2, 1]
    entry = Entry.objects.get(action="evaluation.edit_indicators")
    assert entry.detail["changes"]["D1"] == {"weight": ["30.00", "40"]}
    with pytest.raises(RuleBroken):
        edit(cast.sysadmin, {"D3": {"is_on": False}})


@pytest.mark.parametrize("word", FORBIDDEN_WORDS)
def test_a_name_that_rewards_fewer_complaints_or_counts_people_is_refused(cast: Cast, word: str) -> None:
    spaced = f"{word[0]} {word[1:]}下降率"
    with pytest.raises(RuleBroken, match=f"不能有「{word}」") as told:
        edit(cast.sysadmin, {"D1": {"name": spaced}})
    assert told.value.field == "name_D1"
    assert Indicator.objects.get(kind=Kind.DEPARTMENT, code="D1").name == "响应率"


def test_only_the_administrator_edits_with_a_reason_and_the_newest_version(cast: Cast) -> None:
    for user in (cast.supervisor, cast.street_lead, cast.security_admin, cast.clerk):
        with pytest.raises(NotAllowed):
            edit(user, {"D1": {"min_n": 5}})
    with pytest.raises(RuleBroken, match="为什么改"):
        edit(cast.sysadmin, {"D1": {"min_n": 5}}, reason="")
    with pytest.raises(RuleBroken, match="没有改动"):
        edit(cast.sysadmin, {"D1": {"min_n": 3}})
    edit(cast.sysadmin, {"D1": {"min_n": 5}}, versions={"D1": 1})
    with pytest.raises(Conflict):
        edit(cast.sysadmin, {"D1": {"min_n": 6}}, versions={"D1": 1})


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(cast: Cast, as_user: As) -> None:
    client = as_user(cast.sysadmin)
    page = client.get("/evaluation/indicators/department/").content.decode()
    assert 'value="30"' in page and "D2 权重" in page
    data: dict[str, str] = {}
    for one in Indicator.objects.filter(kind=Kind.DEPARTMENT):
        data |= {
            f"name_{one.code}": one.name, f"weight_{one.code}": "30", f"target_{one.code}": "100", f"min_n_{one.code}": "3",
            f"is_on_{one.code}": "on", f"version_{one.code}": "1",
        }  # fmt: skip
    answer = client.post("/evaluation/indicators/department/", {**data, "reason": "试一试"})
    assert (
        answer.status_code == 422
        and "现在是90" in answer.content.decode()
        and "试一试" in answer.content.decode()
    )
    bad = client.post("/evaluation/indicators/department/", {**data, "weight_D1": "很多", "reason": "试"})
    assert bad.status_code == 422 and "很多" in bad.content.decode()
    named = {**data, "weight_D2": "40", "name_D1": "信访量", "reason": "试"}
    assert "不能有「信访」" in client.post("/evaluation/indicators/department/", named).content.decode()
    done = client.post("/evaluation/indicators/department/", {**data, "weight_D1": "40", "reason": "按办法"})
    assert done.status_code == 302
    assert as_user(cast.worker).get("/evaluation/indicators/").status_code == 200
    assert as_user(cast.supervisor).get("/evaluation/indicators/department/").status_code == 403
    assert as_user(cast.nobody).get("/evaluation/indicators/").status_code == 403
    assert client.get("/evaluation/indicators/nobody/").status_code == 404
