"""/aggregates/"""

from django.urls import path

from specialgroups.views import aggregates

app_name = "aggregates"
urlpatterns = [
    path("", aggregates.table, name="table"),
    path("new/", aggregates.new, name="new"),
]
