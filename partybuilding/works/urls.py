"""/party/: any room by its word."""

from django.urls import path

from partybuilding.works import views

app_name = "works"
urlpatterns = [path("orgs/below/<int:pk>/", views.below, name="below"), *views.PAGES.urls]
