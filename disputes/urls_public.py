"""/track/"""

from django.urls import path

from disputes.views import track

app_name = "public"
urlpatterns = [path("", track.track, name="track")]
