"""Today at the counter: people, agreements signed on the screen and on paper; by operations."""

from decimal import Decimal

from demo.words import picture, words
from donations.lifecycle import DonorKind
from inventory.models import Device
from inventory.vouchers.lifecycle import PaidBy
from loans.agreements.operations import agreements as agreement_operations
from loans.agreements.operations.agreements import draw_up
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.appointments import operations as appointment_operations
from loans.base.lifecycle.agreements import MandatePaper, Outcome, Training, WhyNotSigned
from loans.base.lifecycle.loans import Audience, LoanKind
from loans.base.papers import facts_of, sign
from loans.handovers import operations as handover_operations
from loans.models import Briefing, Mandate
from people.base.lifecycle import OrganisationKind
from people.models import Guardian, Language
from people.recipients.operations import save_recipient

TRAINING = [
    {"training": Training.ACCEPTED, "where": "Espace numérique", "outcome": Outcome.BOOKED},
    {"training": Training.DECLINED},
    {"training": Training.NOT_ASKED},
]


class Counter:
    """The counter, and the first ready devices, those of the first site before others."""

    def __init__(self, world):
        self.world, self.by = world, world.counter
        ready = Device.objects.filter(status=Device.Status.READY, donation__isnull=False)
        ready = ready.select_related("category", "site", "donation__donor")
        self.devices = list(ready.order_by("site_id", "pk")[:60])

    def prepare(self, code="laptop", person=None, devices=None):
        """A hand-over of a walk-in, that person or a family: one device is set aside.

        It is the next of that category, or else of another; or the first of `devices`.
        """
        person = person or enter_family(self.world)
        devices = devices or self.devices
        device = next((row for row in devices if row.category.code == code), devices[0])
        self.devices.remove(device)
        loan = preparation_operations.prepare(
            by=self.by,
            organisation=person.organisation,
            site=device.site,
            audience=Audience(person.kind),
            recipient=person,
        )
        reservations_operations.reserve(loan, by=self.by, devices=[device], override=True)
        answer = self.world.pick(TRAINING)
        briefing = Briefing(switch_on=True, charge=True, who_to_call=True, **answer)
        handover_operations.brief(loan, briefing, by=self.by)
        return loan

    def sign(self, loan):
        agreement = agreement_operations.issue(loan, by=self.by)
        count = len(facts_of(loan, agreement.text, agreement.second_text)["signatories"])
        drawings = [picture("signature.png")] * count
        pdf, signed_at = sign(agreement, *drawings, by=self.by)
        signed = {"pdf": pdf, "signed_at": signed_at, "drawings": drawings}
        agreement_operations.sign_on_screen(agreement, by=self.by, **signed)


def hand_over(world):
    """Create hand-overs of every kind."""
    counter = Counter(world)
    family = counter.prepare(person=_pupil(world, years=11, homes=2))
    charger = world.accessories["charger-usbc-65"]
    preparation_operations.add_accessory(family, by=counter.by, accessory=charger)
    reservations_operations.reserve_vouchers(
        family, by=counter.by, product=world.products[4], quantity=1
    )
    counter.sign(family)
    _sell(world, counter)
    counter.sign(counter.prepare("tablet", _pupil(world, years=14, homes=1)))
    counter.sign(counter.prepare(person=enter_family(world, language="en")))
    ukrainian = enter_family(world, second_language=Language.objects.get(code="uk"))
    counter.sign(counter.prepare(person=ukrainian))
    collected = counter.prepare()
    _name_collector(collected, world)
    counter.sign(collected)
    counter.sign(counter.prepare(person=_employee(world)))
    given = counter.prepare("phone")
    handover_operations.set_terms(given, by=counter.by, kind=LoanKind.GIFT)
    counter.sign(given)
    _sign_on_paper(counter)
    _do_not_sign(counter)


# --- People ---------------------------------------------------------------------------------------
def enter_family(world, **facts):
    """A family of the demo's own association, entered by its user."""
    return save_recipient(_family(world, **facts), by=world.association)


def _family(world, **facts):
    organisation = world.association.organisation
    person = world.recipient(organisation, "family", world.at(world.yesterday, 9))
    for name, value in facts.items():
        setattr(person, name, value)
    return person


def _pupil(world, *, years, homes):
    """A pupil with a parent, who signs; or with two, in two homes."""
    person = _family(world, birth_date=world.ago(years * 365))
    lasts = [person.last_name, *(world.pick(words.last_names) for _home in range(1, homes))]
    guardians = []
    for last, quality in zip(lasts, ("father", "mother"), strict=False):
        first, phone = world.pick(words.first_names), world.phone()
        address = world.full_address() if homes > 1 else person.address
        guardians.append(
            Guardian(name=f"{first} {last}", relationship=quality, phone=phone, address=address)
        )
    return save_recipient(person, by=world.association, guardians=guardians)


def _employee(world):
    employer = next(o for o in world.organisations if o.kind == OrganisationKind.EMPLOYER)
    person = world.recipient(employer, "staff", world.at(world.yesterday, 9))
    return save_recipient(person, by=world.counter)


# --- Papers ---------------------------------------------------------------------------------------
def _name_collector(loan, world):
    """Add a mandate: a user of the association collects."""
    mandate = Mandate(
        name="Maëlle Cosquer",
        structure=loan.organisation.name,
        paper=MandatePaper.WRITTEN,
        seen_on=world.today,
    )
    handover_operations.name_collector(loan, mandate, by=world.counter)


def _sell(world, counter):
    """A sale, since sales are on, with a SIM card at a small price.

    Gifts of public bodies are free of charge, and the cards are at the first site.
    """
    ready = [row for row in counter.devices if row.site == world.sites[0]]
    devices = [row for row in ready if row.donation.donor.kind != DonorKind.PUBLIC]
    if not devices:
        return
    card = world.products[1]
    card.price_asked = Decimal(2)
    card.save(update_fields=["price_asked"])
    loan = counter.prepare(devices=devices)
    (item,) = reservations_operations.reserve_vouchers(
        loan, by=counter.by, product=card, quantity=1, override=True
    )
    paid = {"paid_by": PaidBy.CASH, "prices": {item.voucher_id: Decimal(2)}}
    paid["sale_price"] = Decimal(15)
    handover_operations.set_terms(loan, by=counter.by, kind=LoanKind.GIFT, **paid)
    counter.sign(loan)


def _sign_on_paper(counter):
    agreement = agreement_operations.issue(counter.prepare(), by=counter.by)
    scan = {"scan": picture("page.jpg"), "content_type": "image/jpeg"}
    agreement_operations.sign_on_paper(agreement, by=counter.by, **scan)


def _do_not_sign(counter):
    """One waits for its signature, one was declined, one is a draft, one was given up."""
    agreement_operations.issue(counter.prepare(), by=counter.by)
    unsigned = agreement_operations.issue(counter.prepare(), by=counter.by)
    agreement_operations.decline(unsigned, by=counter.by, because=WhyNotSigned.THINK)
    draw_up(counter.prepare("phone"), by=counter.by)
    appointment_operations.cancel_loan(counter.prepare(), by=counter.by)
