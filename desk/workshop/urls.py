from django.urls import path

from desk.workshop import views

urlpatterns = [
    path("workshop/queue/", views.workshop_queue, name="workshop_queue"),
    path("workshop/figures/", views.workshop_figures, name="workshop_figures"),
    path("workshop/figures/devices/", views.workshop_devices, name="workshop_devices"),
]
