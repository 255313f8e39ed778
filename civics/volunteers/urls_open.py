"""/open/volunteers/"""

from django.urls import path

from civics.volunteers.views import open as pages

app_name = "open_volunteers"
urlpatterns = [
    path("", pages.front, name="list"),
    path("join/", pages.joining, name="join"),
    path("mine/", pages.own, name="own"),
    path("<slug:no>/", pages.activity, name="activity"),
]
