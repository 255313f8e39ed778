"""/me/tokens/ and /settings/tokens/."""

from django.urls import path

from core.api import pages

app_name = "tokens"
urlpatterns = [
    path("me/tokens/", pages.own, name="own"),
    path("me/tokens/new/", pages.new_own, name="new"),
    path("me/tokens/<int:pk>/revoke/", pages.revoke, name="revoke"),
    path("me/tokens/guide/", pages.guide, name="guide"),
    path("me/tokens/guide/openapi.json", pages.openapi, name="document"),
    path("me/tokens/guide/<slug:name>/", pages.resource, name="resource"),
    path("settings/tokens/", pages.office, name="office"),
    path("settings/tokens/new/", pages.new_program, name="new_program"),
    path("settings/tokens/<int:user_id>/new/", pages.new_for, name="new_for"),
]
