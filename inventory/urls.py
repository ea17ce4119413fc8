from core.routes import routes_of

urlpatterns = [
    routes_of("inventory.device_pages.urls"),
    routes_of("inventory.exits.urls"),
    routes_of("inventory.labels.urls"),
    routes_of("inventory.workshop.urls"),
    routes_of("inventory.erasure.urls"),
    routes_of("inventory.intake.urls"),
    routes_of("inventory.repairs.urls"),
    routes_of("inventory.stocktakes.urls"),
    routes_of("inventory.transfers.urls"),
    routes_of("inventory.accessories.urls"),
    routes_of("inventory.vouchers.urls"),
    routes_of("inventory.scanning.urls"),
    routes_of("inventory.imports.urls"),
]
