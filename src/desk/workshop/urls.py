from django.urls import path

from desk.workshop import views

urlpatterns = [
    path("workshop/queue/", views.workshop_queue, name="workshop_queue"),
]
