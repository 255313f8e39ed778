"""The review of a decision: seven answers, a level that follows from them, a conclusion that follows from the level (J9)."""

from typing import Any, ClassVar

from django.db.models import Q

from civics.choices_services import CONCLUSION_OF, ReviewState, Risk
from civics.models.risk import QUESTIONS, DecisionRiskReview
from core.errors import RuleBroken
from core.flow.engine import Step
from grids.choices import Role
from grids.scope import Scope
from grids.works.room import WHO_WORDS, Act, Room, Tell, Who, keeper, table_of

S = ReviewState
LEAD = "street_lead"
_ASKED = ("name", "community", "scope", "about", "consulted")


def _level(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    """The highest answer is the level of the whole."""
    worst = max(getattr(s.subject, name) for name in QUESTIONS)
    s.set(level=worst)
    return f"评为{Risk(worst).label}"


def _conclude(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    """What the level means; a stricter level may be set with the decision, a milder one may not."""
    found = max(getattr(s.subject, name) for name in QUESTIONS)
    if s.subject.level < found:
        raise RuleBroken("milder", f"七项里有「{Risk(found).label}」，等级不能往低里定", field="level")
    conclusion = CONCLUSION_OF[s.subject.level]
    s.set(conclusion=conclusion)
    return f"{s.subject.get_conclusion_display()}。{said.get('note') or ''}"


def _again(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    s.set(level=None, conclusion="", **dict.fromkeys(QUESTIONS))
    return str(said["note"])


class Reviews(Room):
    """社会风险评估."""

    kind, model, states, noun = "risk_review", DecisionRiskReview, ReviewState, "这次评估"
    label, lede = (
        "风险评估",
        "重大决策、项目实施前问七个问题。高风险不实施，中风险调整后再实施，低风险可以实施。只评事，不评人",
    )
    name_label = "决策或项目"
    acts = (
        Act(keeper("register", "提请评估", (), "J9", to=S.DRAFT), asks=_ASKED),
        Act(
            keeper("edit", "修改", {S.DRAFT}, "J9"), asks=tuple(one for one in _ASKED if one != "community"),
        ),
        Act(
            keeper("assess", "评估", {S.DRAFT}, "J9", to=S.ASSESSED, needs=("consulted", *QUESTIONS, "findings"), tells=(Tell.STREET,)),
            asks=("consulted", *QUESTIONS, "findings"),
            intro="每一项按风险大小选。最高的一项就是整件事的等级。",
            carry=_level,
        ),
        Act(
            keeper("conclude", "下结论", {S.ASSESSED}, "J9", to=S.DECIDED, who=(LEAD,), needs=("level",), tells=(Tell.COMMUNITY,)),
            asks=("level",), note="意见", intro="可以往高里定，不能往低里定。", carry=_conclude,
        ),
        Act(
            keeper("adjust", "调整方案，重新评估", {S.ASSESSED, S.DECIDED}, "J9", to=S.DRAFT, needs=("note",)),
            note="方案怎么调整", carry=_again,
        ),
        Act(
            keeper("file", "备案", {S.DECIDED}, "J9", to=S.FILED, who=(Who.STREET,), needs=("filed_on", "file_no")),
            asks=("filed_on", "file_no"),
        ),
        Act(
            keeper("withdraw", "撤回", {S.DRAFT, S.ASSESSED}, "J9", to=S.WITHDRAWN, needs=("note",)), note="为什么撤回",
        ),
    )  # fmt: skip
    table = table_of(acts)
    who_words: ClassVar[dict[str, str]] = {**WHO_WORDS, LEAD: "街道分管领导"}
    columns = ("community", "scope", "level", "conclusion", "state")
    facts = (
        "community",
        "scope",
        "about",
        "consulted",
        *QUESTIONS,
        "findings",
        "level",
        "conclusion",
        "filed_on",
        "file_no",
    )
    filters = ("level", "conclusion")
    search = ("name", "scope", "about")
    next_acts = {S.DRAFT: ("assess",), S.ASSESSED: ("conclude",), S.DECIDED: ("file",)}

    def sides(self, user: Any, subject: Any) -> set[str]:
        found = super().sides(user, subject)
        return found | {LEAD} if Role.STREET_LEAD in Scope.of(user).street_roles else found

    def mine(self, user: Any) -> Q:
        """The leader's to conclude; the street's to file."""
        roles = Scope.of(user).street_roles
        waits = Q(pk__in=[])
        if Role.STREET_LEAD in roles:
            waits |= Q(state=S.ASSESSED)
        if roles & {Role.CENTRE_MANAGER, Role.MEETING_SECRETARY}:
            waits |= Q(state=S.DECIDED)
        return waits


REVIEWS = Reviews()
