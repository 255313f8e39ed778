"""/docs/"""

from django.urls import path

from core.papers.views import dossiers, papers

app_name = "docs"
urlpatterns = [
    path("of/<slug:subject_kind>/<int:subject_id>/", papers.paper_list, name="list"),
    path("of/<slug:subject_kind>/<int:subject_id>/file/", dossiers.dossier, name="dossier"),
    path("<int:pk>/", papers.paper_page, name="paper"),
    path("<int:pk>/download/", papers.download, name="download"),
    path("<int:pk>/void/", papers.void, name="void"),
    path("<int:pk>/seal/", papers.seal, name="seal"),
    path("<slug:code>/<int:subject_id>/preview/", papers.draft_page, name="preview"),
    path("<slug:code>/<int:subject_id>/issue/", papers.issue, name="issue"),
    path("<slug:code>/<int:subject_id>/print/", papers.print_out, name="print"),
]
