from django.urls import include, path

urlpatterns = [
    path("", include("inventory.device_pages.urls")),
    path("", include("inventory.exits.urls")),
    path("", include("inventory.labels.urls")),
    path("", include("inventory.workshop.urls")),
    path("", include("inventory.erasure.urls")),
    path("", include("inventory.intake.urls")),
    path("", include("inventory.repairs.urls")),
    path("", include("inventory.transfers.urls")),
    path("", include("inventory.accessories.urls")),
    path("", include("inventory.vouchers.urls")),
    path("", include("inventory.scanning.urls")),
    path("", include("inventory.imports.urls")),
]
