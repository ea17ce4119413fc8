"""Activities as CSV with the fields of the Coop's API v1 (`ActiviteAttributes`, see lifecycle.py).

An activity is a hand-over or a call with a note, or one of another module, such as a workshop. The
CSV names nobody. Fields that only the Coop knows (its identifiers, the minutes) are empty, as are
fields that do not apply.
"""

from django.utils import timezone

from core.modules.registry import is_on
from loans.base.lifecycle.loans import Mode
from loans.models import LoanItem
from modules.autonomy.lifecycle import Moment, Topic
from modules.autonomy.models import AutonomyNote
from modules.declaration import ACTIVITIES

FIELDS = [
    "type",
    "mediateur_id",
    "user_id",
    "accompagnements",
    "date",
    "duree",
    "type_lieu",
    "structure_id",
    "lieu_code_postal",
    "lieu_commune",
    "lieu_code_insee",
    "creation",
    "modification",
    "autonomie",
    "oriente_vers_structure",
    "structure_de_redirection",
    "materiel",
    "thematiques",
    "precisions_demarche",
    "titre_atelier",
    "niveau_atelier",
]
HARDWARE = {"laptop": "ordinateur", "desktop": "ordinateur", "tablet": "tablette"} | {
    "phone": "telephone"
}
PLACES = {Mode.ON_SITE: "lieu_activite", Mode.HOME: "domicile", Mode.COURIER: "a_distance"}
SEPARATOR = ", "  # between the values of one cell


def notes_in(scope):
    """The hand-overs and calls noted on the days of the scope, of its site and so on."""
    rows = AutonomyNote.objects.visible_to(scope.user).filter(
        moment__in=[Moment.HAND_OVER, Moment.CALL], at__gte=scope.begins, at__lt=scope.ends
    )
    for name in ("site", "organisation"):
        if row := getattr(scope, name):
            rows = rows.filter(**{f"loan__{name}": row})
    if scope.territory:
        rows = rows.filter(scope.territory.holds("loan__recipient"))
    return rows.select_related("loan__recipient__commune").order_by("at", "pk")


def rows_of(scope):
    """Yield the headings and a row of the CSV for each activity."""
    yield FIELDS
    notes = list(notes_in(scope))
    hardware = _hardware({note.loan_id for note in notes})
    for note in notes:
        yield _row(_values(note, hardware.get(note.loan_id, ["aucun"])))
    for key, read in ACTIVITIES:
        if is_on(key):
            yield from map(_row, read(scope))


def _row(values):
    return [values.get(name, "") for name in FIELDS]


def _values(note, hardware):
    day = timezone.localtime(note.at).isoformat(timespec="seconds")
    is_call = note.moment == Moment.CALL
    place = "a_distance" if is_call else PLACES[note.loan.mode]
    topics = [Topic.HARDWARE.value] if not is_call else []
    topics += [note.topic] if note.topic and note.topic not in topics else []
    commune = note.loan.recipient.commune if place != "lieu_activite" else None
    return {
        "type": "individuel",
        "accompagnements": 1,
        "date": day,
        "type_lieu": place,
        "lieu_commune": commune.name if commune else "",
        "lieu_code_insee": commune.code if commune else "",
        "creation": day,
        "modification": day,
        "autonomie": note.level,
        "materiel": SEPARATOR.join(hardware),
        "thematiques": SEPARATOR.join(topics or [Topic.HARDWARE.value]),
    }


def _hardware(loans):
    """{id of a loan: kinds of its devices, in the words of the Coop}."""
    kinds = {}
    items = LoanItem.objects.filter(loan__in=loans, device__isnull=False).order_by("pk")
    for loan, code in items.values_list("loan", "device__category__code"):
        kind = HARDWARE.get(code, "autre")
        if kind not in kinds.setdefault(loan, []):
            kinds[loan].append(kind)
    return kinds
