"""/ledgers/"""

from django.urls import path

from dashboard.ledgers import views

app_name = "ledgers"
urlpatterns = [
    path("", views.ledgers, name="list"),
    path("new/", views.new, name="new"),
    path("import/", views.bring, name="import"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/do/<slug:act>/", views.act, name="act"),
    path("<int:pk>/versions/<int:number>/", views.version, name="version"),
    path("<int:pk>/layout.json", views.file, name="file"),
    path("<int:pk>/sheet.xlsx", views.download, name="download"),
]
