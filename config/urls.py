"""Every address, by app. The label page is the one that strangers see."""

from django.urls import include, path

from core.routes import routes_of
from modules.config import urls as urls_of_modules

handler500 = "core.busy.handler500"
urlpatterns = [
    *urls_of_modules(),
    routes_of("api.urls"),
    path("", include("desk.urls")),
    path("", include("loans.urls")),
    path("", include("inventory.urls")),
    routes_of("donations.urls"),
    routes_of("catalogue.urls"),
    path("", include("people.urls")),
    routes_of("core.urls"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
]
