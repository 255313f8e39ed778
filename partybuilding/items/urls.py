"""/meetings/lists/ and /meetings/items/."""

from django.urls import path

from partybuilding.items.views import detail, listing, new

app_name = "items"
urlpatterns = [
    path("lists/", listing.lists, name="lists"),
    path("items/new/", new.new, name="new"),
    path("items/<slug:no>/", detail.detail, name="detail"),
    path("items/<slug:no>/do/<slug:act>/", detail.act, name="act"),
]
