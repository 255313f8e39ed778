from django.urls import path

from grids.views import areas, assign, boundaries, departments, detail, outlines, tree

app_name = "grids"
urlpatterns = [
    path("", tree.tree, name="tree"),
    path("below/<int:area_id>/", tree.below, name="below"),
    path("map/", outlines.map_page, name="map"),
    path("map/import/", outlines.outlines_import, name="outlines"),
    path("assign/", assign.assign, name="assign"),
    path("assign/review/", assign.review, name="review"),
    path("assign/undo/", assign.undo, name="undo"),
    path("assign/drop/", assign.drop, name="drop"),
    path("departments/", departments.departments, name="departments"),
    path("departments/new/", departments.department_new, name="department_new"),
    path("departments/<int:department_id>/", departments.department_change, name="department_change"),
    path("departments/<int:department_id>/use/", departments.department_use, name="department_use"),
    path("areas/<int:area_id>/", areas.area, name="area"),
    path("areas/<int:area_id>/new/", areas.area_new, name="area_new"),
    path("areas/<int:area_id>/grid/", boundaries.open_new, name="open"),
    path("areas/<int:area_id>/do/<slug:deed>/", areas.area_do, name="area_do"),
    path("supporters/<int:supporter_id>/end/", detail.supporter_end, name="supporter_end"),
    path("<int:grid_id>/", detail.detail, name="detail"),
    path("<int:grid_id>/outline/", outlines.outline, name="outline"),
    path("<int:grid_id>/split/", boundaries.split, name="split"),
    path("<int:grid_id>/merge/", boundaries.merge, name="merge"),
    path("<int:grid_id>/buildings/", boundaries.bring, name="bring"),
    path("<int:grid_id>/retire/", boundaries.retire, name="retire"),
    path("<int:grid_id>/supporters/new/", detail.supporter_add, name="supporter_add"),
]
