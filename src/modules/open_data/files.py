"""Open data: places of help in the format of data.inclusion, and the stock ready to hand over.

Structures follow version 1.0 of that schema, whose columns the import of places reads too:
https://github.com/gip-inclusion/data-inclusion-schema/tree/main/schemas/v1. An organisation has
neither phone nor e-mail here, as either may be a person's. The stock is a CSV of counts with a
Table Schema beside it (https://specs.frictionlessdata.io/table-schema/).
"""

import csv
import re
from io import StringIO

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalogue.models import Category
from core.lists.spreadsheets import disarm
from core.models import Event, Identity
from core.modules.registry import is_on
from inventory.devices.lifecycle.devices import Grade
from inventory.models import Device
from modules.declaration import removable
from people.base.lifecycle import OrganisationKind
from people.models import Organisation

NETWORKS = {
    OrganisationKind.CCAS: "ccas-cias",
    OrganisationKind.MISSION_LOCALE: "mission-locale",
}
MIN_NAME_LENGTH, MAX_NAME_LENGTH = 3, 150  # characters per name
POSTCODE = re.compile(r"(\d{5})? *(.*)", re.DOTALL)  # postcode and town, as in addresses


def structures():
    """Our partner organisations and the additions of modules, as dictionaries by column.

    Excludes shelters, whose location may be confidential.
    """
    source = slugify(Identity.cached().name)
    organisations = Organisation.objects.approved().exclude(kind=OrganisationKind.SHELTER)
    rows = list(map(_organisation, organisations.order_by("pk")))
    for module in removable():
        rows += [row for read in module.structures for row in read() if is_on(module.key)]
    changed = {}
    for model in {type(row["of"]) for row in rows}:
        changed |= _changed_at(model)
    now = timezone.now()
    for row in rows:
        subject = row.pop("of")
        otherwise = getattr(subject, "status_since", now)
        changed_at = changed.get((type(subject), subject.pk), otherwise)
        row["date_maj"] = timezone.localdate(changed_at).isoformat()
        producer, mark, _number = row["id"].partition("--")
        row["source"] = producer if mark else source
        row["id"] = row["id"] if mark else f"{source}--{row['id']}"
        row["nom"] = row["nom"].rstrip(". ")[:MAX_NAME_LENGTH]
    full = [{name: value for name, value in row.items() if value} for row in rows]
    return [row for row in full if len(row.get("nom", "")) >= MIN_NAME_LENGTH]


def _organisation(organisation):
    identity = Identity.cached()
    about = _("%(kind)s. Requests computers and phones from %(ours)s for the people it supports.")
    kind = str(organisation.get_kind_display())
    postcode, town = POSTCODE.fullmatch(organisation.town).groups()
    asks = about % {"kind": kind[:1].upper() + kind[1:], "ours": identity.name}
    return {
        "of": organisation,
        "id": f"structure-{organisation.pk}",
        "nom": organisation.name,
        "description": (identity.purpose if organisation.is_ours else asks) or asks,
        "siret": organisation.siret,
        "code_postal": postcode,
        "commune": town,
        "adresse": ", ".join(organisation.address.splitlines()),
        "reseaux_porteurs": [NETWORKS[key] for key in NETWORKS if key == organisation.kind],
    }


def _changed_at(model):
    """{(model, id of a row): time of its last change}."""
    events = Event.objects.filter(subject_type=ContentType.objects.get_for_model(model))
    last = events.order_by().values_list("subject_id").annotate(last=Max("at"))
    return {(model, pk): at for pk, at in last}


STOCK = {
    "categorie": "category__code",
    "marque": "brand__name",
    "modele": "model__name",
    "etat": "grade",
    "site": "site__name",
    "commune": "site__town",
}


def stock_csv():
    """The devices ready to hand over, counted by kind and place."""
    devices = Device.objects.lendable().order_by(*STOCK.values()).values_list(*STOCK.values())
    categories = {category.code: str(category) for category in Category.objects.all()}
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow([*STOCK, "nombre"])
    for code, *cells, town, number in devices.annotate(number=Count("pk")):
        cells = [categories[code], *cells, POSTCODE.fullmatch(town)[2]]
        writer.writerow([*(disarm(cell or "") for cell in cells), number])
    return file.getvalue()


def stock_schema():
    """The Table Schema of the stock.

    A row has no grade if its devices came from a register. There is no primary key: its columns may
    not be empty, and brand, model, grade and town may be.
    """
    about = {
        "categorie": _("Category"),
        "marque": _("Brand"),
        "modele": _("Model"),
        "etat": _("Grade"),
        "site": _("Site where the devices are"),
        "commune": _("Town of the site"),
    }
    required, grades = {"categorie", "site"}, [str(grade) for grade in Grade]
    fields = [
        {
            "name": name,
            "title": title,
            "type": "string",
            "constraints": {"required": name in required}
            | ({"enum": grades} if name == "etat" else {}),
        }
        for name, title in about.items()
    ]
    number = {"name": "nombre", "title": _("Number of devices"), "type": "integer"}
    number["constraints"] = {"required": True, "minimum": 1}
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": "rebond-stock",
        "title": _("Reused computers and phones in stock"),
        "fields": [*fields, number],
        "missingValues": [""],
    }
