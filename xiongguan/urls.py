"""Every address of the house. A room that gets pages adds its line here."""

from django.urls import include, path

from core.ui import phone
from xiongguan.views import healthz, system_status

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("sw.js", phone.service_worker, name="service_worker"),
    path("manifest.webmanifest", phone.manifest, name="manifest"),
    path("", include("dashboard.urls")),
    path("search/", include("dashboard.search_urls")),
    path("reports/", include("dashboard.glance.urls")),
    path("evaluation/", include("dashboard.evaluation.urls")),
    path("burden/", include("dashboard.burden.urls")),
    path("ledgers/", include("dashboard.ledgers.urls")),
    path("", include("core.accounts.urls")),
    path("cases/", include("disputes.urls")),
    path("m/", include("disputes.urls_mobile")),
    path("support/", include("specialgroups.urls")),
    path("aggregates/", include("specialgroups.urls_aggregates")),
    path("whistles/", include("disputes.whistles.urls")),
    path("hotline/", include("disputes.hotline.urls")),
    path("petitions/", include("disputes.petitions.urls")),
    path("meetings/", include("partybuilding.meetings.urls")),
    path("open/", include("civics.front")),
    path("open/topics/", include("civics.talks.urls_topics")),
    path("open/affairs/", include("civics.talks.urls_affairs")),
    path("open/awards/", include("civics.awards.urls_open")),
    path("open/meetings/", include("partybuilding.meetings.urls_open")),
    path("meetings/", include("partybuilding.items.urls")),
    path("party/", include("partybuilding.works.urls")),
    path("talks/", include("civics.talks.urls")),
    path("awards/", include("civics.awards.urls")),
    path("care/", include("civics.care.urls")),
    path("services/", include("civics.services.urls")),
    path("civics/wishes/", include("civics.wishes.urls")),
    path("civics/volunteers/", include("civics.volunteers.urls")),
    path("civics/activities/", include("civics.volunteers.urls_activities")),
    path("open/volunteers/", include("civics.volunteers.urls_open")),
    path("open/wishes/", include("civics.wishes.urls_open")),
    path("orders/", include("disputes.supervision.urls")),
    path("track/", include("disputes.urls_public")),
    path("homes/", include("residents.urls")),
    path("messages/", include("core.notices.urls")),
    path("files/", include("core.files.urls")),
    path("docs/", include("core.papers.urls")),
    path("imports/", include("core.sheets.urls")),
    path("exports/", include("core.sheets.export_urls")),
    path("audit/", include("core.audit.urls")),
    path("grids/", include("grids.urls")),
    path("visits/", include("residents.urls_visits")),
    path("opinions/", include("residents.urls_opinions")),
    path("settings/papers/", include("core.papers.settings_urls")),
    path("patrols/", include("grids.patrol_urls")),
    path("hazards/", include("grids.hazard_urls")),
    path("settings/checklists/", include("grids.checklist_urls")),
    path("settings/people/", include("grids.people_urls")),
    path("settings/committees/", include("disputes.urls_committees")),
    path("settings/causes/", include("disputes.urls_causes")),
    path("settings/duties/", include("disputes.whistles.urls_duties")),
    path("settings/rights/", include("dashboard.rights.urls")),
    path("settings/status/", system_status, name="system_status"),
    path("settings/", include("core.clocks.urls")),
    path("settings/webhooks/", include("core.hooks.urls")),
    path("", include("core.api.pages_urls")),
    path("api/v1/", include(("xiongguan.api", "api"))),
]

handler400 = "core.ui.views.bad_request"
handler403 = "core.ui.views.permission_denied"
handler404 = "core.ui.views.page_not_found"
handler500 = "core.ui.views.server_error"
