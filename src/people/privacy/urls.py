from django.urls import path

from people.privacy import views

urlpatterns = [
    path("privacy/", views.privacy_notice, name="privacy_notice"),
    path("legal/", views.legal_notice, name="legal_notice"),
    path("licence/", views.licence, name="licence"),
]
