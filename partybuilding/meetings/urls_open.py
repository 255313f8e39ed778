"""/open/meetings/"""

from django.urls import path

from partybuilding.meetings.views import public

app_name = "open_meetings"
urlpatterns = [path("", public.notices, name="list")]
