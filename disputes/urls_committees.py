"""/settings/committees/"""

from django.urls import path

from disputes.views import committees

app_name = "committees"
urlpatterns = [
    path("", committees.committee_list, name="list"),
    path("new/", committees.committee_new, name="new"),
    path("<int:pk>/", committees.committee_page, name="detail"),
    path("<int:pk>/<slug:act>/", committees.committee_act, name="act"),
]
