"""/settings/duties/"""

from django.urls import path

from disputes.whistles.views import duties

app_name = "duties"
urlpatterns = [
    path("", duties.duty_list, name="list"),
    path("new/", duties.duty_new, name="new"),
    path("heads/", duties.head_new, name="head"),
    path("<int:pk>/", duties.duty_edit, name="edit"),
]
