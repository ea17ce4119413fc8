from django.urls import path

from loans.legacy_import import views

urlpatterns = [
    path("register/", views.takeover, name="takeover"),
    path("register/example.csv", views.takeover_example, name="takeover_example"),
]
