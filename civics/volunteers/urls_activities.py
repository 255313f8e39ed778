"""/civics/activities/"""

from django.urls import path

from civics.volunteers.views import lists, staff

app_name = "activities"
urlpatterns = [
    path("", lists.activities, name="list"),
    path("new/", staff.new_activity, name="new"),
    path("<slug:no>/", staff.activity, name="detail"),
    path("<slug:no>/door/", staff.door, name="door"),
    path("<slug:no>/do/<slug:act>/", staff.activity_act, name="act"),
]
