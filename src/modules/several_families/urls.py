from django.urls import path

from modules.several_families import views

urlpatterns = [
    path("requests/families/", views.families_new, name="families_new"),
    path("requests/families/example/", views.families_example, name="families_example"),
]
