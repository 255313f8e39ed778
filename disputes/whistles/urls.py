"""/whistles/"""

from django.urls import path

from disputes.whistles.views import acts, calls, detail, held, listing, slips

app_name = "whistles"
urlpatterns = [
    path("", listing.whistle_list, name="list"),
    path("new/", slips.new, name="new"),
    path("held/", held.held, name="held"),
    path("calls/", calls.call_list, name="calls"),
    path("calls/new/", calls.call_new, name="call_new"),
    path("calls/<slug:no>/", calls.call_page, name="call"),
    path("calls/<slug:no>/do/<slug:act>/", acts.call_act, name="call_act"),
    path("draft/<int:pk>/", detail.draft_page, name="draft"),
    path("draft/<int:pk>/edit/", slips.edit, name="draft_edit"),
    path("draft/<int:pk>/do/<slug:act>/", acts.draft_act, name="draft_act"),
    path("<slug:no>/", detail.whistle_page, name="detail"),
    path("<slug:no>/do/<slug:act>/", acts.act, name="act"),
    path("<slug:no>/reveal/", detail.reveal, name="reveal"),
    path("<slug:no>/units/<int:pk>/do/<slug:act>/", acts.unit_act, name="unit_act"),
]
