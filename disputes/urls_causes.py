"""/settings/causes/"""

from django.urls import path

from disputes.views import causes

app_name = "causes"
urlpatterns = [
    path("", causes.causes, name="list"),
    path("<slug:code>/", causes.cause_change, name="change"),
]
