"""Today at the counter: people, agreements signed on the screen and on paper; by operations."""

import io
from datetime import timedelta
from decimal import Decimal

from PIL import Image, ImageDraw

from desk.demo import papers, words
from inventory.lifecycle import DeviceStatus
from inventory.lifecycle.vouchers import PaidBy
from inventory.models import Device
from loans import operations
from loans.lifecycle import Audience, LoanKind, Purpose
from loans.lifecycle.answers import Outcome, Training, WhyNotAsked, WhyNotSigned
from loans.models import Briefing, Request, RequestLine, Rules
from loans.operations.agreements import draw_up
from loans.papers import facts_of, sign
from people.lifecycle import OrganisationKind
from people.models import Guardian, Recipient
from people.operations import save_recipient
from people.roles import Role

YEAR = timedelta(days=365)


class Shelf:
    """The first ready devices, those of the first site before others."""

    def __init__(self):
        ready = Device.objects.filter(status=DeviceStatus.READY).select_related("category", "site")
        self.devices = list(ready.order_by("site_id", "pk")[:60])

    def take(self, code):
        """The next of that category, or else of another."""
        same = [device for device in self.devices if device.category.code == code]
        device = (same or self.devices)[0]
        self.devices.remove(device)
        return device


def happen(world):
    """Every way a hand-over can go."""
    shelf, counter = Shelf(), world.staff[Role.COUNTER][0]
    family = _prepare(world, counter, _separated(world), shelf.take("laptop"))
    operations.add_accessory(family, by=counter, accessory=world.counted_charger)
    operations.reserve_vouchers(family, by=counter, product=world.products[4], quantity=1)
    _sign(family, counter)
    _sign(_prepare(world, counter, _minor(world), shelf.take("tablet")), counter)
    _sign(_prepare(world, counter, _english(world), shelf.take("laptop")), counter)
    ukrainian = _somebody(world, second_language=papers.happen(world))
    _sign(_prepare(world, counter, ukrainian, shelf.take("laptop")), counter)
    collected = _prepare(world, counter, _somebody(world), shelf.take("laptop"))
    papers.collected(collected, world, counter)
    _sign(collected, counter)
    _sign(_prepare(world, counter, _staff(world), shelf.take("laptop")), counter)
    _give(world, counter, shelf.take("phone"))
    _contribute(world, counter, shelf.take("laptop"))
    _on_paper(_prepare(world, counter, _somebody(world), shelf.take("laptop")), counter)
    _not_signed(world, counter, shelf)
    _ask(world)


def _somebody(world, **facts):
    """A family of the demo's own association, entered by its user."""
    by = world.staff[Role.ASSOCIATION][0]
    person = world.recipient(by.organisation, "family", world.at(world.yesterday, 9))
    for name, value in facts.items():
        setattr(person, name, value)
    return save_recipient(person, by=by)


def _minor(world):
    """A pupil with a guardian, who signs."""
    by = world.staff[Role.ASSOCIATION][0]
    person = world.recipient(by.organisation, "family", world.at(world.yesterday, 9))
    person.birth_date = world.ago(14 * 365)
    name = f"{world.pick(words.FIRST_NAMES)} {person.last_name}"
    guardian = Guardian(name=name, phone=world.phone(), address=person.address)
    return save_recipient(person, by=by, guardians=[guardian])


def _separated(world):
    """A pupil who lives in two homes."""
    by = world.staff[Role.ASSOCIATION][0]
    person = world.recipient(by.organisation, "family", world.at(world.yesterday, 9))
    person.birth_date = world.ago(11 * 365)
    homes = [
        Guardian(
            name=f"{world.pick(words.FIRST_NAMES)} {last_name}",
            phone=world.phone(),
            address=f"{world.address()}, {world.pick(words.TOWNS)}",
        )
        for last_name in (person.last_name, world.pick(words.LAST_NAMES))
    ]
    return save_recipient(person, by=by, guardians=homes)


def _english(world):
    return _somebody(world, language="en")


def _staff(world):
    employer = next(o for o in world.organisations if o.kind == OrganisationKind.EMPLOYER)
    person = world.recipient(employer, "staff", world.at(world.yesterday, 9))
    return save_recipient(person, by=world.staff[Role.COUNTER][0])


def _prepare(world, counter, person: Recipient, device):
    """A hand-over of a walk-in: one device set aside for that person."""
    loan = operations.prepare(
        by=counter,
        organisation=person.organisation,
        site=device.site,
        audience=Audience(person.kind),
        recipient=person,
    )
    operations.reserve(loan, by=counter, devices=[device], override=True)
    operations.brief(loan, _said(world), by=counter)
    return loan


def _said(world):
    """What was explained, and one of the answers about training."""
    answers = [
        {"training": Training.ACCEPTED, "where": "Espace numérique", "outcome": Outcome.BOOKED},
        {"training": Training.DECLINED},
        {"training": Training.NOT_ASKED, "why_not_asked": WhyNotAsked.NO_TIME},
    ]
    return Briefing(switch_on=True, charge=True, who_to_call=True, **world.pick(answers))


def _sign(loan, counter):
    agreement = operations.issue(loan, by=counter)
    count = len(facts_of(loan, agreement.text, agreement.second_text)["signatories"])
    drawings = [signature(loan.pk + number) for number in range(count)]
    pdf, signed_at = sign(agreement, *drawings, by=counter)
    signed = {"pdf": pdf, "signed_at": signed_at, "drawings": drawings}
    operations.sign_on_screen(agreement, by=counter, **signed)


def _give(world, counter, device):
    loan = _prepare(world, counter, _somebody(world), device)
    operations.set_terms(loan, by=counter, kind=LoanKind.GIFT)
    _sign(loan, counter)


def _contribute(world, counter, device):
    """A gift against a contribution, since the rules allow it, with a SIM card at a small price."""
    Rules.objects.update_or_create(pk=1, defaults={"has_contributions": True})
    Rules.forget()
    card = world.products[1]
    card.price_asked = Decimal(2)
    card.save(update_fields=["price_asked"])
    loan = _prepare(world, counter, _somebody(world), device)
    (item,) = operations.reserve_vouchers(loan, by=counter, product=card, quantity=1, override=True)
    paid = {"paid_by": PaidBy.CASH, "prices": {item.voucher_id: Decimal(2)}}
    operations.set_terms(loan, by=counter, kind=LoanKind.GIFT, contribution=Decimal(15), **paid)
    _sign(loan, counter)


def _on_paper(loan, counter):
    """Signed on paper; the scan is a picture of the page."""
    agreement = operations.issue(loan, by=counter)
    page = Image.new("L", (620, 877), 255)
    page.paste(Image.open(io.BytesIO(signature(loan.pk))), (330, 700))
    scan = io.BytesIO()
    page.save(scan, "JPEG", quality=60)
    operations.sign_on_paper(agreement, by=counter, scan=scan.getvalue(), content_type="image/jpeg")


def _not_signed(world, counter, shelf):
    """One waits for its signature, one was declined, one is a draft, one was given up."""
    operations.issue(_prepare(world, counter, _somebody(world), shelf.take("laptop")), by=counter)
    declined = _prepare(world, counter, _somebody(world), shelf.take("laptop"))
    unsigned = operations.issue(declined, by=counter)
    operations.decline(unsigned, by=counter, because=WhyNotSigned.THINK)
    draw_up(_prepare(world, counter, _somebody(world), shelf.take("phone")), by=counter)
    given_up = _prepare(world, counter, _somebody(world), shelf.take("laptop"))
    operations.cancel_loan(given_up, by=counter)


def _ask(world):
    """Two requests that came this morning; the coordinator answered one in part."""
    author, coordinator = world.staff[Role.ASSOCIATION][0], world.staff[Role.COORDINATOR][0]
    for quantities in ({"laptop": 3, "phone": 1}, {"laptop": 2}):
        request = operations.write_request(
            Request(
                organisation=author.organisation,
                site=world.sites[0],
                audience=Audience.STRUCTURE,
                purpose=Purpose.RIGHTS,
                wanted_on=world.today + timedelta(14),
            ),
            by=author,
            lines=[
                RequestLine(category=world.categories[code], requested=count)
                for code, count in quantities.items()
            ],
            send=True,
        )
    operations.accept_request(
        request, by=coordinator, quantities=dict.fromkeys(request.lines.all(), 1)
    )


def signature(number):
    """A name written with a finger (PNG), another for each number."""
    image = Image.new("L", (260, 110), 255)
    pen = ImageDraw.Draw(image)
    points = [
        (10 + 6 * step, 55 + (step * (7 + number % 5) % 47 - 23) * (1 if step % 2 else -1))
        for step in range(40)
    ]
    pen.line(points, fill=0, width=3, joint="curve")
    pen.line([(8, 92), (250, 84 - number % 9)], fill=0, width=2)
    output = io.BytesIO()
    image.save(output, "PNG")
    return output.getvalue()
