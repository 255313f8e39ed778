"""The start page."""

from django.urls import path

from dashboard import views

app_name = "home"
urlpatterns = [path("", views.workbench, name="workbench")]
