"""/cases/"""

from django.urls import path

from disputes.views import acts, bulk, detail, intake, listing, personal, receipt

app_name = "disputes"
urlpatterns = [
    path("", listing.case_list, name="list"),
    path("taste/", listing.save_taste, name="taste"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("new/", intake.create, name="create"),
    path("new/look/", intake.look, name="look"),
    path("places/", intake.places, name="places"),
    path("draft/<int:pk>/", intake.draft, name="draft"),
    path("draft/<int:pk>/discard/", intake.discard, name="discard"),
    path("views/", personal.view_save, name="view_save"),
    path("views/<int:pk>/home/", personal.view_home, name="view_home"),
    path("views/<int:pk>/delete/", personal.view_delete, name="view_delete"),
    path("<slug:no>/", detail.case_page, name="detail"),
    path("<slug:no>/nearby/", detail.nearby, name="nearby"),
    path("<slug:no>/do/<slug:act>/", acts.act, name="act"),
    path("<slug:no>/note/", acts.quick_note, name="note"),
    path("<slug:no>/photos/", acts.add_case_photos, name="photos"),
    path("<slug:no>/reveal/", acts.reveal, name="reveal"),
    path("<slug:no>/receipt/", receipt.receipt, name="receipt"),
    path("<slug:no>/watch/", personal.watch_case, name="watch"),
]
