"""/hotline/"""

from django.urls import path

from disputes.hotline.views import detail, listing, new

app_name = "hotline"
urlpatterns = [
    path("", listing.ticket_list, name="list"),
    path("new/", new.new, name="new"),
    path("<slug:no>/", detail.detail, name="detail"),
    path("<slug:no>/do/<slug:act>/", detail.act, name="act"),
    path("<slug:no>/reveal/", detail.reveal, name="reveal"),
]
