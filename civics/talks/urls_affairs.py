"""/open/affairs/"""

from django.urls import path

from civics.talks.views import public

app_name = "open_affairs"
urlpatterns = [path("", public.affairs, name="list"), path("<int:pk>/", public.affair, name="detail")]
