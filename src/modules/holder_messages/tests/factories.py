from factory import Dict, SubFactory, Trait
from factory.django import DjangoModelFactory

from modules.holder_messages.lifecycle import HolderMessageStatus
from modules.holder_messages.models import HolderMessage, OptOut, Receipt
from tests.factories import RecipientFactory, UserFactory


class HolderMessageFactory(DjangoModelFactory):
    class Meta:
        model = HolderMessage

    class Params:
        prepared = Trait(status=HolderMessageStatus.PREPARED)
        sent = Trait(status=HolderMessageStatus.SENT)
        stopped = Trait(status=HolderMessageStatus.STOPPED)
        dropped = Trait(status=HolderMessageStatus.DROPPED)

    subject = Dict({"fr": "mises à jour", "en": "updates"})
    text = Dict({"fr": "Laissez-le allumé ce soir.", "en": "Leave it on this evening."})
    created_by = SubFactory(UserFactory, coordinator=True)


class ReceiptFactory(DjangoModelFactory):
    class Meta:
        model = Receipt

    message = SubFactory(HolderMessageFactory, sent=True)
    recipient = SubFactory(RecipientFactory, family=True)


class OptOutFactory(DjangoModelFactory):
    class Meta:
        model = OptOut

    recipient = SubFactory(RecipientFactory, family=True)
    by = SubFactory(UserFactory, counter=True)
