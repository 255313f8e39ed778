"""Words of residents below a public page: said without an account, then shown, answered or kept back by the community."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q

from civics.talks.choices import WordState
from core.errors import RuleBroken
from core.flow.checks import need
from core.flow.engine import Step
from core.flow.table import CITIZEN
from core.privacy import mask_numbers
from core.text import CleanTextArea
from core.ui.words import local_date
from grids.works.room import Act, Room, Tell, keeper

MOST = 60
TEXT_MAX, REPLY_MAX = 300, 500


def say_act(act: str, label: str, states: Iterable[str], clause: str) -> Act:
    """A resident writes; numbers of people in it are masked before anybody reads them."""
    row = keeper(
        act, label, states, clause, who=(CITIZEN,), needs=("text",), tells=(Tell.COMMUNITY,), is_talk=True,
        note="公开页面上写的，审核后才公开",
    )  # fmt: skip
    return Act(row, carry=_say)


def moderating(states: Iterable[str], clause: str, *, shows: str, answers: bool) -> tuple[Act, Act]:
    """Showing one with a reply, and keeping one back. `answers` when none is shown without a reply."""
    states = tuple(states)
    needs = ("word", "reply") if answers else ("word",)
    show = keeper("show", shows, states, clause, needs=needs, guards=("word_waits",), is_talk=True)
    hide = keeper("hide", "不公开一条", states, clause, needs=("word", "note"), guards=("word_waits",))
    return (
        Act(show, fields=_show_fields if answers else _talk_fields, carry=_show),
        Act(
            hide,
            note="为什么不公开",
            intro="骂人的、说别人隐私的、和这件事无关的，可以不公开。提批评意见的要公开。",
            fields=_word_field,
            carry=_hide,
        ),
    )


def word_waits(row: Any, now: datetime) -> str:
    return "" if row.words.filter(state=WordState.WAITING).exists() else "没有待审核的"


def all_settled(row: Any) -> str:
    waiting = row.words.filter(state=WordState.WAITING).count()
    return f"还有{waiting}条没有答复，先答复" if waiting else ""


GUARDS = {"word_waits": word_waits}


def has_waiting(model: Any) -> Q:
    """Rows below which something waits to be read: by the index of the words that wait."""
    words = model._meta.get_field("words").related_model
    return Q(pk__in=words._default_manager.filter(state=WordState.WAITING).values("work"))


def _word_field(room: Room, row: Any, user: Any) -> dict[str, Any]:
    waiting = row.words.filter(state=WordState.WAITING)[:MOST] if row.pk else ()
    return {
        "word": forms.ChoiceField(label="哪一条", choices=[(str(one.pk), one.text[:80]) for one in waiting])
    }


def _reply_field(*, required: bool) -> CleanTextArea:
    return CleanTextArea(
        label="答复", max_length=REPLY_MAX, required=required, widget=forms.Textarea({"rows": 4}),
        help_text="和原话一起公开",
    )  # fmt: skip


def _show_fields(room: Room, row: Any, user: Any) -> dict[str, Any]:
    return {**_word_field(room, row, user), "reply": _reply_field(required=True)}


def _talk_fields(room: Room, row: Any, user: Any) -> dict[str, Any]:
    return {**_word_field(room, row, user), "reply": _reply_field(required=False)}


def _say(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    text = mask_numbers((said.get("text") or "").strip())
    need(text, "text", "请写您想说的话")
    if len(text) > TEXT_MAX:
        raise RuleBroken("long", f"最多{TEXT_MAX}个字，请写短一些", field="text")
    s.subject.words.create(text=text, said_at=s.now, is_demo=s.subject.is_demo)
    return ""


def _settle(s: Step[Any], said: dict[str, Any], **told: Any) -> str:
    """One that still waits gets its answer; what it says stays out of the timeline."""
    chosen = str(said.get("word") or "")
    word = s.subject.words.filter(
        pk=int(chosen) if chosen.isdecimal() else 0, state=WordState.WAITING
    ).first()
    if word is None:
        raise RuleBroken("missing", "请选哪一条", field="word")
    for name, value in {"settled_by": s.actor, "settled_at": s.now, **told}.items():
        setattr(word, name, value)
    word.save(update_fields=["settled_by", "settled_at", *told])
    return f"{local_date(word.said_at)}的一条"


def _show(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    reply = mask_numbers(said.get("reply") or "")
    if "reply" in s.row.needs:
        need(reply, "reply", "请写答复")
    return _settle(s, said, state=WordState.SHOWN, reply=reply)


def _hide(room: Room, s: Step[Any], said: dict[str, Any]) -> str:
    return f"{_settle(s, said, state=WordState.HIDDEN, hidden_because=said['note'][:200])}：{said['note']}"
