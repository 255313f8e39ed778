"""The forms of one record (domain.md L22, L23), set for one printing with watermark and printer's name, and not kept.

The house keeps no copy: what is kept would have to be erased with the record, and a kept paper cannot be changed. There is
no form of several people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from core.accounts.models import User
from core.errors import RuleBroken
from core.papers import facts as told
from core.papers.actions.printing import set_once, stamp_words
from core.papers.kinds import KINDS
from core.papers.models import PaperFile
from specialgroups.choices import Cycle, EnrollmentState
from specialgroups.models import SupportEnrollment

WATERMARK = "仅限本次使用"
S = EnrollmentState
Answers = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """One form that may be printed now."""

    code: str
    name: str


def forms_of(row: SupportEnrollment) -> list[Form]:
    """Those whose facts are there."""
    wanted = {
        "L22-notice": row.state != S.ENDED,
        "L22-plan": row.state in (S.ACTIVE, S.PAUSED) and bool(row.needs),
        "L22-contact": row.contacts.exists(),
        "L22-referral": row.referrals.exists(),
        "L23": row.terms.has_agreement and row.state == S.ACTIVE,
        "L22-end": bool(row.end_reason) and row.state in (S.ENDING, S.ENDED),
    }
    return [Form(code, KINDS[code].name) for code, is_wanted in wanted.items() if is_wanted]


def pdf_of(row: SupportEnrollment, code: str, *, actor: User, now: datetime) -> bytes:
    """The form as a PDF. Whoever hands it out has committed the look first. Refuses what misses a fact."""
    kind = KINDS[code]
    gathered = told.gather(kind, {**_common(row), **_ANSWERS[code](row)})
    if gathered.missing:
        names = "、".join(one.label for one in gathered.missing)
        raise RuleBroken("missing", f"还缺：{names}")
    words = stamp_words(row.no, actor, now)
    return set_once(kind, gathered.values, PaperFile.Format.PDF, words=words, now=now, watermark=WATERMARK)


def _common(row: SupportEnrollment) -> Answers:
    return {
        "name": row.open_sealed("name"),
        "no": row.no,
        "lead": row.lead_worker.display_name if row.lead_worker else "",
        "office_phone": settings.OFFICE_PHONE,
        "help": "、".join(row.need_words) or "按本人需要",
        "start": row.start_on,
        "due_end": row.due_end_on,
        "basis": row.terms.basis,
        "purpose": row.terms.purpose,
    }


def _plan(row: SupportEnrollment) -> Answers:
    words = row.open_sealed("plan")
    return {"cycle": Cycle(row.cycle).label, "next_on": row.next_contact_on, "words": words}


def _contact(row: SupportEnrollment) -> Answers:
    last = row.contacts.select_related("worker").first()
    if last is None:
        return {}
    return {
        "on": last.on,
        "mode": last.get_mode_display(),
        "outcome": last.get_outcome_display(),
        "needs": "、".join(last.need_words),
        "helped": "、".join(last.help_words),
        "words": last.open_sealed("words"),
        "next_on": last.next_on,
        "worker": last.worker.display_name,
    }


def _referral(row: SupportEnrollment) -> Answers:
    last = row.referrals.select_related("department").first()
    if last is None:
        return {}
    return {
        "unit": last.department.name,
        "need": last.get_need_display(),
        "sent_on": last.sent_on,
        "phone": row.open_sealed("phone"),
    }


def _notice(row: SupportEnrollment) -> Answers:
    return {"kept": "结束后180天"}


def _end(row: SupportEnrollment) -> Answers:
    return {"ended_on": row.ended_on, "reason": row.get_end_reason_display(), "until": row.retention_until}


def _agreement(row: SupportEnrollment) -> Answers:
    return {"document": row.open_sealed("document")}


_ANSWERS: dict[str, Callable[[SupportEnrollment], Answers]] = {
    "L22-plan": _plan,
    "L22-contact": _contact,
    "L22-referral": _referral,
    "L22-notice": _notice,
    "L22-end": _end,
    "L23": _agreement,
}
