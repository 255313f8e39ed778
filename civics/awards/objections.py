"""What people object while a candidate hangs, and what the street finds: upheld, the candidacy is over (J15)."""

from datetime import datetime
from typing import Any

from django import forms

from civics.awards.choices import NominationState, ObjectionState
from core.errors import RuleBroken
from core.flow.checks import need
from core.flow.engine import Step
from core.flow.table import CITIZEN
from core.privacy import mask_numbers
from core.text import CleanTextArea
from core.ui.words import local_date
from grids.works.room import Act, Room, Tell, Who, keeper

S = NominationState
TEXT_MAX, FINDING_MAX, MOST = 300, 500, 60


def _objection_field(room: Room, row: Any, user: Any) -> dict[str, Any]:
    waiting = row.objections.filter(state=ObjectionState.WAITING)[:MOST] if row.pk else ()
    choices = [(str(one.pk), one.text[:80]) for one in waiting]
    return {
        "objection": forms.ChoiceField(label="哪一条异议", choices=choices),
        "finding": CleanTextArea(
            label="核查情况", max_length=FINDING_MAX, widget=forms.Textarea({"rows": 4}),
            help_text="问了谁、看了什么、结论是什么",
        ),
    }  # fmt: skip


def _text_field(room: Room, row: Any, user: Any) -> dict[str, Any]:
    return {"text": CleanTextArea(label="异议内容", max_length=TEXT_MAX, widget=forms.Textarea({"rows": 4}))}


def _object(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    text = mask_numbers((said.get("text") or "").strip())
    need(text, "text", "请写有什么异议")
    if len(text) > TEXT_MAX:
        raise RuleBroken("long", f"最多{TEXT_MAX}个字，请写短一些", field="text")
    s.subject.objections.create(text=text, said_at=s.now, is_demo=s.subject.is_demo)
    return ""


def _settle(state: ObjectionState) -> Any:
    def carry(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
        chosen = str(said.get("objection") or "")
        rows = s.subject.objections.filter(state=ObjectionState.WAITING)
        found = rows.filter(pk=int(chosen) if chosen.isdecimal() else 0).first()
        if found is None:
            raise RuleBroken("missing", "请选哪一条异议", field="objection")
        finding = mask_numbers(said.get("finding") or "")
        need(finding, "finding", "请写核查情况")
        found.state, found.finding, found.settled_by, found.settled_at = state, finding, s.actor, s.now
        found.save(update_fields=["state", "finding", "settled_by", "settled_at"])
        return f"{local_date(found.said_at)}的异议{state.label}"

    return carry


def objection_waits(row: Any, now: datetime) -> str:
    return "" if row.objections.filter(state=ObjectionState.WAITING).exists() else "没有待核查的异议"


def no_objection_waits(row: Any, now: datetime) -> str:
    left = row.objections.filter(state=ObjectionState.WAITING).count()
    return f"还有{left}条异议没有核查，先核查" if left else ""


GUARDS = {"objection_waits": objection_waits, "no_objection_waits": no_objection_waits}
_SETTLED: dict[str, Any] = {
    "who": (Who.STREET,),
    "guards": ("objection_waits",),
    "needs": ("objection", "finding"),
}
ACTS = (
    Act(
        keeper("object", "提异议", {S.NOTICED}, "J15", who=(CITIZEN,), needs=("text",), tells=(Tell.STREET,), is_talk=True,
            note="公开页面上提的，不公开"),
        carry=_object,
    ),
    Act(
        keeper("take_objection", "登记异议", {S.NOTICED}, "J15", needs=("text",), tells=(Tell.STREET,), is_talk=True),
        intro="来电、来访提的异议。不写提的人是谁。",
        fields=_text_field,
        carry=_object,
    ),
    Act(
        keeper("dismiss", "异议不成立", {S.NOTICED}, "J15", tells=(Tell.COMMUNITY,), **_SETTLED),
        fields=_objection_field,
        carry=_settle(ObjectionState.DISMISSED),
    ),
    Act(
        keeper("uphold", "异议成立", {S.NOTICED}, "J15", to=S.UPHELD, tells=(Tell.COMMUNITY,), clocks=("cancel:*",), **_SETTLED),
        intro="异议成立，取消这个候选的资格。",
        fields=_objection_field,
        carry=_settle(ObjectionState.UPHELD),
    ),
)  # fmt: skip
