"""/burden/"""

from django.urls import path

from dashboard.burden import views

app_name = "burden"
urlpatterns = [path("", views.weeks, name="weeks")]
