from django.urls import path

from inventory.imports.views import import_example, import_new
from modules.staff import views

urlpatterns = [
    path("staff/", import_new, {"code": "staff"}, name="staff_list"),
    path("staff/example.csv", import_example, {"code": "staff"}, name="staff_example"),
    path("staff/<int:pk>/", views.staff_detail, name="staff_detail"),
    path("staff/<int:pk>/print/", views.staff_print, name="staff_print"),
    path("staff/<int:pk>/agreements/", views.staff_stack, name="staff_stack"),
]
