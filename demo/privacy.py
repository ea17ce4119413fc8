"""People not seen for long: they are announced, to be erased in a month."""

from django.db.models.functions import TruncDate

from loans.operations import announce_erasures
from people.models import Recipient, User


def happen(world):
    """Last contacts are those that the demo tells of; who is out of term soon is announced."""
    Recipient.objects.update(contact_on=TruncDate("created_at"))
    announce_erasures(by=User.objects.system(), today=world.today)
