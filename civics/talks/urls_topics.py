"""/open/topics/"""

from django.urls import path

from civics.talks.views import public

app_name = "open_topics"
urlpatterns = [path("", public.topics, name="list"), path("<int:pk>/", public.topic, name="detail")]
