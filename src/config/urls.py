"""All URLs, by app."""

from django.urls import include, path

from modules.config import urls as urls_of_modules

handler429 = "core.http.busy.handler429"  # allauth calls it
handler500 = "core.http.busy.handler500"
urlpatterns = [
    path("", include("api.urls")),
    path("", include("desk.urls")),
    path("", include("loans.urls")),
    path("", include("inventory.urls")),
    path("", include("donations.urls")),
    path("", include("catalogue.urls")),
    path("", include("people.urls")),
    path("", include("core.urls")),
    *urls_of_modules(),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
]
