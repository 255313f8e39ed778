"""/petitions/"""

from django.urls import path

from disputes.petitions.views import acts, detail, listing, new

app_name = "petitions"
urlpatterns = [
    path("", listing.petition_list, name="list"),
    path("new/", new.new, name="new"),
    path("figures/", listing.figures_page, name="figures"),
    path("accusations/", new.accusations, name="accusations"),
    path("accusations/new/", new.accusation_new, name="accusation_new"),
    path("<slug:no>/", detail.detail, name="detail"),
    path("<slug:no>/do/<slug:act>/", acts.act, name="act"),
    path("<slug:no>/reveal/", detail.reveal, name="reveal"),
]
