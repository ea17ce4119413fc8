"""Signed link that confirms the e-mail address of a request for access."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from modules.access_requests.models import AccessRequest

ACCESS_SALT = "modules.access_requests"


def access_token(access):
    """A token that confirms the address of an access request; it contains only the row's id."""
    return signing.dumps([access.pk, _address_of(access)], salt=ACCESS_SALT)


def access_of(token):
    """The request for access that this token confirms, or None."""
    try:
        pk, address = signing.loads(token, salt=ACCESS_SALT)
    except signing.BadSignature:
        return None
    access = AccessRequest.objects.filter(pk=pk).first()
    return access if access and constant_time_compare(address, _address_of(access)) else None


def _address_of(access):
    return salted_hmac(ACCESS_SALT, access.email, algorithm="sha256").hexdigest()


def access_url(access):
    """The URL that confirms the e-mail address of a request for access."""
    return settings.SITE_URL + reverse("access_confirm", args=[access_token(access)])
