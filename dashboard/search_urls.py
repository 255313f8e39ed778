"""/search/"""

from django.urls import path

from dashboard import views

app_name = "core"
urlpatterns = [path("", views.search_page, name="search")]
