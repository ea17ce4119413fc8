from django.urls import include, path

urlpatterns = [
    path("", include("loans.appointments.urls")),
    path("", include("loans.requests.urls")),
    path("", include("loans.allocation.urls")),
    path("", include("loans.pages.urls")),
    path("", include("loans.organisations.urls")),
    path("", include("loans.vouchers.urls")),
    path("", include("loans.handovers.urls")),
    path("", include("loans.agreements.urls")),
    path("", include("loans.returns.urls")),
    path("", include("loans.aftercare.urls")),
    path("", include("loans.settings.urls")),
]
