from factory import SubFactory, Trait
from factory.django import DjangoModelFactory

from desk.lifecycle import LineStatus, Mode, Result, ScanSessionStatus
from desk.models import Backup, ScanLine, ScanSession
from inventory.devices.lifecycle.devices import Grade
from tests.factories.catalogue import CategoryFactory
from tests.factories.donations import DonationFactory
from tests.factories.inventory import DeviceFactory, PlaceFactory
from tests.factories.loans import LoanFactory
from tests.factories.people import SiteFactory, UserFactory


class ScanSessionFactory(DjangoModelFactory):
    """An open session that puts devices on shelves."""

    class Meta:
        model = ScanSession

    class Params:
        open = Trait(status=ScanSessionStatus.OPEN)
        ended = Trait(status=ScanSessionStatus.ENDED)
        receiving = Trait(
            act=Mode.RECEIVE,
            donation=SubFactory(DonationFactory, received=True),
            category=SubFactory(CategoryFactory, holding_data=True),
        )
        refurbishing = Trait(act=Mode.REFURBISH)
        finishing = Trait(act=Mode.FINISH, grade=Grade.B)
        lending = Trait(act=Mode.LEND, loan=SubFactory(LoanFactory))

    act = Mode.SHELVE
    owner = SubFactory(UserFactory, counter=True)
    site = SubFactory(SiteFactory)


class ScanLineFactory(DjangoModelFactory):
    """A scanned device, in the state of the trait."""

    class Meta:
        model = ScanLine

    class Params:
        waiting = Trait(status=LineStatus.WAITING)
        done = Trait(status=LineStatus.DONE, deed=Result.SHELVED, place=SubFactory(PlaceFactory))
        refused = Trait(
            status=LineStatus.REFUSED, refusal={"fr": "Inconnu.", "en": "Unknown."}, device=None
        )
        undone = Trait(status=LineStatus.UNDONE)

    session = SubFactory(ScanSessionFactory)
    code = "RB2600001Y"
    device = SubFactory(DeviceFactory)
    data = {"place": "A1", "former": None}


class BackupFactory(DjangoModelFactory):
    class Meta:
        model = Backup

    name = "rebond-2026-03-02-030000.zip"
    size = 52_428_800
    sha256 = "9f" * 32
    documents = 120
