"""The erasure certificate of a lot of 500 devices: its row frozen, then its paper drawn."""

from itertools import cycle, islice

from django.core.management import CommandError
from django.db import transaction

from donations.models import Donation
from inventory.erasure.operations.certificates import certify_lot
from inventory.erasure.papers import render_certificate
from inventory.models import Device, ErasureCertificate

DEVICES = 500


def freezing(coordinator):
    """A function that creates a certificate of 500 devices, rolled back."""
    lot = Donation.objects.filter(status="received").order_by("pk")[0]
    ready = Device.objects.filter(media__erasures__result="passed").order_by("pk")
    ids = list(ready.values_list("pk", flat=True).distinct()[:DEVICES])

    def freeze():
        with transaction.atomic():
            Device.objects.filter(pk__in=ids).update(donation=lot)
            certificate = certify_lot(lot, by=coordinator)
            if not certificate.proofs.exists():
                raise CommandError("The certificate lists nothing.")
            transaction.set_rollback(True)
        return certificate

    return freeze


def drawing(coordinator):
    """A function that renders a certificate of 500 devices, repeated in a small demo."""
    frozen = freezing(coordinator)()
    content = frozen.content
    content["proven"] = list(islice(cycle(content["proven"]), DEVICES))
    whole = ErasureCertificate(
        number=frozen.number,
        token=frozen.token,
        donation=frozen.donation,
        language=frozen.language,
        content=content,
        at=frozen.at,
    )
    return lambda: render_certificate(whole)
