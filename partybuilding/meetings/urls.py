"""/meetings/"""

from django.urls import path

from partybuilding.meetings.views import bodies, calendar, detail, listing, topics

app_name = "meetings"
urlpatterns = [
    path("", listing.meeting_list, name="list"),
    path("new/", listing.extra_new, name="new"),
    path("calendar/", calendar.month, name="calendar"),
    path("calendar/link/", calendar.link, name="calendar_link"),
    path("feed/<int:pk>-<slug:secret>.ics", calendar.feed, name="feed"),
    path("topics/", topics.topic_list, name="topics"),
    path("topics/new/", topics.topic_new, name="topic_new"),
    path("topics/<int:pk>/", topics.topic_page, name="topic"),
    path("topics/<int:pk>/do/<slug:act>/", topics.topic_act, name="topic_act"),
    path("bodies/", bodies.body_list, name="bodies"),
    path("bodies/new/", bodies.body_new, name="body_new"),
    path("bodies/<int:pk>/", bodies.body_page, name="body"),
    path("bodies/<int:pk>/do/<slug:act>/", bodies.body_act, name="body_act"),
    path("<int:pk>/", detail.meeting_page, name="detail"),
    path("<int:pk>/do/<slug:act>/", detail.meeting_act, name="act"),
    path("<int:pk>/record/<int:topic>/", detail.record, name="record"),
]
