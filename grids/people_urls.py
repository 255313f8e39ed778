from django.urls import path

from grids.views import people

app_name = "people"
urlpatterns = [
    path("", people.people, name="list"),
    path("new/", people.new, name="new"),
    path("<int:user_id>/", people.detail, name="detail"),
    path("<int:user_id>/postings/new/", people.grant, name="grant"),
    path("<int:user_id>/do/<slug:deed>/", people.do, name="do"),
    path("postings/<int:posting_id>/end/", people.end, name="end"),
]
