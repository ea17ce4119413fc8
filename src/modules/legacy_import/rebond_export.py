"""Full export of another Rebond: its tables as the lists of a move.

The archive has each table as CSV with the ids of other tables; a list has their names instead.
"""

import csv
import io
import json
import zipfile
from collections import defaultdict

from django.utils.translation import gettext as _

from core.imports.sheets import MAX_BYTES, read_list
from core.workflow.lifecycle import Refused
from modules.legacy_import import systems
from modules.legacy_import.planned import stages_on

MANIFEST = "manifest.json"
MAX_UNPACKED = 300_000_000  # bytes, for all tables that are read
MAX_TABLE = 100_000_000
NOT_WRITTEN = {"withdrawn"}
ITEMS_OUT, ITEMS_BACK = {"open"}, {"returned"}


def is_export(content):
    """Whether these bytes are the archive of a whole export."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return MANIFEST in archive.namelist()


class Tables:
    """The tables of an archive, each read once: {id: row}."""

    def __init__(self, archive):
        self.archive, self._read, self.room = archive, {}, MAX_UNPACKED

    def __getitem__(self, name):
        if name not in self._read:
            self._read[name] = {row["id"]: row for row in self._rows(name)}
        return self._read[name]

    def _rows(self, name):
        try:
            entry = self.archive.getinfo(f"tables/{name}.csv")
        except KeyError:
            return []
        self.room -= entry.file_size
        if entry.file_size > MAX_TABLE or self.room < 0:
            raise Refused(_("This export is too large to send from this page."))
        with self.archive.open(entry) as file:
            text = io.TextIOWrapper(file, "utf-8-sig", newline="")
            return [{k: _rearmed(v) for k, v in row.items()} for row in csv.DictReader(text)]

    def one(self, name, key, column):
        """The value in a column of the row with this id; "" if there is no such row."""
        return self[name].get(key, {}).get(column, "")


def _rearmed(text):
    """A cell without the apostrophe that prevents a spreadsheet from evaluating it."""
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@", "'"} else text


def lists_of(content):
    """Yield (kind, `SourceList`) for each importable table of the archive with rows.

    Raises `Refused` for an archive that cannot be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            tables = Tables(archive)
            made = [(kind, name, [*make(tables)]) for kind, name, make in LISTS]
    except (zipfile.BadZipFile, csv.Error, UnicodeDecodeError, KeyError) as error:
        raise Refused(_("This export is damaged: create it again, then send it.")) from error
    for kind, name, rows in made:
        if len(rows) > 1 and kind in stages_on():
            text = io.StringIO(newline="")
            csv.writer(text).writerows(rows)
            if len(text.getvalue()) > MAX_BYTES:
                raise Refused(_("This export is too large to send from this page."))
            yield kind, read_list(f"{name}.csv", text.getvalue().encode())


def _places(tables):
    yield ["Place", "Code"]
    for row in tables["inventory_place"].values():
        if row["is_active"] == "true":
            yield [row["name"], row["code"]]


def _organisations(tables):
    yield ["Structure", "Type", "SIRET", "RNA", "Adresse", "Ville", "Téléphone", "E-mail"]
    for row in tables["people_organisation"].values():
        if not row["merged_into_id"] and row["is_ours"] != "true":
            names = ["name", "kind", "siret", "rna", "address", "town", "phone", "email"]
            yield [_line(row[name]) for name in names]


def _donors(tables):
    yield ["Donateur", "Type", "SIREN", "Contact", "E-mail", "Téléphone", "Adresse"]
    for row in tables["donations_donor"].values():
        if not row["merged_into_id"] and not row["forgotten_at"]:
            names = ["name", "kind", "siren", "contact", "email", "phone", "address"]
            yield [_line(row[name]) for name in names]


def _line(text):
    return " ".join(text.split())


PEOPLE = ["Nom", "Prénom", "Type de public", "Structure", "Numéro de dossier", "Téléphone"]
MORE = ["E-mail", "Adresse", "Ville", "Personnes au foyer"]


def _person(tables, key, organisation=""):
    """The cells of a person, with the headings of `PEOPLE` and `MORE`."""
    row = tables["people_recipient"].get(key)
    structure = _structure(tables, row["organisation_id"] if row else organisation)
    if row is None:
        return ["", "", "", structure, *[""] * (len(PEOPLE) + len(MORE) - 4)]
    names = ["reference", "phone", "email", "address", "town", "household_size"]
    cells = [_line(row[name]) for name in names]
    return [row["last_name"], row["first_name"], row["kind"], structure, *cells]


def _structure(tables, key):
    """The name of an organisation; "" for the association itself, which has another name here."""
    row = tables["people_organisation"].get(key, {})
    if row.get("merged_into_id"):
        return _structure(tables, row["merged_into_id"])
    return "" if row.get("is_ours") == "true" else row.get("name", "")


def _people(tables):
    yield [*PEOPLE, *MORE]
    for key, row in tables["people_recipient"].items():
        if not row["anonymised_at"] and not row["merged_into_id"]:
            yield _person(tables, key)


DEVICE = ["Numéro d'inventaire", "Catégorie", "Marque", "Modèle", "Numéro de série", "IMEI"]
FACTS = ["Grade", "Emplacement", "Reçu le", "Donateur", "Limites connues", "Statut"]
SPECS = ["Processeur", "Mémoire", "Stockage", "Écran", "Système", "Année de fabrication"]
LOAN = ["Prêté le", "Date de retour prévue", "Numéro de convention"]


def _devices(tables):
    """Each device in its current state, with its holder."""
    yield [*DEVICE, *FACTS, *SPECS, *PEOPLE, *MORE, *LOAN]
    items = {i["device_id"]: i for i in tables["loans_loanitem"].values() if _is(i, ITEMS_OUT)}
    specs = {row["device_id"]: row for row in tables["inventory_specification"].values()}
    for key, row in tables["inventory_device"].items():
        if row["status"] in NOT_WRITTEN:
            continue
        item = items.get(key)
        loan = tables["loans_loan"].get(item["loan_id"], {}) if item else {}
        yield [
            row["asset_tag"],
            _name(tables["catalogue_category"].get(row["category_id"], {})),
            tables.one("catalogue_brand", row["brand_id"], "name"),
            tables.one("catalogue_devicemodel", row["model_id"], "name"),
            row["serial"],
            row["imei"],
            row["grade"],
            "" if item else tables.one("inventory_place", row["place_id"], "name"),
            row["received_at"][:10],
            _donor(tables, row["donation_id"]),
            _line(row["known_limits"]),
            _status(row),
            *_specs(specs.get(key, {})),
            row["year_made"],
            *(_person(tables, loan.get("recipient_id"), loan.get("organisation_id"))),
            *(loan.get(name, "") for name in ("starts_on", "due_on")),
            _agreement(loan),
        ]


def _is(item, statuses):
    return item["device_id"] and item["status"] in statuses


def _name(row):
    """The code of a category, which both installations have; otherwise its name."""
    return row.get("code", "")


def _status(row):
    return row["retire_reason"] or row["status"] if row["status"] == "retired" else row["status"]


def _donor(tables, key):
    donation = tables["donations_donation"].get(key, {})
    return tables.one("donations_donor", donation.get("donor_id"), "name")


def _agreement(loan):
    return loan.get("former_agreement") or loan.get("number", "")


def _specs(row):
    size = row.get("storage_gb", "")
    screen = row.get("screen_inches", "")
    return [
        row.get("cpu", ""),
        f"{row['ram_gb']} Go" if row.get("ram_gb") else "",
        f"{size} Go" if size else "",
        f'{screen}"' if screen else "",
        row.get("os", ""),
    ]


def _loans(tables):
    """The ended loans, a row for each device; current loans are with their device."""
    yield ["Numéro d'inventaire", *PEOPLE, *MORE, *LOAN, "Rendu le"]
    for item in tables["loans_loanitem"].values():
        loan = tables["loans_loan"].get(item["loan_id"], {})
        device = tables["inventory_device"].get(item["device_id"], {})
        if not _is(item, ITEMS_BACK) or device.get("status") in NOT_WRITTEN or not device:
            continue
        yield [
            device["asset_tag"],
            *_person(tables, loan.get("recipient_id"), loan.get("organisation_id")),
            *(loan.get(name, "") for name in ("starts_on", "due_on")),
            _agreement(loan),
            item["ended_at"][:10],
        ]


def _repairs(tables):
    yield ["Numéro d'inventaire", "Panne", "Problème", "Travaux", "Début", "Fin", "Issue"]
    for row in tables["inventory_repair"].values():
        device = tables["inventory_device"].get(row["device_id"], {})
        if row["status"] != "cancelled" and device.get("status") not in NOT_WRITTEN:
            yield [
                device["asset_tag"],
                tables.one("catalogue_faulttype", row["fault_id"], "code"),
                _line(row["reported"]),
                _line(row["done"]),
                row["opened_at"][:10],
                row["ended_at"][:10],
                row["outcome"],
            ]


def _accessories(tables):
    yield ["Accessoire", "Quantité", "Minimum"]
    for row in tables["inventory_accessorystock"].values():
        kind = tables["catalogue_accessorykind"].get(row["kind_id"], {})
        yield [kind.get("code", ""), row["quantity"], row["minimum"]]


def _requests(tables):
    yield [
        "Numéro de demande",
        *PEOPLE,
        *MORE,
        "Matériel demandé",
        "Quantité",
        "Date de la demande",
        "Souhaité pour le",
        "Motif",
    ]
    lines = defaultdict(list)
    for line in tables["loans_requestline"].values():
        lines[line["request_id"]].append(line)
    for key, row in tables["loans_request"].items():
        for line in lines[key] if row["status"] == "sent" else ():
            what = tables.one("catalogue_category", line["category_id"], "code")
            what = what or tables.one("catalogue_accessorykind", line["accessory_id"], "code")
            if what:
                yield [
                    row["number"],
                    *_person(tables, row["recipient_id"], row["organisation_id"]),
                    what,
                    line["requested"],
                    row["waiting_since"][:10],
                    row["wanted_on"],
                    row["purpose"],
                ]


def _vouchers(tables):
    """The SIM cards in stock without a code: the export has no codes."""
    yield ["Produit", "ICCID", "Date limite d'activation", "Valable jusqu'au"]
    for row in _in_stock(tables):
        batch = tables["inventory_voucherbatch"].get(row["batch_id"], {})
        names = tables.one("catalogue_voucherproduct", batch.get("product_id"), "names")
        product = next(iter(json.loads(names or "{}").values()), "")
        if not _has_code(row):
            days = [row[name] or batch.get(name, "") for name in ("activate_by", "valid_until")]
            yield [product, row["iccid"], *days]


def _in_stock(tables):
    return [row for row in tables["inventory_voucher"].values() if row["status"] == "in_stock"]


def _has_code(row):
    """Whether a voucher has a code, which identifies it instead of its card number."""
    return not row["iccid"] or row["iccid"][-4:] != row["last_digits"]


def count_codes(content):
    """The number of vouchers in stock whose codes the archive does not have."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(map(_has_code, _in_stock(Tables(archive))))


LISTS = [
    (systems.PLACES, "places", _places),
    (systems.ORGANISATIONS, "organisations", _organisations),
    (systems.DONORS, "donors", _donors),
    (systems.PEOPLE, "people", _people),
    (systems.REGISTER, "devices", _devices),
    (systems.LOANS, "loans", _loans),
    (systems.REPAIRS, "repairs", _repairs),
    (systems.VOUCHERS, "vouchers", _vouchers),
    (systems.ACCESSORIES, "accessories", _accessories),
    (systems.REQUESTS, "requests", _requests),
]
