"""Validators for identifiers (with python-stdnum), days and phone numbers."""

from importlib import import_module

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

MIN_PHONE_DIGITS = 3  # short phone numbers exist


@deconstructible
class StdnumValidator:
    """Reject with `message` a value that the python-stdnum module named `number` finds invalid."""

    def __init__(self, number, message):
        self.number = number
        self.message = message

    def __call__(self, value):
        if not import_module(self.number).is_valid(value):
            raise ValidationError(self.message)

    def __eq__(self, other):
        return isinstance(other, StdnumValidator) and self.number == other.number


is_siren = StdnumValidator("stdnum.fr.siren", _("This SIREN is not valid."))
is_siret = StdnumValidator("stdnum.fr.siret", _("This SIRET is not valid."))


def is_not_to_come(day):
    """Reject a day after today."""
    if day > timezone.localdate():
        raise ValidationError(_("This date is in the future."))


def can_be_called(phone):
    """Reject a text that contains no dialable phone number, with or without words around it."""
    if sum(sign.isdigit() for sign in phone) < MIN_PHONE_DIGITS:
        raise ValidationError(_("Enter the phone number in digits."))
