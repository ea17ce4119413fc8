from django.urls import path

from inventory.views import devices

urlpatterns = [
    path("devices/", devices.device_list, name="device_list"),
    path("devices/<int:pk>/", devices.device_detail, name="device_detail"),
]
