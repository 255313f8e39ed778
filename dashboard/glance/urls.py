"""Figures and reports."""

from django.urls import path, re_path

from dashboard.glance import views
from dashboard.reports import views as reports

app_name = "reports"
urlpatterns = [
    path("", views.dash, name="dash"),
    path("monthly/", reports.report, name="monthly"),
    path("monthly/<str:key>/", reports.report, name="monthly_of"),
    re_path(r"^monthly/(?P<key>[\w-]+)[.](?P<form>xlsx|docx)$", reports.download, name="download"),
]
