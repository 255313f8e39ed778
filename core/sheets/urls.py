from django.urls import path

from core.sheets.views import runs, uploads

app_name = "imports"
urlpatterns = [
    path("", uploads.imports, name="list"),
    path("new/", uploads.new, name="new"),
    path("template/<slug:code>/", uploads.template, name="template"),
    path("<int:pk>/", runs.run, name="run"),
    path("<int:pk>/progress/", runs.progress, name="progress"),
    path("<int:pk>/match/", uploads.match, name="match"),
    path("<int:pk>/mend/", runs.mend, name="mend"),
    path("<int:pk>/errors/", runs.errors, name="errors"),
    path("<int:pk>/again/", uploads.again, name="again"),
    path("<int:pk>/confirm/", runs.confirm, name="confirm"),
    path("<int:pk>/undo/", runs.undo, name="undo"),
    path("<int:pk>/discard/", runs.discard, name="discard"),
]
