"""Views of lists that the coordinator shares with the house."""

from core.models import SavedView
from people.roles import Role

SHARED = [
    ("device_list", "Prêts à sortir", {"status": ["ready"]}, ["designation", "grade", "place"]),
    (
        "device_list",
        "Ordinateurs de 8 Go ou plus",
        {"status": ["ready"], "ram": ["8"]},
        ["designation", "cpu", "ram_gb", "storage_gb", "grade", "place"],
    ),
    ("request_list", "À répondre", {"status": ["sent"]}, []),
    ("loan_list", "En retard", {"overdue": ["true"]}, []),
]


def happen(world):
    coordinator = world.staff[Role.COORDINATOR][0]
    for list_name, name, filters, columns in SHARED:
        SavedView.objects.create(
            owner=coordinator,
            list_name=list_name,
            name=name,
            is_shared=True,
            filters=filters,
            columns=columns,
        )
