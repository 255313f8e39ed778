"""/party/: any room by its word."""

from django.urls import path

from partybuilding.works import views

app_name = "works"
urlpatterns = [
    path("orgs/below/<int:pk>/", views.below, name="below"),
    path("<slug:room>/", views.listing, name="list"),
    path("<slug:room>/new/", views.new, name="new"),
    path("<slug:room>/<int:pk>/", views.detail, name="detail"),
    path("<slug:room>/<int:pk>/do/<slug:act>/", views.act, name="act"),
]
