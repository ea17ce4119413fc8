"""Rows of the world for retention: a person to anonymise and an archived paper."""

from django.utils import timezone

from tests.factories import (
    DocumentFactory,
    ProcessingFactory,
    RecipientFactory,
    RetentionFactory,
    UserFactory,
)
from tests.law import write


def add_privacy(world):
    world.retention = RetentionFactory()
    world.processing = ProcessingFactory()
    world.idle_person = RecipientFactory(
        organisation=world.organisation, erase_on=timezone.localdate()
    )
    world.closed_user = UserFactory(association=True, disabled=True)
    world.kept_paper = DocumentFactory(kind="agreement_signed", name="C00-00001.pdf")
    write(world.kept_paper, kept_until=timezone.localdate())
    world.earlier = DocumentFactory(content_type="application/pdf")
    world.convention.earlier.add(world.earlier)
