"""/civics/wishes/"""

from django.urls import path

from civics.wishes.views import staff

app_name = "wishes"
urlpatterns = [
    path("", staff.wish_list, name="list"),
    path("new/", staff.new, name="new"),
    path("<slug:no>/", staff.detail, name="detail"),
    path("<slug:no>/do/<slug:act>/", staff.act, name="act"),
    path("<slug:no>/reveal/", staff.reveal, name="reveal"),
]
