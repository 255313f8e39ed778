"""志愿服务记录证明 (domain.md L24): identity, hours and content, issuer, responsible person, contact, number, date."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Sum

from civics.models import VolunteerCertificate
from civics.volunteers.actions.certificates import paper_written
from civics.volunteers.choices import CertificateState
from civics.volunteers.flow import CERTIFICATES, VOLUNTEERS
from core.papers.facts import paper_date
from core.papers.kinds import Owner


def _hours(number: Any) -> str:
    return f"{number or 0:f}".removesuffix(".0") + "小时"


class CertificatePapers(Owner):
    """Registered for kind "volunteer_certificate"."""

    subject_kind = CERTIFICATES.kind

    def facts(self, code: str, subject_id: int, part: int) -> Mapping[str, Any]:
        row = VolunteerCertificate.objects.select_related("volunteer__community", "created_by").get(
            pk=subject_id
        )
        who, served = row.volunteer, row.records().select_related("activity")
        return {
            "name": who.open_sealed("name"),
            "id_number": who.open_sealed("identity"),
            "volunteer_no": who.no,
            "span": f"{paper_date(row.from_on)}至{paper_date(row.to_on)}",
            "hours": _hours(served.aggregate(n=Sum("hours"))["n"]),
            "services": [
                {"on": one.activity.starts_at.date(), "what": one.activity.title, "hours": _hours(one.hours)}
                for one in served.order_by("activity__starts_at")
            ],
            "purpose": row.purpose,
            "issuer": f"{settings.OFFICE_NAME}{who.community.name}",
            "responsible": row.created_by.display_name if row.created_by else "",
            "contact": settings.OFFICE_PHONE,
        }

    def why_not(self, user: Any, act: str, code: str, subject_id: int) -> str:
        """The keeper's, once the days of notice are over."""
        row = CERTIFICATES.queryset().get(pk=subject_id)
        if not VOLUNTEERS.holds(user, "keeper", row.volunteer):
            return "证明由志愿者所在社区或街道综治中心出具"
        wanted = {"issue": CertificateState.READY, "void": CertificateState.ISSUED}.get(act)
        if wanted is not None and row.state != wanted:
            return f"现在是「{row.get_state_display()}」，公示满7天没有异议才能出具"
        return ""

    def written(self, paper: Any, act: str, *, actor: Any, now: Any) -> None:
        if act in ("issue", "void"):
            row = CERTIFICATES.queryset().get(pk=paper.subject_id)
            paper_written(row, act, paper.number, actor=actor, now=now)
