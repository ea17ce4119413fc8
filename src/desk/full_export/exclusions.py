"""Columns excluded from the full export, such as secrets, and why."""

import re

from django.utils.translation import gettext_lazy as _

OPENS = _("could be used to sign in to an account")
LINK = _("gives access to a document or a page: it is printed on the document itself")
CIPHER = _("encrypted, and the key is not in the export; look up the codes before you leave Rebond")
KEYED = _("meaningless without a key that is not in the export")
PASSING = _("lasts only a few hours, and adds nothing to the other tables")
EMPTY = _("stays empty: sign-in providers are in the settings")
PLACE = _("former location of the file; in the export, the file has the number of its document")
WITHHELD = _("seems to contain personal data, and nobody has allowed it to be read")
RELEASE = _("the release that created the tables, not their content")

# Tables by model, with the reason to exclude each.
TABLES = {
    "sessions.Session": OPENS,
    "core.CacheEntry": PASSING,
    "core.Deployment": RELEASE,
    "core.MigrationChecksum": RELEASE,
    "core.Clock": PASSING,
    "core.Unsettled": PASSING,
    "account.EmailConfirmation": OPENS,
    "socialaccount.SocialAccount": EMPTY,
    "socialaccount.SocialApp": EMPTY,
    "socialaccount.SocialToken": EMPTY,
    "django_tasks_database.DBTaskResult": PASSING,
    "inventory.VoucherList": CIPHER,
}
WITHOUT_MODEL = {"django_migrations": RELEASE}

COLUMNS = {
    "people.User.password": OPENS,
    "mfa.Authenticator.data": OPENS,
    "api.Token.token_hash": OPENS,
    "loans.SignatureLink.token_hash": KEYED,
    "loans.SignatureLink.code_hash": KEYED,
    "loans.Agreement.token": LINK,
    "loans.Amendment.token": LINK,
    "inventory.ErasureCertificate.token": LINK,
    "inventory.Voucher.code_encrypted": CIPHER,
    "inventory.Voucher.pin_encrypted": CIPHER,
    "inventory.Voucher.puk_encrypted": CIPHER,
    "inventory.Voucher.number_encrypted": CIPHER,
    "inventory.Voucher.code_hash": KEYED,
    "inventory.Voucher.sealed_with": KEYED,
    "inventory.ImportRow.withheld": WITHHELD,
    "core.Submission.key": PASSING,
    "core.Submission.content": KEYED,
    "core.Document.file": PLACE,
}

# Names of columns that may be secret; a test requires each to be excluded, or allowed below.
MAY_BE_SECRET = re.compile(
    r"password|secret|token|hash|(^|_)key(_|$)|(^|_)(pin|puk|otp|seed)(_|$)|encrypted|cipher|signature"
)
NOT_SECRET = {
    "api.Token_sites.token",  # number of the token
    "catalogue.Brand.key",
    "catalogue.DeviceModel.key",
    "catalogue.FaultAlias.key",
    "core.Identity.signature",
    "loans.Briefing.password",  # whether it was explained
    "people.Area.key",
}


def is_left_out(model):
    return model._meta.label in TABLES


def why_not(field):
    """Reason why this column is excluded; None if it is not."""
    return COLUMNS.get(f"{field.model._meta.label}.{field.name}")
