"""A paper before it is issued: its facts, what is missing and where that is filled in, and how it will look."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from core.errors import RuleBroken
from core.papers import facts as told
from core.papers import filling, fonts, pdf, reading, stationery
from core.papers.facts import Facts, paper_date
from core.papers.kinds import KINDS, Field, Owner, PaperKind, owner_of
from core.papers.marks import Gap
from core.papers.models import Paper, PaperState, PaperTemplate
from core.privacy import mask_numbers

DRAFT = "草稿"


@dataclass(frozen=True)
class Gone:
    """One missing fact on the page: its words, and the page where it is filled in (or that it is typed here)."""

    label: str
    url: str


@dataclass
class Draft:
    """What a preview shows and issuing uses: both ask the owner anew."""

    kind: PaperKind
    owner: Owner
    subject_id: int
    part: int
    facts: Facts
    # Missing facts that no page of the house asks for yet: typed beside the preview.
    to_type: list[Field] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)

    @property
    def part_words(self) -> str:
        return dict(self.owner.parts(self.kind.code, self.subject_id)).get(self.part, "")


def draft_of(kind: PaperKind, subject_id: int, part: int, typed: Mapping[str, str]) -> Draft:
    """Ask the owner, put in what was typed, list what is missing. Refuses kinds that nobody fills in yet."""
    owner = owner_of(kind.subject_kind)
    if owner is None:
        raise RuleBroken("no_owner", f"「{kind.name}」还没有对应的业务，暂时不能出具")
    _check_part(owner, kind, subject_id, part)
    raw = dict(owner.facts(kind.code, subject_id, part))
    pages = owner.pages(kind.code, subject_id)
    homeless = [
        one for one in kind.fields if not raw.get(one.key) and not one.rows and not pages.get(one.key)
    ]
    known = shared_facts(kind.subject_kind, subject_id) if any(one.is_shared for one in homeless) else {}
    raw |= {
        one.key: typed.get(one.key) or (known.get(one.key, "") if one.is_shared else "") for one in homeless
    }
    draft = Draft(kind, owner, subject_id, part, told.gather(kind, raw), homeless)
    for one in draft.facts.missing:
        draft.gone.append(Gone(one.label, pages.get(one.key, "")))
    return draft


def shared_facts(subject_kind: str, subject_id: int) -> dict[str, str]:
    """What was typed on the last paper of the matter and means the same on the next: nothing is typed twice."""
    papers = Paper.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    known: dict[str, str] = {}
    for paper in papers.exclude(state=PaperState.VOID).order_by("pk"):
        kind = KINDS.get(paper.kind)
        values = paper.facts
        known |= {
            f.key: values[f.key] for f in (kind.fields if kind else ()) if f.is_shared and values.get(f.key)
        }
    return known


def _check_part(owner: Owner, kind: PaperKind, subject_id: int, part: int) -> None:
    parts = dict(owner.parts(kind.code, subject_id))
    if part and part not in parts:
        raise RuleBroken("no_part", f"没有找到这一份「{kind.name}」对应的记录")
    if parts and not part:
        raise RuleBroken("which_part", f"「{kind.name}」有几份，请从文书列表里选一份打开")


def template_for(kind: PaperKind) -> tuple[PaperTemplate | None, bytes]:
    """The office's own template in use, else the shipped one."""
    own = PaperTemplate.objects.filter(kind=kind.code, is_active=True).first()
    return (own, bytes(own.docx)) if own else (None, stationery.template_of(kind))


def house_facts(kind: PaperKind, number: str, at: datetime) -> dict[str, str]:
    """What the house itself gives to every paper."""
    gap: str = Gap("出具时编号") if kind.is_numbered else ""
    return {"number": number or gap, "office": settings.OFFICE_NAME, "issued_on": paper_date(at)}


def filled(
    kind: PaperKind, values: Mapping[str, Any], *, number: str, template: bytes, at: datetime
) -> bytes:
    """The Word file of these facts, gaps marked."""
    shown = told.with_gaps(kind, values) | house_facts(kind, number, at)
    return filling.fill(template, shown, title=f"{kind.name} {number}".strip(), at=at)


@dataclass(frozen=True)
class Look:
    """How a paper looks on a screen: pages as pictures, words for readers, numbers of people covered."""

    pictures: list[bytes]
    text: str
    # Characters that no font of the house holds; on paper they would be 〓.
    absent: list[str]


def look_at(
    kind: PaperKind, values: Mapping[str, Any], *, number: str, template: bytes, at: datetime, watermark: str
) -> Look:
    """Pages and words with every number of a person covered (domain.md N6)."""
    docx = filled(kind, told.covered(kind, values), number=number, template=template, at=at)
    return _look(pdf.data_of(docx, title=kind.name, at=at, watermark=watermark), values)


def look_at_issued(paper: Paper, docx: bytes, *, watermark: str) -> Look:
    """The Word file that was issued, numbers of people covered: as it was then, whatever its form says today."""
    values, kind = paper.facts, KINDS.get(paper.kind)
    hidden = told.covers(kind, values) if kind else {}

    def cover(text: str) -> str:
        for plain, masked in hidden.items():
            text = text.replace(plain, masked)
        return mask_numbers(text)

    data = pdf.data_of(docx, title=paper.name, at=paper.created_at, watermark=watermark)
    return _look(pdf.changed(data, cover), values)


def _look(data: Mapping[str, Any], values: Mapping[str, Any]) -> Look:
    absent = fonts.missing_characters(json.dumps(dict(values), ensure_ascii=False))
    return Look(pdf.pictures_of(data), reading.plain_text(dict(data)), absent)


def preview(draft: Draft, *, now: datetime | None = None) -> Look:
    """The draft as it would look if it were issued now."""
    _own, template = template_for(draft.kind)
    at = now or timezone.now()
    return look_at(
        draft.kind,
        draft.facts.values,
        number="",
        template=template,
        at=at,
        watermark=DRAFT if draft.kind.is_kept else "",
    )


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
