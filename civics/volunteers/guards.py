"""What must hold before an act: the missing thing in plain words, or ""."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from civics.models import Volunteer, VolunteerActivity
from civics.volunteers.choices import NoteKind, RecordState, VolunteerState


def has_notes(one: Volunteer, now: datetime) -> str:
    return "" if one.notes.filter(struck_because="").exists() else "还没有培训、荣誉记录"


def danger_is_met(one: VolunteerActivity, now: datetime) -> str:
    """条例 arts. 16-17."""
    if one.is_danger and not (one.is_trained and one.is_insured):
        return "有危险的任务，要先安排培训并投保险，「修改」里勾选后再发布"
    return ""


def lies_ahead(one: VolunteerActivity, now: datetime) -> str:
    return "" if one.starts_at > now else "开始时间已经过了，请「修改」成以后的时间"


def has_places(one: VolunteerActivity, now: datetime) -> str:
    left = one.places - one.records.coming().count()
    return "" if left > 0 else f"{one.places}个名额已经报满"


def somebody_comes(one: VolunteerActivity, now: datetime) -> str:
    return "" if one.records.coming().exists() else "还没有人报名。可以先「报名」补登，或「取消活动」"


GUARDS: dict[str, Callable[[Any, datetime], str]] = {
    one.__name__: one for one in (has_notes, danger_is_met, lies_ahead, has_places, somebody_comes)
}


def why_not_fit(volunteer: Volunteer, activity: VolunteerActivity, now: datetime) -> str:
    """Why the volunteer may not take part: the task must suit age and ability (条例 art. 15)."""
    if volunteer.state != VolunteerState.ACTIVE:
        return f"{volunteer.no}现在是「{volunteer.get_state_display()}」，在册的志愿者才能报名"
    # By the year alone: somebody may be let in some months early, nobody is kept out late.
    if timezone.localdate(now).year - volunteer.birth_year < activity.min_age:
        return f"这次活动要满{activity.min_age}岁"
    trained = volunteer.notes.filter(kind=NoteKind.TRAINING, struck_because="").exists()
    if activity.is_danger and not trained:
        return "这次活动有危险，要先参加培训并记到志愿者档案里"
    if volunteer.records.filter(activity=activity).exclude(state=RecordState.WITHDRAWN).exists():
        return "已经报过名了"
    return ""
