"""Forms of topics: a new one with what it comes of, the acts, and the quick record of a sitting."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from core.flow.forms import ActForm
from core.text import CleanCharField
from core.ui.fields import sensible_dates
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import Checks, ChipRadios, DateInput, Radios
from disputes.whistles.forms.base import words
from partybuilding.choices import AHEAD, WAITING_TOPICS, DecidedBy, Outcome
from partybuilding.meetings.actions.topics import Draft
from partybuilding.meetings.facts import facts
from partybuilding.meetings.origins import Source
from partybuilding.models import JointMeeting, MeetingDecision, MeetingTopic, PartyJointBody

_TITLE = {
    "label": "议题",
    "max_length": 60,
    "help_text": "比如：白马公寓北门主干道装路灯。别写人名、门牌、电话",
}
_LATE = {
    "label": "为什么这么急",
    "max_length": 200,
    "required": False,
    "help_text": "会前不到10天才提出、又要上最近一次会的，写在这里；不急的不写，上下一次会",
}


class TopicForm(UiForm):
    """/meetings/topics/new/."""

    body = forms.TypedChoiceField(label="提请哪个会", coerce=int, widget=ChipRadios)
    sources = forms.MultipleChoiceField(
        label="来自哪些事",
        widget=Checks,
        required=False,
        error_messages={"invalid_choice": "有一件你看不到，或者已经不在了，请重新选"},
    )
    title = CleanCharField(**_TITLE)
    problem = words("是什么问题", 500, help_text="多少户受影响、报过哪里、卡在哪一步")
    asked = words("请会议定什么", 200, help_text="比如：由谁牵头、什么时候前做完、钱从哪里来")
    late_reason = CleanCharField(**_LATE)

    def __init__(
        self, *args: Any, bodies: Sequence[PartyJointBody], offered: Sequence[Source], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {one.pk: one for one in bodies}
        self.offered = {one.key: one for one in offered}
        set_choices(self, "body", [(str(one.pk), one.name) for one in bodies])
        if len(bodies) == 1:
            self.initial["body"] = str(bodies[0].pk)
        set_choices(self, "sources", [(one.key, one.words) for one in offered])

    def told(self) -> Draft:
        """What the action takes."""
        said = self.cleaned_data
        return Draft(
            body=self.bodies[said["body"]],
            title=said["title"],
            problem=said["problem"],
            asked=said["asked"],
            late_reason=said["late_reason"],
            sources=tuple(self.offered[key] for key in said["sources"]),
        )


class TopicActForm(ActForm[MeetingTopic]):
    """Base of the acts on a topic."""


class ReviseForm(TopicActForm):
    submit = "保存"
    title = CleanCharField(**_TITLE)
    problem = words("是什么问题", 500)
    asked = words("请会议定什么", 200)
    late_reason = CleanCharField(**_LATE)

    @classmethod
    def first_values(cls, row: MeetingTopic, now: datetime) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ("title", "problem", "asked", "late_reason")}


class AcceptForm(TopicActForm):
    submit = "采纳"
    text = CleanCharField(label="说一句", max_length=200, required=False)


class ReasonForm(TopicActForm):
    reason = words("原因")


class DeclineForm(ReasonForm):
    submit = "不采纳"
    reason = words("为什么不上会", help_text="提出的人会看到。能走别的路的写清走哪条")


class MergeForm(TopicActForm):
    submit = "并入"
    intro = "这个议题的来源会转到那个议题上。"
    main = forms.TypedChoiceField(label="并入哪个", coerce=int, widget=Radios)

    def prepare(self) -> None:
        rows = MeetingTopic.objects.filter(body=self.row.body_id, state__in=WAITING_TOPICS).exclude(
            pk=self.row.pk
        )
        known = [(str(one.pk), f"{one.title}（{one.proposed_by}）") for one in rows.order_by("-pk")[:20]]
        set_choices(self, "main", known)


class ScheduleForm(TopicActForm):
    submit = "列入议程"
    meeting = forms.ChoiceField(label="哪次会", widget=Radios)
    late_reason = CleanCharField(
        label="为什么急", max_length=200, required=False, help_text="会前不到10天才提出的写"
    )

    @classmethod
    def first_values(cls, row: MeetingTopic, now: datetime) -> dict[str, Any]:
        return {"late_reason": row.late_reason}

    def prepare(self) -> None:
        rows = JointMeeting.objects.filter(body=self.row.body_id, state__in=AHEAD).select_related("body")
        self.known = {str(one.pk): one for one in rows.order_by("year", "period", "pk")[:7]}
        set_choices(self, "meeting", [(pk, _meeting_words(one)) for pk, one in self.known.items()])
        if not self.is_bound and self.known:
            self.initial["meeting"] = next(iter(self.known))

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return said | {"meeting": self.known[said["meeting"]]}


def _meeting_words(meeting: JointMeeting) -> str:
    day = meeting.held_on
    return f"{meeting}（{f'{day:%Y-%m-%d}' if day else '还没有定日期'}）"


class DiscussForm(TopicActForm):
    submit = "记下"
    text = words("讨论情况", 1000, help_text="写意见和理由，进纪要")

    @classmethod
    def first_values(cls, row: MeetingTopic, now: datetime) -> dict[str, Any]:
        item = row.items.filter(meeting=row.meeting_id).first()
        return {"text": item.text if item else ""}


def units_field() -> CleanCharField:
    return CleanCharField(
        label="责任单位",
        max_length=100,
        required=False,
        help_text="比如：住建牵头，自然资源配合",
        widget=forms.TextInput(attrs={"list": "member-units", "autocomplete": "off"}),
    )


def due_field() -> forms.DateField:
    return forms.DateField(label="完成期限", widget=DateInput, required=False)


def votes(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=99, required=False)


class DecisionFields(TopicActForm):
    """What a decision says."""

    text = words("议定什么", 300)
    units = units_field()
    due_on = due_field()
    standard = CleanCharField(
        label="完成标准", max_length=100, required=False, help_text="比如：路灯全部亮，夜里看过"
    )


class ResolveForm(DecisionFields):
    submit = "记下"
    way = forms.ChoiceField(
        label="怎么定的", choices=DecidedBy.choices, widget=ChipRadios, initial=DecidedBy.CONSENSUS
    )
    votes_for = votes("同意")
    votes_against = votes("反对")
    votes_abstain = votes("弃权")

    def prepare(self) -> None:
        if self.row.meeting is not None:
            known = facts(self.row.meeting)
            self.intro = f"到会{known.present}家。表决的，同意要过半数：{known.present // 2 + 1}票。"


class CorrectForm(DecisionFields):
    submit = "更正"
    decision = forms.TypedChoiceField(label="更正哪一项", coerce=int, widget=Radios)
    reason = CleanCharField(label="为什么更正", max_length=200)
    field_order = ("decision", "text", "units", "due_on", "standard", "reason")

    def prepare(self) -> None:
        known = list(self.row.decisions.filter(meeting=self.row.meeting_id))
        set_choices(self, "decision", [(str(one.pk), f"{one.number}. {one.text}") for one in known])
        if known and not self.is_bound:
            first: MeetingDecision = known[0]
            self.initial["decision"] = str(first.pk)
            self.initial.update(
                {name: getattr(first, name) for name in ("text", "units", "due_on", "standard")}
            )


class DeferForm(ReasonForm):
    submit = "下次再议"
    reason = words("为什么", help_text="比如：资金没有落实，等财政答复")


class HandOnForm(ReasonForm):
    submit = "转交"
    handed_to = CleanCharField(label="转给谁", max_length=60, help_text="比如：市住房和城乡建设局")


class NoteForm(TopicActForm):
    submit = "记下"
    text = words("内容", 500)


class RecordForm(TopicActForm):
    """The quick record on the wall: one choice, one line, save."""

    outcome = forms.ChoiceField(
        label="结果", choices=Outcome.choices, widget=ChipRadios, initial=Outcome.RESOLVED
    )
    text = words("议定什么；再议、转交的写原因", 300)
    units = units_field()
    due_on = due_field()
    way = forms.ChoiceField(
        label="怎么定的", choices=DecidedBy.choices, widget=ChipRadios, initial=DecidedBy.CONSENSUS
    )
    votes_for = votes("同意")
    votes_against = votes("反对")
    votes_abstain = votes("弃权")

    def prepare(self) -> None:
        sensible_dates(self)
        self.fields["units"].help_text = "转交的写转给谁"

    def act(self) -> tuple[str, dict[str, Any]]:
        """Which act of the table it is, and its arguments."""
        said = self.arguments()
        outcome, text = said.pop("outcome"), said["text"]
        if outcome == Outcome.RESOLVED:
            return "resolve", said
        if outcome == Outcome.DEFERRED:
            return "defer", {"reason": text}
        return "hand_on", {"handed_to": said["units"], "reason": text}


FORMS: dict[str, type[TopicActForm]] = {
    "accept": AcceptForm,
    "correct": CorrectForm,
    "decline": DeclineForm,
    "defer": DeferForm,
    "discuss": DiscussForm,
    "hand_on": HandOnForm,
    "merge": MergeForm,
    "note": NoteForm,
    "resolve": ResolveForm,
    "revise": ReviseForm,
    "schedule": ScheduleForm,
    "unschedule": ReasonForm,
}
