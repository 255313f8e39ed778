"""/support/"""

from django.urls import path

from specialgroups.views import access, detail, glass, listing, new, papers, totals

app_name = "support"
urlpatterns = [
    path("", listing.record_list, name="list"),
    path("new/", new.new, name="new"),
    path("wake/", listing.wake_up, name="wake"),
    path("access/", access.access_log, name="access"),
    path("totals/", totals.totals, name="totals"),
    path("glass/", glass.ask_glass, name="glass_ask"),
    path("glass/<int:pk>/", glass.glass, name="glass"),
    path("<slug:no>/", detail.detail, name="detail"),
    path("<slug:no>/do/<slug:act>/", detail.act, name="act"),
    path("<slug:no>/uncover/", detail.uncover, name="uncover"),
    path("<slug:no>/print/<slug:code>/", papers.print_form, name="print"),
]
