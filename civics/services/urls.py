"""/services/: contact boards, and any room by its word."""

from django.urls import path

from civics.services import views

app_name = "services"
urlpatterns = [
    path("boards/", views.board_list, name="boards"),
    path("boards/<int:pk>/", views.board, name="board"),
    *views.PAGES.urls,
]
