"""Forms of the acts of a meeting; every act of ACTIONS has one."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from core.clocks.words import day_zh
from core.flow.forms import ActForm
from core.text import CleanCharField, CleanTextArea
from core.ui.fields import sensible_dates
from core.ui.forms import UiForm, set_choices
from core.ui.widgets import Checks, ChipRadios, DateInput, LocalDateTimeInput
from disputes.whistles.forms.base import words
from grids.scope import Scope
from partybuilding.choices import WAITING_TOPICS, Presence, TopicState
from partybuilding.meetings import limits, policies, telling
from partybuilding.meetings.actions.dates import find_day, usual_moment
from partybuilding.meetings.actions.topics import is_late, last_day_for_topics
from partybuilding.meetings.facts import facts
from partybuilding.models import JointMeeting, MeetingTopic, PartyJointBody


class MeetingForm(ActForm[JointMeeting]):
    """Base of the acts on a meeting."""


def moment_field(label: str = "什么时候开") -> forms.DateTimeField:
    return forms.DateTimeField(label=label, widget=LocalDateTimeInput)


def place_field() -> CleanCharField:
    return CleanCharField(label="地点", max_length=60, required=False)


class ProposeDateForm(MeetingForm):
    """The day that was found, to be taken or changed."""

    submit = "定这一天"
    held_at = moment_field()
    place = place_field()

    @classmethod
    def first_values(cls, row: JointMeeting, now: datetime) -> dict[str, Any]:
        return {"place": row.place or row.body.place}

    def prepare(self) -> None:
        if self.is_bound:
            return
        found = find_day(self.row, self.now)
        self.intro = found.words
        self.initial["held_at"] = timezone.localtime(usual_moment(self.row, found))


class ChangeDateForm(MeetingForm):
    submit = "改日期"
    held_at = moment_field()
    place = place_field()
    reason = CleanCharField(label="为什么改", max_length=200, required=False)

    @classmethod
    def first_values(cls, row: JointMeeting, now: datetime) -> dict[str, Any]:
        return {"held_at": timezone.localtime(row.held_at) if row.held_at else None, "place": row.place}

    def prepare(self) -> None:
        if self.row.called_at is not None:
            self.intro = "已经发过通知，改了会再通知各成员单位。"
            self.fields["reason"].required = True


class CallForm(MeetingForm):
    submit = "发通知"
    text = CleanCharField(label="补充一句", max_length=200, required=False)

    def prepare(self) -> None:
        seats = facts(self.row).members
        self.intro = f"通知{len(seats)}家成员单位：{'、'.join(one.unit_name for one in seats)}。"


class ReasonForm(MeetingForm):
    reason = words("原因")


class CancelForm(ReasonForm):
    submit = "取消会议"
    is_final = True
    intro = "议程里的议题会退回待上会。本期仍要开会，可以另行召集临时会议。"


class AgendaForm(MeetingForm):
    """A number for each topic that comes up; none: not this time."""

    submit = "保存议程"
    intro = "第一项固定是听取上次议定事项落实情况。下面的议题写第几个，空着的这次不上会。"
    late_reason = CleanCharField(
        label="为什么急", max_length=200, required=False, help_text="有会前不到10天才提出的议题时写"
    )

    def prepare(self) -> None:
        rows = MeetingTopic.objects.filter(body=self.row.body_id).select_related("community")
        self.topics = [
            *(one.topic for one in facts(self.row).agenda),
            *rows.filter(state__in=WAITING_TOPICS - {TopicState.PROPOSED}).order_by("created_at", "pk"),
        ]
        last = last_day_for_topics(self.row)
        for at, topic in enumerate(self.topics, 1):
            late = "，会前不到10天提出" if is_late(topic, last) else ""
            self.fields[f"topic_{topic.pk}"] = forms.IntegerField(
                label=topic.title,
                min_value=1,
                max_value=99,
                required=False,
                initial=at,
                help_text=f"{topic.proposed_by}提出，{topic.get_state_display()}{late}",
                error_messages={"invalid": "请写数字，比如 1"},
            )
        self.order_fields([f"topic_{one.pk}" for one in self.topics])
        if not self.topics:
            self.intro = "还没有采纳的议题，这次只听取上次议定事项落实情况。"
            del self.fields["late_reason"]

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        numbered = [(said.get(f"topic_{one.pk}"), at, one.pk) for at, one in enumerate(self.topics)]
        ordered = sorted((number, at, pk) for number, at, pk in numbered if number)
        return {"topics": [pk for _, _, pk in ordered], "late_reason": said.get("late_reason", "")}


class PapersOutForm(MeetingForm):
    submit = "已送出"
    text = CleanCharField(label="送了哪些材料", max_length=200, required=False)
    reason = CleanCharField(label="为什么迟", max_length=200, required=False)

    def prepare(self) -> None:
        day = self.row.held_on
        last = limits.last_day(day, limits.PAPERS) if day else None
        if last is None or timezone.localdate(self.now) <= last:
            del self.fields["reason"]
            self.intro = "议程和材料会通知到各成员单位。"
        else:
            self.intro = f"应在{last:%Y-%m-%d}以前送出，已经迟了，写明原因。"
            self.fields["reason"].required = True


class SignInForm(MeetingForm):
    """Each seat: oneself, the deputy, on leave, not there."""

    submit = "保存签到"

    def prepare(self) -> None:
        known = facts(self.row)
        self.intro = f"应到{known.expected}家，到{known.quorum}家可以作决定。"
        for seat in known.seats:
            member = seat.member
            sits = f"委员 {member.official_title} {member.official_name}"
            stands_in = f"，代理 {member.deputy_title} {member.deputy_name}" if member.deputy_name else ""
            choices = [one for one in Presence.choices if one[0] != Presence.DEPUTY or member.deputy_name]
            self.fields[f"seat_{member.pk}"] = forms.ChoiceField(
                label=member.unit_name,
                choices=choices,
                widget=ChipRadios,
                required=False,
                initial=seat.signed.presence if seat.signed else "",
                help_text=f"{sits}{stands_in}",
            )

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {"seats": {int(name.removeprefix("seat_")): said[name] for name in said}}


class SignSelfForm(MeetingForm):
    submit = "签到"
    member = forms.TypedChoiceField(label="单位", coerce=int, widget=ChipRadios)
    presence = forms.ChoiceField(label="谁到会", widget=ChipRadios)

    def prepare(self) -> None:
        scope = Scope.of(self.user)
        mine = [
            one
            for one in facts(self.row).members
            if self.user.pk in (one.user_id, one.deputy_user_id) or one.department_id in scope.department_ids
        ]
        set_choices(self, "member", [(str(one.pk), one.unit_name) for one in mine])
        choices = [Presence.MEMBER, Presence.DEPUTY, Presence.LEAVE]
        set_choices(self, "presence", [(one.value, one.label) for one in choices])
        if mine:
            self.initial["member"] = str(mine[0].pk)


class OpenForm(MeetingForm):
    submit = "开会"
    chair_name = CleanCharField(label="主持人", max_length=25)
    observers = CleanCharField(
        label="列席", max_length=200, required=False, help_text="比如：铁北社区、物业公司"
    )
    as_talk = forms.BooleanField(label="记为谈话会，不作决定", required=False)

    def prepare(self) -> None:
        known = facts(self.row)
        self.intro = f"应到{known.expected}家，实到{known.present}家，到{known.quorum}家可以作决定。"
        if known.has_quorum:
            del self.fields["as_talk"]
        if not self.is_bound:
            chairs = sorted(telling.chairs(self.row.body), key=lambda one: one.pk)
            own = policies.chairs(Scope.of(self.user), self.row.body)
            self.initial["chair_name"] = (
                self.user.display_name if own else chairs[0].display_name if chairs else ""
            )
            self.initial["observers"] = self.row.observers


def next_meeting_words(meeting: JointMeeting) -> str:
    """The body's next regular meeting, as the minutes name it."""
    rows = JointMeeting.objects.filter(
        body=meeting.body_id, kind="regular", state__in=["slot", "proposed", "called"]
    )
    found = rows.exclude(pk=meeting.pk).select_related("body").order_by("year", "period").first()
    if found is None:
        return ""
    return f"{found.year}年{found.body.period_words(found.period)}"


class CloseForm(MeetingForm):
    submit = "散会"
    next_words = CleanCharField(label="下次会议", max_length=60, required=False)

    @classmethod
    def first_values(cls, row: JointMeeting, now: datetime) -> dict[str, Any]:
        return {"next_words": next_meeting_words(row)}

    def prepare(self) -> None:
        left = [one.topic.title for one in facts(self.row).agenda if not one.outcome]
        number = len(facts(self.row).decisions)
        self.intro = f"议定{number}项。" + (f"还没有议到的转下次：{'、'.join(left)}。" if left else "")


class DraftMinutesForm(MeetingForm):
    submit = "送签"
    intro = "纪要照会议记录生成，不用再录。送签前可以在文书页预览。"
    observers = CleanCharField(label="列席", max_length=200, required=False)
    next_words = CleanCharField(label="下次会议", max_length=60, required=False)
    sent_to = CleanCharField(label="发送", max_length=200, required=False)

    @classmethod
    def first_values(cls, row: JointMeeting, now: datetime) -> dict[str, Any]:
        return {
            "observers": row.observers,
            "next_words": row.next_words or next_meeting_words(row),
            "sent_to": row.sent_to or "各成员单位",
        }


class ReturnMinutesForm(ReasonForm):
    submit = "退回"
    reason = words("要改什么")


class SignMinutesForm(MeetingForm):
    submit = "签发"
    intro = "签发后由会议秘书印发。纪要全文在文书页。"
    text = CleanCharField(label="说一句", max_length=200, required=False)


def notice_words(meeting: JointMeeting) -> str:
    """What stands above the decisions of a notice."""
    day = f"于{day_zh(meeting.held_on)}召开" if meeting.held_on else "召开"
    return f"{meeting.body.name}{day}，议定以下事项，现予公示。"


class PostNoticeForm(MeetingForm):
    submit = "公示"
    intro = "在公开页面公示，不用登录就能看。不写人名、门牌和电话。"
    title = CleanCharField(label="标题", max_length=60)
    text = CleanTextArea(label="公示内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 6}))
    decisions = forms.TypedMultipleChoiceField(label="公示哪几项", coerce=int, widget=Checks)
    from_on = forms.DateField(label="从哪天起", widget=DateInput)
    to_on = forms.DateField(label="到哪天", widget=DateInput, help_text=f"不少于{limits.NOTICE_DAYS}天")

    @classmethod
    def first_values(cls, row: JointMeeting, now: datetime) -> dict[str, Any]:
        today = timezone.localdate(now)
        return {
            "title": f"{row}议定事项"[:60],
            "text": notice_words(row),
            "decisions": [one.pk for one in facts(row).decisions],
            "from_on": today,
            "to_on": today + timedelta(days=limits.NOTICE_DAYS),
        }

    def prepare(self) -> None:
        set_choices(
            self, "decisions", [(one.pk, f"{one.number}. {one.text}") for one in facts(self.row).decisions]
        )


class TakeDownForm(ReasonForm):
    submit = "撤下"
    is_final = True
    notice = forms.TypedChoiceField(label="哪一条", coerce=int)
    reason = words("为什么撤下")

    def prepare(self) -> None:
        hanging = [one for one in facts(self.row).notices if one.taken_down_at is None]
        set_choices(
            self, "notice", [(str(one.pk), f"{one.title}，到{one.to_on:%Y-%m-%d}") for one in hanging]
        )


class NoteForm(MeetingForm):
    submit = "记下"
    text = words("内容", 500)


class ExtraForm(UiForm):
    """/meetings/new/: a meeting beside the regular ones."""

    body = forms.TypedChoiceField(label="哪个组织", coerce=int, widget=ChipRadios)
    held_at = moment_field()
    place = place_field()
    reason = CleanCharField(label="为什么临时开会", max_length=200)

    def __init__(self, *args: Any, bodies: list[PartyJointBody], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "body", [(str(one.pk), one.name) for one in bodies])
        if len(bodies) == 1:
            self.initial["body"] = str(bodies[0].pk)
        sensible_dates(self)


FORMS: dict[str, type[MeetingForm]] = {
    "build_agenda": AgendaForm,
    "call": CallForm,
    "cancel": CancelForm,
    "change_date": ChangeDateForm,
    "close": CloseForm,
    "draft_minutes": DraftMinutesForm,
    "note": NoteForm,
    "open": OpenForm,
    "papers_out": PapersOutForm,
    "post_notice": PostNoticeForm,
    "propose_date": ProposeDateForm,
    "return_minutes": ReturnMinutesForm,
    "sign_in": SignInForm,
    "sign_minutes": SignMinutesForm,
    "sign_self": SignSelfForm,
    "take_down": TakeDownForm,
}
