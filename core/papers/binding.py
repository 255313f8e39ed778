"""One PDF of everything in a matter's file: cover, contents, papers and pictures in the order of C9, back cover.

Signed papers lie in it as they came back; the others as they were issued. What the file must hold and does not is named
in its contents, in its note and to whoever binds it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils import timezone
from pypdf import PdfReader

from core.errors import RuleBroken
from core.files import store
from core.files.models import StoredFile
from core.files.selectors import photos_of
from core.papers import pdf
from core.papers.drafting import filled, sha256, shared_facts, template_for
from core.papers.kinds import KINDS, File, Owner, Slot
from core.papers.marks import PAGE_CLOSE, PAGE_OPEN, PAGES
from core.papers.models import Paper, PaperFile, PaperState

COVER, CONTENTS, NOTE = "L10", "L10-contents", "L10-note"
# Pictures get more of the sheet than text does.
_PICTURE_PAGE = {"width": 595.3, "height": 841.9, "top": 57, "left": 57, "right": 57, "bottom": 85}


@dataclass
class Piece:
    """One thing in the file: its name in the contents, its hash, and what is drawn of it."""

    name: str
    sha256: str
    note: str = ""
    paper: Paper | None = None
    photos: list[StoredFile] = field(default_factory=list)
    scan: PaperFile | None = None
    # Drawn by the binder itself: the note of the file.
    drawn: str = ""


@dataclass
class Plan:
    """What would be bound now, and what is missing of it."""

    file: File
    pieces: list[Piece]
    missing: list[str]
    # Slots that need not be filled and are not.
    empty: list[str]

    @property
    def has_papers(self) -> bool:
        """Something beside the note that the binder writes itself."""
        return any(not one.drawn for one in self.pieces)


def plan_of(owner: Owner, subject_id: int) -> Plan:
    """The pieces in order. Refuses a matter that has no file."""
    file = owner.file_of(subject_id)
    if file is None:
        raise RuleBroken("no_file", "这一件没有卷宗")
    papers = list(
        Paper.objects.filter(subject_kind=owner.subject_kind, subject_id=subject_id)
        .exclude(state=PaperState.VOID)
        .order_by("part", "id")
    )
    plan = Plan(file, [], [], [])
    for slot in file.slots:
        found = list(_pieces(slot, papers, owner.subject_kind, subject_id))
        plan.pieces += found
        if not found and slot.drawn not in ("cover", "contents", "back"):
            (plan.missing if slot.required else plan.empty).append(slot.name)
    return plan


def _pieces(slot: Slot, papers: list[Paper], subject_kind: str, subject_id: int) -> Iterator[Piece]:
    if slot.drawn == "note":
        yield Piece(slot.name, "", drawn="note")
    for paper in papers:
        if paper.kind in slot.codes:
            yield _of_paper(paper)
    if slot.photos:
        there = photos_of(subject_kind, subject_id).filter(is_awaited=False)
        photos = [one for one in there if one.purpose in slot.photos]
        if photos:
            yield Piece(slot.name, sha256("".join(one.sha256 for one in photos).encode()), photos=photos)


def _of_paper(paper: Paper) -> Piece:
    """As it came back signed, if it did."""
    name = f"{paper.name}{'（' + paper.part_words + '）' if paper.part_words else ''}"
    scan = paper.files.filter(format=PaperFile.Format.SCAN).first()
    photos = list(photos_of("paper", paper.pk)) if paper.state == PaperState.SEALED and scan is None else []
    kept = (
        scan.sha256
        if scan
        else sha256("".join(p.sha256 for p in photos).encode())
        if photos
        else paper.docx_sha256
    )
    return Piece(name, kept, note=paper.number, paper=paper, photos=photos, scan=scan)


def bind(owner: Owner, subject_id: int, *, stamp: str, now: datetime | None = None) -> tuple[bytes, Plan]:
    """The bound PDF and what it was made of."""
    now, plan = now or timezone.now(), plan_of(owner, subject_id)
    if not plan.has_papers:
        raise RuleBroken("empty_file", "卷里还没有文书，先出具文书再装订")
    pictures: dict[str, bytes] = {}
    numbered = {id(one): at for at, one in enumerate(plan.pieces, 1)}
    known = shared_facts(owner.subject_kind, subject_id)
    data = {
        "title": plan.file.title,
        "day": pdf.day_of(now),
        "stamp": stamp,
        "cover": _sheet(COVER, {**known, **plan.file.facts, "pages": PAGES}, now),
        "contents": _sheet(
            CONTENTS, {"title": plan.file.title, "entries": list(_entries(plan, numbered))}, now
        ),
        "pieces": [_drawn(one, at, pictures, plan, now) for at, one in enumerate(plan.pieces, 1)],
        "back": _back(plan),
    }
    return pdf.typeset("dossier.typ", data, at=now, pictures=pictures), plan


def _sheet(code: str, values: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A sheet of the file itself, on its own template like every paper."""
    kind = KINDS[code]
    known = {one.key: values.get(one.key) or ([] if one.rows else "") for one in kind.fields}
    docx = filled(kind, known, number="", template=template_for(kind)[1], at=now)
    return pdf.data_of(docx, title=kind.name, at=now)


def _entries(plan: Plan, numbered: dict[int, int]) -> Iterator[dict[str, str]]:
    """Every place of the file that holds something or should: number, name, page, remark."""
    at = 0
    for piece in plan.pieces:
        at += 1
        page = f"{PAGE_OPEN}{numbered[id(piece)]}{PAGE_CLOSE}"
        yield {"no": str(at), "name": piece.name, "page": page, "note": piece.note}
    for name in plan.missing:
        at += 1
        yield {"no": str(at), "name": name, "page": "", "note": "缺"}


def _drawn(one: Piece, at: int, pictures: dict[str, bytes], plan: Plan, now: datetime) -> dict[str, Any]:
    if one.drawn == "note":
        values = {**plan.file.facts, "pages": PAGES, "situation": situation_words(plan)}
        return {"kind": "paper", "name": one.name, **_sheet(NOTE, values, now)}
    if one.scan is not None or one.photos:
        return {
            "kind": "pictures",
            "name": one.name,
            "page": _PICTURE_PAGE,
            "files": _files(one, at, pictures),
        }
    assert one.paper is not None  # noqa: S101 - a piece without pictures is a paper
    docx = one.paper.files.get(format=PaperFile.Format.DOCX).data
    return {"kind": "paper", "name": one.name, **pdf.data_of(docx, title=one.name, at=now)}


def _files(one: Piece, at: int, pictures: dict[str, bytes]) -> list[dict[str, Any]]:
    """File names in the folder of this binding, with the page where a file has several."""
    if one.scan is not None:
        name = f"scan-{at}.pdf"
        pictures[name] = one.scan.data
        count = len(PdfReader(BytesIO(pictures[name])).pages)
        return [{"file": name, "page": number} for number in range(1, count + 1)]
    found = []
    for number, photo in enumerate(one.photos, 1):
        name = f"photo-{at}-{number}.jpg"
        pictures[name] = (store.root() / photo.path).read_bytes()
        found.append({"file": name, "page": 1})
    return found


def situation_words(plan: Plan) -> str:
    """What the note of the file says of what is missing."""
    lines = [f"本卷共{len(plan.pieces)}件。"]
    if plan.missing:
        lines.append(f"缺少应有的文书：{'、'.join(plan.missing)}。")
    if plan.empty:
        lines.append(f"没有的（按需）：{'、'.join(plan.empty)}。")
    return "\n".join(lines)


def digest_of(pieces: Iterable[Piece]) -> str:
    """One hash over what was bound, in its order: anybody can count it again from the hashes of the pieces."""
    return sha256("\n".join(f"{one.name} {one.sha256}" for one in pieces).encode())


def _back(plan: Plan) -> dict[str, Any]:
    return {
        "title": "卷宗封底",
        "lines": [
            plan.file.number,
            *(["缺件：" + "、".join(plan.missing)] if plan.missing else ["本卷文书齐全"]),
        ],
        "digest": f"本卷内容校验值 SHA-256：{digest_of(plan.pieces)}",
    }
