"""Synonyms of column headings and values of legacy registers, in French and English."""

import re

from django.utils.translation import gettext_lazy

from catalogue.models import AccessoryKind
from core.imports.columns import by_word, headings_in, word_key, words_in
from core.imports.kinds import Vocabulary
from inventory.devices.lifecycle.devices import DeviceStatus, RetireReason
from inventory.imports.donor_list import DONOR_LIST
from inventory.imports.synonyms import METHOD_WORDS
from people.base.lifecycle import RecipientKind

OF_THE_DEVICE = [
    "category",
    "brand",
    "model",
    "designation",
    "serial",
    "imei",
    "imei2",
    "year_made",
]

# Other columns shared with the list of a donor, and read in the same way.
DECLARED = [
    "cpu",
    "ram",
    "storage",
    "storage_kind",
    "screen",
    "os",
    "purchased",
    "price",
    "book_value",
    "warranty_end",
    "donor_tag",
    "condition",
]

FIELDS = {
    "code": gettext_lazy("inventory number"),
    **{name: DONOR_LIST.fields[name] for name in OF_THE_DEVICE},
    "status": gettext_lazy("status"),
    "grade": gettext_lazy("grade"),
    "known_limits": gettext_lazy("known faults"),
    "place": gettext_lazy("shelf"),
    "received_on": gettext_lazy("received on"),
    "erased_on": gettext_lazy("erased on"),
    "erased_with": gettext_lazy("tool or method of the erasure"),
    "organisation": gettext_lazy("organisation"),
    "last_name": gettext_lazy("person: name"),
    "first_name": gettext_lazy("person: first name"),
    "kind": gettext_lazy("person: family or staff"),
    "reference": gettext_lazy("person: the organisation's own reference"),
    "phone": gettext_lazy("person: phone"),
    "email": gettext_lazy("person: e-mail"),
    "address": gettext_lazy("person: address"),
    "town": gettext_lazy("person: town"),
    "household_size": gettext_lazy("person: people at home"),
    "starts_on": gettext_lazy("lent on"),
    "given_on": gettext_lazy("given on"),
    "due_on": gettext_lazy("due on"),
    "returned_on": gettext_lazy("returned on"),
    "is_back": gettext_lazy("returned: yes or no"),
    "agreement": gettext_lazy("agreement number"),
    "accessories": gettext_lazy("accessories"),
    "donor": gettext_lazy("donor"),
    "quantity": gettext_lazy("quantity"),
    **{name: DONOR_LIST.fields[name] for name in DECLARED},
    # Never guessed: remarks in a register are often about the person.
    "remark": gettext_lazy("remark about the device, visible to everyone"),
}

HEADINGS = {
    "code": """numero d inventaire|n d inventaire|n inventaire|no inventaire|num inventaire|
        numero inventaire|inventaire|code inventaire|inventory number|inventory no|inventory|
        asset tag|asset number|asset|n etiquette|numero d etiquette|etiquette|tag|numero interne|
        n interne|n pc|numero de pc|n machine|n de poste|code|identifiant|numero|n|no|
        item id|item number|complete number""",
    "grade": """grade|cosmetic grade|grade esthetique|etat esthetique|etat cosmetique|classement|
        classe""",
    "known_limits": """limites connues|limite connue|known limitations|known limits|defauts connus|
        defaut connu|defauts|defaut""",
    "place": """emplacement|etagere|rangement|armoire|localisation|place|shelf|location|lieu""",
    "received_on": """recu le|date de reception|reception|date d entree|date entree|entree|
        date d arrivee|arrivee|arrive le|received on|date received|received|entry date|
        date d acquisition""",
    "erased_on": """efface le|date d effacement|date de l effacement|date effacement|effacement|
        erased on|wiped on|erasure date|date erased|date wiped|erased|wiped""",
    "erased_with": """outil d effacement|methode d effacement|logiciel d effacement|efface avec|
        erasure tool|erasure method|erased with|wiped with""",
    "organisation": """structure|organisation|organization|organisme|association|partenaire|
        prescripteur|structure prescriptrice|etablissement|employeur|employer|partner|centre""",
    "first_name": "prenom|prenom du beneficiaire|first name|given name|forename",
    "last_name": """checked out to|member name|member|usager|customer name|customer|borrower name|
        beneficiaire|nom du beneficiaire|nom beneficiaire|nom et prenom|nom prenom|
        prenom nom|emprunteur|nom de l emprunteur|nom de famille|nom|famille|personne|detenteur|
        attribue a|affecte a|remis a|prete a|utilisateur|beneficiary|recipient|borrower|holder|
        full name|last name|surname|name|lent to|loaned to|assigned to|user|family""",
    "kind": """famille ou salarie|type de beneficiaire|public|type de public|audience|
        type of recipient|recipient type""",
    "reference": """reference du beneficiaire|reference beneficiaire|numero de dossier|n de dossier|
        n dossier|dossier|reference dossier|reference|ref|file number|case number|file""",
    "phone": """telephone du beneficiaire|telephone beneficiaire|tel beneficiaire|phone number|
        numero de telephone|telephone|tel|mobile|portable|contact|phone""",
    "email": "email|e mail|mail|courriel|adresse mail|adresse email",
    "address": "adresse|adresse postale|address|postal address",
    "town": "ville|commune|town|city",
    "household_size": """personnes au foyer|taille du foyer|foyer|nombre de personnes|household|
        household size|people at home""",
    "given_on": "donne le|donnee le|date donne|given on|date given|gift date",
    "due_on": """expected checkin date|expected check in date|expected checkin|due at|
        date de retour prevue|date de retour prevu|retour prevu le|retour prevu|
        date retour prevue|a rendre le|a rapporter le|a rendre avant|date d echeance|echeance|
        fin du pret|fin de pret|date de fin du pret|date de fin|date de retour|date retour|retour|
        fin|due date|due on|due back|return by|expected return|to bring back by|due|end date""",
    "returned_on": """ended at|ended on|checked in at|last checkin date|
        rendu le|rendue le|restitue le|retourne le|ramene le|revenu le|rentre le|
        date de restitution|date restitution|restitution|retour effectif|retour effectif le|
        date de retour effective|date de retour effectif|date retour effective|retour reel|
        date de retour reelle|date de retour reel|date retour reelle|retour fait le|
        returned on|date returned|returned|return date|actual return|actual return date|
        brought back on|back on|checked in on|checkin date|date in|
        date de retour|date retour|retour""",
    "starts_on": """checked out at|checked out on|checked out|
        prete le|date de pret|date du pret|date pret|debut du pret|
        date de debut du pret|date de debut|remis le|date de remise|date remise|remise|
        date de sortie|sorti le|sortie|
        date d attribution|attribue le|debut|lent on|loaned on|loan date|date lent|loan start|
        handed over on|checkout date|date out|start date|start|pret""",
    "agreement": """numero de convention|n de convention|n convention|convention|numero de contrat|
        n de contrat|n contrat|contrat|agreement number|agreement|contract number|contract""",
    "accessories": "accessoires|accessoire|fourni avec|accessories|accessory",
    "status": """statut|status|situation|disponibilite|availability|etat|state|etat pret|
        status label|status text""",
    "donor": """donateur|donatrice|donne par|offert par|provenance|origine du don|
        entreprise donatrice|donor|donated by|given by""",
    "quantity": "quantite|quantity|qte|qty",
    "purchased": """date d achat|annee d achat|achete le|achete en|purchase date|date of purchase|
        purchased|purchased on|bought on|bought|purchase year""",
    "donor_tag": """numero du donateur|n du donateur|numero chez le donateur|ancien numero|
        ancien numero d inventaire|donor asset number|donor number|former number|old number""",
    "condition": """etat physique|etat general|etat du materiel|condition|physical condition|
        working condition|etat visuel""",
}
# Headings of the general list of a donor that mean another field of a register.
OF_ANOTHER = {"purchased", "donor_tag", "condition"}
# “Famille” heads the people of a register, not the kinds of devices; “matériel” heads the kinds.
NOT_HERE = {
    "category": {"famille", "family"},
    "designation": {"materiel"},
    "model": {"reference"},  # here of the person
}
HEADINGS = headings_in(HEADINGS)
_CAME_BACK = words_in("rendu|rendue|retourne|retournee|restitue|restituee|revenu|rentre|ramene")
# Bare words come last: without cells, they head the day of the return.
HEADINGS["is_back"] = [
    *(
        f"{word} {yes}"
        for word in [*_CAME_BACK, "returned"]
        for yes in ("oui non", "o n", "yes no")
    ),
    *(f"{thing} {word}" for thing in ("materiel", "pc", "ordinateur") for word in _CAME_BACK),
    *_CAME_BACK,
    *words_in("est rendu|is returned|brought back|came back|is back|back|le retour|retour oui non"),
]
_TAKEN = {word for words in HEADINGS.values() for word in words}
HEADINGS |= {
    name: [word for word in DONOR_LIST.headings[name] if word not in NOT_HERE.get(name, ())]
    for name in OF_THE_DEVICE
} | {
    name: [word for word in DONOR_LIST.headings[name] if word not in _TAKEN]
    for name in DECLARED
    if name not in OF_ANOTHER
}

BACK = "back"  # from a loan: the device is to be checked, and the loan has ended
# Words for the status of a device: our status, and the retire reason.
STATUSES = {
    "received": (DeviceStatus.RECEIVED, ""),
    BACK: (DeviceStatus.RECEIVED, ""),
    "refurbishing": (DeviceStatus.REFURBISHING, ""),
    "ready": (DeviceStatus.READY, ""),
    "on_loan": (DeviceStatus.ON_LOAN, ""),
    "given": (DeviceStatus.GIVEN, ""),
    "lost": (DeviceStatus.LOST, ""),
    "stolen": (DeviceStatus.STOLEN, ""),
    **{str(reason): (DeviceStatus.RETIRED, reason) for reason in RetireReason},
}
STATUS_WORDS = {
    BACK: "rendu|rendue|restitue|restituee|retourne|retournee|revenu|returned|back",
    "received": """a controler|a verifier|a tester|a trier|a traiter|recu|a reconditionner|
        to check|to test|received|incoming|pending""",
    "refurbishing": """en reparation|en cours de reconditionnement|reconditionnement|en preparation|
        atelier|a reparer|en panne|being refurbished|in repair|repair|workshop|maintenance|
        out for repair|out for diagnostics""",
    "ready": """pret a preter|pret a partir|en stock|stock|disponible|dispo|pret|a disposition|
        libre|available|in stock|ready|free|spare|ready to deploy|deployable""",
    "on_loan": """prete|pretee|en pret|emprunte|sorti|attribue|affecte|remis|en circulation|
        en cours|pret en cours|prolonge|prolongee|renouvele|chez le beneficiaire|
        lent|on loan|loaned|loaned out|out|checked out|assigned|deployed""",
    "given": "donne|donnee|don|cede|offert|given|given away|gifted|donated",
    "lost": "perdu|perdue|introuvable|egare|lost|missing",
    "stolen": "vole|volee|stolen",
    "parts": "pour pieces|pieces|cannibalise|parts|for parts|spare parts",
    "recycled": """recycle|recyclee|a recycler|rebut|au rebut|mis au rebut|hs|hors service|deee|
        reforme|retire|sorti du parc|recycled|scrapped|retired|disposed|broken|
        broken not fixable""",
    "destroyed": "detruit|detruite|destroyed",
    "returned": "rendu au donateur|returned to the donor",
}
# Snipe-IT writes “name (type)” for a status: these types alone say whether a device is away; under
# the others a name may say more.
DECISIVE_TYPES = {"deployed", "deployable"}
TYPED = re.compile(r"(.*)\((deployed|deployable|pending|archived|undeployable)\)", re.IGNORECASE)
TYPE_WORDS = {"received": "pending", "recycled": "archived", "refurbishing": "undeployable"}
KIND_WORDS = {
    RecipientKind.FAMILY: """famille|foyer|menage|particulier|beneficiaire|usager|personne|family|
        household|person|individual""",
    RecipientKind.STAFF: """salarie|salariee|agent|personnel|benevole|employe|employee|staff|
        professionnel|travailleur social|equipe|volunteer|worker""",
}
ACCESSORY_WORDS = {
    "charger": "chargeur|alimentation|alim|transfo|transformateur|power supply|adapter",
    "power-cable": "cordon|cordon d alimentation|cable secteur",
    "bag": "sac|sacoche|backpack|sac a dos",
    "sleeve": "housse|pochette|etui",
    "mouse": "souris",
    "headset": "casque|micro casque|headphone",
    "phone-case": "coque",
    "usb-stick": "cle usb",
}


def status_choices():
    labels = {code: reason.label if reason else s.label for code, (s, reason) in STATUSES.items()}
    return list((labels | {BACK: gettext_lazy("returned from a loan")}).items())


def statuses_by_word():
    own = {word_key(code): code for code in STATUSES}
    own |= {word_key(str(label)): code for code, label in status_choices()}
    types = {f"({word})": code for code, word in TYPE_WORDS.items()}
    return own | by_word(STATUS_WORDS) | types


def status_key(text):
    """The key of a status: its type if that decides, its name if known for unused devices.

    The type takes precedence: under a type of unused devices, a name that means “in use” does
    not count. Without a type, the whole text is the key.
    """
    match = TYPED.fullmatch(text.strip())
    if not match:
        return word_key(text)
    name, kind = word_key(match[1]), match[2].casefold()
    if kind in DECISIVE_TYPES:
        return kind
    return name if name in NAMES_OF_UNUSED else f"({kind})"


NAMES_OF_UNUSED = {
    name
    for name, code in by_word(STATUS_WORDS).items()
    if code not in {"ready", "on_loan", "given"}
}
METHODS = by_word(METHOD_WORDS)
KINDS = Vocabulary(choices=lambda: RecipientKind.choices, words=lambda: by_word(KIND_WORDS))


def accessories_by_word():
    """Map the `word_key` of all known synonyms to `AccessoryKind`s; their own names win."""
    kinds = {kind.code: kind for kind in AccessoryKind.objects.all()}
    words = {key: kinds[code] for key, code in by_word(ACCESSORY_WORDS).items() if code in kinds}
    for kind in kinds.values():
        words |= {word_key(name): kind for name in (kind.code, *kind.names.values())}
    return words
