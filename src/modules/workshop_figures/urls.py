from django.urls import path

from modules.workshop_figures import views

urlpatterns = [
    path("workshop/figures/", views.workshop_figures, name="workshop_figures"),
    path("workshop/figures/devices/", views.workshop_devices, name="workshop_devices"),
]
