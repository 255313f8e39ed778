"""What a candidate answers for the form of a safe building (domain.md L25)."""

from collections.abc import Mapping, Sequence
from typing import Any

from civics.awards.choices import PERSONAL_KINDS
from civics.awards.nominations import NOMINATIONS
from civics.models import Nomination
from core.papers.kinds import Owner

FORM = "L25-unit"


class NominationPapers(Owner):
    """Registered for kind "award_nomination": of buildings, yards and communities; no form bears a person's name."""

    subject_kind = NOMINATIONS.kind

    def codes(self, subject_id: int) -> Sequence[str]:
        kind = Nomination.objects.values_list("campaign__kind", flat=True).get(pk=subject_id)
        return () if kind in PERSONAL_KINDS else (FORM,)

    def facts(self, code: str, subject_id: int, part: int) -> Mapping[str, Any]:
        row: Nomination = NOMINATIONS.queryset().get(pk=subject_id)
        return {
            "award": row.campaign.get_kind_display(),
            "year": f"{row.campaign.year}年",
            "community": row.community.name if row.community else "",
            "unit": row.name,
            "reason": row.reason,
            "self_score": "" if row.self_score is None else f"{row.self_score}分",
            "community_opinion": row.community_opinion,
            "street_opinion": row.street_opinion,
        }

    def pages(self, code: str, subject_id: int) -> Mapping[str, str]:
        row = Nomination.objects.get(pk=subject_id)
        asked = {"self_score": "edit", "community_opinion": "opine", "street_opinion": "notice"}
        return {key: row.act_url(act) for key, act in asked.items()}

    def why_not(self, user: Any, act: str, code: str, subject_id: int) -> str:
        row = NOMINATIONS.queryset().get(pk=subject_id)
        return "" if NOMINATIONS.holds(user, "keeper", row) else "申报表由社区或街道出具"
