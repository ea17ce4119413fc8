from core.routes import routes_of

urlpatterns = [
    routes_of("people.accounts.urls"),
    routes_of("people.access.urls"),
    routes_of("people.organisations.urls"),
    routes_of("people.areas.urls"),
    routes_of("people.outbox.urls"),
    routes_of("people.privacy.urls"),
]
