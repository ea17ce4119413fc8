from django.urls import path

from inventory.imports import views

DONORS = {"code": "donors"}

urlpatterns = [
    path("places/import/", views.import_new, {"code": "shelves"}, name="place_import"),
    path("lists/<slug:code>/export/", views.list_export, name="list_export"),
    path("donors/import/", views.import_new, DONORS, name="donor_import"),
    path("donors/import/example.csv", views.import_example, DONORS, name="donor_example"),
    path("donations/import/example.xlsx", views.town_hall_example, name="town_hall_example"),
    path("donations/<int:pk>/import/", views.import_upload, name="import_upload"),
    path("imports/", views.import_list, name="import_list"),
    path("imports/<int:pk>/", views.import_detail, name="import_detail"),
    path("imports/<int:pk>/columns/", views.import_columns, name="import_columns"),
    path("imports/<int:pk>/start/", views.import_start, name="import_start"),
    path("imports/<int:pk>/reading/", views.import_reading, name="import_reading"),
    path("imports/<int:pk>/withheld/", views.import_withheld, name="import_withheld"),
    path("imports/<int:pk>/stop/", views.import_stop, name="import_stop"),
    path("imports/<int:pk>/drop/", views.import_drop, name="import_drop"),
    path("imports/<int:pk>/result/<str:form>/", views.import_result, name="import_result"),
    path("imports/<int:pk>/conflicts/", views.import_conflicts, name="import_conflicts"),
    path("imports/<int:pk>/undo/", views.import_undo, name="import_undo"),
    path("imports/<int:pk>/again/", views.import_again, name="import_again"),
    path("imports/<int:pk>/file/", views.import_file, name="import_file"),
]
