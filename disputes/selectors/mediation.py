"""Everything of the 调解 tab: who mediates, sittings, tracks, agreements, the court's word, conferences, visits, and how
the case moved and rested. One query a family, however many rows."""

from typing import Any

from disputes.choices import Source, Track
from disputes.choices_mediation import Confirmed
from disputes.models import Dispute

# 三调对接 (C8): from where a matter came into mediation, or is tied to it. Not 三调联动, which is tracks working together.
DOCKING = {Source.PETITION: "访调对接", Source.POLICE: "警调对接", Source.COURT: "诉调对接"}


def parts(dispute: Dispute) -> dict[str, Any]:
    """What the tab draws."""
    changes = list(dispute.track_changes.select_related("by"))
    confirmations = list(dispute.confirmations.all()) if dispute.confirmation else []
    sessions = list(dispute.sessions.select_related("mediator", "recorded_by").prefetch_related("bodies"))
    offers = list(dispute.help_offers.select_related("by")) if dispute.involves_dv else []
    return {
        "co_mediators": list(dispute.co_mediators.all()),
        "links": _links(dispute, changes),
        "is_joint": any(one.bodies.all() for one in sessions) or bool(changes),
        "sessions": sessions,
        "track_changes": changes,
        "agreements": dispute.agreements.select_related("mediator").prefetch_related(
            "items__debtor", "items__creditor"
        ),
        "confirmations": confirmations,
        "may_enforce": dispute.confirmation == Confirmed.VALID,
        "conferences": list(dispute.conferences.prefetch_related("opinions")),
        "offers": offers,
        "follow_ups": list(dispute.follow_ups.select_related("visitor")),
        "escalations": list(dispute.escalations.select_related("sent_by", "answered_by")),
        "suspensions": list(dispute.suspensions.select_related("started_by")),
        "extensions": list(dispute.extensions.select_related("asked_by", "decided_by")),
        "recusals": list(dispute.recusals.select_related("user", "replaced_by")),
    }


def _links(dispute: Dispute, changes: list[Any]) -> list[tuple[str, str]]:
    """The 对接 of the case and what ties it: a petition, the police, the court."""
    found: dict[str, list[str]] = {}
    if dispute.source in DOCKING:
        words = f"{dispute.get_source_display()}{dispute.source_ref and '，编号'}{dispute.source_ref}"
        found.setdefault(DOCKING[Source(dispute.source)], []).append(words)
    if dispute.police_reported_at is not None:
        found.setdefault(DOCKING[Source.POLICE], []).append("已报警")
    for one in changes:
        if one.to_track == Track.JUDICIAL:
            found.setdefault(DOCKING[Source.COURT], []).append(f"{one.body}{one.body_ref}")
    if dispute.confirmation:
        found.setdefault(DOCKING[Source.COURT], []).append(f"司法确认：{dispute.get_confirmation_display()}")
    return [(label, "；".join(words)) for label, words in found.items()]
