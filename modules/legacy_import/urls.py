from django.urls import path

from inventory.imports.views import import_example, import_new

REGISTER = {"code": "register"}

urlpatterns = [
    path("loans/register/", import_new, REGISTER, name="takeover"),
    path("loans/register/example.csv", import_example, REGISTER, name="takeover_example"),
]
