"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from modules.declaration import RemovableModule

MODULE = RemovableModule(
    key="ovh_sms",
    rank=None,
    label=_("SMS by OVHcloud"),
    description=_("SMS are sent through your own OVHcloud account."),
)
