from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SubFactory, Trait
from factory.django import DjangoModelFactory

from core.models import Document, Event, Identity, ListChoice, Photo, SavedView
from core.modules.registry import keys
from tests.factories.people import UserFactory


def moved(row, status, **changes):
    """Set the status of `row`, checked by the database only."""
    changes = {"status_since": timezone.now()} | changes | {"status": status}
    type(row)._base_manager.filter(pk=row.pk).update(**changes)
    for name, value in changes.items():
        setattr(row, name, value)


class IdentityFactory(DjangoModelFactory):
    class Meta:
        model = Identity
        django_get_or_create = ["id"]

    id = 1
    name = "Les Ordis Solidaires"
    phone = "02 99 00 00 00"
    modules = " ".join(keys())


class DocumentFactory(DjangoModelFactory):
    """A stored file with this `content`."""

    class Meta:
        model = Document

    class Params:
        purged = Trait(file="", purged_at=LazyFunction(timezone.now))

    kind = "paper"
    name = "paper.pdf"
    content_type = "application/pdf"
    by = SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class, *args, content=b"%PDF-", purged_at=None, file=None, **facts):
        document = Document.objects.store(content, **facts)
        if purged_at:
            Document.objects.filter(pk=document.pk).update(purged_at=purged_at, file="")
            document.refresh_from_db()
        return document


class PhotoFactory(DjangoModelFactory):
    """A picture of `subject`, a lot by default."""

    class Meta:
        model = Photo

    subject = SubFactory("tests.factories.donations.DonationFactory")
    document = SubFactory(DocumentFactory, kind="photo", content_type="image/jpeg")
    by = SubFactory(UserFactory)


class EventFactory(DjangoModelFactory):
    """An event of `subject`."""

    class Meta:
        model = Event

    by = SubFactory(UserFactory)
    kind = "device.changed"
    subject = LazyAttribute(lambda event: event.by)

    @classmethod
    def _create(cls, model_class, *args, kind, subject, by, **data):
        return Event.objects.record(kind, subject, by=by, **data)


class SavedViewFactory(DjangoModelFactory):
    """A saved view of the list of ready devices."""

    class Meta:
        model = SavedView

    class Params:
        shared = Trait(is_shared=True)

    owner = SubFactory(UserFactory, coordinator=True)
    list_name = "device_list"
    name = "Ready"
    filters = {"status": ["ready"]}


class ListChoiceFactory(DjangoModelFactory):
    """Columns that a user chose for the list of devices."""

    class Meta:
        model = ListChoice

    user = SubFactory(UserFactory)
    list_name = "device_list"
    columns = ["serial"]
