"""Database rules of links for remote signing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from loans.models import SignatureLink
from tests.factories import AmendmentFactory, SignatureLinkFactory
from tests.law import copy, delete, refused, refused_as, unique_sentence, write

pytestmark = pytest.mark.django_db


def test_a_signature_link_has_one_paper():
    link = SignatureLinkFactory()
    with refused("loans_signaturelink_one_paper"):
        copy(link, token_hash="f", amendment=AmendmentFactory())


def test_a_signature_link_expires_after_it_was_sent():
    link = SignatureLinkFactory()
    with refused("loans_signaturelink_dated"):
        copy(link, token_hash="f", expires_at=link.at)


def test_a_secret_is_unique():
    with refused_as(unique_sentence(SignatureLink, "token_hash")):
        copy(SignatureLinkFactory())


def test_a_signature_link_is_frozen():
    for changed in (
        {"token_hash": "f"},
        {"code_hash": "f"},
        {"channel": "email"},
        {"expires_at": timezone.now() + timedelta(days=99)},
    ):
        with refused("loans_signaturelink_frozen"):
            write(SignatureLinkFactory(), **changed)


def test_a_link_that_was_used_or_closed_is_not_used_again():
    for trait in ("used", "closed"):
        with refused("loans_signaturelink_used"):
            write(
                SignatureLinkFactory(**{trait: True}), used_at=timezone.now() + timedelta(hours=1)
            )


def test_a_closed_link_stays_closed():
    with refused("loans_signaturelink_closed"):
        write(SignatureLinkFactory(closed=True), closed_at=None)


def test_a_link_is_never_deleted():
    with refused("loans_signaturelink_kept"):
        delete(SignatureLinkFactory())
