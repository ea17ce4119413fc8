from django.urls import path

from inventory.imports.views import import_new

urlpatterns = [
    path("devices/update/", import_new, {"code": "update"}, name="device_update"),
]
