from django.urls import path

from inventory.imports.views import import_example, import_new
from modules.local_help import views

PLACES = {"code": "places"}

urlpatterns = [
    path("agreement-texts/help/add/", views.link_edit, name="link_add"),
    path("agreement-texts/help/places/", views.helpplace_list, name="helpplace_list"),
    path("agreement-texts/help/import/", import_new, PLACES, name="helpplace_import"),
    path("agreement-texts/help/example.csv", import_example, PLACES, name="helpplace_example"),
    path("agreement-texts/help/<int:pk>/", views.link_edit, name="link_edit"),
]
