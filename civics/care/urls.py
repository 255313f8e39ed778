"""/care/"""

from django.urls import path

from civics.care import views

app_name = "care"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("totals/", views.totals, name="totals"),
    path("booked/<slug:code>/", views.booked, name="booked"),
    path("<slug:code>/", views.detail, name="detail"),
    path("<slug:code>/do/<slug:act>/", views.act, name="act"),
    path("<slug:code>/look/<slug:field>/", views.look, name="look"),
]
