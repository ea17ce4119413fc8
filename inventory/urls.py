from django.urls import path

from inventory.views import devices, imports, labels

urlpatterns = [
    path("devices/", devices.device_list, name="device_list"),
    path("devices/<int:pk>/", devices.device_detail, name="device_detail"),
    path("donations/<int:pk>/import/", imports.import_upload, name="import_upload"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<int:pk>/start/", imports.import_start, name="import_start"),
    path("imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<int:pk>/file/", imports.import_file, name="import_file"),
    path("labels/", labels.label_print, name="label_print"),
]
