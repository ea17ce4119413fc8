from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import AccessoryKind
from core.forms import ActForm
from core.widgets import ScanField
from loans.forms.vouchers import ProductField
from people.models import Organisation, Site


class WalkInForm(ActForm):
    """A hand-over without a request."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.approved(), label=_("Organisation"), empty_label=None
    )
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), empty_label=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.visible_to(user).filter(is_active=True)
        self.fields["site"].initial = user.site_id


class AccessoryForm(ActForm):
    accessory = forms.ModelChoiceField(
        AccessoryKind.objects.accessories(), label=_("Accessory"), empty_label=None
    )
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=99, initial=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="accessory_%s", **kwargs)


class VoucherForm(ActForm):
    product = ProductField(empty_label=None)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=50, initial=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="voucher_%s", **kwargs)


class ScanForm(ActForm):
    scan = ScanField(label=_("Scan or photo of the signed paper"))

    def arguments(self):
        scan, content_type = self.cleaned_data["scan"]
        return (), {"scan": scan, "content_type": content_type}
