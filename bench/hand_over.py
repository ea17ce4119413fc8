"""A hand-over of ten devices by its pages, from the first scan to the stored PDF."""

import base64
import io
from uuid import uuid4

from django.core.management import CommandError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageOps

from demo.words import picture
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.allocation.operations import preparation as preparation_operations
from loans.base.lifecycle.loans import AgreementStatus, LoanStatus
from loans.models import Loan
from people.base.lifecycle import RecipientKind
from people.models import Recipient

DEVICES = 10


def handing_over(counter):
    """A function that hands over ten ready devices: scan, briefing, signature."""
    client = Client()
    client.force_login(counter)
    person = Recipient.objects.not_anonymised().filter(kind=RecipientKind.FAMILY, birth_date=None)[
        0
    ]
    standing = Device.objects.filter(status=DeviceStatus.READY, site__in=counter.site_ids)
    ready = standing.filter(sims=None)  # a card in one would ask for its price
    site = ready.order_by("site_id")[0].site
    tags = list(ready.filter(site=site).values_list("asset_tag", flat=True)[:DEVICES])
    drawn = "data:image/png;base64," + base64.b64encode(_ink()).decode()

    def post(name, pk, **data):
        client.post(reverse(name, args=[pk]), data)

    def hand_over():
        with transaction.atomic():
            facts = {"organisation": person.organisation, "site": site, "recipient": person}
            loan = preparation_operations.prepare(by=counter, **facts)
            for tag in tags:
                post("loan_scan", loan.pk, code=tag, anyway=1)
            post("loan_explained", loan.pk, training="declined")
            post("agreement_issue", loan.pk)
            agreement = loan.agreements.get(status=AgreementStatus.ISSUED)
            post("agreement_sign", agreement.pk, signature=drawn, submission=uuid4())
            _check(loan, len(tags))
            transaction.set_rollback(True)

    return hand_over


def _check(loan, count):
    agreement = loan.agreements.get()
    is_signed = Loan.objects.get(pk=loan.pk).status == LoanStatus.ACTIVE
    if not is_signed or loan.items.count() != count:
        raise CommandError("The hand-over was not signed.")
    agreement.document.file.delete(save=False)


def _ink():
    """A signature as the page's canvas draws it: ink, and nothing around it."""
    ink = ImageOps.invert(Image.open(io.BytesIO(picture("signature.png"))).convert("L"))
    image = Image.new("RGBA", ink.size)
    image.putalpha(ink)
    output = io.BytesIO()
    image.save(output, "PNG")
    return output.getvalue()
