from django.urls import path

from inventory.imports.views import import_new
from modules.device_updates.views import device_update_of_list

urlpatterns = [
    path("devices/update/", import_new, {"code": "update"}, name="device_update"),
    path("imports/<int:pk>/update/", device_update_of_list, name="device_update_of_list"),
]
