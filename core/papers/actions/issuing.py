"""Giving a paper out for good: its number, its facts, its two files. Once for one matter, part and kind."""

import json
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO

from django.db import transaction
from django.utils import timezone
from pypdf import PdfReader

from core import subjects
from core.accounts.models import User
from core.audit.actions import record
from core.errors import NotAllowed, RuleBroken
from core.papers import pdf
from core.papers.drafting import Draft, draft_of, filled, sha256, template_for
from core.papers.kinds import Owner, PaperKind, owner_of
from core.papers.models import Paper, PaperFile, PaperState
from core.papers.numbers import format_committee_number, format_number, take_number

REASON_LENGTH = 4


def issue_paper(
    kind: PaperKind,
    subject_id: int,
    *,
    actor: User,
    part: int = 0,
    typed: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Paper:
    """Number the paper, seal its facts, keep Word and PDF. Refuses while a required fact is missing, and a second one
    while the first is in force. The caller has found the matter through its owner's scope.

    The matter's row is locked first, so two at once give one paper; the number's row last before the ledger, so a failure
    gives the number back."""
    now = now or timezone.now()
    with transaction.atomic():
        if not subjects.get(kind.subject_kind).lock(subject_id):
            raise RuleBroken("gone", "这一件已经不在了，不能出具文书")
        draft = draft_of(kind, subject_id, part, typed or {})
        _refuse_unkept(draft)
        may(draft, "issue", actor)
        _refuse_second(draft)
        refuse_gaps(draft)
        paper = _written(draft, actor, now)
        draft.owner.written(paper, "issue", actor=actor, now=now)
        _record(paper, "issue", actor, now, {"number": paper.number, "template": paper.template_sha256})
    return paper


def may(draft: Draft, act: str, actor: User) -> None:
    """Raises NotAllowed with the owner's reason."""
    if why := draft.owner.why_not(actor, act, draft.kind.code, draft.subject_id):
        raise NotAllowed("paper_not_yours", why)


def _refuse_second(draft: Draft) -> None:
    same = Paper.objects.filter(
        subject_kind=draft.kind.subject_kind,
        subject_id=draft.subject_id,
        kind=draft.kind.code,
        part=draft.part,
    )
    held = same.exclude(state=PaperState.VOID).first()
    if held is not None:
        named = f"（{held.number}）" if held.number else ""
        raise RuleBroken("already", f"「{draft.kind.name}」已经出具过一份{named}。要重出，请先作废那一份")


def _refuse_unkept(draft: Draft) -> None:
    if not draft.kind.is_kept:
        raise RuleBroken("not_kept", f"「{draft.kind.name}」照记录打印，不用出具")


def refuse_gaps(draft: Draft) -> None:
    """Raises RuleBroken naming every required fact that is missing."""
    if not draft.facts.is_complete:
        named = "、".join(dict.fromkeys(one.label for one in draft.facts.missing))
        raise RuleBroken("missing", f"还缺{named}，填好才能出具")


def _written(draft: Draft, actor: User, now: datetime) -> Paper:
    kind, values = draft.kind, draft.facts.values
    own, template = template_for(kind)
    number = _number(draft, now)
    docx = filled(kind, values, number=number, template=template, at=now)
    made = pdf.paper_pdf(docx, title=kind.name, at=now)
    before = Paper.objects.filter(
        subject_kind=kind.subject_kind, subject_id=draft.subject_id, kind=kind.code, part=draft.part
    )
    paper = Paper(
        kind=kind.code,
        name=kind.name,
        subject_kind=kind.subject_kind,
        subject_id=draft.subject_id,
        part=draft.part,
        part_words=draft.part_words,
        version=before.count() + 1,
        number=number,
        template=own,
        template_sha256=sha256(template),
        docx_sha256=sha256(docx),
        pdf_sha256=sha256(made),
        pages=len(PdfReader(BytesIO(made)).pages),
        retention=kind.retention,
        is_personal=kind.is_personal,
        needs_seal=kind.needs_seal,
        created_by=actor,
        created_at=now,
    )
    paper.seal_in("facts", json.dumps(values, ensure_ascii=False, sort_keys=True))
    paper.save()
    keep_file(paper, PaperFile.Format.DOCX, docx, now)
    keep_file(paper, PaperFile.Format.PDF, made, now)
    return paper


def _number(draft: Draft, now: datetime) -> str:
    if not draft.kind.is_numbered:
        return ""
    series = draft.kind.series or draft.owner.series(draft.kind.code, draft.subject_id)
    if not series:
        raise RuleBroken("no_series", "还没有设置调解委员会的「人调字」编号，不能出具")
    year = timezone.localtime(now).year
    write = format_committee_number if draft.kind.by_committee else format_number
    return write(series, year, take_number(series, year=year))


def keep_file(paper: Paper, form: str, data: bytes, now: datetime) -> PaperFile:
    """Seal the bytes beside the paper."""
    kept = PaperFile(paper=paper, format=form, created_at=now)
    kept.keep(data)
    kept.save()
    return kept


def _record(
    paper: Paper, act: str, actor: User, now: datetime, detail: Mapping[str, str | int | None]
) -> None:
    record(
        f"paper.{act}",
        actor=actor,
        subject_kind="paper",
        subject_id=paper.pk,
        detail={"kind": paper.kind, "of": f"{paper.subject_kind}:{paper.subject_id}", **detail},
        now=now,
    )


def void_paper(paper: Paper, *, actor: User, reason: str, now: datetime | None = None) -> Paper:
    """Take a paper out of force. It keeps its number, its files and its place in the list; the number is not given again.
    Refuses without a reason, and a second time."""
    now = now or timezone.now()
    with transaction.atomic():
        subjects.get(paper.subject_kind).lock(paper.subject_id)
        locked = Paper.objects.select_for_update(of=("self",), no_key=True).get(pk=paper.pk)
        owner = allowed_owner(locked, "void", actor)
        if locked.is_void:
            raise RuleBroken("void", "这份文书已经作废过了")
        if len(reason.strip()) < REASON_LENGTH:
            raise RuleBroken("missing", "请写清为什么作废", field="reason")
        locked.state = PaperState.VOID
        locked.voided_by, locked.voided_at, locked.void_reason = actor, now, reason.strip()
        locked.save(update_fields=["state", "voided_by", "voided_at", "void_reason"])
        owner.written(locked, "void", actor=actor, now=now)
        _record(locked, "void", actor, now, {"reason": reason.strip()})
    return locked


def allowed_owner(paper: Paper, act: str, actor: User) -> Owner:
    """Who answers for the paper's matter. Raises NotAllowed when the person may not do this with its papers."""
    owner = owner_of(paper.subject_kind)
    if owner is None:
        raise RuleBroken("no_owner", f"「{paper.name}」还没有对应的业务")
    if why := owner.why_not(actor, act, paper.kind, paper.subject_id):
        raise NotAllowed("paper_not_yours", why)
    return owner
