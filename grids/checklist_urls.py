"""/settings/checklists/"""

from django.urls import path

from grids.views import checklists

app_name = "checklists"
urlpatterns = [
    path("", checklists.checklists, name="list"),
    path("new/", checklists.checklist_new, name="new"),
    path("<int:checklist_id>/", checklists.checklist, name="detail"),
    path("<int:checklist_id>/change/", checklists.checklist_change, name="change"),
    path("<int:checklist_id>/items/new/", checklists.item_new, name="item_new"),
    path("items/<int:item_id>/", checklists.item_change, name="item_change"),
]
