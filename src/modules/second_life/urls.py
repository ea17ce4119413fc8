from django.urls import path

from modules.second_life.views import device_hours, referencevalue_list

urlpatterns = [
    path("reference-values/", referencevalue_list, name="referencevalue_list"),
    path("reference-values/<int:pk>/", referencevalue_list, name="referencevalue_edit"),
    path("devices/<int:pk>/hours/", device_hours, name="device_hours"),
]
