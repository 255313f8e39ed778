"""/settings/rights/"""

from django.urls import path

from dashboard.rights import views

app_name = "rights"
urlpatterns = [
    path("", views.posts, name="posts"),
    path("<slug:kind>/", views.acts, name="acts"),
]
