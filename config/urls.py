"""Every address, by app. The label page is the one that strangers see."""

from django.urls import include, path

handler500 = "core.busy.handler500"
urlpatterns = [
    path("", include("desk.urls")),
    path("", include("loans.urls")),
    path("", include("inventory.urls")),
    path("", include("donations.urls")),
    path("", include("catalogue.urls")),
    path("", include("people.urls")),
    path("", include("core.urls")),
    path("accounts/", include("allauth.urls")),
]
