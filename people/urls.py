from django.urls import path

from people import views

urlpatterns = [
    path("language/", views.language, name="language"),
    path("profile/", views.profile, name="profile"),
]
