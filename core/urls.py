from django.urls import path

from core import views

urlpatterns = [
    path("association/", views.identity_edit, name="identity_edit"),
    path("association/logo/", views.identity_logo, name="identity_logo"),
]
