from django.urls import include, path

urlpatterns = [
    path("", include("people.accounts.urls")),
    path("", include("people.organisations.urls")),
    path("", include("people.outbox.urls")),
    path("", include("people.privacy.urls")),
]
