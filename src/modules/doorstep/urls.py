from django.urls import path

from modules.doorstep import views

urlpatterns = [
    path("doorstep/", views.doorstep_list, name="doorstep_list"),
    path("doorstep/take/", views.doorstep_take, name="doorstep_take"),
    path("doorstep/send/", views.doorstep_send, name="doorstep_send"),
    path("doorstep/<int:pk>/evidence/", views.doorstep_evidence, name="doorstep_evidence"),
    path("doorstep/<int:pk>/shown/", views.doorstep_shown, name="doorstep_shown"),
    path("doorstep/<int:pk>/resolve/", views.doorstep_resolve, name="doorstep_resolve"),
]
