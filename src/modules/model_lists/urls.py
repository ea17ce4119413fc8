from django.urls import path

from inventory.imports.views import import_new

urlpatterns = [
    path("catalogue/models/import/", import_new, {"code": "models"}, name="model_import"),
]
