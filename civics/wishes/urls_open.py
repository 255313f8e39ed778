"""/open/wishes/"""

from django.urls import path

from civics.wishes.views import open as pages

app_name = "open_wishes"
urlpatterns = [
    path("", pages.wish_list, name="list"),
    path("mine/", pages.own, name="own"),
    path("<slug:no>/", pages.wish, name="wish"),
]
