from core.routes import routes_of

urlpatterns = [
    routes_of("loans.appointments.urls"),
    routes_of("loans.requests.urls"),
    routes_of("loans.allocation.urls"),
    routes_of("loans.pages.urls"),
    routes_of("loans.organisations.urls"),
    routes_of("loans.vouchers.urls"),
    routes_of("loans.handovers.urls"),
    routes_of("loans.agreements.urls"),
    routes_of("loans.returns.urls"),
    routes_of("loans.aftercare.urls"),
    routes_of("loans.personal.urls"),
    routes_of("loans.settings.urls"),
    routes_of("loans.staff.urls"),
    routes_of("loans.legacy_import.urls"),
]
