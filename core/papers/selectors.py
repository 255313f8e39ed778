"""What the pages of papers show, each found through the scope of the matter that it is about."""

from dataclasses import dataclass
from typing import Any

from core import subjects
from core.papers.kinds import HOUSE_FACTS, KINDS, Owner, PaperKind, owner_of
from core.papers.models import Paper, PaperState, PaperTemplate

# What the pages call the kinds of matters.
MATTERS = {
    "dispute": "案件",
    "whistle": "吹哨",
    "whistle_unit": "报到单位",
    "supervision_order": "督办",
    "meeting": "会议",
    "visit": "走访",
    "patrol": "巡查",
    "hazard": "隐患",
    "petition": "信访事项",
    "support_enrollment": "帮扶",
}


def may_read(user: Any, subject_kind: str, subject_id: int) -> bool:
    """Whether the person may read the content of the matter; papers show content."""
    if owner_of(subject_kind) is None:
        return False
    return subject_id in subjects.content_ids(subject_kind, user, [subject_id])


def paper_for(user: Any, pk: int) -> Paper | None:
    """The issued paper, if the person may read its matter."""
    rows = Paper.objects.select_related("created_by", "sealed_by", "voided_by", "template")
    found = rows.filter(pk=pk).first()
    return found if found is not None and may_read(user, found.subject_kind, found.subject_id) else None


@dataclass(frozen=True)
class Line:
    """One paper that a matter may need: what was issued of it, or where it is begun."""

    kind: PaperKind
    part: int
    part_words: str
    paper: Paper | None
    voided: int

    @property
    def name(self) -> str:
        return f"{self.kind.name}{'（' + self.part_words + '）' if self.part_words else ''}"


def lines_of(owner: Owner, subject_id: int) -> list[Line]:
    """The papers of a matter in the order of its file, by index paper_version; one query beside the owner's own."""
    issued: dict[tuple[str, int], Paper] = {}
    voided: dict[tuple[str, int], int] = {}
    for paper in Paper.objects.filter(subject_kind=owner.subject_kind, subject_id=subject_id):
        place = (paper.kind, paper.part)
        if paper.state == PaperState.VOID:
            voided[place] = voided.get(place, 0) + 1
        else:
            issued[place] = paper
    lines = []
    for code in owner.codes(subject_id):
        for part, words in _parts(owner, code, subject_id):
            place = (code, part)
            lines.append(Line(KINDS[code], part, words, issued.get(place), voided.get(place, 0)))
    return lines


def _parts(owner: Owner, code: str, subject_id: int) -> list[tuple[int, str]]:
    """One line for a kind without parts; one for each part else, and one that says that there is none yet."""
    return list(owner.parts(code, subject_id)) or [(0, "")]


def voided_of(subject_kind: str, subject_id: int) -> list[Paper]:
    """Papers out of force, newest first."""
    rows = Paper.objects.filter(subject_kind=subject_kind, subject_id=subject_id, state=PaperState.VOID)
    return list(rows.select_related("voided_by").order_by("-pk"))


@dataclass(frozen=True)
class Shelf:
    """Kinds of one sort of matter, with the template that each is written on now."""

    name: str
    kinds: list[tuple[PaperKind, PaperTemplate | None]]


def shelves() -> list[Shelf]:
    """Every form of the cupboard, by what it is about."""
    active = {one.kind: one for one in PaperTemplate.objects.filter(is_active=True).defer("docx")}
    found: dict[str, list[tuple[PaperKind, PaperTemplate | None]]] = {}
    for kind in KINDS.values():
        found.setdefault(kind.subject_kind, []).append((kind, active.get(kind.code)))
    return [Shelf(MATTERS.get(matter, "其他"), kinds) for matter, kinds in found.items()]


@dataclass(frozen=True)
class Place:
    """One name that a template of the kind may use: its words and how it is written."""

    label: str
    written: str
    need: str
    rows: tuple["Place", ...] = ()


def places_of(kind: PaperKind) -> list[Place]:
    """Every name of the kind, lists with the names of their rows, and the three that the house gives."""
    found = []
    for one in kind.fields:
        need = "必填" if one.required else "选填"
        rows = tuple(Place(row.label, f"{{{{ r.{row.key} }}}}", "") for row in one.rows)
        written = f"{{% for r in {one.key} %}} … {{% endfor %}}" if rows else f"{{{{ {one.key} }}}}"
        found.append(Place(one.label, written, need, rows))
    house = dict(zip(HOUSE_FACTS, ("编号", "单位", "出具日期"), strict=True))
    return [*found, *(Place(words, f"{{{{ {key} }}}}", "系统给") for key, words in house.items())]
