"""/open/awards/"""

from django.urls import path

from civics.awards import views

app_name = "open_awards"
urlpatterns = [
    path("", views.awards, name="list"),
    path("<int:pk>/", views.campaign, name="campaign"),
    path("candidates/<int:pk>/", views.candidate, name="candidate"),
]
