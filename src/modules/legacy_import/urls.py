from django.urls import path

from inventory.imports.views import import_example, import_new
from modules.legacy_import import views
from modules.legacy_import.lifecycle import System

REGISTER = {"code": "register"}
# Lists that can be imported alone too: {first part of the URL: (kind, name of the pages)}.
ALONE = {
    "recipients": ("old_people", "old_people"),
    "accessories": ("old_accessories", "accessory_stocks"),
    "requests": ("old_requests", "old_request"),
}
ONE = "loans/moves/<int:pk>/"

urlpatterns = [
    path("loans/register/", import_new, REGISTER, name="takeover"),
    path("loans/register/example.csv", import_example, REGISTER, name="takeover_example"),
    *(
        path(f"{part}/import/", import_new, {"code": code}, name=f"{name}_import")
        for part, (code, name) in ALONE.items()
    ),
    *(
        path(f"{part}/import/example.csv", import_example, {"code": code}, name=f"{name}_example")
        for part, (code, name) in ALONE.items()
    ),
    path("loans/moves/", views.migration_new, name="migration_new"),
    *(
        path(
            f"loans/moves/from/{system.replace('_', '-')}/",
            views.migration_from,
            {"system": system},
            name=f"migration_from_{system}",
        )
        for system in System.values
    ),
    path(ONE, views.migration_detail, name="migration_detail"),
    path(f"{ONE}files/", views.migration_files, name="migration_files"),
    path(f"{ONE}check/", views.migration_check, name="migration_check"),
    path(f"{ONE}answers/", views.migration_answers, name="migration_answers"),
    path(f"{ONE}start/", views.migration_start, name="migration_start"),
    path(f"{ONE}undo/", views.migration_undo, name="migration_undo"),
    path(f"{ONE}drop/", views.migration_drop, name="migration_drop"),
    path(f"{ONE}files/<int:file_pk>/kind/", views.migrationfile_kind, name="migrationfile_kind"),
    path(
        f"{ONE}files/<int:file_pk>/remove/",
        views.migrationfile_remove,
        name="migrationfile_remove",
    ),
]
