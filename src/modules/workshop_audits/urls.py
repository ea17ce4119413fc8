from django.urls import path

from modules.workshop_audits import views

urlpatterns = [
    path("transfers/<int:pk>/audit/", views.outing_audit, name="outing_audit"),
]
