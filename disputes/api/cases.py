"""/api/v1/cases/: cases under the rules of their pages. A supervisor reads headers and clocks (C1b)."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict

from core.accounts.models import User
from core.api.resources import Copy, Extra, Resource
from core.api.sent import refuse_invalid, refuse_unknown
from core.api.shapes import TEXT, Schema, form_schema
from core.errors import NotAllowed, RuleBroken
from core.files.actions import attach_photo
from core.ui.fields import read_sent
from disputes import policies
from disputes.actions import draft_dispute, register
from disputes.choices import Danger
from disputes.engine import KIND
from disputes.exchange import exchange_of
from disputes.forms.filters import FilterForm
from disputes.forms.intake import CALLS, CheckForm, IntakeForm, PartyForm, PartyRows
from disputes.models import Dispute
from disputes.querysets import CASE_ROLES
from disputes.views.acts import CASE_ACTS
from grids.choices import Role
from grids.scope import Scope


class TellCheckForm(IntakeForm, CheckForm):
    """The two pages of the desk as one: what was told, and the grade."""

    called = forms.BooleanField(label="已经报警或打了急救电话", required=False)


class CaseOpening:
    """Telling, checking and numbering a case in one request, by the forms and actions of the desk."""

    label = "登记案件"
    files = True

    def schema(self, *, files: bool) -> Schema:
        return form_schema(TellCheckForm, files=files, party=PartyForm)

    def describe(self, user: User, now: datetime) -> forms.BaseForm:
        self._may(user)
        return TellCheckForm(user=user)

    def create(self, user: User, data: QueryDict, files: Any, now: datetime) -> Dispute:
        self._may(user)
        form, numbers = read_sent(data, lambda sent: TellCheckForm(sent, files, user=user))
        parties = PartyRows(data)
        refuse_unknown(data, form, rows=("party",))
        parties.is_valid()
        refuse_invalid(form, numbers, *parties)
        self._refuse_danger(form)
        return self._log(form, parties, user)

    def _may(self, user: User) -> None:
        if not Scope.of(user).roles & (CASE_ROLES - {Role.SUPERVISOR}):
            raise NotAllowed("role", "你的岗位不登记案件。请告诉所在社区，由社区登记")

    def _refuse_danger(self, form: TellCheckForm) -> None:
        """Where somebody is in danger the call comes before the form, also when a program fills it in."""
        danger = form.cleaned_data["danger"]
        if danger and not form.cleaned_data["called"]:
            calls = "、".join(f"{number}（{who}）" for number, who in CALLS[danger].calls)
            words = f"{Danger(danger).label}：{CALLS[danger].words}{calls}。打过以后 called 写 true 再发"
            raise RuleBroken("call_first", words, field="called")

    def _log(self, form: TellCheckForm, parties: PartyRows, user: User) -> Dispute:
        own = {"severity", "severity_reason", "photos", "called"}
        said = form.cleaned_data
        form.cleaned_data = {name: value for name, value in said.items() if name not in own}
        with transaction.atomic():
            draft = draft_dispute(form.intake(parties), actor=user)
            case = register(
                draft, actor=user, severity=said["severity"], severity_reason=said["severity_reason"]
            )
            for upload in said["photos"]:
                attach_photo(upload, subject_kind=KIND, subject_id=case.pk, actor=user, purpose="intake")
        return case


def _parties(user: Any, case: Dispute) -> list[dict[str, Any]] | None:
    """As the page shows them: the number covered. Uncovering asks for a reason and is no matter of programs."""
    if not policies.sees_content(user, case):
        return None
    return [
        {
            "id": one.pk,
            "role": one.role,
            "name": one.name,
            "is_organisation": one.is_organisation,
            "phone": one.masked_phone,
        }
        for one in case.parties.all()
    ]


def _events(resource: Resource, case: Dispute) -> Any:
    return case.events.all()


def _closed(user: Any) -> str:
    return "" if Scope.of(user).roles & CASE_ROLES else "你的岗位不办案件"


_PARTY: Schema = {
    "type": "object",
    "required": ["id", "role", "name", "is_organisation", "phone"],
    "properties": {
        "id": {"type": "integer"},
        "role": TEXT,
        "name": TEXT,
        "is_organisation": {"type": "boolean"},
        "phone": TEXT,
    },
}
_TEXTS = (
    "事件编号", "事件名称", "发生日期", "发生地点", "事件规模", "事件类别", "事件简述", "涉及单位", "化解时限",
    "化解方式", "化解组织", "化解责任人姓名", "化解责任人联系方式", "化解是否成功", "化解情况", "考评日期", "考评意见",
)  # fmt: skip
_EXCHANGE: Schema = {
    "type": "object",
    "required": [*_TEXTS, "涉及人数", "主要当事人"],
    "properties": {
        **dict.fromkeys(_TEXTS, TEXT),
        "涉及人数": {"type": "integer"},
        "主要当事人": {"type": "array", "items": {"type": "object", "additionalProperties": TEXT}},
    },
}
CASE_RESOURCE = Resource(
    name="cases",
    label="案件",
    model=Dispute,
    rows=lambda: Dispute.objects,
    fields=(
        "no", "official_no", "cause", "source", "state", "tier", "severity", "alert", "confidentiality",
        "community", "grid", "holder", "due_at", "registered_at", "accepted_at", "closed_at", "result",
        "last_act", "last_act_at", "version",
    ),
    content=(
        "title", "source_ref", "place", "place_detail", "occurred_on", "summary", "demands", "people_involved",
        "households_involved", "amount_claimed", "active_track", "committee", "mediator", "satisfaction",
    ),
    reads=policies.sees_content,
    reads_listed=policies.sees_content_by_post,
    acts=CASE_ACTS,
    events=_events,
    opens=_closed,
    filter=FilterForm,
    new=CaseOpening(),
    copies={"exchange": Copy("矛盾纠纷信息交换（GB/T 31000）", _EXCHANGE, exchange_of)},
    related=("place__parent",),
    extras={"parties": Extra({"type": ["array", "null"], "items": _PARTY}, _parties)},
)  # fmt: skip
