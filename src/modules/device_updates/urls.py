from django.urls import path

from inventory.imports.views import import_new
from modules.device_updates.views import list_as_update

urlpatterns = [
    path("devices/update/", import_new, {"code": "update"}, name="device_update"),
    path("imports/<int:pk>/update/", list_as_update, name="list_as_update"),
]
