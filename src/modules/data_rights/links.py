"""Signed address of the page where a person asks, linked from the page behind their own link."""

from django.core import signing

SIGNER = signing.TimestampSigner(salt="data_rights.own_page")
