"""/files/"""

from django.urls import path

from core.files import views

app_name = "files"
urlpatterns = [
    path("<uuid:public_id>/", views.get, name="get"),
    path("<uuid:public_id>/arrive/", views.arrive, name="arrive"),
]
