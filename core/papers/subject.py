"""A paper as a subject of its own: the photos of a signed paper belong to it. Who sees it is asked of its matter."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from core import subjects
from core.papers.models import Paper


class PaperSubject:
    """Registered for kind "paper"."""

    kind = "paper"

    def label(self, subject_id: int) -> str:
        return str(Paper.objects.get(pk=subject_id))

    def url(self, subject_id: int) -> str:
        return Paper.objects.get(pk=subject_id).get_absolute_url()

    def visible_ids(self, user: Any, subject_ids: Iterable[int]) -> set[int]:
        """Those whose matter's content the person may read: a paper shows content."""
        found: set[int] = set()
        papers = Paper.objects.filter(pk__in=list(subject_ids)).only("subject_kind", "subject_id")
        for paper in papers:
            if subjects.known(paper.subject_kind) and subjects.content_ids(
                paper.subject_kind, user, [paper.subject_id]
            ):
                found.add(paper.pk)
        return found

    def lock(self, subject_id: int) -> bool:
        return (
            Paper.objects.select_for_update(of=("self",), no_key=True).filter(pk=subject_id).first()
            is not None
        )

    def on_clock(self, clock: Any, point: Any, *, now: datetime, late_by: timedelta | None) -> None:
        """Papers have no clocks."""
