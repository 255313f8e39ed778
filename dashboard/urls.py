"""The start page, and trends over all cases."""

from django.urls import path

from dashboard import views

app_name = "home"
urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("trends/", views.trend_page, name="trends"),
]
