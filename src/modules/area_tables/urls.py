from django.urls import path

from inventory.imports.views import import_new
from modules.area_tables import views

urlpatterns = [
    path("territories/", views.area_list, name="area_list"),
    path("territories/import/", import_new, {"code": "areas"}, name="area_import"),
]
