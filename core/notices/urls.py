"""/messages/"""

from django.urls import path

from core.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("counter/", views.counter, name="counter"),
    path("read/", views.read_all, name="read_all"),
    path("<int:pk>/read/", views.read_one, name="read_one"),
    path("mute/", views.mute, name="mute"),
    path("channels/", views.channels, name="channels"),
    path("channels/<int:pk>/switch/", views.channel_switch, name="channel_switch"),
    path("channels/<int:pk>/remove/", views.channel_remove, name="channel_remove"),
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries/<int:pk>/", views.decide, name="decide"),
]
