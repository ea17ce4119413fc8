"""Demo data of the module."""

from modules.access_requests.lifecycle import AccessStatus
from modules.access_requests.models import AccessRequest

ASKERS = [
    {
        "name": "Les Amis de la Halle",
        "kind": "association",
        "town": "Vitré",
        "contact": "Ysolde Kermarrec",
        "email": "ysolde@halle.example.org",
        "message": (
            "Une trentaine de foyers suivis pour l’accès aux droits, surtout des téléphones."
        ),
    },
    {
        "name": "Collège des Quatre-Vents",
        "kind": "school",
        "town": "Fougères",
        "contact": "Bakary Tréguier",
        "email": "gestion@quatre-vents.example.org",
        "message": "Douze élèves sans ordinateur à la maison.",
    },
]


def ask(world):
    """Create two organisations waiting for an answer."""
    for days, facts in enumerate(ASKERS, 1):
        at = world.at(world.ago(days), 10)
        AccessRequest.objects.create(status=AccessStatus.WAITING, confirmed_at=at, **facts)
