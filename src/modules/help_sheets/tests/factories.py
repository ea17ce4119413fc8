from django.utils import timezone
from factory import LazyFunction, SubFactory, Trait
from factory.django import DjangoModelFactory

from modules.help_sheets.lifecycle import Channel, Subject, SupportStatus, System
from modules.help_sheets.models import SheetText, SupportCode, SupportContact, SupportTool
from tests.factories import DeviceFactory, LoanItemFactory, UserFactory


class SheetTextFactory(DjangoModelFactory):
    class Meta:
        model = SheetText

    system = System.LINUX
    language = "fr"
    body = "## [wifi] Internet\n\n- Appelez {association}."
    by = SubFactory(UserFactory, admin=True)


class SupportToolFactory(DjangoModelFactory):
    class Meta:
        model = SupportTool
        django_get_or_create = ["pk"]

    pk = 1
    name = "RustDesk"


class SupportCodeFactory(DjangoModelFactory):
    class Meta:
        model = SupportCode

    device = SubFactory(DeviceFactory)
    code = "401 250 117"
    by = SubFactory(UserFactory, technician=True)


class SupportContactFactory(DjangoModelFactory):
    class Meta:
        model = SupportContact

    class Params:
        waiting = Trait()
        solved = Trait(status=SupportStatus.SOLVED, channel=Channel.PHONE)
        unsolved = Trait(status=SupportStatus.UNSOLVED, channel=Channel.REMOTE)

    item = SubFactory(LoanItemFactory, open=True)
    subject = Subject.INTERNET
    is_requested = True
    created_at = LazyFunction(timezone.now)
    by = SubFactory(UserFactory, counter=True)
