from django.urls import path

from core.sheets.views import exports

app_name = "exports"
urlpatterns = [
    path("", exports.exports, name="list"),
    path("new/<slug:code>/", exports.new, name="new"),
    path("<int:pk>/", exports.detail, name="detail"),
    path("<int:pk>/download/", exports.download, name="download"),
]
