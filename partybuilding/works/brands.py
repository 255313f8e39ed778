"""一社一品: proposed by a community, approved by the street, run, reviewed every year, given up some day (J14)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Max, Q

from core.accounts.models import User
from grids.scope import Scope
from grids.works.querysets import STREET_KEEPERS
from grids.works.room import Act, Computed, Room, Tell, Who, is_due, keeper, table_of
from grids.works.striking import strike
from partybuilding.choices_works import BrandState
from partybuilding.models.brands import BrandReview, CommunityBrand

S = BrandState
_ALL = ("name", "community", "year", "idea", "activities", "results", "media")
_STREET = (Who.STREET,)
REVIEW = "brand.review"


class Brands(Room):
    """Seven of them are named by the town."""

    kind, model, states, noun = "community_brand", CommunityBrand, BrandState, "这个品牌"
    label, lede = "一社一品", "社区申报，街道批准，每年评估一次"
    name_label = "品牌"
    acts = (
        Act(
            keeper("register", "申报品牌", (), "J14", to=S.PROPOSED, tells=(Tell.STREET,), needs=("community",)),
            asks=_ALL,
        ),
        Act(
            keeper("edit", "修改", {S.PROPOSED, S.APPROVED, S.RUNNING}, "J14"),
            asks=tuple(one for one in _ALL if one != "community"),
        ),
        Act(
            keeper("send_back", "退回修改", {S.PROPOSED}, "J14", who=_STREET, needs=("note",), tells=(Tell.COMMUNITY,)),
            note="要改什么",
        ),
        Act(
            keeper("approve", "批准", {S.PROPOSED}, "J14", to=S.APPROVED, who=_STREET, tells=(Tell.COMMUNITY,)),
            note="意见",
        ),
        Act(keeper("start", "开始推行", {S.APPROVED}, "J14", to=S.RUNNING, clocks=(f"renew:{REVIEW}",)), note="说明"),
        Act(
            keeper(
                "review", "年度评估", {S.RUNNING}, "J14", who=_STREET, tells=(Tell.COMMUNITY,), clocks=(f"renew:{REVIEW}",),
            ),
            adds=BrandReview,
        ),
        strike({S.RUNNING, S.RETIRED}, "J14", turn=REVIEW),
        Act(
            keeper(
                "retire", "退出", {S.PROPOSED, S.APPROVED, S.RUNNING}, "J14", to=S.RETIRED, needs=("note",),
                tells=(Tell.STREET, Tell.COMMUNITY), clocks=("cancel:*",),
            ),
            note="为什么退出",
        ),
    )  # fmt: skip
    table = table_of(acts)
    turn, turns_in = REVIEW, S.RUNNING
    columns = ("community", "year", "reviewed", "state")
    facts = ("community", "year", "idea", "activities", "results", "media")
    next_acts = {S.PROPOSED: ("approve", "send_back"), S.APPROVED: ("start",), S.RUNNING: ("review",)}
    computed = {
        "reviewed": Computed("最近评估", lambda one: f"{one.reviewed}年" if one.reviewed else "还没有")
    }

    def mine(self, user: Any) -> Q:
        """The street looks at proposals and reviews once a year, a community begins with what was approved."""
        if Scope.of(user).street_roles & STREET_KEEPERS:
            return Q(state=S.PROPOSED) | is_due(S.RUNNING)
        return Q(state=S.APPROVED)

    def people(self, tell: str, subject: Any) -> Iterable[User]:
        """The review is the street's own work."""
        return super().people(Tell.STREET if tell == Tell.HANDLER else tell, subject)

    def turn_from(self, subject: Any) -> date | None:
        """After the end of the year that was reviewed last."""
        years = subject.reviews.filter(struck_because="").aggregate(last=Max("year"))
        return date(years["last"] + 1, 1, 1) if years["last"] else None

    def listed(self, rows: Any) -> Any:
        return rows.annotate(reviewed=Max("reviews__year", filter=Q(reviews__struck_because="")))


BRANDS = Brands()
