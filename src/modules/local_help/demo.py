"""Demo data of the module."""

from inventory.imports.check import set_verdicts
from inventory.models import ImportBatch, ImportRow

NAMES = ["label", "town", "street", "phone", "hours", "details"]
PLACES = [
    [
        "Espace numérique des Trois-Tilleuls",
        "35000 Rennes",
        "12 place des Trois-Tilleuls",
        "0261910051",
        "mardi au vendredi, 14 h – 18 h",
        "Ateliers et aide pour les démarches",
    ],
    [
        "Médiathèque de la Vieille-Écluse",
        "35000 Rennes",
        "3 rue de la Vieille-Écluse",
        "0261910052",
        "mercredi et samedi, 10 h – 17 h",
        "Postes en accès libre",
    ],
    [
        "Maison de quartier du Cerf-Volant",
        "35000 Rennes",
        "8 allée du Cerf-Volant",
        "0261910053",
        "lundi et jeudi, 9 h – 12 h",
        "Premiers pas sur ordinateur et téléphone",
    ],
    [
        "Atelier des Sabotiers",
        "35400 Saint-Malo",
        "5 impasse des Sabotiers",
        "0261910054",
        "mardi, 14 h – 17 h",
        "Premiers pas sur ordinateur et téléphone",
    ],
    [
        "Point numérique du Moulin-Rouillé",
        "35500 Vitré",
        "21 rue du Moulin-Rouillé",
        "0261910055",
        "jeudi, 9 h – 12 h",
        "Ateliers et aide pour les démarches",
    ],
]


def list_places(world):
    """Create places of help near the homes of families, as an imported list."""
    mapping = {str(index): name for index, name in enumerate(NAMES)}
    batch = ImportBatch(kind="places", headings=NAMES, mapping=mapping)
    rows = [ImportRow(number=number, cells=place) for number, place in enumerate(PLACES, 2)]
    set_verdicts(batch, rows)
    batch.list_kind.resource(batch, rows).write(rows, by=world.coordinator)
