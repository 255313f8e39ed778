"""One that is put forward: checked, scored by several, shown to everybody, decided, looked at every year (J15)."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Avg, Count, Max, Q
from django.utils import timezone

from civics.awards import objections
from civics.awards.choices import OPEN_NOMINATIONS, CampaignState, NominationState, ObjectionState
from civics.awards.criteria import CRITERIA
from civics.models.award import AwardObjection, AwardReview, Nomination, NominationScore
from core.accounts.models import User
from core.errors import RuleBroken
from core.flow.engine import Step
from core.papers.numbers import take_number
from core.privacy import mask_name, mask_phone
from core.text import CleanCharField
from core.ui.fields import PhoneField
from core.ui.words import local_dt
from grids.scope import Scope
from grids.works.querysets import STREET_KEEPERS, closest_to
from grids.works.room import WHO_WORDS, Act, Computed, Covered, Room, Tell, Who, is_due, keeper, table_of
from grids.works.striking import strike

S = NominationState
REVIEWER = "reviewer"
NOTICE, REVIEW = "award.notice", "award.review"
# So many must have scored before one is shown (default of this office).
FEWEST_SCORES = 3
_TEXT = ("name", "way", "reason", "self_score", "consented")
_SEALS = ("nominee", "by_name", "by_phone")
_STREET = (Who.STREET,)


def _name_field(**said: Any) -> forms.Field:
    return CleanCharField(max_length=25, **said)


def _criteria(room: Room, row: Any, user: User) -> dict[str, Any]:
    listed = CRITERIA[row.campaign.kind] if row.pk else ()
    choices = [(str(at), words) for at, words in enumerate(listed)]
    return {
        "met": forms.MultipleChoiceField(
            label="逐条核对，做到的打勾", choices=choices, widget=forms.CheckboxSelectMultiple
        )
    }


def _check(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    row = s.subject
    listed = CRITERIA[row.campaign.kind]
    missing = [words for at, words in enumerate(listed) if str(at) not in (said.get("met") or ())]
    if missing:
        raise RuleBroken("missing", f"没有做到的：{missing[0]}。全部做到才能进入评分", field="met")
    if row.campaign.is_personal and not row.consented:
        raise RuleBroken("consent", "还没有本人或家里人的同意，先「修改」里记上", field="met")
    return f"{len(listed)}条都做到"


def _enough_scores(row: Any, now: datetime) -> str:
    given = row.scores.filter(struck_because="").count()
    return f"至少{FEWEST_SCORES}个人评分才能公示，现在{given}个" if given < FEWEST_SCORES else ""


def _in_review(row: Any, now: datetime) -> str:
    return "" if row.campaign.state == CampaignState.REVIEWING else "评选还没有「转入评审」"


def _community_said(row: Any, now: datetime) -> str:
    return "" if row.community_opinion else "还没有社区意见，先请社区「写社区意见」"


def _hung_long_enough(row: Any, now: datetime) -> str:
    if row.due_code == NOTICE and row.due_at is not None and now < row.due_at:
        return f"公示到{local_dt(row.due_at)}，期满以后再决定"
    return ""


def _no_plaque(row: Any, now: datetime) -> str:
    return "已经授过牌" if row.awarded_on else ""


def _show(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    s.set(noticed_on=timezone.localdate(s.now))
    mean = s.subject.scores.filter(struck_because="").aggregate(mean=Avg("score"))["mean"]
    return f"平均{mean:.1f}分"


def _award(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    year = timezone.localdate(s.now).year
    s.set(plaque_year=year, plaque_serial=take_number(settings.AWARD_SERIES, year=year))
    return str(s.subject.plaque_no)


class Nominations(Room):
    """Candidates of all campaigns."""

    kind, model, states, noun = "award_nomination", Nomination, NominationState, "这个推荐"
    label, lede = "推荐和候选", "推荐的楼栋、大院、家庭和个人"
    name_label = "推荐的楼栋、小区"
    under, under_states = "campaign", frozenset({CampaignState.CALLING})
    who_words = {**WHO_WORDS, REVIEWER: "社区、街道里不是登记人的评审"}
    sealed = {
        "nominee": Covered("姓名", mask_name, _name_field),
        "by_name": Covered("推荐人", mask_name, _name_field),
        "by_phone": Covered("推荐人电话", mask_phone, PhoneField),
    }
    acts = (
        Act(
            keeper("register", "推荐", (), "J15", to=S.NOMINATED, who=(Who.KEEPER, Who.CITIZEN), needs=("community",),
                tells=(Tell.COMMUNITY,)),
            asks=("community", *_TEXT),
            seals=_SEALS,
            intro="推荐家庭、个人的，楼栋写住在哪栋楼或者哪个单位，姓名另外填。",
        ),
        Act(keeper("edit", "修改", {S.NOMINATED, S.ELIGIBLE}, "J15"), asks=_TEXT, seals=_SEALS),
        Act(
            keeper("opine", "写社区意见", {S.NOMINATED, S.ELIGIBLE}, "J15", needs=("community_opinion",)),
            asks=("community_opinion",),
        ),
        Act(
            keeper("check", "资格审核通过", {S.NOMINATED}, "J15", to=S.ELIGIBLE, needs=("met",), tells=(Tell.STREET,)),
            fields=_criteria,
            carry=_check,
        ),
        Act(
            keeper("reject", "不符合条件", {S.NOMINATED}, "J15", to=S.INELIGIBLE, needs=("note",)),
            note="哪一条没有做到",
            intro="只看评选条件。家里有人接受帮扶、反映过问题，都不能作为理由。",
        ),
        Act(keeper("score", "评分", {S.ELIGIBLE}, "J15", who=(REVIEWER,)), adds=NominationScore),
        Act(
            keeper("notice", "公示", {S.ELIGIBLE}, "J15", to=S.NOTICED, who=_STREET, needs=("street_opinion",),
                guards=("in_review", "community_said", "enough_scores"), clocks=(f"start:{NOTICE}",), tells=(Tell.COMMUNITY,)),
            asks=("street_opinion",),
            intro="公示至少5个工作日，任何人都能看到、能提异议。",
            carry=_show,
        ),
        Act(
            keeper("pass_over", "没有入围", {S.ELIGIBLE}, "J15", to=S.PASSED_OVER, who=_STREET, guards=("in_review",)),
            note="说明",
        ),
        *objections.ACTS,
        Act(
            keeper("award", "决定表彰", {S.NOTICED}, "J15", to=S.AWARDED, who=_STREET, tells=(Tell.COMMUNITY,),
                guards=("hung_long_enough", "no_objection_waits"), clocks=(f"stop:{NOTICE}", f"renew:{REVIEW}")),
            carry=_award,
        ),
        Act(
            keeper("plaque", "授牌", {S.AWARDED}, "J15", needs=("awarded_on",), guards=("no_plaque",), clocks=(f"renew:{REVIEW}",)),
            asks=("awarded_on",),
            photos="proof",
        ),
        Act(keeper("review", "年度复查", {S.AWARDED}, "J15", clocks=(f"renew:{REVIEW}",)), adds=AwardReview),
        strike({S.ELIGIBLE, S.AWARDED}, "J15", turn=REVIEW),
        Act(
            keeper("revoke", "撤销表彰", {S.AWARDED}, "J15", to=S.REVOKED, who=_STREET, needs=("note",), tells=(Tell.COMMUNITY,),
                clocks=("cancel:*",)),
            note="为什么撤销",
            intro="只因为楼栋、大院、家庭、本人自己的事撤销，不因为家里别的人。",
        ),
        Act(
            keeper("withdraw", "退出评选", {S.NOMINATED, S.ELIGIBLE, S.NOTICED}, "J15", to=S.WITHDRAWN, needs=("note",),
                clocks=("cancel:*",)),
            note="为什么退出",
        ),
    )  # fmt: skip
    table = table_of(acts)
    turn, turns_in = REVIEW, S.AWARDED
    guards = {
        **objections.GUARDS, "enough_scores": _enough_scores, "in_review": _in_review, "community_said": _community_said,
        "hung_long_enough": _hung_long_enough, "no_plaque": _no_plaque,
    }  # fmt: skip
    columns = ("campaign", "community", "way", "mean", "state")
    facts = (
        "campaign", "community", "way", "reason", "self_score", "consented", "community_opinion", "street_opinion", "noticed_on",
        "plaque", "awarded_on",
    )  # fmt: skip
    filters = ("way",)
    search = ("name", "campaign__name")
    next_acts = {
        S.NOMINATED: ("check", "opine"), S.ELIGIBLE: ("score", "notice"), S.NOTICED: ("award", "dismiss"),
        S.AWARDED: ("plaque", "review"),
    }  # fmt: skip
    page_template = "awards/nomination.html"
    computed = {
        "mean": Computed("评分", lambda one: f"{one.mean:.1f}分（{one.given}人）" if one.given else ""),
        "plaque": Computed("牌匾编号", lambda one: one.plaque_no),
    }

    def sides(self, user: User, subject: Any) -> set[str]:
        """Who put one forward for somebody does not score it."""
        found = super().sides(user, subject)
        return found | {REVIEWER} if Who.KEEPER in found and subject.created_by_id != user.pk else found

    def derived(self, subject: Any) -> dict[str, Any]:
        """A community's campaign is its own; in one of the street each says its community."""
        own = subject.campaign.community_id
        return {"community_id": own} if own else {}

    def before_save(self, current: Step[Any]) -> None:
        """Who put it forward is forgotten when it is decided, and a name with a candidacy that ends without an award."""
        state = current.subject.state
        if state not in OPEN_NOMINATIONS:
            current.seal(by_name="", by_phone="", **({} if state == S.AWARDED else {"nominee": ""}))

    def turn_from(self, subject: Any) -> date | None:
        """After the end of the year that was looked at last; before that, from the plaque."""
        last = subject.reviews.filter(struck_because="").aggregate(year=Max("year"))["year"]
        return date(last + 1, 1, 1) if last else subject.awarded_on

    def mine(self, user: Any) -> Q:
        """The community checks and looks again, everybody scores once; the street shows who was scored, and decides when the notice is over."""
        street = bool(Scope.of(user).street_roles & STREET_KEEPERS)
        unscored = Q(state=S.ELIGIBLE) & ~Q(pk__in=_scored_by(user)) & ~Q(created_by=user)
        if not street:
            return closest_to(user) & (Q(state=S.NOMINATED) | is_due(S.AWARDED) | unscored)
        objected = Q(pk__in=AwardObjection.objects.filter(state=ObjectionState.WAITING).values("work"))
        ready = Q(state=S.ELIGIBLE, campaign__state=CampaignState.REVIEWING)
        return unscored | ready | is_due(S.NOTICED) | (Q(state=S.NOTICED) & objected)

    def listed(self, rows: Any) -> Any:
        kept = Q(scores__struck_because="")
        return rows.annotate(mean=Avg("scores__score", filter=kept), given=Count("scores", filter=kept))

    def page_more(self, user: Any, row: Any) -> dict[str, Any]:
        return {
            "objections": list(row.objections.select_related("settled_by")[: objections.MOST]),
            "has_form": not row.campaign.is_personal,
        }


def _scored_by(user: Any) -> Any:
    return NominationScore.objects.filter(created_by=user.pk, struck_because="").values("work")


NOMINATIONS = Nominations()
