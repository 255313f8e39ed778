"""Handing a paper out: noted and committed before the bytes leave (domain.md L: each print logs user, time, number)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import subjects
from core.accounts.models import User
from core.audit.actions import record
from core.audit.models import Reveal
from core.audit.reveals import note_reveal
from core.errors import RuleBroken
from core.papers import filling, pdf
from core.papers.actions.issuing import may, refuse_gaps
from core.papers.drafting import Draft, filled, sha256, template_for
from core.papers.kinds import PaperKind
from core.papers.models import Paper, PaperFile, PrintLog

# Papers with numbers of people that one person may take in a day; a mediator prints a dozen a case.
MOST_A_DAY = 200
WORKING_COPY = "工作副本"
TYPES = {
    PaperFile.Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PaperFile.Format.PDF: "application/pdf",
    PaperFile.Format.SCAN: "application/pdf",
}


def note_preview(draft: Draft, *, actor: User, now: datetime | None = None) -> PrintLog:
    """That somebody looked at a draft. Numbers in it are covered, so it is no reveal."""
    return _note(
        None,
        draft.kind.code,
        (draft.kind.subject_kind, draft.subject_id),
        PrintLog.Way.PREVIEW,
        actor=actor,
        now=now,
    )


def note_look(paper: Paper, *, actor: User, now: datetime | None = None) -> PrintLog:
    """That somebody opened the page of an issued paper."""
    place = (paper.subject_kind, paper.subject_id)
    return _note(paper, paper.kind, place, PrintLog.Way.PREVIEW, actor=actor, now=now)


def note_binding(
    place: tuple[str, int], *, actor: User, purpose: str, now: datetime | None = None
) -> PrintLog:
    """That somebody bound the file of a matter, with every number in it."""
    with transaction.atomic(durable=True):
        _count(place, "dossier", actor, purpose, now)
        return _note(None, "dossier", place, PrintLog.Way.DOSSIER, actor=actor, purpose=purpose, now=now)


def hand_out(
    paper: Paper, form: str, *, actor: User, purpose: str, original: bool, now: datetime | None = None
) -> bytes:
    """The bytes of one file of the paper. The original is what was hashed when it was issued; a working copy carries a
    watermark and who printed it. Refuses without a purpose, and a file whose bytes are not those that were issued."""
    now = now or timezone.now()
    if len(purpose.strip()) < 2:
        raise RuleBroken("missing", "请写用途，比如「交当事人签字」", field="purpose")
    kept = paper.files.filter(format=form).first()
    if kept is None:
        raise RuleBroken(
            "no_file", "这份文书还没有签章件" if form == PaperFile.Format.SCAN else "没有这种格式的文件"
        )
    with transaction.atomic(durable=True):
        place = (paper.subject_kind, paper.subject_id)
        if paper.is_personal:
            _count(place, "paper", actor, purpose, now)
        _note(
            paper, paper.kind, place, form, actor=actor, purpose=purpose.strip(), original=original, now=now
        )
    data = kept.data
    if sha256(data) != kept.sha256:
        raise RuleBroken("changed", "这份文件和出具时不一样，可能被改过。请联系系统管理员")
    return data if original or form == PaperFile.Format.SCAN else _working_copy(paper, form, data, actor, now)


def print_record(draft: Draft, form: str, *, actor: User, purpose: str, now: datetime | None = None) -> bytes:
    """One file of a paper that nobody issues, set from its record as it stands; who printed it stands on every page.
    Refuses while a required fact is missing, and whom the owner does not let print."""
    now = now or timezone.now()
    may(draft, "print", actor)
    refuse_gaps(draft)
    place = (draft.kind.subject_kind, draft.subject_id)
    with transaction.atomic(durable=True):
        _note(None, draft.kind.code, place, form, actor=actor, purpose=purpose, now=now)
    words = stamp_words(subjects.get(place[0]).label(place[1]), actor, now)
    return set_once(draft.kind, draft.facts.values, form, words=words, now=now)


def set_once(
    kind: PaperKind, values: Mapping[str, Any], form: str, *, words: str, now: datetime, watermark: str = ""
) -> bytes:
    """One file of a kind that is not kept, with who printed it on every page. The caller has noted it; nothing stays here."""
    _own, template = template_for(kind)
    docx = filled(kind, values, number="", template=template, at=now)
    if form == PaperFile.Format.DOCX:
        return filling.stamp(docx, words)
    return pdf.paper_pdf(docx, title=kind.name, at=now, stamp=words, watermark=watermark)


def _working_copy(paper: Paper, form: str, data: bytes, actor: User, now: datetime) -> bytes:
    words = stamp_words(paper.number or f"第{paper.pk}号", actor, now)
    if form == PaperFile.Format.DOCX:
        return filling.stamp(data, f"{WORKING_COPY}　{words}")
    docx = paper.files.get(format=PaperFile.Format.DOCX).data
    mark = "已作废" if paper.is_void else WORKING_COPY
    return pdf.paper_pdf(docx, title=paper.name, at=paper.created_at, stamp=words, watermark=mark)


def stamp_words(number: str, actor: User, now: datetime) -> str:
    """打印人、时间、编号 as every copy carries them."""
    return f"打印人：{actor.display_name}　时间：{timezone.localtime(now):%Y-%m-%d %H:%M}　编号：{number}"


def _count(place: tuple[str, int], field: str, actor: User, purpose: str, now: datetime | None) -> None:
    note_reveal(
        actor=actor,
        subject_kind=place[0],
        subject_id=place[1],
        field=field,
        reason=f"打印：{purpose}",
        way=Reveal.Way.PRINT,
        limit=MOST_A_DAY,
        now=now,
    )


def _note(
    paper: Paper | None,
    kind: str,
    place: tuple[str, int],
    way: str,
    *,
    actor: User,
    purpose: str = "查看",
    original: bool = False,
    now: datetime | None = None,
) -> PrintLog:
    now = now or timezone.now()
    with transaction.atomic():
        line = PrintLog.objects.create(
            paper=paper,
            kind=kind,
            subject_kind=place[0],
            subject_id=place[1],
            way=way,
            is_original=original,
            purpose=purpose,
            by=actor,
            at=now,
        )
        record(
            f"paper.print_{way}",
            actor=actor,
            subject_kind=place[0] if paper is None else "paper",
            subject_id=place[1] if paper is None else paper.pk,
            detail={"kind": kind, "purpose": purpose, "original": original},
            now=now,
        )
    return line
