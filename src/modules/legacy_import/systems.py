"""Exports of known systems, recognised by their headings.

The headings are from the documentation or the export code of each system, normalised by
`columns.plain`. `fields` names the column of each field where a general list would be read
otherwise; the other columns are guessed. A field "" leaves a column unread.
"""

from dataclasses import dataclass, field

from core.imports.columns import plain
from modules.legacy_import.lifecycle import System
from modules.legacy_import.sentences import A_DEVICE, SEVERAL_ITEMS

PLACES = "old_places"
ORGANISATIONS = "old_organisations"
DONORS = "old_donors"
PEOPLE = "old_people"
REGISTER = "register"
LOANS = "old_loans"
REPAIRS = "old_repairs"
VOUCHERS = "old_vouchers"
ACCESSORIES = "old_accessories"
REQUESTS = "old_requests"


@dataclass(frozen=True, kw_only=True)
class Form:
    """A list that a system exports, recognised if all these `headings` are present."""

    kind: str
    headings: frozenset
    fields: dict = field(default_factory=dict)
    # Sentences about rows that another list of the same file takes, so that this one skips them.
    left_out: tuple = ()


def form(kind, headings, fields="", left_out=()):
    """A `Form` of “heading|heading” and “heading=field|heading=field”."""
    pairs = (pair.split("=") for pair in fields.split("|") if pair)
    return Form(
        kind=kind,
        headings=frozenset(word.strip() for word in headings.split("|")),
        fields={heading.strip(): name.strip() for heading, name in pairs},
        left_out=left_out,
    )


FORMS = {
    System.SNIPE_IT: [
        form(
            LOANS,
            "date|action|type|item",
            "date=moved_on|action=action|item=code|to=last_name|target=last_name|type=subject|admin="
            "|created by=|notes=|changed=|serial=|model name=|model no=",
        ),
        form(
            REPAIRS,
            "asset tag|start date|completion date",
            "asset tag=code|title=reported|name=reported|start date=opened_on"
            "|completion date=ended_on|notes=done|asset maintenance type=fault"
            "|maintenance type=fault|type=fault|asset name=|location=|cost=|supplier=",
        ),
        form(
            REGISTER,
            "asset tag|checked out to",
            "asset tag=code|asset name=|checked out to=last_name|checked out=last_name|type=kind"
            "|checked out to type=kind|"
            "model=model|model no=|category=category|manufacturer=brand|serial=serial"
            "|checkout date=starts_on|expected checkin date=due_on|purchase date=purchased"
            "|purchased=purchased|purchase cost=price|cost=price|current value=book_value|value="
            "|eol=|warranty=|warranty expires=warranty_end|location=place|default location="
            "|supplier=|status=status|company=organisation|username=|employee no=reference"
            "|order number=|last checkin date=|created at=received_on|updated at=|notes=",
        ),
        form(
            REGISTER,
            "asset tag|checked out",
            "asset tag=code|asset name=|checked out=last_name|type=kind"
            "|checked out to type=kind|model=model|model no="
            "|category=category|manufacturer=brand|serial=serial|checkout date=starts_on"
            "|expected checkin date=due_on|purchase date=purchased|purchased=purchased"
            "|purchase cost=price|cost=price|current value=book_value|value=|eol=|warranty="
            "|warranty expires=warranty_end|location=place|default location=|supplier="
            "|status=status|company=organisation|username=|employee no=reference"
            "|order number=|created at=received_on|updated at=|notes=",
        ),
        form(
            PEOPLE,
            "first name|last name|username",
            "first name=first_name|last name=last_name|username=|employee no=reference"
            "|email=email|phone=phone|address=address|city=town|company=organisation"
            "|location=|department=|title=|manager=",
        ),
        form(PLACES, "location name|parent", "location name=name|parent=|address=|city="),
        form(
            ACCESSORIES,
            "accessory name|total",
            "accessory name=accessory|total=quantity|min qty=minimum|remaining=",
        ),
        form(
            ACCESSORIES,
            "name|category|total|remaining",
            "name=accessory|total=quantity|min qty=minimum|remaining=|category=",
        ),
    ],
    System.GLPI: [
        form(
            REGISTER,
            "nom|fabricant|numero de serie|usager",
            "nom=|entite=|statut=status|fabricant=brand|numero de serie=serial|type=category"
            "|modele=model|lieu=place|usager=last_name|utilisateur=|numero d inventaire=code"
            "|systeme d exploitation nom=os|composants processeur=cpu|composants memoire=ram"
            "|composants disque dur=storage|composants disque dur capacite=storage"
            "|derniere modification=|date d achat=purchased|commentaires=",
        ),
        form(
            REGISTER,
            "name|manufacturer|serial number|user",
            "name=|entity=|status=status|manufacturer=brand|serial number=serial|type=category"
            "|types=category|model=model|location=place|user=last_name|alternate username="
            "|inventory number=code|operating system name=os|components processor=cpu"
            "|components memory=ram|components hard drive=storage"
            "|components hard drive capacity=storage|last update=|comments=",
        ),
        form(
            PEOPLE,
            "identifiant|nom de famille|prenom",
            "identifiant=reference|nom de famille=last_name|prenom=first_name"
            "|adresses de messagerie=email|telephone=phone|lieu=|entite=",
        ),
        form(
            PEOPLE,
            "login|surname|first name",
            "login=reference|surname=last_name|first name=first_name|emails=email|phone=phone"
            "|location=|entity=",
        ),
    ],
    System.INVENTREE: [
        form(
            REGISTER,
            "part name|quantity|serial number|status",
            "id=|part id=|part name=model|part ipn=|quantity=quantity|serial number=serial|batch="
            "|location name=place|location=|location id=|status=|status text=status"
            "|customer name=last_name|customer=|customer id=|supplier part=|notes=",
            left_out=(SEVERAL_ITEMS,),
        ),
        form(
            ACCESSORIES,
            "part name|quantity|serial number|status",
            "id=|part id=|part name=accessory|quantity=quantity|serial number=serial|batch=|notes=",
            left_out=(A_DEVICE,),
        ),
    ],
    System.CIRCULATE: [
        form(
            LOANS,
            "item number|due at|ended at",
            "id=|item number=code|item name=|member name=last_name|member number=reference"
            "|checked out at=starts_on|created at=starts_on|due at=due_on|ended at=returned_on"
            "|renewal count=|status=",
        ),
        form(
            LOANS,
            "complete number|due at|ended at",
            "id=|complete number=code|item name=|name=|member name=last_name"
            "|member number=reference|checked out at=starts_on|created at=starts_on"
            "|due at=due_on|ended at=returned_on|renewal count=|status=",
        ),
        form(
            PEOPLE,
            "full name|preferred name|email",
            "full name=last_name|preferred name=|email=email|phone number=phone"
            "|number=reference|address1=address|city=town|status=|id=",
        ),
        form(
            REGISTER,
            "complete number|name|brand|model",
            "id=|complete number=code|number=|name=designation|brand=brand|model=model"
            "|serial=serial|status=status|purchase price=price|purchased on=purchased"
            "|created at=received_on|updated at=|description=|size=|quantity=|strength=",
        ),
    ],
    System.HUMAN_ESSENTIALS: [
        form(
            ORGANISATIONS,
            "agency name|agency email",
            "agency name=name|agency email=email|agency address=address|agency city=town"
            "|agency type=|contact name=contact|contact phone=phone|contact email=contact_email",
        ),
        form(
            DONORS,
            "business name|contact name",
            "business name=name|contact name=contact|email=email|phone=phone|address=address"
            "|total items=",
        ),
        form(
            DONORS,
            "name|address|contact name|email|phone",
            "name=name|address=address|contact name=contact|email=email|phone=phone",
        ),
    ],
}

# Systems with an organisation for each device, “Company” or “Entity”, whether or not it is lent.
OF_OWNERS = (System.SNIPE_IT, System.GLPI)
SITES = "sites"  # the option of a list with the ids of the sites that its user may see
SYSTEM = "system"  # the option of a list with the system of its move


def names_owners(batch):
    """Whether rows name the organisation that owns a device, not the one that holds it."""
    headings = {plain(heading) for heading in batch.headings}
    return batch.options.get(SYSTEM) in OF_OWNERS or any(
        one.kind == REGISTER and headings >= one.headings
        for system in OF_OWNERS
        for one in FORMS[system]
    )
