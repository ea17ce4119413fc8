"""Import type of a donor's list: each row creates devices of a donation."""

from django.utils.translation import gettext_lazy

from inventory.imports.import_types import ListKind, Vocabulary, each_alone
from inventory.imports.resources import create_missing_brands, read_rows
from inventory.imports.synonyms import (
    categories_by_word,
    category_choices,
    grade_choices,
    grades_by_word,
)
from inventory.intake.operations.intake import check_withdrawable, receive_devices, withdraw
from inventory.models import Device

FIELDS = {
    "category": gettext_lazy("category"),
    "brand": gettext_lazy("brand"),
    "model": gettext_lazy("model"),
    "serial": gettext_lazy("serial number"),
    "imei": gettext_lazy("IMEI"),
    "imei2": gettext_lazy("second IMEI"),
    "year_made": gettext_lazy("year made"),
    "age_years": gettext_lazy("age on arrival (years)"),
    "fault": gettext_lazy("fault named by the donor"),
    "remark": gettext_lazy("remark"),
    "donor_grade": gettext_lazy("grade named by the donor"),
    "quantity": gettext_lazy("quantity"),
}
# How donors head each of our fields, the surest first, as `plain` leaves it.
HEADINGS = {
    "category": """product category|category|categorie|device type|equipment type|asset type|
        type de materiel|type d equipement|type d appareil|type de produit|type materiel|
        nature du materiel|nature|kind|type|famille|family|equipement|materiel|appareil|device|
        equipment""",
    "brand": """brand|marque|make|maker|manufacturer|fabricant|constructeur|vendor""",
    "model": """model|modele|model name|nom du modele|modele de l appareil|product model|
        model number|numero de modele|n de modele|designation|libelle|product name|
        reference modele""",
    "serial": """serial number|numero de serie|n de serie|no de serie|num de serie|n serie|no serie|
        num serie|numero serie|serial no|serial nr|serial|serie|s n|sn|service tag|n s|nds""",
    "imei": "imei|imei 1|imei1|numero imei|n imei|no imei|code imei|imei number",
    "imei2": "imei 2|imei2|second imei|deuxieme imei|imei secondaire",
    "year_made": """year of manufacture|year made|manufacture year|annee de fabrication|
        annee fabrication|date de fabrication|manufacture date|manufacturing date|
        production year|annee de production|annee|year|millesime""",
    "age_years": "age|age years|age in years|age ans|age en annees|anciennete",
    "fault": """fault type|type de panne|fault|panne|pannes|defaut|defauts|faults|issue|issues|
        probleme|problemes|problem|problems|panne constatee|defaut constate|symptome|
        dysfonctionnement|damage""",
    "remark": """remark|remarks|remarque|remarques|comment|comments|commentaire|commentaires|
        note|notes|observation|observations|description|details|divers|problem|problems|
        probleme|problemes|issue|issues|info|infos|informations""",
    # Not a bare "état": it says as often whether it works.
    "donor_grade": """grade|cosmetic grade|grade esthetique|etat esthetique|etat cosmetique|
        classement|classe""",
    "quantity": """quantity|quantite|qte|qty|nombre d unites|nombre|nb|units|unites|count|
        nb unites|nombre de pieces|pieces""",
}
HEADINGS = {name: [word.strip() for word in words.split("|")] for name, words in HEADINGS.items()}


def read(batch, rows, report):
    """Validate the rows as devices of the donation of `batch`."""
    return read_rows(
        [row.cells for row in rows],
        DONOR_LIST,
        batch.mapping,
        values=batch.values,
        donation=batch.donation,
        default_category=batch.default_category,
        numbers=[row.label for row in rows],
        report=report,
        sheets=sheets_of(batch, rows),
    )


def sheets_of(batch, rows):
    """The name of the sheet of each row; nothing for a list in text."""
    names = batch.sheets_read
    alone = names[0] if len(names) == 1 else ""
    return [row.sheet or alone for row in rows] if any(names) else ()


def write(batch, rows, reading, *, by):
    """Receive the devices of these rows; `RowsRefused` names rows by their place among them."""
    owners = [index for index in range(len(rows)) for _unit in range(reading.units.get(index, 1))]
    facts = [reading.facts[index] for index in owners]
    create_missing_brands(facts)
    devices = receive_devices(facts, by=by, donation=batch.donation)
    made = [[] for _row in rows]
    for index, device in zip(owners, devices, strict=True):
        made[index].append(device)
    return made


def undo(batch, rows, *, by):
    withdraw(list(Device.objects.filter(import_rows__in=rows)), by=by)


def check_undo(batch):
    check_withdrawable(list(Device.objects.filter(import_rows__batch=batch)))


DONOR_LIST = ListKind(
    code="donor_list",
    label=gettext_lazy("donor's list"),
    fields=FIELDS,
    headings=HEADINGS,
    joined=frozenset({"remark"}),
    vocabularies={
        "category": Vocabulary(choices=category_choices, words=categories_by_word, is_needed=True),
        "donor_grade": Vocabulary(choices=grade_choices, words=grades_by_word),
    },
    read=read,
    write=write,
    undo=undo,
    bonds=each_alone,
    check_undo=check_undo,
    promise=gettext_lazy("Each good row becomes a device of this lot, to check."),
    act=gettext_lazy("Write the devices"),
    done=gettext_lazy("The devices of this list are in the register."),
    undo_promise=gettext_lazy(
        "All its devices are withdrawn as entered in error. It is refused once one of them was"
        " worked on."
    ),
    undone=gettext_lazy("Its devices were withdrawn; the same file may be imported again."),
)
