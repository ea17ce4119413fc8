from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from inventory.devices.lifecycle.devices import DeviceStatus
from loans.base.lifecycle.loans import (
    AgreementStatus,
    Audience,
    Condition,
    ItemStatus,
    LoanKind,
    LoanStatus,
    Purpose,
    RequestStatus,
)
from loans.models import Agreement, AgreementText, Loan, LoanItem, Request, RequestLine, Weight
from tests.factories.catalogue import AccessoryKindFactory, CategoryFactory, VoucherProductFactory
from tests.factories.core import DocumentFactory, moved
from tests.factories.inventory import DeviceFactory
from tests.factories.people import OrganisationFactory, RecipientFactory, SiteFactory, UserFactory
from tests.factories.vouchers import VoucherFactory


def in_days(count):
    return LazyFunction(lambda: timezone.localdate() + timedelta(days=count))


class RequestFactory(DjangoModelFactory):
    class Meta:
        model = Request

    class Params:
        draft = Trait(status=RequestStatus.DRAFT)
        sent = Trait(status=RequestStatus.SENT)
        accepted = Trait(status=RequestStatus.ACCEPTED)
        refused = Trait(status=RequestStatus.REFUSED, refusal="None is left.")
        closed = Trait(status=RequestStatus.CLOSED)
        cancelled = Trait(status=RequestStatus.CANCELLED)
        for_the_structure = Trait(audience=Audience.STRUCTURE, recipient=None)

    number = Sequence("R00-{:05}".format)
    organisation = SubFactory(OrganisationFactory, approved=True)
    recipient = SubFactory(RecipientFactory, organisation=SelfAttribute("..organisation"))
    site = SubFactory(SiteFactory)
    purpose = Purpose.SCHOOL
    created_by = SubFactory(
        UserFactory, association=True, organisation=SelfAttribute("..organisation")
    )


class RequestLineFactory(DjangoModelFactory):
    class Meta:
        model = RequestLine

    class Params:
        of_vouchers = Trait(category=None, product=SubFactory(VoucherProductFactory))
        of_accessories = Trait(category=None, accessory=SubFactory(AccessoryKindFactory))
        accepted_in_full = Trait(accepted=SelfAttribute("requested"))

    request = SubFactory(RequestFactory)
    category = SubFactory(CategoryFactory)
    requested = 2


class LoanFactory(DjangoModelFactory):
    class Meta:
        model = Loan

    class Params:
        prepared = Trait(status=LoanStatus.PREPARED)
        active = Trait(status=LoanStatus.ACTIVE, starts_on=in_days(0))
        overdue = Trait(status=LoanStatus.ACTIVE, starts_on=in_days(-30), due_on=in_days(-1))
        closed = Trait(status=LoanStatus.CLOSED, starts_on=in_days(0))
        cancelled = Trait(status=LoanStatus.CANCELLED)
        gift = Trait(kind=LoanKind.GIFT, due_on=None)
        for_the_structure = Trait(audience=Audience.STRUCTURE, recipient=None)

    number = Sequence("P00-{:05}".format)
    organisation = SubFactory(OrganisationFactory, approved=True)
    recipient = SubFactory(RecipientFactory, organisation=SelfAttribute("..organisation"))
    site = SubFactory(SiteFactory)
    due_on = in_days(365)
    created_by = SubFactory(UserFactory, counter=True)


class LoanItemFactory(DjangoModelFactory):
    """A device on a loan, both in the state of the trait; the device takes one step at a time."""

    class Meta:
        model = LoanItem

    class Params:
        reserved = Trait(path=())
        open = Trait(
            path=[(DeviceStatus.ON_LOAN, ItemStatus.OPEN)],
            loan=SubFactory(LoanFactory, active=True),
        )
        given = Trait(
            path=[(DeviceStatus.GIVEN, ItemStatus.OPEN)],
            loan=SubFactory(LoanFactory, active=True, gift=True),
        )
        returned = Trait(open=True, end=(DeviceStatus.RECEIVED, ItemStatus.RETURNED))
        swapped = Trait(open=True, end=(DeviceStatus.RECEIVED, ItemStatus.SWAPPED))
        lost = Trait(open=True, end=(DeviceStatus.LOST, ItemStatus.LOST))
        stolen = Trait(open=True, end=(DeviceStatus.STOLEN, ItemStatus.STOLEN))
        transferred = Trait(open=True, end=(None, ItemStatus.TRANSFERRED))
        cancelled = Trait(end=(DeviceStatus.READY, ItemStatus.CANCELLED))
        of_voucher = Trait(device=None, voucher=SubFactory(VoucherFactory, reserved=True))
        of_accessories = Trait(device=None, accessory=SubFactory(AccessoryKindFactory))

    loan = SubFactory(LoanFactory)
    device = SubFactory(DeviceFactory, ready=True)
    path = ()
    end = None

    @classmethod
    @transaction.atomic
    def _create(cls, model_class, *args, path, end, **facts):
        """Create both in a transaction, since the device must match its item at the commit."""
        item = super()._create(model_class, *args, **facts)
        if item.device:
            moved(item.device, DeviceStatus.RESERVED)
        for device_status, item_status in path:
            if item.device:
                moved(item.device, device_status)
            moved(item, item_status, opened_at=timezone.now())
        if end:
            _end(item, *end)
        return item


def _end(item, device_status, item_status):
    """Put the device in the status that an ended item requires."""
    if item_status == ItemStatus.TRANSFERRED:
        moved(item, item_status, ended_at=timezone.now())
        new_loan = LoanFactory(active=True, organisation=item.loan.organisation)
        LoanItem.objects.create(
            loan=new_loan,
            device=item.device,
            status=ItemStatus.OPEN,
            opened_at=timezone.now(),
            follows=item,
        )
        return
    changes = {}
    if device_status == DeviceStatus.RECEIVED:
        needs_erasure = item.device.category.holds_data
        changes = {"received_at": timezone.now(), "needs_erasure": needs_erasure}
    moved(item.device, device_status, **changes)
    condition = {"condition": Condition.GOOD} if item_status == ItemStatus.RETURNED else {}
    moved(item, item_status, ended_at=timezone.now(), **condition)


class AgreementTextFactory(DjangoModelFactory):
    class Meta:
        model = AgreementText

    class Params:
        replaced = Trait(is_current=False)

    kind = LoanKind.LOAN
    audience = Audience.FAMILY
    language = "fr"
    version = Sequence(lambda n: n + 1)
    body = "## Objet\n\nL'association prête."


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = Agreement

    class Params:
        issued = Trait(document=SubFactory(DocumentFactory))
        signed = Trait(
            status=AgreementStatus.SIGNED,
            document=SubFactory(DocumentFactory),
            scan=SelfAttribute("document"),
            sha256=SelfAttribute("document.sha256"),
            signed_at=LazyFunction(timezone.now),
        )
        declined = Trait(status=AgreementStatus.DECLINED)

    loan = SubFactory(LoanFactory)
    text = SubFactory(AgreementTextFactory, replaced=True)
    number = Sequence("A00-{:05}".format)
    token = Sequence("{:032x}".format)
    facts_sha256 = LazyAttribute(lambda agreement: "0" * 64)


class WeightFactory(DjangoModelFactory):
    class Meta:
        model = Weight

    reason = "week"
    points = 2
