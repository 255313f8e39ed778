"""/audit/"""

from django.urls import path

from core.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.log, name="log"),
    path("my/", views.my, name="my"),
    path("verify/", views.verify, name="verify"),
]
