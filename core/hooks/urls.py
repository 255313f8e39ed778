"""/settings/webhooks/."""

from django.urls import path

from core.hooks import views

app_name = "hooks"
urlpatterns = [
    path("", views.listed, name="list"),
    path("new/", views.create, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/rotate/", views.rotate, name="rotate"),
    path("<int:pk>/replay/", views.replay, name="replay"),
    path("<int:pk>/pause/", views.do, {"deed": "pause"}, name="pause"),
    path("<int:pk>/resume/", views.do, {"deed": "resume"}, name="resume"),
    path("<int:pk>/test/", views.do, {"deed": "test"}, name="test"),
    path("<int:pk>/remove/", views.remove, name="remove"),
    path("<int:pk>/events/<int:event>/replay/", views.replay_one, name="replay_one"),
]
