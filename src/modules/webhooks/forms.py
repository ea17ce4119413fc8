"""Form for a webhook."""

from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.v1.catalogue import FED
from core.forms.base import ActModelForm
from core.modules.registry import is_url_on
from modules.webhooks.lifecycle import OF_DEVICES, Topic, Trouble
from modules.webhooks.models import Webhook
from modules.webhooks.transport import Undelivered, checked_addresses, reaches_private
from people.models import Site


def topics_in_use():
    """The topics whose pages exist and are enabled."""
    on = {one.path for one in FED if is_url_on(one.page)} | OF_DEVICES
    return [(topic.value, topic.label) for topic in Topic if topic in on]


def _has_port(parts):
    """Whether the port of a URL, if any, is valid."""
    try:
        return parts.port != 0
    except ValueError:
        return False


class WebhookForm(ActModelForm):
    """Form for `save_webhook`."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=Webhook._meta.get_field("url").help_text,
        max_length=500,
        widget=forms.URLInput,
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Topics"),
        choices=topics_in_use,
        widget=forms.CheckboxSelectMultiple,
    )
    sites = forms.ModelMultipleChoiceField(
        Site.objects.filter(is_active=True),
        label=gettext_lazy("Only these sites"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Leave all unticked to include all sites."),
    )

    class Meta:
        model = Webhook
        fields = ["url", "topics", "sites"]

    def clean_url(self):
        """Check that webhooks may be sent to this URL."""
        url = self.cleaned_data["url"].strip()
        schemes = ["https", "http"] if reaches_private() else ["https"]
        try:
            URLValidator(schemes)(url)
        except ValidationError as error:
            raise ValidationError(_("Enter an address that begins with https://.")) from error
        parts = urlsplit(url)
        if not _has_port(parts):
            raise ValidationError(_("The port in the address must be a number from 1 to 65535."))
        if parts.username or parts.password or parts.fragment:
            raise ValidationError(_("The address cannot contain a password or a #."))
        try:
            checked_addresses(parts)
        except Undelivered as refused:
            sentence = {
                Trouble.UNKNOWN: _("No server has this name."),
                Trouble.PRIVATE: _(
                    "This server is in a private network: nothing can be sent there."
                ),
            }
            raise ValidationError(sentence[refused.trouble]) from refused
        return url

    def arguments(self):
        return (self.instance,), {"sites": self.cleaned_data["sites"]}
